//! Any bytes as a table: no panic, findings stand inside the file, and the log that was read is written as a table that reads as the
//! same cases and events.
#![no_main]

use itsm::{
    diagnostic::render,
    eventlog::{Order, ReadOptions, Table, csv},
    source::Limits,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions { limits: Limits { file_bytes: 65_536, ..ReadOptions::LIMITS }, ..ReadOptions::default() };
    let (log, findings) = csv::read("log.csv", bytes, &Table::default(), &options);
    let _ = (render::human(&findings, true), render::sarif(&findings));
    let lines = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).count();
    for finding in &findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).is_ok_and(|line| line <= lines)));
    }
    let Some(log) = log else { return };
    let mut text = Vec::new();
    let lost = csv::write(&log, b',', &mut text).expect("memory can be written");
    let table = Table { order: Order::AsAdded, delimiter: Some(b','), ..Table::default() };
    let (again, _) = csv::read("again.csv", text.as_slice(), &table, &ReadOptions::default());
    let again = again.expect("a table that was written has its columns");
    assert_eq!((again.case_count(), again.event_count()), (log.case_count() - lost.empty_cases, log.event_count()));
});
