//! `unused-name`: every input is asked for, and every value of an output is given somewhere.

use super::Regioned;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Linear in the rules and the leaves.
pub(super) fn check(table: &Regioned<'_>, findings: &mut Findings) {
    let draft = table.draft;
    for (place, (input, domain)) in draft.definition.inputs.iter().zip(&draft.domains).enumerate() {
        let all = domain.all();
        if draft.rules.iter().all(|rule| rule.tests.get(place).is_none_or(|test| *test == all)) {
            let finding = Diagnostic::warning(Code::UnusedName, format!("no rule asks for the input `{}`", *input.id));
            findings.push(draft.at(finding.help("take it out, or add a test of it"), input.id.position()));
        }
    }
    for (place, output) in draft.definition.outputs.iter().enumerate() {
        let mut given = vec![false; output.values.len()];
        let outcomes = table.leaves.iter().flatten().flat_map(|decided| &decided.gives);
        for value in outcomes.filter_map(|gives| gives.get(place).copied().flatten()) {
            if let Some(slot) = given.get_mut(usize::from(value)) {
                *slot = true;
            }
        }
        for (value, _) in output.values.iter().zip(given).filter(|(_, given)| !given) {
            let finding = Diagnostic::warning(Code::UnusedName, format!("nothing leads to the value `{}` of `{}`", **value, *output.id));
            findings.push(draft.at(finding.help("take it out, or let a rule give it"), value.position()));
        }
    }
}
