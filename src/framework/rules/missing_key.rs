//! `missing-key`: a framework needs an id, a title, an edition and a publisher; an overlay needs none of them.

use super::super::draft::Draft;
use crate::{
    diagnostic::{Code, Findings},
    document::Located,
};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    if draft.is_overlay() {
        return;
    }
    let head = &draft.head;
    let present: [(&str, bool); 4] =
        [("id", head.id.is_some()), ("title", head.title.is_some()), ("edition", head.edition.is_some()), ("publisher", head.publisher.is_some())];
    for (key, _) in present.iter().filter(|(_, there)| !there) {
        let finding = draft.finding(Code::MissingKey, format!("the framework has no `{key}`"), 0, &head.format);
        findings.push(finding.help(format!("add a line `{key}: ...`, or `extends: ...` if this file changes another framework")));
    }
    if let Some(id) = head.id.as_ref().filter(|id| !fits(id)) {
        let finding = draft.finding(Code::IdPatternMismatch, format!("the framework id `{}` is not made of a-z, 0-9 and `-`", **id), 0, id);
        findings.push(finding.help("use lower-case letters, digits and single hyphens, such as `acme-2026`"));
    }
}

/// Framework ids become prefixes, folder names and parts of URNs, so they are kept simple.
fn fits(id: &Located<String>) -> bool {
    id.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}
