//! Reading OCEL 2.0 SQLite: files of strangers, opened for reading only, of which nothing is run.

use std::{borrow::Cow, collections::HashMap, path::Path, time::Duration};

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row, config::DbConfig, limits::Limit, types::ValueRef};

use super::{
    draft::{Draft, Issue, Of, Place, Raw},
    model::ObjectLog,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    document::Position,
    eventlog::{ReadOptions, shown, strings::narrow},
};

/// The longest value, in bytes.
const LONGEST: i32 = 16 * 1024 * 1024;
/// How long a writer of the file is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// The tables that make an SQLite file a log.
const TABLES: [&str; 5] = ["event", "object", "event_object", "event_map_type", "object_map_type"];

/// Opens a file for reading only; no view, trigger or function of its schema runs (SQLite documentation, "Defense Against The Dark
/// Arts"), and no value takes more memory than it may.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    // A path such as `:memory:` or `file:x` is one of a file like any other.
    let path = if path.is_absolute() { Cow::Borrowed(path) } else { Cow::Owned(Path::new(".").join(path)) };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = guarded(Connection::open_with_flags(path.as_ref(), flags)?)?;
    let looked = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    match looked {
        // Beside a file with a log of writes SQLite makes memory that is shared with writers, which fails where nothing can be written.
        // Nobody writes there: without such a log the file is whole as it is.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) && path.is_file() && !Path::new(&log).exists() => {
            let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            guarded(Connection::open_with_flags(format!("file:{path}?immutable=1"), flags | OpenFlags::SQLITE_OPEN_URI)?)
        }
        looked => looked.map(|()| connection),
    }
}

/// What protects from the schema of a stranger.
fn guarded(connection: Connection) -> rusqlite::Result<Connection> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    Ok(connection)
}

/// Whether an SQLite file has the tables of a log in OCEL 2.0. That it cannot be read says no.
#[must_use]
pub fn is_object_log(path: impl AsRef<Path>) -> bool {
    let tables = open(path.as_ref()).and_then(|connection| Tables::of(&connection));
    tables.is_ok_and(|tables| TABLES.iter().filter(|name| tables.names.contains_key(**name) || tables.refused.contains_key(**name)).count() >= 3)
}

/// Reads a log in OCEL 2.0 SQLite; the findings say `file`, with the table and the number of the row.
///
/// The file is opened for reading only. Views, virtual tables and columns that are computed are not read, so that nothing of the schema runs.
/// `options` is as for [`read`](super::read()); time is linear, and `options.limits` bounds the values.
///
/// Findings: those of [`read`](super::read()), with `missing-column` for tables and columns that are not there, and `unsupported-element` for what is not read.
#[must_use]
pub fn read_sqlite(file: &str, path: impl AsRef<Path>, options: &ReadOptions) -> (Option<ObjectLog>, Findings) {
    let failed = |error: &rusqlite::Error| {
        let finding = Diagnostic::error(Code::UnreadableFile, format!("SQLite cannot read the file: {}", shown(&error.to_string())));
        finding.in_file(file).help("check that it is whole, and that no program is writing to it")
    };
    let path = path.as_ref();
    let most = options.limits.file_bytes;
    match std::fs::metadata(path) {
        Err(error) => {
            let finding = Diagnostic::error(Code::UnreadableFile, format!("the file cannot be read: {error}"));
            return (None, finding.in_file(file).help("check the path").into());
        }
        Ok(about) if about.len() > most => {
            let finding = Diagnostic::error(Code::LimitReached, format!("the file has more than {most} bytes"));
            return (None, finding.in_file(file).help("split the log").into());
        }
        Ok(_) => {}
    }
    let connection = match open(path) {
        Ok(connection) => connection,
        Err(error) => return (None, failed(&error).into()),
    };
    let tables = match Tables::of(&connection) {
        Ok(tables) => tables,
        Err(error) => return (None, failed(&error).into()),
    };
    let mut reader = Reader { connection: &connection, tables: &tables, draft: Draft::new(options), places: vec![String::new()] };
    match reader.log() {
        Ok(()) => {}
        Err(Stop::Issue(issue)) => reader.draft.issue(*issue),
        Err(Stop::Sqlite(error)) => {
            let message = format!("SQLite cannot read on: {}", shown(&error.to_string()));
            let place = reader.places.len().saturating_sub(1);
            reader.draft.issue(Issue::new(Severity::Error, Code::UnreadableFile, position(place, 0), message, "what stands before it was read"));
        }
    }
    let places = reader.places;
    let (log, findings) = reader.draft.finish(file, &|place| {
        let table = usize::try_from(place >> 32).ok().and_then(|table| places.get(table)).map_or("", String::as_str);
        let row = u32::try_from(place & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        let file = if table.is_empty() { file.to_owned() } else { format!("{file}, table {table}") };
        (file, (row > 0).then(|| Position::new(row, 1, 1)))
    });
    (Some(log), findings)
}

/// The number of a table and a row as a place.
fn position(table: usize, row: u32) -> Place {
    (u64::from(narrow(table)) << 32) | u64::from(row)
}

enum Stop {
    Issue(Box<Issue>),
    Sqlite(rusqlite::Error),
}

impl From<Issue> for Stop {
    fn from(issue: Issue) -> Self {
        Self::Issue(Box::new(issue))
    }
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// A column and its declared type.
struct Column {
    name: String,
    kind: String,
}

/// The tables of a file that are read, with their columns.
struct Tables {
    names: HashMap<String, Vec<Column>>,
    /// What is no plain table, and what it is.
    refused: HashMap<String, &'static str>,
    /// Columns that are computed, as table and column.
    computed: Vec<(String, String)>,
}

impl Tables {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let mut tables = Self { names: HashMap::new(), refused: HashMap::new(), computed: Vec::new() };
        let mut statement = connection.prepare("SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE type IN ('table', 'view')")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (kind, name, sql) = (text(row, 0)?, text(row, 1)?, text(row, 2)?);
            if kind == "view" {
                tables.refused.insert(name, "a view");
            } else if sql.trim_start().get(..14).is_some_and(|start| start.eq_ignore_ascii_case("CREATE VIRTUAL")) {
                tables.refused.insert(name, "a virtual table");
            } else {
                tables.names.insert(name, Vec::new());
            }
        }
        for (table, columns) in &mut tables.names {
            let mut statement = connection.prepare("SELECT name, type, hidden FROM pragma_table_xinfo(?1)")?;
            let mut rows = statement.query([table])?;
            while let Some(row) = rows.next()? {
                let (name, kind) = (text(row, 0)?, text(row, 1)?);
                if row.get::<_, i64>(2)? == 0 {
                    columns.push(Column { name, kind });
                } else {
                    tables.computed.push((table.clone(), name));
                }
            }
        }
        tables.computed.sort_unstable();
        Ok(tables)
    }
}

