//! The formats of event logs: told apart by their content, read, and named.

use std::{
    io::{self, BufReader, Cursor, Read},
    path::Path,
};

use flate2::read::MultiGzDecoder;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::{
    EventLog, ReadOptions, Table,
    audit::{self, Check},
    csv, jsonl,
    ocel::{self, ObjectLog},
    stream::Parts,
    xes,
};
use crate::{
    Error,
    diagnostic::{Code, Diagnostic, Findings},
    source::{Folder, Source},
};

/// How much of a file is looked at to tell its format.
const WINDOW: u64 = 16 * 1024;

/// A file format of event logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum LogFormat {
    /// XES, IEEE 1849.
    Xes,
    /// A table: CSV, TSV, or with another sign between cells.
    Csv,
    /// JSON Lines of this program's own audit records.
    Audit,
    /// Any other JSON Lines.
    Jsonl,
    /// OCEL 2.0, JSON or XML.
    Ocel,
}

impl LogFormat {
    /// The name as it is written on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The format of a file by how it begins, decompressed; none for one that is no log. Linear in what is given, some thousand bytes of
    /// which are enough.
    #[must_use]
    pub fn of(start: &[u8]) -> Option<Self> {
        let start = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(start).trim_ascii_start();
        if ocel::is_likely(start) {
            return Some(Self::Ocel);
        }
        match start.first()? {
            b'<' => Some(Self::Xes),
            b'{' => lines(start),
            b'[' => None,
            // UTF-16 is told by the reader of tables, which knows what to do about it.
            0xfe | 0xff => Some(Self::Csv),
            _ if start.contains(&0) || strange(start).is_some() => None,
            _ => Some(Self::Csv),
        }
    }

    /// The format that a file name asks for on writing, and whether it is to be compressed; none when the name leaves it open.
    #[must_use]
    pub fn of_name(name: &str) -> Option<(Self, bool)> {
        let name = name.to_ascii_lowercase();
        let (name, compressed) = name.strip_suffix(".gz").map_or((name.as_str(), false), |name| (name, true));
        let format = match name.rsplit_once('.')?.1 {
            "xes" => Self::Xes,
            "csv" | "tsv" => Self::Csv,
            "jsonl" | "ndjson" => Self::Jsonl,
            "jsonocel" => Self::Ocel,
            _ => return None,
        };
        Some((format, compressed))
    }
}

/// Which lines of JSON: audit records have a chain of hashes.
fn lines(start: &[u8]) -> Option<LogFormat> {
    let end = start.iter().position(|byte| *byte == b'\n');
    let line = start.get(..end.unwrap_or(start.len())).unwrap_or_default();
    let has = |key: &[u8]| memchr::memmem::find(line, key).is_some();
    if has(b"\"previous\"") && has(b"\"hash\"") && has(b"\"sequence\"") && has(b"\"record\"") {
        return Some(LogFormat::Audit);
    }
    // A line that is longer than what is looked at may be an object.
    (end.is_none() || serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()).then_some(LogFormat::Jsonl)
}

/// What a file is that is no log, and what to do about it.
fn strange(start: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "this is a ZIP archive or a workbook; take the log out of it, or save the sheet as CSV"),
        (b"SQLite format 3\0", "this is an SQLite file; write the records of a journal with `itsm audit export`"),
        (b"PAR1", "this is a Parquet file; write it as CSV"),
        (b"\x1f\x8b", "it is compressed twice; decompress it first"),
        (b"[", "this is a list in JSON; write its items one a line"),
    ];
    known.into_iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, help)| help)
}

/// How logs are read whose content leaves questions open.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The format; absent means what the file looks like.
    pub format: Option<LogFormat>,
    /// What the columns of tables and the keys of JSON Lines hold.
    pub table: Table,
    /// The type whose objects are the cases, for OCEL; absent means the only one that has objects.
    pub object_type: Option<String>,
    /// Whether the chains of audit trails are checked.
    pub check: Check,
    /// Dates, zone, limits.
    pub options: ReadOptions,
    /// Whether a log with errors is refused.
    pub strict: bool,
}

/// Reads a log of any format, compressed with gzip or not, and tells the format by how it begins.
///
/// Everything that can be read comes back, with findings about the rest; see the readers of the formats. With `strict` a log with errors does
/// not. The bounds of `reading.options.limits` hold for the text after decompression.
///
/// Findings: those of the formats, `unsupported-format`.
///
/// ```
/// use itsm::eventlog::{self, Reading};
///
/// let text = "case,activity,time\n1,open,2026-03-02T09:00:00Z\n1,,2026-03-02T09:30:00Z\n";
/// let (log, findings) = eventlog::read("log.csv", text.as_bytes(), &Reading::default());
/// assert_eq!((log.unwrap().event_count(), findings.errors()), (1, 1));
///
/// let (log, _) = eventlog::read("log.csv", text.as_bytes(), &Reading { strict: true, ..Reading::default() });
/// assert!(log.is_none());
/// ```
#[must_use]
pub fn read(name: &str, input: impl Read, reading: &Reading) -> (Option<EventLog>, Findings) {
    let (log, mut findings) = read_any(name, input, reading);
    let Some(log) = log else { return (None, findings) };
    let log = match log {
        AnyLog::Cases(log) => Some(log),
        AnyLog::Objects(log) => {
            let (flat, more) = log.flatten(name, reading.object_type.as_deref(), reading.options.limits);
            findings.append(more);
            flat
        }
    };
    let refused = reading.strict && findings.errors() > 0;
    (log.filter(|_| !refused), findings)
}

