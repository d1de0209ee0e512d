//! The built-in workflows.

use std::collections::BTreeSet;

use itsm::{catalog::Catalog, framework::definition::Standing, net::soundness::Limits, workflow::engine::Program};

#[test]
fn all_of_them_are_sound_linked_and_run() {
    let catalog = Catalog::builtin();
    let workflows = catalog.workflows().unwrap();
    for workflow in &workflows {
        let file = catalog.workflow_file(&workflow.reference()).unwrap();
        let (examined, findings) = catalog.examine_workflow(&file, Limits::default());
        assert!(findings.is_empty(), "{}: {findings:?}", workflow.reference());
        let (_, answer) = examined.unwrap();
        assert_eq!(answer.unwrap().is_sound(), Some(true), "{}", workflow.reference());
        Program::new(workflow).unwrap();
        // Each is linked: to what it performs, or to the records it drives.
        let linked = workflow.nodes().any(|(_, node)| !node.performs.is_empty() || !node.fires.is_empty());
        assert!(linked || !workflow.definition().performs.is_empty(), "{}", workflow.reference());
        assert!(workflow.definition().standing.is_some() && !workflow.definition().sources.is_empty(), "{}", workflow.reference());
    }
    let references: BTreeSet<String> = workflows.iter().map(|workflow| workflow.reference().replace("workflow/", "")).collect();
    let mof = ["customer-service", "problem-management", "change", "service-monitoring-and-control", "operations", "release-and-deploy"];
    let itil = [
        "incident-handling-and-resolution",
        "periodic-incident-review",
        "problem-identification",
        "problem-control",
        "error-control",
        "change-lifecycle",
        "service-request-fulfilment",
        "release",
        "deployment",
        "event-handling",
    ];
    let expected = mof.iter().map(|id| format!("mof4:{id}")).chain(itil.iter().map(|id| format!("itil4:{id}")));
    for reference in expected.chain(["service-desk:intake".to_owned(), "help-desk:intake".to_owned()]) {
        assert!(references.contains(&reference), "{reference} is missing");
    }
}

/// Microsoft's text states most of its flows; where it does not, the file says so.
#[test]
fn what_no_source_states_is_marked() {
    let catalog = Catalog::builtin();
    for workflow in catalog.workflows().unwrap() {
        let standings: BTreeSet<Standing> = workflow.flows().map(|(.., flow)| flow.standing.or(workflow.definition().standing).unwrap()).collect();
        assert!(!standings.is_empty());
        let cites_ours_only = workflow.definition().sources.keys().all(|key| key == "ours");
        if cites_ours_only {
            assert!(standings.iter().all(|standing| *standing == Standing::Proposed), "{}: {standings:?}", workflow.reference());
        }
    }
}
