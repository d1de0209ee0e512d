//! `invalid-language`: languages are well-formed BCP 47 tags.

use super::super::draft::{Draft, LocaleDraft};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    locale,
};

const HELP: &str = "write a BCP 47 tag such as `de`, `pt-BR` or `zh-Hans`";

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    for language in draft.head.language.iter().chain(&draft.head.locales).filter(|language| !locale::is_well_formed(language)) {
        let message = format!("`{}` is not a language tag", **language);
        findings.push(draft.finding(Code::InvalidLanguage, message, 0, language).help(HELP));
    }
}

pub(super) fn locale(draft: &LocaleDraft, findings: &mut Findings) {
    let language = &draft.locale.language;
    if !locale::is_well_formed(language) && !super::stand_in(language) {
        let finding = Diagnostic::error(Code::InvalidLanguage, format!("`{}` is not a language tag", **language)).help(HELP);
        findings.push(match language.position() {
            Some(position) => finding.located(&draft.file, position),
            None => finding.in_file(draft.file.name().clone()),
        });
    }
}