/// A log as its file has it.
#[allow(clippy::large_enum_variant, reason = "there is one of it for a whole file")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnyLog {
    /// One of cases.
    Cases(EventLog),
    /// One of objects, OCEL.
    Objects(ObjectLog),
}

/// Reads a log as [`read`] does, and leaves one of objects as it is: `reading.object_type` does not count.
#[must_use]
pub fn read_any(name: &str, input: impl Read, reading: &Reading) -> (Option<AnyLog>, Findings) {
    let (log, findings) = any_with(name, input, reading, None);
    let refused = reading.strict && findings.errors() > 0;
    (log.filter(|_| !refused), findings)
}

/// Reads a log in parts; its last part.
pub(super) fn read_with(name: &str, input: impl Read, reading: &Reading, parts: &mut Parts<'_>) -> (Option<EventLog>, Findings) {
    let (log, findings) = any_with(name, input, reading, Some(parts));
    (if let Some(AnyLog::Cases(log)) = log { Some(log) } else { None }, findings)
}

/// The log, or with `parts` its last part.
fn any_with(name: &str, input: impl Read, reading: &Reading, parts: Option<&mut Parts<'_>>) -> (Option<AnyLog>, Findings) {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    let start = match peek(&mut input) {
        Ok(start) => start,
        Err(error) => return (None, unreadable(name, &error)),
    };
    if start.starts_with(&[0x1f, 0x8b]) {
        let mut input = BufReader::with_capacity(64 * 1024, MultiGzDecoder::new(Cursor::new(start).chain(input)));
        match peek(&mut input) {
            Ok(start) => plain(name, start, input, reading, parts),
            Err(error) => (None, unreadable(name, &error)),
        }
    } else {
        plain(name, start, input, reading, parts)
    }
}

fn unreadable(name: &str, error: &io::Error) -> Findings {
    let finding = Diagnostic::error(Code::UnreadableFile, format!("the file cannot be read: {error}")).in_file(name);
    finding.help("check that it is whole").into()
}

fn peek(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    input.take(WINDOW).read_to_end(&mut start)?;
    Ok(start)
}

fn plain(name: &str, start: Vec<u8>, rest: impl Read, reading: &Reading, parts: Option<&mut Parts<'_>>) -> (Option<AnyLog>, Findings) {
    let format = reading.format.or_else(|| LogFormat::of(&start));
    let Some(format) = format else {
        let help = strange(start.trim_ascii_start()).unwrap_or("event logs are XES, CSV, JSON Lines, OCEL or audit trails of this program");
        let message = if start.trim_ascii().is_empty() { "the file is empty" } else { "this is no event log that is known" };
        return (None, Diagnostic::error(Code::UnsupportedFormat, message).in_file(name).help(help).into());
    };
    let input = Cursor::new(start).chain(rest);
    let whole = match format {
        LogFormat::Audit => Some("audit trails are not read in parts: what their records mean may depend on all before"),
        LogFormat::Ocel => Some("object-centric logs are not read in parts: an object may come anywhere"),
        LogFormat::Xes | LogFormat::Csv | LogFormat::Jsonl => None,
    };
    if let (Some(message), true) = (whole, parts.is_some()) {
        return (None, Diagnostic::error(Code::UnsupportedFormat, message).in_file(name).help("read the whole log at once").into());
    }
    let (log, findings) = match format {
        LogFormat::Xes => xes::read_with(name, input, &reading.options, parts),
        LogFormat::Csv => csv::read_with(name, input, &reading.table, &reading.options, parts),
        LogFormat::Audit => {
            let (log, findings) = audit::read(name, BufReader::new(input), reading.check, &reading.options);
            (Some(log), findings)
        }
        LogFormat::Jsonl => jsonl::read_with(name, BufReader::new(input), &reading.table, &reading.options, parts),
        LogFormat::Ocel => {
            let (log, findings) = ocel::read(name, input, &reading.options);
            return (log.map(AnyLog::Objects), findings);
        }
    };
    (log.map(AnyLog::Cases), findings)
}

impl EventLog {
    /// Reads a log of any format from a source, as [`read`] does.
    #[must_use]
    pub fn from_source(source: &dyn Source, path: &str, reading: &Reading) -> (Option<Self>, Findings) {
        match source.open(path) {
            Ok(file) => read(&file.name, file.input, reading),
            Err(finding) => (None, (*finding).into()),
        }
    }

    /// Reads a log of any format from a file, all or nothing: what is wrong with it in any way is an error. [`EventLog::from_source`] takes
    /// what can be read, and says how.
    ///
    /// # Errors
    /// The findings, when there is an error among them. Notes, such as what columns were guessed, are none.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = Folder::new(path.parent().unwrap_or(Path::new("")));
        let (log, findings) = Self::from_source(&folder, &name, &Reading { strict: true, ..Reading::default() });
        log.ok_or_else(|| Error::with_findings(format!("the event log `{}`", path.display()), findings))
    }
}
