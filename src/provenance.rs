//! Where facts come from and how sure they are: what every definition format shares.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::vocabulary;

vocabulary! {
    /// How sure a fact is.
    Standing {
        /// Read in the publication that the source names.
        Confirmed,
        /// Read only in a work about the publication.
        Secondary,
        /// A proposal or judgement, ours or somebody else's.
        Proposed,
        /// Not checked against any publication.
        Unconfirmed,
    }
}

/// A publication that facts come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "source"))]
pub struct SourceDefinition {
    /// Its title.
    pub title: String,
    /// Its publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// A remark, for example on how much of it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
