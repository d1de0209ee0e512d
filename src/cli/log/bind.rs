//! `itsm log bind`: which activity of a log is which label of a model, proposed.

use std::path::PathBuf;

use clap::Args;
use itsm::conformance::binding::propose;

use super::{
    super::{
        Run, Shared,
        conform::{Loaded, Shows, classifier},
        output::{Format, Outcome, Output, put},
    },
    input::Input,
    stats::tell,
};

/// Propose which activity of a log is which label of a model
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm log bind tickets.csv --preset servicenow --model neutral:lifecycle/incident --shows all-states -o binding.yaml
  itsm conform tickets.csv --preset servicenow --model neutral:lifecycle/incident --shows all-states --bind binding.yaml

Names are compared without case, accents, endings and order, in all languages that the model has titles in, and by words that mean
the same at a service desk. What fits two labels equally well is left to you. Look the file through before you use it.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// A lifecycle or workflow such as neutral:lifecycle/incident, or a file: YAML, BPMN, PNML or a process tree (PTML)
    #[arg(long, value_name = "REF-OR-FILE")]
    model: String,
    /// What shows in the log of a lifecycle
    #[arg(long, value_enum, default_value_t = Shows::Events)]
    shows: Shows,
    /// What the activity of an event is: a classifier that the log names, or keys such as concept:name+lifecycle:transition
    #[arg(long, value_name = "NAME-OR-KEYS")]
    classifier: Option<String>,
    /// The file to write; without it the binding goes to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain])?;
    let model = Loaded::find(&arguments.model, arguments.shows, &shared.catalog()?)?;
    let (log, findings) = arguments.input.read(output)?;
    tell(&findings, output, format);
    let Some(log) = log else { return Ok(Outcome::Findings) };
    let by = classifier(arguments.classifier.as_deref(), None, &log)?;
    let activities = log.activities(&by);
    let proposal = propose(activities.names(), &model.names);
    let keys = if arguments.classifier.is_some() { by.keys() } else { &[] };
    let text = proposal.to_yaml(Some(&model.checked.name), keys);
    match &arguments.output {
        Some(path) => put(path, &text)?,
        None => output.text(text)?,
    }
    let count = activities.len();
    output.remark(format_args!("{} of {count} activities placed; {} labels of the model are not used", proposal.placed.len(), proposal.unused.len()));
    Ok(Outcome::Good)
}
