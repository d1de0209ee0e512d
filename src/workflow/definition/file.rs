//! The workflow file: steps, what follows what, who does it, and what it changes.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FieldType, NodeKind, Repetition, TaskKind, TriggerKind};
use crate::{
    document::Located,
    framework::definition::{SourceDefinition, Standing},
};

/// A workflow: the graph of activities that lead from a start to an end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Workflow definition")]
pub struct WorkflowFile {
    /// `itsm/workflow/1`.
    pub format: Located<String>,
    /// The id, such as `change`; within a framework its long form is `FRAMEWORK:workflow/ID`.
    pub id: Located<String>,
    /// The framework that it belongs to, such as `mof4` or `neutral`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Located<String>>,
    /// The title.
    pub title: String,
    /// The version of the definition; instances remember it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it is, in one or two sentences of the author's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// How sure it is that work goes this way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// The publications that facts come from, by key.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sources: IndexMap<String, SourceDefinition>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// The framework elements that the whole of it performs, `framework:id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub performs: Vec<Located<String>>,
    /// The data that conditions speak of.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<String, DataDefinition>,
    /// Who does the work: the lanes of the picture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<LaneDefinition>,
    /// The records whose lifecycles the steps drive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<RecordDefinition>,
    /// The steps, events and gateways.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<NodeDefinition>,
    /// What follows what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<FlowDefinition>,
}

/// A piece of data of a running workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "field"))]
pub struct DataDefinition {
    /// What it holds.
    pub r#type: Located<FieldType>,
    /// The values of an `enum`, or of the items of a `list`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Located<String>>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A role that does work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "lane"))]
pub struct LaneDefinition {
    /// The id; work is offered to actors that have it as a role.
    pub id: Located<String>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The element of a framework that describes the role, `framework:id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<Located<String>>,
}

/// A record that the workflow works on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "record"))]
pub struct RecordDefinition {
    /// The id, such as `change`.
    pub id: Located<String>,
    /// The lifecycle that it lives, such as `neutral:change`.
    pub lifecycle: Located<String>,
    /// The state that it is in when the workflow begins; absent means that it begins with the workflow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Located<String>>,
}

/// A step, an event or a gateway.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "node"))]
pub struct NodeDefinition {
    /// The id.
    pub id: Located<String>,
    /// What it is.
    pub kind: Located<NodeKind>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The lane of who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<Located<String>>,
    /// The subprocess that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside: Option<Located<String>>,
    /// For a task: how the work is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Located<TaskKind>>,
    /// For events: what it is about. Absent means nothing in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Located<TriggerKind>>,
    /// The name of the message, signal, error, escalation or link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Located<String>>,
    /// For `trigger: timer`: when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer: Option<ScheduleDefinition>,
    /// For `trigger: condition`: the condition over the fields (CEL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Located<String>>,
    /// The language of that condition where it is not CEL. It is kept and not evaluated: whoever runs the workflow answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// For `boundary`: the step that it is attached to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Located<String>>,
    /// For `boundary`: whether the step goes on when it happens; absent means that the step is given up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub continues: bool,
    /// For `call`: the workflow that is run, such as `neutral:change`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<Located<String>>,
    /// How often it is done; absent means once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repetition>,
    /// The framework elements that it performs, `framework:id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub performs: Vec<Located<String>>,
    /// The lifecycle events that it fires when it is done, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fires: Vec<FiredDefinition>,
    /// How sure the step is; absent takes the workflow's standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl NodeDefinition {
    /// A node with nothing but an id and a kind.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: NodeKind) -> Self {
        Self {
            id: Located::new(id.into()),
            kind: Located::new(kind),
            title: None,
            lane: None,
            inside: None,
            task: None,
            trigger: None,
            name: None,
            timer: None,
            when: None,
            language: None,
            on: None,
            continues: false,
            calls: None,
            repeat: None,
            performs: Vec::new(),
            fires: Vec::new(),
            standing: None,
            source: Vec::new(),
            note: None,
        }
    }
}

/// When a timer goes off: one of `after`, `at` and `words`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "timer"))]
pub struct ScheduleDefinition {
    /// How long after the step was entered, ISO 8601: `PT8H` are hours, `P1D` are days. With a calendar these are open hours
    /// and business days, without one days of 24 hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Located<String>>,
    /// The field that holds the instant, or the instant itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Located<String>>,
    /// When, in words or in the language of another tool, such as `before the maintenance window`. It is kept and not evaluated:
    /// whoever runs the workflow says when it is time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Located<String>>,
    /// How often: again after the same time each, ISO 8601. Kept for the way to other tools; a boundary event that lets its step go on repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Located<String>>,
    /// The calendar whose open hours count; absent means all hours count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Located<String>>,
}

/// An event of a record's lifecycle that a step fires.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "fired event"))]
pub struct FiredDefinition {
    /// The record.
    pub record: Located<String>,
    /// The event of its lifecycle.
    pub event: Located<String>,
}

/// What follows what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "flow"))]
pub struct FlowDefinition {
    /// The id, where something must point to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Located<String>>,
    /// The node it leaves.
    pub from: Located<String>,
    /// The node it leads to.
    pub to: Located<String>,
    /// The condition under which it is taken, over the fields (CEL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Located<String>>,
    /// The language of the condition where it is not CEL. Such a condition is kept and not evaluated: whoever runs the workflow answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Taken when no condition of the others holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub otherwise: bool,
    /// What stands at the arrow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How sure it is; absent takes the workflow's standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
