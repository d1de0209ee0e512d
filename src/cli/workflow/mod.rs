//! `itsm workflow`: who does what in which order.

pub(super) mod bpmn;
mod live;
pub(super) mod nets;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use itsm::{
    Error,
    catalog::Catalog,
    diagnostic::Findings,
    net::{
        pnml::{self, PnmlNet},
        soundness::{Limits, Soundness},
    },
    report::{WorkflowCheckRecord, workflow_check},
    source::FileText,
    workflow::Workflow,
};

use nets::Kind;

use super::{
    Run, Shared,
    definition_file::{is_file, read},
    draw::draw,
    output::{Failure, Format, Outcome, Output, put},
};

/// Check and draw workflows, the graphs of activities
#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a workflow: all findings in one run, and whether it is sound
    #[command(after_help = "\
Examples:
  itsm workflow check mof4:change
  itsm workflow check my-intake.yaml
  itsm workflow check discovered.pnml --format json

It is sound when an end can be reached from everywhere, nothing is left behind then, and every step can happen; conditions
and timers are taken as free choices. What is not sound comes with the shortest run that shows it. Exit code 3 for that, and
when a limit was reached first.")]
    Check {
        /// A reference such as mof4:change, or a file: YAML, JSON, BPMN, PNML or a process tree (PTML)
        workflow: String,
        /// How many markings of its net are looked at before it is left undecided
        #[arg(long, value_name = "NUMBER")]
        markings: Option<usize>,
        /// Exit with 3 for warnings too
        #[arg(long)]
        deny_warnings: bool,
    },
    /// Draw a workflow with its lanes, or a net
    #[command(after_help = "\
