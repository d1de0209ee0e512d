//! `itsm workflow` from outside.
#![cfg(feature = "cli")]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

fn itsm(arguments: &[&str], input: &str) -> Output {
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_itsm")).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const STUCK: &str = "\
format: itsm/workflow/1
id: stuck
title: Stuck
nodes:
  - {id: call, kind: start}
  - {id: which, kind: exclusive}
  - {id: phone, kind: task}
  - {id: mail, kind: task}
  - {id: both, kind: parallel}
  - {id: done, kind: end}
flows:
  - {from: call, to: which}
  - {from: which, to: phone}
  - {from: which, to: mail}
  - {from: phone, to: both}
  - {from: mail, to: both}
  - {from: both, to: done}
";

#[test]
fn a_check_says_whether_it_is_sound_and_shows_why_not() {
    let good = itsm(&["workflow", "check", "mof4:change", "--format", "json"], "");
    let record: serde_json::Value = serde_json::from_str(&out(&good)).unwrap();
    assert_eq!((good.status.code(), &record["sound"], &record["counterexample"]), (Some(0), &true.into(), &serde_json::json!([])));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stuck.yaml");
    std::fs::write(&file, STUCK).unwrap();
    let bad = itsm(&["workflow", "check", file.to_str().unwrap(), "--format", "json"], "");
    let record: serde_json::Value = serde_json::from_str(&out(&bad)).unwrap();
    assert_eq!((bad.status.code(), &record["sound"]), (Some(3), &false.into()));
    assert_eq!(record["counterexample"].as_array().unwrap().len(), 3, "{record}");
    // As a net it is the same.
    let net = folder.path().join("stuck.pnml");
    let written = itsm(&["workflow", "convert", file.to_str().unwrap(), "--to", "pnml", "-o", net.to_str().unwrap()], "");
    assert_eq!(written.status.code(), Some(0));
    let again = itsm(&["workflow", "check", net.to_str().unwrap(), "--format", "json"], "");
    let record: serde_json::Value = serde_json::from_str(&out(&again)).unwrap();
    assert_eq!((again.status.code(), &record["sound"]), (Some(3), &false.into()));
    // What is neither is said so.
    let other = folder.path().join("other.bpmn");
    std::fs::write(&other, "<definitions/>").unwrap();
    let refused = itsm(&["workflow", "check", other.to_str().unwrap()], "");
    assert!(refused.status.code() == Some(3) && out(&refused).contains("unsupported-format"), "{}", out(&refused));
}

#[test]
fn a_session_is_scripted_from_standard_input() {
    let script = "start\nphone\nrole service-desk-agent\nrecord\nset is_major false\nset solved_at_first_contact true\nrecord\n";
    let run = itsm(&["workflow", "run", "neutral:incident"], script);
    let text = out(&run);
    assert!(text.contains("`reported` starts it") && text.contains("the workflow has no node `phone`"), "{text}");
    assert_eq!(run.status.code(), Some(3), "something was refused");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("work.yaml");
    std::fs::write(&file, STUCK.replace("id: both, kind: parallel", "id: both, kind: exclusive")).unwrap();
    let done = itsm(&["workflow", "run", file.to_str().unwrap()], "choose which mail\nstart\nwaiting\nmail\n");
    let text = out(&done);
    assert!(done.status.code() == Some(0) && text.ends_with("ended\n"), "{text}");
}

#[test]
fn drawings_and_lists_come_out() {
    let svg = itsm(&["workflow", "draw", "neutral:incident", "--format", "svg"], "");
    assert!(out(&svg).starts_with("<svg") || out(&svg).starts_with("<?xml"));
    let list = itsm(&["list", "workflows", "--framework", "mof4", "--format", "json"], "");
    let rows: serde_json::Value = serde_json::from_str(&out(&list)).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 6);
}
