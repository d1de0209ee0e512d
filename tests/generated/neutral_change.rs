//! Test paths of `neutral:lifecycle/change`, made by `itsm lifecycle paths neutral:change --format rust`.
//!
//! 11 of 11 states, 21 of 21 transitions, 212 refusals.
#![allow(missing_docs, clippy::expect_used, clippy::panic, clippy::too_many_lines, reason = "a test fails by panicking")]

use itsm::{
    catalog::Catalog,
    lifecycle::{Context, Instance, Lifecycle, Reason},
};

fn lifecycle() -> Lifecycle {
    Catalog::builtin().lifecycle("neutral:lifecycle/change").expect("it loads")
}

#[test]
fn the_paths_are_those_of_this_definition() {
    let made_of = "a8d4145a278cd6a6349ec45b0abe8828fd77c63b750d6e9a10eeb93406010265";
    assert_eq!(lifecycle().hash(), made_of, "the definition has changed; make the paths anew: itsm lifecycle paths neutral:change --format rust");
}

/// The event happens, and nothing speaks against it.
fn taken(record: &mut Instance, event: &str, context: &Context, to: &str) {
    let id = record.lifecycle().event(event).expect("an event of the lifecycle");
    let applied = record.apply(id, context).unwrap_or_else(|refusal| panic!("{refusal}"));
    assert!(applied.irregular.is_empty(), "{event}: {:?}", applied.irregular);
    assert_eq!(record.state().id(), to, "after `{event}`");
}

/// The event is refused for these reasons, and the record stays as it is.
fn refused(record: &mut Instance, event: &str, context: &Context, reasons: &[Reason]) {
    let id = record.lifecycle().event(event).expect("an event of the lifecycle");
    let before = record.snapshot();
    let refusal = record.apply(id, context).expect_err(event);
    assert_eq!(refusal.reasons().cloned().collect::<Vec<_>>(), reasons, "{event}");
    assert_eq!(record.snapshot(), before, "after `{event}`");
}

#[test]
fn transitions_1_to_cancelled() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new().with_field("risk", "low").with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "remind", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-second-authorization", &given, "authorization");
    let given = Context::new()
        .with_role("change-authority")
        .with_field("configuration_items", vec!["Configuration items concerned"])
        .with_field("decision_reason", "Reason of the decision");
    taken(&mut record, "return", &given, "assessment");
    let given = Context::new().with_role("change-initiator").with_field("cancellation_reason", "withdrawn");
    taken(&mut record, "cancel", &given, "cancelled");
}

#[test]
fn transitions_2_to_cancelled() {
    let mut record = lifecycle().begin();
    let given = Context::new().with_role("change-initiator").with_field("cancellation_reason", "withdrawn");
    taken(&mut record, "cancel", &given, "cancelled");
}

#[test]
fn transitions_3_to_rejected() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new().with_role("change-manager").with_field("decision_reason", "Reason of the decision");
    taken(&mut record, "decline", &given, "rejected");
}

#[test]
fn transitions_4_to_cancelled() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new().with_role("change-initiator").with_field("cancellation_reason", "withdrawn");
    taken(&mut record, "cancel", &given, "cancelled");
}

#[test]
fn transitions_5_to_rejected() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_role("change-authority")
        .with_field("decision_reason", "Reason of the decision")
        .with_vote("voter 1", "change-authority", false);
    taken(&mut record, "reject", &given, "rejected");
}

#[test]
fn transitions_6_to_cancelled() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new().with_role("change-initiator").with_field("cancellation_reason", "withdrawn");
    taken(&mut record, "cancel", &given, "cancelled");
}

#[test]
fn transitions_7_to_cancelled() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("change-coordinator");
    taken(&mut record, "reschedule", &given, "planning");
    let given = Context::new().with_role("change-initiator").with_field("cancellation_reason", "withdrawn");
    taken(&mut record, "cancel", &given, "cancelled");
}