Examples:
  itsm workflow draw mof4:change --format svg --output change.svg
  itsm workflow draw my-intake.yaml --format mermaid
  itsm workflow draw discovered.pnml --format dot")]
    Draw {
        /// A reference such as mof4:change, or a file: YAML, JSON, BPMN, PNML or a process tree (PTML)
        workflow: String,
        /// The file to write; without it the drawing goes to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Write a workflow in another format
    #[command(after_help = "\
Examples:
  itsm workflow convert mof4:change --to bpmn --output change.bpmn
  itsm workflow convert drawn-elsewhere.bpmn --to json --output mine.json
  itsm workflow convert mof4:change --to pnml --output change.pnml
  itsm workflow convert discovered.ptml --to pnml")]
    Convert {
        /// A reference such as mof4:change, or a file: YAML, JSON, BPMN, PNML or a process tree (PTML)
        workflow: String,
        /// The format
        #[arg(long, value_enum)]
        to: Target,
        /// The file to write; without it the text goes to standard output
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Run a workflow: type what is done, see what is offered and to whom
    #[command(after_help = "\
Examples:
  itsm workflow run neutral:incident
  itsm workflow run my-intake.yaml < script.txt

Lines:
  start                    it begins (or the id of a start, where there are several)
  record                   the step `record` is done, or the event of that id happens
  role agent               the actor has this role        actor ann        who it is
  set level 3              a field of the workflow        at 2026-03-02T09:00:00Z  when it happens
  choose which solve       which way a gateway leads that does not say it itself
  advance 2026-03-02T13:00:00Z   every timer happens that is due by then
  waiting | timers | snapshot | quit

Exit code 3 when a step was refused.")]
    Run {
        /// A reference such as neutral:incident, or a file
        workflow: String,
    },
}

/// The formats that workflows are written in.
#[derive(Clone, Copy, ValueEnum)]
enum Target {
    /// BPMN 2.0, with a diagram
    Bpmn,
    /// The definition as JSON, which is read wherever YAML is
    Json,
    /// The Petri net that it means, in the Petri Net Markup Language
    Pnml,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let catalog = shared.catalog()?;
    match &arguments.command {
        Command::Check { workflow, markings, deny_warnings } => check(workflow, *markings, *deny_warnings, &catalog, output),
        Command::Draw { workflow, output: path } => {
            let picture = match net_file(workflow)? {
                Some((file, kind)) => nets::only(&file, kind)?.net.picture(),
                None => find(workflow, &catalog)?.picture(),
            };
            draw(&picture, path.as_deref(), output)
        }
        Command::Convert { workflow, to, output: path } => {
            let text = converted(workflow, *to, &catalog, output)?;
            match path {
                Some(path) => put(path, &text)?,
                None => output.text(text)?,
            }
            Ok(Outcome::Good)
        }
        Command::Run { workflow } => live::run(&find(workflow, &catalog)?, output),
    }
}

fn converted(text: &str, to: Target, catalog: &Catalog, output: &Output) -> Result<String, Failure> {
    let net = match (to, net_file(text)?) {
        (Target::Pnml, Some((file, kind))) => nets::only(&file, kind)?,
        (Target::Pnml, None) => {
            let workflow = find(text, catalog)?;
            let net = workflow.net().map_err(|error| Failure::Usage(format!("`{}` has no net: {error}", workflow.reference())))?;
            PnmlNet::new(net.net().clone())
        }
        (_, Some(_)) => return Err(Failure::Usage(format!("`{text}` is a net, which has no steps and lanes; it can be written as pnml"))),
        (Target::Bpmn, None) => {
            let (text, findings) = to_bpmn(text, catalog)?;
            if !findings.is_empty() {
                output.remark(itsm::diagnostic::render::plain(&findings));
            }
            return Ok(text);
        }
        (Target::Json, None) => {
            let json = serde_json::to_string_pretty(find(text, catalog)?.definition());
            return json.map(|json| json + "\n").map_err(|error| Failure::Usage(error.to_string()));
        }
    };
    Ok(pnml::write(&[net]))
}

/// A file that holds nets.
fn net_file(text: &str) -> Result<Option<(FileText, Kind)>, Error> {
    if !is_file(text) {
        return Ok(None);
    }
    let file = read(text)?;
    let kind = Kind::of(&file);
    Ok((!matches!(kind, Kind::Workflow | Kind::Bpmn)).then_some((file, kind)))
}

fn find(text: &str, catalog: &Catalog) -> Result<Workflow, Error> {
    if !is_file(text) {
        return catalog.workflow(text);
    }
    let file = read(text)?;
    if Kind::of(&file) == Kind::Bpmn { bpmn::only(&file, catalog) } else { catalog.load_workflow_file(&file) }
}

/// A workflow as BPMN; a file that is BPMN already keeps what is not understood.
fn to_bpmn(text: &str, catalog: &Catalog) -> Result<(String, Findings), Error> {
    if is_file(text) {
        let file = read(text)?;
        if Kind::of(&file) == Kind::Bpmn {
            return Ok(itsm::workflow::bpmn::write(&bpmn::document(&file)?));
        }
    }
    Ok(find(text, catalog)?.to_bpmn())
}

fn check(text: &str, markings: Option<usize>, deny_warnings: bool, catalog: &Catalog, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Github, Format::Sarif])?;
    let file = if is_file(text) { read(text)? } else { catalog.workflow_file(text)? };
    let limits = Limits { markings: markings.unwrap_or(Limits::default().markings), ..Limits::default() };
    let (record, findings) = match Kind::of(&file) {
        Kind::Workflow => {
            let (examined, findings) = catalog.examine_workflow(&file, limits);
            let answer = examined.as_ref().and_then(|(workflow, answer)| Some((workflow, answer.as_ref()?)));
            let answer = answer.map(|(workflow, answer)| (answer.found(), answer.counterexample(workflow)));
            (workflow_check(&findings, answer), findings)
        }
        Kind::Bpmn => bpmn::check(&file, catalog, limits),
        kind => check_nets(&file, kind, limits),
    };
    if format == Format::Json {
        output.json(&record)?;
    } else {
        output.findings(&findings, format)?;
    }
    if matches!(format, Format::Human | Format::Plain) {
        verdict(&record, output)?;
    }
    let failed = findings.errors() > 0 || (record.method.is_some() && record.sound.is_none()) || (deny_warnings && findings.warnings() > 0);
    Ok(if failed { Outcome::Findings } else { Outcome::Good })
}

/// All nets of a file: sound when every one of them is. The run is that of the first that is not.
fn check_nets(file: &FileText, kind: Kind, limits: Limits) -> (WorkflowCheckRecord, Findings) {
    let (read, mut findings) = nets::read(file, kind);
    let mut worst = None;
    let mut markings = 0_u64;
    for net in &read {
        let (found, own) = nets::examine(&net.net, file, limits);
        findings.append(own);
        markings = markings.saturating_add(found.markings_explored);
        let is_worse = worst.as_ref().is_none_or(|(before, _): &(Soundness, _)| before.is_sound());
        if is_worse {
            let run = nets::counterexample(&net.net, &found);
            worst = Some((found, run));
        }
    }
    let answer = worst.as_ref().map(|(found, run)| (found, run.clone()));
    let record = WorkflowCheckRecord { markings_explored: markings, ..workflow_check(&findings, answer) };
    (record, findings)
}

fn verdict(record: &WorkflowCheckRecord, output: &mut Output) -> Result<(), Failure> {
    let how = record.method.map(|method| format!(", by {}", method.to_string().replace('-', " "))).unwrap_or_default();
    let looked = if record.markings_explored > 0 { format!(", {} markings", record.markings_explored) } else { String::new() };
    match record.sound {
        Some(true) => output.text(format_args!("sound{how}{looked}\n")),
        Some(false) => {
            output.text(format_args!("not sound{how}{looked}\n"))?;
            for (number, step) in (1..).zip(&record.counterexample) {
                output.text(format_args!("  {number}. {step}\n"))?;
            }
            Ok(())
        }
        None => Ok(()),
    }
}
