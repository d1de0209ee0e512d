//! A record must be able to end.

use super::{Resolved, closure};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    lifecycle::definition::StateKind,
};

/// Reports states that records can come to and from which no terminal state can be reached.
///
/// A lifecycle that declares no terminal state has one finding, unless it is an axis: a working state never ends.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    let terminal: Vec<bool> = draft.states.values().map(|state| state.item.kind == StateKind::Terminal).collect();
    if !terminal.contains(&true) {
        if draft.about.axis.is_none() && !draft.states.is_empty() {
            let finding = Diagnostic::warning(Code::NoWayToEnd, format!("`{}` has no terminal state", *draft.id));
            findings.push(draft.at(finding.help("give the states in which records end `kind: terminal`"), draft.own_file(), &draft.id));
        }
        return;
    }
    let ends = closure(terminal, resolved.steps.iter().map(|step| (step.to, step.from)));
    for ((state, _), _) in draft.states.values().zip(&resolved.reached).zip(&ends).filter(|((_, reached), ends)| **reached && !**ends) {
        let finding = Diagnostic::warning(Code::NoWayToEnd, format!("a record that comes to `{}` can never end", *state.item.id));
        findings.push(draft.at(finding.help("add a transition from which a terminal state can be reached"), state.file, &state.item.id));
    }
}
