//! `itsm workflow` from outside.
#![cfg(feature = "cli")]
#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods, reason = "a test fails by panicking and reads its own files")]

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

const BEFORE: &str = "\
# A remark.
format: itsm/workflow/1
id: work
title: Work
version: '1'
nodes:
  - {id: call, kind: start}
  - {id: fix, kind: task}
  - {id: done, kind: end}
flows:
  - {from: call, to: fix}
  - {from: fix, to: done}
";

/// A folder with two versions, a plan between them and two executions.
fn versions() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("before.yaml", BEFORE);
    write("after.yaml", &BEFORE.replace("fix", "repair").replace("'1'", "'2'"));
    write(
        "plan.yaml",
        "format: itsm/workflow-migration/1\nfrom: {workflow: work, file: before.yaml}\nto: {workflow: work, file: after.yaml, version: '2'}\nsteps: [{from: [fix], to: repair}]\n",
    );
    let run = |script: &str| {
        let text = out(&itsm(&["workflow", "run", folder.path().join("before.yaml").to_str().unwrap()], script));
        serde_json::from_str::<serde_json::Value>(text.get(text.find('{').unwrap()..).unwrap()).unwrap()
    };
    let line = |execution: &str, snapshot: serde_json::Value| serde_json::json!({"execution": execution, "snapshot": snapshot}).to_string() + "\n";
    write("runs.jsonl", &(line("RUN-1", run("start\nsnapshot\n")) + "\n" + &line("RUN-2", run("snapshot\n"))));
    folder
}

#[test]
fn executions_are_moved_all_or_none() {
    let folder = versions();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (plan, runs, moved) = (path("plan.yaml"), path("runs.jsonl"), path("moved.jsonl"));
    let shown = itsm(&["workflow", "migrate", &plan, "--format", "csv"], "");
    assert_eq!(
        (shown.status.code(), out(&shown).as_str()),
        (Some(0), "place,goes to\nbegin,begin\nactive fix,active repair\nended done,ended done\n")
    );
    let asked = itsm(&["workflow", "migrate", &plan, "--snapshots", &runs, "--dry-run", "--format", "json"], "");
    let report: serde_json::Value = serde_json::from_str(&out(&asked)).unwrap();
    assert_eq!((&report["executions"], &report["moved"][0]["to"], &report["moved"][0]["can_end"]), (&2.into(), &"repair".into(), &true.into()));
    assert!(!std::path::Path::new(&moved).exists());
    assert_eq!(itsm(&["workflow", "migrate", &plan, "--snapshots", &runs], "").status.code(), Some(2), "where they go is not said");
    let done = itsm(&["workflow", "migrate", &plan, "--snapshots", &runs, "-o", &moved], "");
    assert!(done.status.code() == Some(0) && out(&done).contains("2 executions: 2 move, 0 do not"), "{}", out(&done));
    // What was moved is of the new definition, and cannot be moved again.
    let again = itsm(&["workflow", "migrate", &plan, "--snapshots", &moved, "-o", &path("again.jsonl")], "");
    assert!(again.status.code() == Some(3) && !std::path::Path::new(&path("again.jsonl")).exists());
    // A plan with a gap is found by both commands.
    std::fs::write(path("plan.yaml"), std::fs::read_to_string(&plan).unwrap().replace("steps: [{from: [fix], to: repair}]\n", "")).unwrap();
    for arguments in [["workflow", "migrate", &plan], ["check", &plan, "--deny-warnings"]] {
        let found = itsm(&arguments, "");
        assert!(found.status.code() == Some(3) && out(&found).contains("unmapped-step"), "{}", out(&found));
    }
    std::fs::write(&runs, "{}\nnothing\n").unwrap();
    let broken = itsm(&["workflow", "diff", &path("before.yaml"), &path("after.yaml"), "--snapshots", &runs], "");
    let said = String::from_utf8_lossy(&broken.stderr).into_owned();
    assert!(broken.status.code() != Some(0) && said.contains("runs.jsonl:1") && said.contains("runs.jsonl:2"), "{said}");
}

#[test]
fn a_diff_says_what_behaves_differently_and_who_is_touched() {
    let folder = versions();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let found = itsm(&["workflow", "diff", &path("before.yaml"), &path("after.yaml"), "--snapshots", &path("runs.jsonl"), "--format", "json"], "");
    let record: serde_json::Value = serde_json::from_str(&out(&found)).unwrap();
    assert_eq!((found.status.code(), &record["same_behaviour"], &record["behaviour"][0]["name"]), (Some(0), &false.into(), &"fix".into()));
    assert_eq!((&record["words_only"][0]["aspect"], &record["executions"][0]["reasons"][0]["kind"]), (&"version".into(), &"gone".into()));
    let same = itsm(&["workflow", "diff", "neutral:incident", "neutral:incident"], "");
    assert!(out(&same).contains("behaves the same"), "{}", out(&same));
}

#[test]
fn a_definition_is_written_as_yaml_and_json_and_reads_the_same() {
    let folder = versions();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let before = path("before.yaml");
    let yaml = itsm(&["workflow", "convert", &before, "--to", "yaml"], "");
    assert_eq!(out(&yaml), BEFORE.replace("# A remark.\n", "").replace('\'', "\""));
    assert!(String::from_utf8_lossy(&yaml.stderr).contains("comments"));
    let (json, again) = (path("work.json"), path("again.yaml"));
    assert_eq!(itsm(&["workflow", "convert", &before, "--to", "json", "-o", &json], "").status.code(), Some(0));
    assert_eq!(itsm(&["workflow", "convert", &json, "--to", "yaml", "-o", &again], "").status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&again).unwrap(), out(&yaml));
    let net = path("net.pnml");
    itsm(&["workflow", "convert", &before, "--to", "pnml", "-o", &net], "");
    let refused = itsm(&["workflow", "convert", &net, "--to", "yaml"], "");
    assert!(refused.status.code() == Some(2) && String::from_utf8_lossy(&refused.stderr).contains("--to pnml"));
}
