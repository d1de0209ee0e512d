//! Findings as workflow commands that GitHub Actions shows beside the changed lines.
//!
//! Source of the syntax and its escapes: GitHub Docs, "Workflow commands for GitHub Actions".

use std::fmt::Write as _;

use super::super::{Findings, Severity};

/// `::error file=..,line=..,col=..,title=CODE::message`, one finding a line.
#[must_use]
pub fn github(findings: &Findings) -> String {
    let mut text = String::new();
    for finding in findings {
        let command = match finding.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let _ = write!(text, "::{command} ");
        if let Some(file) = finding.file() {
            let _ = write!(text, "file={},", property(file));
        }
        if let Some(position) = finding.position() {
            let _ = write!(text, "line={},col={},", position.line(), position.column());
        }
        let _ = write!(text, "title={}::{}", property(finding.code().as_str()), data(finding.message()));
        if let Some(help) = finding.help_text() {
            let _ = write!(text, "%0Ahelp: {}", data(help));
        }
        text.push('\n');
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
