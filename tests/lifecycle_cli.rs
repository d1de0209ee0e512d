//! `itsm lifecycle` as people use it at a terminal: migration and what comes by itself.
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
    process::{Command, Output, Stdio},
};

use itsm::schema::SchemaKind;

const PLAN: &str = "examples/itop-to-neutral/plan.yaml";
const RECORDS: &str = "examples/itop-to-neutral/records.jsonl";

fn itsm(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_itsm")).args(arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn a_plan_says_where_records_go_and_what_they_lose() {
    let (code, out, _) = itsm(&["lifecycle", "migrate", PLAN, "--format", "csv"]);
    assert_eq!(code, 0);
    assert!(out.contains("pending,\"on-hold, in-progress\""), "{out}");
    let (code, out, _) = itsm(&["lifecycle", "migrate", PLAN, "--records", RECORDS, "--dry-run", "--format", "plain"]);
    assert_eq!(code, 0);
    assert!(out.contains("I-000105") && out.contains("what `resolution_code` means by `bug-fixed`"), "{out}");
    assert!(out.ends_with("5 records: 5 move, 0 do not\n"), "{out}");
    let (code, out, _) = itsm(&["lifecycle", "migrate", PLAN, "--records", RECORDS, "--dry-run", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let schema = SchemaKind::LifecycleMigrate.schema();
    let judge = jsonschema::validator_for(schema.as_value()).unwrap();
    assert!(judge.is_valid(&report), "{:?}", judge.iter_errors(&report).map(|error| error.to_string()).collect::<Vec<_>>());
    assert_eq!((code, report["moved"].as_array().unwrap().len()), (0, 5));
    assert_eq!(itsm(&["check", PLAN]).0, 0);
}

#[test]
fn records_are_written_when_all_of_them_move_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let moved = folder.path().join("moved.jsonl");
    let moved = moved.to_str().unwrap();
    assert_eq!(itsm(&["lifecycle", "migrate", PLAN, "--records", RECORDS, "--output", moved]).0, 0);
    let text = fs::read_to_string(moved).unwrap();
    assert_eq!(text.lines().count(), 5);
    assert!(text.lines().all(|line| line.contains("\"assignee\"") && !line.contains("agent_id")));
    // They do not move twice: each line is refused with the reason, and nothing is written.
    let again = folder.path().join("again.jsonl");
    let (code, out, _) = itsm(&["lifecycle", "migrate", PLAN, "--records", moved, "--output", again.to_str().unwrap()]);
    assert_eq!((code, again.exists()), (3, false));
    assert!(out.contains("5 records: 0 move, 5 do not"), "{out}");

    let broken = folder.path().join("broken.jsonl");
    fs::write(&broken, "{}\nno\n").unwrap();
    let (code, _, err) = itsm(&["lifecycle", "migrate", PLAN, "--records", broken.to_str().unwrap(), "--dry-run"]);
    assert_eq!(code, 1);
    assert!(err.contains("broken.jsonl:1:") && err.contains("broken.jsonl:2:"), "{err}");
    let (code, _, err) = itsm(&["lifecycle", "migrate", PLAN, "--records", RECORDS]);
    assert_eq!(code, 2);
    assert!(err.contains("--dry-run"), "{err}");

    let plan = folder.path().join("plan.yaml");
    fs::write(&plan, fs::read_to_string(PLAN).unwrap().replace("[escalated-tto]", "[escalated-ttx]")).unwrap();
    let (code, out, _) = itsm(&["lifecycle", "migrate", plan.to_str().unwrap()]);
    assert_eq!(code, 3);
    assert!(out.contains("did you mean `escalated-tto`?") && out.contains("records in `escalated-tto` have nowhere to go"), "{out}");
}

#[test]
fn timers_tell_when_they_are_due() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ticket.yaml");
    let text = "format: itsm/lifecycle/1\nid: ticket\ntitle: Ticket\nstates: [{id: new, kind: initial}, {id: late, kind: open}, {id: end, kind: terminal}]\nevents: [{id: nag, kind: timer}, {id: close}]\ntransitions:\n  - {from: [new], on: nag, to: late}\n  - {from: ['*'], on: close, to: end}\ntimers: [{id: nagging, in: [new], after: P2D, fires: nag}]\n";
    fs::write(&path, text).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_itsm"))
        .args(["lifecycle", "run", path.to_str().unwrap()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"timers\nat tomorrow\nat 2026-03-02T09:00:00Z\ntimers\n").unwrap();
    let text = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(text.contains("`tomorrow` is no instant, such as 2026-03-02T09:00:00Z"), "{text}");
    assert!(text.contains("nag by the timer nagging: nobody said when the record came to its state"), "{text}");
    assert!(text.contains("nag by the timer nagging: at 2026-03-04T09:00:00Z"), "{text}");
}
