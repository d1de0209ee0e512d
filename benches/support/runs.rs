//! Seeded traces for benches: runs of nets and of a status machine, with noise.
#![allow(
    dead_code,
    clippy::must_use_candidate,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "every user needs a part of it, and nobody else does; a bench fails by panicking"
)]

use itsm::{
    eventlog::{EventLog, LogBuilder, Order},
    net::Net,
};

use crate::nets::Numbers;

/// The labels of a random run of a net to its end; runs of more than 2,000 steps are begun anew.
pub fn run(net: &Net, numbers: &mut Numbers) -> Vec<String> {
    'again: loop {
        let (mut marking, mut trace) = (net.initial().clone(), Vec::new());
        for _ in 0..2000 {
            if net.is_complete(&marking) {
                return trace;
            }
            let enabled: Vec<_> = net.enabled(&marking).collect();
            if enabled.is_empty() {
                continue 'again;
            }
            let next = enabled[numbers.below(enabled.len())];
            net.fire(&mut marking, next).unwrap();
            trace.extend(net.label(next).map(str::to_owned));
        }
    }
}

/// Of a hundred events of a trace, so many are left out, exchanged with the next, or followed by one that does not belong there.
pub fn disturb(trace: &[String], labels: &[String], share: usize, numbers: &mut Numbers) -> Vec<String> {
    let mut noisy: Vec<String> = Vec::new();
    let mut held: Option<String> = None;
    for event in trace {
        if numbers.percent(share) {
            match numbers.below(3) {
                0 => {}
                1 if held.is_none() => {
                    held = Some(event.clone());
                    continue;
                }
                _ => noisy.extend([event.clone(), labels[numbers.below(labels.len())].clone()]),
            }
        } else {
            noisy.push(event.clone());
        }
        noisy.extend(held.take());
    }
    noisy.extend(held);
    noisy
}

/// A log of these traces.
pub fn log(traces: &[Vec<String>]) -> EventLog {
    let mut builder = LogBuilder::new();
    for trace in traces {
        let case = builder.case().unwrap();
        for event in trace {
            builder.named_event(case, event).unwrap();
        }
    }
    builder.finish(Order::AsAdded)
}

/// Traces of a net; of a hundred, `noisy` are disturbed in `share` of a hundred events.
pub fn traces(net: &Net, count: usize, noisy: usize, share: usize, numbers: &mut Numbers) -> Vec<Vec<String>> {
    let labels: Vec<String> = net.transitions().filter_map(|transition| net.label(transition)).map(str::to_owned).collect();
    let mut one = || {
        let trace = run(net, numbers);
        if numbers.percent(noisy) { disturb(&trace, &labels, share, numbers) } else { trace }
    };
    (0..count).map(|_| one()).collect()
}

/// The states of a ticket, and which may follow on each; the first is where it begins, the last two are its ends.
pub const STATUSES: [(&str, &[usize]); 13] = [
    ("New", &[1, 2, 12]),
    ("Assigned", &[2, 6, 7, 12]),
    ("In progress", &[3, 4, 5, 6, 7, 8]),
    ("Waiting for user", &[2, 8, 12]),
    ("Waiting for vendor", &[2]),
    ("Waiting for change", &[2, 8]),
    ("Escalated", &[2, 7]),
    ("Reassigned", &[1, 2]),
    ("Resolved", &[9, 10, 11]),
    ("Reopened", &[1, 2]),
    ("Confirmed", &[11]),
    ("Closed", &[]),
    ("Cancelled", &[]),
];

/// The steps of the machine of [`STATUSES`]: from, the state that is entered, to; one before them all is the first.
pub fn status_steps() -> Vec<(u32, Option<&'static str>, u32)> {
    let number = |at: usize| u32::try_from(at).unwrap();
    let mut steps = vec![(13, Some("New"), 0)];
    for (from, (_, next)) in STATUSES.iter().enumerate() {
        steps.extend(next.iter().map(|to| (number(from), Some(STATUSES[*to].0), number(*to))));
    }
    steps
}

/// Traces of statuses with this many events in all, one in ten cases with an event or two disturbed.
pub fn status_traces(events: usize, numbers: &mut Numbers) -> Vec<Vec<String>> {
    let labels: Vec<String> = STATUSES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let (mut traces, mut count) = (Vec::new(), 0);
    while count < events {
        let (mut at, mut trace) = (0, vec![labels[0].clone()]);
        while !STATUSES[at].1.is_empty() {
            let next = STATUSES[at].1;
            at = next[numbers.below(next.len())];
            trace.push(labels[at].clone());
        }
        if numbers.percent(10) {
            trace = disturb(&trace, &labels, 15, numbers);
        }
        trace.truncate(events - count);
        count += trace.len();
        traces.push(trace);
    }
    traces
}