#[test]
fn transitions_8_to_closed() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    let given = Context::new().with_actor("alex").with_role("implementer").with_field("outcome", "successful");
    taken(&mut record, "finish", &given, "review");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-manager")
        .with_field("outcome", "successful")
        .with_field("review_report", "Report of the review");
    taken(&mut record, "close", &given, "closed");
}

#[test]
fn transitions_9_to_cancelled() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("change-initiator").with_field("cancellation_reason", "withdrawn");
    taken(&mut record, "cancel", &given, "cancelled");
}

#[test]
fn transitions_10_to_review() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    let given = Context::new().with_actor("alex").with_role("implementer").with_field("outcome", "successful");
    taken(&mut record, "back-out", &given, "review");
}

#[test]
fn refusals_1_in_draft_without_a_transition() {
    let mut record = lifecycle().begin();
    for event in [
        "assess", "decline", "request-authorization", "authorize", "return", "reject", "remind",
        "request-second-authorization", "schedule", "reschedule", "start", "finish", "back-out", "close",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_2_in_draft_with_something_missing() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-coordinator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    refused(&mut record, "submit", &given, &[Reason::Role(vec!["change-initiator".to_owned()])]);
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("requester", "Who asks for it");
    refused(&mut record, "submit", &given, &[Reason::Field("description".to_owned())]);
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why");
    refused(&mut record, "submit", &given, &[Reason::Field("requester".to_owned())]);
    let given = Context::new().with_role("change-coordinator").with_field("cancellation_reason", "withdrawn");
    refused(&mut record, "cancel", &given, &[Reason::Role(vec!["change-initiator".to_owned(), "change-manager".to_owned()])]);
    let given = Context::new().with_role("change-initiator");
    refused(&mut record, "cancel", &given, &[Reason::Field("cancellation_reason".to_owned())]);
}

#[test]
fn refusals_1_in_registered_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    for event in [
        "submit", "request-authorization", "authorize", "return", "reject", "remind", "request-second-authorization",
        "schedule", "reschedule", "start", "finish", "back-out", "close",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_2_in_registered_with_something_missing() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-initiator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    refused(&mut record, "assess", &given, &[Reason::Role(vec!["change-coordinator".to_owned()])]);
    let given = Context::new().with_role("change-coordinator");
    refused(&mut record, "assess", &given, &[Reason::Field("configuration_items".to_owned())]);
    let given = Context::new().with_role("change-initiator").with_field("decision_reason", "Reason of the decision");
    refused(&mut record, "decline", &given, &[Reason::Role(vec!["change-manager".to_owned(), "change-authority".to_owned()])]);
    let given = Context::new().with_role("change-manager");
    refused(&mut record, "decline", &given, &[Reason::Field("decision_reason".to_owned())]);
    let given = Context::new().with_role("change-coordinator").with_field("cancellation_reason", "withdrawn");
    refused(&mut record, "cancel", &given, &[Reason::Role(vec!["change-initiator".to_owned(), "change-manager".to_owned()])]);
    let given = Context::new().with_role("change-initiator");
    refused(&mut record, "cancel", &given, &[Reason::Field("cancellation_reason".to_owned())]);
}

#[test]
fn refusals_1_in_assessment_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    for event in [
        "submit", "assess", "decline", "authorize", "return", "reject", "remind", "request-second-authorization",
        "schedule", "reschedule", "start", "finish", "back-out", "close",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_2_in_assessment_with_something_missing() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-initiator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    refused(&mut record, "request-authorization", &given, &[Reason::Role(vec!["change-coordinator".to_owned()])]);
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("impact_assessment", "Assessment of the impact");
    refused(&mut record, "request-authorization", &given, &[Reason::Field("risk".to_owned())]);
    let given = Context::new().with_role("change-coordinator").with_field("risk", "low");
    refused(&mut record, "request-authorization", &given, &[Reason::Field("impact_assessment".to_owned())]);
    let given = Context::new().with_role("change-coordinator").with_field("cancellation_reason", "withdrawn");
    refused(&mut record, "cancel", &given, &[Reason::Role(vec!["change-initiator".to_owned(), "change-manager".to_owned()])]);
    let given = Context::new().with_role("change-initiator");
    refused(&mut record, "cancel", &given, &[Reason::Field("cancellation_reason".to_owned())]);
}

#[test]
fn refusals_1_in_authorization_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    for event in [
        "submit", "assess", "decline", "request-authorization", "request-second-authorization", "schedule",
        "reschedule", "start", "finish", "back-out", "close",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_2_in_authorization_with_something_missing() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-initiator")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    refused(&mut record, "authorize", &given, &[Reason::Role(vec!["change-authority".to_owned()])]);
    let given = Context::new().with_actor("blake").with_role("change-authority");
    refused(&mut record, "authorize", &given, &[Reason::Undecided("change-authority".to_owned())]);
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", false);
    refused(&mut record, "authorize", &given, &[Reason::DecidedOtherwise("change-authority".to_owned())]);
    let given = Context::new()
        .with_role("change-initiator")
        .with_field("configuration_items", vec!["Configuration items concerned"])
        .with_field("decision_reason", "Reason of the decision");
    refused(&mut record, "return", &given, &[Reason::Role(vec!["change-authority".to_owned()])]);
    let given = Context::new().with_role("change-authority").with_field("decision_reason", "Reason of the decision");
    refused(&mut record, "return", &given, &[Reason::Field("configuration_items".to_owned())]);
    let given = Context::new()
        .with_role("change-authority")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    refused(&mut record, "return", &given, &[Reason::Field("decision_reason".to_owned())]);
    let given = Context::new()
        .with_role("change-initiator")
        .with_field("decision_reason", "Reason of the decision")
        .with_vote("voter 1", "change-authority", false);
    refused(&mut record, "reject", &given, &[Reason::Role(vec!["change-authority".to_owned()])]);
    let given = Context::new().with_role("change-authority").with_vote("voter 1", "change-authority", false);
    refused(&mut record, "reject", &given, &[Reason::Field("decision_reason".to_owned())]);
    let given = Context::new().with_role("change-authority").with_field("decision_reason", "Reason of the decision");
    refused(&mut record, "reject", &given, &[Reason::Undecided("change-authority".to_owned())]);
    let given = Context::new()
        .with_role("change-authority")
        .with_field("decision_reason", "Reason of the decision")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    refused(&mut record, "reject", &given, &[Reason::DecidedOtherwise("change-authority".to_owned())]);
    let given = Context::new().with_field("impact_assessment", "Assessment of the impact");
    refused(&mut record, "remind", &given, &[Reason::Field("risk".to_owned())]);
    let given = Context::new().with_field("risk", "low");
    refused(&mut record, "remind", &given, &[Reason::Field("impact_assessment".to_owned())]);
    let given = Context::new().with_role("change-coordinator").with_field("cancellation_reason", "withdrawn");
    refused(&mut record, "cancel", &given, &[Reason::Role(vec!["change-initiator".to_owned(), "change-manager".to_owned()])]);
    let given = Context::new().with_role("change-initiator");
    refused(&mut record, "cancel", &given, &[Reason::Field("cancellation_reason".to_owned())]);
}

#[test]
fn refusals_3_in_authorization_after_submit() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    refused(&mut record, "authorize", &given, &[Reason::SamePerson { actor: "alex".to_owned(), event: "submit".to_owned() }]);
    let given = Context::new()
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    refused(&mut record, "authorize", &given, &[Reason::NoActor]);
}

