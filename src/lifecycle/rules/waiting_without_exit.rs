//! What waits must be able to go on.

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    lifecycle::definition::StateKind,
};

/// Reports waiting states that no transition leaves.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    for (place, state) in draft.states.values().enumerate().filter(|(_, state)| state.item.kind == StateKind::Waiting) {
        if !resolved.leaving(place).any(|step| step.to != place) {
            let finding = Diagnostic::warning(Code::WaitingWithoutExit, format!("nothing resumes a record that waits in `{}`", *state.item.id));
            findings.push(draft.at(finding.help("add a transition that leaves it, such as one on `resume`"), state.file, &state.item.id));
        }
    }
}
