//! `itsm lifecycle`: state machines of records.

mod migrate;
mod typed;

use std::{
    io::{self, BufRead as _, IsTerminal as _},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use itsm::{
    Error,
    catalog::Catalog,
    diagnostic::Findings,
    jiff::Timestamp,
    lifecycle::{Context, Instance, Lifecycle},
};

mod diff;
mod paths;

use super::{
    Run, Shared,
    definition_file::{is_file, read},
    draw::draw,
    output::{Failure, Format, Outcome, Output},
};

/// Check and run lifecycles, the state machines of records
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a lifecycle: all findings in one run
    #[command(after_help = "\
Examples:
  itsm lifecycle check neutral:incident
  itsm lifecycle check my-incident.yaml")]
    Check {
        /// A reference such as neutral:incident, or a file
        lifecycle: String,
        /// Exit with 3 for warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Draw a lifecycle
    #[command(after_help = "\
Examples:
  itsm lifecycle draw neutral:incident --format mermaid
  itsm lifecycle draw neutral:change.emergency --format svg --output change.svg
  itsm lifecycle draw neutral:service-request --lang de
  itsm lifecycle draw my-incident.yaml --format dot

Waiting states have a dashed border, ends a double one; events that come by themselves are dashed. The SVG follows the
reader's light or dark setting.")]
    Draw {
        /// A reference such as neutral:incident, or a file
        lifecycle: String,
        /// The language of titles, such as de or pt-BR
        #[arg(long, value_name = "LANGUAGE", value_parser = super::language)]
        lang: Option<String>,
        /// The file to write; without it the drawing goes to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    Diff(diff::Arguments),
    Paths(paths::Arguments),
    Migrate(migrate::Arguments),
    /// Write the Rust types of a lifecycle: what cannot happen does not compile
    #[command(after_help = "\
Examples:
  itsm lifecycle typed my-incident.yaml --output src/my_incident.rs
  itsm lifecycle typed my-change.yaml --model emergency --output src/emergency_change.rs
  itsm lifecycle typed neutral:incident

The file needs nothing but the crate itsm, and takes the definition in with include_str!, by a path from where it stands
(without --output, from the current folder). Built-in lifecycles are there already, as itsm::typed::neutral::incident.")]
    Typed {
        /// A reference such as neutral:incident, or a file
        lifecycle: String,
        /// A model of the file
        #[arg(long, value_name = "MODEL")]
        model: Option<String>,
        /// The file to write; without it the text goes to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Live the life of a record: type events, see what is allowed and why the rest is not
    #[command(after_help = "\
Examples:
  itsm lifecycle run neutral:incident
  printf 'role service-desk-agent\\nassign\\n' | itsm lifecycle run neutral:incident

Lines: an event; `role R` and `actor A` say who acts from then on; `set FIELD TEXT` fills a field; `vote WHO ROLE yes|no`
votes; `at INSTANT` sets the clock, such as `at 2026-03-02T09:00:00Z`; `timers` shows what comes by itself and when; `allowed`
shows what may happen; `quit` ends. Exit code 3 when an event was refused.")]
    Run {
        /// A reference such as neutral:incident, or a file
        lifecycle: String,
    },
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let catalog = shared.catalog()?;
    match &arguments.command {
        Command::Check { lifecycle, deny_warnings } => check(lifecycle, *deny_warnings, &catalog, output),
        Command::Draw { lifecycle, lang, output: path } => {
            let lifecycle = find(lifecycle, &catalog)?;
            let picture = match lang {
                Some(language) => catalog.lifecycle_labels(&lifecycle, language)?.picture(),
                None => lifecycle.picture(),
            };
            draw(&picture, path.as_deref(), output)
        }
        Command::Migrate(arguments) => migrate::run(arguments, &catalog, output),
        Command::Typed { lifecycle, model, output: path } => typed::run(lifecycle, model.as_deref(), path.as_deref(), &catalog, output),
        Command::Diff(arguments) => diff::run(arguments, &catalog, output),
        Command::Paths(arguments) => paths::run(arguments, &find(arguments.lifecycle(), &catalog)?, shared, output),
        Command::Run { lifecycle } => live(&find(lifecycle, &catalog)?, output),
    }
}

/// A lifecycle by reference or file; of a file, the lifecycle itself and not its models.
fn find(text: &str, catalog: &Catalog) -> Result<Lifecycle, Error> {
    if !is_file(text) {
        return catalog.lifecycle(text);
    }
    catalog.load_lifecycle_file(&read(text)?)?.into_iter().next().ok_or_else(|| Error::with_findings(text, Findings::new()))
}

fn check(text: &str, deny_warnings: bool, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif])?;
    let findings = if is_file(text) { catalog.check_path(Path::new(text)) } else { catalog.check_lifecycle_named(text)? };
    output.findings(&findings, format)?;
    let failed = findings.errors() > 0 || (deny_warnings && findings.warnings() > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}

/// A session at the terminal, or from a script.
fn live(lifecycle: &Lifecycle, output: &mut Output) -> Run {
    let mut instance = lifecycle.begin();
    let mut context = Context::new();
    let mut outcome = Outcome::Good;
    let talking = io::stdin().is_terminal();
    show(&instance, output)?;
    if talking {
        allowed(&instance, &context, output)?;
    }
    for line in io::stdin().lock().lines() {
        let line = line.map_err(Failure::Write)?;
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [comment, ..] if comment.starts_with('#') => {}
            ["quit"] => break,
            ["at", instant] => match instant.parse::<Timestamp>() {
                Ok(instant) => {
                    context = context.at(instant);
                    if instance.sequence() == 0 {
                        instance = lifecycle.begin_at(instant);
                    }
                }
                Err(error) => output.text(format_args!("`{instant}` is no instant, such as 2026-03-02T09:00:00Z: {error}\n"))?,
            },
            ["timers"] => timers(&instance, output)?,
            ["allowed"] => allowed(&instance, &context, output)?,
            ["role", role] => context = context.with_role(*role),
            ["actor", actor] => context = context.with_actor(*actor),
            ["set", field, ..] => {
                let value = line.split_once(*field).map_or("", |(_, value)| value).trim();
                context = context.with_field(*field, value);
            }
            ["vote", voter, role, vote @ ("yes" | "no")] => context = context.with_vote(*voter, *role, *vote == "yes"),
            [event] => {
                if !happen(event, &mut instance, &context, output)? {
                    outcome = Outcome::Findings;
                }
            }
            _ => output.text(format_args!("`{line}` is not understood; see itsm lifecycle run --help\n"))?,
        }
    }
    Ok(outcome)
}

/// Lets an event happen; false when it was refused.
fn happen(name: &str, instance: &mut Instance, context: &Context, output: &mut Output) -> Result<bool, Failure> {
    let lifecycle = instance.lifecycle().clone();
    let Some(event) = lifecycle.event(name) else {
        let near = lifecycle.nearest_event(name).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        output.text(format_args!("there is no event `{name}`{near}\n"))?;
        return Ok(false);
    };
    match instance.apply(event, context) {
        Ok(applied) => {
            let state = |id| lifecycle.get_state(id).map_or("", |state| state.id());
            output.text(format_args!("{}. {name}: {} -> {}\n", applied.sequence, state(applied.from), state(applied.to)))?;
            for reason in &applied.irregular {
                output.text(format_args!("   irregular: {reason}\n"))?;
            }
            let transition = applied.transition.and_then(|id| lifecycle.get_transition(id));
            for effect in transition.map(itsm::lifecycle::Transition::effects).unwrap_or_default() {
                output.text(format_args!("   to do: {effect}\n"))?;
            }
            show(instance, output)?;
            Ok(true)
        }
        Err(refusal) => {
            output.text(format_args!("{refusal}\n"))?;
            allowed(instance, context, output)?;
            Ok(false)
        }
    }
}

fn show(instance: &Instance, output: &mut Output) -> Result<(), Failure> {
    let state = instance.state();
    output.text(format_args!("state: {} ({}, {})\n", state.id(), state.title(), state.kind()))
}

fn timers(instance: &Instance, output: &mut Output) -> Result<(), Failure> {
    for due in instance.due(|_| None) {
        let event = instance.lifecycle().get_event(due.timer.fires()).map_or("", |event| event.id());
        let when = match due.at {
            Ok(Some(at)) => format!("at {at}"),
            Ok(None) => "not while its clock stands still".to_owned(),
            Err(error) => error.to_string(),
        };
        output.text(format_args!("  {event} by the timer {}: {when}\n", due.timer.id()))?;
    }
    Ok(())
}

fn allowed(instance: &Instance, context: &Context, output: &mut Output) -> Result<(), Failure> {
    let lifecycle = instance.lifecycle();
    for choice in instance.allowed(context) {
        let event = lifecycle.get_event(choice.event).map_or("", |event| event.id());
        let to = lifecycle.get_state(choice.to).map_or("", |state| state.id());
        let lacks: Vec<String> = choice.lacks.iter().map(ToString::to_string).collect();
        let why = if lacks.is_empty() { String::new() } else { format!("  not yet: {}", lacks.join("; ")) };
        output.text(format_args!("  {event} -> {to}{why}\n"))?;
    }
    Ok(())
}
