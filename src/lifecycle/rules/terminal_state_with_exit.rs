//! An end from which there is a way back is no end.

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    lifecycle::definition::StateKind,
};

/// Reports terminal states that a transition leaves.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    for (place, state) in draft.states.values().enumerate().filter(|(_, state)| state.item.kind == StateKind::Terminal) {
        if let Some(step) = resolved.leaving(place).find(|step| step.to != place) {
            let message = format!("`{}` is terminal, but `{}` leads out of it", *state.item.id, *step.definition().on);
            let finding = Diagnostic::warning(Code::TerminalStateWithExit, message).help("make the state `resolved`, or take the transition out");
            findings.push(draft.at(finding, state.file, &state.item.id));
        }
    }
}
