//! `not-symmetric`: inputs that are said to be may change places.

use super::{
    super::{
        definition::HitPolicy,
        walk::{Differ, pairs},
    },
    MOST_EXAMPLES, Regioned,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
};

/// Holds every region against the one with two inputs exchanged, for each two inputs.
pub(super) fn check(table: &Regioned<'_>, findings: &mut Findings) {
    let draft = table.draft;
    if let Some((_, said)) = draft.symmetric.first().filter(|_| draft.symmetric.len() == 1) {
        let finding = Diagnostic::error(Code::NotSymmetric, format!("`{}` has no other input to change places with", **said));
        findings.push(draft.at(finding.help("name two inputs at least"), said.position()));
    }
    for (place, (later, said)) in draft.symmetric.iter().enumerate() {
        for (earlier, other) in draft.symmetric.iter().take(place) {
            if draft.domains.get(*earlier) != draft.domains.get(*later) || earlier == later {
                let message = format!("`{}` and `{}` cannot change places: they do not have the same values", **other, **said);
                let finding = Diagnostic::error(Code::NotSymmetric, message).help("give both the same values in the same order, or take one out");
                findings.push(draft.at(finding, said.position()));
            } else {
                exchange(table, (*earlier).min(*later), (*earlier).max(*later), said, findings);
            }
        }
    }
}

fn exchange(table: &Regioned<'_>, one: usize, other: usize, said: &Located<String>, findings: &mut Findings) {
    let draft = table.draft;
    let known = |leaf: usize| table.leaves.get(leaf).and_then(Option::as_ref).map(|decided| &decided.gives);
    let differs = |left, right| match (known(left), known(right)) {
        (Some(left), Some(right)) => left != right && left.iter().chain(right).flatten().all(Option::is_some),
        _ => false,
    };
    let Some(found) = pairs(table.diagram, table.regions, Differ::Exchanged(one, other), differs) else {
        findings.push(table.unsolved("that they may change places", said.position()));
        return;
    };
    for pair in found.iter().take(MOST_EXAMPLES) {
        let output = (0..draft.definition.outputs.len()).find(|output| {
            let value = |leaf| known(leaf).and_then(|gives| gives.first()?.get(*output).copied());
            value(pair.leaves.0) != value(pair.leaves.1)
        });
        let sides = output.filter(|_| draft.hit != HitPolicy::Collect).and_then(|output| table.sides(pair, output));
        let what = sides.map_or_else(
            || format!("{} and {}", draft.combination(&table.values(&pair.left)), draft.combination(&table.values(&pair.right))),
            |(left, right)| format!("{left}, {right}"),
        );
        let line = said.position().map_or_else(String::new, |position| format!(" in line {}", position.line()));
        let finding = Diagnostic::error(Code::NotSymmetric, format!("the outcome is not the same with values exchanged: {what}"));
        let place = table.place(pair.leaves.1).or_else(|| table.place(pair.leaves.0)).or(said.position());
        findings.push(draft.at(finding.help(format!("mend one of the two, or take out the claim{line}")), place));
    }
}
