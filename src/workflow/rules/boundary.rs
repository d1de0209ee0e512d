//! What may happen while a step goes on is attached to a step, and nothing leads to it.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    workflow::{
        definition::{NodeKind, TriggerKind},
        draft::Draft,
    },
};

/// Reports boundary events that are attached to what is no step, or stand elsewhere. Linear in the nodes.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    for node in draft.definition.nodes.iter().filter(|node| *node.kind == NodeKind::Boundary) {
        let Some(on) = &node.on else { continue };
        let Some(place) = draft.nodes.get(on.as_str()).copied() else {
            let steps = draft.definition.nodes.iter().filter(|node| is_step(*node.kind)).map(|node| node.id.as_str());
            findings.push(draft.unknown(on, "step", steps));
            continue;
        };
        let mut refuse = |message: String, help: &str| findings.push(draft.at(Diagnostic::error(Code::MisplacedKey, message).help(help), on));
        if !draft.kind(place).is_some_and(is_step) {
            refuse(format!("`{}` is attached to `{}`, which is not a step", *node.id, **on), "attach it to a task, a subprocess or a call");
        } else if draft.node(place).is_some_and(|step| step.inside != node.inside) {
            refuse(format!("`{}` is attached to `{}`, which stands in another subprocess", *node.id, **on), "`inside` of both must be the same");
        }
        match node.trigger.as_deref() {
            None => refuse(format!("`{}` does not say what may happen", *node.id), "add `trigger:`, such as `timer`, `message` or `error`"),
            Some(TriggerKind::Error) if node.continues => {
                refuse(format!("`{}` is about an error, so its step cannot go on", *node.id), "take out `continues`, or use `trigger: escalation`");
            }
            Some(_) => {}
        }
    }
}

fn is_step(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Task | NodeKind::Subprocess | NodeKind::Call)
}
