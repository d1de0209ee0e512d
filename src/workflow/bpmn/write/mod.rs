//! From workflows to a file: what changed in them is changed in the tree, and what is new is made.

mod event;
mod flow;
pub(super) mod ids;
mod lanes;
mod node;
mod patch;
mod print;
mod workflow;

use std::sync::Arc;

use self::{
    ids::{Ids, ncname},
    patch::Patch,
};
use super::{
    BPMN, BPMN_DI, BpmnDocument, DC, DI, ITSM, XSI,
    diagram::complete,
    read::{identify::taken, interpret},
    tree::{Element, Tree},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    workflow::{Workflow, definition::WorkflowFile},
};

/// Writes a document as BPMN 2.0.
///
/// What was changed in the workflows since they were read is changed in the file; everything else stays as it was, with the
/// positions of its diagram. New nodes are put below it; a file without a diagram gets a whole one. Ids that XML does not allow are
/// written in a form that it does, and come back as they were.
///
/// Findings, all of them warnings: `limit-reached` when there is too much for a diagram or subprocesses are nested too deep, and `xml-syntax` for control
/// characters, which XML cannot hold and which become U+FFFD.
///
/// Time is linear but for the diagram, whose cost is that of [`draw::layout`](crate::draw::layout()).
#[must_use]
pub fn write(document: &BpmnDocument) -> (String, Findings) {
    let mut findings = Findings::new();
    let mut tree = document.tree.clone();
    let before = interpret(document.tree.clone(), None, &mut Findings::new());
    declare(&mut tree.root);
    let mut ids = Ids::new(taken(&tree.root));
    let mut changed = Vec::new();
    for (old, new) in before.processes.iter().zip(&document.processes) {
        if old.workflow != new.workflow {
            Patch::new(&mut ids, &old.workflow, &new.workflow, &mut findings).apply(&mut tree.root, &new.id);
            changed.push(new.id.as_str());
        }
    }
    complete(&mut tree.root, &document.tree.root, &mut ids, &changed, &mut findings);
    let (text, lost) = print::print(&tree);
    if lost > 0 {
        let message = format!("{lost} control characters, which XML cannot hold, were written as U+FFFD");
        findings.push(Diagnostic::warning(Code::XmlSyntax, message));
    }
    (text, findings)
}

/// Declares the namespaces that new parts need, under their usual prefixes where these are free.
fn declare(root: &mut Element) {
    for (prefix, uri) in [("itsm", ITSM), ("bpmndi", BPMN_DI), ("dc", DC), ("di", DI), ("xsi", XSI)] {
        if !root.declared.iter().any(|(known, meaning)| **known == *prefix || **meaning == *uri) {
            root.declared.push((prefix.into(), uri.into()));
        }
    }
}

impl BpmnDocument {
    /// A document with one process and no diagram yet; a workflow with lanes gets a pool.
    #[must_use]
    pub fn new(workflow: &WorkflowFile) -> Self {
        let prefix: Arc<str> = "bpmn".into();
        let mut ids = Ids::new(["Definitions", "Collaboration", "Participant"].map(str::to_owned).into_iter().collect());
        let process_id = ids.take(&workflow.id);
        let process = Element::new(&prefix, "process").with("id", &process_id).with("name", &workflow.title).with("isExecutable", "false");
        let mut root = Element::new(&prefix, "definitions");
        root.declared.push((Arc::clone(&prefix), BPMN.into()));
        root = root.with("id", "Definitions").with("targetNamespace", "urn:itsm:workflow").with("exporter", "itsm");
        if !workflow.lanes.is_empty() {
            let pool = Element::new(&prefix, "participant").with("id", "Participant").with("name", &workflow.title).with("processRef", &process_id);
            root = root.and(Element::new(&prefix, "collaboration").with("id", "Collaboration").and(pool));
        }
        let tree = Tree { before: Vec::new(), root: root.and(process), after: Vec::new() };
        let mut document = interpret(tree, None, &mut Findings::new());
        for process in &mut document.processes {
            process.workflow = workflow.clone();
        }
        document
    }
}

impl Workflow {
    /// The workflow as a BPMN 2.0 file with a diagram; see [`bpmn`](crate::workflow::bpmn) and [`write()`].
    #[must_use]
    pub fn to_bpmn(&self) -> (String, Findings) {
        write(&BpmnDocument::new(self.definition()))
    }
}

/// An id that XML allows, for references to what stands in another file.
fn reference(id: &str) -> String {
    ncname(id)
}
