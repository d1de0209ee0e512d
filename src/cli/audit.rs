//! `itsm audit`: audit trails of records, as JSON Lines and as SQLite files.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use itsm::{
    Error,
    audit::{Journal as _, JournalError, Record, Verification, Verifier},
    diagnostic::{Code, Diagnostic},
    report::{HeadRecord, verification_record},
    source::Limits,
    store::{SqliteJournal, is_sqlite},
};
use serde::Deserialize;

use super::{
    Run,
    output::{Failure, Format, Outcome, Output},
};

/// Work on audit trails: check their chains of hashes, write them as JSON Lines, take people out
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the chains of a journal: the first break of every ticket, with its line
    #[command(after_help = "\
Examples:
  itsm audit verify tickets.sqlite
  itsm audit verify journal.jsonl --format json > yesterday.json
  itsm audit verify journal.jsonl --expect yesterday.json      also what was cut off or written anew since
  zcat journal.jsonl.gz | itsm audit verify -

A file is JSON Lines (docs/audit.md) or an SQLite journal, told by its content; its lines are then the numbers of rows. A
chain alone does not show that records were cut off at its end: keep the output of an earlier check elsewhere, and name it
with --expect. Exit code 3 when there is an error, or with --deny-warnings a warning.")]
    Verify {
        /// The journal; `-` for JSON Lines on standard input
        file: PathBuf,
        /// The JSON output of an earlier check, whose tickets must still have those records
        #[arg(long, value_name = "FILE")]
        expect: Option<PathBuf>,
        /// Exit with 3 for warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Write the records of an SQLite journal as JSON Lines, in the order in which they were kept
    #[command(after_help = "\
Examples:
  itsm audit export tickets.sqlite --output journal.jsonl
  itsm audit export tickets.sqlite | itsm audit verify -

Personal texts are written as they stand, with their salts.")]
    Export {
        /// The journal, an SQLite file
        file: PathBuf,
        /// Where the lines are written; without it to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take personal texts out of a journal; its chains hold
    #[command(after_help = "\
Examples:
  itsm audit redact tickets.sqlite --text 'Ann Smith' --text ann.smith@example.org
  itsm audit redact tickets.sqlite --all --record INC-1
  itsm audit redact journal.jsonl --text 'Ann Smith' --output redacted.jsonl

A text is taken out when it is the same as one of --text: an actor, a reason, or what a personal field held. What holds
the name among other words, or was not written as personal, stays; look for it. An SQLite file is changed in place and written anew, so that nothing lingers in it;
copies of it are yours to see to. Nothing brings a text back.")]
    Redact {
        /// The journal
        file: PathBuf,
        /// A personal text to take out; may be repeated
        #[arg(long, required_unless_present = "all", value_name = "TEXT")]
        text: Vec<String>,
        /// Take every personal text out
        #[arg(long, conflicts_with = "text")]
        all: bool,
        /// Only in the records of this ticket
        #[arg(long, value_name = "NUMBER")]
        record: Option<String>,
        /// Where a journal in JSON Lines is written as it is then
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    match &arguments.command {
        Command::Verify { file, expect, deny_warnings } => verify(file, expect.as_deref(), *deny_warnings, output),
        Command::Export { file, output: target } => export(file, target.as_deref(), output),
        Command::Redact { file, text, record, output: target, .. } => {
            let choose = |held: &str| text.is_empty() || text.iter().any(|text| text == held);
            let taken = match target {
                None => redact_in_place(file, record.as_deref(), &choose)?,
                Some(target) => redact_lines(file, target, record.as_deref(), &choose)?,
            };
            output.text(format_args!("{taken} texts were taken out\n"))?;
            Ok(Outcome::Good)
        }
    }
}

fn verify(path: &Path, expect: Option<&Path>, deny_warnings: bool, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif])?;
    let name = path.display().to_string();
    let mut verifier = Verifier::new(name.as_str());
    if let Some(earlier) = expect {
        verifier.expect(&heads(earlier)?);
    }
    let found = if path == Path::new("-") {
        verifier.lines(io::stdin().lock(), Limits::default()).map_err(|error| unreadable(path, &error))?;
        verifier.finish()
    } else {
        check(path, verifier)?
    };
    match format {
        Format::Json => output.json(&verification_record(&name, &found))?,
        Format::Human | Format::Plain => {
            let taken = if found.redacted > 0 { format!(", {} texts taken out", found.redacted) } else { String::new() };
            output.text(format_args!("{name}: {} records of {} tickets{taken}\n", found.entries, found.records))?;
            if found.findings.is_empty() {
                output.text("every chain holds\n")?;
            } else {
                output.findings(&found.findings, format)?;
            }
        }
        _ => output.findings(&found.findings, format)?,
    }
    let failed = found.findings.errors() > 0 || (deny_warnings && found.findings.warnings() > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}

/// Shows a file to a check.
fn check(path: &Path, mut verifier: Verifier) -> Result<Verification, Failure> {
    let mut reader = open(path)?;
    if !is_sqlite(reader.fill_buf().map_err(|error| unreadable(path, &error))?) {
        verifier.lines(reader, Limits::default()).map_err(|error| unreadable(path, &error))?;
        return Ok(verifier.finish());
    }
    // Before SQLite opens it: closing a file takes from a process all locks that it has on it (SQLite documentation, "How To
    // Corrupt An SQLite Database File", section 2.2).
    drop(reader);
    match SqliteJournal::open_read_only(path) {
        Ok(journal) => journal.verify(&mut verifier).map_err(|error| failed(path, &error))?,
        Err(JournalError::Damaged(why)) => {
            // What cannot be opened has no chain that holds.
            let mut found = verifier.finish();
            found.findings.push(Diagnostic::error(Code::BrokenChain, why).in_file(path.display().to_string()).help("compare with a copy"));
            return Ok(found);
        }
        Err(other) => return Err(failed(path, &other)),
    }
    Ok(verifier.finish())
}

/// The heads in the output of an earlier check.
fn heads(path: &Path) -> Result<Vec<(String, itsm::audit::Head)>, Failure> {
    #[derive(Deserialize)]
    struct Earlier {
        heads: Vec<HeadRecord>,
    }
    let earlier: Earlier = serde_json::from_reader(open(path)?).map_err(|error| {
        let message = format!("`{}` is no output of `itsm audit verify --format json`: {error}", path.display());
        refused(path, Diagnostic::error(Code::UnreadableFile, message))
    })?;
    Ok(earlier.heads.into_iter().map(|HeadRecord { record, head }| (record, head)).collect())
}

fn export(path: &Path, target: Option<&Path>, output: &mut Output) -> Run {
    let journal = SqliteJournal::open_read_only(path).map_err(|error| failed(path, &error))?;
    let mut file = target.map(create).transpose()?;
    let mut result: Result<(), Failure> = Ok(());
    let kept = journal.visit(&mut |record| {
        result = line(&record).and_then(|line| match &mut file {
            Some(file) => file.write_all(line.as_bytes()).map_err(Failure::Write),
            None => output.text(line),
        });
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    result?;
    kept.map_err(|error| failed(path, &error))?;
    if let Some(mut file) = file {
        file.flush()?;
    }
    Ok(Outcome::Good)
}

fn redact_in_place(path: &Path, record: Option<&str>, choose: &dyn Fn(&str) -> bool) -> Result<usize, Failure> {
    if !is_sqlite(open(path)?.fill_buf().map_err(|error| unreadable(path, &error))?) {
        return Err(Failure::Usage("say with `--output FILE` where the redacted journal goes: JSON Lines are not changed in place".to_owned()));
    }
    let mut journal = SqliteJournal::open(path).map_err(|error| failed(path, &error))?;
    let taken = match record {
        Some(record) => journal.redact(record, choose),
        None => journal.redact_everywhere(choose),
    };
    taken.map_err(|error| failed(path, &error))
}

fn redact_lines(path: &Path, target: &Path, ticket: Option<&str>, choose: &dyn Fn(&str) -> bool) -> Result<usize, Failure> {
    let mut reader = open(path)?;
    if is_sqlite(reader.fill_buf().map_err(|error| unreadable(path, &error))?) {
        return Err(Failure::Usage("an SQLite journal is redacted in place; leave `--output` out".to_owned()));
    }
    let place = |path: &Path| path.canonicalize().ok();
    if place(target).is_some_and(|target| Some(target) == place(path)) {
        return Err(Failure::Usage("the redacted journal cannot be written over the one that is read".to_owned()));
    }
    let (mut file, mut taken) = (create(target)?, 0);
    for (number, text) in (1..).zip(reader.lines()) {
        let text = text.map_err(|error| unreadable(path, &error))?;
        if text.trim().is_empty() {
            continue;
        }
        let mut record: Record = serde_json::from_str(&text).map_err(|error| {
            let message = format!("line {number} is no audit record: {error}");
            refused(path, Diagnostic::error(Code::BrokenChain, message).help("look at the journal with `itsm audit verify` first"))
        })?;
        if ticket.is_none_or(|ticket| ticket == record.record) {
            taken += record.redact_where(choose);
        }
        file.write_all(line(&record)?.as_bytes())?;
    }
    file.flush()?;
    Ok(taken)
}

fn line(record: &Record) -> Result<String, Failure> {
    serde_json::to_string(record).map(|line| line + "\n").map_err(|error| Failure::Write(error.into()))
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    File::open(path).map(BufReader::new).map_err(|error| unreadable(path, &error))
}

fn create(path: &Path) -> Result<BufWriter<File>, Failure> {
    File::create(path).map(BufWriter::new).map_err(|error| {
        let message = format!("the file `{}` cannot be written: {error}", path.display());
        refused(path, Diagnostic::error(Code::UnreadableFile, message).help("check the path and its permissions"))
    })
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("the file `{}` cannot be read: {error}", path.display());
    refused(path, Diagnostic::error(Code::UnreadableFile, message).help("check the path and its permissions"))
}

fn failed(path: &Path, error: &JournalError) -> Failure {
    let code = if matches!(error, JournalError::Damaged(_)) { Code::BrokenChain } else { Code::UnreadableFile };
    refused(path, Diagnostic::error(code, error.to_string()).in_file(path.display().to_string()))
}

fn refused(path: &Path, finding: Diagnostic) -> Failure {
    Failure::Failed(Error::with_findings(format!("`{}`", path.display()), finding.into()))
}
