//! Any bytes as a journal in JSON Lines: no panic, findings stand inside the file, and what holds goes on holding when it is
//! written again and when people are taken out of it.
#![no_main]

use itsm::{
    audit::{Record, verify, verify_records},
    diagnostic::render,
    source::Limits,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { file_bytes: 4_096, ..Limits::default() };
    let found = verify(bytes, "journal.jsonl", limits).expect("memory can be read");
    let _ = (render::human(&found.findings, true), render::sarif(&found.findings));
    let lines = bytes.split(|byte| *byte == b'\n').count();
    for finding in &found.findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).is_ok_and(|line| line <= lines)));
    }
    if found.findings.errors() > 0 {
        return;
    }
    let texts = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let mut records: Vec<Record> = texts.map(|line| serde_json::from_slice(line).expect("the check read it")).collect();
    for _ in 0..2 {
        let again = verify_records(&records);
        assert_eq!((again.findings.errors(), &again.heads), (0, &found.heads));
        for record in &mut records {
            let line = serde_json::to_string(record).expect("a record can be written");
            assert_eq!(serde_json::from_str::<Record>(&line).expect("what is written is read"), *record);
            record.redact();
        }
    }
});
