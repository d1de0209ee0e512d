//! A journal in an SQLite file.

use std::{ops::ControlFlow, path::Path, time::Duration};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, TransactionBehavior, params};
use rustc_hash::FxHashMap;

use crate::{
    audit::{Entry, Head, Journal, JournalError, Record, Salts, follows},
    digest::{Digest, hex},
};

/// The layout of the file, kept in its `user_version`.
const LAYOUT: i64 = 1;
/// Tells our files from other SQLite files, kept in the `application_id`: "itsm" in ASCII.
const APPLICATION: i64 = 0x6974_736d;
/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many tickets' heads are remembered between two appends.
const MOST_HEADS: usize = 100_000;

/// A journal in an SQLite file. What it acknowledged survives a crash of the program and a loss of power; several programs
/// may write to one file.
///
/// The file runs in WAL mode with `synchronous=FULL`: every append is one transaction that is on the disk before it
/// returns (SQLite documentation, "Write-Ahead Logging" and "PRAGMA synchronous"). Appending many entries at once costs one such
/// write for all of them. The table has one row a record: its number, ticket, sequence, hash, and itself as JSON; ticket
/// and sequence together are unique, so that two writers never both win.
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
    /// Opens a journal, or makes it where there is no file.
    ///
    /// # Errors
    /// When the file cannot be opened, is no journal, or one of a later version of this library.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        Self::with(Connection::open(path).map_err(store)?, true)
    }

    /// Opens a journal for reading only.
    ///
    /// # Errors
    /// When there is no such file, or as [`SqliteJournal::open`] does.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::with(Connection::open_with_flags(path, flags).map_err(store)?, false)
    }

    /// The same journal with other salts than those of the operating system, for tests and benches.
    #[must_use]
    pub fn with_salts(mut self, salts: Salts) -> Self {
        self.salts = salts;
        self
    }

    fn with(mut connection: Connection, writing: bool) -> Result<Self, JournalError> {
        connection.busy_timeout(PATIENCE).map_err(store)?;
        // Files of strangers: no functions and no schema tricks of theirs run (SQLite documentation, "Defense Against The Dark Arts").
        connection.pragma_update(None, "trusted_schema", false).map_err(store)?;
        let number = |connection: &Connection, name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(store);
        let (application, layout) = (number(&connection, "application_id")?, number(&connection, "user_version")?);
        match (application, layout) {
            (APPLICATION, LAYOUT) => {}
            (APPLICATION, later) => {
                return Err(JournalError::Damaged(format!("the journal has layout {later}, and this version knows {LAYOUT}; use a later version")));
            }
            (0, 0) if writing => make(&mut connection)?,
            _ => return Err(JournalError::Damaged("the file is an SQLite database, and not one of these journals".to_owned())),
        }
        if writing {
            connection.pragma_update(None, "journal_mode", "wal").map_err(store)?;
            connection.pragma_update(None, "synchronous", "full").map_err(store)?;
        }
        Ok(Self { connection, salts: Salts::System, heads: FxHashMap::default(), version: 0 })
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
}

/// Makes the table in an empty file; two programs may try at once.
fn make(connection: &mut Connection) -> Result<(), JournalError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(store)?;
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(store)?;
    let layout: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(store)?;
    if layout == LAYOUT {
        return Ok(());
    }
    if tables > 0 {
        return Err(JournalError::Damaged("the file is an SQLite database, and not one of these journals".to_owned()));
    }
    let table = "CREATE TABLE entry (number INTEGER PRIMARY KEY, record TEXT NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL, \
                 json TEXT NOT NULL, UNIQUE (record, sequence)) STRICT";
    transaction.execute(table, []).map_err(store)?;
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(store)?;
    transaction.pragma_update(None, "user_version", LAYOUT).map_err(store)?;
    transaction.commit().map_err(store)
}

/// Where a ticket stands in the file.
fn head(connection: &Connection, record: &str) -> Result<Option<Head>, JournalError> {
    let mut statement =
        connection.prepare_cached("SELECT sequence, hash FROM entry WHERE record = ?1 ORDER BY sequence DESC LIMIT 1").map_err(store)?;
    let row = statement.query_row([record], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?))).optional().map_err(store)?;
    Ok(row.map(|(sequence, hash)| Head { sequence: u64::try_from(sequence).unwrap_or(0), hash: Digest::from(hash) }))
}

