//! In a state, an event must lead to one place.

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    expr::{Fields, Overlap, overlap},
    lifecycle::{
        conditions::{condition, fields},
        draft::Said,
        expand::Step,
    },
};

/// Reports transitions of one state and event that can both be taken: an error where that is certain, a warning where it
/// depends on guards or roles.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    let fields = fields(draft);
    for group in resolved.steps.chunk_by(|one, other| (one.from, one.on) == (other.from, other.on)) {
        for (place, second) in group.iter().enumerate() {
            for first in group.iter().take(place) {
                let Some(certain) = clash(resolved, &fields, first, second) else { continue };
                let name = |index: usize, names: &[&str]| names.get(index).copied().unwrap_or_default().to_owned();
                let states: Vec<&str> = draft.states.keys().map(String::as_str).collect();
                let events: Vec<&str> = draft.events.keys().map(String::as_str).collect();
                let (state, event) = (name(second.from, &states), name(second.on, &events));
                let line = first.definition().on.position().map_or(0, |position| position.line());
                let finding = if certain {
                    let message = format!("in `{state}` two transitions on `{event}` can both be taken");
                    let help = format!("the other stands in line {line}; guard both, or mark one `otherwise: true`");
                    Diagnostic::error(Code::AmbiguousTransition, message).help(help)
                } else {
                    let message = format!("in `{state}` the guards or roles of two transitions on `{event}` may both hold");
                    let help = format!("the other stands in line {line}; `otherwise: true` on one of them settles it");
                    Diagnostic::warning(Code::GuardsMayOverlap, message).help(help)
                };
                findings.push(draft.at(finding, second.said.file, &second.definition().on));
            }
        }
    }
}

/// Whether two transitions can both be taken: certainly, perhaps, or not at all.
fn clash(resolved: &Resolved<'_>, fields: &Fields, first: &Step, second: &Step) -> Option<bool> {
    let (one, other) = (first.definition(), second.definition());
    match (one.otherwise, other.otherwise) {
        (true, true) => return Some(true),
        (true, false) | (false, true) => return None,
        (false, false) => {}
    }
    let read = |step: &Step| {
        let guard = step.definition().guard.clone()?;
        condition(resolved.draft, &Said { file: step.said.file, item: guard }, fields).ok()
    };
    let certain = match (&one.guard, &other.guard) {
        (None, _) | (_, None) => true,
        (Some(one), Some(other)) if one.trim() == other.trim() => true,
        (Some(_), Some(_)) => match (read(first), read(second)) {
            (Some(one), Some(other)) => match overlap(&one, &other) {
                Overlap::Never => return None,
                Overlap::Certain => true,
                Overlap::Unknown => false,
            },
            // One that cannot be read has its finding already.
            _ => return None,
        },
    };
    // Somebody may have a role of each.
    let common = one.roles.is_empty() || other.roles.is_empty() || one.roles.iter().any(|role| other.roles.contains(role));
    Some(certain && common)
}
