//! `tree-cycle`: elements that are their own ancestors through `parent:`.

use super::super::draft::{Draft, Entry};
use crate::diagnostic::{Code, Findings};

/// Follows parents with three colours; every entry is walked once, so time is linear.
pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    let mut state = vec![State::New; draft.entries.len()];
    for start in 0..draft.entries.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(place) = at {
            match state.get(place).copied() {
                Some(State::New) => {
                    if let Some(slot) = state.get_mut(place) {
                        *slot = State::Open;
                    }
                    path.push(place);
                    at = draft.entries.get(place).and_then(|entry| above(draft, entry));
                }
                Some(State::Open) => {
                    report(draft, path.iter().copied().skip_while(|step| *step != place), findings);
                    break;
                }
                Some(State::Done) | None => break,
            }
        }
        for place in path {
            if let Some(slot) = state.get_mut(place) {
                *slot = State::Done;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

fn above(draft: &Draft, entry: &Entry) -> Option<usize> {
    match &entry.definition.parent {
        Some(parent) => draft.by_id.get(parent.as_str()).copied(),
        None => entry.above,
    }
}

fn report(draft: &Draft, circle: impl Iterator<Item = usize>, findings: &mut Findings) {
    let entries: Vec<&Entry> = circle.filter_map(|place| draft.entries.get(place)).collect();
    let names: Vec<&str> = entries.iter().map(|entry| entry.definition.id.as_str()).collect();
    let Some((entry, parent)) = entries.iter().find_map(|entry| entry.definition.parent.as_ref().map(|parent| (entry, parent))) else { return };
    let finding = draft.finding(Code::TreeCycle, format!("these elements are their own ancestors: {}", names.join(" < ")), entry.file, parent);
    findings.push(finding.help("take one of the `parent:` lines of the circle out"));
}
