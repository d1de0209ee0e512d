//! Events that come by themselves: when they are due, with and without calendars, and what conditions know of business time.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::Arc;

use itsm::{
    calendar::{BusinessDuration, Pause},
    catalog::Catalog,
    diagnostic::render,
    jiff::Timestamp,
    lifecycle::{Context, Due, Instance, Lifecycle, Running, TimerError},
    source::{FileText, Memory},
};

const TICKET: &str = "
format: itsm/lifecycle/1
id: ticket
title: Ticket
states:
  - {id: open, kind: initial}
  - {id: hold, kind: waiting}
  - {id: solved, kind: resolved}
  - {id: closed, kind: terminal}
events: [{id: pause}, {id: resume}, {id: remind, kind: timer}, {id: solve}, {id: close, kind: timer}, {id: late, kind: timer}]
transitions:
  - {from: [open], on: pause, to: hold}
  - {from: [hold], on: resume, to: open}
  - {from: [hold], on: remind, to: hold}
  - {from: [open, hold], on: solve, to: solved}
  - {from: [open], on: late, to: open}
  - {from: [solved], on: close, to: closed}
timers:
  - {id: reminder, in: [hold], after: P1D, fires: remind}
  - {id: overdue, in: [open], after: PT4H, clock: resolution, calendar: berlin-office, fires: late}
  - {id: closing, in: [solved], after: P2D, calendar: berlin-office, fires: close}
";

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn ticket() -> Lifecycle {
    Catalog::builtin().load_lifecycle_file(&FileText::new("ticket.yaml", TICKET)).expect("it loads").remove(0)
}

fn apply(instance: &mut Instance, event: &str, when: &str) {
    let event = instance.lifecycle().event(event).expect("an event");
    instance.apply(event, &Context::new().at(at(when))).expect("it is allowed");
}

fn only(instance: &Instance, clocks: impl Fn(&str) -> Option<Running>) -> Result<Option<Timestamp>, TimerError> {
    let due = instance.due(clocks);
    assert_eq!(due.len(), 1, "{due:?}");
    due.into_iter().next().map_or(Ok(None), |Due { at, .. }| at)
}

#[test]
fn a_reminder_comes_again_and_again_from_the_last_one() {
    let mut record = ticket().begin_at(at("2026-03-02T08:00:00Z"));
    apply(&mut record, "pause", "2026-03-02T10:00:00Z");
    assert_eq!(only(&record, |_| None), Ok(Some(at("2026-03-03T10:00:00Z"))));
    apply(&mut record, "remind", "2026-03-03T10:05:00Z");
    assert_eq!(record.entered(), Some(at("2026-03-02T10:00:00Z")), "it never left the state");
    assert_eq!(only(&record, |_| None), Ok(Some(at("2026-03-04T10:05:00Z"))));
    // Coming back to the state begins anew.
    apply(&mut record, "resume", "2026-03-04T11:00:00Z");
    apply(&mut record, "pause", "2026-03-05T12:00:00Z");
    assert_eq!(only(&record, |_| None), Ok(Some(at("2026-03-06T12:00:00Z"))));
    // What was restored knows as much.
    apply(&mut record, "remind", "2026-03-06T12:00:00Z");
    let restored = Instance::restore(record.lifecycle(), &record.snapshot()).expect("it is the same definition");
    assert_eq!(restored.due(|_| None), record.due(|_| None));
    let json = serde_json::to_string(&record.snapshot()).expect("JSON");
    assert_eq!(serde_json::from_str::<itsm::lifecycle::Snapshot>(&json).expect("a snapshot"), record.snapshot());
}

#[test]
fn a_named_clock_counts_open_hours_and_stands_still_in_pauses() {
    // The Berlin office opens from 08:00 to 17:00, which is 07:00 to 16:00 in winter: a Monday and a Tuesday.
    let record = ticket().begin();
    let clock =
        |pauses: Vec<Pause>| move |name: &str| (name == "resolution").then(|| Running { since: at("2026-03-02T14:00:00Z"), pauses: pauses.clone() });
    let plain = only(&record, clock(Vec::new()));
    assert_eq!(plain, Ok(Some(at("2026-03-03T09:00:00Z"))));
    let pause = Pause { from: at("2026-03-03T07:00:00Z"), until: Some(at("2026-03-03T08:30:00Z")) };
    assert_eq!(only(&record, clock(vec![pause])), Ok(Some(at("2026-03-03T10:30:00Z"))));
    let lasting = Pause { from: at("2026-03-03T07:00:00Z"), until: None };
    assert_eq!(only(&record, clock(vec![lasting])), Ok(None));
    assert_eq!(only(&record, |_| None), Err(TimerError::NoClock("resolution".to_owned())));
}

#[test]
fn without_a_calendar_all_hours_count_and_pauses_are_left_out() {
    let file = TICKET.replace(", calendar: berlin-office", "").replace("clock: resolution", "clock: wall");
    let record = Lifecycle::load(&FileText::new("ticket.yaml", file)).expect("it loads").begin();
    let clock = |pauses: Vec<Pause>| move |_: &str| Some(Running { since: at("2026-03-01T00:00:00Z"), pauses: pauses.clone() });
    let pause = |from: &str, until: Option<&str>| Pause { from: at(from), until: until.map(at) };
    assert_eq!(only(&record, clock(vec![])), Ok(Some(at("2026-03-01T04:00:00Z"))));
    // Two that overlap, one before the start, one after the end, in no order.
    let pauses = vec![
        pause("2026-03-01T09:00:00Z", None),
        pause("2026-03-01T01:30:00Z", Some("2026-03-01T03:00:00Z")),
        pause("2026-02-01T00:00:00Z", Some("2026-02-02T00:00:00Z")),
        pause("2026-03-01T01:00:00Z", Some("2026-03-01T02:00:00Z")),
    ];
    assert_eq!(only(&record, clock(pauses)), Ok(Some(at("2026-03-01T06:00:00Z"))));
    assert_eq!(only(&record, clock(vec![pause("2026-03-01T01:00:00Z", None)])), Ok(None));
    let backward = only(&record, clock(vec![pause("2026-03-01T01:00:00Z", Some("2026-03-01T00:30:00Z"))]));
    assert!(matches!(backward, Err(TimerError::Calendar(_))), "{backward:?}");
}

