//! The command line: one file a subcommand, each with its arguments and its function.

mod audit;
mod check;
mod compare;
mod completions;
mod conform;
mod coverage;
mod decide;
mod definition_file;
mod diff;
mod difference;
mod draw;
mod explain;
mod lifecycle;
mod list;
mod log;
mod map;
mod output;
mod schema;
mod search;
mod show;
mod stored;
mod workflow;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand, ValueEnum};
use itsm::{Error, catalog::Catalog};

use output::{Format, Outcome, Output};

/// IT service management frameworks as data: look things up, check your own files, compare frameworks.
#[derive(Parser)]
#[command(name = "itsm", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shared: Shared,
}

const EXAMPLES: &str = "\
Examples:
  itsm list frameworks                             what is shipped
  itsm show itil4:incident-management --lang de    one element, in German where there is a name
  itsm search 'known error'                        find elements by title, alias or translation
  itsm compare itil4 fitsm3                        a crosswalk with its reasons and sources
  itsm coverage iso20000-2018 --by fitsm3          what is covered, and what is not known
  itsm conform log.csv --model neutral:lifecycle/incident --rules itil4:incident
  itsm decide neutral:priority impact=high urgency=low
  itsm check my-framework/                         everything that is wrong with your own files
  itsm --with my-framework/ list elements --framework acme

Exit codes: 0 good, 1 the operation failed, 2 wrong usage, 3 findings (an error; warnings with --deny-warnings).";

/// What every subcommand takes.
#[derive(clap::Args)]
struct Shared {
    /// Folder with your own definitions and mapping sets, laid beside the shipped ones; may be repeated
    #[arg(long = "with", value_name = "FOLDER", global = true, env = "ITSM_WITH", value_delimiter = ':')]
    with: Vec<PathBuf>,
    /// How the result is written; each command says which forms it has
    #[arg(long, short, value_enum, default_value_t = Format::Human, global = true)]
    format: Format,
    /// Whether to use colours
    #[arg(long, value_enum, default_value_t = ColourChoice::Auto, global = true)]
    color: ColourChoice,
}

#[derive(Clone, Copy, ValueEnum)]
enum ColourChoice {
    /// On terminals only, never with `NO_COLOR`
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand)]
enum Command {
    List(list::Arguments),
    Show(show::Arguments),
    Search(search::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
    Compare(compare::Arguments),
    Conform(Box<conform::Arguments>),
    Coverage(coverage::Arguments),
    Decide(decide::Arguments),
    Diff(diff::Arguments),
    Map(Box<map::Arguments>),
    Lifecycle(lifecycle::Arguments),
    Workflow(workflow::Arguments),
    Audit(audit::Arguments),
    Log(log::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
}

/// Reads the arguments, runs the subcommand, and says by the exit code how it went.
pub fn run() -> ExitCode {
    let Arguments { command, shared } = Arguments::parse();
    let choice = match shared.color {
        ColourChoice::Auto => anstream::ColorChoice::Auto,
        ColourChoice::Always => anstream::ColorChoice::Always,
        ColourChoice::Never => anstream::ColorChoice::Never,
    };
    let mut output = Output::new(shared.format, choice);
    let result = match command {
        Command::List(arguments) => list::run(&arguments, &shared, &mut output),
        Command::Show(arguments) => show::run(&arguments, &shared, &mut output),
        Command::Search(arguments) => search::run(&arguments, &shared, &mut output),
        Command::Check(arguments) => check::run(&arguments, &shared, &mut output),
        Command::Explain(arguments) => explain::run(&arguments, &mut output),
        Command::Compare(arguments) => compare::run(&arguments, &shared, &mut output),
        Command::Conform(arguments) => conform::run(&arguments, &shared, &mut output),
        Command::Coverage(arguments) => coverage::run(&arguments, &shared, &mut output),
        Command::Decide(arguments) => decide::run(&arguments, &shared, &mut output),
        Command::Diff(arguments) => diff::run(&arguments, &shared, &mut output),
        Command::Map(arguments) => map::run(&arguments, &shared, &mut output),
        Command::Lifecycle(arguments) => lifecycle::run(&arguments, &shared, &mut output),
        Command::Workflow(arguments) => workflow::run(&arguments, &shared, &mut output),
        Command::Audit(arguments) => audit::run(&arguments, &mut output),
        Command::Log(arguments) => log::run(&arguments, &shared, &mut output),
        Command::Schema(arguments) => schema::run(&arguments, &mut output),
        Command::Completions(arguments) => completions::run(&arguments, &mut output),
    };
    output.finish(result)
}

impl Shared {
    /// The shipped catalog with the user's folders beside it.
    fn catalog(&self) -> Result<Catalog, Error> {
        self.with.iter().try_fold(Catalog::builtin(), |catalog, folder| catalog.with_folder(folder.clone()))
    }
}

/// A well-formed language tag, so that a slip does not silently give English.
fn language(text: &str) -> Result<String, String> {
    if itsm::locale::is_well_formed(text) { Ok(text.to_owned()) } else { Err("write a BCP 47 tag such as de, pt-BR or zh-CN".to_owned()) }
}

/// What a subcommand gives back.
type Run = Result<Outcome, output::Failure>;
