//! `itsm log`: event logs, their figures and their formats.

mod convert;
mod input;
mod stats;

use clap::{Args, Subcommand};

use super::{Run, output::Output};

/// Work on event logs: figures of one, and other formats
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Stats(Box<stats::Arguments>),
    Convert(Box<convert::Arguments>),
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    match &arguments.command {
        Command::Stats(arguments) => stats::run(arguments, output),
        Command::Convert(arguments) => convert::run(arguments, output),
    }
}
