//! Renderings of findings: one file per output format.

mod github;
mod human;
mod json;
mod plain;
mod sarif;

pub use github::github;
pub use human::human;
pub use json::{FindingRecord, FindingsRecord, json};
pub use plain::plain;
pub use sarif::sarif;

use super::Findings;

/// `2 errors, 1 warning`, the last line of the renderings for people.
#[must_use]
pub fn summary(findings: &Findings) -> String {
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let further = match findings.further() {
        0 => String::new(),
        further => format!(", {further} of them not listed"),
    };
    format!("{}, {}{further}", count(findings.errors(), "error"), count(findings.warnings(), "warning"))
}
