//! What differs between two definitions of a workflow, and which executions that touches.

mod compare;
mod impact;
mod statement;

pub use impact::{Impact, TouchKind, TouchReason, TouchedExecution};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Workflow;
pub use crate::difference::PartChange;
use crate::{difference::Difference, document::vocabulary};

/// What differs between two definitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkflowDiff {
    /// The older definition.
    pub older: DefinitionRecord,
    /// The newer definition.
    pub newer: DefinitionRecord,
    /// Whether the two hashes are equal, which is when `behaviour` is empty.
    pub same_behaviour: bool,
    /// What behaves differently, by parts.
    pub behaviour: Vec<WorkflowDifference>,
    /// What differs without any effect on behaviour: titles, remarks, sources, references to frameworks.
    pub words_only: Vec<WorkflowDifference>,
    /// The executions that are touched, or null where none were given.
    #[serde(default)]
    pub executions: Option<Vec<TouchedExecution>>,
}

/// One of the two definitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DefinitionRecord {
    /// The reference.
    pub workflow: String,
    /// The version, or null.
    pub version: Option<String>,
    /// The hash of what changes behaviour.
    pub hash: String,
}

vocabulary! {
    /// The parts of a definition.
    WorkflowPart {
        /// The workflow as a whole.
        Workflow,
        /// A node: a step, an event or a gateway.
        Node,
        /// A flow, by the nodes that it joins.
        Flow,
        /// A field.
        Field,
        /// A record whose lifecycle the steps drive.
        Record,
        /// A lane; only its words, as steps say which lane they are in.
        Lane,
        /// A source of facts; words only.
        Source,
    }
}

/// One difference.
pub type WorkflowDifference = Difference<WorkflowPart>;

/// What differs from one definition to another, of an edited workflow or of two editions.
///
/// Nodes, fields, records and lanes are the same when they have the same id, flows when they join the same nodes; of several such
/// flows those are held against each other that are equal, then in order. There is a difference in behaviour exactly when
/// the hashes differ. Time is linear in the definitions, but for flows between the same nodes.
#[must_use]
pub fn diff(older: &Workflow, newer: &Workflow) -> WorkflowDiff {
    let (behaviour, words_only) = compare::compare(&statement::statement(older.definition()), &statement::statement(newer.definition()));
    WorkflowDiff { older: record(older), newer: record(newer), same_behaviour: older.hash() == newer.hash(), behaviour, words_only, executions: None }
}

fn record(workflow: &Workflow) -> DefinitionRecord {
    DefinitionRecord { workflow: workflow.reference(), version: workflow.version().map(str::to_owned), hash: workflow.hash().to_owned() }
}

/// How a flow is named.
fn flow_name(from: &str, to: &str) -> String {
    format!("{from} -> {to}")
}
