//! A crosswalk as a record and as tables.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Table;
use crate::{
    catalog::{Crosswalk, CrosswalkRow},
    framework::{
        ElementIndex, Framework, Names,
        definition::{Authority, Review, Standing},
    },
    id::ElementId,
    mapping::{Origin, Relation},
};

/// A crosswalk as `itsm compare --format json` gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CrosswalkRecord {
    /// The id of the framework that rows are read from.
    pub subject: String,
    /// The id of the framework that rows are read to.
    pub object: String,
    /// The ids of the mapping sets that the rows come from.
    pub sets: Vec<String>,
    /// The rows, in the order of the subject's elements.
    pub rows: Vec<CrosswalkRowRecord>,
    /// What no row reaches, of the kinds that the rows speak about.
    pub unmapped: UnmappedRecord,
}

/// One row of a crosswalk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CrosswalkRowRecord {
    /// The element of the subject framework.
    pub subject: ElementId,
    /// Its title in the language that was asked for, or the nearest one.
    pub subject_title: String,
    /// The element of the object framework.
    pub object: ElementId,
    /// Its title.
    pub object_title: String,
    /// The relations that are possible, read from subject to object: one name when it is settled.
    pub relation: Relation,
    /// `stated` when somebody wrote the row.
    pub origin: Origin,
    /// How confident its author is, from 0 to 1, or null.
    pub confidence: Option<f64>,
    /// Why the author thinks so, or null.
    pub rationale: Option<String>,
    /// Where the author has it from, or null.
    pub source: Option<String>,
    /// How sure the fact is.
    pub standing: Standing,
    /// Who says so.
    pub authority: Authority,
    /// How far others have looked at it.
    pub review: Review,
    /// The id of the mapping set.
    pub set: String,
    /// Whether the set states it the other way round.
    pub inverted: bool,
}

/// What no row reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnmappedRecord {
    /// Elements of the subject framework.
    pub subject: Vec<ElementId>,
    /// Elements of the object framework.
    pub object: Vec<ElementId>,
}

/// The crosswalk as a record, titles in the languages of the names.
#[must_use]
pub fn crosswalk_record(crosswalk: &Crosswalk, subject: &Names, object: &Names) -> CrosswalkRecord {
    let ids = |framework: &Framework, indices: &[ElementIndex]| indices.iter().filter_map(|index| id(framework, *index)).collect();
    let row = |row: &CrosswalkRow| {
        Some(CrosswalkRowRecord {
            subject: id(crosswalk.subject(), row.subject)?,
            subject_title: title(subject, row.subject),
            object: id(crosswalk.object(), row.object)?,
            object_title: title(object, row.object),
            relation: row.relation,
            origin: row.origin,
            confidence: row.confidence,
            rationale: row.rationale.clone(),
            source: row.source.clone(),
            standing: row.standing,
            authority: row.authority,
            review: row.review,
            set: row.set.clone(),
            inverted: row.inverted,
        })
    };
    CrosswalkRecord {
        subject: crosswalk.subject().id().to_owned(),
        object: crosswalk.object().id().to_owned(),
        sets: crosswalk.sets().to_vec(),
        rows: crosswalk.rows().iter().filter_map(row).collect(),
        unmapped: UnmappedRecord {
            subject: ids(crosswalk.subject(), crosswalk.unmapped_subject()),
            object: ids(crosswalk.object(), crosswalk.unmapped_object()),
        },
    }
}

/// The rows as a table.
#[must_use]
pub fn crosswalk_table(crosswalk: &Crosswalk, subject: &Names, object: &Names) -> Table {
    let mut table =
        Table::new(["subject", "subject title", "relation", "object", "object title", "rationale", "source", "standing", "authority", "confidence"]);
    for row in crosswalk.rows() {
        let text = |index, framework| id(framework, index).map(|id| id.to_string()).unwrap_or_default();
        table.push([
            text(row.subject, crosswalk.subject()),
            title(subject, row.subject),
            relation(row.relation),
            text(row.object, crosswalk.object()),
            title(object, row.object),
            row.rationale.clone().unwrap_or_default(),
            row.source.clone().unwrap_or_default(),
            row.standing.to_string(),
            row.authority.to_string(),
            row.confidence.map(|confidence| confidence.to_string()).unwrap_or_default(),
        ]);
    }
    table
}

/// What no row reaches, both sides, as a table.
#[must_use]
pub fn unmapped_table(crosswalk: &Crosswalk, subject: &Names, object: &Names) -> Table {
    let mut table = Table::new(["side", "element", "kind", "title"]);
    let sides = [
        ("subject", crosswalk.subject(), crosswalk.unmapped_subject(), subject),
        ("object", crosswalk.object(), crosswalk.unmapped_object(), object),
    ];
    for (side, framework, indices, names) in sides {
        for index in indices {
            let kind = framework.get(*index).map(|element| element.kind().to_owned()).unwrap_or_default();
            table.push([side.to_owned(), id(framework, *index).map(|id| id.to_string()).unwrap_or_default(), kind, title(names, *index)]);
        }
    }
    table
}

/// A settled relation by its name, an open one as what is possible.
fn relation(relation: Relation) -> String {
    if relation == Relation::ANY { "not settled".to_owned() } else { relation.to_string().replace(' ', " or ") }
}

fn id(framework: &Framework, index: ElementIndex) -> Option<ElementId> {
    framework.get(index).map(|element| ElementId::new(framework.id(), element.id()))
}

fn title(names: &Names, index: ElementIndex) -> String {
    names.of(index).map(|name| name.title.to_owned()).unwrap_or_default()
}
