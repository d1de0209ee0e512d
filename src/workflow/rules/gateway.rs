//! Gateways make sense: they branch or join, and what they ask of their flows is there.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    workflow::{
        definition::{NodeDefinition, NodeKind, TaskKind, TriggerKind},
        draft::Draft,
    },
};

/// Reports gateways without use, conditions where none is asked, and event-based gateways that lead to what does not wait.
/// Linear in the flows.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    for (place, node) in draft.definition.nodes.iter().enumerate() {
        let (incoming, outgoing) = (draft.entering(place).len(), draft.leaving(place).len());
        if is_gateway(*node.kind) && incoming <= 1 && outgoing <= 1 {
            let message = format!("the gateway `{}` neither branches nor joins", *node.id);
            findings.push(draft.at(Diagnostic::warning(Code::IdleGateway, message).help("take it out, or add the flows it is there for"), &node.id));
        }
        if *node.kind == NodeKind::EventBased {
            waits(draft, node, place, findings);
        }
        conditions(draft, node, place, findings);
    }
}

fn is_gateway(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Exclusive | NodeKind::Parallel | NodeKind::Inclusive | NodeKind::EventBased)
}

/// What an event-based gateway leads to must wait for something, and for nobody else.
fn waits(draft: &Draft<'_>, node: &NodeDefinition, place: usize, findings: &mut Findings) {
    for flow in draft.leaving(place).iter().filter_map(|flow| draft.flow(*flow)) {
        let Some(target) = draft.nodes.get(flow.to.as_str()).copied() else { continue };
        let is_waiting = draft.node(target).is_some_and(|next| match *next.kind {
            NodeKind::Catch => next.trigger.as_deref() != Some(&TriggerKind::Link),
            NodeKind::Task => next.task.as_deref() == Some(&TaskKind::Receive),
            _ => false,
        });
        let message = if !is_waiting {
            format!("`{}` waits for what happens first, and `{}` does not wait for anything", *node.id, *flow.to)
        } else if draft.entering(target).len() > 1 {
            format!("`{}` waits for `{}`, to which other flows lead too", *node.id, *flow.to)
        } else {
            continue;
        };
        let help = "let it lead to `catch` events or `receive` tasks of its own";
        findings.push(draft.at(Diagnostic::error(Code::MisplacedFlow, message).help(help), &flow.to));
    }
}

/// Conditions belong to the flows that leave an exclusive or an inclusive gateway.
fn conditions(draft: &Draft<'_>, node: &NodeDefinition, place: usize, findings: &mut Findings) {
    if matches!(*node.kind, NodeKind::Exclusive | NodeKind::Inclusive) {
        return;
    }
    for flow in draft.leaving(place).iter().filter_map(|flow| draft.flow(*flow)) {
        if flow.when.is_some() || flow.otherwise {
            let message = format!("the flow from `{}` has a condition, and `{}` does not choose", *flow.from, *flow.from);
            let help = "put an `exclusive` or `inclusive` gateway behind it, whose flows have the conditions";
            findings.push(draft.at(Diagnostic::error(Code::MisplacedFlow, message).help(help), flow.when.as_ref().unwrap_or(&flow.from)));
        }
    }
}
