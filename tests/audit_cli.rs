//! `itsm audit` as people use it at a terminal.
#![cfg(feature = "cli")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use itsm::{
    audit::{Entry, Journal as _, Memory, Record},
    jiff::Timestamp,
    schema::SchemaKind,
    store::SqliteJournal,
};
use serde_json::Value as Json;

fn itsm(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_itsm")).args(arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn entries() -> Vec<Entry> {
    let step = |ticket: &str, sequence: u64| {
        Entry::new(ticket, sequence, Timestamp::UNIX_EPOCH, "go", format!("s{}", sequence - 1), format!("s{sequence}")).by("ann")
    };
    vec![step("A", 1), step("B", 1).because("bob asked"), step("A", 2), step("A", 3), step("B", 2)]
}

fn lines() -> Vec<String> {
    let mut journal = Memory::new();
    journal.append_all(entries()).unwrap();
    journal.records().iter().map(|record| serde_json::to_string(record).unwrap()).collect()
}

fn put(folder: &Path, name: &str, lines: &[String]) -> String {
    let path = folder.join(name);
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    path.to_str().unwrap().to_owned()
}

fn fits(kind: SchemaKind, value: &Json) {
    let judge = jsonschema::validator_for(kind.schema().as_value()).unwrap();
    assert!(judge.is_valid(value), "{:?}", judge.iter_errors(value).map(|error| error.to_string()).collect::<Vec<_>>());
}

#[test]
fn both_kinds_of_file_are_checked_and_told_by_their_content() {
    let folder = tempfile::tempdir().unwrap();
    let text = put(folder.path(), "journal.txt", &lines());
    let file = folder.path().join("journal.dat");
    SqliteJournal::open(&file).unwrap().append_all(entries()).unwrap();
    for path in [text.as_str(), file.to_str().unwrap()] {
        let (code, out, err) = itsm(&["audit", "verify", path]);
        assert_eq!((code, err.as_str()), (0, ""));
        assert_eq!(out, format!("{path}: 5 records of 2 tickets\nevery chain holds\n"));
        let (code, out, _) = itsm(&["audit", "verify", path, "--format", "json"]);
        let found: Json = serde_json::from_str(&out).unwrap();
        fits(SchemaKind::AuditVerify, &found);
        assert_eq!((code, found["entries"].as_u64(), found["heads"][1]["sequence"].as_u64()), (0, Some(5), Some(2)));
    }
    for line in lines() {
        fits(SchemaKind::AuditRecord, &serde_json::from_str(&line).unwrap());
    }
}

#[test]
fn a_break_has_its_line_and_the_exit_code_3() {
    let folder = tempfile::tempdir().unwrap();
    let mut bad = lines();
    bad[3] = bad[3].replace("\"event\":\"go\"", "\"event\":\"no\"");
    bad.push("{}".to_owned());
    let path = put(folder.path(), "bad.jsonl", &bad);
    let (code, out, _) = itsm(&["audit", "verify", &path]);
    assert_eq!(code, 3);
    assert!(
        out.contains("bad.jsonl:4:1") && out.contains("event 3 of `A` was changed after it was written") && out.contains("bad.jsonl:6:2"),
        "{out}"
    );
    let (code, out, _) = itsm(&["audit", "verify", &path, "--format", "json"]);
    let found: Json = serde_json::from_str(&out).unwrap();
    fits(SchemaKind::AuditVerify, &found);
    assert_eq!((code, found["errors"].as_u64(), found["heads"].as_array().unwrap().len()), (3, Some(2), 1));
    let (code, out, _) = itsm(&["audit", "verify", &path, "--format", "github"]);
    assert!(code == 3 && out.starts_with("::error file="), "{out}");

    // The same in an SQLite file, and a file that is damaged.
    let file = folder.path().join("bad.sqlite");
    SqliteJournal::open(&file).unwrap().append_all(entries()).unwrap();
    rusqlite::Connection::open(&file).unwrap().execute("UPDATE entry SET json = replace(json, 's2', 's7') WHERE number = 4", []).unwrap();
    let (code, out, _) = itsm(&["audit", "verify", file.to_str().unwrap()]);
    assert!(code == 3 && out.contains("bad.sqlite:4:1"), "{out}");
    fs::write(&file, &fs::read(&file).unwrap()[..5_000]).unwrap();
    let (code, out, _) = itsm(&["audit", "verify", file.to_str().unwrap()]);
    assert!(code == 3 && out.contains("the SQLite database is damaged"), "{code} {out}");

    let (code, _, err) = itsm(&["audit", "verify", "nowhere.jsonl"]);
    assert!(code == 1 && err.contains("the file `nowhere.jsonl` cannot be read"), "{err}");
}

