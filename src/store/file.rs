//! The SQLite file of a journal: made, opened, and told from the files of others.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, limits::Limit};

use crate::audit::{JournalError, LONGEST};

/// The layout of the file, kept in its `user_version`.
const LAYOUT: i64 = 1;
/// Tells our files from other SQLite files, kept in the `application_id`: "itsm" in ASCII.
const APPLICATION: i64 = 0x6974_736d;
/// How long a writer waits for another one.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How often others may come in between while a file is made ready; each time costs the others a transaction.
const TURNS: usize = 100;
/// The table: a row a record. Ticket and sequence together are unique, so that two writers never both win.
const TABLE: &str = "CREATE TABLE entry (number INTEGER PRIMARY KEY, record TEXT NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL, \
                     json TEXT NOT NULL, UNIQUE (record, sequence)) STRICT";
/// What stands in the schema beside that table: nothing but its index and what `ANALYZE` writes. A view or a trigger of a
/// stranger could make a row of what is none, or change what is written.
const OTHERS: &str = "SELECT count(*) FROM sqlite_schema WHERE NOT (type = 'table' AND name = 'entry' AND sql = ?1) \
                      AND NOT (type = 'index' AND name = 'sqlite_autoindex_entry_1' AND sql IS NULL) \
                      AND NOT (type = 'table' AND name LIKE 'sqlite_stat_')";
/// What every SQLite file begins with (SQLite documentation, "Database File Format", section 1.3.1).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether a file that begins with these bytes is an SQLite file; 16 are enough.
#[must_use]
pub fn is_sqlite(beginning: &[u8]) -> bool {
    beginning.starts_with(MAGIC)
}

/// Opens a file for writing, or makes it.
pub(super) fn open(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(plain(path).as_ref(), flags).map_err(store)?;
    guard(&connection)?;
    if numbers(&connection)? == (0, 0) {
        make(&mut connection)?;
    }
    check(&connection)?;
    write_ahead(&connection)?;
    // On Apple's systems a plain `fsync` leaves data in the cache of the drive; elsewhere this changes nothing.
    connection.pragma_update(None, "fullfsync", true).map_err(store)?;
    connection.pragma_update(None, "synchronous", "full").map_err(store)?;
    Ok(connection)
}

/// Opens a file for reading only.
pub(super) fn open_read_only(path: &Path) -> Result<Connection, JournalError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(plain(path).as_ref(), flags).and_then(|connection| {
        // The first look at the file needs the memory that is shared with writers.
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    });
    let connection = match opened {
        // On a medium that cannot be written, that memory cannot be made. Nobody writes there: without a log of writes
        // beside it, the file is whole as it is.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) && path.is_file() && !log(path).exists() => {
            Connection::open_with_flags(unchanging(path), flags | OpenFlags::SQLITE_OPEN_URI).map_err(store)?
        }
        other => other.map_err(store)?,
    };
    guard(&connection)?;
    check(&connection)?;
    Ok(connection)
}

/// A path that SQLite takes for nothing else: `:memory:` and what begins with `file:` are files like any others, as a journal
/// in memory or with the settings of a URI would not keep what it acknowledged.
fn plain(path: &Path) -> Cow<'_, Path> {
    if path.is_absolute() { Cow::Borrowed(path) } else { Cow::Owned(Path::new(".").join(path)) }
}

/// The log of writes beside a file.
fn log(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// The URI of a file that nobody changes (SQLite documentation, "Uniform Resource Identifiers").
fn unchanging(path: &Path) -> String {
    let path = plain(path).to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?immutable=1")
}

/// What protects from files of strangers: no functions and no schema tricks of theirs run (SQLite documentation, "Defense
/// Against The Dark Arts"), and no row takes more memory than a record may.
fn guard(connection: &Connection) -> Result<(), JournalError> {
    connection.busy_timeout(PATIENCE).map_err(store)?;
    connection.pragma_update(None, "trusted_schema", false).map_err(store)?;
    let most = i32::try_from(2 * LONGEST).unwrap_or(i32::MAX);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, most).map_err(store)?;
    Ok(())
}

fn numbers(connection: &Connection) -> Result<(i64, i64), JournalError> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(store);
    Ok((number("application_id")?, number("user_version")?))
}

/// Whether the file is a journal that this version can read.
fn check(connection: &Connection) -> Result<(), JournalError> {
    match numbers(connection)? {
        (APPLICATION, LAYOUT) => {}
        (APPLICATION, later) => {
            let message = format!("the journal has layout {later}, and this version knows {LAYOUT}; use a later version");
            return Err(JournalError::Damaged(message));
        }
        _ => return Err(foreign()),
    }
    let others: i64 = connection.query_row(OTHERS, [TABLE], |row| row.get(0)).map_err(store)?;
    let ours: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema WHERE sql = ?1", [TABLE], |row| row.get(0)).map_err(store)?;
    if (others, ours) == (0, 1) {
        return Ok(());
    }
    let message =
        "somebody changed the tables of the journal: it has one table, `entry`, and no views, triggers or indexes of others; go back to a copy";
    Err(JournalError::Damaged(message.to_owned()))
}

fn foreign() -> JournalError {
    JournalError::Damaged("the file is an SQLite database, and not one of these journals".to_owned())
}

/// Makes the table in an empty file; two programs may try at once.
fn make(connection: &mut Connection) -> Result<(), JournalError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive).map_err(store)?;
    if numbers(&transaction)? != (0, 0) {
        return Ok(());
    }
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(store)?;
    if tables > 0 {
        return Err(foreign());
    }
    transaction.execute(TABLE, []).map_err(store)?;
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(store)?;
    transaction.pragma_update(None, "user_version", LAYOUT).map_err(store)?;
    transaction.commit().map_err(store)
}

/// Keeps a log of writes beside the file. The file remembers it, so mostly there is nothing to do.
fn write_ahead(connection: &Connection) -> Result<(), JournalError> {
    for _ in 0..TURNS {
        match connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0)).map_err(store) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_) => return Err(no_log_of_writes()),
            // The pragma reads first and then writes, and SQLite does not wait on the way from the one to the other. It waits here.
            Err(JournalError::Busy) => connection.execute_batch("BEGIN IMMEDIATE; COMMIT").map_err(store)?,
            Err(other) => return Err(other),
        }
    }
    Err(JournalError::Busy)
}

fn no_log_of_writes() -> JournalError {
    let message = "the file system has no memory that programs share, which a log of writes needs; put the journal on a local disk";
    JournalError::Store(message.into())
}

/// A failure of SQLite; what a user can do something about is said in words.
pub(super) fn store(error: rusqlite::Error) -> JournalError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => JournalError::Damaged("the file is no SQLite database".to_owned()),
        Some(ErrorCode::DatabaseCorrupt) => JournalError::Damaged("the SQLite database is damaged; recover it, or go back to a copy".to_owned()),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => JournalError::Busy,
        _ => JournalError::Store(Box::new(error)),
    }
}
