//! A journal in an SQLite file.

use std::{ops::ControlFlow, path::Path, time::Duration};

use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Row, Statement, TransactionBehavior, params, types::ValueRef};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    file::{self, store},
    sealing::{SealedRow, seal_all},
};
use crate::{
    audit::{Entry, Head, Journal, JournalError, Misread, Record, Salts, Verifier, parse, write},
    digest::{Digest, hex},
};

/// How many tickets' heads are remembered between two appends.
const MOST_HEADS: usize = 100_000;
/// How many records a redaction holds at once.
const AT_ONCE: i64 = 1_000;

/// A journal in an SQLite file. What it acknowledged survives a crash of the program and a loss of power; several programs
/// may write to one file.
///
/// The file runs in WAL mode with `synchronous=FULL`: every append is one transaction that is on the disk before it
/// returns (SQLite documentation, "Write-Ahead Logging" and "PRAGMA synchronous"). Appending many entries at once costs one such
/// write for all of them. The table has one row a record: its number, ticket, sequence, hash, and itself as JSON; ticket
/// and sequence together are unique, so that two writers never both win. The file must be on a local disk, and nobody may
/// copy it without its log (`FILE-wal`) while it is open.
///
/// It can be sent to another thread, and not be shared between two: open the file twice.
///
/// ```no_run
/// use itsm::{audit::{Entry, Journal}, store::SqliteJournal};
///
/// let mut journal = SqliteJournal::open("tickets.sqlite")?;
/// journal.append(Entry::new("INC-1", 1, "2026-03-02T09:00:00Z".parse()?, "assign", "new", "assigned").by("ann"))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct SqliteJournal {
    connection: Connection,
    salts: Salts,
    /// Where tickets stand, as long as nobody else has written.
    heads: FxHashMap<String, Head>,
    /// What `heads` was read at: SQLite counts the changes of others.
    version: i64,
}

impl SqliteJournal {
    /// Opens a journal, or makes it where there is no file. The path is that of a file, whatever it looks like.
    ///
    /// # Errors
    /// When the file cannot be opened, is no journal, or one of a later version of this library.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        file::open(path.as_ref()).map(Self::with)
    }

    /// Opens a journal for reading only. Beside a file in a folder that can be written, SQLite may leave an empty log.
    ///
    /// # Errors
    /// When there is no such file, or as [`SqliteJournal::open`] does.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        file::open_read_only(path.as_ref()).map(Self::with)
    }

    fn with(connection: Connection) -> Self {
        Self { connection, salts: Salts::default(), heads: FxHashMap::default(), version: 0 }
    }

    /// The same journal with other salts than those of the operating system, for tests and benches.
    #[must_use]
    pub fn with_salts(mut self, salts: Salts) -> Self {
        self.salts = salts;
        self
    }

    /// Waits for other programs no longer than this before it says [`JournalError::Busy`]; ten seconds where nobody says.
    ///
    /// # Errors
    /// When SQLite refuses it.
    pub fn with_patience(self, patience: Duration) -> Result<Self, JournalError> {
        self.connection.busy_timeout(patience).map_err(store)?;
        Ok(self)
    }

    /// How many records there are.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn len(&self) -> Result<u64, JournalError> {
        let count: i64 = self.connection.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).map_err(store)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Whether there are none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn is_empty(&self) -> Result<bool, JournalError> {
        Ok(self.len()? == 0)
    }

    /// Shows every record to a check, in the order in which they were kept; rows that hold none are findings, as is a file
    /// whose index does not fit its table. Lines in findings are the numbers of rows.
    ///
    /// # Errors
    /// When the file cannot be read; that it is damaged is a finding.
    pub fn verify(&self, verifier: &mut Verifier) -> Result<(), JournalError> {
        match self.verify_rows(verifier).and_then(|()| self.integrity()) {
            Ok(None) => {}
            Ok(Some(why)) => verifier.damaged(&format!("the SQLite database is damaged: {why}")),
            Err(JournalError::Damaged(why)) => verifier.damaged(&why),
            Err(other) => return Err(other),
        }
        Ok(())
    }

    fn verify_rows(&self, verifier: &mut Verifier) -> Result<(), JournalError> {
        // What is too long is not taken out of the file at all.
        let select = "SELECT number, record, sequence, hash, CASE WHEN octet_length(json) > ?1 THEN NULL ELSE json END FROM entry ORDER BY number";
        let mut statement = self.connection.prepare_cached(select).map_err(store)?;
        let mut rows = statement.query([i64::try_from(verifier.longest()).unwrap_or(i64::MAX)]).map_err(store)?;
        while let Some(row) = rows.next().map_err(store)? {
            let number: i64 = row.get(0).map_err(store)?;
            let line = u64::try_from(number).unwrap_or(0);
            match record_of(row)? {
                None => verifier.too_long(line),
                Some(Ok(record)) => verifier.record(&record, line),
                Some(Err(misread)) => verifier.misread(&misread, line),
            }
        }
        Ok(())
    }

    /// What SQLite finds wrong with the file, if anything: the first finding of its own check.
    fn integrity(&self) -> Result<Option<String>, JournalError> {
        let found: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(store)?;
        Ok((found != "ok").then_some(found))
    }

    /// Takes texts out of the records that a statement selects, a thousand at a time: it gives number and JSON from a number on.
    fn redact_rows(&mut self, select: &str, record: Option<&str>, choose: &dyn Fn(&str) -> bool) -> Result<usize, JournalError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(store)?;
        let mut taken = 0;
        {
            let mut select = transaction.prepare_cached(select).map_err(store)?;
            let mut update = transaction.prepare_cached("UPDATE entry SET json = ?2 WHERE number = ?1").map_err(store)?;
            let mut after = i64::MIN;
            loop {
                let rows = some_rows(&mut select, after, record)?;
                let Some((last, _)) = rows.last() else { break };
                after = *last;
                for (number, json) in rows {
                    let mut record = read(number, &json)?;
                    let found = record.redact_where(choose);
                    if found > 0 {
                        taken += found;
                        update.execute(params![number, write(&record)]).map_err(store)?;
                    }
                }
            }
        }
        transaction.commit().map_err(store)?;
        // Also where nothing was found: an earlier call may have been killed before it came here.
        self.scrub().map_err(|error| match error {
            JournalError::Busy => JournalError::Lingering { taken },
            other => other,
        })?;
        Ok(taken)
    }

    /// Leaves nothing in free pages, in gaps within pages or in the log of writes of what was taken out: writes the file anew.
    fn scrub(&self) -> Result<(), JournalError> {
        let truncate = || match self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).map_err(store)? {
            0 => Ok(()),
            _ => Err(JournalError::Busy),
        };
        self.connection.execute_batch("VACUUM").map_err(store)?;
        truncate()
    }
}

