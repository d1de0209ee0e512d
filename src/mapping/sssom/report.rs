//! Findings of one file.

use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    document::Position,
    source::FileText,
};

/// Longest user text in characters that a message repeats.
const SHOWN: usize = 60;

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

    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        self.file.name()
    }

    /// The number of errors so far, listed or not.
    pub(super) fn errors(&self) -> usize {
        self.findings.errors()
    }

    /// Whether further findings are only counted, so that help need not be worked out.
    pub(super) fn is_full(&self) -> bool {
        self.findings.len() >= Findings::LISTED
    }

    pub(super) fn error(&mut self, code: Code, message: String, place: Position, help: &str) {
        self.push(Severity::Error, code, message, place, Some(help.to_owned()));
    }

    pub(super) fn push(&mut self, severity: Severity, code: Code, message: String, place: Position, help: Option<String>) {
        self.findings.push(Diagnostic::new(severity, code, message).help_if(help).located(self.file, place));
    }

    pub(super) fn finish(self) -> Findings {
        self.findings
    }
}

/// User text for a message, cut off when it is long.
pub(super) fn shown(text: &str) -> String {
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut.replace(['\n', '\r', '\t'], " ")
}
