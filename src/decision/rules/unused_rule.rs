//! `unused-rule`: every rule decides something.

use super::Regioned;
use crate::{
    decision::definition::HitPolicy,
    diagnostic::{Code, Diagnostic, Findings},
};

/// Reports the rules that decide in no region. Linear in the leaves and the rules that match in them.
pub(super) fn check(table: &Regioned<'_>, findings: &mut Findings) {
    let draft = table.draft;
    let mut used = vec![false; draft.rules.len()];
    let decisive = matches!(draft.hit, HitPolicy::First | HitPolicy::Priority);
    for (leaf, decided) in table.regions.leaves.iter().zip(&table.leaves) {
        let winners = decided.as_ref().map_or(&[][..], |decided| &decided.rules);
        let matching: Vec<usize> = if decisive { winners.to_vec() } else { leaf.iter().collect() };
        for rule in matching {
            if let Some(slot) = used.get_mut(rule) {
                *slot = true;
            }
        }
    }
    for (rule, _) in draft.rules.iter().zip(used).filter(|(_, used)| !used) {
        let message = if rule.tests.iter().any(super::super::ranges::Ranges::is_empty) {
            format!("{} matches no value that there is", rule.name)
        } else if draft.hit == HitPolicy::Priority {
            format!("{} never decides: wherever it matches, another one with a higher outcome does too", rule.name)
        } else {
            format!("{} never decides: the rules before it match everything that it does", rule.name)
        };
        let help = "take the rule out, move it up, or narrow what comes before it";
        findings.push(draft.at(Diagnostic::warning(Code::UnusedRule, message).help(help), rule.at));
    }
}
