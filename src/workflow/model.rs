//! A workflow as a program works with it: a graph whose nodes and edges know what they mean.

use std::sync::Arc;

use jiff::Timestamp;
use petgraph::{graph::DiGraph, visit::EdgeRef as _};
use rustc_hash::FxHashMap;
use serde_json::json;

use super::{
    definition::{FlowDefinition, NodeDefinition, NodeKind, Repetition, ScheduleDefinition, TaskKind, TriggerKind, WorkflowFile},
    draft::Draft,
};
use crate::{
    calendar::{BusinessDuration, Calendar},
    diagnostic::Findings,
    digest::{Digest, canonical_json},
    document::Located,
    expr::{Condition, Fields},
    framework::definition::Standing,
};

/// The graph of a workflow.
///
/// Nodes and edges stand in the order of the definition. What is inside a subprocess is part of the same graph, with no edge to
/// what is outside; [`Node::inside`] says where it belongs. A boundary event has no edge from its step; [`Step::Boundary`] names
/// it.
pub type Graph = DiGraph<Node, Flow, u32>;

/// A node of the graph; valid for that workflow only.
pub type NodeIndex = petgraph::graph::NodeIndex<u32>;

/// An edge of the graph; valid for that workflow only.
pub type FlowIndex = petgraph::graph::EdgeIndex<u32>;

/// Who does what in which order. Cheap to clone; share one between all instances.
#[derive(Clone, Debug)]
pub struct Workflow {
    inner: Arc<Compiled>,
}

#[derive(Clone, Debug)]
struct Compiled {
    definition: WorkflowFile,
    graph: Graph,
    ids: FxHashMap<String, NodeIndex>,
    lanes: Vec<Lane>,
    records: Vec<Record>,
    fields: Fields,
    calendars: Vec<Calendar>,
    hash: String,
}

/// A step, an event or a gateway.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Node {
    /// The id.
    pub id: String,
    /// The title; the id where there is none.
    pub title: String,
    /// What it is.
    pub step: Step,
    /// The place of its lane in [`Workflow::lanes`].
    pub lane: Option<usize>,
    /// The subprocess that it belongs to.
    pub inside: Option<NodeIndex>,
    /// How often it is done; a mark.
    pub repeat: Option<Repetition>,
    /// The framework elements that it performs, `framework:id`.
    pub performs: Vec<String>,
    /// The lifecycle events that it fires when it is done.
    pub fires: Vec<Fired>,
    /// How sure it is.
    pub standing: Option<Standing>,
    /// Keys of the file's sources.
    pub sources: Vec<String>,
    /// A remark.
    pub note: Option<String>,
}

/// What a node is, with what it needs.
#[derive(Clone, Debug)]
pub enum Step {
    /// Somebody or something does work.
    Task(Option<TaskKind>),
    /// Where it begins.
    Start(Trigger),
    /// Where a branch ends.
    End(Trigger),
    /// It waits for something to happen.
    Catch(Trigger),
    /// It makes something known.
    Throw(Trigger),
    /// Something that may happen while a step goes on.
    Boundary {
        /// The step.
        on: NodeIndex,
        /// What happens.
        trigger: Trigger,
        /// Whether the step is given up then.
        interrupts: bool,
    },
    /// One way is taken.
    Exclusive,
    /// All ways are taken.
    Parallel,
    /// One way or several are taken.
    Inclusive,
    /// What happens first says which way is taken.
    EventBased,
    /// A workflow within the workflow.
    Subprocess,
    /// Another workflow is run, by its reference.
    Call(String),
}

impl Step {
    /// The word of the format.
    #[must_use]
    pub fn kind(&self) -> NodeKind {
        match self {
            Self::Task(_) => NodeKind::Task,
            Self::Start(_) => NodeKind::Start,
            Self::End(_) => NodeKind::End,
            Self::Catch(_) => NodeKind::Catch,
            Self::Throw(_) => NodeKind::Throw,
            Self::Boundary { .. } => NodeKind::Boundary,
            Self::Exclusive => NodeKind::Exclusive,
            Self::Parallel => NodeKind::Parallel,
            Self::Inclusive => NodeKind::Inclusive,
            Self::EventBased => NodeKind::EventBased,
            Self::Subprocess => NodeKind::Subprocess,
            Self::Call(_) => NodeKind::Call,
        }
    }

    /// What an event is about.
    #[must_use]
    pub fn trigger(&self) -> Option<&Trigger> {
        match self {
            Self::Start(trigger) | Self::End(trigger) | Self::Catch(trigger) | Self::Throw(trigger) | Self::Boundary { trigger, .. } => Some(trigger),
            _ => None,
        }
    }

