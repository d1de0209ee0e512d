//! `itsm log convert`: a log in another format.

use clap::Args;
use itsm::eventlog::{AnyLog, LogFormat};

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
  itsm log convert tickets.sqlite --object-type problem --output problems.xes
  itsm log convert tickets.xmlocel --to ocel > tickets.json

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
    if arguments.target.format()? == LogFormat::Ocel && arguments.input.object_type.is_none() {
        let (log, findings) = arguments.input.read_any(output)?;
        tell(&findings, output, format);
        match log {
            Some(AnyLog::Objects(log)) => arguments.target.write_objects(&log, output)?,
            Some(AnyLog::Cases(log)) => arguments.target.write(&log, output)?,
            None => return Ok(Outcome::Findings),
        }
        return Ok(outcome(&findings, arguments.input.deny_warnings));
    }
    let (log, findings) = arguments.input.read(output)?;
    tell(&findings, output, format);
    let Some(log) = log else { return Ok(Outcome::Findings) };
    arguments.target.write(&log, output)?;
    Ok(outcome(&findings, arguments.input.deny_warnings))
}
