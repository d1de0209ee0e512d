//! Migration: plans that are wrong, records that move, what is lost, what stays as it is.
#![cfg(feature = "expr")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{collections::BTreeMap, fs};

use itsm::{
    catalog::Catalog,
    diagnostic::{Findings, render},
    expr::Value,
    lifecycle::{
        Context, Instance, Lifecycle, SnapshotError,
        migration::{Loss, MigrationError, Plan, PlanLoss, StoredRecord},
    },
    source::{FileText, Folder, Limits},
};
use proptest::prelude::*;

const OLD: &str = "
format: itsm/lifecycle/1
id: change
title: Change
version: '1'
fields: {risk: {type: enum, values: [low, high]}, cost: {type: int}, planner: {type: string}}
states:
  - {id: draft, kind: initial}
  - {id: review, kind: open, tags: [frozen]}
  - {id: board, kind: waiting}
  - {id: done, kind: terminal}
  - {id: dropped, kind: terminal}
events: [{id: submit}, {id: pass}, {id: finish}, {id: drop}, {id: nag, kind: timer}]
transitions:
  - {from: [draft], on: submit, to: review}
  - {from: [review], on: pass, to: board}
  - {from: [board], on: finish, to: done}
  - {from: [board], on: nag, to: board}
  - {from: [draft, review, board], on: drop, to: dropped}
four_eyes: [{first: submit, second: finish}]
timers: [{id: nag, in: [board], after: P1D, fires: nag}]
";

const NEW: &str = "
format: itsm/lifecycle/1
id: change
title: Change
version: '2'
fields: {risk: {type: enum, values: [minor, high]}, owner: {type: string}}
states:
  - {id: draft, kind: initial}
  - {id: assess, kind: open, requires: [owner]}
  - {id: fast-track, kind: open}
  - {id: closed, kind: terminal}
events: [{id: hand-in}, {id: finish}, {id: drop}]
transitions:
  - {from: [draft], on: hand-in, to: assess}
  - {from: [draft], on: drop, to: closed}
  - {from: [assess, fast-track], on: finish, to: closed}
four_eyes: [{first: hand-in, second: finish}]
";

