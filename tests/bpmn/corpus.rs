//! Real files of modelling tools, where they are at hand.

use std::{env, fs, path::PathBuf};

use itsm::{
    diagnostic::Code,
    workflow::{Workflow, bpmn},
};

use crate::tools::{canonical, file, read, without_diagram};

/// All BPMN files of the corpus, with their names; none, and a word about it, when there is no corpus.
pub fn files() -> Vec<(String, String)> {
    let Some(folder) = env::var_os("ITSM_CORPUS") else {
        println!("skipped: ITSM_CORPUS is not set");
        return Vec::new();
    };
    let mut folders = vec![PathBuf::from(folder).join("models/bpmn")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "bpmn") {
                files.push((path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(files.len() >= 12);
    files
}

#[test]
fn every_file_is_read() {
    for (name, text) in files() {
        let (document, findings) = read(text.clone());
        assert_eq!(findings.errors(), 0, "{name}: {findings:?}");
        println!("{name}: {} processes, {} participants", document.processes().len(), document.participants().len());
        for finding in &findings {
            println!("  {:?} {} {}", finding.position().map(|position| position.line()), finding.code(), finding.message());
        }
        for process in document.processes() {
            let (workflow, findings) = Workflow::check(&process.workflow, Some(&file(text.clone())), &());
            println!(
                "  {}: {} nodes, {} flows, {} lanes, loads {}",
                process.id(),
                process.workflow.nodes.len(),
                process.workflow.flows.len(),
                process.workflow.lanes.len(),
                workflow.is_some()
            );
            for finding in findings.iter().filter(|finding| finding.severity() == itsm::diagnostic::Severity::Error) {
                println!("    {:?} {} {}", finding.position().map(|position| position.line()), finding.code(), finding.message());
            }
        }
    }
}

/// Reading and writing loses nothing, the parts that are not understood included. What has no diagram gets one, and an id that stands
/// twice or is missing is replaced, which is a finding.
#[test]
fn nothing_is_lost() {
    let mut lost = Vec::new();
    for (name, text) in files() {
        let (document, found) = read(text.clone());
        let (written, findings) = bpmn::write(&document);
        let has_new_ids = found.iter().any(|finding| matches!(finding.code(), Code::DuplicateId | Code::MissingKey));
        let without = |text: &str| if document.has_diagram() { canonical(text) } else { canonical(&without_diagram(text)) };
        let lines = |text: &str| -> Vec<String> {
            let text = without(text);
            text.lines().filter(|line| !has_new_ids || !line.contains('=')).map(str::to_owned).collect()
        };
        let (before, after) = (lines(&text), lines(&written));
        let (again, _) = read(written);
        if !findings.is_empty() {
            lost.push(format!("{name}: {findings:?}"));
        } else if before != after {
            let difference = before.iter().zip(&after).find(|(before, after)| before != after);
            lost.push(format!("{name}: {} and {} lines, first {difference:?}", before.len(), after.len()));
        } else if again.processes() != document.processes() && !has_new_ids {
            lost.push(format!("{name}: other workflows"));
        }
    }
    assert!(lost.is_empty(), "{} files:\n{}", lost.len(), lost.join("\n"));
}
