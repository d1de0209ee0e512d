//! Waivers: deviations that somebody accepted, for a time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Located;

/// A file of waivers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Waivers")]
pub struct WaiversFile {
    /// `itsm/waivers/1`.
    pub format: Located<String>,
    /// The waivers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverDefinition>,
}

/// Deviations that somebody accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "waiver"))]
pub struct WaiverDefinition {
    /// The rule.
    pub rule: Located<String>,
    /// The cases by their names; `*` stands for any characters. Absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Located<String>>,
    /// Why it is accepted.
    pub reason: Located<String>,
    /// Who accepted it.
    pub who: Located<String>,
    /// The last day on which it counts, such as `2027-03-31`.
    pub expires: Located<String>,
}
