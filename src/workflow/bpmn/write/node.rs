//! Makes the element of a node say what its definition says.

use super::{patch::Patch, reference};
use crate::{
    document::Located,
    workflow::{
        bpmn::{ITSM, read::event::is_event, tree::Element},
        definition::{NodeDefinition, NodeKind, Repetition, TaskKind},
    },
};

/// The element of a node.
fn word(node: &NodeDefinition) -> &'static str {
    match (*node.kind, node.task.as_deref()) {
        (NodeKind::Task, None) => "task",
        (NodeKind::Task, Some(TaskKind::User)) => "userTask",
        (NodeKind::Task, Some(TaskKind::Manual)) => "manualTask",
        (NodeKind::Task, Some(TaskKind::Service)) => "serviceTask",
        (NodeKind::Task, Some(TaskKind::Script)) => "scriptTask",
        (NodeKind::Task, Some(TaskKind::BusinessRule)) => "businessRuleTask",
        (NodeKind::Task, Some(TaskKind::Send)) => "sendTask",
        (NodeKind::Task, Some(TaskKind::Receive)) => "receiveTask",
        (NodeKind::Start, _) => "startEvent",
        (NodeKind::End, _) => "endEvent",
        (NodeKind::Catch, _) => "intermediateCatchEvent",
        (NodeKind::Throw, _) => "intermediateThrowEvent",
        (NodeKind::Boundary, _) => "boundaryEvent",
        (NodeKind::Exclusive, _) => "exclusiveGateway",
        (NodeKind::Parallel, _) => "parallelGateway",
        (NodeKind::Inclusive, _) => "inclusiveGateway",
        (NodeKind::EventBased, _) => "eventBasedGateway",
        (NodeKind::Subprocess, _) => "subProcess",
        (NodeKind::Call, _) => "callActivity",
    }
}

/// Whether BPMN lets a node of this kind have a default flow.
pub fn has_default(kind: NodeKind) -> bool {
    use NodeKind::{Call, Exclusive, Inclusive, Subprocess, Task};
    matches!(kind, Task | Exclusive | Inclusive | Subprocess | Call)
}

impl Patch<'_> {
    /// Carries what differs into an element; without an old form it is a new one.
    pub fn node(&mut self, element: &mut Element, old: Option<&NodeDefinition>, new: &NodeDefinition) {
        let blank = NodeDefinition::new("", *new.kind);
        let known = old.unwrap_or(&blank);
        let id = self.nodes.get(new.id.as_str()).cloned().unwrap_or_default();
        if old.is_none() {
            element.set("id", Some(&id));
            element.set_extra("id", Some(new.id.as_str()).filter(|own| *own != id));
        }
        if old.is_none_or(|old| (old.kind != new.kind) || old.task != new.task) {
            word(new).clone_into(&mut element.name.local);
        }
        if known.title != new.title {
            element.set("name", new.title.as_deref());
        }
        document(element, known.note.as_deref(), new.note.as_deref());
        self.attached(element, known, new);
        if known.calls != new.calls {
            let called = new.calls.as_ref().map(|calls| reference(calls));
            element.set("calledElement", called.as_deref());
            let own = new.calls.as_ref().filter(|calls| Some(calls.as_str()) != called.as_deref());
            element.set_extra("calls", own.map(|calls| calls.as_str()));
        }
        if known.repeat != new.repeat {
            self.repeat(element, new.repeat);
        }
        let is_changed = *known.kind != *new.kind
            || known.task != new.task
            || known.trigger != new.trigger
            || known.name != new.name
            || known.timer != new.timer
            || known.when != new.when
            || known.language != new.language;
        if is_changed {
            self.event(element, new);
        }
        links(element, known, new);
        self.ends(element, old.is_some(), &new.id);
        self.default(element, known, new);
    }

    fn attached(&self, element: &mut Element, old: &NodeDefinition, new: &NodeDefinition) {
        if old.on != new.on {
            let on = new.on.as_ref().map(|on| self.nodes.get(on.as_str()).cloned().unwrap_or_else(|| reference(on)));
            element.set("attachedToRef", on.as_deref());
        }
        if old.continues != new.continues {
            element.set("cancelActivity", new.continues.then_some("false"));
        }
    }

    fn repeat(&self, element: &mut Element, repeat: Option<Repetition>) {
        element.retain(|child| !child.is("standardLoopCharacteristics") && !child.is("multiInstanceLoopCharacteristics"));
        let many = || Element::new(&self.prefix, "multiInstanceLoopCharacteristics");
        match repeat {
            None => {}
            Some(Repetition::Loop) => element.insert(Element::new(&self.prefix, "standardLoopCharacteristics")),
            Some(Repetition::Parallel) => element.insert(many()),
            Some(Repetition::Sequential) => element.insert(many().with("isSequential", "true")),
        }
    }

    /// The flows that enter and leave, where they changed.
    fn ends(&self, element: &mut Element, is_known: bool, own: &str) {
        if is_known && self.same_ends(own) {
            return;
        }
        element.retain(|child| !child.is("incoming") && !child.is("outgoing"));
        for (name, ends) in [("incoming", &self.entering), ("outgoing", &self.leaving)] {
            for flow in ends.get(own).into_iter().flatten().filter_map(|place| self.flows.get(*place)) {
                element.insert(Element::new(&self.prefix, name).and_text(flow));
            }
        }
    }

    fn default(&self, element: &mut Element, old: &NodeDefinition, new: &NodeDefinition) {
        let before = self.old_default(&old.id).filter(|_| has_default(*old.kind));
        let after = self.new_default(&new.id).filter(|_| has_default(*new.kind));
        let same = before.zip(after).is_some_and(|(before, after)| self.same_flow(before, after)) || before.is_none() && after.is_none();
        if !same {
            let flow = after.and_then(|place| self.flows.get(place));
            element.set("default", flow.map(String::as_str));
        }
    }
}