#[test]
fn refusals_1_in_planning_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    for event in [
        "submit", "assess", "decline", "request-authorization", "authorize", "return", "reject", "remind",
        "reschedule", "start", "finish", "back-out", "close",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_2_in_planning_with_something_missing() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-initiator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    refused(&mut record, "request-second-authorization", &given, &[Reason::Role(vec!["change-coordinator".to_owned()])]);
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("impact_assessment", "Assessment of the impact");
    refused(&mut record, "request-second-authorization", &given, &[Reason::Field("risk".to_owned())]);
    let given = Context::new().with_role("change-coordinator").with_field("risk", "low");
    refused(&mut record, "request-second-authorization", &given, &[Reason::Field("impact_assessment".to_owned())]);
    let given = Context::new()
        .with_role("change-initiator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    refused(&mut record, "schedule", &given, &[Reason::Role(vec!["change-coordinator".to_owned()])]);
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    refused(&mut record, "schedule", &given, &[Reason::Field("plan".to_owned())]);
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    refused(&mut record, "schedule", &given, &[Reason::Field("back_out_plan".to_owned())]);
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    refused(&mut record, "schedule", &given, &[Reason::Field("scheduled_start".to_owned())]);
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z");
    refused(&mut record, "schedule", &given, &[Reason::Field("scheduled_end".to_owned())]);
    let given = Context::new().with_role("change-coordinator").with_field("cancellation_reason", "withdrawn");
    refused(&mut record, "cancel", &given, &[Reason::Role(vec!["change-initiator".to_owned(), "change-manager".to_owned()])]);
    let given = Context::new().with_role("change-initiator");
    refused(&mut record, "cancel", &given, &[Reason::Field("cancellation_reason".to_owned())]);
}

#[test]
fn refusals_1_in_scheduled_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    for event in [
        "submit", "assess", "decline", "request-authorization", "authorize", "return", "reject", "remind",
        "request-second-authorization", "schedule", "finish", "back-out", "close",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_2_in_scheduled_with_something_missing() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("change-initiator");
    refused(&mut record, "reschedule", &given, &[Reason::Role(vec!["change-coordinator".to_owned()])]);
    let given = Context::new().with_role("change-initiator");
    refused(&mut record, "start", &given, &[Reason::Role(vec!["implementer".to_owned()])]);
    let given = Context::new().with_role("change-coordinator").with_field("cancellation_reason", "withdrawn");
    refused(&mut record, "cancel", &given, &[Reason::Role(vec!["change-initiator".to_owned(), "change-manager".to_owned()])]);
    let given = Context::new().with_role("change-initiator");
    refused(&mut record, "cancel", &given, &[Reason::Field("cancellation_reason".to_owned())]);
}

#[test]
fn refusals_1_in_implementation_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    for event in [
        "submit", "assess", "decline", "request-authorization", "authorize", "return", "reject", "remind",
        "request-second-authorization", "schedule", "reschedule", "start", "close", "cancel",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_2_in_implementation_with_something_missing() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    let given = Context::new().with_actor("alex").with_role("change-initiator").with_field("outcome", "successful");
    refused(&mut record, "finish", &given, &[Reason::Role(vec!["implementer".to_owned()])]);
    let given = Context::new().with_actor("alex").with_role("implementer");
    refused(&mut record, "finish", &given, &[Reason::Field("outcome".to_owned())]);
    let given = Context::new().with_actor("alex").with_role("change-initiator").with_field("outcome", "successful");
    refused(&mut record, "back-out", &given, &[Reason::Role(vec!["implementer".to_owned()])]);
    let given = Context::new().with_actor("alex").with_role("implementer");
    refused(&mut record, "back-out", &given, &[Reason::Field("outcome".to_owned())]);
}

#[test]
fn refusals_1_in_review_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    let given = Context::new().with_actor("alex").with_role("implementer").with_field("outcome", "successful");
    taken(&mut record, "finish", &given, "review");
    for event in [
        "submit", "assess", "decline", "request-authorization", "authorize", "return", "reject", "remind",
        "request-second-authorization", "schedule", "reschedule", "start", "finish", "back-out", "cancel",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_2_in_review_with_something_missing() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    let given = Context::new().with_actor("alex").with_role("implementer").with_field("outcome", "successful");
    taken(&mut record, "finish", &given, "review");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-initiator")
        .with_field("outcome", "successful")
        .with_field("review_report", "Report of the review");
    refused(&mut record, "close", &given, &[Reason::Role(vec!["change-manager".to_owned()])]);
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-manager")
        .with_field("review_report", "Report of the review");
    refused(&mut record, "close", &given, &[Reason::Field("outcome".to_owned())]);
    let given = Context::new().with_actor("blake").with_role("change-manager").with_field("outcome", "successful");
    refused(&mut record, "close", &given, &[Reason::Field("review_report".to_owned())]);
}

#[test]
fn refusals_3_in_review_after_finish() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    let given = Context::new().with_actor("alex").with_role("implementer").with_field("outcome", "successful");
    taken(&mut record, "finish", &given, "review");
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-manager")
        .with_field("outcome", "successful")
        .with_field("review_report", "Report of the review");
    refused(&mut record, "close", &given, &[Reason::SamePerson { actor: "alex".to_owned(), event: "finish".to_owned() }]);
    let given = Context::new()
        .with_role("change-manager")
        .with_field("outcome", "successful")
        .with_field("review_report", "Report of the review");
    refused(&mut record, "close", &given, &[Reason::NoActor]);
}

