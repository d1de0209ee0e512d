//! The journal in an SQLite file: what is acknowledged is kept, whatever kills the program; of two writers one wins.
#![cfg(feature = "sqlite")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and this one runs itself as another process"
)]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    ops::ControlFlow,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use itsm::{
    audit::{Entry, Journal, JournalError, Memory, Record, Salts, verify_records},
    jiff::Timestamp,
    store::SqliteJournal,
};
use proptest::prelude::*;

fn entry(record: &str, sequence: u64) -> Entry {
    let at = Timestamp::from_second(1_700_000_000 + i64::try_from(sequence).unwrap()).unwrap();
    Entry::new(record, sequence, at, "go", format!("s{}", sequence - 1), format!("s{sequence}")).by("ann").because("it had to be")
}

fn all(journal: &dyn Journal) -> Vec<Record> {
    let mut records = Vec::new();
    journal
        .visit(&mut |record| {
            records.push(record);
            ControlFlow::Continue(())
        })
        .unwrap();
    records
}

#[test]
fn a_file_keeps_what_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.sqlite");
    let mut journal = SqliteJournal::open(&path).unwrap();
    assert!(journal.is_empty().unwrap());
    journal.append_all(vec![entry("A", 1), entry("B", 1), entry("A", 2)]).unwrap();
    let head = journal.append(entry("A", 3)).unwrap();
    drop(journal);
    let journal = SqliteJournal::open_read_only(&path).unwrap();
    assert_eq!((journal.len().unwrap(), journal.head("A").unwrap(), journal.head("C").unwrap()), (4, Some(head), None));
    assert_eq!(journal.history("A").unwrap().iter().map(|record| record.sequence).collect::<Vec<_>>(), [1, 2, 3]);
    let records = all(&journal);
    assert_eq!(records.iter().map(|record| record.record.as_str()).collect::<String>(), "ABAA");
    assert!(verify_records(&records).findings.is_empty());
    let mut seen = 0;
    journal
        .visit(&mut |_| {
            seen += 1;
            if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!(seen, 2);
}

#[test]
fn what_is_taken_out_is_nowhere_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.sqlite");
    let mut journal = SqliteJournal::open(&path).unwrap();
    let secret = |sequence| Entry { actor: Some("Xaverius Qwertz".to_owned()), ..entry("A", sequence) };
    journal.append_all((1..200).map(secret).collect()).unwrap();
    assert_eq!(journal.redact("A", &|text| text.starts_with("Xaver")).unwrap(), 199);
    assert_eq!(journal.redact("A", &|text| text.starts_with("Xaver")).unwrap(), 0);
    journal.append(entry("A", 200)).unwrap();
    let records = all(&journal);
    assert!(verify_records(&records).findings.is_empty());
    drop(journal);
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(8).any(|window| window == b"Xaverius"), "the name is still in the file");
    }
}

#[test]
fn files_that_are_no_journals_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    let message = |path: &Path| SqliteJournal::open(path).unwrap_err().to_string();
    fs::write(&path, "not a database, but long enough to be looked at as one, if that is what it takes, and a bit more than that".repeat(9)).unwrap();
    assert_eq!(message(&path), "the file is no SQLite database");
    let other = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)").unwrap();
    assert_eq!(message(&other), "the file is an SQLite database, and not one of these journals");
    let later = folder.path().join("later.sqlite");
    drop(SqliteJournal::open(&later).unwrap());
    rusqlite::Connection::open(&later).unwrap().pragma_update(None, "user_version", 9).unwrap();
    assert!(message(&later).contains("layout 9"), "{}", message(&later));
    assert!(SqliteJournal::open_read_only(folder.path().join("none")).is_err());
    assert!(!folder.path().join("none").exists());
    // Rows that say something else than the records in them.
    let bent = folder.path().join("bent.sqlite");
    SqliteJournal::open(&bent).unwrap().append_all(vec![entry("A", 1), entry("A", 2)]).unwrap();
    rusqlite::Connection::open(&bent).unwrap().execute("UPDATE entry SET sequence = 7 WHERE sequence = 2", []).unwrap();
    let journal = SqliteJournal::open(&bent).unwrap();
    let error = journal.visit(&mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(error.to_string().starts_with("row 2 says `A`, 7"), "{error}");
    rusqlite::Connection::open(&bent).unwrap().execute("UPDATE entry SET json = '{}' WHERE number = 1", []).unwrap();
    assert!(journal.history("A").unwrap_err().to_string().starts_with("row 1 holds no audit record: missing field"));
}

/// The variable that makes this program a writer: where the journal is.
const WRITER: &str = "ITSM_TEST_JOURNAL";

/// Not a test, but what the other process does: appends until it is killed, and says what was acknowledged.
#[test]
fn as_a_writer() {
    let Some(path) = env::var_os(WRITER) else { return };
    let mut journal = SqliteJournal::open(path).unwrap();
    let ticket = format!("T-{}", std::process::id());
    let mut out = std::io::stdout().lock();
    for round in 0_u64.. {
        // One at a time, then four at once.
        let first = journal.head(&ticket).unwrap().map_or(0, |head| head.sequence) + 1;
        let count = if round % 2 == 0 { 1 } else { 4 };
        journal.append_all((first..first + count).map(|sequence| entry(&ticket, sequence)).collect()).unwrap();
        writeln!(out, "kept {ticket} {}", first + count - 1).unwrap();
        out.flush().unwrap();
    }
}

