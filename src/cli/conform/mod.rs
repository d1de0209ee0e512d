//! `itsm conform`: does a log follow a model and keep rules, and which requirements does that touch.

mod findings;
mod model;
mod stream;

use std::{num::NonZero, path::PathBuf, thread};

use clap::{Args, ValueEnum};
use itsm::{
    Error,
    catalog::{Catalog, DeriveOptions},
    conformance::{
        align::{Aligner, LabelMap, Limits, Model, Options, precision},
        binding::Binding,
        rules::{self, Baseline, Deviation, Deviations, Pack, RulesResult, Waiver, apply_waivers, definition::RuleSeverity, read_waivers},
    },
    diagnostic::Findings,
    eventlog::{Classifier, EventLog},
    jiff::{Timestamp, Zoned, civil::Date},
    report::{Aligned, CheckedThing, Conformity, ProjectionRecord},
    source,
};

use super::{
    Run, Shared,
    definition_file::{is_file, read},
    log::input::Input,
    output::{Failure, Format, Outcome, Output, put},
};
pub use model::Loaded;
use stream::Stream;

/// Check whether a log follows a model and keeps rules, and what that says about requirements
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm conform tickets.xes.gz --model neutral:lifecycle/incident
  itsm conform tickets.csv --preset servicenow --model my-process.bpmn --bind binding.yaml
  itsm conform changes.csv --rules itil4:change --project iso20000-2018
  itsm conform changes.csv --rules my-rules.yaml --baseline known.json --format github
  itsm conform log.xes --model discovered.pnml --variants --format json
  itsm conform changes.csv --rules itil4:change --format md > report.md
  zcat history.csv.gz | itsm conform - --stream=grouped --model neutral:lifecycle/incident

A model is a lifecycle, a workflow, BPMN or a Petri net. Every case is explained at the least cost: 1 for each event that is too much
and each step that is missing. Exit code 3 when a case deviates, a rule that is not of low severity is broken beyond the baseline, or a
case is not solved within the limits; with --fail-under only when the log fitness is lower, and for rules as before.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// A lifecycle or workflow such as neutral:lifecycle/incident, or a file: YAML, BPMN, PNML or a process tree (PTML)
    #[arg(long, value_name = "REF-OR-FILE", required_unless_present = "rules")]
    model: Option<String>,
    /// What shows in the log of a lifecycle
    #[arg(long, value_enum, default_value_t = Shows::Events)]
    shows: Shows,
    /// Rules such as itil4:change, or a file (YAML, Declare); may be repeated
    #[arg(long, value_name = "REF-OR-FILE")]
    rules: Vec<String>,
    /// Which activity of the log is which label of the model; `itsm log bind` proposes one
    #[arg(long, value_name = "FILE")]
    bind: Option<PathBuf>,
    /// What the activity of an event is: a classifier that the log names, or keys such as concept:name+lifecycle:transition
    #[arg(long, value_name = "NAME-OR-KEYS")]
    classifier: Option<String>,
    /// Say what comes of every variant
    #[arg(long)]
    variants: bool,
    /// Also say how much of what the model allows is ever done
    #[arg(long, requires = "model", conflicts_with = "stream")]
    precision: bool,
    /// Check the log without holding it, in the memory of a part of it; cases stand one after the other (`grouped`) or not (`interleaved`)
    #[arg(long, value_enum, value_name = "GROUPING", num_args = 0..=1, require_equals = true, default_missing_value = "auto")]
    stream: Option<Stream>,
    /// The cases still go on: they need not have come to an end
    #[arg(long)]
    prefix: bool,
    /// Exit with 3 when the log fitness is lower, and not for a case that deviates
    #[arg(long, value_name = "FITNESS", requires = "model")]
    fail_under: Option<f64>,
    /// Deviations from rules that somebody accepted for a time
    #[arg(long, value_name = "FILE", requires = "rules")]
    waivers: Option<String>,
    /// Deviations from rules that are known; only others fail
    #[arg(long, value_name = "FILE", requires = "rules")]
    baseline: Option<String>,
    /// Write all deviations from rules as a baseline
    #[arg(long, value_name = "FILE", requires = "rules")]
    write_baseline: Option<PathBuf>,
    /// Also say what the verdicts on requirements say about this framework; may be repeated
    #[arg(long, value_name = "FRAMEWORK", requires = "rules")]
    project: Vec<String>,
    /// Up to when the log is complete, such as 2026-03-31T23:59:59Z: deadlines of open cases before it are missed; else its latest time
    #[arg(long, value_name = "INSTANT", requires = "rules")]
    as_of: Option<Timestamp>,
    /// How many cases of an interleaved log are followed at once; beyond, those without an event for longest are let go
    #[arg(long, value_name = "NUMBER", requires = "stream")]
    open_cases: Option<NonZero<usize>>,
    /// The number of threads; as many as there are processors when it is left out
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZero<usize>>,
    /// How many states the search for one variant may keep before it is given up as not solved
    #[arg(long, value_name = "NUMBER")]
    states: Option<usize>,
    /// Also write a report for pipelines: JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

