//! `incomplete-table`: every combination of values has a rule.

use super::{MOST_EXAMPLES, Regioned};
use crate::{
    decision::definition::HitPolicy,
    diagnostic::{Code, Diagnostic, Findings},
};

/// Reports the regions without a rule, the lowest first. Linear in the diagram and the examples.
pub(super) fn check(table: &Regioned<'_>, findings: &mut Findings) {
    let (draft, diagram) = (table.draft, table.diagram);
    // Where all matching rules count, none is an answer too.
    if draft.otherwise.is_some() || draft.hit == HitPolicy::Collect {
        return;
    }
    // How many regions without a rule lie below each node, from the leaves up.
    let mut below: Vec<Vec<u64>> = vec![table.regions.leaves.iter().map(|leaf| u64::from(leaf.iter().next().is_none())).collect()];
    for input in (0..diagram.depth()).rev() {
        let under = below.last().map_or(&[][..], |counts| counts);
        let count = |node: usize| {
            let counts = (0..diagram.classes(input)).map(|class| under.get(diagram.child(input, node, class)).copied().unwrap_or(0));
            counts.fold(0_u64, u64::saturating_add)
        };
        let counts = (0..diagram.nodes(input)).map(count).collect();
        below.push(counts);
    }
    below.reverse();
    let missing = below.first().and_then(|counts| counts.first()).copied().unwrap_or(0);
    for place in 0..missing.min(MOST_EXAMPLES as u64) {
        let values = table.values(&region(table, &below, place));
        let message = if values.is_empty() { "the table has no rule".to_owned() } else { format!("no rule matches {}", draft.combination(&values)) };
        let help = match missing.saturating_sub(MOST_EXAMPLES as u64) {
            more if more > 0 && place + 1 == MOST_EXAMPLES as u64 => {
                format!("there are {more} more such regions; add rules for them, or say with `otherwise` what holds where no rule does")
            }
            _ => "add a rule, or say with `otherwise` what holds where no rule does".to_owned(),
        };
        findings.push(draft.at(Diagnostic::error(Code::IncompleteTable, message).help(help), draft.body()));
    }
}

/// The classes of one of the regions without a rule, counted from the lowest.
fn region(table: &Regioned<'_>, below: &[Vec<u64>], mut place: u64) -> Vec<usize> {
    let mut way = Vec::new();
    let mut node = 0;
    for input in 0..table.diagram.depth() {
        for class in 0..table.diagram.classes(input) {
            let child = table.diagram.child(input, node, class);
            let count = below.get(input + 1).and_then(|counts| counts.get(child)).copied().unwrap_or(0);
            if place < count {
                way.push(class);
                node = child;
                break;
            }
            place -= count;
        }
    }
    way
}
