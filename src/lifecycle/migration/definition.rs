//! The migration file: where the records of each state go.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Located;

/// What the `format:` line of a migration file says.
pub const MIGRATION_FORMAT: &str = "itsm/migration/1";

/// How the records of one lifecycle go on with another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Migration plan")]
pub struct MigrationFile {
    /// `itsm/migration/1`.
    pub format: Located<String>,
    /// What it is for, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The definition that records live now.
    pub from: SideDefinition,
    /// The definition that they go on with.
    pub to: SideDefinition,
    /// Where the records of states go. A state that is not named here goes to the state of the same id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<MoveDefinition>,
    /// What events are called now, for what a record remembers of them. An event that is not named here keeps its id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<RenameDefinition>,
    /// What fields are called now. A field that is not named here keeps its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<RenameDefinition>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One of the two definitions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "side"))]
pub struct SideDefinition {
    /// The id of the lifecycle or its reference, such as `neutral:incident`.
    pub lifecycle: Located<String>,
    /// A file beside this one that holds the definition; absent means that it is looked up by its reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Located<String>>,
    /// The version that it must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Located<String>>,
    /// The hash that it must have, as `itsm show` and snapshots write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<Located<String>>,
}

/// Where the records of states go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "move"))]
pub struct MoveDefinition {
    /// The states that they are in.
    pub from: Vec<Located<String>>,
    /// The state that they go to.
    pub to: Located<String>,
    /// Which records: a condition on the fields that the old definition declares. Absent means all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Located<String>>,
    /// Those for which no condition of another move holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub otherwise: bool,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What an event or a field is called now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "name"))]
pub struct RenameDefinition {
    /// The name in the old definition.
    pub from: Located<String>,
    /// The name in the new one.
    pub to: Located<String>,
}
