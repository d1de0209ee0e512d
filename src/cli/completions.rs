//! `itsm completions`: completion scripts for shells.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{
    Run,
    output::{Outcome, Output},
};

/// Print a completion script for a shell
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm completions bash > ~/.local/share/bash-completion/completions/itsm
  itsm completions fish > ~/.config/fish/completions/itsm.fish")]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "itsm", &mut script);
    output.text(String::from_utf8_lossy(&script))?;
    Ok(Outcome::Good)
}
