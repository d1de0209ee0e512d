//! Every record must begin somewhere, and it must be clear where.

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    lifecycle::definition::StateKind,
};

/// Reports a lifecycle without an initial state or with several.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    let mut initial = draft.states.values().filter(|state| state.item.kind == StateKind::Initial);
    let Some(first) = initial.next() else {
        let finding = Diagnostic::error(Code::InitialState, format!("`{}` has no initial state", *draft.id));
        findings.push(draft.at(finding.help("give one state `kind: initial`"), draft.own_file(), &draft.id));
        return;
    };
    for second in initial {
        let finding = Diagnostic::error(Code::InitialState, format!("`{}` is a second initial state beside `{}`", *second.item.id, *first.item.id));
        findings.push(draft.at(finding.help("keep one, and make the other `open`"), second.file, &second.item.id));
    }
}
