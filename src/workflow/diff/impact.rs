//! Which executions a change of the definition touches, by where they stand.

use petgraph::{Direction, visit::EdgeRef as _};
use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PartChange, WorkflowDiff, WorkflowDifference, WorkflowPart, flow_name};
use crate::{
    document::vocabulary,
    workflow::{NodeIndex, Step, Trigger, Workflow, engine::ExecutionSnapshot},
};

vocabulary! {
    /// Why an execution is touched.
    TouchKind {
        /// Something at which it stands is gone.
        Gone,
        /// Something at which it stands, or what follows at once, is another.
        Here,
        /// Something that it may still come to is another.
        Ahead,
        /// A field or a record is another, or the workflow as a whole.
        Data,
        /// Its snapshot was taken of neither definition.
        OtherDefinition,
        /// Its snapshot was taken of another workflow; nothing is known of it.
        OtherWorkflow,
        /// A place where it stands is in neither definition; the snapshot was damaged.
        UnknownPlace,
    }
}

/// An execution that is touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TouchedExecution {
    /// The number of the execution.
    pub execution: String,
    /// The places where it stands, as its snapshot says.
    pub at: Vec<String>,
    /// Why it is touched.
    pub reasons: Vec<TouchReason>,
}

/// Why an execution is touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TouchReason {
    /// The kind of reason.
    pub kind: TouchKind,
    /// The place of the difference in `behaviour`, from 0; null where the snapshot itself is the reason.
    pub difference: Option<usize>,
    /// The reason as a sentence.
    pub says: String,
}

/// What a change of the definition means for executions, by where they stand.
#[derive(Clone, Debug)]
pub struct Impact<'diff> {
    older: &'diff Workflow,
    newer: &'diff Workflow,
    diff: &'diff WorkflowDiff,
}

/// Nodes by their ids: where an execution stands, and what it may still come to.
#[derive(Default)]
struct Reach<'workflow> {
    here: FxHashSet<&'workflow str>,
    ahead: FxHashSet<&'workflow str>,
}

impl<'diff> Impact<'diff> {
    /// What differences mean for executions.
    #[must_use]
    pub fn new(older: &'diff Workflow, newer: &'diff Workflow, diff: &'diff WorkflowDiff) -> Self {
        Self { older, newer, diff }
    }

    /// The execution with the reasons why it is touched; none when it is not: all that differs lies behind it. Time is linear in both
    /// definitions and the differences.
    #[must_use]
    pub fn of(&self, execution: &str, snapshot: &ExecutionSnapshot) -> Option<TouchedExecution> {
        let at: Vec<String> = snapshot.marked.iter().map(|marked| marked.place.clone()).collect();
        let mut reasons = Vec::new();
        let mut alone = |kind, says: String| reasons.push(TouchReason { kind, difference: None, says });
        if snapshot.workflow != self.older.reference() {
            alone(TouchKind::OtherWorkflow, format!("its snapshot is one of `{}`, not of `{}`", snapshot.workflow, self.older.reference()));
        } else if snapshot.hash == self.newer.hash() {
            return None;
        } else {
            if snapshot.hash != self.older.hash() {
                alone(TouchKind::OtherDefinition, "its snapshot was taken of a definition that is neither of the two".to_owned());
            }
            for place in at.iter().filter(|place| nodes_of(self.older, place).is_empty() && nodes_of(self.newer, place).is_empty()) {
                alone(TouchKind::UnknownPlace, format!("neither definition has the place `{place}` where it stands"));
            }
            let (before, after) = (reach(self.older, &at), reach(self.newer, &at));
            let touching = self.diff.behaviour.iter().enumerate().filter_map(|(place, difference)| {
                let kind = touches(difference, &before, &after)?;
                Some(TouchReason { kind, difference: Some(place), says: difference.to_string() })
            });
            reasons.extend(touching);
        }
        (!reasons.is_empty()).then(|| TouchedExecution { execution: execution.to_owned(), at, reasons })
    }
}

