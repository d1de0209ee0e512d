//! `itsm lifecycle paths`: test paths of a lifecycle.

use std::path::{Path, PathBuf};

use clap::Args;
use itsm::lifecycle::{Expected, ExpectedReason, Given, Lifecycle, PathLimits, PathSource, TestPath, TestPaths};

use super::super::{
    Run, Shared,
    output::{self, Format, Outcome, Output},
};

/// Generate test paths: events that must happen and events that must be refused
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm lifecycle paths neutral:incident
  itsm lifecycle paths neutral:change.emergency --format json
  itsm lifecycle paths neutral:incident --format rust --output tests/incident_paths.rs
  itsm lifecycle paths my-incident.yaml --format rust -o tests/my_incident_paths.rs

The paths take every transition, try every event that a state has no transition on, and try every transition with exactly
one thing missing: a role, a field, the guard, the votes, another person. Every step was run. What could not be covered is
listed with the reason; exit code 3 when there is a state or a transition among it.")]
pub struct Arguments {
    /// A reference such as neutral:incident, or a file
    lifecycle: String,
    /// The file to write; without it the paths go to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Arguments {
    /// The lifecycle that is named.
    pub fn lifecycle(&self) -> &str {
        &self.lifecycle
    }
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, lifecycle: &Lifecycle, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Json, Format::Rust])?;
    let paths = lifecycle.test_paths(PathLimits::default());
    let text = match format {
        Format::Json => serde_json::to_string_pretty(&paths).map_err(std::io::Error::from)? + "\n",
        Format::Rust => paths.rust(&source(arguments, shared), &command(arguments, shared)),
        _ => human(&paths),
    };
    match &arguments.output {
        Some(path) => output::put(path, &text)?,
        None => output.text(text)?,
    }
    let is_left = paths.not_covered.iter().any(|left| left.missing.is_none());
    Ok(if is_left { Outcome::Findings } else { Outcome::Good })
}

/// Where the test file is to load the lifecycle from.
fn source(arguments: &Arguments, shared: &Shared) -> PathSource {
    let folders = folders(shared);
    if !super::is_file(&arguments.lifecycle) {
        return PathSource::Catalog { folders };
    }
    let path = Path::new(&arguments.lifecycle);
    let text = |part: Option<&std::ffi::OsStr>| part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    PathSource::File { folders, folder: text(path.parent().map(Path::as_os_str)), name: text(path.file_name()) }
}

fn folders(shared: &Shared) -> Vec<String> {
    shared.with.iter().map(|folder| folder.to_string_lossy().into_owned()).collect()
}

/// The command that makes the test file anew.
fn command(arguments: &Arguments, shared: &Shared) -> String {
    let with = folders(shared).iter().fold(String::new(), |text, folder| text + " --with " + folder);
    format!("itsm{with} lifecycle paths {} --format rust", arguments.lifecycle)
}

/// A list for people: a paragraph a path, a line a step.
fn human(paths: &TestPaths) -> String {
    let covered = &paths.covered;
    let mut text = format!("{}\n", paths.lifecycle);
    for path in &paths.paths {
        text += &paragraph(path);
    }
    if !paths.not_covered.is_empty() {
        text += "\nnot covered\n";
        for left in &paths.not_covered {
            text += &format!("  {left}\n");
        }
    }
    text + &format!(
        "\n{} paths: {} of {} states, {} of {} transitions, {} refusals\n",
        paths.paths.len(),
        covered.states,
        covered.all_states,
        covered.transitions,
        covered.all_transitions,
        covered.refusals
    )
}

fn paragraph(path: &TestPath) -> String {
    let mut text = format!("\n{}\n", path.name);
    for step in &path.steps {
        let given = given(&step.given);
        let given = if given.is_empty() { given } else { format!("  [{given}]") };
        let (state, event) = (&step.state, &step.event);
        text += &match &step.expected {
            Expected::Taken { to } => format!("  {state}: {event} -> {to}{given}\n"),
            Expected::Refused { reasons } => format!("  {state}: {event} is refused: {}{given}\n", listed(reasons)),
            Expected::Irregular { to, reasons } => format!("  {state}: {event} -> {to} is irregular: {}{given}\n", listed(reasons)),
        };
    }
    text
}

fn listed(reasons: &[ExpectedReason]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn given(given: &Given) -> String {
    let mut parts = Vec::new();
    parts.extend(given.actor.iter().map(|actor| format!("actor {actor}")));
    parts.extend(given.roles.iter().map(|role| format!("role {role}")));
    parts.extend(given.fields.iter().map(|(name, value)| format!("{name} = {value}")));
    parts.extend(given.votes.iter().map(|vote| format!("{} says {}", vote.voter, if vote.yes { "yes" } else { "no" })));
    parts.extend(given.electorate.iter().map(|people| format!("{people} may vote")));
    parts.extend(given.at.iter().map(|at| format!("at {at}")));
    parts.join(", ")
}