#[test]
fn refusals_4_in_review_after_back_out() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    let given = Context::new().with_actor("alex").with_role("implementer").with_field("outcome", "successful");
    taken(&mut record, "back-out", &given, "review");
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-manager")
        .with_field("outcome", "successful")
        .with_field("review_report", "Report of the review");
    refused(&mut record, "close", &given, &[Reason::SamePerson { actor: "alex".to_owned(), event: "back-out".to_owned() }]);
    let given = Context::new()
        .with_role("change-manager")
        .with_field("outcome", "successful")
        .with_field("review_report", "Report of the review");
    refused(&mut record, "close", &given, &[Reason::NoActor]);
}

#[test]
fn refusals_1_in_closed_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("configuration_items", vec!["Configuration items concerned"]);
    taken(&mut record, "assess", &given, "assessment");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("risk", "low")
        .with_field("impact_assessment", "Assessment of the impact");
    taken(&mut record, "request-authorization", &given, "authorization");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-authority")
        .with_vote("voter 1", "change-authority", true)
        .with_vote("voter 2", "change-authority", true);
    taken(&mut record, "authorize", &given, "planning");
    let given = Context::new()
        .with_role("change-coordinator")
        .with_field("plan", "Plan")
        .with_field("back_out_plan", "Plan for going back")
        .with_field("scheduled_start", "2026-03-02T09:00:00Z")
        .with_field("scheduled_end", "2026-03-02T09:00:00Z");
    taken(&mut record, "schedule", &given, "scheduled");
    let given = Context::new().with_role("implementer");
    taken(&mut record, "start", &given, "implementation");
    let given = Context::new().with_actor("alex").with_role("implementer").with_field("outcome", "successful");
    taken(&mut record, "finish", &given, "review");
    let given = Context::new()
        .with_actor("blake")
        .with_role("change-manager")
        .with_field("outcome", "successful")
        .with_field("review_report", "Report of the review");
    taken(&mut record, "close", &given, "closed");
    for event in [
        "submit", "assess", "decline", "request-authorization", "authorize", "return", "reject", "remind",
        "request-second-authorization", "schedule", "reschedule", "start", "finish", "back-out", "close", "cancel",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_1_in_rejected_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new()
        .with_actor("alex")
        .with_role("change-initiator")
        .with_field("description", "What is to be changed and why")
        .with_field("requester", "Who asks for it");
    taken(&mut record, "submit", &given, "registered");
    let given = Context::new().with_role("change-manager").with_field("decision_reason", "Reason of the decision");
    taken(&mut record, "decline", &given, "rejected");
    for event in [
        "submit", "assess", "decline", "request-authorization", "authorize", "return", "reject", "remind",
        "request-second-authorization", "schedule", "reschedule", "start", "finish", "back-out", "close", "cancel",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}

#[test]
fn refusals_1_in_cancelled_without_a_transition() {
    let mut record = lifecycle().begin();
    let given = Context::new().with_role("change-initiator").with_field("cancellation_reason", "withdrawn");
    taken(&mut record, "cancel", &given, "cancelled");
    for event in [
        "submit", "assess", "decline", "request-authorization", "authorize", "return", "reject", "remind",
        "request-second-authorization", "schedule", "reschedule", "start", "finish", "back-out", "close", "cancel",
    ] {
        refused(&mut record, event, &Context::new(), &[Reason::NoTransition]);
    }
}
