//! What all commands on logs take: the file, and how it is read.

use std::{
    io::{self, BufRead as _, BufReader, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use clap::{Args, builder::PossibleValuesParser};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use itsm::{
    Error,
    audit::{Journal as _, JournalError},
    diagnostic::{Code, Diagnostic, Findings},
    digest::Digest,
    eventlog::{
        self, AnyLog, BuildError, Columns, DateOrder, Dates, EventLog, LogFormat, Parting, Preset, ReadOptions, Reading, Table, Take,
        audit::{AuditLog, Check},
        ocel, presets,
    },
    jiff::tz::TimeZone,
    source::{Folder, Source as _},
    store::{SqliteJournal, is_sqlite},
};

use super::super::output::{Failure, Output};

/// Files that are read in less time than this many bytes take have no progress bar.
const LONG: u64 = 4 * 1024 * 1024;

/// The log, and how it is read.
#[derive(Args)]
pub struct Input {
    /// XES, a table (CSV, TSV), JSON Lines, OCEL or an audit trail, with gzip or without; OCEL or a journal in SQLite; `-` for standard input
    log: PathBuf,
    /// The format, when the content does not tell it
    #[arg(long, value_name = "FORMAT", value_parser = ["xes", "csv", "jsonl", "ocel", "audit"])]
    from: Option<String>,
    /// Of OCEL, the type whose objects are the cases; not needed where only one has objects
    #[arg(long, value_name = "TYPE")]
    pub object_type: Option<String>,
    /// What the columns hold: case=C,activity=A,time=T and resource, role, group, lifecycle, of-case, key:KEY; or case=C,event:NAME=C,...
    #[arg(long, value_name = "WHAT=COLUMN,...", conflicts_with = "preset")]
    columns: Option<Columns>,
    /// The tool that wrote the table
    #[arg(long, value_name = "TOOL", value_parser = PossibleValuesParser::new(presets().iter().map(|preset| preset.name)))]
    preset: Option<String>,
    /// Which number of dates such as 3/4/2026 is the day
    #[arg(long, value_name = "ORDER", value_parser = ["day-first", "month-first"])]
    dates: Option<String>,
    /// The zone of times that do not say theirs, such as Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone)]
    zone: TimeZone,
    /// What stands between the cells of a table; `tab` for a tab
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// Do not check the chains of hashes of an audit trail
    #[arg(long)]
    no_verify: bool,
    /// Refuse a log with errors
    #[arg(long)]
    strict: bool,
    /// Exit with 3 for warnings too
    #[arg(long)]
    pub deny_warnings: bool,
}

/// A file that is about to be read.
struct Opened<'folder> {
    name: String,
    is_sqlite: bool,
    bar: ProgressBar,
    input: BufReader<Box<dyn Read + 'folder>>,
}

fn zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| "write a name of the time zone database, such as Europe/Berlin".to_owned())
}

/// One sign of ASCII.
pub fn delimiter(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [sign @ (b'\t' | b' '..=b'~')]) if *sign != b'"' => Ok(*sign),
        _ => Err("write one sign, such as `;`, or `tab`".to_owned()),
    }
}

impl Input {
    /// The file as it is shown.
    pub fn name(&self) -> String {
        self.log.display().to_string()
    }

    /// The SHA-256 of the file; none for standard input, and for a file that is gone.
    pub fn hash(&self) -> Option<Digest> {
        let file_name = self.log.file_name()?.to_string_lossy().into_owned();
        if self.log == Path::new("-") {
            return None;
        }
        let folder = self.folder();
        let file = folder.open(&file_name).ok()?;
        Digest::of_reader(file.input).ok()
    }

    /// The log, with what was found while it was read; one of objects as a log of cases.
    pub fn read(&self, output: &Output) -> Result<(Option<EventLog>, Findings), Failure> {
        let (log, mut findings) = self.read_any(output)?;
        let log = match log {
            Some(AnyLog::Objects(log)) => {
                let (flat, more) = log.flatten(&self.name(), self.object_type.as_deref(), ReadOptions::LIMITS);
                findings.append(more);
                flat.filter(|_| !self.strict || findings.errors() == 0)
            }
            Some(AnyLog::Cases(log)) => Some(log),
            None => None,
        };
        Ok((log, findings))
    }

