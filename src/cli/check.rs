//! `itsm check`: everything that is wrong with definition and mapping files.

use std::path::PathBuf;

use clap::Args;
use itsm::diagnostic::Findings;

use super::{
    Run, Shared,
    output::{Failure, Format, Outcome, Output},
};

/// Check definition and mapping files: all findings in one run, each with its place and what to do
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm check my-framework/                         a folder with framework.yaml, parts and locales
  itsm check acme.yaml fitsm3-to-acme.sssom.tsv
  itsm check my-framework/ --format github         annotations in GitHub Actions
  itsm check my-framework/ --format sarif > findings.sarif
  itsm check --shipped                             the frameworks that come with this program

Exit code 3 when there is an error, or with --deny-warnings a warning.")]
pub struct Arguments {
    /// Files or folders
    #[arg(required_unless_present = "shipped")]
    paths: Vec<PathBuf>,
    /// Check the shipped frameworks and mapping sets
    #[arg(long)]
    shipped: bool,
    /// Exit with 3 for warnings too
    #[arg(long)]
    deny_warnings: bool,
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog().map_err(Failure::Failed)?;
    let mut findings = Findings::new();
    if arguments.shipped {
        findings.append(catalog.check_all());
    }
    for path in &arguments.paths {
        findings.append(catalog.check_path(path));
    }
    findings.sort();
    output.findings(&findings, format)?;
    let failed = findings.errors() > 0 || (arguments.deny_warnings && findings.warnings() > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}