#[test]
fn what_is_missing_is_said() {
    let mut record = ticket().begin();
    apply(&mut record, "solve", "2026-03-06T10:00:00Z");
    // The second business day after a Friday ends on Tuesday.
    assert_eq!(only(&record, |_| None), Ok(Some(at("2026-03-10T16:00:00Z"))));

    let alone = Lifecycle::load(&FileText::new("ticket.yaml", TICKET)).expect("calendars are not looked up");
    let mut record = alone.begin();
    apply(&mut record, "solve", "2026-03-06T10:00:00Z");
    let missing = only(&record, |_| None).expect_err("no calendar");
    assert_eq!(
        missing.to_string(),
        "there is no calendar `berlin-office`; load the lifecycle by a catalog that has it, or add it with `with_calendar`"
    );
    let office = Catalog::builtin().calendar("berlin-office").expect("it is shipped");
    let mut record = alone.with_calendar(office).begin();
    record.apply(record.lifecycle().event("pause").expect("an event"), &Context::new()).expect("it is allowed");
    assert_eq!(only(&record, |_| None), Err(TimerError::NoInstant));
    assert_eq!(record.due(|_| None)[0].timer.after(), BusinessDuration::days(1));
}

#[test]
fn calendars_that_are_not_there_are_findings_with_the_nearest_name() {
    let findings =
        Catalog::builtin().check_lifecycle(&FileText::new("ticket.yaml", TICKET.replace("berlin-office, fires: late", "berlin-ofice, fires: late")));
    let text = render::plain(&findings);
    assert!(text.contains("ticket.yaml:20:73: error: there is no calendar `berlin-ofice`"), "{text}");
    assert!(text.contains("did you mean `berlin-office`?"), "{text}");
    assert_eq!(findings.errors(), 1, "{text}");
    // Times that are none, all at once.
    let damaged = TICKET.replace("after: P1D", "after: 1 day").replace("after: PT4H", "after: -PT4H").replace("after: P2D", "after: P1DT2H");
    let findings = Catalog::builtin().check_lifecycle(&FileText::new("ticket.yaml", damaged));
    assert_eq!(findings.iter().filter(|finding| finding.code().to_string() == "malformed-duration").count(), 3, "{}", render::plain(&findings));
}

#[test]
fn a_company_brings_its_own_calendar() {
    let calendar = "
format: itsm/calendar/1
id: desk
title: Desk
version: '1'
zone: UTC
week: {monday: ['08:00-12:00']}
";
    let files = Memory::new().with("our-hours.yaml", calendar).with("ticket.yaml", TICKET.replace("berlin-office", "desk"));
    let catalog = Catalog::builtin().with_source(Arc::new(files)).expect("the folder is good");
    let ticket = catalog.lifecycle("ticket").expect("it loads");
    let mut record = ticket.begin();
    apply(&mut record, "solve", "2026-03-06T10:00:00Z");
    assert_eq!(only(&record, |_| None), Ok(Some(at("2026-03-16T12:00:00Z"))));
    assert_eq!(catalog.calendar("desk").map(|calendar| calendar.id().to_owned()).ok().as_deref(), Some("desk"));
    assert_eq!(catalog.calendar("dsk").expect_err("none").to_string(), "there is no calendar `dsk`; did you mean `desk`?");
}

#[cfg(feature = "expr")]
#[test]
fn guards_know_business_time() {
    const GUARDED: &str = "
format: itsm/lifecycle/1
id: ticket
title: Ticket
fields: {opened: {type: instant}}
states:
  - {id: open, kind: initial}
  - {id: closed, kind: terminal}
events: [{id: close}]
transitions:
  - {from: [open], on: close, to: closed, guard: \"business_elapsed('berlin-office', opened, now()) >= duration('PT2H')\"}
";
    let ticket = Catalog::builtin().load_lifecycle_file(&FileText::new("ticket.yaml", GUARDED)).expect("it loads").remove(0);
    let close = ticket.event("close").expect("an event");
    let opened = Context::new().with_field("opened", "2026-03-02T15:00:00Z");
    // One hour on Monday, then the night, which does not count.
    let refused = ticket.begin().apply(close, &opened.clone().at(at("2026-03-03T07:30:00Z"))).expect_err("too early");
    assert!(refused.to_string().contains("it is not so that business_elapsed"), "{refused}");
    ticket.begin().apply(close, &opened.clone().at(at("2026-03-03T08:00:00Z"))).expect("two hours");
    let alone = Lifecycle::load(&FileText::new("ticket.yaml", GUARDED)).expect("it loads");
    let refused = alone.begin().apply(close, &opened.at(at("2026-03-03T08:00:00Z"))).expect_err("no calendar");
    assert!(refused.to_string().contains("the calendar `berlin-office` is not known"), "{refused}");
    let findings = Catalog::builtin().check_lifecycle(&FileText::new("ticket.yaml", GUARDED.replace("berlin", "bern")));
    assert!(render::plain(&findings).contains("there is no calendar `bern-office`"), "{}", render::plain(&findings));
}
