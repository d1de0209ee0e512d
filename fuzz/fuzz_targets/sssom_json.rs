//! Any text as a SSSOM/JSON file: no panic, and findings stand inside the text.
#![no_main]

use itsm::{
    diagnostic::Findings,
    mapping::sssom,
    source::{FileText, Limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let lines = text.split(['\n', '\r']).count() + 1;
    let file = FileText::new("set.sssom.json", text);
    check(&sssom::json::read(&file, Limits::default()).1, lines);
});

fn check(findings: &Findings, lines: usize) {
    for finding in findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).unwrap() <= lines));
    }
}
