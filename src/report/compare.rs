//! A crosswalk as a record and as tables.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Table;
use crate::{
    catalog::{Crosswalk, CrosswalkRow, Derivation, Explanation},
    framework::{
        ElementIndex, Framework, Names,
        definition::{Authority, Review, Standing},
    },
    id::ElementId,
    mapping::{Origin, Premise, Relation},
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
    /// How derived rows came about; absent when only stated rows were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derivation: Option<DerivationRecord>,
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
    /// What a derived row follows from, none of which can be left out; empty for stated rows.
    pub premises: Vec<PremiseRecord>,
}

/// A statement that a derived row rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PremiseRecord {
    /// The element that the statement is about.
    pub subject: ElementId,
    /// What it leaves possible.
    pub relation: Relation,
    /// The element that the subject is related to.
    pub object: ElementId,
    /// The id of the mapping set that states it, or of the framework for parts.
    pub stated_in: String,
    /// Whether it says that the subject is a part of the object.
    pub is_part: bool,
}

impl From<&Premise> for PremiseRecord {
    fn from(premise: &Premise) -> Self {
        Self {
            subject: premise.subject.clone(),
            relation: premise.relation,
            object: premise.object.clone(),
            stated_in: premise.stated_in.clone(),
            is_part: premise.is_part,
        }
    }
}

/// How derived rows came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DerivationRecord {
    /// What every derived row assumes.
    pub assumption: String,
    /// The paths of frameworks whose mapping sets were used.
    pub paths: Vec<Vec<String>>,
    /// Whether it was used that a part is equal to the whole or lies inside it.
    pub parts: bool,
    /// Pairs that two rows join through a third element and about which nothing follows.
    pub uninformative: usize,
    /// Statements that cannot all hold, a list for each contradiction.
    pub contradictions: Vec<Vec<PremiseRecord>>,
    /// Whether everything was looked at; false when a limit was reached.
    pub complete: bool,
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
            premises: row.premises.iter().map(PremiseRecord::from).collect(),
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
        derivation: crosswalk.derivation().map(|derivation| DerivationRecord {
            assumption: Derivation::ASSUMPTION.to_owned(),
            paths: derivation.paths.clone(),
            parts: derivation.parts,
            uninformative: derivation.uninformative,
            contradictions: derivation.contradictions.iter().map(|premises| premises.iter().map(PremiseRecord::from).collect()).collect(),
            complete: derivation.complete,
        }),
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
            reason(row),
            row.source.clone().unwrap_or_else(|| if row.premises.is_empty() { String::new() } else { row.origin.to_string() }),
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

/// Why a row holds: its author's reason, or the statements that it follows from.
fn reason(row: &CrosswalkRow) -> String {
    let follows = || row.premises.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    row.rationale.clone().unwrap_or_else(|| if row.premises.is_empty() { String::new() } else { format!("follows from: {}", follows()) })
}

/// The crosswalk as a matrix: elements of the subject down, those of the object across, only those that a row reaches.
#[must_use]
pub fn crosswalk_matrix(crosswalk: &Crosswalk) -> Table {
    let (mut down, mut across) = (Vec::new(), Vec::new());
    for row in crosswalk.rows() {
        if !down.contains(&row.subject) {
            down.push(row.subject);
        }
        across.push(row.object);
    }
    let reached: std::collections::BTreeSet<ElementIndex> = across.into_iter().collect();
    let across: Vec<ElementIndex> = crosswalk.object().walk().map(|(_, index, _)| index).filter(|index| reached.contains(index)).collect();
    let local = |framework: &Framework, index: ElementIndex| framework.get(index).map(|element| element.id().to_owned()).unwrap_or_default();
    let corner = format!("{} / {}", crosswalk.subject().id(), crosswalk.object().id());
    let mut table = Table::with_headers(std::iter::once(corner).chain(across.iter().map(|index| local(crosswalk.object(), *index))));
    for subject in down {
        let cells = across.iter().map(|object| {
            let found = crosswalk.rows().iter().filter(|row| row.subject == subject && row.object == *object);
            let texts: Vec<String> =
                found.map(|row| if row.premises.is_empty() { relation(row.relation) } else { format!("({})", relation(row.relation)) }).collect();
            texts.join(", ")
        });
        table.push(std::iter::once(local(crosswalk.subject(), subject)).chain(cells));
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

/// An explanation as `itsm compare A:x B:y --explain --format json` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExplanationRecord {
    /// The element that it is read from.
    pub subject: ElementId,
    /// The element that it is read to.
    pub object: ElementId,
    /// What is possible, all chains taken together.
    pub relation: Relation,
    /// `stated`, `derived` or `candidate`; null when nothing is excluded.
    pub origin: Option<Origin>,
    /// What the conclusion follows from; none of them can be left out.
    pub premises: Vec<PremiseRecord>,
    /// The chains of statements, the shortest first.
    pub chains: Vec<ChainRecord>,
    /// What the conclusion assumes.
    pub assumption: String,
    /// Whether all chains are listed.
    pub complete: bool,
}

/// A chain of statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChainRecord {
    /// The statements, each read in the direction of the chain.
    pub links: Vec<PremiseRecord>,
    /// What the chain by itself leaves possible.
    pub relation: Relation,
}

/// The explanation as a record.
#[must_use]
pub fn explanation_record(explanation: &Explanation) -> ExplanationRecord {
    let chain =
        |(links, relation): &(Vec<Premise>, Relation)| ChainRecord { links: links.iter().map(PremiseRecord::from).collect(), relation: *relation };
    ExplanationRecord {
        subject: explanation.subject.clone(),
        object: explanation.object.clone(),
        relation: explanation.relation,
        origin: explanation.origin,
        premises: explanation.premises.iter().map(PremiseRecord::from).collect(),
        chains: explanation.chains.iter().map(chain).collect(),
        assumption: Derivation::ASSUMPTION.to_owned(),
        complete: explanation.complete,
    }
}
