//! What it costs to keep an event: the bare event, a trail of numbers in memory, sealed records in a chain of hashes, and an
//! SQLite file beside the same rows inserted by hand.
//!
//! `cargo bench --bench audit` for memory, `cargo bench --features sqlite --bench audit` for all.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    reason = "criterion's macros; a bench measures and says so"
)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use itsm::{
    audit::{Entry, Journal, Memory, Salts},
    jiff::Timestamp,
    lifecycle::{Applied, Context, EventId, Instance, Lifecycle, Trail},
    source::FileText,
};

const INCIDENT: &str = "
format: itsm/lifecycle/1
id: incident
title: Incident
record: incident
states:
  - {id: new, kind: initial}
  - {id: assigned, kind: open}
  - {id: pending, kind: waiting}
  - {id: resolved, kind: resolved}
  - {id: closed, kind: terminal}
events: [{id: assign}, {id: pending}, {id: resume}, {id: resolve}, {id: close}]
transitions:
  - {from: [new], on: assign, to: assigned}
  - {from: [assigned], on: pending, to: pending}
  - {from: [pending], on: resume, to: assigned}
  - {from: [assigned], on: resolve, to: resolved}
  - {from: [resolved], on: close, to: closed}
";
const LIFE: [&str; 5] = ["assign", "pending", "resume", "resolve", "close"];
const TICKETS: usize = 2_000;

fn incident() -> Option<(Lifecycle, Vec<EventId>)> {
    let incident = Lifecycle::load(&FileText::new("incident.yaml", INCIDENT)).ok()?;
    let life = LIFE.iter().filter_map(|event| incident.event(event)).collect();
    Some((incident, life))
}

fn names() -> Vec<String> {
    (0..TICKETS).map(|number| format!("INC-{number:06}")).collect()
}

/// Every ticket lives its life; what happens is shown to `keep`.
#[inline]
fn live(incident: &Lifecycle, life: &[EventId], names: &[String], context: &Context, mut keep: impl FnMut(&str, EventId, &Applied, &Instance)) {
    for name in names {
        let mut instance = incident.begin();
        for event in black_box(life) {
            if let Ok(applied) = instance.apply(*event, context) {
                keep(name, *event, &applied, &instance);
            }
        }
    }
}

/// Per event: 10,000 of them, five to a ticket.
fn memory(criterion: &mut Criterion) {
    let Some((incident, life)) = incident() else { return };
    let names = names();
    let context = Context::new().with_actor("ann").at(Timestamp::UNIX_EPOCH);
    let with_role = context.clone().with_role("service-desk-agent").with_role("user");
    let mut group = criterion.benchmark_group("memory");
    group.throughput(Throughput::Elements((TICKETS * LIFE.len()) as u64));
    group.bench_function("apply", |bencher| {
        bencher.iter(|| {
            live(&incident, &life, &names, &context, |_, _, applied, _| {
                black_box(applied.sequence);
            });
        });
    });
    for (name, context) in [("apply, trail", &context), ("apply, trail, with roles", &with_role)] {
        let mut trail = Trail::new(&incident);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                trail.clear();
                live(&incident, &life, &names, context, |name, event, applied, _| drop(trail.push(name, event, applied, context)));
                trail.len()
            });
        });
    }
    group.bench_function("apply, trail in new memory", |bencher| {
        bencher.iter(|| {
            let mut trail = Trail::new(&incident);
            live(&incident, &life, &names, &context, |name, event, applied, _| drop(trail.push(name, event, applied, &context)));
            trail.len()
        });
    });
    group.bench_function("apply, entry", |bencher| {
        bencher.iter(|| {
            live(&incident, &life, &names, &context, |name, event, applied, instance| {
                black_box(instance.entry(name, event, applied, &context));
            });
        });
    });
    group.bench_function("apply, entry, sealed in memory", |bencher| {
        bencher.iter(|| {
            let mut journal = Memory::new();
            live(&incident, &life, &names, &context, |name, event, applied, instance| {
                if let Some(entry) = instance.entry(name, event, applied, &context) {
                    let _ = journal.append(entry);
                }
            });
            journal.records().len()
        });
    });
    group.finish();
    chain(criterion, &entries(&incident, &life, &names, &context));
}

/// The chain alone: salts, canonical JSON and SHA-256 of a record with actor, definition and no changed fields.
fn chain(criterion: &mut Criterion, entries: &[Entry]) {
    let mut group = criterion.benchmark_group("chain");
    group.throughput(Throughput::Elements(entries.len() as u64));
    for (name, mut salts) in [("seal", Salts::System), ("seal, salts that are counted", Salts::Counting(0))] {
        group.bench_function(name, |bencher| {
            let sealed = |entries: Vec<Entry>| entries.into_iter().filter_map(|entry| entry.seal(None, &mut salts).ok()).count();
            bencher.iter_batched(|| entries.to_vec(), sealed, BatchSize::LargeInput);
        });
    }
    group.finish();
}

