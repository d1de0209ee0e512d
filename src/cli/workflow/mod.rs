//! `itsm workflow`: who does what in which order.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use itsm::{Error, catalog::Catalog, workflow::Workflow};

use super::{
    Run, Shared,
    definition_file::{is_file, read},
    draw::draw,
    output::{Format, Outcome, Output},
};

/// Check and draw workflows, the graphs of activities
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a workflow: all findings in one run
    #[command(after_help = "\
Examples:
  itsm workflow check mof4:change
  itsm workflow check my-intake.yaml")]
    Check {
        /// A reference such as mof4:change, or a file
        workflow: String,
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
        Command::Check { workflow, deny_warnings } => check(workflow, *deny_warnings, &catalog, output),
        Command::Draw { workflow, output: path } => draw(&find(workflow, &catalog)?.picture(), path.as_deref(), output),
    }
}

fn find(text: &str, catalog: &Catalog) -> Result<Workflow, Error> {
    if is_file(text) { catalog.load_workflow_file(&read(text)?) } else { catalog.workflow(text) }
}

fn check(text: &str, deny_warnings: bool, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif])?;
    let findings = if is_file(text) { catalog.check_path(Path::new(text)) } else { catalog.check_workflow_named(text)? };
    output.findings(&findings, format)?;
    let failed = findings.errors() > 0 || (deny_warnings && findings.warnings() > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}
