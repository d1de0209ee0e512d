//! One event of a seven-state incident: this library beside a hand-written `match` and three other crates.
//!
//! Two workloads as in `benches/lifecycle.rs`: `scripted` is one ticket after the other through all states, `random` a
//! fixed list of 65,536 events of which about a third is accepted; a ticket that closes is replaced by a new one. All
//! inputs are prepared beforehand. Every contender counts the tickets that it closes, and all must count the same. Nanoseconds an event, the median of the rounds and the fastest; the rounds
//! of all contenders take turns, so that a busy machine is no contender's disadvantage.
#![allow(missing_docs, clippy::disallowed_methods, clippy::indexing_slicing, reason = "a bench measures time and prints")]

mod incident;
mod machines;

use std::{hint::black_box, time::Instant};

use incident::{Event, Incident, State};
use itsm::{
    lifecycle::{Context, EventId},
    typed::Name as _,
};
use machines::{by_hand, in_rust_fsm, in_smlang, in_statig};
use statig::prelude::IntoStateMachineExt as _;

const ROUNDS: usize = 301;

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

struct Contender<'work> {
    name: &'static str,
    /// Runs the whole list; the number of closed tickets.
    run: Box<dyn FnMut() -> u32 + 'work>,
    times: Vec<f64>,
}

fn contender<'work>(name: &'static str, run: impl FnMut() -> u32 + 'work) -> Contender<'work> {
    Contender { name, run: Box::new(run), times: Vec::new() }
}

fn main() {
    let script = SCRIPT.iter().copied().cycle().take(65_530).collect();
    for (name, work) in [("scripted", script), ("random", random())] {
        measure(name, &work);
    }
}

fn measure(name: &str, work: &[usize]) {
    let lifecycle = Incident::definition().unwrap_or_else(|error| panic!("{error}"));
    let ids: Vec<EventId> = lifecycle.events().map(|(id, _)| id).collect();
    let ids: Vec<EventId> = work.iter().map(|place| ids[*place]).collect();
    let hand: Vec<by_hand::Event> = work.iter().map(|place| by_hand::EVENTS[*place]).collect();
    let typed: Vec<Event> = work.iter().filter_map(|place| Event::at(*place)).collect();
    let fsm: Vec<in_rust_fsm::Input> = work.iter().map(|place| in_rust_fsm::EVENTS[*place]()).collect();
    let smlang: Vec<in_smlang::Events> = work.iter().map(|place| in_smlang::EVENTS[*place]).collect();
    let (table, begin, end) = (lifecycle.table(), lifecycle.initial(), lifecycle.state("closed"));
    let context = Context::new();

    let mut contenders = [
        contender("hand-written match", || {
            let (mut state, mut closed) = (by_hand::State::New, 0);
            for event in black_box(&hand) {
                if let Some(next) = by_hand::step(state, *event) {
                    state = next;
                    if state == by_hand::State::Closed {
                        (state, closed) = (by_hand::State::New, closed + 1);
                    }
                }
            }
            closed
        }),
        contender("itsm Table::step", || {
            let (mut state, mut closed) = (begin, 0);
            for event in black_box(&ids) {
                if let Some(next) = table.step(state, *event) {
                    state = next;
                    if Some(state) == end {
                        (state, closed) = (begin, closed + 1);
                    }
                }
            }
            closed
        }),
        contender("itsm typed State::on", || {
            let (mut state, mut closed) = (State::New, 0);
            for event in black_box(&typed) {
                if let Some(next) = state.on(*event) {
                    state = next;
                    if state == State::Closed {
                        (state, closed) = (State::New, closed + 1);
                    }
                }
            }
            closed
        }),
        contender("itsm typed State::on, unwrap_or", || {
            let (mut state, mut closed) = (State::New, 0);
            for event in black_box(&typed) {
                state = state.on(*event).unwrap_or(state);
                if state == State::Closed {
                    (state, closed) = (State::New, closed + 1);
                }
            }
            closed
        }),
        contender("itsm Instance::apply", || {
            let (mut instance, mut closed) = (lifecycle.begin(), 0);
            for event in black_box(&ids) {
                if instance.apply(*event, &context).is_ok() && Some(instance.state_id()) == end {
                    (instance, closed) = (lifecycle.begin(), closed + 1);
                }
            }
            closed
        }),
        contender("itsm typed machine apply", || {
            let begin = || Incident::begin().unwrap_or_else(|error| panic!("{error}"));
            let (mut machine, mut closed) = (begin(), 0);
            for event in black_box(&typed) {
                if machine.apply(*event, &context).is_ok() && machine.state() == State::Closed {
                    (machine, closed) = (begin(), closed + 1);
                }
            }
            closed
        }),
        contender("statig", || {
            let begin = || in_statig::Incident.uninitialized_state_machine().init();
            let (mut machine, mut closed) = (begin(), 0);
            for event in black_box(&hand) {
                machine.handle(event);
                if matches!(machine.state(), in_statig::State::Closed {}) {
                    (machine, closed) = (begin(), closed + 1);
                }
            }
            closed
        }),
        contender("rust-fsm", || {
            let (mut machine, mut closed) = (in_rust_fsm::StateMachine::new(), 0);
            for event in black_box(&fsm) {
                if machine.consume(event).is_ok() && matches!(machine.state(), in_rust_fsm::State::Closed) {
                    (machine, closed) = (in_rust_fsm::StateMachine::new(), closed + 1);
                }
            }
            closed
        }),
        contender("smlang", || {
            let (mut machine, mut closed) = (in_smlang::StateMachine::new(in_smlang::Nothing), 0);
            for event in black_box(&smlang) {
                if machine.process_event(*event).is_ok() && matches!(machine.state(), in_smlang::States::Closed) {
                    (machine, closed) = (in_smlang::StateMachine::new(in_smlang::Nothing), closed + 1);
                }
            }
            closed
        }),
    ];

    let expected = (contenders[0].run)();
    for _ in 0..ROUNDS {
        for contender in &mut contenders {
            let start = Instant::now();
            let closed = (contender.run)();
            let nanoseconds = start.elapsed().as_nanos() as f64;
            assert_eq!(closed, expected, "{} lives another incident", contender.name);
            contender.times.push(nanoseconds / work.len() as f64);
        }
    }
    println!("{name}: {} events, {expected} tickets closed", work.len());
    println!("  {:<32} {:>7} {:>7}  ns/event", "", "median", "fastest");
    for Contender { name, times, .. } in &mut contenders {
        times.sort_by(f64::total_cmp);
        println!("  {name:<32} {:>7.2} {:>7.2}", times[ROUNDS / 2], times[0]);
    }
}
