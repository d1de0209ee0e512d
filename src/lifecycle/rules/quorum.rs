//! A quorum that says how many must say so in a way that can be met.

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    lifecycle::definition::QuorumRule,
};

/// Reports quorums without their number, or with one that cannot be.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    for approval in draft.approvals.values() {
        let quorum = &approval.item.quorum;
        let problem = match (*quorum.rule, quorum.count, quorum.percent) {
            (QuorumRule::AtLeast, None | Some(0), _) => Some("`at-least` needs `count`, at least 1"),
            (QuorumRule::Percent, _, None) => Some("`percent` needs `percent`, from 1 to 100"),
            (QuorumRule::Percent, _, Some(percent)) if !(1..=100).contains(&percent) => Some("`percent` must be from 1 to 100"),
            _ => None,
        };
        if let Some(problem) = problem {
            let finding = Diagnostic::error(Code::InvalidQuorum, format!("the quorum of `{}` cannot be counted", *approval.item.id)).help(problem);
            findings.push(draft.at(finding, approval.file, &quorum.rule));
        }
        if approval.item.voters.is_empty() {
            let finding = Diagnostic::error(Code::InvalidQuorum, format!("nobody may vote in `{}`", *approval.item.id));
            findings.push(draft.at(finding.help("list the roles that vote under `voters:`"), approval.file, &approval.item.id));
        }
    }
}
