//! `itsm workflow migrate`: what becomes of executions when their workflow changes.

use std::path::PathBuf;

use clap::Args;
use itsm::{
    catalog::Catalog,
    jiff::Timestamp,
    net::soundness::Limits,
    report::Table,
    workflow::{
        engine::Context,
        migration::{MigrationReport, Moved, Plan, StoredExecution},
    },
};

use super::super::{
    Run,
    output::{self, Failure, Format, Outcome, Output},
    stored,
};

/// Move executions to another definition, or see what would become of them
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm workflow migrate plan.yaml                                     where executions at each place go, and what is lost
  itsm workflow migrate plan.yaml --snapshots runs.jsonl --dry-run    what becomes of each execution
  itsm workflow migrate plan.yaml --snapshots runs.jsonl -o moved.jsonl
  itsm workflow migrate plan.yaml --snapshots runs.jsonl --dry-run --format json

The plan (`format: itsm/workflow-migration/1`) names both definitions; docs/workflows.md shows one. A line of the snapshots is
{\"execution\": \"RUN-1\", \"snapshot\": {...}}, the snapshot as `itsm workflow run` writes it. Of every execution it is asked
whether it can still end. Nothing is written unless every one can move. Exit code 3 when one cannot, or when the plan has
findings.")]
pub struct Arguments {
    /// The plan, a file
    plan: PathBuf,
    /// The executions, JSON Lines
    #[arg(long, value_name = "FILE")]
    snapshots: Option<PathBuf>,
    /// Only say what would become of them
    #[arg(long, conflicts_with = "output")]
    dry_run: bool,
    /// Where the executions are written as they are afterwards, JSON Lines
    #[arg(long, short, value_name = "FILE", requires = "snapshots")]
    output: Option<PathBuf>,
    /// When it happens, such as 2026-03-02T09:00:00Z: for conditions that ask for the time
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
    /// How many markings are looked at before it is left undecided whether an execution can end
    #[arg(long, value_name = "NUMBER")]
    markings: Option<usize>,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv])?;
    if arguments.snapshots.is_some() && !arguments.dry_run && arguments.output.is_none() {
        return Err(Failure::Usage("say where the executions go with `--output FILE`, or ask with `--dry-run` what would become of them".to_owned()));
    }
    let (folder, name) = stored::beside(&arguments.plan);
    let (plan, findings) = catalog.check_workflow_migration(&folder, &name);
    let Some(plan) = plan else {
        output.findings(&findings, if format == Format::Json { Format::Json } else { Format::Human })?;
        return Ok(Outcome::Findings);
    };
    if !findings.is_empty() {
        output.remark(itsm::diagnostic::render::human(&findings, false).trim_end());
    }
    let plan = plan.with_limits(Limits { markings: arguments.markings.unwrap_or(Limits::default().markings), ..Limits::default() });
    let executions = match &arguments.snapshots {
        Some(path) => stored::read(path, StoredExecution::read_all)?,
        None => Vec::new(),
    };
    let context = arguments.at.map_or_else(Context::new, |at| Context::new().at(at));
    let report = plan.migrate_all(&executions, &context);
    show(&plan, &report, arguments.snapshots.is_some(), format, output)?;
    if !report.not_moved.is_empty() {
        return Ok(Outcome::Findings);
    }
    if let Some(path) = &arguments.output {
        let lines = report.moved.iter().map(|moved| {
            let stored = StoredExecution { execution: moved.execution.clone(), snapshot: moved.after.clone() };
            serde_json::to_string(&stored).map(|line| line + "\n").map_err(|error| Failure::Write(error.into()))
        });
        output::put(path, &lines.collect::<Result<String, Failure>>()?)?;
    }
    Ok(Outcome::Good)
}

fn show(plan: &Plan, report: &MigrationReport, with_executions: bool, format: Format, output: &mut Output) -> Result<(), Failure> {
    if format == Format::Json {
        return output.json(report);
    }
    let people = matches!(format, Format::Human | Format::Plain);
    if people {
        output.text(format_args!("from {} ({})\nto   {} ({})\n", report.from, short(&report.from_hash), report.to, short(&report.to_hash)))?;
    }
    output.table(&if with_executions { executions(report) } else { places(plan) }, format)?;
    if people {
        for loss in &report.losses {
            output.text(format_args!("lost: {loss}\n"))?;
        }
        if with_executions {
            let (moved, stay) = (report.moved.len(), report.not_moved.len());
            output.text(format_args!("{} executions: {moved} move, {stay} do not\n", report.executions))?;
        }
    }
    Ok(())
}

/// The beginning of a hash, enough to tell two apart.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// Where executions at each place go.
fn places(plan: &Plan) -> Table {
    let mut table = Table::new(["place", "goes to"]);
    for (from, to) in plan.moves() {
        table.push([from.to_owned(), to.unwrap_or_default().to_owned()]);
    }
    table
}

/// What becomes of each execution.
fn executions(report: &MigrationReport) -> Table {
    let mut table = Table::new(["execution", "from", "to", "remarks"]);
    for moved in &report.moved {
        table.push([moved.execution.clone(), moved.from.clone(), moved.to.clone(), remarks(moved)]);
    }
    for stays in &report.not_moved {
        table.push([stays.execution.clone(), stays.at.clone(), String::new(), format!("does not move: {}", stays.why)]);
    }
    table
}

fn remarks(moved: &Moved) -> String {
    let followed = (!moved.followed.is_empty()).then(|| format!("then {}", moved.followed.join(", ")));
    let fires = moved.fires.iter().map(|fired| format!("to do: `{}` on `{}`", fired.event, fired.record));
    let lost = moved.lost.iter().map(|loss| format!("no longer known: {loss}"));
    let timers = moved.timers.iter().map(ToString::to_string);
    let end = moved.can_end.is_none().then(|| "whether it can end is not known".to_owned());
    followed.into_iter().chain(fires).chain(lost).chain(timers).chain(end).collect::<Vec<_>>().join("; ")
}
