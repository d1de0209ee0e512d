//! BPMN files on the command line: every process of a file is a workflow.

use itsm::{
    Error,
    catalog::Catalog,
    diagnostic::{Code, Diagnostic, Findings},
    net::soundness::{Limits, Soundness},
    report::{WorkflowCheckRecord, workflow_check},
    source::{self, FileText},
    workflow::{
        Workflow,
        bpmn::{self, BpmnDocument},
    },
};

/// Reads a file, whatever is wrong with its processes.
pub fn document(file: &FileText) -> Result<BpmnDocument, Error> {
    let (document, findings) = bpmn::read(file, source::Limits::default());
    document.ok_or_else(|| Error::with_findings(file.name().to_string(), findings))
}

/// Checks every process of a file: sound when all of them are. The run is that of the first that is not.
pub fn check(file: &FileText, catalog: &Catalog, limits: Limits) -> (WorkflowCheckRecord, Findings) {
    let (document, mut findings) = bpmn::read(file, source::Limits::default());
    let mut worst: Option<(Soundness, Vec<String>)> = None;
    let (mut markings, mut all_known) = (0_u64, true);
    for process in document.iter().flat_map(BpmnDocument::processes).filter(|process| !process.workflow.nodes.is_empty()) {
        let (workflow, found) = Workflow::check(&process.workflow, Some(file), catalog);
        findings.append(found);
        let answer = workflow.as_ref().and_then(|workflow| Some((workflow, workflow.soundness(limits).ok()?)));
        let Some((workflow, answer)) = answer else {
            all_known = false;
            continue;
        };
        findings.append(answer.findings(workflow, Some(file)));
        markings = markings.saturating_add(answer.found().markings_explored);
        if worst.as_ref().is_none_or(|(before, _)| before.is_sound()) {
            worst = Some((answer.found().clone(), answer.counterexample(workflow)));
        }
    }
    findings.sort();
    let mut record = workflow_check(&findings, worst.as_ref().map(|(found, run)| (found, run.clone())));
    record.markings_explored = markings;
    // What could not be loaded has no verdict, and then the file has none, unless another process is unsound.
    if !all_known && record.sound == Some(true) {
        record.sound = None;
    }
    (record, findings)
}

/// The one workflow of a file.
pub fn only(file: &FileText, catalog: &Catalog) -> Result<Workflow, Error> {
    let document = document(file)?;
    let refused = |findings| Error::with_findings(file.name().to_string(), findings);
    let filled: Vec<_> = document.processes().iter().filter(|process| !process.workflow.nodes.is_empty()).collect();
    let [process] = filled.as_slice() else {
        let names: Vec<&str> = filled.iter().map(|process| process.id()).collect();
        let message = format!("the file holds {} processes ({}), and one is asked for", filled.len(), names.join(", "));
        return Err(refused(Diagnostic::error(Code::UnsupportedFormat, message).in_file(file.name().clone()).into()));
    };
    let (workflow, findings) = Workflow::check(&process.workflow, Some(file), catalog);
    workflow.ok_or_else(|| refused(findings))
}