/// The text of a column, whatever it holds; what is no UTF-8 is replaced.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

struct Reader<'log> {
    connection: &'log Connection,
    tables: &'log Tables,
    draft: Draft<'log>,
    /// The tables that places are in, by their number; 0 is none.
    places: Vec<String>,
}

impl Reader<'_> {
    fn issue(&mut self, severity: Severity, code: Code, place: Place, message: String, help: &str) {
        self.draft.issue(Issue::new(severity, code, place, message, help));
    }

    fn log(&mut self) -> Result<(), Stop> {
        for (table, column) in &self.tables.computed {
            let message = format!("the column `{}` of `{}` is computed or hidden, and is not read", shown(column), shown(table));
            self.draft.issue(Issue::new(Severity::Warning, Code::UnsupportedElement, 0, message, "keep its values in a column of their own"));
        }
        let objects = self.types(Of::Objects, "object_map_type")?;
        let events = self.types(Of::Events, "event_map_type")?;
        self.items(Of::Objects, "object")?;
        self.items(Of::Events, "event")?;
        for (kind, table) in objects {
            self.values(Of::Objects, &kind, &format!("object_{table}"))?;
        }
        for (kind, table) in events {
            self.values(Of::Events, &kind, &format!("event_{table}"))?;
        }
        self.relations(Of::Events, "event_object", "ocel_event_id", "ocel_object_id")?;
        self.relations(Of::Objects, "object_object", "ocel_source_id", "ocel_target_id")
    }

    /// Goes through the rows of a table with these columns, each with whether it must be there. That the table or a column is not there is
    /// a finding; the value of one that need not be there is nothing then.
    fn visit(
        &mut self,
        table: &str,
        columns: &[(&str, bool)],
        mut each: impl FnMut(&mut Self, &Row<'_>, Place) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let Some(known) = self.tables.names.get(table) else {
            let (message, help) = match self.tables.refused.get(table) {
                Some(what) => (format!("`{}` is {what}, and is not read", shown(table)), "keep its rows in a table"),
                None => (format!("the file has no table `{}`", shown(table)), "a log in OCEL 2.0 has it; see the specification"),
            };
            let code = if self.tables.refused.contains_key(table) { Code::UnsupportedElement } else { Code::MissingColumn };
            self.issue(Severity::Error, code, 0, message, help);
            return Ok(());
        };
        let mut names = Vec::new();
        for (column, needed) in columns {
            let found = known.iter().find(|known| known.name == *column);
            if *needed && found.is_none() {
                let message = format!("the table `{}` has no column `{column}`", shown(table));
                self.issue(Severity::Error, Code::MissingColumn, 0, message, "a log in OCEL 2.0 has it; the table was left out");
                return Ok(());
            }
            names.push(found.map_or_else(|| "NULL".to_owned(), |column| quoted(&column.name)));
        }
        self.places.push(table.to_owned());
        let number = self.places.len().saturating_sub(1);
        // Only columns that are kept, of a plain table, in the order of its rows: nothing is computed.
        let mut statement = self.connection.prepare(&format!("SELECT {} FROM {} NOT INDEXED", names.join(", "), quoted(table)))?;
        let mut rows = statement.query([])?;
        let mut count = 0_u32;
        while let Some(row) = rows.next()? {
            count = count.saturating_add(1);
            // A damaged file may show one page again and again.
            self.draft.count(1, position(number, count))?;
            each(self, row, position(number, count))?;
        }
        Ok(())
    }

    /// Declares the types; each with the end of the name of its table.
    fn types(&mut self, of: Of, table: &str) -> Result<Vec<(String, String)>, Stop> {
        let mut types = Vec::new();
        self.visit(table, &[("ocel_type", true), ("ocel_type_map", true)], |reader, row, place| {
            let (name, end) = (text(row, 0)?, text(row, 1)?);
            reader.draft.declare(of, &name, place)?;
            types.push((name, end));
            Ok(())
        })?;
        Ok(types)
    }

    fn items(&mut self, of: Of, table: &str) -> Result<(), Stop> {
        self.visit(table, &[("ocel_id", true), ("ocel_type", true)], |reader, row, place| {
            let (id, kind) = (text(row, 0)?, text(row, 1)?);
            if id.is_empty() {
                let message = format!("an {} has no `ocel_id`", of.noun());
                reader.issue(Severity::Error, Code::MissingKey, place, message, "it was left out");
                return Ok(());
            }
            reader.draft.item(of, &id, &kind, None, place)?;
            Ok(())
        })
    }

    fn relations(&mut self, of: Of, table: &str, owner: &str, target: &str) -> Result<(), Stop> {
        self.visit(table, &[(owner, true), (target, true), ("ocel_qualifier", false)], |reader, row, place| {
            let (owner, target, qualifier) = (text(row, 0)?, text(row, 1)?, text(row, 2)?);
            match reader.draft.find(of, &owner) {
                Some(owner) => reader.draft.relation(of, owner, &target, &qualifier, place)?,
                None => reader.dangling(of, &owner, place),
            }
            Ok(())
        })
    }

    fn dangling(&mut self, of: Of, id: &str, place: Place) {
        let message = format!("there is no {} with the id `{}`", of.noun(), shown(id));
        self.issue(Severity::Error, Code::DanglingReference, place, message, "the row was left out");
    }

    /// Reads the table of a type: a row an event, or a row an object and a change of it.
    fn values(&mut self, of: Of, kind: &str, table: &str) -> Result<(), Stop> {
        let fixed = ["ocel_id", "ocel_time", "ocel_changed_field"];
        let columns: Vec<&Column> = self
            .tables
            .names
            .get(table)
            .map(|columns| columns.iter().filter(|column| !fixed.contains(&column.name.as_str())).collect())
            .unwrap_or_default();
        let number = self.draft.declared(of, kind);
        for column in &columns {
            self.draft.declare_attribute(of, number, &column.name, word(&column.kind), 0)?;
        }
        let fields = [("ocel_id", true), ("ocel_time", of == Of::Events), ("ocel_changed_field", false)];
        let wanted: Vec<(&str, bool)> = fields.into_iter().chain(columns.iter().map(|column| (column.name.as_str(), true))).collect();
        self.visit(table, &wanted, |reader, row, place| {
            let (id, time) = (text(row, 0)?, text(row, 1)?);
            let Some(item) = reader.draft.find(of, &id) else {
                reader.dangling(of, &id, place);
                return Ok(());
            };
            let time = if time.is_empty() { None } else { reader.draft.instant(&time, place) };
            let since = match of {
                Of::Events => {
                    if let Some(time) = time {
                        reader.draft.set_time(item, time);
                    }
                    None
                }
                Of::Objects => time.or(Some(Timestamp::UNIX_EPOCH)),
            };
            // A row of a change holds the new value of one attribute; others that are filled all the same are not read.
            let changed = if of == Of::Objects { text(row, 2)? } else { String::new() };
            for (place_of, column) in columns.iter().enumerate() {
                if !changed.is_empty() && changed != column.name {
                    continue;
                }
                let value = row.get_ref(place_of.saturating_add(3))?;
                let held;
                let raw = match value {
                    ValueRef::Null => continue,
                    ValueRef::Integer(number) => Raw::Int(number),
                    ValueRef::Real(number) => Raw::Float(number),
                    ValueRef::Text(bytes) => {
                        held = String::from_utf8_lossy(bytes);
                        Raw::Text(&held)
                    }
                    ValueRef::Blob(_) => {
                        let message = format!("the attribute `{}` is bytes", shown(&column.name));
                        reader.issue(Severity::Error, Code::WrongType, place, message, "OCEL has texts, numbers, truths and times; it was left out");
                        continue;
                    }
                };
                reader.draft.value(of, item, &column.name, raw, since, place)?;
            }
            Ok(())
        })
    }
}

/// A name between quotes, as SQL has it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The type that a column is declared with, in the words of OCEL, by what SQLite makes of such declarations.
fn word(declared: &str) -> &'static str {
    let declared = declared.to_ascii_uppercase();
    let has = |words: &[&str]| words.iter().any(|word| declared.contains(word));
    if has(&["TIME", "DATE"]) {
        "time"
    } else if has(&["BOOL"]) {
        "boolean"
    } else if has(&["INT"]) {
        "integer"
    } else if has(&["REAL", "FLOA", "DOUB", "NUMERIC", "DECIMAL"]) {
        "float"
    } else {
        "string"
    }
}
