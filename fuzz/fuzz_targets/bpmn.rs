//! Any text as a BPMN file: no panic, findings stand inside the text, and what was read is written and read again the same.
#![no_main]

use itsm::{
    source::{FileText, Limits},
    workflow::{Workflow, bpmn},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let lines = text.split(['\n', '\r']).count() + 1;
    let file = FileText::new("model.bpmn", text);
    let (document, findings) = bpmn::read(&file, Limits::default());
    assert!(document.is_some() || findings.errors() > 0);
    for finding in &findings {
        assert!(finding.position().is_none_or(|position| usize::try_from(position.line()).unwrap() <= lines));
    }
    let Some(document) = document else { return };
    for process in document.processes() {
        drop(Workflow::check(&process.workflow, Some(&file), &()));
    }
    let again = FileText::new("again.bpmn", bpmn::write(&document).0);
    let (again, findings) = bpmn::read(&again, Limits::default());
    let again = again.unwrap_or_else(|| panic!("what was written cannot be read: {findings:?}"));
    assert!(again.processes().iter().map(|process| &process.workflow).eq(document.processes().iter().map(|process| &process.workflow)));
});
