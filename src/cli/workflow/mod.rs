//! `itsm workflow`: who does what in which order.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use itsm::{
    Error,
    catalog::Catalog,
    net::soundness::Limits,
    report::{WorkflowCheckRecord, workflow_check},
    workflow::Workflow,
};

use super::{
    Run, Shared,
    definition_file::{is_file, read},
    draw::draw,
    output::{Failure, Format, Outcome, Output},
};

/// Check and draw workflows, the graphs of activities
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a workflow: all findings in one run, and whether it is sound
    #[command(after_help = "\
Examples:
  itsm workflow check mof4:change
  itsm workflow check my-intake.yaml

It is sound when an end can be reached from everywhere, nothing is left behind then, and every step can happen; conditions
and timers are taken as free choices. What is not sound comes with the shortest run that shows it. Exit code 3 for that, and
when a limit was reached first.")]
    Check {
        /// A reference such as mof4:change, or a file
        workflow: String,
        /// How many markings of its net are looked at before it is left undecided
        #[arg(long, value_name = "NUMBER")]
        markings: Option<usize>,
        /// Exit with 3 for warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Draw a workflow with its lanes
    #[command(after_help = "\
Examples:
  itsm workflow draw mof4:change --format svg --output change.svg
  itsm workflow draw my-intake.yaml --format mermaid")]
    Draw {
        /// A reference such as mof4:change, or a file
        workflow: String,
        /// The file to write; without it the drawing goes to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let catalog = shared.catalog()?;
    match &arguments.command {
        Command::Check { workflow, markings, deny_warnings } => check(workflow, *markings, *deny_warnings, &catalog, output),
        Command::Draw { workflow, output: path } => draw(&find(workflow, &catalog)?.picture(), path.as_deref(), output),
    }
}

fn find(text: &str, catalog: &Catalog) -> Result<Workflow, Error> {
    if is_file(text) { catalog.load_workflow_file(&read(text)?) } else { catalog.workflow(text) }
}

fn check(text: &str, markings: Option<usize>, deny_warnings: bool, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif])?;
    let file = if is_file(text) { read(text)? } else { catalog.workflow_file(text)? };
    let limits = Limits { markings: markings.unwrap_or(Limits::default().markings), ..Limits::default() };
    let (examined, findings) = catalog.examine_workflow(&file, limits);
    let answer = examined.as_ref().and_then(|(workflow, answer)| Some((workflow, answer.as_ref()?)));
    let record = workflow_check(&findings, answer);
    if format == Format::Json {
        output.json(&record)?;
    } else {
        output.findings(&findings, format)?;
    }
    if matches!(format, Format::Human | Format::Plain) {
        verdict(&record, output)?;
    }
    let failed = findings.errors() > 0 || (examined.is_some() && record.sound.is_none()) || (deny_warnings && findings.warnings() > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}

fn verdict(record: &WorkflowCheckRecord, output: &mut Output) -> Result<(), Failure> {
    let how = record.method.map(|method| format!(", by {}", method.to_string().replace('-', " "))).unwrap_or_default();
    let looked = if record.markings_explored > 0 { format!(", {} markings", record.markings_explored) } else { String::new() };
    match record.sound {
        Some(true) => output.text(format_args!("sound{how}{looked}\n")),
        Some(false) => {
            output.text(format_args!("not sound{how}{looked}\n"))?;
            for (number, step) in (1..).zip(&record.counterexample) {
                output.text(format_args!("  {number}. {step}\n"))?;
            }
            Ok(())
        }
        None => Ok(()),
    }
}
