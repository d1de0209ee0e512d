//! Reading XES beside the crate `process_mining`: the same bytes, in turn.
//!
//! `cargo run --release --manifest-path benches/rivals/Cargo.toml --bin import [log.xes.gz]`
//!
//! Without a file, a log of 65,000 events with eleven attributes each. Milliseconds, the fastest of eleven rounds; decompression alone beside them.
#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench measures time, prints, and fails by panicking"
)]

#[path = "../../../support/tickets.rs"]
mod tickets;

use std::{
    fs,
    hint::black_box,
    io::{self, Write as _},
    time::{Duration, Instant},
};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use itsm::eventlog::{self, Reading, xes};
use process_mining::core::event_data::case_centric::xes::{XESImportOptions, import_xes_slice};

const ROUNDS: usize = 11;

fn packed() -> Vec<u8> {
    if let Some(path) = std::env::args().nth(1) {
        return fs::read(path).unwrap();
    }
    let log = tickets::log();
    assert!(log.event_count() >= usize::try_from(tickets::EVENTS).unwrap());
    let mut text = Vec::new();
    let _ = xes::write(&log, &mut text).unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&text).unwrap();
    packed.finish().unwrap()
}

fn timed<T>(best: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = black_box(work());
    *best = (*best).min(start.elapsed());
    made
}

fn main() {
    let packed = packed();
    let (mut ours, mut theirs, mut alone) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let (mut events, mut size) = ([0, 0], 0);
    for _ in 0..ROUNDS {
        size = timed(&mut alone, || io::copy(&mut GzDecoder::new(packed.as_slice()), &mut io::sink()).unwrap());
        let (log, findings) = timed(&mut ours, || eventlog::read("log.xes.gz", packed.as_slice(), &Reading::default()));
        assert_eq!(findings.errors(), 0);
        let other = timed(&mut theirs, || import_xes_slice(&packed, true, XESImportOptions::default()).unwrap());
        events = [log.unwrap().event_count(), other.traces.iter().map(|trace| trace.events.len()).sum()];
    }
    assert_eq!(events[0], events[1]);
    println!("{} events, {size} bytes, {} packed: itsm {ours:.1?}, process_mining {theirs:.1?}, decompression alone {alone:.1?}", events[0], packed.len());
}
