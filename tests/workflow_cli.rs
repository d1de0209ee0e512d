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

/// What modelling tools read and write, from the command line: out, checked, and back.
#[test]
fn bpmn_goes_out_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let source = path("stuck.yaml");
    std::fs::write(&source, STUCK).unwrap();
    assert_eq!(itsm(&["workflow", "convert", &source, "--to", "bpmn", "-o", &path("stuck.bpmn")], "").status.code(), Some(0));
    let checked = itsm(&["workflow", "check", &path("stuck.bpmn"), "--format", "json"], "");
    let record: serde_json::Value = serde_json::from_str(&out(&checked)).unwrap();
    assert_eq!((checked.status.code(), &record["sound"]), (Some(3), &false.into()));
    assert_eq!(record["counterexample"].as_array().unwrap().len(), 3, "{record}");
    let definition = |file: &str| out(&itsm(&["workflow", "convert", file, "--to", "json"], ""));
    assert_eq!(definition(&path("stuck.bpmn")), definition(&source));
    // What another tool added goes through a second time, and so does a file in the encoding of an old tool.
    let text = std::fs::read_to_string(path("stuck.bpmn")).unwrap();
    let foreign = text.replacen("<bpmn:task id=\"phone\"", "<bpmn:task acme:ward=\"Süd\" xmlns:acme=\"urn:acme\" id=\"phone\"", 1);
    assert_ne!(foreign, text);
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(foreign.replace("UTF-8", "UTF-16").encode_utf16().flat_map(u16::to_le_bytes)).collect();
    std::fs::write(path("foreign.bpmn"), utf16).unwrap();
    let again = itsm(&["workflow", "convert", &path("foreign.bpmn"), "--to", "bpmn"], "");
    assert!(out(&again).contains("acme:ward=\"Süd\""), "{}", out(&again));
    assert!(out(&itsm(&["workflow", "draw", &path("foreign.bpmn"), "--format", "mermaid"], "")).contains("phone"));
}

/// A file with two pools: both are checked, and a single workflow is not guessed.
#[test]
fn every_process_of_a_collaboration_is_checked() {
    let process = |id: &str, flow: &str| {
        format!(
            "<process id='{id}'><startEvent id='s{id}'/><task id='t{id}'/><endEvent id='e{id}'/>\n<sequenceFlow id='f{id}' sourceRef='s{id}' targetRef='t{id}'/>{flow}</process>\n"
        )
    };
    let good = process("desk", "<sequenceFlow id='g' sourceRef='tdesk' targetRef='edesk'/>");
    let text = format!(
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>\n<collaboration id='c'><participant id='p' processRef='desk'/><participant id='q' processRef='supplier'/></collaboration>\n{good}{}</definitions>",
        process("supplier", "<sequenceFlow id='h' sourceRef='tsupplier' targetRef='tsupplier'/>")
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two.bpmn");
    std::fs::write(&file, text).unwrap();
    let checked = itsm(&["workflow", "check", file.to_str().unwrap(), "--format", "json"], "");
    let record: serde_json::Value = serde_json::from_str(&out(&checked)).unwrap();
    assert_eq!(checked.status.code(), Some(3));
    assert_ne!(record["sound"], true, "{record}");
    assert!(out(&checked).contains("supplier"), "{record}");
    let drawn = itsm(&["workflow", "draw", file.to_str().unwrap()], "");
    assert_ne!(drawn.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&drawn.stderr).contains("desk, supplier"), "{drawn:?}");
}