const PLAN: &str = "
format: itsm/migration/1
from: {lifecycle: change, version: '1'}
to: {lifecycle: change, version: '2'}
states:
  - {from: [review, board], to: fast-track, when: \"risk == 'low' && cost < 100\"}
  - {from: [review, board], to: assess, otherwise: true}
  - {from: [done, dropped], to: closed}
events: [{from: submit, to: hand-in}]
fields: [{from: planner, to: owner}]
";

fn file(name: &str, text: &str) -> FileText {
    FileText::new(name, text.to_owned())
}

fn both() -> (Lifecycle, Lifecycle) {
    (Lifecycle::load(&file("old.yaml", OLD)).unwrap(), Lifecycle::load(&file("new.yaml", NEW)).unwrap())
}

fn plan() -> Plan {
    let (old, new) = both();
    Plan::load(&file("plan.yaml", PLAN), &old, &new).unwrap()
}

fn live(lifecycle: &Lifecycle, events: &[&str]) -> Instance {
    let mut record = lifecycle.begin_at("2026-03-02T08:00:00Z".parse().unwrap());
    let context = Context::new().with_actor("ann").at("2026-03-02T09:00:00Z".parse().unwrap());
    for event in events {
        record.apply(lifecycle.event(event).unwrap(), &context).unwrap();
    }
    record
}

fn listed(findings: &Findings) -> Vec<String> {
    let line = |finding: &itsm::diagnostic::Diagnostic| finding.position().map_or(0, |position| position.line());
    findings.iter().map(|finding| format!("{} {}", finding.code(), line(finding))).collect()
}

#[test]
fn a_state_is_split_by_conditions_and_others_are_merged() {
    let plan = plan();
    let record = live(plan.before(), &["submit"]);
    assert!(matches!(Instance::restore(plan.after(), &record.snapshot()), Err(SnapshotError::OtherDefinition { .. })), "a plan is the way out");
    let to = |context: &Context| plan.migrate(&record.snapshot(), context).map(|moved| moved.after.state);
    let fields = |risk: &str, cost: i64| Context::new().with_field("risk", risk).with_field("cost", cost);
    assert_eq!(to(&fields("low", 99)).as_deref(), Ok("fast-track"));
    assert_eq!(to(&fields("low", 100)).as_deref(), Ok("assess"));
    assert_eq!(to(&fields("high", 1)).as_deref(), Ok("assess"));
    // What is not filled is not guessed.
    let unknown = to(&Context::new()).unwrap_err();
    assert_eq!(unknown.to_string(), "it is in `review`, and whether risk == 'low' && cost < 100 cannot be said: the field `risk` is not filled");
    let merged = plan.migrate(&live(plan.before(), &["drop"]).snapshot(), &Context::new()).unwrap();
    assert_eq!(merged.after.state, "closed");
}

#[test]
fn a_moved_record_lives_on_and_remembers_who_did_what() {
    let plan = plan();
    let before = live(plan.before(), &["submit", "pass", "nag"]).snapshot();
    let context = Context::new().with_field("risk", "low").with_field("cost", 5).with_field("planner", "ann");
    let moved = plan.migrate(&before, &context).unwrap();
    assert_eq!((&moved.before, moved.after.sequence, moved.after.entered), (&before, 4, before.entered));
    // The reminder has no counterpart; `low` is no word of the new field.
    let low = Loss::Value { field: "risk".to_owned(), value: "low".to_owned(), expected: "one of `minor`, `high`".to_owned() };
    assert_eq!(moved.lost, [Loss::Timer { event: "nag".to_owned() }, low]);
    assert!(moved.lacks.is_empty());
    let mut record = Instance::restore(plan.after(), &moved.after).unwrap();
    let finish = plan.after().event("finish").unwrap();
    let refused = record.apply(finish, &Context::new().with_actor("ann")).unwrap_err();
    assert_eq!(refused.to_string(), "`finish` is refused in `fast-track`: `ann` did `hand-in`, and another person must do this");
    assert_eq!(record.apply(finish, &Context::new().with_actor("bob")).unwrap().sequence, 5);
    // Going back is restoring what it was.
    Instance::restore(plan.before(), &moved.before).unwrap();
}

#[test]
fn a_field_that_the_new_state_asks_for_is_said_to_be_missing() {
    let plan = plan();
    let snapshot = live(plan.before(), &["submit"]).snapshot();
    let context = Context::new().with_field("risk", "high");
    assert_eq!(plan.migrate(&snapshot, &context).unwrap().lacks, ["owner"]);
    assert!(plan.migrate(&snapshot, &context.with_field("planner", "ann")).unwrap().lacks.is_empty(), "it has another name now");
}

#[test]
fn what_every_record_loses_is_said_beforehand() {
    let text = |loss: &PlanLoss| loss.to_string();
    let expected = [
        "`review` and `board` become `assess`, and which it was is not kept",
        "`review` and `board` become `fast-track`, and which it was is not kept",
        "`done` and `dropped` become `closed`, and which it was is not kept",
        "`review` has the tag `frozen`, and no state that its records can go to has it",
        "the field `cost` is not declared any more",
    ];
    assert_eq!(plan().losses().iter().map(text).collect::<Vec<_>>(), expected);
    let (old, new) = both();
    let odd = PLAN.replace("{from: [done, dropped], to: closed}", "{from: [done], to: draft}\n  - {from: [draft, dropped], to: closed}");
    let losses: Vec<String> = Plan::load(&file("plan.yaml", &odd), &old, &new).unwrap().losses().iter().map(text).collect();
    assert!(losses.contains(&"records in `draft` are ended: `closed` is terminal".to_owned()), "{losses:?}");
    assert!(losses.contains(&"records that ended in `done` are open again in `draft`".to_owned()), "{losses:?}");
}

#[test]
fn everything_that_is_wrong_with_a_plan_is_found_in_one_run() {
    let (old, new) = both();
    let wrong = "
format: itsm/migration/1
from: {lifecycle: chance, version: '0'}
to: {lifecycle: change, hash: abc}
states:
  - {from: [reviw], to: fast-track}
  - {from: [review], to: fst-track}
  - {from: [board], to: assess, when: \"risk == 'lo'\"}
  - {from: [draft], to: draft, when: \"cost > 1\"}
  - {from: [draft], to: assess, when: \"cost > 2\"}
events: [{from: submt, to: hand-in}, {from: submit, to: handin}]
fields: [{from: plan, to: owner}]
";
    let (plan, findings) = Plan::check(&file("plan.yaml", wrong), &old, &new, Limits::default());
    assert!(plan.is_none());
    let mut found = listed(&findings);
    found.sort();
    let expected = [
        "ambiguous-move 10",
        "invalid-condition 8",
        "undeclared-name 11",
        "undeclared-name 11",
        "undeclared-name 12",
        "undeclared-name 6",
        "undeclared-name 7",
        "unknown-lifecycle 3",
        "unknown-lifecycle 3",
        "unknown-lifecycle 4",
        "unmapped-state 4",
        "unmapped-state 4",
        "unmapped-state 9",
    ];
    assert_eq!(found, expected, "{}", render::plain(&findings));
    let text = render::plain(&findings);
    assert!(text.contains("did you mean `review`?") && text.contains("did you mean `submit`?"), "{text}");
}

#[test]
fn without_a_plan_names_decide_and_what_has_no_namesake_is_said() {
    let (old, new) = both();
    let findings = Plan::by_name(&old, &new).unwrap_err();
    let messages: Vec<&str> = findings.iter().map(|finding| finding.message()).collect();
    assert_eq!(messages.len(), 4);
    assert!(messages.contains(&"records in `board` have nowhere to go"), "{messages:?}");
    let same = Plan::by_name(&old, &old).unwrap();
    assert!(same.losses().is_empty());
    let snapshot = live(&old, &["submit", "pass", "nag"]).snapshot();
    let moved = same.migrate(&snapshot, &Context::new()).unwrap();
    assert_eq!((moved.after.state, moved.after.done, moved.after.fired), (snapshot.state, snapshot.done, snapshot.fired));
}

#[test]
fn a_record_of_another_definition_or_a_damaged_one_stays() {
    let plan = plan();
    let mut snapshot = live(plan.before(), &["submit"]).snapshot();
    let context = Context::new().with_field("risk", "high");
    snapshot.state = "nowhere".to_owned();
    assert_eq!(plan.migrate(&snapshot, &context), Err(MigrationError::Snapshot(SnapshotError::UnknownName("nowhere".to_owned()))));
    let moved = plan.migrate(&live(plan.before(), &["submit"]).snapshot(), &context).unwrap();
    assert!(matches!(plan.migrate(&moved.after, &context), Err(MigrationError::Snapshot(_))), "nothing moves twice");
}

#[test]
fn lines_that_are_no_records_are_all_reported() {
    let good = serde_json::to_string(&StoredRecord { record: "C-1".to_owned(), snapshot: live(&both().0, &[]).snapshot(), fields: BTreeMap::new() })
        .unwrap();
    let text = format!("{good}\n\n{{\"record\": 3}}\nnothing\n{good}\n");
    let (records, findings) = StoredRecord::read_all(&file("records.jsonl", &text));
    assert_eq!(records.len(), 1);
    assert_eq!(listed(&findings), ["yaml-syntax 3", "yaml-syntax 4", "duplicate-id 5"]);
    let (_, findings) = StoredRecord::read_all(&file("records.jsonl", &"x\n".repeat(100_000)));
    assert_eq!(findings.len(), 101);
}

/// The folder of the example.
const EXAMPLE: &str = "examples/itop-to-neutral";

/// Records of a real tool's lifecycle, as they would be kept.
fn example_records() -> Vec<StoredRecord> {
    let itop = Catalog::builtin().lifecycle("itop:incident").unwrap();
    let filled = |pairs: &[(&str, &str)]| -> BTreeMap<String, Value> {
        let always = [("caller_id", "u17"), ("org_id", "acme"), ("agent_id", "u4"), ("team_id", "network")];
        always.iter().chain(pairs).map(|(name, value)| ((*name).to_owned(), Value::Text((*value).to_owned()))).collect()
    };
    let lives: [(&str, &[&str], BTreeMap<String, Value>); 5] = [
        ("I-000101", &[], filled(&[])),
        ("I-000102", &["ev-timeout"], filled(&[])),
        ("I-000103", &["ev-assign", "ev-timeout"], filled(&[])),
        ("I-000104", &["ev-assign", "ev-pending"], filled(&[("pending_reason", "The supplier sends a part")])),
        (
            "I-000105",
            &["ev-assign", "ev-resolve"],
            filled(&[("service_id", "mail"), ("solution", "Mailbox moved"), ("resolution_code", "bug-fixed")]),
        ),
    ];
    let record = |(record, events, fields): (&str, &[&str], BTreeMap<String, Value>)| {
        let mut instance = itop.begin_at("2026-03-02T08:00:00Z".parse().unwrap());
        let context = fields.iter().fold(Context::new(), |context, (name, value)| context.with_field(name.clone(), value.clone()));
        for (place, event) in events.iter().enumerate() {
            let at = format!("2026-03-02T09:{place:02}:00Z").parse().unwrap();
            instance.apply(itop.event(event).unwrap(), &context.clone().at(at)).unwrap();
        }
        StoredRecord { record: record.to_owned(), snapshot: instance.snapshot(), fields }
    };
    lives.into_iter().map(record).collect()
}

#[test]
fn incidents_of_a_real_tool_go_on_as_neutral_ones() {
    let lines: String = example_records().iter().map(|record| serde_json::to_string(record).unwrap() + "\n").collect();
    let path = format!("{EXAMPLE}/records.jsonl");
    if std::env::var_os("ITSM_BLESS").is_some() {
        fs::write(&path, &lines).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), lines, "`ITSM_BLESS=1 cargo test --features expr --test migration` writes it anew");
    let (plan, findings) = Catalog::builtin().check_migration(&Folder::new(EXAMPLE), "plan.yaml");
    assert_eq!(findings.len(), 0, "{}", render::plain(&findings));
    let plan = plan.unwrap();
    let records = example_records();
    let report = plan.migrate_all(&records);
    let went: Vec<(&str, &str)> = report.moved.iter().map(|moved| (moved.from.as_str(), moved.to.as_str())).collect();
    let expected = [("new", "new"), ("escalated-tto", "new"), ("escalated-ttr", "in-progress"), ("pending", "on-hold"), ("resolved", "resolved")];
    assert_eq!((went.as_slice(), report.not_moved.len(), report.records), (expected.as_slice(), 0, 5));
    // The plan does not say which reason to hold the neutral definition would want.
    assert_eq!(report.moved[3].lacks, ["hold_reason"]);
    assert!(matches!(report.moved[4].lost.as_slice(), [Loss::Value { field, .. }] if field == "resolution_code"), "{:?}", report.moved[4]);
    for (stored, moved) in records.iter().zip(&report.moved) {
        let kept = plan.stored(stored, &moved.after);
        assert_eq!(kept.fields.len(), stored.fields.len(), "no field is lost");
        assert!(kept.fields.contains_key("assignee") && !kept.fields.contains_key("agent_id"));
        Instance::restore(plan.after(), &kept.snapshot).unwrap();
    }
}

proptest! {
    /// Whatever the plan, each record goes where the map says, and none is dropped without a word.
    #[test]
    fn every_record_goes_where_the_map_says(
        map in proptest::collection::vec(0_usize..5, 5),
        lives in proptest::collection::vec((0_usize..5, 0_u64..9), 0..20),
    ) {
        let states = |prefix: &str| (0..5).map(|place| format!("{{id: {prefix}{place}, kind: {}}}", if place == 0 { "initial" } else { "open" })).collect::<Vec<_>>().join(", ");
        let lifecycle = |prefix: &str| {
            let text = format!("format: itsm/lifecycle/1\nid: {prefix}\ntitle: T\nstates: [{}, {{id: end, kind: terminal}}]\nevents: [{{id: go}}, {{id: end}}]\ntransitions:\n{}  - {{from: ['*'], on: end, to: end}}\n",
                states(prefix), (0..4).map(|place| format!("  - {{from: [{prefix}{place}], on: go, to: {prefix}{}}}\n", place + 1)).collect::<Vec<_>>().concat());
            Lifecycle::load(&file("t.yaml", &text)).unwrap()
        };
        let (old, new) = (lifecycle("a"), lifecycle("b"));
        let moves = map.iter().enumerate().map(|(from, to)| format!("  - {{from: [a{from}], to: b{to}}}\n")).collect::<Vec<_>>().concat();
        let text = format!("format: itsm/migration/1\nfrom: {{lifecycle: a}}\nto: {{lifecycle: b}}\nstates:\n{moves}");
        let plan = Plan::load(&file("plan.yaml", &text), &old, &new).unwrap();
        let records: Vec<StoredRecord> = lives.iter().enumerate().map(|(number, (state, _))| {
            StoredRecord { record: format!("R-{number}"), snapshot: live(&old, &vec!["go"; *state]).snapshot(), fields: BTreeMap::new() }
        }).collect();
        let report = plan.migrate_all(&records);
        prop_assert_eq!(report.moved.len() + report.not_moved.len(), records.len());
        for ((state, _), moved) in lives.iter().zip(&report.moved) {
            prop_assert_eq!(&moved.to, &format!("b{}", map[*state]));
        }
        let merged = plan.losses().iter().filter_map(|loss| match loss { PlanLoss::Merged { states, .. } => Some(states.len()), _ => None }).sum::<usize>();
        let shared = map.iter().filter(|to| map.iter().filter(|other| other == to).count() > 1).count();
        prop_assert_eq!(merged, shared);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "(format: itsm/migration/1\n)?(.|\n){0,200}") {
        let (old, new) = both();
        let _ = Plan::check(&file("plan.yaml", &text), &old, &new, Limits::default());
        let _ = StoredRecord::read_all(&file("records.jsonl", &text));
    }
}
