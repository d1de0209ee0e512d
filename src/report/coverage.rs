//! Coverage as a record and as a table.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Table;
use crate::{
    catalog::{Coverage, CoverageRow, Outcome},
    framework::Names,
    id::ElementId,
};

/// Coverage as `itsm coverage --format json` gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageRecord {
    /// The framework that is covered.
    pub target: String,
    /// The frameworks that cover it.
    pub by: Vec<String>,
    /// The elements of the kinds that rows speak about.
    pub elements: Vec<ElementCoverageRecord>,
    /// How many elements have each outcome.
    pub counts: IndexMap<String, usize>,
    /// The share of covered elements, from 0 to 100.
    pub percent: f64,
    /// Whether everything that follows was looked at.
    pub complete: bool,
}

/// How far one element is covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ElementCoverageRecord {
    /// The element.
    pub id: ElementId,
    /// Its title.
    pub title: String,
    /// How far it is covered.
    pub outcome: Outcome,
    /// What says so, the most telling first.
    pub rows: Vec<CoverageRow>,
    /// Whether it is covered because all of its parts are.
    pub by_parts: bool,
}

/// The coverage as a record, titles in the language of the names.
#[must_use]
pub fn coverage_record(coverage: &Coverage, names: &Names) -> CoverageRecord {
    let target = coverage.target();
    let elements = coverage.elements().iter().filter_map(|element| {
        Some(ElementCoverageRecord {
            id: ElementId::new(target.id(), target.get(element.element)?.id()),
            title: names.of(element.element)?.title.to_owned(),
            outcome: element.outcome,
            rows: element.rows.clone(),
            by_parts: element.by_parts,
        })
    });
    CoverageRecord {
        target: target.id().to_owned(),
        by: coverage.by().to_vec(),
        elements: elements.collect(),
        counts: coverage.counts().into_iter().map(|(outcome, count)| (outcome.to_string(), count)).collect(),
        percent: coverage.percent(),
        complete: coverage.is_complete(),
    }
}

/// The elements with what says most about each.
#[must_use]
pub fn coverage_table(record: &CoverageRecord) -> Table {
    let mut table = Table::new(["element", "title", "outcome", "by"]);
    for element in &record.elements {
        let says = |row: &CoverageRow| format!("{} ({}, {})", row.source, row.relation.to_string().replace(' ', " or "), row.origin);
        let first = element.rows.first();
        let more = element.rows.len().saturating_sub(1);
        let by = match first {
            _ if element.by_parts => "all of its parts".to_owned(),
            Some(row) if more > 0 => format!("{} and {more} more", says(row)),
            Some(row) => says(row),
            None => String::new(),
        };
        table.push([element.id.to_string(), element.title.clone(), element.outcome.to_string(), by]);
    }
    table
}
