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
    audit::{Entry, Journal, JournalError, Memory, Record, Salts, Verifier, verify_records},
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
    assert!(error.to_string().starts_with("row 2 holds no audit record: the row says `A`, 7"), "{error}");
    assert_eq!(verified(&journal), ["2: this is no audit record: the row says `A`, 7 and "]);
    rusqlite::Connection::open(&bent).unwrap().execute("UPDATE entry SET json = '{}' WHERE number = 1", []).unwrap();
    assert!(journal.history("A").unwrap_err().to_string().starts_with("row 1 holds no audit record: missing field"));
    let found = verified(&journal);
    assert_eq!(found.len(), 2, "all of them in one run: {found:?}");
    rusqlite::Connection::open(&bent).unwrap().execute("UPDATE entry SET json = CAST(x'ff' AS TEXT) WHERE number = 1", []).unwrap();
    assert_eq!(verified(&journal).len(), 2);
    rusqlite::Connection::open(&bent).unwrap().execute("UPDATE entry SET json = printf('%5000000s', 'x') WHERE number = 1", []).unwrap();
    assert_eq!(verified(&journal)[0], "1: line 1 is longer than 4194304 bytes, and was not ");
}

/// What a check of a file finds: the line and the beginning of the message.
fn verified(journal: &SqliteJournal) -> Vec<String> {
    let mut verifier = Verifier::new("j");
    journal.verify(&mut verifier).unwrap();
    let found = verifier.finish();
    let line = |finding: &itsm::diagnostic::Diagnostic| {
        format!("{}: {}", finding.position().map_or(0, |position| position.line()), finding.message().chars().take(49).collect::<String>())
    };
    found.findings.iter().map(line).collect()
}

#[test]
fn tables_of_strangers_do_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (name, statement) in [
        ("trigger", "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END"),
        ("index", "CREATE INDEX i ON entry (abs(sequence))"),
        ("view", "CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"),
        ("table", "CREATE TABLE t (a)"),
        (
            "endless",
            "DROP TABLE entry; CREATE VIEW entry AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS number FROM n",
        ),
        ("loose", "DROP TABLE entry; CREATE TABLE entry (number INTEGER PRIMARY KEY, record, sequence, hash, json)"),
        ("none", "DROP TABLE entry"),
    ] {
        let path = folder.path().join(name);
        SqliteJournal::open(&path).unwrap().append(entry("A", 1)).unwrap();
        rusqlite::Connection::open(&path).unwrap().execute_batch(statement).unwrap();
        for opened in [SqliteJournal::open(&path), SqliteJournal::open_read_only(&path)] {
            let message = opened.unwrap_err().to_string();
            assert!(message.starts_with("somebody changed the tables of the journal"), "{name}: {message}");
        }
    }
    // What SQLite writes for its own planner is no stranger's.
    let path = folder.path().join("analysed");
    SqliteJournal::open(&path).unwrap().append(entry("A", 1)).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("ANALYZE").unwrap();
    SqliteJournal::open(&path).unwrap().append(entry("A", 2)).unwrap();
}

/// Where every page is damaged in turn, nothing panics, nothing hangs, and every difference in what is read is found.
#[test]
fn a_damaged_file_is_found_and_never_believed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("good");
    {
        let mut journal = SqliteJournal::open(&path).unwrap().with_salts(Salts::Counting(0));
        journal.append_all((1..40).map(|sequence| entry("A", sequence)).collect()).unwrap();
    }
    let good = fs::read(&path).unwrap();
    let expected = all(&SqliteJournal::open(&path).unwrap());
    let heads = verify_records(&expected).heads;
    let bad = folder.path().join("bad");
    let (mut refused, mut found) = (0, 0);
    for place in (0..good.len()).step_by(211) {
        let mut bytes = good.clone();
        bytes[place] ^= 0x15;
        fs::write(&bad, &bytes).unwrap();
        for rest in ["bad-wal", "bad-shm"] {
            let _ = fs::remove_file(folder.path().join(rest));
        }
        let Ok(journal) = SqliteJournal::open_read_only(&bad) else {
            refused += 1;
            continue;
        };
        let mut verifier = Verifier::new("j");
        verifier.expect(&heads);
        match journal.verify(&mut verifier) {
            Err(_) => refused += 1,
            Ok(()) if verifier.finish().findings.errors() > 0 => found += 1,
            Ok(()) => assert_eq!(all(&journal), expected, "byte {place}"),
        }
    }
    assert!(refused > 0 && found > 50, "{refused} refused, {found} found");
}