/// What shows in the log of records with a lifecycle.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shows {
    /// Its events
    Events,
    /// The states that are entered, but for the first
    States,
    /// All states, the first included
    AllStates,
}

const FORMATS: [Format; 8] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv, Format::Github, Format::Sarif, Format::Junit];

/// Deviations from one rule that are looked for: a report of more is read by nobody, and a baseline of more is no baseline.
const MOST_OF_EACH_RULE: usize = 10_000;

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog()?;
    let model = arguments.model.as_deref().map(|model| Loaded::find(model, arguments.shows, &catalog)).transpose()?;
    let mut left_out = Findings::new();
    let packs = arguments.rules.iter().map(|rules| pack(rules, &catalog, &mut left_out)).collect::<Result<Vec<_>, Failure>>()?;
    let Some(checked) = check(arguments, (format, model.as_ref()), &packs, &catalog, output)? else { return Ok(Outcome::Findings) };
    let Checked { mut conformity, mut findings, read_badly, broken } = checked;
    findings.append(left_out);
    findings::deviations(&conformity, arguments.prefix, findings::MOST, &mut findings);
    conformity.set_findings(&findings);
    if let Some(path) = &arguments.junit {
        put(path, &conformity.junit())?;
    }
    show(&conformity, &findings, arguments, format, output)?;
    let record = &conformity.record;
    let deviates = match (arguments.fail_under, record.log_fitness) {
        _ if record.model.is_none() => false,
        (Some(least), Some(fitness)) => fitness < least,
        _ => record.fitting_cases != Some(record.cases),
    };
    let warned = arguments.input.deny_warnings && findings.warnings() > 0;
    Ok(if deviates || broken || read_badly || warned || record.unsolved > 0 { Outcome::Findings } else { Outcome::Good })
}

/// What came of a check.
struct Checked {
    conformity: Conformity,
    findings: Findings,
    /// Whether something in the log could not be read.
    read_badly: bool,
    /// Whether a rule is broken by what nobody accepted and no baseline knows.
    broken: bool,
}

/// Checks the log, all of it at once or in parts; none when it cannot be read, which was told then.
fn check(
    arguments: &Arguments,
    (format, model): (Format, Option<&Loaded>),
    packs: &[(Pack, CheckedThing)],
    catalog: &Catalog,
    output: &mut Output,
) -> Result<Option<Checked>, Failure> {
    if let Some(stream) = arguments.stream {
        return stream::check(arguments, (stream, format), model, packs, catalog, output).map(Some);
    }
    let (log, mut findings) = arguments.input.read(output)?;
    let Some(log) = log else {
        output.findings(&findings, if matches!(format, Format::Md | Format::Csv) { Format::Plain } else { format })?;
        return Ok(None);
    };
    let binding = arguments.bind.as_ref().map(|path| bound(path, &mut findings)).transpose()?;
    let classifier = classifier(arguments.classifier.as_deref(), binding.as_ref(), &log)?;
    let read_badly = findings.errors() > 0;
    let checked = CheckedThing { name: arguments.input.name(), version: None, sha256: arguments.input.hash() };
    let mut conformity = against_model(arguments, &log, (&classifier, binding.as_ref()), model, checked, &mut findings)?;
    let broken = against_rules(arguments, packs, &log, (&classifier, binding.as_ref()), catalog, &mut conformity, &mut findings)?;
    Ok(Some(Checked { conformity, findings, read_badly, broken }))
}

fn show(conformity: &Conformity, findings: &Findings, arguments: &Arguments, format: Format, output: &mut Output) -> Result<(), Failure> {
    match format {
        Format::Json => output.json(&conformity.json(arguments.variants)),
        Format::Md => output.text(conformity.markdown()),
        Format::Junit => output.text(conformity.junit()),
        Format::Csv => output.table(&conformity.deviation_table(), format),
        Format::Github | Format::Sarif => output.findings(findings, format),
        _ => {
            output.findings(findings, format)?;
            if arguments.variants {
                output.table(&conformity.variant_table(usize::MAX), format)?;
            }
            for table in [conformity.touched_table(), conformity.rule_table(), conformity.requirement_table(), conformity.projection_table()] {
                if !table.is_empty() {
                    output.table(&table, format)?;
                }
            }
            let record = &conformity.record;
            output.text(format_args!("{} cases, {} events, {} variants\n", record.cases, record.events, record.variants))?;
            if record.model.is_some() { output.text(format_args!("{}\n", conformity.summary())) } else { Ok(()) }
        }
    }
}

