//! The command `itsm`: arguments and printing, nothing else.

#[path = "cli/mod.rs"]
mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
