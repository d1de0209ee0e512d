//! Conditions: reading and evaluating a typical guard, and whether two of them can both hold.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use std::{collections::BTreeMap, hint::black_box};

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::expr::{Condition, Environment, Field, FieldType, Fields, Value, overlap};
use jiff::{SignedDuration, Timestamp};

const GUARD: &str = "priority in ['high', 'medium'] && has(due) && (now() > due || escalated) && size(assignee) > 0";
const OTHER: &str = "priority == 'low' && has(due) && !escalated";

fn fields() -> Option<Fields> {
    Fields::new()
        .with("priority", Field::words(["low", "medium", "high"]))
        .and_then(|fields| fields.with("due", Field::new(FieldType::Instant)))
        .and_then(|fields| fields.with("escalated", Field::new(FieldType::Bool)))
        .and_then(|fields| fields.with("assignee", Field::new(FieldType::String)))
        .ok()
}

fn guards(criterion: &mut Criterion) {
    let Some(fields) = fields() else { return };
    let read = |text: &str| Condition::from_text(text, &fields).ok();
    let (Some(guard), Some(other), Some(short)) = (read(GUARD), read(OTHER), read("priority == 'high'")) else { return };
    let due = Timestamp::UNIX_EPOCH;
    let values: BTreeMap<String, Value> =
        [("priority", Value::from("medium")), ("due", Value::from(due)), ("escalated", Value::from(false)), ("assignee", Value::from("somebody"))]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
    let environment = Environment::at(due.saturating_add(SignedDuration::from_hours(1)).unwrap_or(due));
    criterion.bench_function("read a guard", |bencher| bencher.iter(|| read(black_box(GUARD))));
    criterion.bench_function("evaluate a guard", |bencher| bencher.iter(|| guard.holds(black_box(&values), &environment)));
    criterion.bench_function("evaluate a comparison", |bencher| bencher.iter(|| short.holds(black_box(&values), &environment)));
    criterion.bench_function("overlap of two guards", |bencher| bencher.iter(|| overlap(black_box(&guard), &other)));
}

criterion_group!(benches, guards);
criterion_main!(benches);
