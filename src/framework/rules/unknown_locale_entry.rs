//! `unknown-locale-entry` and `wrong-framework`: a locale file translates what exists.

use super::{
    super::draft::{Draft, LocaleDraft},
    stand_in, suggestion,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
};

/// The file belongs to the framework that it stands beside.
pub(super) fn framework(draft: &LocaleDraft, framework: &Draft, findings: &mut Findings) {
    let named = &draft.locale.framework;
    let expected = framework.framework_id();
    if **named != expected && !stand_in(named) && !expected.is_empty() {
        let finding = Diagnostic::error(Code::WrongFramework, format!("this locale belongs to `{}`, but it stands beside `{expected}`", **named));
        findings.push(place(finding.help(format!("write `framework: {expected}`")), draft, named));
    }
}

/// Its entries name elements and kinds that exist.
pub(super) fn check(draft: &LocaleDraft, framework: &Draft, findings: &mut Findings) {
    let mut push = |message: String, name: &Located<String>, help: Option<String>| {
        findings.push(place(Diagnostic::error(Code::UnknownLocaleEntry, message).help_if(help), draft, name));
    };
    for id in draft.locale.elements.keys().filter(|id| !framework.knows(id)) {
        push(format!("there is no element `{}` to translate", **id), id, suggestion(id, framework.known_ids()));
    }
    for kind in draft.locale.kinds.keys().filter(|kind| !framework.kinds().any(|known| known == kind.as_str())) {
        push(format!("there is no kind `{}` to translate", **kind), kind, suggestion(kind, framework.kinds()));
    }
}

fn place(finding: Diagnostic, draft: &LocaleDraft, name: &Located<String>) -> Diagnostic {
    match name.position() {
        Some(position) => finding.located(&draft.file, position),
        None => finding.in_file(draft.file.name().clone()),
    }
}
