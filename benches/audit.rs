//! What keeping events costs: an instance alone, with a trail of numbers, with sealed records; a file beside raw SQLite.
//!
//! `scripted` is the workload of `benches/lifecycle.rs`: tickets that go through all states, ten events each. The raw inserts
//! write the very rows of the journal, JSON and hash made beforehand, with the same settings and the same transactions.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use itsm::{
    audit::{Entry, Journal as _, Memory, Record, Salts},
    jiff::Timestamp,
    lifecycle::{Context, EventId, Lifecycle, Trail},
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
events: [{id: assign}, {id: timeout}, {id: pending}, {id: resolve}, {id: reassign}, {id: close}, {id: reopen}]
transitions:
  - {from: [new, escalated-tto, pending], on: assign, to: assigned}
  - {from: [new], on: timeout, to: escalated-tto}
  - {from: [assigned, escalated-ttr], on: pending, to: pending}
  - {from: [assigned, escalated-ttr], on: resolve, to: resolved}
  - {from: [assigned, escalated-ttr], on: reassign, to: assigned}
  - {from: [assigned], on: timeout, to: escalated-ttr}
  - {from: [resolved], on: close, to: closed}
  - {from: [resolved], on: reopen, to: assigned}
";

const SCRIPT: [&str; 10] = ["timeout", "assign", "timeout", "pending", "assign", "reassign", "resolve", "reopen", "resolve", "close"];

fn incident() -> Option<(Lifecycle, Vec<EventId>)> {
    let incident = Lifecycle::load(&FileText::new("incident.yaml", INCIDENT)).ok()?;
    let script = SCRIPT.iter().map(|event| incident.event(event)).collect::<Option<Vec<EventId>>>()?;
    Some((incident, script))
}

/// Tickets in one run.
const TICKETS: usize = 1_000;

fn context() -> Context {
    Context::new().with_actor("ann").at(Timestamp::UNIX_EPOCH)
}

fn memory(criterion: &mut Criterion) {
    let Some((incident, script)) = incident() else { return };
    let context = context();
    let names: Vec<String> = (0..TICKETS).map(|number| format!("INC-{number:06}")).collect();
    let mut group = criterion.benchmark_group("keeping in memory");
    group.throughput(Throughput::Elements(u64::try_from(TICKETS * SCRIPT.len()).unwrap_or(0)));
    group.bench_function("Instance::apply alone", |bencher| {
        bencher.iter(|| {
            let mut sum = 0;
            for _ in &names {
                let mut ticket = incident.begin();
                for event in black_box(&script) {
                    sum += ticket.apply(*event, &context).map_or(0, |applied| applied.sequence);
                }
            }
            sum
        });
    });
    let mut trail = Trail::new(&incident);
    group.bench_function("apply and Trail::push", |bencher| {
        bencher.iter(|| {
            trail.clear();
            for name in &names {
                let mut ticket = incident.begin();
                for event in black_box(&script) {
                    if let Ok(applied) = ticket.apply(*event, &context) {
                        trail.push(name, *event, &applied, &context);
                    }
                }
            }
            trail.len()
        });
    });
    group.bench_function("apply and a sealed record (hash chain)", |bencher| {
        bencher.iter(|| {
            let mut journal = Memory::with_salts(Salts::Counting(0));
            for name in &names {
                let mut ticket = incident.begin();
                for event in black_box(&script) {
                    let _ = ticket.apply_and_keep(name, *event, &context, &mut journal);
                }
            }
            journal.records().len()
        });
    });
    let records = sealed(&incident, &script, 1);
    if let Some(record) = records.first() {
        group.throughput(Throughput::Elements(1));
        group.bench_function("the hash of one record", |bencher| bencher.iter(|| black_box(record).content_hash()));
    }
    group.finish();
}

fn entries(incident: &Lifecycle, script: &[EventId], tickets: usize) -> Vec<Entry> {
    let context = context();
    let mut trail = Trail::new(incident);
    for number in 0..tickets {
        let mut ticket = incident.begin();
        for event in script {
            if let Ok(applied) = ticket.apply(*event, &context) {
                trail.push(&format!("INC-{number:06}"), *event, &applied, &context);
            }
        }
    }
    trail.entries().collect()
}

