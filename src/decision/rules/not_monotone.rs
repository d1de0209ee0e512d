//! `not-monotone`: an output moves with an input as it is said to.

use super::{
    super::{
        definition::HitPolicy,
        draft::Claim,
        walk::{Differ, Pair, pairs},
    },
    MOST_EXAMPLES, Regioned,
};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Holds neighbouring regions against each other: steps to the next class prove steps of any length.
pub(super) fn check(table: &Regioned<'_>, findings: &mut Findings) {
    for claim in &table.draft.claims {
        if table.draft.hit == HitPolicy::Collect {
            let finding = Diagnostic::error(Code::NotMonotone, "a table that collects has no single outcome that could rise or fall");
            findings.push(table.draft.at(finding.help("take the claim out, or write another `hit`"), claim.said.position()));
            continue;
        }
        let falls = |left, right| {
            let value = |leaf: usize| table.leaves.get(leaf)?.as_ref()?.first()?.get(claim.output).copied().flatten();
            matches!((value(left), value(right)), (Some(left), Some(right)) if if claim.rising { right < left } else { right > left })
        };
        match pairs(table.diagram, table.regions, Differ::Next(claim.input), falls) {
            Some(found) => found.iter().take(MOST_EXAMPLES).for_each(|pair| findings.extend(report(table, claim, pair))),
            None => findings.push(table.unsolved("how the outcome moves", claim.said.position())),
        }
    }
}

fn report(table: &Regioned<'_>, claim: &Claim<'_>, pair: &Pair) -> Option<Diagnostic> {
    let draft = table.draft;
    let (left, right) = table.sides(pair, claim.output)?;
    let output = draft.definition.outputs.get(claim.output)?.id.as_str();
    let (moves, never) = if claim.rising { ("falls", "never falls") } else { ("rises", "never rises") };
    let message = format!("`{output}` {moves} when `{}` rises: {left}, {right}", **claim.said);
    let said = claim.said.position().map_or_else(String::new, |position| format!(" in line {}", position.line()));
    let help = format!("mend one of the two; the claim{said} is that it {never}");
    // The higher region is where readers look for the slip; where nothing stands there, the lower one.
    let place = table.place(pair.leaves.1).or_else(|| table.place(pair.leaves.0)).or(claim.said.position());
    Some(draft.at(Diagnostic::error(Code::NotMonotone, message).help(help), place))
}
