//! Accepted events cost no allocation.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![cfg(feature = "expr")]

use itsm::{
    jiff::Timestamp,
    lifecycle::{Context, Lifecycle},
    source::FileText,
};

const CHANGE: &str = "
format: itsm/lifecycle/1
id: change
title: Change
roles: [{id: manager}, {id: author}]
fields: {risk: {type: enum, values: [low, high]}, cost: {type: int}, plan: {type: string}}
states:
  - {id: draft, kind: initial}
  - {id: vote, kind: open}
  - {id: done, kind: terminal, requires: [plan]}
events: [{id: submit}, {id: nudge, kind: timer}, {id: approve}, {id: refuse}, {id: finish}]
transitions:
  - {from: [draft], on: submit, to: vote, roles: [author], guard: \"cost > 10 && risk == 'low'\"}
  - {from: [draft], on: submit, to: draft, otherwise: true}
  - {from: [vote], on: approve, to: vote}
  - {from: [vote], on: nudge, to: vote}
  - {from: [vote], on: refuse, to: draft}
  - {from: [vote], on: finish, to: done}
approvals: [{id: board, in: vote, voters: [manager], quorum: {rule: at-least, count: 2}, approve: approve, reject: refuse}]
";

#[test]
fn no_allocation_for_an_accepted_event() {
    let change = Lifecycle::load(&FileText::new("change.yaml", CHANGE)).expect("it loads");
    let context = Context::new()
        .with_actor("ann")
        .with_role("author")
        .with_field("cost", 12)
        .with_field("risk", "low")
        .with_field("plan", "Take it slowly")
        .with_vote("bob", "manager", true)
        .with_vote("cat", "manager", true)
        .with_electorate(3)
        .at(Timestamp::UNIX_EPOCH);
    let events = ["submit", "nudge", "approve", "finish"].map(|event| change.event(event).expect("an event"));
    let mut record = change.begin();
    // The first time that a timer fires makes room to remember it.
    let (first, rest) = events.split_at(2);
    let warm = allocation_counter::measure(|| {
        for event in first {
            record.apply(*event, &context).expect("it is allowed");
        }
    });
    assert!(warm.count_total <= 1, "{warm:?}");
    let measured = allocation_counter::measure(|| {
        for event in rest {
            record.apply(*event, &context).expect("it is allowed");
        }
    });
    assert_eq!(measured.count_total, 0, "{measured:?}");
    assert!(record.is_ended());
}

#[test]
fn a_refusal_allocates_nothing_where_there_is_no_transition() {
    let change = Lifecycle::load(&FileText::new("change.yaml", CHANGE)).expect("it loads");
    let mut record = change.begin();
    let (context, finish) = (Context::new(), change.event("finish").expect("an event"));
    let measured = allocation_counter::measure(|| assert!(record.apply(finish, &context).is_err()));
    assert_eq!(measured.count_total, 0, "{measured:?}");
    let refused = record.apply(finish, &context).expect_err("there is no transition");
    assert_eq!(refused.to_string(), "`finish` is refused in `draft`: there is no transition on it");
}
