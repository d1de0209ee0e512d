//! Exported files: the golden one, and those that other tools are to open (`tests/bpmn-js`).

use std::{fs, path::Path};

use itsm::{
    source::FileText,
    workflow::{Workflow, bpmn, bpmn::BpmnDocument},
};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};

use crate::{
    corpus, round_trip,
    tools::{read, without_diagram},
};

fn small() -> Workflow {
    Workflow::load(&FileText::new("small.yaml", include_str!("small.yaml"))).unwrap()
}

/// A small workflow as BPMN, byte for byte; `ITSM_BLESS=1` writes it anew.
#[test]
fn a_small_workflow_looks_like_this() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bpmn/golden/small.bpmn");
    let (text, findings) = small().to_bpmn();
    assert!(findings.is_empty(), "{findings:?}");
    if std::env::var_os("ITSM_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(path).unwrap());
}

/// Leaves a file where `tests/bpmn-js` finds it.
pub fn for_other_tools(name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bpmn");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), text).unwrap();
}

/// Files that `tests/bpmn-js` opens: the small workflow, random ones, and those of the corpus with their diagram and with ours.
#[test]
fn files_for_other_tools() {
    for_other_tools("small.bpmn", &small().to_bpmn().0);
    let mut runner = TestRunner::deterministic();
    for number in 0..20 {
        let mut workflow = round_trip::workflow().new_tree(&mut runner).unwrap().current();
        // What crosses the border of a subprocess is no flow of BPMN, and the rules refuse it.
        let inside = |id: &str| workflow.nodes.iter().find(|node| *node.id == id).and_then(|node| node.inside.clone());
        workflow.flows = workflow.flows.iter().filter(|flow| inside(&flow.from) == inside(&flow.to)).cloned().collect();
        for_other_tools(&format!("random-{number}.bpmn"), &bpmn::write(&BpmnDocument::new(&workflow)).0);
    }
    for (name, text) in corpus::files() {
        let (document, _) = read(without_diagram(&text));
        assert!(!document.has_diagram());
        let (written, findings) = bpmn::write(&document);
        assert!(findings.is_empty(), "{name}: {findings:?}");
        assert!(read(written.clone()).0.has_diagram());
        for_other_tools(&format!("laid-out-{name}"), &written);
        for_other_tools(&format!("kept-{name}"), &bpmn::write(&read(text).0).0);
    }
}
