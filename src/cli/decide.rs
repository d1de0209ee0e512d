//! `itsm decide`: ask a decision table.

use std::path::Path;

use clap::Args;
use itsm::{
    Error,
    catalog::Catalog,
    decision::DecisionTable,
    report::{DecisionRecord, decision_record, decision_table, decision_table_record},
    source::{Folder, Source as _},
};

use super::{
    Run, Shared,
    output::{Failure, Format, Outcome, Output},
};

/// Ask a decision table, such as the priority of an incident, or show the table
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm decide neutral:priority                          the table itself
  itsm decide neutral:priority impact=high urgency=low  what it says, and by which rule
  itsm decide itop:priority impact=department urgency=low --format json
  itsm decide my-priority.yaml impact=high urgency=low
  itsm list decisions                                   what there is

A table is checked before it answers: no combination of values without a rule, and none with two where one may match.")]
pub struct Arguments {
    /// A reference such as neutral:priority, or a file
    table: String,
    /// The value of each input; without any, the table is shown
    #[arg(value_name = "INPUT=VALUE", value_parser = pair)]
    values: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (input, value) = text.split_once('=').ok_or("write INPUT=VALUE, such as impact=high")?;
    Ok((input.trim().to_owned(), value.trim().to_owned()))
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let table = find(&arguments.table, &shared.catalog()?)?;
    if arguments.values.is_empty() {
        return show(&table, output);
    }
    let format = output.format(&[Format::Human, Format::Plain, Format::Json])?;
    let given: Vec<(&str, &str)> = arguments.values.iter().map(|(input, value)| (input.as_str(), value.as_str())).collect();
    let outcome = table.decide_named(given.iter().copied()).map_err(|error| Failure::Usage(error.to_string()))?;
    let record = decision_record(&table, &given, &outcome);
    match format {
        Format::Json => output.json(&record)?,
        _ => output.text(lines(&table, &record, format == Format::Human))?,
    }
    Ok(Outcome::Good)
}

/// A table by reference or file.
fn find(text: &str, catalog: &Catalog) -> Result<DecisionTable, Error> {
    let path = Path::new(text);
    let is_file = path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml" || ending == "json") || path.is_file();
    if !is_file {
        return catalog.decision(text);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let refused = |findings| Error::with_findings(format!("the decision table `{text}`"), findings);
    let file = Folder::new(path.parent().unwrap_or(Path::new(""))).read(&name).map_err(|finding| refused((*finding).into()))?;
    DecisionTable::load(&file).map_err(refused)
}

fn show(table: &DecisionTable, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv])?;
    if format == Format::Json {
        output.json(&decision_table_record(table))?;
        return Ok(Outcome::Good);
    }
    if format == Format::Human {
        output.text(format_args!("{} ({}, {})\n", table.title(), table.reference(), table.standing()))?;
        if let Some(summary) = table.summary() {
            output.text(format_args!("{summary}\n"))?;
        }
    }
    output.table(&decision_table(table), format)?;
    Ok(Outcome::Good)
}

/// An answer a line, then the rules that say so; for people with the titles of values.
fn lines(table: &DecisionTable, record: &DecisionRecord, human: bool) -> String {
    let mut text = String::new();
    for answer in &record.answers {
        for (id, value) in answer {
            let output = table.outputs().iter().find(|output| output.id() == id);
            let title = output.map(|output| output.value_title(value)).filter(|title| human && *title != value);
            text += &title.map_or_else(|| format!("{id}: {value}\n"), |title| format!("{id}: {value} ({title})\n"));
        }
    }
    for rule in &record.rules {
        let line = rule.line.map_or_else(String::new, |line| format!(" (line {line})"));
        text += &format!("by: {}{line}\n", rule.name);
        if let Some(note) = &rule.note {
            text += &format!("note: {note}\n");
        }
    }
    if record.otherwise {
        text += "by: otherwise, as no rule matches\n";
    } else if record.answers.is_empty() {
        text += "no rule matches\n";
    }
    text
}