fn sealed(incident: &Lifecycle, script: &[EventId], tickets: usize) -> Vec<Record> {
    let mut journal = Memory::with_salts(Salts::Counting(0));
    let _ = journal.append_all(entries(incident, script, tickets));
    journal.records().to_vec()
}

#[cfg(feature = "sqlite")]
fn file(criterion: &mut Criterion) {
    use itsm::store::SqliteJournal;

    /// Tickets in one batch.
    const BATCH: usize = 1_000;
    let Some((incident, script)) = incident() else { return };
    let Ok(folder) = tempfile::tempdir() else { return };
    let mut number = 0;
    let mut path = || {
        number += 1;
        folder.path().join(format!("{number}.sqlite"))
    };
    let open = |path: std::path::PathBuf| SqliteJournal::open(path).ok().map(|journal| journal.with_salts(Salts::Counting(0)));
    let rows = |tickets: usize| -> Vec<(String, i64, [u8; 32], String)> {
        let row = |record: Record| {
            let json = serde_json::to_string(&record).unwrap_or_default();
            (record.record, i64::try_from(record.sequence).unwrap_or(0), *record.hash.bytes(), json)
        };
        sealed(&incident, &script, tickets).into_iter().map(row).collect()
    };
    // The settings and the table of the journal.
    let raw = |path: std::path::PathBuf| {
        drop(SqliteJournal::open(&path));
        let connection = rusqlite::Connection::open(path).ok()?;
        connection.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL").ok()?;
        Some(connection)
    };
    let insert = "INSERT INTO entry (record, sequence, hash, json) VALUES (?1, ?2, ?3, ?4)";
    let put = |connection: &mut rusqlite::Connection, rows: &[(String, i64, [u8; 32], String)]| -> rusqlite::Result<()> {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        {
            let mut statement = transaction.prepare_cached(insert)?;
            for (record, sequence, hash, json) in rows {
                statement.execute(rusqlite::params![record, sequence, hash, json])?;
            }
        }
        transaction.commit()
    };
    let mut group = criterion.benchmark_group("keeping in SQLite, 10,000 events at once");
    group.sample_size(20);
    let all = rows(BATCH);
    group.throughput(Throughput::Elements(u64::try_from(all.len()).unwrap_or(0)));
    group.bench_function("raw inserts of the same rows", |bencher| {
        bencher.iter_batched(|| raw(path()), |connection| connection.map(|mut connection| put(&mut connection, &all)), BatchSize::PerIteration);
    });
    let batch = entries(&incident, &script, BATCH);
    group.bench_function("SqliteJournal::append_all", |bencher| {
        bencher.iter_batched(
            || (open(path()), batch.clone()),
            |(journal, batch)| journal.map(|mut journal| journal.append_all(batch).is_ok()),
            BatchSize::PerIteration,
        );
    });
    group.finish();

    let mut group = criterion.benchmark_group("keeping in SQLite, one event at a time");
    group.sample_size(20);
    let few = rows(10);
    group.throughput(Throughput::Elements(u64::try_from(few.len()).unwrap_or(0)));
    group.bench_function("raw inserts of the same rows", |bencher| {
        bencher.iter_batched(
            || raw(path()),
            |connection| connection.map(|mut connection| few.iter().all(|row| put(&mut connection, std::slice::from_ref(row)).is_ok())),
            BatchSize::PerIteration,
        );
    });
    let single = entries(&incident, &script, 10);
    group.bench_function("SqliteJournal::append", |bencher| {
        bencher.iter_batched(
            || (open(path()), single.clone()),
            |(journal, single)| journal.map(|mut journal| single.into_iter().all(|entry| journal.append(entry).is_ok())),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

#[cfg(not(feature = "sqlite"))]
fn file(_: &mut Criterion) {}

criterion_group!(benches, memory, file);
criterion_main!(benches);