fn against_model(
    arguments: &Arguments,
    log: &EventLog,
    (classifier, binding): (&Classifier, Option<&(Binding, source::FileText)>),
    model: Option<&Loaded>,
    checked: CheckedThing,
    findings: &mut Findings,
) -> Result<Conformity, Failure> {
    let kept = match binding {
        Some((binding, file)) => {
            let activities = log.activities(classifier);
            if let Some(model) = model {
                findings.append(binding.check(model.model.labels(), activities.names(), Some(file)));
            }
            Some(binding.without_ignored(log, classifier).map_err(|error| Failure::Usage(error.to_string()))?)
        }
        None => None,
    };
    let log = kept.as_ref().unwrap_or(log);
    let activities = log.activities(classifier);
    let variants = log.variants(&activities);
    let Some(model) = model else { return Ok(Conformity::of_log(log, &activities, &variants, (checked, None), None)) };
    let map = label_map(&model.model, activities.names(), binding);
    let unknown = activities.names().enumerate().filter(|(number, _)| map.get(*number).is_empty()).map(|(_, name)| name);
    findings::unbound(unknown, &arguments.input.name(), findings);
    let threads = arguments.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let usual = Limits::default();
    let limits = Limits { states: arguments.states.unwrap_or(usual.states), ..usual };
    let weights = binding.map(|(binding, _)| binding.weights(&model.model, activities.names())).unwrap_or_default();
    let options = Options { open: arguments.prefix, threads, limits, weights, ..Options::default() };
    let aligner = Aligner::new(&model.model, &map, options.clone());
    let alignment = aligner.log(&variants);
    let aligned = Aligned { model: &model.model, labels: &map, performs: &model.performs, alignment: &alignment };
    let mut conformity = Conformity::of_log(log, &activities, &variants, (checked, Some(model.checked.clone())), Some(aligned));
    if arguments.precision {
        conformity.record.precision = precision(&model.model, &alignment, &options);
    }
    Ok(conformity)
}

/// The labels of the model for each activity: those that it is bound to, else the one of the same text.
fn label_map<'name>(model: &Model, activities: impl Iterator<Item = &'name str>, binding: Option<&(Binding, source::FileText)>) -> LabelMap {
    let labels = |activity: &str| match binding.and_then(|(binding, _)| binding.labels(activity)) {
        Some(labels) => labels.into_iter().filter_map(|label| model.label(label)).collect::<Vec<_>>(),
        None => model.label(activity).into_iter().collect(),
    };
    activities.map(labels).collect()
}

/// Holds the log against rules; whether one is broken by what nobody accepted and no baseline knows.
fn against_rules(
    arguments: &Arguments,
    packs: &[(Pack, CheckedThing)],
    log: &EventLog,
    (classifier, binding): (&Classifier, Option<&(Binding, source::FileText)>),
    catalog: &Catalog,
    conformity: &mut Conformity,
    findings: &mut Findings,
) -> Result<bool, Failure> {
    if packs.is_empty() {
        return Ok(false);
    }
    let renamed =
        binding.map(|(binding, _)| binding.in_words_of_the_model(log, classifier)).transpose().map_err(|error| Failure::Usage(error.to_string()))?;
    let options = rule_options(arguments, classifier, renamed.is_some());
    let log = renamed.as_ref().unwrap_or(log);
    let run = |(pack, _): &(Pack, CheckedThing)| {
        let compiled = pack.compile(log, &options);
        (compiled.run(), compiled.deviations(MOST_OF_EACH_RULE))
    };
    take_rules(arguments, packs, packs.iter().map(run).collect(), catalog, conformity, findings)
}

/// How rules are held against a log; one in words of the model has them as names.
fn rule_options(arguments: &Arguments, classifier: &Classifier, is_renamed: bool) -> rules::Options {
    let classifier = if is_renamed { Classifier::default() } else { classifier.clone() };
    rules::Options { classifier, as_of: arguments.as_of, dates: arguments.input.dates(), ..rules::Options::default() }
}

