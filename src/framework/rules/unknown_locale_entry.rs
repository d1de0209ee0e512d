//! `unknown-locale-entry` and `wrong-framework`: a locale file translates what exists.

use super::{
    super::draft::{Draft, LocaleDraft},
    stand_in, suggestion,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
};

pub(super) fn check(draft: &LocaleDraft, framework: &Draft, findings: &mut Findings) {
    let locale = &draft.locale;
    let mut push = |code: Code, message: String, name: &Located<String>, help: Option<String>| {
        let finding = Diagnostic::error(code, message).help_if(help);
        findings.push(match name.position() {
            Some(position) => finding.located(&draft.file, position),
            None => finding.in_file(draft.file.name().clone()),
        });
    };
    if *locale.framework != framework.framework_id() && !stand_in(&locale.framework) && !framework.framework_id().is_empty() {
        let message = format!("this locale belongs to `{}`, but it stands beside `{}`", *locale.framework, framework.framework_id());
        push(Code::WrongFramework, message, &locale.framework, Some(format!("write `framework: {}`", framework.framework_id())));
    }
    if !framework.has_elements() {
        return;
    }
    for id in locale.elements.keys().filter(|id| !framework.knows(id)) {
        let help = suggestion(id, framework.known_ids());
        push(Code::UnknownLocaleEntry, format!("there is no element `{}` to translate", **id), id, help);
    }
    for kind in locale.kinds.keys().filter(|kind| !framework.kinds().any(|known| known == kind.as_str())) {
        let help = suggestion(kind, framework.kinds());
        push(Code::UnknownLocaleEntry, format!("there is no kind `{}` to translate", **kind), kind, help);
    }
}
