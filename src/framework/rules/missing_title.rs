//! `missing-title`: every element has a title, its own or one that it takes over.

use super::super::draft::Draft;
use crate::diagnostic::{Code, Findings};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    for entry in &draft.entries {
        let id = &entry.definition.id;
        match &entry.definition.title {
            Some(title) if title.trim().is_empty() => {
                let finding = draft.finding(Code::MissingTitle, format!("the title of `{}` is empty", **id), entry.file, title);
                findings.push(finding.help("write the title, or take the line out where it can be inherited"));
            }
            None if !draft.overrides(entry) && draft.origin(entry).is_none() => {
                let finding = draft.finding(Code::MissingTitle, format!("the element `{}` has no title", **id), entry.file, id);
                findings.push(finding.help("add a line `title: ...`"));
            }
            _ => {}
        }
    }
}
