//! Reading event logs: 65,000 events of tickets with eleven attributes each, as XES with gzip, as a table, as JSON Lines, as OCEL
//! in JSON; and the figures of them.
//!
//! `cargo bench --bench eventlog`
#![allow(missing_docs, clippy::disallowed_methods, reason = "criterion's macros")]

#[path = "support/tickets.rs"]
mod tickets;

use std::{hint::black_box, io::Write as _};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::{Compression, write::GzEncoder};
use itsm::eventlog::{
    self, Classifier, ReadOptions, Reading, Table, csv, jsonl,
    ocel::{self, ObjectLog},
    xes,
};
use tickets::{EVENTS, log};

fn benches(criterion: &mut Criterion) {
    let log = log();
    let (mut table, mut lines, mut text) = (Vec::new(), Vec::new(), Vec::new());
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    let written = (csv::write(&log, b',', &mut table), jsonl::write(&log, &mut lines), xes::write(&log, &mut text), packed.write_all(&text));
    let Ok(packed) = packed.finish() else { return };
    let (objects, mut ocel) = (ObjectLog::of_cases(&log, Some("incident")).0, Vec::new());
    let _ = black_box(objects.write_json(&mut ocel));
    let _ = black_box(written);
    let mut group = criterion.benchmark_group("eventlog");
    group.throughput(Throughput::Elements(EVENTS.into()));
    group.bench_function("read XES with gzip", |bencher| bencher.iter(|| eventlog::read("log.xes.gz", packed.as_slice(), &Reading::default())));
    group.bench_function("read XES", |bencher| bencher.iter(|| xes::read("log.xes", text.as_slice(), &ReadOptions::default())));
    group.bench_function("read CSV", |bencher| bencher.iter(|| csv::read("log.csv", table.as_slice(), &Table::default(), &ReadOptions::default())));
    group.bench_function("read JSON Lines", |bencher| {
        bencher.iter(|| jsonl::read("log.jsonl", lines.as_slice(), &Table::default(), &ReadOptions::default()));
    });
    group.bench_function("read OCEL JSON", |bencher| bencher.iter(|| ocel::read("log.json", ocel.as_slice(), &ReadOptions::default())));
    group.bench_function("flatten OCEL", |bencher| bencher.iter(|| objects.flatten("log.json", None, ReadOptions::LIMITS)));
    group.bench_function("write XES", |bencher| bencher.iter(|| xes::write(&log, std::io::sink())));
    group.bench_function("write CSV", |bencher| bencher.iter(|| csv::write(&log, b',', std::io::sink())));
    group.bench_function("figures", |bencher| bencher.iter(|| log.stats(&Classifier::default(), 10)));
    group.finish();
}

criterion_group! { name = all; config = Criterion::default().sample_size(20); targets = benches }
criterion_main!(all);
