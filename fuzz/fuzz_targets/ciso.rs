//! Any text as a CISO Assistant library: no panic, and findings stand inside the text.
#![no_main]

use itsm::{
    diagnostic::Findings,
    mapping::{Frameworks, ciso},
    source::{FileText, Limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let lines = text.split(['\n', '\r']).count() + 1;
    let file = FileText::new("library.yaml", text);
    let (library, findings) = ciso::read(&file, Limits::default());
    check(&findings, lines);
    if let Some(library) = library {
        let _ = library.sets(&Frameworks::new());
    }
    check(&ciso::framework(&file, Limits::default()).1, lines);
});

fn check(findings: &Findings, lines: usize) {
    for finding in findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).unwrap() <= lines));
    }
}
