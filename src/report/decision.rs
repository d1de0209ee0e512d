//! Decision tables and their answers, for JSON and for tables.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Table;
use crate::{
    decision::{DecisionTable, InputKind, Outcome, Rule, definition::HitPolicy},
    provenance::Standing,
};

/// A decision table in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionRow {
    /// The id.
    pub id: String,
    /// The framework or tool that it belongs to, or null.
    pub framework: Option<String>,
    /// The title.
    pub title: String,
    /// What happens when several rules match.
    pub hit: HitPolicy,
    /// The ids of the inputs.
    pub inputs: Vec<String>,
    /// The ids of the outputs.
    pub outputs: Vec<String>,
    /// The number of rules, cells of matrices included.
    pub rules: usize,
    /// How sure it is that this is decided so.
    pub standing: Standing,
}

/// What a table answered, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionRecord {
    /// The reference of the table.
    pub table: String,
    /// What was given, by input.
    pub inputs: IndexMap<String, String>,
    /// The answers, by output: one, or for a table that collects one for each rule.
    pub answers: Vec<IndexMap<String, String>>,
    /// The rules that count.
    pub rules: Vec<RuleRecord>,
    /// Whether no rule matched, so that what the table says for that counts.
    pub otherwise: bool,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleRecord {
    /// What it is called.
    pub name: String,
    /// The line of its file, or null.
    pub line: Option<u32>,
    /// The tests, by input.
    pub when: IndexMap<String, String>,
    /// The value of each output.
    pub then: IndexMap<String, String>,
    /// A remark, or null.
    pub note: Option<String>,
}

/// A whole table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionTableRecord {
    /// The reference.
    pub table: String,
    /// The title.
    pub title: String,
    /// What it decides, or null.
    pub summary: Option<String>,
    /// How sure it is that this is decided so.
    pub standing: Standing,
    /// What happens when several rules match.
    pub hit: HitPolicy,
    /// The values of each input, the lowest first; none for a number.
    pub inputs: IndexMap<String, Vec<String>>,
    /// The values of each output, the lowest first.
    pub outputs: IndexMap<String, Vec<String>>,
    /// The rules in the order in which they count.
    pub rules: Vec<RuleRecord>,
}

/// The row of a table.
#[must_use]
pub fn decision_row(table: &DecisionTable) -> DecisionRow {
    DecisionRow {
        id: table.id().to_owned(),
        framework: table.framework().map(str::to_owned),
        title: table.title().to_owned(),
        hit: table.hit(),
        inputs: table.inputs().iter().map(|input| input.id().to_owned()).collect(),
        outputs: table.outputs().iter().map(|output| output.id().to_owned()).collect(),
        rules: table.rules().len(),
        standing: table.standing(),
    }
}

/// The record of an answer to what was given.
#[must_use]
pub fn decision_record(table: &DecisionTable, given: &[(&str, &str)], outcome: &Outcome<'_>) -> DecisionRecord {
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    DecisionRecord {
        table: table.reference(),
        inputs: given.iter().map(|(name, value)| owned((name, value))).collect(),
        answers: outcome.answers().map(|answer| answer.into_iter().map(owned).collect()).collect(),
        rules: outcome.rules().map(|rule| rule_record(table, rule)).collect(),
        otherwise: outcome.is_otherwise(),
    }
}

fn rule_record(table: &DecisionTable, rule: &Rule) -> RuleRecord {
    let value = |(output, rank): (&crate::decision::Output, &u16)| Some((output.id().to_owned(), output.values().get(usize::from(*rank))?.clone()));
    RuleRecord {
        name: rule.name().to_owned(),
        line: rule.position().map(|position| position.line()),
        when: rule.when().iter().cloned().collect(),
        then: table.outputs().iter().zip(rule.ranks()).filter_map(value).collect(),
        note: rule.note().map(str::to_owned),
    }
}

/// The record of a whole table.
#[must_use]
pub fn decision_table_record(table: &DecisionTable) -> DecisionTableRecord {
    let levels = |kind: InputKind<'_>| match kind {
        InputKind::Levels(names) => names.to_vec(),
        InputKind::Number { .. } => Vec::new(),
    };
    DecisionTableRecord {
        table: table.reference(),
        title: table.title().to_owned(),
        summary: table.summary().map(str::to_owned),
        standing: table.standing(),
        hit: table.hit(),
        inputs: table.inputs().iter().map(|input| (input.id().to_owned(), levels(input.kind()))).collect(),
        outputs: table.outputs().iter().map(|output| (output.id().to_owned(), output.values().to_vec())).collect(),
        rules: table.rules().iter().map(|rule| rule_record(table, rule)).collect(),
    }
}

/// The table as people read it: a matrix where it is written as one, else a line a rule.
#[must_use]
pub fn decision_table(table: &DecisionTable) -> Table {
    let written = table.definition();
    let title = |output: usize, value: &str| table.outputs().get(output).map_or(value, |output| output.value_title(value)).to_owned();
    if let Some(matrix) = written.matrix.as_ref().filter(|_| written.rules.is_empty()) {
        let input = |id: &str| table.inputs().iter().find(|input| input.id() == id);
        let (rows, columns) = (input(&matrix.rows), input(&matrix.columns));
        let named = |input: Option<&crate::decision::Input>, test: &str| input.map_or(test, |input| input.value_title(test)).to_owned();
        let listed = columns.map_or(&[][..], |input| match input.kind() {
            InputKind::Levels(names) => names,
            InputKind::Number { .. } => &[],
        });
        let tests: Vec<&str> = if matrix.order.is_empty() {
            listed.iter().map(String::as_str).collect()
        } else {
            matrix.order.iter().map(|test| test.as_str()).collect()
        };
        let corner = format!("{} \\ {}", rows.map_or("", |input| input.title()), columns.map_or("", |input| input.title()));
        let mut drawn = Table::with_headers(std::iter::once(corner).chain(tests.iter().map(|test| named(columns, test))));
        for (row, cells) in &matrix.cells {
            drawn.push(std::iter::once(named(rows, row)).chain(cells.iter().map(|cell| title(0, cell))));
        }
        return drawn;
    }
    let heads = table.inputs().iter().map(|input| input.title().to_owned()).chain(table.outputs().iter().map(|output| output.title().to_owned()));
    let mut drawn = Table::with_headers(std::iter::once("rule".to_owned()).chain(heads));
    for (place, rule) in table.rules().iter().enumerate() {
        let test = |id: &str| rule.when().iter().find(|(input, _)| input == id).map_or_else(|| "-".to_owned(), |(_, test)| test.clone());
        let value = |(place, rank): (usize, &u16)| {
            let value = table.outputs().get(place).and_then(|output| output.values().get(usize::from(*rank)));
            value.map_or_else(String::new, |value| title(place, value))
        };
        let cells = table.inputs().iter().map(|input| test(input.id())).chain(rule.ranks().iter().enumerate().map(value));
        drawn.push(std::iter::once((place + 1).to_string()).chain(cells));
    }
    if !written.otherwise.is_empty() {
        let value = |(place, output): (usize, &crate::decision::Output)| {
            written.otherwise.get(output.id()).map_or_else(String::new, |value| title(place, value))
        };
        let cells = table.inputs().iter().map(|_| "-".to_owned()).chain(table.outputs().iter().enumerate().map(value));
        drawn.push(std::iter::once("otherwise".to_owned()).chain(cells));
    }
    drawn
}