    /// Whether it is work that is offered to somebody or run elsewhere: a task, a subprocess or a call.
    #[must_use]
    pub fn is_activity(&self) -> bool {
        matches!(self, Self::Task(_) | Self::Subprocess | Self::Call(_))
    }

    /// Whether it is a gateway.
    #[must_use]
    pub fn is_gateway(&self) -> bool {
        matches!(self, Self::Exclusive | Self::Parallel | Self::Inclusive | Self::EventBased)
    }
}

/// What an event is about.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// Nothing in particular.
    None,
    /// A message to one receiver.
    Message(Option<String>),
    /// A point in time.
    Timer(Schedule),
    /// Something went wrong.
    Error(Option<String>),
    /// Somebody else must know.
    Escalation(Option<String>),
    /// A message to everybody.
    Signal(Option<String>),
    /// A condition comes to hold; none where it is in a language that is not evaluated.
    Condition(Option<Box<Condition>>),
    /// A jump to the place of this name.
    Link(String),
    /// Everything around it ends at once.
    Terminate,
    /// What was done is undone. Not run.
    Compensation,
    /// A transaction is called off. Not run.
    Cancel,
}

impl Trigger {
    /// The word of the format; none for nothing in particular.
    #[must_use]
    pub fn kind(&self) -> Option<TriggerKind> {
        Some(match self {
            Self::None => return None,
            Self::Message(_) => TriggerKind::Message,
            Self::Timer(_) => TriggerKind::Timer,
            Self::Error(_) => TriggerKind::Error,
            Self::Escalation(_) => TriggerKind::Escalation,
            Self::Signal(_) => TriggerKind::Signal,
            Self::Condition(_) => TriggerKind::Condition,
            Self::Link(_) => TriggerKind::Link,
            Self::Terminate => TriggerKind::Terminate,
            Self::Compensation => TriggerKind::Compensation,
            Self::Cancel => TriggerKind::Cancel,
        })
    }

    /// The name of the message, signal, error, escalation or link.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Message(name) | Self::Error(name) | Self::Escalation(name) | Self::Signal(name) => name.as_deref(),
            Self::Link(name) => Some(name),
            _ => None,
        }
    }
}

/// When a timer goes off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// When.
    pub when: When,
    /// The calendar whose open hours count.
    pub calendar: Option<String>,
}

/// The point in time of a timer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// So long after the step was entered.
    After(BusinessDuration),
    /// At an instant.
    At(Timestamp),
    /// At the instant that a field holds.
    Field(String),
    /// Not said, or said in a form that only the tool it came from knows; whoever runs the workflow answers it.
    Open,
}

/// An event of a record's lifecycle that a step fires.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fired {
    /// The place of the record in [`Workflow::records`].
    pub record: usize,
    /// The event of its lifecycle.
    pub event: String,
}

/// What follows what.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Flow {
    /// The id, where it has one.
    pub id: Option<String>,
    /// What stands at the arrow; empty for nothing.
    pub title: String,
    /// When it is taken.
    pub answer: Answer,
    /// How sure it is.
    pub standing: Option<Standing>,
}

/// When a flow is taken.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Always, or at a gateway: as whoever runs the workflow says.
    Open,
    /// When the condition holds.
    When(Box<Condition>),
    /// When a condition in another language holds, which is not evaluated here.
    Foreign {
        /// The language.
        language: String,
        /// The condition.
        text: String,
    },
    /// When no condition of the others holds.
    Otherwise,
}

/// A role that does work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The id.
    pub id: String,
    /// The title; the id where there is none.
    pub title: String,
    /// The element of a framework that describes the role.
    pub element: Option<String>,
}

/// A record that a workflow works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The id.
    pub id: String,
    /// The reference of its lifecycle.
    pub lifecycle: String,
    /// The state that it is in when the workflow begins; none for the lifecycle's initial one.
    pub state: Option<String>,
}

impl Workflow {
    /// Puts together what the rules found nothing wrong with. Linear.
    pub(super) fn compile(draft: &Draft<'_>) -> Self {
        let definition = draft.definition;
        let mut graph = Graph::with_capacity(definition.nodes.len(), definition.flows.len());
        for node in &definition.nodes {
            graph.add_node(Self::node(draft, node));
        }
        for ((flow, ends), condition) in definition.flows.iter().zip(&draft.ends).zip(&draft.conditions) {
            if let Some((from, to)) = ends {
                graph.add_edge(index(*from), index(*to), Self::flow(flow, condition.as_ref()));
            }
        }
        let ids = draft.nodes.iter().map(|(id, place)| ((*id).to_owned(), index(*place))).collect();
        let title = |title: &Option<String>, id: &Located<String>| title.clone().unwrap_or_else(|| id.to_string());
        let lanes = definition.lanes.iter().map(|lane| Lane {
            id: lane.id.to_string(),
            title: title(&lane.title, &lane.id),
            element: plain(lane.element.as_ref()),
        });
        let records = definition.records.iter().map(|record| Record {
            id: record.id.to_string(),
            lifecycle: record.lifecycle.to_string(),
            state: plain(record.state.as_ref()),
        });
        let named = definition.nodes.iter().filter_map(|node| node.timer.as_ref()?.calendar.as_ref());
        let spoken = draft.conditions.iter().flatten().flat_map(Condition::calendars);
        let mut names: Vec<&str> = named.map(|name| name.as_str()).chain(spoken).collect();
        names.sort_unstable();
        names.dedup();
        let calendars = names.into_iter().filter_map(|name| draft.library.calendar(name)).collect();
        let (lanes, records) = (lanes.collect(), records.collect());
        let (fields, hash) = (draft.fields.clone(), hash(definition));
        Self { inner: Arc::new(Compiled { definition: definition.clone(), graph, ids, lanes, records, fields, calendars, hash }) }
    }

