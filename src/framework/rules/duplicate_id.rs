//! `duplicate-id`: two elements share one id.

use super::{super::draft::Draft, stand_in};
use crate::diagnostic::{Code, Findings};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    for (place, entry) in draft.entries.iter().enumerate() {
        let id = &entry.definition.id;
        let Some(first) = draft.by_id.get(id.as_str()).filter(|first| **first != place).and_then(|first| draft.entries.get(*first)) else { continue };
        if stand_in(id) {
            continue;
        }
        let file = draft.files.get(first.file).map_or("", |file| file.name());
        let line = first.definition.id.position().map_or(0, |position| position.line());
        let finding = draft.finding(Code::DuplicateId, format!("the id `{}` is taken by another element", **id), entry.file, id);
        findings.push(finding.help(format!("the first one stands in {file}, line {line}; give one of them another id")));
    }
}
