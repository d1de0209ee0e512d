//! `itsm lifecycle diff`: what differs between two definitions, and which records that touches.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
};

use clap::Args;
use itsm::{
    Error,
    catalog::Catalog,
    diagnostic::{Code, Diagnostic, Findings},
    document::Position,
    lifecycle::{DefinitionRecord, Impact, LifecycleDiff, LifecycleDifference, Snapshot, TouchedRecord, diff},
    report::Table,
    source::FileText,
};
use serde::Deserialize;

use super::{
    super::{
        Run,
        output::{Failure, Format, Outcome, Output},
    },
    find,
};

/// Show what behaves differently between two definitions of a lifecycle
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm lifecycle diff incident-1.yaml incident-2.yaml
  itsm lifecycle diff neutral:incident my-incident.yaml --format md
  itsm lifecycle diff change-1.yaml change-2.yaml --records snapshots.jsonl --format json

What differs in titles and remarks only is told apart. With --records, also which of these records are touched: those whose
state is gone or another, whose ways out are others, or whose timers are. Each line of the file is one record:
{\"record\": \"INC-1\", \"snapshot\": {\"lifecycle\": \"incident\", \"hash\": \"…\", \"state\": \"new\", \"sequence\": 0}}")]
pub struct Arguments {
    /// The older definition: a reference such as neutral:incident, or a file
    older: String,
    /// The newer definition
    newer: String,
    /// Snapshots of records under the older definition, one JSON object a line
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
}

/// A line of the file of records.
#[derive(Deserialize)]
struct Line {
    record: String,
    snapshot: Snapshot,
}

/// Bytes that one line may have.
const LONGEST_LINE: u64 = 1024 * 1024;

/// Runs the subcommand.
pub fn run(arguments: &Arguments, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Md])?;
    let (older, newer) = (find(&arguments.older, catalog)?, find(&arguments.newer, catalog)?);
    let mut found = diff(&older, &newer);
    if let Some(path) = &arguments.records {
        found.records = Some(touched(path, &Impact::new(&older, &newer, &found))?);
    }
    if format == Format::Json {
        output.json(&found)?;
    } else {
        show(&found, format, output)?;
    }
    Ok(Outcome::Good)
}

/// The records of a file that are touched; lines that cannot be read are reported all at once.
fn touched(path: &Path, impact: &Impact) -> Result<Vec<TouchedRecord>, Failure> {
    let named = path.display().to_string();
    let failed = |findings: Findings| Failure::Failed(Error::with_findings(format!("`{named}`"), findings));
    let unreadable = |error: std::io::Error| {
        let finding = Diagnostic::error(Code::UnreadableFile, format!("the file `{named}` cannot be read: {error}"));
        failed(finding.help("check the path and its permissions").into())
    };
    let mut reader = BufReader::new(File::open(path).map_err(unreadable)?);
    let (mut records, mut findings) = (Vec::new(), Findings::new());
    for number in 1_u32.. {
        let mut bytes = Vec::new();
        let length = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes).map_err(unreadable)?;
        if length == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&bytes);
        let file = FileText::new(named.as_str(), "");
        if u64::try_from(length).unwrap_or(u64::MAX) >= LONGEST_LINE {
            let finding = Diagnostic::error(Code::LimitReached, format!("the line is longer than {LONGEST_LINE} bytes"));
            findings.push(finding.located(&file, Position::new(number, 1, 0)));
            break;
        }
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Line>(&text) {
            Ok(line) => records.extend(impact.of(&line.record, &line.snapshot)),
            Err(error) => {
                let column = u32::try_from(error.column()).unwrap_or(1).max(1);
                let finding = Diagnostic::error(Code::WrongType, format!("the line is no record with its snapshot: {error}"));
                let help = "write `{\"record\": \"…\", \"snapshot\": {…}}`, the snapshot as `Instance::snapshot` gives it";
                findings.push(finding.located(&file, Position::new(number, column, 0)).help(help));
            }
        }
    }
    if findings.is_empty() { Ok(records) } else { Err(failed(findings)) }
}

fn show(found: &LifecycleDiff, format: Format, output: &mut Output) -> Result<(), Failure> {
    let behaves = if found.same_behaviour { "behaves the same" } else { "behaves differently" };
    output.text(format_args!("{} -> {}: {behaves}\n", definition(&found.older), definition(&found.newer)))?;
    section("Behaviour", &differences(&found.behaviour), format, output)?;
    section("Words only", &differences(&found.words_only), format, output)?;
    if let Some(records) = &found.records {
        if records.is_empty() {
            output.text("\nno record is touched\n")?;
        }
        section("Records that are touched", &touches(records), format, output)?;
    }
    Ok(())
}

fn definition(record: &DefinitionRecord) -> String {
    let hash: String = record.hash.chars().take(12).collect();
    format!("{} {} ({hash})", record.lifecycle, record.version.as_deref().unwrap_or("without version"))
}

fn section(title: &str, table: &Table, format: Format, output: &mut Output) -> Result<(), Failure> {
    if table.is_empty() {
        return Ok(());
    }
    let marks = if format == Format::Md { "## " } else { "" };
    output.text(format_args!("\n{marks}{title}\n\n"))?;
    output.table(table, format)
}

fn differences(list: &[LifecycleDifference]) -> Table {
    let mut table = Table::new(["part", "name", "change", "aspect", "before", "after"]);
    for LifecycleDifference { part, name, change, aspect, before, after } in list {
        let cell = |text: &Option<String>| text.clone().unwrap_or_default();
        table.push([part.to_string(), name.clone(), change.to_string(), cell(aspect), cell(before), cell(after)]);
    }
    table
}

fn touches(records: &[TouchedRecord]) -> Table {
    let mut table = Table::new(["record", "state", "kind", "reason"]);
    for touched in records {
        for reason in &touched.reasons {
            table.push([touched.record.clone(), touched.state.clone(), reason.kind.to_string(), reason.says.clone()]);
        }
    }
    table
}
