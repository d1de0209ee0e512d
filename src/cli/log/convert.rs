//! `itsm log convert`: a log in another format.

use clap::Args;

use super::{
    super::{
        Run,
        output::{Format, Outcome, Output},
    },
    input::Input,
    stats::{outcome, tell},
    target::Target,
};

/// Write a log in another format
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm log convert tickets.csv --preset servicenow --output tickets.xes.gz
  itsm log convert tickets.xes.gz --to csv > tickets.csv
  itsm log convert journal.jsonl --to xes

Tables and JSON Lines hold less than XES does; what was lost is said on standard error. A file whose name ends in .gz is compressed.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    target: Target,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain])?;
    arguments.target.format()?;
    let (log, findings) = arguments.input.read(output)?;
    tell(&findings, output, format);
    let Some(log) = log else { return Ok(Outcome::Findings) };
    arguments.target.write(&log, output)?;
    Ok(outcome(&findings, arguments.input.deny_warnings))
}