    /// The log as the file has it, with what was found while it was read.
    pub fn read_any(&self, output: &Output) -> Result<(Option<AnyLog>, Findings), Failure> {
        let reading = self.reading();
        if self.log == Path::new("-") {
            return Ok(eventlog::read_any("-", io::stdin().lock(), &reading));
        }
        let folder = self.folder();
        let opened = self.open(&folder, output)?;
        if opened.is_sqlite {
            // Before SQLite opens it: closing a file takes from a process all locks that it has on it (SQLite documentation, "How To
            // Corrupt An SQLite Database File", section 2.2).
            drop(opened);
            if ocel::is_object_log(&self.log) {
                let (log, findings) = ocel::read_sqlite(&self.name(), &self.log, &reading.options);
                let refused = self.strict && findings.errors() > 0;
                return Ok((log.filter(|_| !refused).map(AnyLog::Objects), findings));
            }
            let journal = self.journal();
            let (log, findings) = journal.map_err(|message| self.refused(Diagnostic::error(Code::UnreadableFile, message).in_file(self.name())))?;
            return Ok((log.map(AnyLog::Cases), findings));
        }
        let (log, findings) = eventlog::read_any(&opened.name, opened.bar.wrap_read(opened.input), &reading);
        opened.bar.finish_and_clear();
        Ok((log, findings))
    }

    /// The log part by part, however long it is, with what was found while it was read.
    pub fn read_parts(&self, parting: &Parting, output: &Output, take: &mut Take<'_>) -> Result<Findings, Failure> {
        let mut reading = self.reading();
        // Nothing of the text is kept.
        reading.options.limits.file_bytes = u64::MAX;
        if self.log == Path::new("-") {
            return Ok(eventlog::read_parts("-", io::stdin().lock(), &reading, parting, take));
        }
        let folder = self.folder();
        let opened = self.open(&folder, output)?;
        if opened.is_sqlite {
            return Err(Failure::Usage("SQLite files are not read in parts; leave `--stream` out".to_owned()));
        }
        let findings = eventlog::read_parts(&opened.name, opened.bar.wrap_read(opened.input), &reading, parting, take);
        opened.bar.finish_and_clear();
        Ok(findings)
    }

    fn refused(&self, finding: Diagnostic) -> Failure {
        Failure::Failed(Error::with_findings(format!("`{}`", self.name()), finding.into()))
    }

    fn folder(&self) -> Folder {
        Folder::new(self.log.parent().unwrap_or(Path::new("")))
    }

    fn open<'folder>(&self, folder: &'folder Folder, output: &Output) -> Result<Opened<'folder>, Failure> {
        let file_name = self.log.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = folder.open(&file_name).map_err(|finding| self.refused(*finding))?;
        let mut input = BufReader::new(file.input);
        let unreadable = |error: io::Error| self.refused(Diagnostic::error(Code::UnreadableFile, format!("the file cannot be read: {error}")));
        let is_sqlite = is_sqlite(input.fill_buf().map_err(unreadable)?);
        Ok(Opened { name: file.name.to_string(), is_sqlite, bar: progress(file.length.unwrap_or_default(), output), input })
    }

    /// How times are read.
    pub fn dates(&self) -> Dates {
        let order = self.dates.as_deref().and_then(|order| order.parse().ok()).unwrap_or(DateOrder::Unstated);
        Dates { order, zone: self.zone.clone() }
    }

    fn reading(&self) -> Reading {
        let table = Table {
            columns: self.columns.clone(),
            preset: self.preset.as_deref().and_then(Preset::find),
            delimiter: self.delimiter,
            ..Table::default()
        };
        Reading {
            format: self.from.as_deref().and_then(|format| format.parse::<LogFormat>().ok()),
            table,
            object_type: self.object_type.clone(),
            check: if self.no_verify { Check::Nothing } else { Check::Chains },
            options: ReadOptions { dates: self.dates(), ..ReadOptions::default() },
            strict: self.strict,
        }
    }

    /// The records of a journal in SQLite.
    fn journal(&self) -> Result<(Option<EventLog>, Findings), String> {
        let failed = |error: JournalError| error.to_string();
        let journal = SqliteJournal::open_read_only(&self.log).map_err(failed)?;
        let mut verifier = itsm::audit::Verifier::new(self.name());
        let (mut log, mut full): (AuditLog, Option<BuildError>) = (AuditLog::new(), None);
        journal
            .visit(&mut |record| {
                full = log.record(&record).err();
                if full.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })
            .map_err(failed)?;
        if let Some(full) = full {
            return Err(full.to_string());
        }
        if !self.no_verify {
            journal.verify(&mut verifier).map_err(failed)?;
        }
        let findings = verifier.finish().findings;
        let refused = self.strict && findings.errors() > 0;
        Ok(((!refused).then(|| log.finish()), findings))
    }
}

/// A bar on standard error, when that is a terminal and the file is long.
fn progress(bytes: u64, output: &Output) -> ProgressBar {
    let target = if bytes >= LONG { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(bytes), target);
    let template =
        if output.colour() { "{bar:40.cyan} {bytes} of {total_bytes}, {eta} left" } else { "{bar:40} {bytes} of {total_bytes}, {eta} left" };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
