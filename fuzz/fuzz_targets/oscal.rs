//! Any text as a OSCAL mapping collection: no panic, and findings stand inside the text.
#![no_main]

use itsm::{
    diagnostic::Findings,
    mapping::{Frameworks, oscal},
    source::{FileText, Limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let lines = text.split(['\n', '\r']).count() + 1;
    let file = FileText::new("collection.json", text);
    let (collection, findings) = oscal::read(&file, Limits::default());
    check(&findings, lines);
    let Some(collection) = collection else { return };
    let (_, findings) = collection.sets(&Frameworks::new(), Limits::default());
    check(&findings, lines);
    if findings.is_empty() {
        let again = FileText::new("again.json", collection.to_json());
        assert_eq!(oscal::read(&again, Limits::default()).0.as_ref(), Some(&collection));
    }
});

fn check(findings: &Findings, lines: usize) {
    for finding in findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).unwrap() <= lines));
    }
}
