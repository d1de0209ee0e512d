//! What a mapping's reason looks at, and how strong its author thinks the link is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// What the reason of a mapping looks at. Source: NIST IR 8477, section 4.3, and `matching-rationale` of OSCAL 1.2.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, Display, EnumString, EnumIter, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
pub enum RationaleKind {
    /// The wording.
    Syntactic,
    /// The meaning.
    Semantic,
    /// The result.
    Functional,
}

impl RationaleKind {
    /// The word as it is written in files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How strong a link is. There is no common scale: the number means something only beside the scale, and files often
/// leave the scale unsaid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Strength {
    /// The number or word.
    pub value: StrengthValue,
    /// The scale, as the file or the caller names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
}

/// A number, or a text that is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum StrengthValue {
    /// A finite number.
    Number(f64),
    /// Anything else, as written.
    Text(String),
}

impl Strength {
    /// The strength that a text states; none for a blank one.
    #[must_use]
    pub fn from_text(text: &str, scale: Option<&str>) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        let value = number.map_or_else(|| StrengthValue::Text(text.to_owned()), StrengthValue::Number);
        Some(Self { value, scale: scale.map(str::to_owned) })
    }

    /// The number, when it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self.value {
            StrengthValue::Number(number) => Some(number),
            StrengthValue::Text(_) => None,
        }
    }
}
