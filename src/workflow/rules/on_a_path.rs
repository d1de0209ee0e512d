//! Everything lies on a path from a start to an end.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    workflow::{
        definition::{NodeKind, TriggerKind},
        draft::Draft,
    },
};

/// Reports nodes that cannot be reached, and nodes from which no end can be. Linear in nodes, flows and links.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    let nodes = &draft.definition.nodes;
    let edges = edges(draft);
    let starts = nodes.iter().map(|node| *node.kind == NodeKind::Start).collect();
    let ends = nodes.iter().map(|node| *node.kind == NodeKind::End).collect();
    let reached = closure(starts, edges.iter().copied());
    let ending = closure(ends, edges.iter().map(|(from, to)| (*to, *from)));
    for ((node, reached), ending) in nodes.iter().zip(&reached).zip(&ending) {
        if !reached && reached_has_start(draft) {
            let finding = Diagnostic::error(Code::UnreachableNode, format!("no path leads from a start to `{}`", *node.id));
            findings.push(draft.at(finding.help("add a flow that leads to it, or take it out"), &node.id));
        }
        if !ending && nodes.iter().any(|node| *node.kind == NodeKind::End) {
            let finding = Diagnostic::error(Code::NoWayToEnd, format!("no path leads from `{}` to an end", *node.id));
            findings.push(draft.at(finding.help("add a flow that leads on, or an end behind it"), &node.id));
        }
    }
}

/// Without a start nothing can be reached, and that has its finding.
fn reached_has_start(draft: &Draft<'_>) -> bool {
    draft.definition.nodes.iter().any(|node| *node.kind == NodeKind::Start)
}

/// What leads where: flows, boundary events of steps, links, and into and out of subprocesses.
fn edges(draft: &Draft<'_>) -> Vec<(usize, usize)> {
    let mut edges: Vec<(usize, usize)> = draft.ends.iter().flatten().copied().collect();
    for (place, node) in draft.definition.nodes.iter().enumerate() {
        let is_link = |node: &crate::workflow::definition::NodeDefinition| node.trigger.as_deref() == Some(&TriggerKind::Link);
        match *node.kind {
            NodeKind::Boundary => edges.extend(node.on.as_ref().and_then(|on| draft.nodes.get(on.as_str())).map(|step| (*step, place))),
            NodeKind::Throw if is_link(node) => {
                let catch =
                    draft.definition.nodes.iter().position(|other| *other.kind == NodeKind::Catch && is_link(other) && other.name == node.name);
                edges.extend(catch.map(|catch| (place, catch)));
            }
            NodeKind::Start => edges.extend(draft.scope(place).map(|scope| (scope, place))),
            _ => {}
        }
    }
    edges
}

/// Everything that the edges reach from where it begins.
fn closure(mut reached: Vec<bool>, edges: impl Iterator<Item = (usize, usize)>) -> Vec<bool> {
    let mut onward: Vec<Vec<usize>> = vec![Vec::new(); reached.len()];
    for (from, to) in edges {
        onward.get_mut(from).into_iter().for_each(|list| list.push(to));
    }
    let mut todo: Vec<usize> = reached.iter().enumerate().filter(|(_, reached)| **reached).map(|(place, _)| place).collect();
    while let Some(place) = todo.pop() {
        for next in onward.get(place).into_iter().flatten() {
            if let Some(slot) = reached.get_mut(*next).filter(|slot| !**slot) {
                *slot = true;
                todo.push(*next);
            }
        }
    }
    reached
}
