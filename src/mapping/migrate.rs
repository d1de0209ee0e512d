//! A mapping set carried over to another edition of one of its frameworks.

use std::sync::Arc;

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ASSUMPTION, MappingSet, Origin, PREMISES, Relation, Row, Slots, Term, predicate, provenance::joined};
use crate::{
    document::{Located, vocabulary},
    framework::definition::{BaseRelation, Review},
};

vocabulary! {
    /// A side of a mapping set.
    Side {
        /// What rows are about.
        Subject,
        /// What it is related to.
        Object,
    }
}

/// A set on the new edition, and the rows that could not be carried over.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// The rows that hold for the new edition.
    pub set: MappingSet,
    /// How many of them say of the new element exactly what the row said of the old one.
    pub kept: usize,
    /// How many say less, because the element changed.
    pub derived: usize,
    /// The rows that must be looked at by a person.
    pub left: Vec<LeftRow>,
}

/// A row that could not be carried over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftRow {
    /// The element that the row is about.
    pub subject: String,
    /// The element that it is related to.
    pub object: String,
    /// What the row says.
    pub relation: Relation,
    /// Why it was left.
    pub reason: LeftReason,
    /// Elements of the new edition that the edition map names for the old one.
    pub successors: Vec<String>,
}

vocabulary! {
    /// Why a row could not be carried over.
    LeftReason {
        /// The edition map does not name a successor.
        NoSuccessor,
        /// The edition map states that the element went without a successor.
        Withdrawn,
        /// Nothing follows about any successor.
        NothingFollows,
        /// A gap holds for the old element as a whole; only an equal element has it as well.
        Gap,
        /// What follows from this row and what follows from others about the same pair exclude each other.
        Contradiction,
    }
}

/// Carries a set over an edition map from the old edition (its subjects) to the new one (its objects).
///
/// A successor that is equal takes the row as it is. For any other successor the relation is composed with that of the
/// edition map: what follows, if anything does, becomes a derived draft with both rows as premises, and several such
/// rows about one pair become their intersection. A row from which nothing follows is left, never guessed. Rows about
/// other frameworks stay. Sound under the assumption of [`Relation::compose`], that elements are not empty. Linear in the
/// rows and the successors they have.
#[must_use]
pub fn migrate(set: &MappingSet, editions: &MappingSet, side: Side) -> Migration {
    let mut successors: FxHashMap<&str, Vec<&Row>> = FxHashMap::default();
    let mut withdrawn: FxHashSet<&str> = FxHashSet::default();
    for row in editions.rows() {
        if row.is_gap() {
            withdrawn.insert(row.subject.id.as_str());
        } else {
            successors.entry(row.subject.id.as_str()).or_default().push(row);
        }
    }
    let framework = editions.subject_framework.as_deref().map(String::as_str);
    let inherited = set.rows().first().map(|row| Arc::new(renewed(&row.inherited, editions, side))).unwrap_or_default();

    let (mut kept, mut left) = (Vec::new(), Vec::new());
    let mut derived: IndexMap<(String, String), Derived<'_>> = IndexMap::new();
    for row in set.rows() {
        let old = side.of(row);
        let concerned = old.framework().is_some_and(|own| framework.is_none_or(|framework| framework == own));
        let Some(found) = successors.get(old.id.as_str()).filter(|_| concerned) else {
            if concerned {
                let reason = if withdrawn.contains(old.id.as_str()) { LeftReason::Withdrawn } else { LeftReason::NoSuccessor };
                left.push(LeftRow::new(row, reason, &[]));
            } else {
                kept.push(Row { inherited: Arc::clone(&inherited), ..row.clone() });
            }
            continue;
        };
        let equal: Vec<&Row> = found.iter().filter(|edition| edition.relation == Relation::EQUAL).copied().collect();
        for edition in &equal {
            kept.push(Row { inherited: Arc::clone(&inherited), ..side.with(row, &edition.object) });
        }
        if row.is_gap() {
            if equal.is_empty() {
                left.push(LeftRow::new(row, LeftReason::Gap, found));
            }
            continue;
        }
        let mut informative = !equal.is_empty();
        for edition in found.iter().filter(|edition| edition.relation != Relation::EQUAL) {
            let relation = side.carry(row.relation, edition.relation);
            if relation == Relation::ANY {
                continue;
            }
            informative = true;
            let moved = side.with(row, &edition.object);
            let pair = (moved.subject.id.to_string(), moved.object.id.to_string());
            let known = derived.entry(pair).or_insert_with(|| Derived { relation: Some(Relation::ANY), row: moved, premises: Vec::new() });
            known.relation = known.relation.and_then(|known| known.intersect(relation));
            known.premises.push((row, edition));
        }
        if !informative {
            left.push(LeftRow::new(row, LeftReason::NothingFollows, found));
        }
    }

    let mut migrated = renewed_head(set, editions, side);
    let mut count = 0_usize;
    for row in &kept {
        migrated.push(row.clone());
    }
    for found in derived.into_values() {
        if let Some(relation) = found.relation {
            migrated.push(found.finish(relation, &inherited));
            count += 1;
        } else {
            left.extend(found.premises.iter().map(|(row, edition)| LeftRow::new(row, LeftReason::Contradiction, &[*edition])));
        }
    }
    if count > 0 {
        let said = format!("Rows that changed elements left weaker are derived by composition; {ASSUMPTION}.");
        let comment = migrated.metadata.entry("comment".to_owned()).or_default();
        *comment = if comment.is_empty() { said } else { format!("{comment} {said}") };
    }
    Migration { set: migrated, kept: kept.len(), derived: count, left }
}

