//! The file of a migration plan: where executions go that stand at each step.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Located;

/// What the `format:` line of a migration plan of workflows says.
pub const WORKFLOW_MIGRATION_FORMAT: &str = "itsm/workflow-migration/1";

/// How executions of one workflow go on with another definition.
///
/// A place in it is the id of a node, or a flow on which a branch waits for others, written `FROM -> TO` or by its id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Migration plan of a workflow")]
pub struct WorkflowMigrationFile {
    /// `itsm/workflow-migration/1`.
    pub format: Located<String>,
    /// What it is for, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The definition that executions run now.
    pub from: WorkflowSideDefinition,
    /// The definition that they go on with.
    pub to: WorkflowSideDefinition,
    /// Where executions go that stand at a place. A node that is not named here goes to the node of the same id, a flow to the one
    /// between the same nodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepMoveDefinition>,
    /// Places whose executions do not move.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stay: Vec<Located<String>>,
    /// Places whose tokens are given up while the rest of the execution moves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<Located<String>>,
    /// What fields are called now. A field that is not named here keeps its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldRenameDefinition>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One of the two definitions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "side"))]
pub struct WorkflowSideDefinition {
    /// The id of the workflow or its reference, such as `neutral:change`.
    pub workflow: Located<String>,
    /// A file beside this one that holds the definition; absent means that it is looked up by its reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Located<String>>,
    /// The version that it must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Located<String>>,
    /// The hash that it must have, as snapshots write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<Located<String>>,
}

/// Where executions go that stand at a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "move"))]
pub struct StepMoveDefinition {
    /// The places of the old definition.
    pub from: Vec<Located<String>>,
    /// The place of the new one.
    pub to: Located<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a field is called now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "name"))]
pub struct FieldRenameDefinition {
    /// The name in the old definition.
    pub from: Located<String>,
    /// The name in the new one.
    pub to: Located<String>,
}