#[test]
fn what_was_cut_off_or_written_anew_shows_against_an_earlier_check() {
    let folder = tempfile::tempdir().unwrap();
    let good = lines();
    let path = put(folder.path(), "journal.jsonl", &good);
    let (_, earlier, _) = itsm(&["audit", "verify", &path, "--format", "json"]);
    let kept = put(folder.path(), "yesterday.json", &[earlier]);
    assert_eq!(itsm(&["audit", "verify", &path, "--expect", &kept]).0, 0);
    let cut = put(folder.path(), "cut.jsonl", &good[..4]);
    assert_eq!(itsm(&["audit", "verify", &cut]).0, 0);
    let (code, out, _) = itsm(&["audit", "verify", &cut, "--expect", &kept]);
    assert!(code == 3 && out.contains("`B` was at event 2, and its records end at 1"), "{out}");
    // Other salts, so other hashes.
    let anew = put(folder.path(), "anew.jsonl", &lines());
    let (code, out, _) = itsm(&["audit", "verify", &anew, "--expect", &kept]);
    assert!(code == 3 && out.contains("event 3 of `A` is another than it was"), "{out}");
    let (code, _, err) = itsm(&["audit", "verify", &path, "--expect", &path]);
    assert!(code == 1 && err.contains("is no output of `itsm audit verify --format json`"), "{err}");
}

#[test]
fn a_journal_is_exported_and_piped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.sqlite");
    SqliteJournal::open(&file).unwrap().append_all(entries()).unwrap();
    let target = folder.path().join("journal.jsonl");
    let (code, out, _) = itsm(&["audit", "export", file.to_str().unwrap(), "--output", target.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (0, ""));
    let text = fs::read_to_string(&target).unwrap();
    assert_eq!(itsm(&["audit", "export", file.to_str().unwrap()]).1, text);
    assert_eq!(text.lines().map(|line| serde_json::from_str::<Record>(line).unwrap().record).collect::<String>(), "ABAAB");
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_itsm")).args(["audit", "verify", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap(), "-: 5 records of 2 tickets\nevery chain holds\n");
    let (code, _, err) = itsm(&["audit", "export", target.to_str().unwrap()]);
    assert!(code == 1 && err.contains("the file is no SQLite database"), "{err}");
}

#[test]
fn people_are_taken_out_and_the_chains_hold() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("journal.sqlite");
    SqliteJournal::open(&file).unwrap().append_all(entries()).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(itsm(&["audit", "redact", file, "--text", "ann", "--record", "B"]).1, "2 texts were taken out\n");
    assert_eq!(itsm(&["audit", "redact", file, "--text", "ann"]).1, "3 texts were taken out\n");
    assert!(itsm(&["audit", "verify", file]).1.contains("5 texts taken out\nevery chain holds"));
    assert!(!itsm(&["audit", "export", file]).1.contains("ann"));

    let path = put(folder.path(), "journal.jsonl", &lines());
    let target = folder.path().join("redacted.jsonl");
    let target = target.to_str().unwrap();
    assert_eq!(itsm(&["audit", "redact", &path, "--all", "--output", target]).1, "6 texts were taken out\n");
    assert!(itsm(&["audit", "verify", target]).1.contains("every chain holds"));
    assert!(!fs::read_to_string(target).unwrap().contains("bob"));
    for (arguments, message) in [
        (vec!["audit", "redact", &path, "--all"], "say with `--output FILE`"),
        (vec!["audit", "redact", &path, "--all", "--output", &path], "cannot be written over"),
        (vec!["audit", "redact", file, "--all", "--output", target], "redacted in place"),
        (vec!["audit", "redact", file], "--text"),
    ] {
        let (code, _, err) = itsm(&arguments);
        assert!(code == 2 && err.contains(message), "{err}");
    }
    assert!(fs::read_to_string(&path).unwrap().contains("bob"), "it was not written over");
}