/// What follows about a pair of the new edition.
struct Derived<'row> {
    relation: Option<Relation>,
    /// The first row that says something about the pair, on the new element.
    row: Row,
    premises: Vec<(&'row Row, &'row Row)>,
}

impl Derived<'_> {
    fn finish(self, relation: Relation, inherited: &Arc<Slots>) -> Row {
        let open = relation.contains(BaseRelation::Disjoint) && !relation.is_single();
        let premises: Vec<String> = self.premises.iter().flat_map(|(row, edition)| [said(row), said(edition)]).collect();
        let mut other = Slots::default();
        other.insert(PREMISES.into(), joined(premises.iter().map(String::as_str)).into());
        Row {
            origin: if open { Origin::Candidate } else { Origin::Derived },
            rationale: self.row.rationale,
            standing: self.row.standing,
            authority: self.row.authority,
            review: Review::Draft,
            other,
            inherited: Arc::clone(inherited),
            ..Row::new(self.row.subject, predicate::nearest_to(relation), self.row.object, relation, "semapv:MappingChaining")
        }
    }
}

fn said(row: &Row) -> String {
    format!("{} {} {}", *row.subject.id, row.relation, *row.object.id)
}

impl Side {
    fn of(self, row: &Row) -> &Term {
        match self {
            Self::Subject => &row.subject,
            Self::Object => &row.object,
        }
    }

    /// The row with another term on this side.
    fn with(self, row: &Row, term: &Term) -> Row {
        let (subject, object) = match self {
            Self::Subject => (term.clone(), row.object.clone()),
            Self::Object => (row.subject.clone(), term.clone()),
        };
        Row { subject, object, position: None, ..row.clone() }
    }

    /// What follows about the new element when the old one lies to it as `edition` says.
    fn carry(self, relation: Relation, edition: Relation) -> Relation {
        match self {
            Self::Subject => edition.converse().compose(relation),
            Self::Object => relation.compose(edition),
        }
    }

    fn slot(self, name: &str) -> String {
        format!("{self}_{name}")
    }
}

impl LeftRow {
    fn new(row: &Row, reason: LeftReason, found: &[&Row]) -> Self {
        let successors = found.iter().map(|edition| edition.object.id.to_string()).collect();
        Self { subject: row.subject.id.to_string(), object: row.object.id.to_string(), relation: row.relation, reason, successors }
    }
}

/// The slots of the set that speak of the old edition, with the new one in its place.
fn renewed(slots: &Slots, editions: &MappingSet, side: Side) -> Slots {
    let mut slots = slots.clone();
    for (name, theirs) in [("source", "object_source"), ("source_version", "object_source_version")] {
        let name = side.slot(name);
        if slots.contains_key(name.as_str()) {
            match editions.metadata.get(theirs) {
                Some(text) => slots.insert(name.into(), text.as_str().into()),
                None => slots.shift_remove(name.as_str()),
            };
        }
    }
    slots
}

/// The set without rows, about the new edition.
fn renewed_head(set: &MappingSet, editions: &MappingSet, side: Side) -> MappingSet {
    let mut head = set.without_rows();
    let framework = editions.object_framework.as_deref().cloned();
    let target = framework.clone().unwrap_or_else(|| "another edition".to_owned());
    head.id = head.id.map(|id| Located::new(format!("{}/on/{}", *id, target.replace(' ', "-"))));
    head.title = head.title.map(|title| format!("{title}, carried over to {target}"));
    let version = editions.object_version.clone();
    match side {
        Side::Subject => (head.subject_framework, head.subject_version) = (framework.clone().map(Located::new), version.clone()),
        Side::Object => (head.object_framework, head.object_version) = (framework.clone().map(Located::new), version.clone()),
    }
    let source = editions.metadata.get("object_source").cloned().or_else(|| framework.map(|id| format!("itsm:{id}")));
    let slots = [
        ("mapping_set_id".to_owned(), head.id.as_deref().cloned()),
        ("mapping_set_title".to_owned(), head.title.clone()),
        (side.slot("source"), source),
        (side.slot("source_version"), version),
    ];
    for (name, text) in slots {
        match text {
            Some(text) => head.metadata.insert(name, text),
            None => head.metadata.shift_remove(&name),
        };
    }
    for (prefix, iri) in &editions.curie_map {
        head.curie_map.entry(prefix.clone()).or_insert_with(|| iri.clone());
    }
    head
}
