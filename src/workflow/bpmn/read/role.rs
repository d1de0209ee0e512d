//! What an element of a process is to us: a node, a flow, something that is kept without a word, or something that is missed.

use rustc_hash::FxHashSet;

use crate::workflow::{
    bpmn::tree::Element,
    definition::{NodeKind, TaskKind},
};

/// What an element within a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A node of the workflow; the last says what is not taken over of it.
    Node(NodeKind, Option<TaskKind>, Option<&'static str>),
    Flow,
    /// Kept for the way back, and of no meaning to the workflow.
    Kept,
    /// Kept for the way back, and missed in the workflow: what it is.
    Missed(&'static str),
}

/// The role of an element within a process or subprocess. `sources` are the ids of what flows leave.
pub fn role(element: &Element, sources: &FxHashSet<&str>) -> Role {
    if !element.is_bpmn() {
        return Role::Kept;
    }
    if element.says("isForCompensation") {
        return Role::Missed("an activity that undoes another one");
    }
    let node = |kind| Role::Node(kind, None, None);
    let task = |kind| Role::Node(NodeKind::Task, Some(kind), None);
    match element.name.local.as_str() {
        "task" => node(NodeKind::Task),
        "userTask" => task(TaskKind::User),
        "manualTask" => task(TaskKind::Manual),
        "serviceTask" => task(TaskKind::Service),
        "scriptTask" => task(TaskKind::Script),
        "businessRuleTask" => task(TaskKind::BusinessRule),
        "sendTask" => task(TaskKind::Send),
        "receiveTask" => task(TaskKind::Receive),
        "startEvent" => node(NodeKind::Start),
        "endEvent" => node(NodeKind::End),
        "intermediateCatchEvent" => node(NodeKind::Catch),
        "intermediateThrowEvent" => node(NodeKind::Throw),
        "boundaryEvent" if undoes(element) && !element.attribute("id").is_some_and(|id| sources.contains(id)) => {
            Role::Missed("an event that undoes what was done")
        }
        "boundaryEvent" => node(NodeKind::Boundary),
        "exclusiveGateway" => node(NodeKind::Exclusive),
        "parallelGateway" => node(NodeKind::Parallel),
        "inclusiveGateway" => node(NodeKind::Inclusive),
        "complexGateway" => {
            Role::Node(NodeKind::Inclusive, None, Some("a complex gateway; it is read as an inclusive one, without its own condition"))
        }
        "eventBasedGateway" if element.says("instantiate") => {
            Role::Node(NodeKind::EventBased, None, Some("a gateway that begins the process; it is read as one within it"))
        }
        "eventBasedGateway" => node(NodeKind::EventBased),
        "subProcess" if element.says("triggeredByEvent") => Role::Missed("an event subprocess"),
        "subProcess" | "transaction" | "adHocSubProcess" => subprocess(element),
        "callActivity" if element.attribute("calledElement").is_none_or(str::is_empty) && element.extra("calls").is_none() => {
            Role::Node(NodeKind::Task, None, Some("a call that does not say what it calls; it is read as a task"))
        }
        "callActivity" => node(NodeKind::Call),
        "sequenceFlow" => Role::Flow,
        "choreographyTask" | "subChoreography" | "callChoreography" => Role::Missed("a choreography activity"),
        local if is_kept(local) => Role::Kept,
        _ => Role::Missed("no element that is known here"),
    }
}

fn undoes(element: &Element) -> bool {
    element.child("compensateEventDefinition").is_some()
}

/// A subprocess without anything in it is a step like others.
fn subprocess(element: &Element) -> Role {
    let sources = FxHashSet::default();
    let is_empty = !element.elements().any(|child| matches!(role(child, &sources), Role::Node(..)));
    let remark = match (element.name.local.as_str(), is_empty) {
        (_, true) => Some("a subprocess without anything in it; it is read as a task"),
        ("transaction", false) => Some("a transaction; it is read as a subprocess, which is not called off as a whole"),
        ("adHocSubProcess", false) => Some("an ad-hoc subprocess; it is read as a subprocess whose order is that of its flows"),
        _ => None,
    };
    Role::Node(if is_empty { NodeKind::Task } else { NodeKind::Subprocess }, None, remark)
}

/// Elements that only describe: data, remarks, who is asked, how a tool shows it.
fn is_kept(local: &str) -> bool {
    const KEPT: [&str; 36] = [
        "documentation",
        "extensionElements",
        "auditing",
        "monitoring",
        "categoryValueRef",
        "incoming",
        "outgoing",
        "ioSpecification",
        "ioBinding",
        "property",
        "laneSet",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataInputAssociation",
        "dataOutputAssociation",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "standardLoopCharacteristics",
        "multiInstanceLoopCharacteristics",
        "association",
        "group",
        "textAnnotation",
        "correlationSubscription",
        "supports",
        "supportedInterfaceRef",
        "completionCondition",
        "script",
        "artifact",
        "flowNodeRef",
        "partitionElement",
        "childLaneSet",
        "ioSet",
        "loopCharacteristics",
    ];
    KEPT.contains(&local)
}

/// Elements at the top of a file that the workflow misses: what they are.
pub fn missed_root(element: &Element) -> Option<&'static str> {
    if !element.is_bpmn() {
        return None;
    }
    match element.name.local.as_str() {
        "choreography" | "globalChoreographyTask" => Some("a choreography"),
        "globalConversation" | "conversation" | "subConversation" | "callConversation" => Some("a conversation"),
        "globalTask" | "globalUserTask" | "globalManualTask" | "globalScriptTask" | "globalBusinessRuleTask" => {
            Some("a task that other processes call")
        }
        _ => None,
    }
}