#[test]
fn a_path_is_a_file_whatever_it_looks_like() {
    let folder = tempfile::tempdir().unwrap();
    for name in [":memory:", "file:x?mode=memory", "50%?#.sqlite"] {
        let path = folder.path().join(name);
        SqliteJournal::open(&path).unwrap().append(entry("A", 1)).unwrap();
        assert_eq!(SqliteJournal::open(&path).unwrap().len().unwrap(), 1, "{name}");
        assert!(path.is_file(), "{name}");
        // Where the memory that programs share cannot be made, as on a medium that is not written to.
        fs::create_dir(folder.path().join(format!("{name}-shm"))).unwrap();
        assert_eq!(SqliteJournal::open_read_only(&path).unwrap().len().unwrap(), 1, "{name}");
    }
    // Relative ones, in a process of their own, as the folder of a process is one for all its threads.
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "in_a_folder", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .current_dir(folder.path().join("..").join(folder.path().file_name().unwrap()))
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert!(SqliteJournal::open("").is_err());
}

/// The variable that says that the test below runs in a folder of its own.
const FOLDER: &str = "ITSM_TEST_FOLDER";

#[test]
fn in_a_folder() {
    if env::var_os(FOLDER).is_none() {
        return;
    }
    fs::create_dir("inner").unwrap();
    env::set_current_dir("inner").unwrap();
    for name in [":memory:", "file:y?mode=memory"] {
        SqliteJournal::open(name).unwrap().append(entry("A", 1)).unwrap();
        assert_eq!(SqliteJournal::open(name).unwrap().len().unwrap(), 1, "{name}");
    }
}

#[test]
fn a_redaction_that_others_hold_up_says_so_and_can_be_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.sqlite");
    let mut journal = SqliteJournal::open(&path).unwrap().with_patience(Duration::from_millis(50)).unwrap();
    journal.append_all((1..50).map(|sequence| Entry { actor: Some("Xaverius".to_owned()), ..entry("A", sequence) }).collect()).unwrap();
    journal.append(Entry { actor: Some("Xaverius".to_owned()), ..entry("B", 1) }).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM entry").unwrap();
    let held = journal.redact_everywhere(&|text| text == "Xaverius").unwrap_err();
    assert!(matches!(held, JournalError::Lingering { taken: 50 }), "{held}");
    assert!(verify_records(&all(&journal)).findings.is_empty());
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(journal.redact_everywhere(&|text| text == "Xaverius").unwrap(), 0);
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(8).any(|window| window == b"Xaverius"), "the name is still in the file");
    }
}

#[test]
fn a_writer_that_cannot_get_through_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.sqlite");
    let mut journal = SqliteJournal::open(&path).unwrap().with_patience(Duration::from_millis(50)).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(journal.append(entry("A", 1)), Err(JournalError::Busy)));
    other.execute_batch("ROLLBACK").unwrap();
    journal.append(entry("A", 1)).unwrap();
    // What another program wrote under our hands is seen, and a refusal leaves nothing behind.
    SqliteJournal::open(&path).unwrap().append(entry("A", 2)).unwrap();
    assert!(matches!(journal.append(entry("A", 2)), Err(JournalError::Conflict { found: 2, .. })));
    assert!(matches!(journal.append_all(vec![entry("A", 3), entry("A", 5)]), Err(JournalError::Conflict { found: 3, .. })));
    assert_eq!(journal.append(entry("A", 3)).unwrap().sequence, 3);
    assert!(SqliteJournal::open_read_only(&path).unwrap().append(entry("A", 4)).is_err());
}

