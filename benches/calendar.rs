//! Business calendars: reading one, elapsed time over a month and a year, deadlines, a clock replayed.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::{
    calendar::{
        self, BusinessDuration, Calendar, Pause, ServiceClock,
        clock::{Change, ClockEvent, Target},
    },
    catalog::SHIPPED,
    jiff::{SignedDuration, Timestamp},
    source::{Limits, Memory},
};

const BERLIN: &str = "calendars/berlin-office.yaml";

fn files() -> Memory {
    Memory::new().with(BERLIN, SHIPPED.get(BERLIN).unwrap_or_default())
}

fn berlin() -> Option<Calendar> {
    calendar::load(&files(), BERLIN, Limits::default()).ok()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_default()
}

/// The file of a year with its holidays, and one that is valid for 230 years of summer times.
fn reading(criterion: &mut Criterion) {
    let files = files();
    criterion.bench_function("load berlin-office", |bencher| {
        bencher.iter(|| calendar::load(black_box(&files), BERLIN, Limits::default()).is_ok());
    });
    let text = SHIPPED.get(BERLIN).unwrap_or_default().replace("valid: {", "# ");
    let unbounded = Memory::new().with(BERLIN, text);
    criterion.bench_function("load berlin-office, 1970 to 2199", |bencher| {
        bencher.iter(|| calendar::load(black_box(&unbounded), BERLIN, Limits::default()).is_ok());
    });
}

fn answers(criterion: &mut Criterion) {
    let Some(berlin) = berlin() else { return };
    let (start, month, year) = (at("2026-01-05T09:00:00Z"), at("2026-02-05T09:00:00Z"), at("2026-12-30T09:00:00Z"));
    criterion.bench_function("elapsed over a month", |bencher| bencher.iter(|| berlin.elapsed(black_box(start), month)));
    criterion.bench_function("elapsed over a year", |bencher| bencher.iter(|| berlin.elapsed(black_box(start), year)));
    criterion.bench_function("add 8 hours", |bencher| bencher.iter(|| berlin.add(black_box(start), SignedDuration::from_hours(8))));
    criterion.bench_function("add 1,000 hours", |bencher| bencher.iter(|| berlin.add(black_box(start), SignedDuration::from_hours(1000))));
    let pause = |from: &str, until: &str| Pause { from: at(from), until: Some(at(until)) };
    let held = [pause("2026-01-06T09:00:00Z", "2026-01-07T09:00:00Z"), pause("2026-01-08T09:00:00Z", "2026-01-12T09:00:00Z")];
    let target = BusinessDuration::hours(40);
    criterion.bench_function("deadline of 40 hours with two pauses", |bencher| bencher.iter(|| berlin.deadline(black_box(start), target, &held)));
    criterion.bench_function("deadline of 5 business days", |bencher| {
        bencher.iter(|| berlin.deadline(black_box(start), BusinessDuration::days(5), &[]));
    });
    criterion.bench_function("next opening", |bencher| bencher.iter(|| berlin.next_opening(black_box(at("2026-04-03T09:00:00Z")))));
}

fn clock(criterion: &mut Criterion) {
    let Some(berlin) = berlin() else { return };
    let target = Target { name: "resolution".to_owned(), duration: BusinessDuration::hours(40), calendar: "berlin-office".to_owned() };
    let event = |sequence, at: Timestamp, change| ClockEvent { at, sequence, name: "event".to_owned(), change: Some(change) };
    let mut events = vec![event(0, at("2026-01-05T09:00:00Z"), Change::Start { target })];
    for day in 0..10 {
        let held = at("2026-01-06T09:00:00Z") + SignedDuration::from_hours(24 * day);
        let sequence = u64::try_from(day).unwrap_or_default() * 2;
        events.push(event(sequence + 1, held, Change::Pause));
        events.push(event(sequence + 2, held + SignedDuration::from_hours(2), Change::Resume));
    }
    let calendars = [berlin];
    criterion.bench_function("replay 21 events", |bencher| {
        bencher.iter(|| ServiceClock::replay(black_box(&events), &calendars, at("2026-02-01T09:00:00Z")).is_ok());
    });
}

criterion_group!(benches, reading, answers, clock);
criterion_main!(benches);