impl Journal for SqliteJournal {
    fn append_all(&mut self, entries: Vec<Entry>) -> Result<Vec<Head>, JournalError> {
        let Self { connection, salts, heads, version } = self;
        // Immediate: nobody else writes between the look at the heads and the commit.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(store)?;
        let now: i64 = transaction.pragma_query_value(None, "data_version", |row| row.get(0)).map_err(store)?;
        if now != *version || heads.len() > MOST_HEADS {
            heads.clear();
            *version = now;
        }
        let mut new: FxHashMap<String, Head> = FxHashMap::default();
        let mut kept = Vec::with_capacity(entries.len());
        let mut json = Vec::new();
        {
            let insert = "INSERT INTO entry (record, sequence, hash, json) VALUES (?1, ?2, ?3, ?4)";
            let mut insert = transaction.prepare_cached(insert).map_err(store)?;
            for entry in entries {
                let known = match new.get(&entry.record).or_else(|| heads.get(&entry.record)) {
                    Some(head) => Some(*head),
                    None => head(&transaction, &entry.record)?,
                };
                let previous = follows(&entry, known)?;
                let sealed = entry.seal(previous, salts).map_err(JournalError::Salt)?;
                json.clear();
                serde_json::to_writer(&mut json, &sealed).map_err(|error| JournalError::Damaged(error.to_string()))?;
                let text = std::str::from_utf8(&json).map_err(|error| JournalError::Damaged(error.to_string()))?;
                let sequence = i64::try_from(sealed.sequence).map_err(|error| JournalError::Damaged(error.to_string()))?;
                insert.execute(params![sealed.record, sequence, sealed.hash.bytes(), text]).map_err(store)?;
                kept.push(sealed.head());
                new.insert(sealed.record, Head { sequence: sealed.sequence, hash: sealed.hash });
            }
        }
        transaction.commit().map_err(store)?;
        heads.extend(new);
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
            let (number, json): (i64, String) = (row.get(0).map_err(store)?, row.get(4).map_err(store)?);
            let record = read(number, &json)?;
            // What stands beside the record is what appending looks at: it must say the same.
            let beside: (String, i64, Vec<u8>) = (row.get(1).map_err(store)?, row.get(2).map_err(store)?, row.get(3).map_err(store)?);
            if beside.0 != record.record || u64::try_from(beside.1) != Ok(record.sequence) || beside.2 != record.hash.bytes() {
                let message = format!("row {number} says `{}`, {} and {} beside a record that says otherwise", beside.0, beside.1, hex(&beside.2));
                return Err(JournalError::Damaged(message));
            }
            if visitor(record).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn redact(&mut self, record: &str, choose: &dyn Fn(&str) -> bool) -> Result<usize, JournalError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(store)?;
        let mut taken = 0;
        {
            let mut select = transaction.prepare_cached("SELECT number, json FROM entry WHERE record = ?1 ORDER BY sequence").map_err(store)?;
            let rows = select.query_map([record], |row| Ok((row.get(0)?, row.get(1)?))).map_err(store)?;
            let rows: Vec<(i64, String)> = rows.collect::<Result<_, _>>().map_err(store)?;
            let mut update = transaction.prepare_cached("UPDATE entry SET json = ?2 WHERE number = ?1").map_err(store)?;
            for (number, json) in rows {
                let mut record = read(number, &json)?;
                let found = record.redact_where(choose);
                if found > 0 {
                    taken += found;
                    let json = serde_json::to_string(&record).map_err(|error| JournalError::Damaged(error.to_string()))?;
                    update.execute(params![number, json]).map_err(store)?;
                }
            }
        }
        transaction.commit().map_err(store)?;
        if taken > 0 {
            // What was taken out must not linger in free pages or in the log of writes.
            self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);").map_err(store)?;
        }
        Ok(taken)
    }
}

fn read(number: i64, json: &str) -> Result<Record, JournalError> {
    serde_json::from_str(json).map_err(|error| JournalError::Damaged(format!("row {number} holds no audit record: {error}")))
}

/// A failure of SQLite; that a file is none of its databases is said in words.
fn store(error: rusqlite::Error) -> JournalError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => JournalError::Damaged("the file is no SQLite database".to_owned()),
        Some(ErrorCode::DatabaseCorrupt) => JournalError::Damaged("the SQLite database is damaged; recover it, or go back to a copy".to_owned()),
        _ => JournalError::Store(Box::new(error)),
    }
}