/// Takes in what came of rules; whether one is broken by what nobody accepted and no baseline knows.
fn take_rules(
    arguments: &Arguments,
    packs: &[(Pack, CheckedThing)],
    held: Vec<(RulesResult, Deviations)>,
    catalog: &Catalog,
    conformity: &mut Conformity,
    findings: &mut Findings,
) -> Result<bool, Failure> {
    let (mut results, mut deviations, mut waivers) = (Vec::new(), Vec::new(), waivers(arguments.waivers.as_deref(), findings)?);
    for ((pack, _), (result, found)) in packs.iter().zip(held) {
        results.push(result);
        findings::further(pack, found.further, findings);
        deviations.extend(found.list);
        waivers.extend(pack.waivers().iter().cloned());
    }
    if let Some(path) = &arguments.write_baseline {
        put(path, &Baseline::of(&deviations).json())?;
    }
    let waived = apply_waivers(&waivers, deviations, today());
    findings.append(waived.findings);
    let open = known(arguments.baseline.as_deref(), waived.open, findings)?;
    let broken = open.iter().any(|deviation| deviation.severity != RuleSeverity::Low);
    conformity.record.packs = packs.iter().map(|(_, checked)| checked.clone()).collect();
    conformity.add_rules(&results, open);
    let without_rule = catalog.without_rule(&conformity.record.requirements)?;
    conformity.record.requirements.extend(without_rule);
    for framework in &arguments.project {
        let projections = catalog.project(&conformity.record.requirements, framework, &DeriveOptions::default())?;
        conformity.record.projections.extend(projections.iter().map(ProjectionRecord::from));
    }
    Ok(broken)
}

/// The day by which waivers expire.
#[allow(clippy::disallowed_methods, reason = "the program is what passes the clock in")]
fn today() -> Date {
    Zoned::now().date()
}

fn waivers(path: Option<&str>, findings: &mut Findings) -> Result<Vec<Waiver>, Failure> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let (waivers, found) = read_waivers(&read(path)?, source::Limits::default());
    refuse(path, found, findings)?;
    Ok(waivers)
}

/// The deviations that a baseline does not know.
fn known(path: Option<&str>, deviations: Vec<Deviation>, findings: &mut Findings) -> Result<Vec<Deviation>, Failure> {
    let Some(path) = path else { return Ok(deviations) };
    let (baseline, found) = Baseline::read(&read(path)?, source::Limits::default());
    refuse(path, found, findings)?;
    Ok(baseline.map(|baseline| baseline.apply(deviations)).map(|compared| compared.new).unwrap_or_default())
}

fn bound(path: &std::path::Path, findings: &mut Findings) -> Result<(Binding, source::FileText), Failure> {
    let name = path.to_string_lossy();
    let file = read(&name)?;
    let (binding, found) = Binding::read(&file, source::Limits::default());
    refuse(&name, found, findings)?;
    Ok((binding.unwrap_or_default(), file))
}

/// Errors end the command; warnings are shown with the rest.
fn refuse(path: &str, found: Findings, findings: &mut Findings) -> Result<(), Failure> {
    if found.errors() > 0 {
        return Err(Failure::Failed(Error::with_findings(format!("`{path}`"), found)));
    }
    findings.append(found);
    Ok(())
}

/// A classifier that the log names, or keys joined by `+`; else that of the binding, else the name of the event.
pub fn classifier(asked: Option<&str>, binding: Option<&(Binding, source::FileText)>, log: &EventLog) -> Result<Classifier, Failure> {
    let Some(asked) = asked else { return Ok(binding.and_then(|(binding, _)| binding.classifier()).unwrap_or_default()) };
    if let Some(named) = log.header().classifier(asked) {
        return Ok(Classifier::new(named.keys.iter().map(String::as_str)));
    }
    let keys: Vec<&str> = asked.split('+').map(str::trim).filter(|key| !key.is_empty()).collect();
    let known: Vec<&str> = log.event_keys().map(|(key, _)| key).collect();
    match keys.iter().find(|key| !known.contains(key)) {
        None if !keys.is_empty() => Ok(Classifier::new(keys)),
        Some(missing) if log.event_count() > 0 => {
            let near = itsm::diagnostic::nearest(missing, known.iter().copied()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(Failure::Usage(format!("the log names no classifier `{asked}`, and no event has the key `{missing}`{near}")))
        }
        _ => Ok(Classifier::new(keys)),
    }
}

fn pack(text: &str, catalog: &Catalog, findings: &mut Findings) -> Result<(Pack, CheckedThing), Failure> {
    let is_declare = text.to_lowercase().ends_with(".decl");
    let pack = if is_declare || is_file(text) {
        let file = read(text)?;
        if is_declare {
            let (pack, found) = rules::decl::read(&file, source::Limits::default());
            let Some(pack) = pack else { return Err(Failure::Failed(Error::with_findings(format!("the rules `{text}`"), found))) };
            findings.append(found);
            pack
        } else {
            catalog.load_rules_file(&file)?
        }
    } else {
        catalog.rule_pack(text)?
    };
    let checked = CheckedThing { name: pack.reference(), version: pack.version().map(str::to_owned), sha256: pack.hash() };
    Ok((pack, checked))
}
