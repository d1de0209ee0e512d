//! A state that no record can come to is a slip, or something left over.

use super::Resolved;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Reports states that cannot be reached from the initial state.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    // Without a beginning nothing can be reached, and that has its finding.
    if !resolved.reached.contains(&true) {
        return;
    }
    for (state, _) in draft.states.values().zip(&resolved.reached).filter(|(_, reached)| !**reached) {
        let finding = Diagnostic::warning(Code::UnreachableState, format!("no record can come to `{}`", *state.item.id));
        findings.push(draft.at(finding.help("add a transition that leads to it, or take the state out"), state.file, &state.item.id));
    }
}
