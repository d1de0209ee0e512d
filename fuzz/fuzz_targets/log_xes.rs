//! Any bytes as a log in XES: no panic, findings stand inside the file, and what was read is written and read again.
#![no_main]

use itsm::{
    diagnostic::render,
    eventlog::{ReadOptions, xes},
    source::Limits,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions { limits: Limits { file_bytes: 65_536, ..ReadOptions::LIMITS }, ..ReadOptions::default() };
    let (log, findings) = xes::read("log.xes", bytes, &options);
    let _ = (render::human(&findings, true), render::sarif(&findings));
    let lines = bytes.split(|byte| *byte == b'\n').count();
    for finding in &findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).is_ok_and(|line| line <= lines)));
    }
    let Some(log) = log.filter(|_| findings.errors() == 0) else { return };
    let mut text = Vec::new();
    let written = xes::write(&log, &mut text).expect("memory can be written");
    let (again, findings) = xes::read("again.xes", text.as_slice(), &ReadOptions::default());
    assert_eq!(findings.errors(), 0);
    if written.replaced == 0 && log.header().classifiers.is_empty() {
        assert!(again.as_ref() == Some(&log));
    }
});
