//! `itsm log generate`: a log that is drawn from a model, with planted deviations.

use std::path::PathBuf;

use clap::Args;
use itsm::{
    Error,
    catalog::Catalog,
    jiff::{SignedDuration, Timestamp},
    simulation::{ActivityNames, Ledger, Model, Plan, Plant, SimulationError, simulate},
};

use super::{
    super::{
        Run, Shared,
        definition_file::{is_file, read},
        output::{Failure, Format, Outcome, Output, put},
        workflow::{
            bpmn,
            nets::{self, Kind},
        },
    },
    target::Target,
};

/// Draw a log from a lifecycle or a sound workflow, with deviations whose cost is known
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm log generate --model neutral:lifecycle/incident --cases 500 --output incidents.xes.gz
  itsm log generate --model neutral:workflow/incident --cases 100 --seed 7 --titles --to csv
  itsm log generate --model neutral:lifecycle/change --plant insert=10 --plant four-eyes=5 --output log.xes --ledger planted.json
  itsm log generate --model discovered.pnml --cases 1000 --plant skip=20,insert=20 --output noisy.csv
  itsm log generate --model neutral:lifecycle/incident --cases 100000 --events 65000 --attributes 6 --output large.xes

What can be planted, in so many of a hundred cases:
  insert             1 to 3 activities that the model does not have: one move each
  skip               an activity that every run has is left out: one move
  approval-skipped   an approval is left out; the ledger says how many moves
  four-eyes          one person does what two must do
  missing-field      a required field is empty
  ping-pong          the ticket goes back and forth between two groups
  late               the case ends after it was due
  outside-window     the last event comes after the planned window
  unconfirmed        the user has not confirmed
  priority-mismatch  the priority does not follow from impact and urgency

Only what is certain is planted; where a case has no place for it, the ledger counts that, and it is told. The same arguments give the same
log on every platform.")]
pub struct Arguments {
    /// A reference such as neutral:lifecycle/incident or mof4:workflow/change, or a file: YAML, JSON, BPMN, PNML or a process tree (PTML)
    #[arg(long, value_name = "REFERENCE|FILE")]
    model: String,
    /// How many cases
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    cases: usize,
    /// Begin no further case once there are so many events
    #[arg(long, value_name = "NUMBER")]
    events: Option<usize>,
    /// What the random numbers begin with
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// Deviations, in so many of a hundred cases
    #[arg(long, value_name = "KIND=PERCENT", value_delimiter = ',')]
    plant: Vec<Plant>,
    /// Name activities by their titles instead of their ids
    #[arg(long)]
    titles: bool,
    /// When it begins
    #[arg(long, value_name = "INSTANT", default_value_t = Plan::default().start)]
    start: Timestamp,
    /// The mean time between the beginnings of two cases, such as 30m
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = time)]
    arrival: SignedDuration,
    /// The mean time before an event
    #[arg(long, value_name = "TIME", default_value = "4h", value_parser = time)]
    pace: SignedDuration,
    /// The mean time before an activity, where it has one of its own
    #[arg(long, value_name = "ACTIVITY=TIME", value_parser = named_time)]
    duration: Vec<(String, SignedDuration)>,
    /// When a case is due, counted from its first event
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = time)]
    promise: SignedDuration,
    /// People in each role
    #[arg(long, value_name = "NUMBER", default_value_t = Plan::default().people)]
    people: usize,
    /// Groups that tickets are assigned to
    #[arg(long, value_name = "NUMBER", default_value_t = Plan::default().groups)]
    groups: usize,
    /// In how many of a hundred steps a run of a lifecycle goes back, stays, or cuts its way short
    #[arg(long, value_name = "PERCENT", default_value_t = Plan::default().loops, value_parser = clap::value_parser!(u32).range(0..=100))]
    loops: u32,
    /// From how many events on a run takes the shortest way to its end
    #[arg(long, value_name = "NUMBER", default_value_t = Plan::default().longest)]
    longest: usize,
    /// Further attributes of every event, texts without a meaning
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    attributes: usize,
    /// Where it is written what was planted, as JSON
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
}

/// A length of time: hours, minutes and seconds such as `1h 30m` or `PT1H30M`, or whole days such as `30d`.
fn time(text: &str) -> Result<SignedDuration, String> {
    let days = text.strip_suffix('d').and_then(|days| days.trim().parse::<u32>().ok());
    let read = days.map(|days| SignedDuration::from_hours(i64::from(days) * 24)).or_else(|| text.parse().ok());
    read.filter(|time| !time.is_negative()).ok_or_else(|| "write a length of time such as 30m, 4h, PT1H30M or 30d".to_owned())
}