/// Links to frameworks, lifecycle events and sources, and how sure the node is, where they changed.
fn links(element: &mut Element, old: &NodeDefinition, new: &NodeDefinition) {
    if old.standing != new.standing {
        element.set_extra("standing", new.standing.map(|standing| standing.as_str()));
    }
    if old.performs == new.performs && old.fires == new.fires && old.source == new.source {
        return;
    }
    let mut made = listed("performs", "element", &new.performs);
    made.extend(new.fires.iter().map(|fired| Element::own("fires").with("record", &fired.record).with("event", &fired.event)));
    made.extend(listed("source", "key", &new.source));
    own_elements(element, &["performs", "fires", "source"], made);
}

/// The remark of an element, where it changed.
pub fn document(element: &mut Element, old: Option<&str>, new: Option<&str>) {
    if old == new {
        return;
    }
    let prefix = element.name.prefix.clone();
    let mut first = true;
    element.retain(|child| !(child.is("documentation") && std::mem::take(&mut first)));
    if let Some(note) = new {
        element.insert_in_front(Element::new(&prefix, "documentation").and_text(note));
    }
}

/// One of our own elements for each reference.
pub fn listed(local: &str, attribute: &str, references: &[Located<String>]) -> Vec<Element> {
    references.iter().map(|reference| Element::own(local).with(attribute, reference)).collect()
}

/// Puts our own elements in the place of those with these names.
pub fn own_elements(element: &mut Element, names: &[&str], made: Vec<Element>) {
    element.edit_extensions(|extensions| {
        extensions.retain(|child| !(*child.name.namespace == *ITSM && names.contains(&child.name.local.as_str())));
        for own in made {
            extensions.tidy();
            extensions.push(own);
        }
    });
}

/// Whether a name stands in the event definition of an event, or in the message of a task.
pub fn holds_name(node: &NodeDefinition) -> bool {
    use crate::workflow::definition::TriggerKind::{Error, Escalation, Link, Message, Signal};
    let in_event = is_event(*node.kind) && matches!(node.trigger.as_deref(), Some(Message | Signal | Error | Escalation | Link));
    in_event || *node.kind == NodeKind::Task && matches!(node.task.as_deref(), Some(TaskKind::Send | TaskKind::Receive))
}
