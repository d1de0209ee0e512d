//! Ids of elements across frameworks: `framework:id`.

use std::{fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The id of an element with its framework, such as `itil4:incident-management` or `iso20000-2018:8.6.1`.
///
/// The framework's edition is part of its prefix, and what follows the colon is the framework's own id verbatim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId {
    framework: String,
    element: String,
}

/// The start of the URNs that ids expand to; the namespace is not registered.
pub const URN: &str = "urn:itsm:";

impl ElementId {
    /// Joins a framework's id and an element's.
    #[must_use]
    pub fn new(framework: impl Into<String>, element: impl Into<String>) -> Self {
        Self { framework: framework.into(), element: element.into() }
    }

    /// The framework.
    #[must_use]
    pub fn framework(&self) -> &str {
        &self.framework
    }

    /// The id within the framework.
    #[must_use]
    pub fn element(&self) -> &str {
        &self.element
    }

    /// The id as `urn:itsm:<framework>:<element>`.
    #[must_use]
    pub fn urn(&self) -> String {
        format!("{URN}{}:{}", self.framework, self.element)
    }
}

impl fmt::Display for ElementId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.framework, self.element)
    }
}

/// A text that is not `framework:id`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an element id; write `framework:id`, such as `itil4:incident-management`")]
pub struct IdError(String);

impl FromStr for ElementId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match text.split_once(':') {
            Some((framework, element)) if !framework.is_empty() && !element.is_empty() => Ok(Self::new(framework, element)),
            _ => Err(IdError(text.to_owned())),
        }
    }
}

impl Serialize for ElementId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ElementId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for ElementId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ElementId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "description": "an element's id with its framework, such as itil4:incident-management" })
    }
}