fn named_time(text: &str) -> Result<(String, SignedDuration), String> {
    // The name of an activity may hold the sign.
    let (name, length) = text.rsplit_once('=').ok_or("write ACTIVITY=TIME, such as resolve=2h")?;
    Ok((name.to_owned(), time(length)?))
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    output.format(&[Format::Human, Format::Plain])?;
    arguments.target.format()?;
    let model = model(arguments, &shared.catalog()?)?;
    let strange = arguments.duration.iter().find(|(name, _)| model.activities().all(|activity| activity != name));
    if let Some((name, _)) = strange {
        let near = itsm::diagnostic::nearest(name, model.activities()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(Failure::Usage(format!("the model has no activity `{name}`{near}")));
    }
    let (log, ledger) = simulate(&model, &arguments.plan()).map_err(|error| Failure::Usage(error.to_string()))?;
    arguments.target.write(&log, output)?;
    if let Some(path) = &arguments.ledger {
        let text = serde_json::to_string_pretty(&ledger).map_err(|error| Failure::Usage(error.to_string()))?;
        put(path, &(text + "\n"))?;
    }
    told(&ledger, output);
    Ok(Outcome::Good)
}

fn told(ledger: &Ledger, output: &Output) {
    for (kind, count) in ledger.not_planted.iter().filter(|(_, count)| **count > 0) {
        output.remark(format_args!("note: `{kind}` was not planted in {count} cases whose turn it was: they have no place for it with a known cost"));
    }
}

impl Arguments {
    fn plan(&self) -> Plan {
        Plan {
            cases: self.cases,
            events: self.events,
            seed: self.seed,
            start: self.start,
            arrival: self.arrival,
            pace: self.pace,
            durations: self.duration.iter().cloned().collect(),
            promise: self.promise,
            people: self.people,
            groups: self.groups,
            loops: self.loops,
            longest: self.longest,
            attributes: self.attributes,
            plants: self.plant.clone(),
        }
    }
}

/// The model by reference or file, whatever it is.
fn model(arguments: &Arguments, catalog: &Catalog) -> Result<Model, Failure> {
    let text = arguments.model.as_str();
    let names = if arguments.titles { ActivityNames::Titles } else { ActivityNames::Ids };
    let made = if is_file(text) { of_file(text, names, catalog)? } else { of_reference(text, names, catalog)? };
    made.map_err(|error| Failure::Usage(error.to_string()))
}

type Made = Result<Model, SimulationError>;

fn of_file(text: &str, names: ActivityNames, catalog: &Catalog) -> Result<Made, Failure> {
    let file = read(text)?;
    Ok(match Kind::of(&file) {
        Kind::Bpmn => Model::of_workflow(&bpmn::only(&file, catalog)?, names),
        Kind::Workflow if file.text().contains("itsm/lifecycle/") => {
            let lifecycles = catalog.load_lifecycle_file(&file)?;
            let first = lifecycles.first().ok_or_else(|| Failure::Usage(format!("`{text}` holds no lifecycle")))?;
            Model::of_lifecycle(first, names)
        }
        Kind::Workflow => Model::of_workflow(&catalog.load_workflow_file(&file)?, names),
        kind => Model::of_net(&nets::only(&file, kind)?.net),
    })
}

fn of_reference(text: &str, names: ActivityNames, catalog: &Catalog) -> Result<Made, Failure> {
    match (catalog.lifecycle(text), catalog.workflow(text)) {
        (Ok(lifecycle), Ok(workflow)) => {
            let message = format!("`{text}` is a lifecycle and a workflow; write `{}` or `{}`", lifecycle.reference(), workflow.reference());
            Err(Failure::Usage(message))
        }
        (Ok(lifecycle), Err(error)) if error.is_not_found() => Ok(Model::of_lifecycle(&lifecycle, names)),
        (Err(error), Ok(workflow)) if error.is_not_found() => Ok(Model::of_workflow(&workflow, names)),
        (Err(lifecycle), Err(workflow)) => Err(preferred(text, lifecycle, workflow).into()),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error.into()),
    }
}

/// The error that says more: that of what was found and does not load, else that of what was named.
fn preferred(text: &str, lifecycle: Error, workflow: Error) -> Error {
    let is_workflow = text.contains("workflow/") || (lifecycle.is_not_found() && !workflow.is_not_found());
    if is_workflow { workflow } else { lifecycle }
}
