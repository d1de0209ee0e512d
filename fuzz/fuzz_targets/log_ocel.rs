//! Any bytes as a log in OCEL, JSON or XML: no panic, findings stand inside the file, the log is flattened by every type, and what was
//! read without an error is written and reads as equal.
#![no_main]

use itsm::{
    diagnostic::render,
    eventlog::{
        ReadOptions,
        ocel::{self, ObjectLog},
    },
    source::Limits,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions { limits: Limits { file_bytes: 65_536, ..ReadOptions::LIMITS }, ..ReadOptions::default() };
    let (log, findings) = ocel::read("log", bytes, &options);
    let _ = (render::human(&findings, true), render::sarif(&findings));
    let lines = bytes.split(|byte| *byte == b'\n').count();
    for finding in &findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).is_ok_and(|line| line <= lines)));
    }
    let Some(log) = log else { return };
    for (kind, _) in log.object_counts().into_iter().take(5) {
        let (flat, _) = log.flatten("log", Some(kind), Limits { nodes: 100_000, ..ReadOptions::LIMITS });
        let _ = ObjectLog::of_cases(&flat.expect("the log has the type"), None);
    }
    let mut text = Vec::new();
    log.write_json(&mut text).expect("memory can be written");
    if findings.errors() == 0 {
        let (again, findings) = ocel::read("again.json", text.as_slice(), &ReadOptions::default());
        assert_eq!(findings.errors(), 0);
        assert!(again.as_ref() == Some(&log));
    }
});
