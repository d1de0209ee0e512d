//! Any text as a plain table: no panic, and findings stand inside the text.
#![no_main]

use itsm::{
    diagnostic::Findings,
    mapping::{
        columns::{self, Columns},
        vocabulary::Vocabulary,
    },
    source::{FileText, Limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let lines = text.split(['\n', '\r']).count() + 1;
    let file = FileText::new("table.csv", text);
    let columns = Columns::new("a", "b", "c", Vocabulary::Strm);
    check(&columns::read(&file, &columns, Limits::default()).1, lines);
});

fn check(findings: &Findings, lines: usize) {
    for finding in findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).unwrap() <= lines));
    }
}
