//! An event that no transition takes can never happen.

use super::Resolved;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Reports events without a transition.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    let mut used = vec![false; draft.events.len()];
    for step in resolved.steps {
        if let Some(slot) = used.get_mut(step.on) {
            *slot = true;
        }
    }
    for (event, _) in draft.events.values().zip(used).filter(|(_, used)| !used) {
        let finding = Diagnostic::warning(Code::UnusedEvent, format!("no transition takes the event `{}`", *event.item.id));
        findings.push(draft.at(finding.help("add a transition on it, or take the event out"), event.file, &event.item.id));
    }
}
