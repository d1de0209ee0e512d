//! Keys that say something about one kind of node stand at no other, and those that it needs are there.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    workflow::{
        definition::{NodeDefinition, NodeKind, TriggerKind},
        draft::Draft,
    },
};

/// Reports keys that mean nothing where they stand. Linear in the nodes.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    for node in &draft.definition.nodes {
        let kind = *node.kind;
        let is_event = matches!(kind, NodeKind::Start | NodeKind::End | NodeKind::Catch | NodeKind::Throw | NodeKind::Boundary);
        let trigger = node.trigger.as_ref().map(|trigger| **trigger);
        let mut refuse = |key: &str, place: Option<&Located<String>>, belongs: &str| {
            let message = format!("`{key}` means nothing at `{}`, which is a `{kind}`", *node.id);
            let finding = Diagnostic::error(Code::MisplacedKey, message).help(format!("it belongs to {belongs}"));
            findings.push(draft.at(finding, place.unwrap_or(&node.id)));
        };
        if node.task.is_some() && kind != NodeKind::Task {
            refuse("task", None, "a `task`");
        }
        if node.trigger.is_some() && !is_event {
            refuse("trigger", None, "events: `start`, `end`, `catch`, `throw` and `boundary`");
        }
        if node.timer.is_some() && trigger != Some(TriggerKind::Timer) {
            refuse("timer", None, "an event with `trigger: timer`");
        }
        if node.when.is_some() && trigger != Some(TriggerKind::Condition) {
            refuse("when", node.when.as_ref(), "an event with `trigger: condition`; the condition of a way stands at its flow");
        }
        if node.language.is_some() && node.when.is_none() {
            refuse("language", None, "a condition, `when`");
        }
        if node.on.is_some() && kind != NodeKind::Boundary {
            refuse("on", node.on.as_ref(), "a `boundary` event");
        }
        if node.continues && kind != NodeKind::Boundary {
            refuse("continues", None, "a `boundary` event");
        }
        if node.calls.is_some() && kind != NodeKind::Call {
            refuse("calls", node.calls.as_ref(), "a `call`");
        }
        if !node.fires.is_empty() && (is_gateway(kind) || kind == NodeKind::Start && node.inside.is_some()) {
            refuse("fires", node.fires.first().map(|fired| &fired.record), "a step or an event");
        }
        if node.repeat.is_some() && !matches!(kind, NodeKind::Task | NodeKind::Subprocess | NodeKind::Call) {
            refuse("repeat", None, "a task, a subprocess or a call");
        }
        missing(draft, node, trigger, findings);
    }
}

fn is_gateway(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Exclusive | NodeKind::Parallel | NodeKind::Inclusive | NodeKind::EventBased)
}

fn missing(draft: &Draft<'_>, node: &NodeDefinition, trigger: Option<TriggerKind>, findings: &mut Findings) {
    let mut ask = |key: &str, help: &str| {
        let message = format!("the {} `{}` does not say `{key}`", *node.kind, *node.id);
        findings.push(draft.at(Diagnostic::error(Code::MissingKey, message).help(help), &node.id));
    };
    match *node.kind {
        NodeKind::Boundary if node.on.is_none() => ask("on", "name the step it is attached to"),
        NodeKind::Call if node.calls.is_none() => ask("calls", "name the workflow that is run, such as `neutral:change`"),
        _ => {}
    }
    match trigger {
        Some(TriggerKind::Timer) if node.timer.is_none() => ask("timer", "say when: `timer: {after: PT4H}`"),
        Some(TriggerKind::Condition) if node.when.is_none() => ask("when", "say the condition over the fields"),
        Some(TriggerKind::Link) if node.name.is_none() => ask("name", "the event that throws and the one that catches share a name"),
        _ => {}
    }
}
