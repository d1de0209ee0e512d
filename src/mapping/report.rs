//! Findings of one file of mappings.

use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity, nearest, shown},
    document::Position,
    source::FileText,
};

/// Collects the findings of one file.
#[derive(Debug)]
pub(super) struct Report<'file> {
    file: &'file FileText,
    findings: Findings,
}

impl<'file> Report<'file> {
    pub(super) fn new(file: &'file FileText) -> Self {
        Self { file, findings: Findings::new() }
    }

    /// Goes on where a parser of the same file has begun.
    pub(super) fn after(file: &'file FileText, findings: Findings) -> Self {
        Self { file, findings }
    }

    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        self.file.name()
    }

    /// Whether the file is JSON, where plain scalars are numbers whatever they look like.
    pub(super) fn is_json(&self) -> bool {
        self.file.text().trim_start().starts_with(['{', '['])
    }

    /// The number of errors so far, listed or not.
    pub(super) fn errors(&self) -> usize {
        self.findings.errors()
    }

    /// Whether further findings are only counted, so that help need not be worked out.
    pub(super) fn is_full(&self) -> bool {
        self.findings.len() >= Findings::LISTED
    }

    pub(super) fn error(&mut self, code: Code, message: impl Into<String>, place: Position, help: &str) {
        self.push(Severity::Error, code, message, place, help.to_owned());
    }

    pub(super) fn warning(&mut self, code: Code, message: impl Into<String>, place: Position, help: &str) {
        self.push(Severity::Warning, code, message, place, help.to_owned());
    }

    pub(super) fn push(&mut self, severity: Severity, code: Code, message: impl Into<String>, place: Position, help: impl Into<Option<String>>) {
        self.findings.push(Diagnostic::new(severity, code, message).help_if(help.into()).located(self.file, place));
    }

    /// Reports a word outside a list; whether it is in the list.
    pub(super) fn word(&mut self, severity: Severity, what: &str, word: &str, place: Position, words: &[&str]) -> bool {
        if words.contains(&word) {
            return true;
        }
        let list = format!("the words are `{}`", words.join("`, `"));
        let help = nearest(word, words.iter().copied()).map_or_else(|| list.clone(), |near| format!("did you mean `{near}`? {list}"));
        self.push(severity, Code::UnknownValue, format!("`{}` is not a word of `{what}`", shown(word)), place, help);
        false
    }

    /// The findings in the order of the file.
    pub(super) fn finish(mut self) -> Findings {
        self.findings.sort();
        self.findings
    }
}