/// Programs that open a file that is not there yet, all at once.
#[test]
fn a_file_is_made_once_however_many_open_it() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..30 {
        let path = folder.path().join(format!("{round}.sqlite"));
        let start = std::sync::Barrier::new(6);
        thread::scope(|scope| {
            for number in 0..6 {
                let (path, start) = (&path, &start);
                scope.spawn(move || {
                    start.wait();
                    let mut journal = SqliteJournal::open(path).unwrap();
                    journal.append(entry(&format!("T-{number}"), 1)).unwrap();
                });
            }
        });
        assert_eq!(SqliteJournal::open(&path).unwrap().len().unwrap(), 6);
    }
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
        // Now and then what it wrote is taken out: that too must leave the file whole at any point.
        if round % 7 == 6 {
            journal.redact(&ticket, &|text| text == "ann").unwrap();
        }
    }
}

/// The variable that makes this program one of two that race for the events of one ticket.
const RACER: &str = "ITSM_TEST_RACER";

/// Not a test, but what each of two processes does: appends to one ticket until there are enough, and says what it won.
#[test]
fn as_a_racer() {
    let Some(path) = env::var_os(RACER) else { return };
    let mut journal = SqliteJournal::open(path).unwrap();
    let name = std::process::id().to_string();
    let mut won = 0;
    loop {
        let next = journal.head("A").unwrap().map_or(0, |head| head.sequence) + 1;
        if next > EVENTS {
            break;
        }
        match journal.append(Entry { actor: Some(name.clone()), ..entry("A", next) }) {
            Ok(_) => won += 1,
            Err(JournalError::Conflict { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
    println!("won {won}");
}

#[test]
fn of_two_programs_one_wins_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.sqlite");
    let racers: Vec<std::process::Child> = (0..3).map(|_| child("as_a_racer", RACER, &path)).collect();
    let won = racers.into_iter().map(|racer| {
        let output = racer.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}");
        text.split("won ").nth(1).unwrap().split_whitespace().next().unwrap().parse::<u64>().unwrap()
    });
    assert_eq!(won.sum::<u64>(), EVENTS, "each event was won once");
    let records = all(&SqliteJournal::open(&path).unwrap());
    assert_eq!(records.len(), usize::try_from(EVENTS).unwrap());
    assert!(verify_records(&records).findings.is_empty());
}

/// This program again, as one of the two above.
fn child(test: &str, variable: &str, path: &Path) -> std::process::Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(variable, path)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills a writer after a while, which begins with its first acknowledgement or with the process, and gives the last
/// acknowledgement.
fn kill_after(mut child: std::process::Child, pause: Duration, at_once: bool) -> BTreeMap<String, u64> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut kept = BTreeMap::new();
    let mut note = |line: &str| {
        let mut words = line.split(' ').skip_while(|word| !word.ends_with("kept")).skip(1);
        if let (Some(ticket), Some(Ok(sequence))) = (words.next(), words.next().map(str::parse)) {
            kept.insert(ticket.to_owned(), sequence);
        }
    };
    while !at_once && let Some(Ok(line)) = lines.next() {
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
const KILLS: u32 = 300;

#[test]
fn what_was_acknowledged_survives_a_kill_at_any_point() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tickets.sqlite");
    let mut kept: BTreeMap<String, u64> = BTreeMap::new();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..KILLS {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        // Every third while it opens the file, or recovers what the one before left.
        kept.extend(kill_after(child("as_a_writer", WRITER, &path), Duration::from_micros(seed % 20_000), round % 3 == 0));
    }
    let journal = SqliteJournal::open(&path).unwrap();
    assert_eq!(verified(&journal), Vec::<String>::new());
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
    println!("{KILLS} kills, {} writers that acknowledged something, {} records", kept.len(), found.entries);
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
