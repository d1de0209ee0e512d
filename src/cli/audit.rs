//! `itsm audit`: whether an audit trail holds, what it says, and taking people out of it.

use std::{
    fmt::Display,
    fs::File,
    io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use itsm::{
    Error,
    audit::{Head, Journal, Lines, Record, Text, Verification, Verifier},
    diagnostic::{Code, Diagnostic, render},
    report::{HeadRecord, Table, verification_record},
    source::Limits,
    store::SqliteJournal,
};

use super::{
    Run,
    output::{Failure, Format, Outcome, Output},
};

/// Verify, show, export and redact audit trails: JSON Lines files and SQLite journals
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Whether every chain of hashes holds; the first break of each ticket
    #[command(after_help = "\
Examples:
  itsm audit verify journal.jsonl
  itsm audit verify tickets.sqlite --write-heads heads.jsonl    keep this file elsewhere
  itsm audit verify tickets.sqlite --heads heads.jsonl          was anything cut off since then?
  itsm audit verify journal.jsonl --format json

A chain shows what was changed, added or removed within it. That records were cut off at its end shows only by comparison with
heads that were kept elsewhere. Exit code 3 when a chain does not hold.")]
    Verify {
        /// A JSON Lines file or an SQLite journal
        file: PathBuf,
        /// Where tickets are known to have stood, JSON Lines
        #[arg(long, value_name = "FILE")]
        heads: Option<PathBuf>,
        /// Write where tickets stand now, when everything holds
        #[arg(long, value_name = "FILE")]
        write_heads: Option<PathBuf>,
        /// Exit with 3 for warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// The life of a ticket
    #[command(after_help = "\
Examples:
  itsm audit show tickets.sqlite INC-1
  itsm audit show journal.jsonl INC-1 --format csv")]
    Show {
        /// A JSON Lines file or an SQLite journal
        file: PathBuf,
        /// The number of the ticket
        record: String,
    },
    /// All records of a journal as JSON Lines
    #[command(after_help = "\
Examples:
  itsm audit export tickets.sqlite > journal.jsonl
  itsm audit export tickets.sqlite --output journal.jsonl")]
    Export {
        /// A JSON Lines file or an SQLite journal
        file: PathBuf,
        /// The file to write; without it the records go to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take personal texts out of the records of a ticket; the chain holds
    #[command(after_help = "\
Examples:
  itsm audit redact tickets.sqlite INC-1                 everything personal
  itsm audit redact tickets.sqlite INC-1 --text ann      this text only, where it stands alone

Personal are the actor, the reason, and what fields held that the definition declares personal. What was taken out cannot be
brought back. Copies of the file keep what they have.")]
    Redact {
        /// An SQLite journal
        file: PathBuf,
        /// The number of the ticket
        record: String,
        /// Only texts that are this one
        #[arg(long)]
        text: Option<String>,
    },
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    match &arguments.command {
        Command::Verify { file, heads, write_heads, deny_warnings } => verify(file, heads.as_deref(), write_heads.as_deref(), *deny_warnings, output),
        Command::Show { file, record } => show(file, record, output),
        Command::Export { file, output: path } => export(file, path.as_deref(), output),
        Command::Redact { file, record, text } => {
            let mut journal = SqliteJournal::open(existing(file)?).map_err(|error| failed(file, &error))?;
            let chosen = |value: &str| text.as_ref().is_none_or(|text| text == value);
            let taken = journal.redact(record, &chosen).map_err(|error| failed(file, &error))?;
            output.text(format_args!("{taken} texts were taken out of `{record}`\n"))?;
            Ok(Outcome::Good)
        }
    }
}

/// What every SQLite file begins with (SQLite documentation, "Database File Format", section 1.3).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// A file that is there: opening a journal would make it.
fn existing(path: &Path) -> Result<&Path, Failure> {
    if path.is_file() { Ok(path) } else { Err(unreadable(path, &io::Error::from(io::ErrorKind::NotFound))) }
}

fn is_sqlite(path: &Path) -> Result<bool, Failure> {
    let mut start = Vec::new();
    let file = File::open(existing(path)?).map_err(|error| unreadable(path, &error))?;
    file.take(SQLITE.len() as u64).read_to_end(&mut start).map_err(|error| unreadable(path, &error))?;
    Ok(start == SQLITE)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let finding = Diagnostic::error(Code::UnreadableFile, format!("the file `{}` cannot be read: {error}", path.display()));
    Failure::Failed(Error::with_findings(format!("`{}`", path.display()), finding.into()))
}

fn failed(path: &Path, error: &dyn Display) -> Failure {
    let finding = Diagnostic::error(Code::UnreadableFile, error.to_string()).in_file(path.display().to_string());
    Failure::Failed(Error::with_findings(format!("`{}`", path.display()), finding.into()))
}

/// Shows every record of a file, with its line.
fn each(path: &Path, visitor: &mut dyn FnMut(Record) -> ControlFlow<()>) -> Result<(), Failure> {
    if is_sqlite(path)? {
        let journal = SqliteJournal::open_read_only(path).map_err(|error| failed(path, &error))?;
        return journal.visit(visitor).map_err(|error| failed(path, &error));
    }
    let reader = BufReader::new(File::open(path).map_err(|error| unreadable(path, &error))?);
    for line in Lines::new(reader, Limits::default()) {
        let (_, record) = line.map_err(|error| failed(path, &format!("{error}; see itsm audit verify")))?;
        if visitor(record).is_break() {
            break;
        }
    }
    Ok(())
}

fn check(path: &Path, heads: &[(String, Head)]) -> Result<Verification, Failure> {
    let mut verifier = Verifier::new(path.display().to_string());
    if is_sqlite(path)? {
        let mut number = 0;
        each(path, &mut |record| {
            number += 1;
            verifier.record(&record, number);
            ControlFlow::Continue(())
        })?;
    } else {
        let reader = BufReader::new(File::open(path).map_err(|error| unreadable(path, &error))?);
        verifier.lines(reader, Limits::default()).map_err(|error| unreadable(path, &error))?;
    }
    verifier.expect(heads);
    Ok(verifier.finish())
}

fn verify(path: &Path, heads: Option<&Path>, write_heads: Option<&Path>, deny_warnings: bool, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif])?;
    let heads = heads.map_or(Ok(Vec::new()), read_heads)?;
    let found = check(path, &heads)?;
    let record = verification_record(&found);
    match format {
        Format::Json => output.json(&record)?,
        Format::Github | Format::Sarif => output.findings(&found.findings, format)?,
        _ => {
            let text = if format == Format::Human { render::human(&found.findings, output.colour()) } else { render::plain(&found.findings) };
            output.text(text)?;
            let verdict = if record.holds { "every chain holds" } else { "not every chain holds" };
            let counts = format!("{} audit records of {} tickets, {} texts taken out", found.entries, found.records, found.redacted);
            output.text(format_args!("{counts}: {verdict}\n"))?;
        }
    }
    if let (Some(path), true) = (write_heads, record.holds) {
        let lines: Result<Vec<String>, _> = record.heads.iter().map(serde_json::to_string).collect();
        let lines = lines.map_err(|error| Failure::Write(error.into()))?;
        super::output::put(path, &(lines.join("\n") + "\n"))?;
    }
    let failed = !record.holds || (deny_warnings && record.warnings > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}

fn read_heads(path: &Path) -> Result<Vec<(String, Head)>, Failure> {
    let mut heads = Vec::new();
    let reader = BufReader::new(File::open(path).map_err(|error| unreadable(path, &error))?);
    for (number, line) in (1_u64..).zip(reader.lines()) {
        let line = line.map_err(|error| unreadable(path, &error))?;
        if line.trim().is_empty() {
            continue;
        }
        let head: HeadRecord =
            serde_json::from_str(&line).map_err(|error| failed(path, &format!("line {number} says not where a ticket stood: {error}")))?;
        heads.push(head.head());
    }
    Ok(heads)
}

fn show(path: &Path, ticket: &str, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv])?;
    let mut records = Vec::new();
    each(path, &mut |record| {
        if record.record == ticket {
            records.push(record);
        }
        ControlFlow::Continue(())
    })?;
    if records.is_empty() {
        return Err(failed(path, &format!("there is nothing about a ticket `{ticket}` in it")));
    }
    if format == Format::Json {
        output.json(&records)?;
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["event", "at", "what", "from", "to", "who", "why"]);
    let text = |text: &Option<Text>| text.as_ref().map_or("", |text| text.value().unwrap_or("(taken out)")).to_owned();
    for record in &records {
        let who = match &record.role {
            Some(role) => format!("{} ({role})", text(&record.actor)),
            None => text(&record.actor),
        };
        let (from, to) = (record.from.clone(), record.to.clone());
        table.push([record.sequence.to_string(), record.at.to_string(), record.event.clone(), from, to, who, text(&record.reason)]);
    }
    output.table(&table, format)?;
    Ok(Outcome::Good)
}

fn export(path: &Path, target: Option<&Path>, output: &mut Output) -> Run {
    let mut result = Ok(());
    let mut write = |record: Record, sink: &mut dyn FnMut(&str) -> Result<(), Failure>| {
        result = serde_json::to_string(&record).map_err(|error| Failure::Write(error.into())).and_then(|line| sink(&(line + "\n")));
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    match target {
        Some(target) => {
            let mut file = BufWriter::new(File::create(target)?);
            each(path, &mut |record| write(record, &mut |line| file.write_all(line.as_bytes()).map_err(Failure::Write)))?;
            file.flush()?;
        }
        None => each(path, &mut |record| write(record, &mut |line| output.text(line)))?,
    }
    result.map(|()| Outcome::Good)
}