    fn node(draft: &Draft<'_>, node: &NodeDefinition) -> Node {
        let place = |name: &Located<String>| draft.nodes.get(name.as_str()).copied().map(index);
        let definition = draft.definition;
        let step = match *node.kind {
            NodeKind::Task => Step::Task(node.task.as_deref().copied()),
            NodeKind::Start => Step::Start(trigger(draft, node)),
            NodeKind::End => Step::End(trigger(draft, node)),
            NodeKind::Catch => Step::Catch(trigger(draft, node)),
            NodeKind::Throw => Step::Throw(trigger(draft, node)),
            NodeKind::Boundary => Step::Boundary {
                on: node.on.as_ref().and_then(place).unwrap_or_default(),
                trigger: trigger(draft, node),
                interrupts: !node.continues,
            },
            NodeKind::Exclusive => Step::Exclusive,
            NodeKind::Parallel => Step::Parallel,
            NodeKind::Inclusive => Step::Inclusive,
            NodeKind::EventBased => Step::EventBased,
            NodeKind::Subprocess => Step::Subprocess,
            NodeKind::Call => Step::Call(plain(node.calls.as_ref()).unwrap_or_default()),
        };
        let fires = node.fires.iter().filter_map(|fired| {
            let record = definition.records.iter().position(|record| record.id == fired.record)?;
            Some(Fired { record, event: fired.event.to_string() })
        });
        Node {
            id: node.id.to_string(),
            title: node.title.clone().unwrap_or_else(|| node.id.to_string()),
            step,
            lane: node.lane.as_ref().and_then(|lane| definition.lanes.iter().position(|known| known.id == *lane)),
            inside: node.inside.as_ref().and_then(place),
            repeat: node.repeat,
            performs: node.performs.iter().map(|element| element.to_string()).collect(),
            fires: fires.collect(),
            standing: node.standing.or(definition.standing),
            sources: node.source.iter().map(|key| key.to_string()).collect(),
            note: node.note.clone(),
        }
    }

    fn flow(flow: &FlowDefinition, condition: Option<&Condition>) -> Flow {
        let answer = match (&flow.when, &flow.language, condition) {
            _ if flow.otherwise => Answer::Otherwise,
            (Some(when), Some(language), _) => Answer::Foreign { language: language.clone(), text: when.to_string() },
            (_, _, Some(condition)) => Answer::When(Box::new(condition.clone())),
            _ => Answer::Open,
        };
        Flow { id: plain(flow.id.as_ref()), title: flow.title.clone().unwrap_or_default(), answer, standing: flow.standing }
    }

    /// The definition that it was made of.
    #[must_use]
    pub fn definition(&self) -> &WorkflowFile {
        &self.inner.definition
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.inner.definition.id
    }

    /// The framework that it belongs to.
    #[must_use]
    pub fn framework(&self) -> Option<&str> {
        self.inner.definition.framework.as_ref().map(|framework| framework.as_str())
    }

    /// The long reference, `framework:workflow/id`; the id alone where there is no framework.
    #[must_use]
    pub fn reference(&self) -> String {
        self.framework().map_or_else(|| self.id().to_owned(), |framework| format!("{framework}:workflow/{}", self.id()))
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.inner.definition.title
    }

