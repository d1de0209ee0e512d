//! Any bytes as JSON Lines, of events and of audit records, and as a log whose format is to be told: no panic, findings stand inside the
//! file, and the log that was read is written as lines that read as the same cases and events.
#![no_main]

use itsm::{
    diagnostic::render,
    eventlog::{self, ReadOptions, Reading, Table, audit, jsonl},
    source::Limits,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions { limits: Limits { file_bytes: 65_536, ..ReadOptions::LIMITS }, ..ReadOptions::default() };
    let _ = eventlog::read("log", bytes, &Reading { options: options.clone(), ..Reading::default() });
    for check in [audit::Check::Chains, audit::Check::Nothing] {
        let _ = audit::read("log.jsonl", bytes, check, &options);
    }
    let (log, findings) = jsonl::read("log.jsonl", bytes, &Table::default(), &options);
    let _ = (render::human(&findings, true), render::sarif(&findings));
    let lines = bytes.split(|byte| *byte == b'\n').count();
    for finding in &findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).is_ok_and(|line| line <= lines)));
    }
    let Some(log) = log else { return };
    let mut text = Vec::new();
    let lost = jsonl::write(&log, &mut text).expect("memory can be written");
    if !text.is_empty() {
        let (again, _) = jsonl::read("again.jsonl", text.as_slice(), &Table::default(), &ReadOptions::default());
        let again = again.expect("lines that were written have their keys");
        assert_eq!((again.case_count(), again.event_count()), (log.case_count() - lost.empty_cases, log.event_count()));
    }
});