fn some_rows(select: &mut Statement<'_>, after: i64, record: Option<&str>) -> Result<Vec<(i64, String)>, JournalError> {
    let rows = select.query_map(params![after, AT_ONCE, record], |row| Ok((row.get(0)?, row.get(1)?))).map_err(store)?;
    rows.collect::<Result<_, _>>().map_err(store)
}

/// Where a ticket stands in the file.
fn head(connection: &Connection, record: &str) -> Result<Option<Head>, JournalError> {
    let mut statement =
        connection.prepare_cached("SELECT sequence, hash FROM entry WHERE record = ?1 ORDER BY sequence DESC LIMIT 1").map_err(store)?;
    let row = statement.query_row([record], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))).optional().map_err(store)?;
    let Some((sequence, hash)) = row else { return Ok(None) };
    match (u64::try_from(sequence), <[u8; 32]>::try_from(hash)) {
        (Ok(sequence), Ok(hash)) => Ok(Some(Head { sequence, hash: Digest::from(hash) })),
        _ => Err(JournalError::Damaged(format!("the last row of `{record}` has the sequence {sequence} and a hash that is none"))),
    }
}

/// Adds to what is known where the tickets stand that go on.
fn look_up(connection: &Connection, entries: &[Entry], known: &mut FxHashMap<String, Head>) -> Result<(), JournalError> {
    // Tickets that begin here are not in the file, or are refused.
    let mut begun: FxHashSet<&str> = FxHashSet::default();
    for entry in entries {
        if entry.sequence == 1 {
            begun.insert(&entry.record);
        } else if !known.contains_key(&entry.record)
            && !begun.contains(entry.record.as_str())
            && let Some(head) = head(connection, &entry.record)?
        {
            known.insert(entry.record.clone(), head);
        }
    }
    Ok(())
}

/// Why a row was refused: mostly because another event has its number.
fn refused(connection: &Connection, record: &str, sequence: u64, error: rusqlite::Error) -> Result<usize, JournalError> {
    match head(connection, record)? {
        Some(head) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
            Err(JournalError::Conflict { record: record.to_owned(), sequence, found: head.sequence })
        }
        _ => Err(store(error)),
    }
}

