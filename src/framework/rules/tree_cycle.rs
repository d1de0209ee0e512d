//! `tree-cycle`: elements that are their own ancestors, through `parent:` or through an overlay.

use rustc_hash::FxHashMap;

use super::super::draft::{Draft, Entry};
use crate::diagnostic::{Code, Findings};

/// Follows parents from every element, each walked once, so time is linear.
pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    let mut state: FxHashMap<&str, State> = FxHashMap::default();
    for entry in &draft.entries {
        let mut path = Vec::new();
        let mut at = Some(entry.definition.id.as_str());
        while let Some(id) = at {
            match state.get(id) {
                None => {
                    state.insert(id, State::Open);
                    path.push(id);
                    at = above(draft, id);
                }
                Some(State::Open) => {
                    report(draft, path.iter().copied().skip_while(|step| *step != id), findings);
                    break;
                }
                Some(State::Done) => break,
            }
        }
        state.extend(path.into_iter().map(|id| (id, State::Done)));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// The id above: what the draft says, else what the extended framework says.
fn above<'draft>(draft: &'draft Draft, id: &str) -> Option<&'draft str> {
    let said = entry(draft, id).and_then(|entry| match (&entry.definition.parent, entry.above) {
        (Some(parent), _) => Some(parent.as_str()),
        (None, above) => draft.entries.get(above?).map(|above| above.definition.id.as_str()),
    });
    said.or_else(|| {
        let base = draft.extended()?;
        base.get(base.element(id)?.parent()?).map(super::super::Element::id)
    })
}

fn entry<'draft>(draft: &'draft Draft, id: &str) -> Option<&'draft Entry> {
    draft.entries.get(*draft.by_id.get(id)?)
}

fn report<'draft>(draft: &'draft Draft, circle: impl Iterator<Item = &'draft str>, findings: &mut Findings) {
    let names: Vec<&str> = circle.collect();
    let entries = || names.iter().filter_map(|id| entry(draft, id));
    let by_parent = entries().find_map(|entry| entry.definition.parent.as_ref().map(|parent| (entry, parent)));
    let Some((entry, place)) = by_parent.or_else(|| entries().next().map(|entry| (entry, &entry.definition.id))) else { return };
    let finding = draft.finding(Code::TreeCycle, format!("these elements are their own ancestors: {}", names.join(" < ")), entry.file, place);
    findings.push(finding.help("take one of the `parent:` lines of the circle out, or write the element in another place"));
}