fn writer(path: &Path) -> std::process::Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "as_a_writer", "--nocapture", "--test-threads=1"])
        .env(WRITER, path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until the writer has acknowledged something, kills it after a while, and gives the last acknowledgement.
fn kill_after(mut child: std::process::Child, pause: Duration) -> BTreeMap<String, u64> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut kept = BTreeMap::new();
    let mut note = |line: &str| {
        let mut words = line.split(' ').skip_while(|word| !word.ends_with("kept")).skip(1);
        if let (Some(ticket), Some(Ok(sequence))) = (words.next(), words.next().map(str::parse)) {
            kept.insert(ticket.to_owned(), sequence);
        }
    };
    while let Some(Ok(line)) = lines.next() {
        note(&line);
        if line.contains("kept") {
            break;
        }
    }
    thread::sleep(pause);
    child.kill().unwrap();
    // What it had written before it was killed counts as acknowledged; half a line does not.
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    rest.iter().filter(|line| line.split(' ').count() == 3).for_each(|line| note(line));
    child.wait().unwrap();
    kept
}

/// How often a writer is killed.
const KILLS: u32 = 200;

#[test]
fn what_was_acknowledged_survives_a_kill_at_any_point() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.sqlite");
    let mut kept: BTreeMap<String, u64> = BTreeMap::new();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..KILLS {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        kept.extend(kill_after(writer(&path), Duration::from_micros(seed % 20_000)));
    }
    let journal = SqliteJournal::open(&path).unwrap();
    let found = verify_records(&all(&journal));
    assert!(found.findings.is_empty(), "{}", itsm::diagnostic::render::plain(&found.findings));
    let heads: BTreeMap<String, u64> = found.heads.into_iter().map(|(ticket, head)| (ticket, head.sequence)).collect();
    // The ids of processes may come again; a ticket then simply went on.
    assert!(kept.len() > usize::try_from(KILLS / 2).unwrap(), "{} writers acknowledged something", kept.len());
    for (ticket, sequence) in &kept {
        let head = heads.get(ticket).copied().unwrap_or(0);
        assert!(head >= *sequence, "{ticket} was acknowledged up to {sequence}, and the journal has {head}");
        // At most one append was under way.
        assert!(head <= sequence + 4, "{ticket} was acknowledged up to {sequence}, and the journal has {head}");
    }
    println!("{KILLS} kills, {} records", found.entries);
}

/// How many events the writers race for.
const EVENTS: u64 = 150;

#[test]
fn of_two_writers_one_wins_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.sqlite");
    let race = |name: &'static str| {
        let path = path.clone();
        thread::spawn(move || {
            let mut journal = SqliteJournal::open(path).unwrap();
            let (mut won, mut lost) = (0_u64, 0_u64);
            let end = Instant::now() + Duration::from_secs(60);
            while Instant::now() < end {
                let next = journal.head("A").unwrap().map_or(0, |head| head.sequence) + 1;
                if next > EVENTS {
                    break;
                }
                match journal.append(Entry { actor: Some(name.to_owned()), ..entry("A", next) }) {
                    Ok(head) => {
                        assert_eq!(head.sequence, next);
                        won += 1;
                    }
                    Err(JournalError::Conflict { sequence, found, .. }) => {
                        assert!(sequence == next && found >= next);
                        lost += 1;
                    }
                    Err(other) => panic!("{other}"),
                }
            }
            (won, lost)
        })
    };
    let writers = [race("ann"), race("bob"), race("cat")];
    let results: Vec<(u64, u64)> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
    assert_eq!(results.iter().map(|(won, _)| won).sum::<u64>(), EVENTS, "{results:?}");
    let journal = SqliteJournal::open(&path).unwrap();
    let records = all(&journal);
    assert_eq!(records.len(), usize::try_from(EVENTS).unwrap());
    assert!(verify_records(&records).findings.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]
    /// Memory and file give the same answers to the same calls.
    #[test]
    fn a_file_does_as_memory_does(calls in prop::collection::vec((0_usize..3, prop::collection::vec((0_u8..3, 1_u64..6), 1..4)), 1..20)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.sqlite");
        let mut file = SqliteJournal::open(&path).unwrap().with_salts(Salts::Counting(0));
        let mut memory = Memory::with_salts(Salts::Counting(0));
        for (kind, entries) in calls {
            if kind == 2 {
                // Another connection writes in between.
                let next = memory.head("T0").unwrap().map_or(0, |head| head.sequence) + 1;
                let plain = Entry { actor: None, reason: None, ..entry("T0", next) };
                SqliteJournal::open(&path).unwrap().append(plain.clone()).unwrap();
                memory.append(plain).unwrap();
            }
            // Salts that were drawn for what was refused are gone: without personal texts there are none.
            let entries: Vec<Entry> = entries.iter().map(|(ticket, sequence)| Entry { actor: None, reason: None, ..entry(&format!("T{ticket}"), *sequence) }).collect();
            let (one, other) = (file.append_all(entries.clone()), memory.append_all(entries));
            prop_assert_eq!(one.map_err(|error| error.to_string()), other.map_err(|error| error.to_string()));
        }
        prop_assert_eq!(all(&file), all(&memory));
    }
}
