//! `missing-title`: every element has a title, its own or one that it takes over.

use super::{super::draft::Draft, suggestion};
use crate::{
    diagnostic::{Code, Findings},
    framework::Element,
};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    for entry in &draft.entries {
        let id = &entry.definition.id;
        match &entry.definition.title {
            Some(title) if title.trim().is_empty() => {
                let finding = draft.finding(Code::MissingTitle, format!("the title of `{}` is empty", **id), entry.file, title);
                findings.push(finding.help("write the title, or take the line out where it can be inherited"));
            }
            None if !draft.overrides(entry) && draft.origin(entry).is_none() && !draft.lacks_origin(entry) => {
                let finding = draft.finding(Code::MissingTitle, format!("the element `{}` has no title", **id), entry.file, id);
                // In an overlay an element without a title is meant to override one that is there.
                let near = draft.extended().and_then(|base| suggestion(id, base.elements().iter().map(Element::id)));
                findings.push(finding.help(near.unwrap_or_else(|| "add a line `title: ...`".to_owned())));
            }
            _ => {}
        }
    }
}
