//! `itsm workflow`: who does what in which order.

pub mod bpmn;
mod diff;
mod live;
mod migrate;
pub mod nets;

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
    workflow::{Workflow, definition::WorkflowFile},
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
    /// Write a workflow in another format, or as the Petri net that it means
    #[command(after_help = "\
Examples:
  itsm workflow convert mof4:change --to bpmn --output change.bpmn
  itsm workflow convert drawn-elsewhere.bpmn --to yaml --output mine.yaml
  itsm workflow convert my-intake.json --to yaml
  itsm workflow convert mof4:change --to pnml --output change.pnml
  itsm workflow convert discovered.ptml --to pnml

BPMN gets a diagram; a file that is BPMN already keeps its own, and all that is not understood. YAML and JSON hold the whole definition,
comments aside. PNML holds the net: nets and process trees can be written as that only.")]
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
    Diff(diff::Arguments),
    Migrate(migrate::Arguments),
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
    /// The Petri net that it means, in the Petri Net Markup Language
    Pnml,
    /// A workflow file
    Yaml,
    /// The same as JSON
    Json,
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
            let text = match to {
                Target::Bpmn => as_bpmn(workflow, &catalog, output)?,
                Target::Pnml => as_net(workflow, &catalog)?,
                Target::Yaml => as_definition(workflow, &catalog, output)?.to_yaml(),
                Target::Json => as_definition(workflow, &catalog, output)?.to_json(),
            };
            match path {
                Some(path) => put(path, &text)?,
                None => output.text(text)?,
            }
            Ok(Outcome::Good)
        }
        Command::Diff(arguments) => diff::run(arguments, &catalog, output),
        Command::Migrate(arguments) => migrate::run(arguments, &catalog, output),
        Command::Run { workflow } => live::run(&find(workflow, &catalog)?, output),
    }
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

/// A workflow or a net as PNML.
fn as_net(text: &str, catalog: &Catalog) -> Result<String, Failure> {
    let net = if let Some((file, kind)) = net_file(text)? {
        nets::only(&file, kind)?
    } else {
        let workflow = find(text, catalog)?;
        let net = workflow.net().map_err(|error| Failure::Usage(format!("`{}` has no net: {error}", workflow.reference())))?;
        PnmlNet::new(net.net().clone())
    };
    Ok(pnml::write(&[net]))
}

/// The definition of a workflow; what does not come along is said.
fn as_definition(text: &str, catalog: &Catalog, output: &mut Output) -> Result<WorkflowFile, Failure> {
    refuse_net(text)?;
    if let Some(file) = bpmn_file(text)? {
        output.remark("what BPMN says beside the workflow (the diagram, extensions of other tools) is not written");
        return Ok(bpmn::only(&file, catalog)?.definition().clone());
    }
    let file = if is_file(text) { read(text)? } else { catalog.workflow_file(text)? };
    let workflow = catalog.load_workflow_file(&file)?;
    if file.text().lines().any(|line| line.trim_start().starts_with('#')) {
        output.remark("comments of the file are not written: they are no part of the definition");
    }
    Ok(workflow.definition().clone())
}

fn find(text: &str, catalog: &Catalog) -> Result<Workflow, Error> {
    if !is_file(text) {
        return catalog.workflow(text);
    }
    let file = read(text)?;
    if Kind::of(&file) == Kind::Bpmn { bpmn::only(&file, catalog) } else { catalog.load_workflow_file(&file) }
}

/// A workflow as BPMN; a file that is BPMN already keeps what is not understood.
fn as_bpmn(text: &str, catalog: &Catalog, output: &mut Output) -> Result<String, Failure> {
    refuse_net(text)?;
    let (written, findings) = match bpmn_file(text)? {
        Some(file) => itsm::workflow::bpmn::write(&bpmn::document(&file)?),
        None => find(text, catalog)?.to_bpmn(),
    };
    if !findings.is_empty() {
        output.remark(itsm::diagnostic::render::plain(&findings).trim_end());
    }
    Ok(written)
}

/// A file that holds BPMN.
fn bpmn_file(text: &str) -> Result<Option<FileText>, Error> {
    if !is_file(text) {
        return Ok(None);
    }
    let file = read(text)?;
    Ok((Kind::of(&file) == Kind::Bpmn).then_some(file))
}

fn refuse_net(text: &str) -> Result<(), Failure> {
    if net_file(text)?.is_none() {
        return Ok(());
    }
    let message =
        format!("`{text}` holds a net, and a net does not say which of its transitions are steps and which gateways; write it with `--to pnml`");
    Err(Failure::Usage(message))
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
