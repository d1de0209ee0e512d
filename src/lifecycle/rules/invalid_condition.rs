//! Guards must be conditions over the declared fields.

use super::Resolved;
use crate::{
    diagnostic::Findings,
    lifecycle::{
        conditions::{condition, fields},
        draft::{Change, Said},
    },
};

/// Reports guards that cannot be read or do not fit the fields, at the part that is wrong.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    let draft = resolved.draft;
    let fields = fields(draft);
    for said in draft.layers.iter().flatten().filter_map(|change| match change {
        Change::Add(said) => Some(said),
        Change::Remove(_) | Change::Drop(_) => None,
    }) {
        let Some(guard) = &said.item.guard else { continue };
        if let Err(found) = condition(draft, &Said { file: said.file, item: guard.clone() }, &fields) {
            findings.append(found);
        }
    }
}
