//! Findings as one line each, for screen readers, editors and `grep`.

use std::fmt::Write as _;

use super::super::Findings;

/// `file:line:column: severity: message [code]; help: ...`, one finding a line.
#[must_use]
pub fn plain(findings: &Findings) -> String {
    let mut text = String::new();
    for finding in findings {
        if let Some(file) = finding.file() {
            text.push_str(&clean(file));
            if let Some(position) = finding.position() {
                let _ = write!(text, ":{}:{}", position.line(), position.column());
            }
            text.push_str(": ");
        }
        let _ = write!(text, "{}: {} [{}]", finding.severity(), clean(finding.message()), finding.code());
        if let Some(help) = finding.help_text() {
            let _ = write!(text, "; help: {}", clean(help));
        }
        text.push('\n');
    }
    text
}

/// Replaces control characters, so that a name in a stranger's file cannot steer a terminal.
pub(super) fn clean(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}
