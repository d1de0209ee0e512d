//! Findings of one file, with excerpts, at a cost that a hostile file cannot drive up.

use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    document::Position,
    source::FileText,
};

/// Findings that are listed; further ones are only counted.
const LISTED: usize = 10_000;
/// Longest line in bytes that is shown as an excerpt.
const EXCERPT: usize = 1_600;
/// Longest user text in characters that a message repeats.
const SHOWN: usize = 60;

/// Collects the findings of one file.
#[derive(Debug)]
pub(super) struct Report<'file> {
    file: &'file FileText,
    findings: Findings,
    errors: usize,
    left_out: usize,
    /// Where the last excerpt was taken: a line and the byte that it begins at.
    line: u32,
    offset: usize,
}

impl<'file> Report<'file> {
    pub(super) fn new(file: &'file FileText) -> Self {
        Self { file, findings: Findings::new(), errors: 0, left_out: 0, line: 1, offset: 0 }
    }

    /// The name of the file.
    pub(super) fn name(&self) -> &str {
        self.file.name()
    }

    /// The number of errors so far, listed or not.
    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    /// Whether further findings are only counted, so that help need not be worked out.
    pub(super) fn is_full(&self) -> bool {
        self.findings.len() >= LISTED
    }

    pub(super) fn error(&mut self, code: Code, message: String, place: Position, help: &str) {
        self.push(Severity::Error, code, message, place, Some(help.to_owned()));
    }

    pub(super) fn push(&mut self, severity: Severity, code: Code, message: String, place: Position, help: Option<String>) {
        if severity == Severity::Error {
            self.errors += 1;
        }
        if self.is_full() {
            self.left_out += 1;
            return;
        }
        let finding = Diagnostic::new(severity, code, message).help_if(help);
        let finding = match self.excerpt(place.line()) {
            Some(line) => {
                // The line stands alone in a text of its own, so that it is found at once.
                let alone = FileText::new(std::sync::Arc::clone(self.file.name()), line.to_owned());
                finding.located(&alone, Position::new(1, 1, 1)).at(place)
            }
            None => finding.in_file(std::sync::Arc::clone(self.file.name())).at(place),
        };
        self.findings.push(finding);
    }

    /// The findings, with one that says how many were left out.
    pub(super) fn finish(mut self) -> Findings {
        if self.left_out > 0 {
            let message = format!("{} more findings are not listed", self.left_out);
            let finding = Diagnostic::error(Code::LimitReached, message)
                .in_file(std::sync::Arc::clone(self.file.name()))
                .help("mend those that are listed and check again");
            self.findings.push(finding);
        }
        self.findings
    }

    /// Line `number` when it is short enough to show.
    ///
    /// The place of the last look-up is kept and moved line by line: findings come in about the order of the file, so
    /// all look-ups together are linear in the text.
    fn excerpt(&mut self, number: u32) -> Option<&'file str> {
        let text = self.file.text();
        while self.line < number {
            self.offset += text.get(self.offset..)?.find('\n')? + 1;
            self.line += 1;
        }
        while self.line > number.max(1) {
            let before = text.get(..self.offset.checked_sub(1)?)?;
            self.offset = before.rfind('\n').map_or(0, |at| at + 1);
            self.line -= 1;
        }
        let rest = text.get(self.offset..)?;
        let length = rest.bytes().take(EXCERPT + 1).position(|byte| byte == b'\n').or_else(|| (rest.len() <= EXCERPT).then_some(rest.len()))?;
        rest.get(..length).map(|line| line.trim_end_matches('\r'))
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
