//! One event of a seven-state incident: a hand-written `match`, the bare table, and an instance with all its checks.
//!
//! Two workloads, each as nanoseconds an event: `scripted` is one ticket after the other through all states, `random` is a
//! fixed list of 65,536 events of which about a third is accepted; a ticket that closes is replaced by a new one.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use itsm::{
    catalog::Catalog,
    lifecycle::{Context, EventId, Library, Lifecycle, StateId},
    source::FileText,
};

const INCIDENT: &str = "
format: itsm/lifecycle/1
id: incident
title: Incident
states:
  - {id: new, kind: initial}
  - {id: escalated-tto, kind: open}
  - {id: assigned, kind: open}
  - {id: escalated-ttr, kind: open}
  - {id: pending, kind: waiting}
  - {id: resolved, kind: resolved}
  - {id: closed, kind: terminal}
events: [{id: assign}, {id: timeout}, {id: autoresolve}, {id: pending}, {id: resolve}, {id: reassign}, {id: close}, {id: reopen}, {id: autoclose}]
transitions:
  - {from: [new], on: assign, to: assigned}
  - {from: [new], on: timeout, to: escalated-tto}
  - {from: [new], on: autoresolve, to: resolved}
  - {from: [escalated-tto], on: assign, to: assigned}
  - {from: [assigned], on: pending, to: pending}
  - {from: [assigned], on: resolve, to: resolved}
  - {from: [assigned], on: reassign, to: assigned}
  - {from: [assigned], on: timeout, to: escalated-ttr}
  - {from: [assigned], on: autoresolve, to: resolved}
  - {from: [escalated-ttr], on: pending, to: pending}
  - {from: [escalated-ttr], on: resolve, to: resolved}
  - {from: [escalated-ttr], on: reassign, to: assigned}
  - {from: [escalated-ttr], on: autoresolve, to: resolved}
  - {from: [pending], on: assign, to: assigned}
  - {from: [pending], on: autoresolve, to: resolved}
  - {from: [resolved], on: close, to: closed}
  - {from: [resolved], on: reopen, to: assigned}
  - {from: [resolved], on: autoresolve, to: resolved}
";

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    EscalatedTto,
    Assigned,
    EscalatedTtr,
    Pending,
    Resolved,
    Closed,
}

#[derive(Clone, Copy)]
enum Event {
    Assign,
    Timeout,
    Autoresolve,
    Pending,
    Resolve,
    Reassign,
    Close,
    Reopen,
    Autoclose,
}

const EVENTS: [Event; 9] = [
    Event::Assign,
    Event::Timeout,
    Event::Autoresolve,
    Event::Pending,
    Event::Resolve,
    Event::Reassign,
    Event::Close,
    Event::Reopen,
    Event::Autoclose,
];

/// What a developer writes by hand.
#[allow(clippy::match_same_arms, reason = "one arm an event, as people write it")]
fn by_hand(state: State, event: Event) -> Option<State> {
    match (state, event) {
        (State::New | State::EscalatedTto | State::Pending, Event::Assign) | (State::EscalatedTtr | State::Assigned, Event::Reassign) => {
            Some(State::Assigned)
        }
        (State::New, Event::Timeout) => Some(State::EscalatedTto),
        (State::Assigned, Event::Timeout) => Some(State::EscalatedTtr),
        (State::Assigned | State::EscalatedTtr, Event::Pending) => Some(State::Pending),
        (State::Assigned | State::EscalatedTtr, Event::Resolve) => Some(State::Resolved),
        (State::New | State::Assigned | State::EscalatedTtr | State::Pending | State::Resolved, Event::Autoresolve) => Some(State::Resolved),
        (State::Resolved, Event::Close) => Some(State::Closed),
        (State::Resolved, Event::Reopen) => Some(State::Assigned),
        _ => None,
    }
}

/// Timeout, assign, timeout, pending, assign, reassign, resolve, reopen, resolve, close visits every state.
const SCRIPT: [usize; 10] = [1, 0, 1, 3, 0, 5, 4, 7, 4, 6];

/// A fixed list of events (xorshift, Marsaglia 2003).
fn random() -> Vec<usize> {
    let mut seed = 88_172_645_463_325_252_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % 9).unwrap_or(0)
    };
    (0..65_536).map(|_| next()).collect()
}

fn compare(criterion: &mut Criterion) {
    let Ok(incident) = Lifecycle::load(&FileText::new("incident.yaml", INCIDENT)) else { return };
    let ids: Vec<EventId> = incident.events().map(|(id, _)| id).collect();
    let script: Vec<usize> = SCRIPT.iter().copied().cycle().take(65_530).collect();
    for (name, work) in [("scripted", script), ("random", random())] {
        let by_enum: Vec<Event> = work.iter().filter_map(|place| EVENTS.get(*place).copied()).collect();
        let by_id: Vec<EventId> = work.iter().filter_map(|place| ids.get(*place).copied()).collect();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(u64::try_from(work.len()).unwrap_or(0)));
        group.bench_function("hand-written match", |bencher| {
            bencher.iter(|| {
                let (mut state, mut closed) = (State::New, 0_u32);
                for event in black_box(&by_enum) {
                    state = by_hand(state, *event).unwrap_or(state);
                    if state == State::Closed {
                        (state, closed) = (State::New, closed + 1);
                    }
                }
                closed
            });
        });
        let table = incident.table();
        let (begin, end): (StateId, Option<StateId>) = (incident.initial(), incident.state("closed"));
        group.bench_function("Table::step", |bencher| {
            bencher.iter(|| {
                let (mut state, mut closed) = (begin, 0_u32);
                for event in black_box(&by_id) {
                    state = table.step(state, *event).unwrap_or(state);
                    if Some(state) == end {
                        (state, closed) = (begin, closed + 1);
                    }
                }
                closed
            });
        });
        let context = Context::new();
        group.bench_function("Instance::apply", |bencher| {
            bencher.iter(|| {
                let (mut instance, mut closed) = (incident.begin(), 0_u32);
                for event in black_box(&by_id) {
                    let _ = black_box(instance.apply(*event, &context));
                    if Some(instance.state_id()) == end {
                        (instance, closed) = (incident.begin(), closed + 1);
                    }
                }
                closed
            });
        });
        group.finish();
    }
}

/// Every built-in lifecycle with its models, all rules, the elements of frameworks looked up.
fn check(criterion: &mut Criterion) {
    let references = Library::lifecycles(&Catalog::builtin());
    let all = |catalog: &Catalog| {
        references.iter().filter_map(|reference| catalog.check_lifecycle_named(reference).ok()).map(|found| found.len()).sum::<usize>()
    };
    let mut group = criterion.benchmark_group("checking all built-in lifecycles");
    group.sample_size(20);
    group.bench_function("from an empty catalog, frameworks read too", |bencher| bencher.iter(|| all(&Catalog::builtin())));
    let warm = Catalog::builtin();
    all(&warm);
    group.bench_function("frameworks read before", |bencher| bencher.iter(|| all(&warm)));
    group.finish();
}

criterion_group!(benches, compare, check);
criterion_main!(benches);