/// How a difference touches an execution; none when it does not.
fn touches(difference: &WorkflowDifference, before: &Reach<'_>, after: &Reach<'_>) -> Option<TouchKind> {
    let node = match difference.part {
        WorkflowPart::Node => difference.name.as_str(),
        // A flow concerns who comes to where it leaves.
        WorkflowPart::Flow => difference.name.split(" -> ").next().unwrap_or_default(),
        _ => return (!before.ahead.is_empty() || !before.here.is_empty()).then_some(TouchKind::Data),
    };
    let reached = |set: fn(&Reach<'_>, &str) -> bool| match difference.change {
        PartChange::Added => set(after, node),
        PartChange::Removed => set(before, node),
        PartChange::Changed => set(before, node) || set(after, node),
    };
    if reached(|reach, node| reach.here.contains(node)) {
        let is_gone = difference.change == PartChange::Removed && difference.part == WorkflowPart::Node;
        Some(if is_gone { TouchKind::Gone } else { TouchKind::Here })
    } else {
        reached(|reach, node| reach.ahead.contains(node)).then_some(TouchKind::Ahead)
    }
}

/// The nodes at which a token of a place stands, or that it comes to next.
fn nodes_of(workflow: &Workflow, place: &str) -> Vec<NodeIndex> {
    let starts = |scope: Option<NodeIndex>| {
        let is_start = move |node: &crate::workflow::Node| matches!(node.step, Step::Start(_)) && node.inside == scope;
        workflow.nodes().filter(move |(_, node)| is_start(node)).map(|(index, _)| index).collect()
    };
    if place == "begin" {
        return starts(None);
    }
    if let Some((from, to)) = place.split_once(" -> ") {
        let to = to.split(" #").next().unwrap_or(to);
        let is_there = workflow.flows().any(|(_, start, end, _)| {
            let id = |node| workflow.graph().node_weight(node).map_or("", |node: &crate::workflow::Node| node.id.as_str());
            flow_name(id(start), id(end)) == flow_name(from, to)
        });
        return workflow.node_index(to).filter(|_| is_there).into_iter().collect();
    }
    let Some((what, id)) = place.split_once(' ') else { return Vec::new() };
    let Some(node) = workflow.node_index(id) else { return Vec::new() };
    match what {
        "begin" => starts(Some(node)),
        _ => vec![node],
    }
}

/// Where an execution stands in a definition, and what it may come to from there.
fn reach<'workflow>(workflow: &'workflow Workflow, at: &[String]) -> Reach<'workflow> {
    let mut reach = Reach::default();
    let graph = workflow.graph();
    // What happened to a boundary event lies behind.
    let standing = at.iter().filter(|place| !place.starts_with("settled ")).flat_map(|place| nodes_of(workflow, place));
    let mut open: Vec<NodeIndex> = Vec::new();
    for node in standing {
        reach.here.extend(graph.node_weight(node).map(|node| node.id.as_str()));
        let attached = attached(workflow, node);
        reach.here.extend(attached.iter().filter_map(|event| graph.node_weight(*event)).map(|node| node.id.as_str()));
        // Where it stands in a subprocess, that goes on by what stands inside it.
        open.push(node);
    }
    let begun: FxHashSet<NodeIndex> = open.iter().copied().collect();
    let mut seen: FxHashSet<NodeIndex> = begun.clone();
    while let Some(index) = open.pop() {
        let Some(node) = graph.node_weight(index) else { continue };
        let mut next: Vec<NodeIndex> = graph.edges_directed(index, Direction::Outgoing).map(|edge| edge.target()).collect();
        next.extend(attached(workflow, index));
        match &node.step {
            Step::Subprocess if !begun.contains(&index) => {
                next.extend(
                    workflow.nodes().filter(|(_, inner)| inner.inside == Some(index) && matches!(inner.step, Step::Start(_))).map(|(inner, _)| inner),
                );
            }
            Step::Throw(Trigger::Link(link)) => {
                let lands = |step: &Step| matches!(step, Step::Catch(Trigger::Link(name)) if name == link);
                next.extend(workflow.nodes().filter(|(_, other)| lands(&other.step)).map(|(other, _)| other));
            }
            _ => {}
        }
        for node in next {
            if seen.insert(node) {
                open.push(node);
            }
            reach.ahead.extend(graph.node_weight(node).map(|node| node.id.as_str()));
        }
    }
    reach
}

/// The boundary events of a step.
fn attached(workflow: &Workflow, step: NodeIndex) -> Vec<NodeIndex> {
    workflow.nodes().filter(|(_, node)| matches!(node.step, Step::Boundary { on, .. } if on == step)).map(|(index, _)| index).collect()
}
