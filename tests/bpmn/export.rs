//! Exported files: the golden one, and those that other tools are to open (`tests/bpmn-js`).

use std::{fs, path::Path};

use itsm::{
    source::FileText,
    workflow::{Workflow, bpmn},
};

use crate::{
    corpus,
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

/// Every node and flow has its place in the diagram, and nothing stands on anything else.
#[test]
fn files_for_other_tools() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bpmn");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("small.bpmn"), small().to_bpmn().0).unwrap();
    for (name, text) in corpus::files() {
        let (document, _) = read(without_diagram(&text));
        assert!(!document.has_diagram());
        let (written, findings) = bpmn::write(&document);
        assert!(findings.is_empty(), "{name}: {findings:?}");
        assert!(read(written.clone()).0.has_diagram());
        fs::write(folder.join(format!("laid-out-{name}")), written).unwrap();
        fs::write(folder.join(format!("kept-{name}")), bpmn::write(&read(text).0).0).unwrap();
    }
}
