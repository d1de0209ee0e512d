//! Any text as a mapping set: no panic, and findings stand inside the text.
#![no_main]

use itsm::{
    mapping::sssom,
    source::{FileText, Limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let lines = text.split(['\n', '\r']).count() + 1;
    let file = FileText::new("set.sssom.tsv", text);
    let (_, findings) = sssom::read(&file, Limits::default());
    for finding in &findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).unwrap() <= lines));
    }
});