fn entries(incident: &Lifecycle, life: &[EventId], names: &[String], context: &Context) -> Vec<Entry> {
    let mut entries = Vec::new();
    live(incident, life, names, context, |name, event, applied, instance| entries.extend(instance.entry(name, event, applied, context)));
    entries
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::time::{Duration, Instant};

    use criterion::Criterion;
    use itsm::{
        audit::{Entry, Journal as _, Record, Salts},
        digest::Digest,
        jiff::Timestamp,
        lifecycle::Context,
        store::SqliteJournal,
    };
    use rusqlite::{Connection, TransactionBehavior, params};

    /// The rows of the same records, made beforehand.
    struct Raw {
        record: String,
        sequence: i64,
        hash: [u8; 32],
        json: String,
    }

    fn raw(entries: &[Entry]) -> Vec<Raw> {
        let mut salts = Salts::Counting(0);
        // Any hash does for the one before: it is as long as the right one.
        let sealed = entries.iter().filter_map(|entry| entry.clone().seal(Some(Digest::of(b"")), &mut salts).ok());
        let row = |record: Record| Raw {
            sequence: i64::try_from(record.sequence).unwrap_or(0),
            hash: *record.hash.bytes(),
            json: serde_json::to_string(&record).unwrap_or_default(),
            record: record.record,
        };
        sealed.map(row).collect()
    }

    /// A table of the same form in a file with the same settings.
    fn table(path: &std::path::Path) -> rusqlite::Result<Connection> {
        drop(SqliteJournal::open(path));
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "synchronous", "full")?;
        Ok(connection)
    }

    fn insert(connection: &mut Connection, rows: &[Raw]) -> rusqlite::Result<()> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut insert = transaction.prepare_cached("INSERT INTO entry (record, sequence, hash, json) VALUES (?1, ?2, ?3, ?4)")?;
            for row in rows {
                insert.execute(params![row.record, row.sequence, row.hash, row.json])?;
            }
        }
        transaction.commit()
    }

    /// The events of new tickets for every round, so that no file has them yet.
    fn fresh(round: u64) -> Vec<Entry> {
        let Some((incident, life)) = super::incident() else { return Vec::new() };
        let names: Vec<String> = (0..super::TICKETS).map(|number| format!("INC-{round:04}-{number:06}")).collect();
        super::entries(&incident, &life, &names, &Context::new().with_actor("ann").at(Timestamp::UNIX_EPOCH))
    }

    /// Appends by the journal and by hand in turns, `batch` rows a transaction, now this first and now that, so that both see the
    /// same moods of the disk and files of the same size; says how long each took altogether, and the ratio.
    pub fn compare(_: &mut Criterion) {
        for (batch, rounds) in [(1_usize, 1_000), (100, 300), (1_000, 100), (10_000, 20)] {
            let Ok(folder) = tempfile::tempdir() else { return };
            let (Ok(mut journal), Ok(mut connection)) = (SqliteJournal::open(folder.path().join("a")), table(&folder.path().join("b"))) else {
                return;
            };
            let (mut number, mut waiting) = (0, Vec::new());
            let (mut hand, mut own) = (Duration::ZERO, Duration::ZERO);
            for round in 0..rounds {
                while waiting.len() < batch {
                    number += 1;
                    waiting.extend(fresh(number));
                }
                let entries: Vec<Entry> = waiting.drain(..batch).collect();
                let rows = raw(&entries);
                let mut entries = Some(entries);
                for turn in 0..2 {
                    let start = Instant::now();
                    if (round + turn) % 2 == 0 {
                        if let Err(error) = insert(&mut connection, &rows) {
                            return println!("{error}");
                        }
                        hand += start.elapsed();
                    } else {
                        if let Err(error) = journal.append_all(entries.take().unwrap_or_default()) {
                            return println!("{error}");
                        }
                        own += start.elapsed();
                    }
                }
            }
            let each = |spent: Duration| spent.as_secs_f64() * 1e6 / (batch * rounds) as f64;
            println!(
                "SQLite, {batch} rows a transaction: by hand {:.1} us a row, journal {:.1} us, ratio {:.2}",
                each(hand),
                each(own),
                each(own) / each(hand)
            );
        }
    }
}

#[cfg(feature = "sqlite")]
criterion_group!(benches, memory, sqlite::compare);
#[cfg(not(feature = "sqlite"))]
criterion_group!(benches, memory);
criterion_main!(benches);
