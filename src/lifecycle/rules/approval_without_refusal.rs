//! Whoever may say yes must be able to say no.

use super::Resolved;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Reports approvals without a negative outcome.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    for approval in draft.approvals.values().filter(|approval| approval.item.reject.is_none()) {
        let finding = Diagnostic::warning(Code::ApprovalWithoutRefusal, format!("the approval `{}` has no negative outcome", *approval.item.id));
        findings.push(draft.at(finding.help("name the event that follows a no: `reject: EVENT`"), approval.file, &approval.item.id));
    }
}