impl Journal for SqliteJournal {
    fn append_all(&mut self, entries: Vec<Entry>) -> Result<Vec<Head>, JournalError> {
        let Self { connection, salts, heads, version } = self;
        // Immediate: nobody else writes between the look at the heads and the commit.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(store)?;
        let now: i64 = transaction.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(store)?;
        // INVARIANT: what is remembered is what the file has. While a write is under way nothing is, so that a write that fails,
        // whatever became of it, leaves nothing behind that might not be true.
        let mut known = std::mem::take(heads);
        if now != *version || known.len() > MOST_HEADS {
            known.clear();
        }
        look_up(&transaction, &entries, &mut known)?;
        let mut kept = Vec::with_capacity(entries.len());
        {
            let insert = "INSERT INTO entry (record, sequence, hash, json) VALUES (?1, ?2, ?3, ?4)";
            let mut insert = transaction.prepare_cached(insert).map_err(store)?;
            seal_all(entries, &mut known, salts, |SealedRow { record, head, json }| {
                let sequence = i64::try_from(head.sequence).map_err(|error| JournalError::Damaged(error.to_string()))?;
                let inserted = insert.execute(params![record, sequence, head.hash.bytes(), json]);
                inserted.or_else(|error| refused(&transaction, &record, head.sequence, error))?;
                kept.push(head);
                Ok(())
            })?;
        }
        transaction.commit().map_err(store)?;
        (*heads, *version) = (known, now);
        Ok(kept)
    }

    fn head(&self, record: &str) -> Result<Option<Head>, JournalError> {
        head(&self.connection, record)
    }

    fn history(&self, record: &str) -> Result<Vec<Record>, JournalError> {
        let mut statement = self.connection.prepare_cached("SELECT number, json FROM entry WHERE record = ?1 ORDER BY sequence").map_err(store)?;
        let rows = statement.query_map([record], |row| Ok((row.get(0)?, row.get(1)?))).map_err(store)?;
        rows.map(|row| row.map_err(store).and_then(|(number, json): (i64, String)| read(number, &json))).collect()
    }

    fn visit(&self, visitor: &mut dyn FnMut(Record) -> ControlFlow<()>) -> Result<(), JournalError> {
        let mut statement =
            self.connection.prepare_cached("SELECT number, record, sequence, hash, json FROM entry ORDER BY number").map_err(store)?;
        let mut rows = statement.query([]).map_err(store)?;
        while let Some(row) = rows.next().map_err(store)? {
            let number: i64 = row.get(0).map_err(store)?;
            let damaged = |why: &str| JournalError::Damaged(format!("row {number} holds no audit record: {why}"));
            let record = record_of(row)?.ok_or_else(|| damaged("it is no text"))?;
            if visitor(record.map_err(|misread| damaged(&misread.why))?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn redact(&mut self, record: &str, choose: &dyn Fn(&str) -> bool) -> Result<usize, JournalError> {
        let select = "SELECT number, json FROM entry WHERE record = ?3 AND number > ?1 ORDER BY number LIMIT ?2";
        self.redact_rows(select, Some(record), choose)
    }

    fn redact_everywhere(&mut self, choose: &dyn Fn(&str) -> bool) -> Result<usize, JournalError> {
        let select = "SELECT number, json FROM entry WHERE number > ?1 AND ?3 IS NULL ORDER BY number LIMIT ?2";
        self.redact_rows(select, None, choose)
    }
}

/// The record of a row of number, ticket, sequence, hash and JSON; none where the JSON is left out as too long.
fn record_of(row: &Row<'_>) -> Result<Option<Result<Record, Misread>>, JournalError> {
    let ValueRef::Text(json) = row.get_ref(4).map_err(store)? else { return Ok(None) };
    let record = match parse(json) {
        Ok(record) => record,
        Err(misread) => return Ok(Some(Err(misread))),
    };
    // What stands beside the record is what appending looks at: it must say the same.
    let bytes = |column: usize| row.get_ref(column).map(|value| value.as_bytes().unwrap_or_default()).map_err(store);
    let (ticket, hash, sequence) = (bytes(1)?, bytes(3)?, row.get::<_, i64>(2).map_err(store)?);
    if ticket == record.record.as_bytes() && u64::try_from(sequence) == Ok(record.sequence) && hash == record.hash.bytes() {
        return Ok(Some(Ok(record)));
    }
    let why = format!("the row says `{}`, {sequence} and {} beside a record that says otherwise", String::from_utf8_lossy(ticket), hex(hash));
    Ok(Some(Err(Misread { why, help: None, column: 1 })))
}

fn read(number: i64, json: &str) -> Result<Record, JournalError> {
    serde_json::from_str(json).map_err(|error| JournalError::Damaged(format!("row {number} holds no audit record: {error}")))
}
