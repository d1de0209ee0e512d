//! `itsm log`: event logs, their figures, their formats, and logs that are drawn from a model.

mod anonymise;
mod bind;
mod convert;
mod generate;
pub mod input;
mod stats;
mod target;

use clap::{Args, Subcommand};

use super::{Run, Shared, output::Output};

/// Work on event logs: figures of one, other formats, pseudonyms, names bound to those of a model, logs drawn from a model
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Stats(Box<stats::Arguments>),
    Convert(Box<convert::Arguments>),
    Anonymise(Box<anonymise::Arguments>),
    Bind(Box<bind::Arguments>),
    Generate(Box<generate::Arguments>),
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    match &arguments.command {
        Command::Stats(arguments) => stats::run(arguments, output),
        Command::Convert(arguments) => convert::run(arguments, output),
        Command::Anonymise(arguments) => anonymise::run(arguments, output),
        Command::Bind(arguments) => bind::run(arguments, shared, output),
        Command::Generate(arguments) => generate::run(arguments, shared, output),
    }
}
