//! `itsm workflow diff`: what differs between two definitions, and which executions that touches.

use std::path::PathBuf;

use clap::Args;
use itsm::{
    catalog::Catalog,
    report::Table,
    workflow::{
        diff::{DefinitionRecord, Impact, TouchedExecution, WorkflowDiff, diff},
        migration::StoredExecution,
    },
};

use super::{
    super::{
        Run, difference,
        output::{Failure, Format, Outcome, Output},
        stored,
    },
    find,
};

/// Show what behaves differently between two definitions of a workflow
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm workflow diff change-1.yaml change-2.yaml
  itsm workflow diff neutral:incident my-incident.yaml --format md
  itsm workflow diff change-1.yaml change-2.yaml --snapshots runs.jsonl --format json

What differs in titles, remarks, sources and links to frameworks only is told apart. With --snapshots, also which of these
executions are touched: those that stand at, or may still come to, something that is another. Each line of the file is
{\"execution\": \"RUN-1\", \"snapshot\": {...}}, the snapshot as `itsm workflow run` writes it.")]
pub struct Arguments {
    /// The older definition: a reference such as neutral:change, or a file
    older: String,
    /// The newer definition
    newer: String,
    /// Snapshots of executions under the older definition, one JSON object a line
    #[arg(long, value_name = "FILE")]
    snapshots: Option<PathBuf>,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Md])?;
    let (older, newer) = (find(&arguments.older, catalog)?, find(&arguments.newer, catalog)?);
    let mut found = diff(&older, &newer);
    if let Some(path) = &arguments.snapshots {
        let executions = stored::read(path, StoredExecution::read_all)?;
        let impact = Impact::new(&older, &newer, &found);
        let touched = executions.iter().filter_map(|stored| impact.of(&stored.execution, &stored.snapshot)).collect();
        found.executions = Some(touched);
    }
    if format == Format::Json {
        output.json(&found)?;
    } else {
        show(&found, format, output)?;
    }
    Ok(Outcome::Good)
}

fn show(found: &WorkflowDiff, format: Format, output: &mut Output) -> Result<(), Failure> {
    let behaves = if found.same_behaviour { "behaves the same" } else { "behaves differently" };
    output.text(format_args!("{} -> {}: {behaves}\n", definition(&found.older), definition(&found.newer)))?;
    difference::section("Behaviour", &difference::table(&found.behaviour), format, output)?;
    difference::section("Words only", &difference::table(&found.words_only), format, output)?;
    if let Some(executions) = &found.executions {
        if executions.is_empty() {
            output.text("\nno execution is touched\n")?;
        }
        difference::section("Executions that are touched", &touches(executions), format, output)?;
    }
    Ok(())
}

fn definition(record: &DefinitionRecord) -> String {
    difference::definition(&record.workflow, record.version.as_deref(), &record.hash)
}

fn touches(executions: &[TouchedExecution]) -> Table {
    let mut table = Table::new(["execution", "at", "kind", "reason"]);
    for touched in executions {
        for reason in &touched.reasons {
            table.push([touched.execution.clone(), touched.at.join(", "), reason.kind.to_string(), reason.says.clone()]);
        }
    }
    table
}
