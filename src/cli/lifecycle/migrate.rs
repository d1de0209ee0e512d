//! `itsm lifecycle migrate`: what becomes of records when their lifecycle changes.

use std::path::PathBuf;

use clap::Args;
use itsm::{
    catalog::Catalog,
    lifecycle::migration::{MigrationReport, Plan, StoredRecord},
    report::Table,
};

use super::super::{
    Run,
    output::{self, Failure, Format, Outcome, Output},
    stored,
};

/// Move records to another definition, or see what would become of them
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm lifecycle migrate plan.yaml                                         where the records of each state go, and what is lost
  itsm lifecycle migrate plan.yaml --records tickets.jsonl --dry-run       what becomes of each record
  itsm lifecycle migrate plan.yaml --records tickets.jsonl -o moved.jsonl  the same, and the records as they are then
  itsm lifecycle migrate plan.yaml --records tickets.jsonl --format csv

The plan (`format: itsm/migration/1`) names both definitions; docs/lifecycles.md shows one. A line of the records is
{\"record\": \"INC-1\", \"snapshot\": {...}, \"fields\": {...}}. Nothing is written unless every record can move. Exit code 3 when
one cannot, or when the plan has findings.")]
pub struct Arguments {
    /// The plan, a file
    plan: PathBuf,
    /// The records, JSON Lines
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// Only say what would become of them
    #[arg(long, conflicts_with = "output")]
    dry_run: bool,
    /// Where the records are written as they are afterwards, JSON Lines
    #[arg(long, short, value_name = "FILE", requires = "records")]
    output: Option<PathBuf>,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv])?;
    if arguments.records.is_some() && !arguments.dry_run && arguments.output.is_none() {
        return Err(Failure::Usage("say where the records go with `--output FILE`, or ask with `--dry-run` what would become of them".to_owned()));
    }
    let (folder, name) = stored::beside(&arguments.plan);
    let (plan, findings) = catalog.check_migration(&folder, &name);
    let Some(plan) = plan else {
        output.findings(&findings, if format == Format::Json { Format::Json } else { Format::Human })?;
        return Ok(Outcome::Findings);
    };
    if !findings.is_empty() {
        output.remark(itsm::diagnostic::render::human(&findings, false).trim_end());
    }
    let records = match &arguments.records {
        Some(path) => stored::read(path, StoredRecord::read_all)?,
        None => Vec::new(),
    };
    let report = plan.migrate_all(&records);
    show(&plan, &report, arguments.records.is_some(), format, output)?;
    if !report.not_moved.is_empty() {
        return Ok(Outcome::Findings);
    }
    if let Some(path) = &arguments.output {
        let lines = records.iter().zip(&report.moved).map(|(stored, moved)| {
            serde_json::to_string(&plan.stored(stored, &moved.after)).map(|line| line + "\n").map_err(|error| Failure::Write(error.into()))
        });
        output::put(path, &lines.collect::<Result<String, Failure>>()?)?;
    }
    Ok(Outcome::Good)
}

fn show(plan: &Plan, report: &MigrationReport, with_records: bool, format: Format, output: &mut Output) -> Result<(), Failure> {
    if format == Format::Json {
        return output.json(report);
    }
    let people = matches!(format, Format::Human | Format::Plain);
    if people {
        output.text(format_args!("from {} ({})\nto   {} ({})\n", report.from, short(&report.from_hash), report.to, short(&report.to_hash)))?;
    }
    if with_records {
        output.table(&records(report), format)?;
    } else {
        output.table(&states(plan), format)?;
    }
    if people {
        for loss in &report.losses {
            output.text(format_args!("lost: {loss}\n"))?;
        }
        if with_records {
            output.text(format_args!("{} records: {} move, {} do not\n", report.records, report.moved.len(), report.not_moved.len()))?;
        }
    }
    Ok(())
}

/// The beginning of a hash, enough to tell two apart.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// Where the records of each state go.
fn states(plan: &Plan) -> Table {
    let mut table = Table::new(["state", "goes to"]);
    for (id, state) in plan.before().states() {
        let targets: Vec<&str> = plan.targets(id).filter_map(|to| plan.after().get_state(to)).map(|state| state.id()).collect();
        table.push([state.id().to_owned(), targets.join(", ")]);
    }
    table
}

/// What becomes of each record.
fn records(report: &MigrationReport) -> Table {
    let mut table = Table::new(["record", "from", "to", "remarks"]);
    for moved in &report.moved {
        let lost = moved.lost.iter().map(|loss| format!("no longer known: {loss}"));
        let lacks = moved.lacks.iter().map(|field| format!("`{field}` is not filled"));
        let remarks: Vec<String> = lost.chain(lacks).collect();
        table.push([moved.record.clone(), moved.from.clone(), moved.to.clone(), remarks.join("; ")]);
    }
    for stays in &report.not_moved {
        table.push([stays.record.clone(), stays.state.clone(), String::new(), format!("does not move: {}", stays.why)]);
    }
    table
}
