//! Flows lead from what can be left to what can be entered, within one subprocess.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    workflow::{
        definition::{NodeKind, TriggerKind},
        draft::Draft,
    },
};

/// Reports flows that begin or end where none can. Linear in the flows.
pub(super) fn check(draft: &Draft<'_>, findings: &mut Findings) {
    for (flow, (from, to)) in draft.definition.flows.iter().zip(&draft.ends).filter_map(|(flow, ends)| Some((flow, (*ends)?))) {
        let is_link = |place: usize| draft.node(place).is_some_and(|node| node.trigger.as_deref() == Some(&TriggerKind::Link));
        let mut refuse =
            |message: String, help: &str, place| findings.push(draft.at(Diagnostic::error(Code::MisplacedFlow, message).help(help), place));
        match draft.kind(from) {
            Some(NodeKind::End) => {
                refuse(format!("a flow leaves the end `{}`", *flow.from), "an end is where a branch ends; make it a `throw` event", &flow.from);
            }
            Some(NodeKind::Throw) if is_link(from) => {
                refuse(format!("a flow leaves the link `{}`", *flow.from), "the link goes on where it is caught", &flow.from);
            }
            _ => {}
        }
        match draft.kind(to) {
            Some(NodeKind::Start) => refuse(format!("a flow leads to the start `{}`", *flow.to), "let it lead to what the start leads to", &flow.to),
            Some(NodeKind::Boundary) => {
                refuse(format!("a flow leads to `{}`, which happens by itself while its step goes on", *flow.to), "take the flow out", &flow.to);
            }
            Some(NodeKind::Catch) if is_link(to) => {
                refuse(format!("a flow leads to `{}`, which only a link leads to", *flow.to), "throw the link, or take the trigger out", &flow.to);
            }
            _ => {}
        }
        if draft.scope(from) != draft.scope(to) {
            let message = format!("the flow from `{}` to `{}` crosses the border of a subprocess", *flow.from, *flow.to);
            refuse(message, "let it lead to the subprocess or leave it; inside it goes on from a start of its own", &flow.to);
        }
    }
}