    /// The version of the definition.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.inner.definition.version.as_deref()
    }

    /// The graph.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.inner.graph
    }

    /// The place of a node in the graph. Constant.
    #[must_use]
    pub fn node_index(&self, id: &str) -> Option<NodeIndex> {
        self.inner.ids.get(id).copied()
    }

    /// A node by its id. Constant.
    #[must_use]
    pub fn node_named(&self, id: &str) -> Option<&Node> {
        self.inner.graph.node_weight(self.node_index(id)?)
    }

    /// All nodes with their places, in the order of the definition.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeIndex, &Node)> {
        self.inner.graph.node_indices().zip(self.inner.graph.node_weights())
    }

    /// All flows: where they leave, where they lead, and when they are taken, in the order of the definition.
    pub fn flows(&self) -> impl Iterator<Item = (FlowIndex, NodeIndex, NodeIndex, &Flow)> {
        self.inner.graph.edge_references().map(|edge| (edge.id(), edge.source(), edge.target(), edge.weight()))
    }

    /// The roles that do work.
    #[must_use]
    pub fn lanes(&self) -> &[Lane] {
        &self.inner.lanes
    }

    /// The records that it works on.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.inner.records
    }

    /// The data that conditions speak of.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.inner.fields
    }

    /// A calendar that a timer or condition names, where it was known when the workflow was loaded.
    #[must_use]
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.inner.calendars.iter().find(|calendar| calendar.id() == id)
    }

    /// The hash of what changes behaviour, by which snapshots know it: SHA-256 of canonical JSON of nodes, flows, fields, lanes and
    /// records without titles, remarks and sources, in hex.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.inner.hash
    }
}

impl TryFrom<WorkflowFile> for Workflow {
    type Error = Findings;

    fn try_from(definition: WorkflowFile) -> Result<Self, Findings> {
        let (workflow, findings) = Self::check(&definition, None, &());
        workflow.ok_or(findings)
    }
}

/// The place in the graph of what stands at a place of the definition; both are filled in the same order.
pub(super) fn index(place: usize) -> NodeIndex {
    NodeIndex::new(place)
}

fn plain(name: Option<&Located<String>>) -> Option<String> {
    name.map(|name| name.to_string())
}

fn trigger(draft: &Draft<'_>, node: &NodeDefinition) -> Trigger {
    let name = plain(node.name.as_ref());
    let Some(kind) = &node.trigger else { return Trigger::None };
    match **kind {
        TriggerKind::Message => Trigger::Message(name),
        TriggerKind::Timer => Trigger::Timer(schedule(draft, node.timer.as_ref())),
        TriggerKind::Error => Trigger::Error(name),
        TriggerKind::Escalation => Trigger::Escalation(name),
        TriggerKind::Signal => Trigger::Signal(name),
        TriggerKind::Condition => {
            let condition = node.when.as_ref().filter(|_| node.language.is_none()).and_then(|when| draft.condition(when, &mut Findings::new()));
            Trigger::Condition(condition.map(Box::new))
        }
        TriggerKind::Link => Trigger::Link(name.unwrap_or_default()),
        TriggerKind::Terminate => Trigger::Terminate,
        TriggerKind::Compensation => Trigger::Compensation,
        TriggerKind::Cancel => Trigger::Cancel,
    }
}

fn schedule(draft: &Draft<'_>, timer: Option<&ScheduleDefinition>) -> Schedule {
    let after = timer.and_then(|timer| timer.after.as_ref()?.parse().ok()).map(When::After);
    let at = timer.and_then(|timer| timer.at.as_ref()).map(|at| match (draft.fields.get(at), at.parse()) {
        (Some(_), _) => When::Field(at.to_string()),
        (None, Ok(instant)) => When::At(instant),
        (None, Err(_)) => When::Open,
    });
    Schedule { when: after.or(at).unwrap_or(When::Open), calendar: timer.and_then(|timer| plain(timer.calendar.as_ref())) }
}

/// What changes behaviour, hashed.
fn hash(definition: &WorkflowFile) -> String {
    let nodes = definition.nodes.iter().map(|node| {
        let fires: Vec<_> = node.fires.iter().map(|fired| json!([*fired.record, *fired.event])).collect();
        json!({"id": *node.id, "kind": *node.kind, "lane": node.lane, "inside": node.inside, "task": node.task, "trigger": node.trigger, "name": node.name,
            "timer": node.timer, "when": node.when, "language": node.language, "on": node.on, "continues": node.continues, "calls": node.calls, "fires": fires})
    });
    let flows = definition
        .flows
        .iter()
        .map(|flow| json!({"from": *flow.from, "to": *flow.to, "when": flow.when, "language": flow.language, "otherwise": flow.otherwise}));
    let fields = definition.fields.iter().map(|(name, field)| json!([name, field.r#type, field.values]));
    let records = definition.records.iter().map(|record| json!([*record.id, *record.lifecycle, record.state]));
    let sorted = |items: Vec<serde_json::Value>| {
        let mut items = items;
        items.sort_by_cached_key(canonical_json);
        items
    };
    let all = json!({
        "id": *definition.id,
        "nodes": sorted(nodes.collect()),
        "flows": sorted(flows.collect()),
        "fields": sorted(fields.collect()),
        "records": sorted(records.collect()),
    });
    Digest::of(canonical_json(&all).as_bytes()).to_string()
}
