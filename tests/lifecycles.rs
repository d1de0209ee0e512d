//! The built-in lifecycles: all load, all are clean but for what a tool really does, all are found by their names.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use itsm::{
    catalog::{Catalog, SHIPPED},
    diagnostic::Code,
    framework::definition::Standing,
    lifecycle::definition::StateKind,
    source::Source as _,
};

/// What a client brings to a service desk, and what comes of it.
const NEUTRAL: [&str; 19] = [
    "access-request",
    "change",
    "change.emergency",
    "change.standard",
    "complaint",
    "configuration-item-life-stage",
    "configuration-item-working-state",
    "deployment",
    "event-alert",
    "incident",
    "incident.major",
    "knowledge-article",
    "known-error",
    "problem",
    "release",
    "service-level-agreement",
    "service-request",
    "software-licence-request",
    "suggestion",
];

#[test]
fn every_record_of_a_service_desk_has_a_lifecycle() {
    let catalog = Catalog::builtin();
    let all = catalog.lifecycles().unwrap();
    let neutral: BTreeSet<&str> =
        all.iter().filter(|lifecycle| lifecycle.framework() == Some("neutral")).map(itsm::lifecycle::Lifecycle::id).collect();
    for id in NEUTRAL {
        assert!(neutral.contains(id), "{id}");
        assert_eq!(catalog.lifecycle(&format!("neutral:{id}")).unwrap().reference(), format!("neutral:lifecycle/{id}"));
    }
}

#[test]
fn built_in_lifecycles_have_no_errors_and_warnings_only_where_a_tool_has_them() {
    let catalog = Catalog::builtin();
    for path in SHIPPED.paths().filter(|path| path.contains("/lifecycles/")) {
        let findings = catalog.check_lifecycle(&SHIPPED.read(path).unwrap());
        if path.starts_with("tools/") {
            let known = [Code::UnusedEvent, Code::UnreachableState, Code::EventNotTaken, Code::WaitingWithoutExit];
            assert!(findings.iter().all(|finding| known.contains(&finding.code())), "{path}: {findings:?}");
        } else {
            assert!(findings.is_empty(), "{path}: {findings:?}");
        }
    }
}

#[test]
fn files_stand_where_their_ids_say_and_state_where_they_come_from() {
    let catalog = Catalog::builtin();
    for path in SHIPPED.paths().filter(|path| path.contains("/lifecycles/")) {
        let file = SHIPPED.read(path).unwrap();
        let lifecycles = catalog.load_lifecycle_file(&file).unwrap();
        let (folder, name) = path.strip_suffix(".yaml").unwrap().split_once("/lifecycles/").unwrap();
        assert_eq!((lifecycles[0].id(), lifecycles[0].framework()), (name, folder.rsplit('/').next()), "{path}");
        assert!(lifecycles[0].record().is_some() && lifecycles[0].summary().is_some(), "{path}");
        assert!(file.text().starts_with("# yaml-language-server: $schema="), "{path}");
        // Literature publishes few record state machines: what is ours says so.
        if folder == "neutral" {
            assert_eq!(lifecycles[0].standing(), Standing::Proposed, "{path}");
        }
        for lifecycle in &lifecycles {
            let ends = lifecycle.states().filter(|(_, state)| state.kind() == StateKind::Terminal).count();
            assert!(ends > 0 || lifecycle.axis().is_some(), "{path}");
        }
    }
}

#[test]
fn names_that_are_not_there_get_the_nearest() {
    let catalog = Catalog::builtin();
    let message = |reference: &str| catalog.lifecycle(reference).unwrap_err().to_string();
    assert_eq!(message("neutral:incidnt"), "there is no lifecycle `neutral:incidnt`; did you mean `neutral:incident`?");
    assert_eq!(message("neutral:change.emergncy"), "there is no lifecycle `neutral:change.emergncy`; did you mean `neutral:change.emergency`?");
}
