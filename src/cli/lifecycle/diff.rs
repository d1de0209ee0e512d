//! `itsm lifecycle diff`: what differs between two definitions, and which records that touches.

use std::path::PathBuf;

use clap::Args;
use itsm::{
    catalog::Catalog,
    lifecycle::{DefinitionRecord, Impact, LifecycleDiff, TouchedRecord, diff, migration::StoredRecord},
    report::Table,
};

use super::{
    super::{
        Run, difference,
        output::{Failure, Format, Outcome, Output},
        stored,
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

/// Runs the subcommand.
pub fn run(arguments: &Arguments, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Md])?;
    let (older, newer) = (find(&arguments.older, catalog)?, find(&arguments.newer, catalog)?);
    let mut found = diff(&older, &newer);
    if let Some(path) = &arguments.records {
        let records = stored::read(path, StoredRecord::read_all)?;
        let impact = Impact::new(&older, &newer, &found);
        found.records = Some(records.iter().filter_map(|stored| impact.of(&stored.record, &stored.snapshot)).collect());
    }
    if format == Format::Json {
        output.json(&found)?;
    } else {
        show(&found, format, output)?;
    }
    Ok(Outcome::Good)
}

fn show(found: &LifecycleDiff, format: Format, output: &mut Output) -> Result<(), Failure> {
    let behaves = if found.same_behaviour { "behaves the same" } else { "behaves differently" };
    output.text(format_args!("{} -> {}: {behaves}\n", definition(&found.older), definition(&found.newer)))?;
    difference::section("Behaviour", &difference::table(&found.behaviour), format, output)?;
    difference::section("Words only", &difference::table(&found.words_only), format, output)?;
    if let Some(records) = &found.records {
        if records.is_empty() {
            output.text("\nno record is touched\n")?;
        }
        difference::section("Records that are touched", &touches(records), format, output)?;
    }
    Ok(())
}

fn definition(record: &DefinitionRecord) -> String {
    difference::definition(&record.lifecycle, record.version.as_deref(), &record.hash)
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
