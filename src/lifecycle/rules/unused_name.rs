//! A role or a list of codes that nothing uses is a slip, or something left over.

use rustc_hash::FxHashSet;

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    lifecycle::draft::Change,
};

/// Reports roles that nobody acts in, and lists of codes that no field takes its values from. Fields may be there for those who read the
/// record, so they are not looked at.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    let transitions = draft.layers.iter().flatten().filter_map(|change| match change {
        Change::Add(said) => Some(&said.item.roles),
        Change::Remove(_) | Change::Drop(_) => None,
    });
    let voters = draft.approvals.values().map(|approval| &approval.item.voters);
    let used: FxHashSet<&str> = transitions.chain(voters).flatten().map(|role| role.as_str()).collect();
    for role in draft.roles.values().filter(|role| !used.contains(role.item.id.as_str())) {
        let finding = Diagnostic::warning(Code::UnusedName, format!("nothing uses the role `{}`", *role.item.id));
        findings.push(draft.at(finding.help("name it in `roles:` of a transition or in `voters:`, or take it out"), role.file, &role.item.id));
    }
    let used: FxHashSet<&str> = draft.fields.values().filter_map(|field| field.item.codes.as_ref()).map(|codes| codes.as_str()).collect();
    for (name, said) in draft.codes.iter().filter(|(name, _)| !used.contains(name.as_str())) {
        // A list stands where its first code does.
        let Some(first) = said.item.first() else { continue };
        let finding = Diagnostic::warning(Code::UnusedName, format!("no field takes its values from the list of codes `{name}`"));
        findings.push(draft.at(finding.help("name it in `codes:` of a field, or take it out"), said.file, &first.id));
    }
}
