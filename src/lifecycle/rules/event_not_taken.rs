//! A timer or an approval that brings about an event needs a state that takes it.

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    lifecycle::expand::leaves,
};

/// Reports timers and approvals whose event a state in which they run has no transition for.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    for timer in draft.timers.values() {
        let Some(event) = draft.events.get_index_of(timer.item.fires.as_str()) else { continue };
        for state in leaves(draft, timer.file, &timer.item.r#in, &[], &mut Findings::new()) {
            if !resolved.takes(state, event) {
                let what = format!("the timer `{}`", *timer.item.id);
                findings.push(draft.at(finding(resolved, &what, &timer.item.fires, state), timer.file, &timer.item.fires));
            }
        }
    }
    for approval in draft.approvals.values() {
        let Some(state) = draft.states.get_index_of(approval.item.r#in.as_str()) else { continue };
        for event in [Some(&approval.item.approve), approval.item.reject.as_ref()].into_iter().flatten() {
            let Some(index) = draft.events.get_index_of(event.as_str()) else { continue };
            if !resolved.takes(state, index) {
                let what = format!("the approval `{}`", *approval.item.id);
                findings.push(draft.at(finding(resolved, &what, event, state), approval.file, event));
            }
        }
    }
}

fn finding(resolved: &Resolved<'_>, what: &str, event: &Located<String>, state: usize) -> Diagnostic {
    let state = resolved.draft.states.get_index(state).map_or("", |(name, _)| name.as_str());
    let message = format!("{what} brings about `{}`, but `{state}` has no transition on it", **event);
    Diagnostic::warning(Code::EventNotTaken, message).help("add the transition, or let it run in other states")
}
