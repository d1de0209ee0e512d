//! Composition of two mapping sets: what follows from A to C when one set joins A and B, another B and C.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MappingSet, Origin, PREMISES, Relation, Row, Term, predicate, provenance::joined};
use crate::framework::definition::BaseRelation;

/// What follows from two sets together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Composition {
    /// The pairs about which something follows, in the order of the first set.
    pub rows: Vec<ComposedRow>,
    /// Pairs that chains join, but about which nothing follows.
    pub uninformative: usize,
    /// Pairs whose chains exclude each other.
    pub contradictory: Vec<(String, String)>,
}

/// A pair that chains join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComposedRow {
    /// The element of the first set's subject.
    pub subject: String,
    /// The element of the second set's object.
    pub object: String,
    /// What all chains together leave possible.
    pub relation: Relation,
    /// Derived, or a candidate when disjoint and others are open.
    pub origin: Origin,
    /// The elements between, one for each chain.
    pub through: Vec<String>,
}

impl Composition {
    /// The composition as a mapping set with the premises of every row in `ext_premises`. The pairs about which nothing
    /// follows are left out; the contradictory ones have no row to stand in. The metadata states the assumption that
    /// elements are not empty. `first` and `second` are the sets that were composed. Linear in the rows and chains.
    #[must_use]
    pub fn into_set(self, id: impl Into<String>, first: &MappingSet, second: &MappingSet) -> MappingSet {
        let mut set = MappingSet::new(id);
        set.title = Some(format!("Composed: {}; {}", name_of(first), name_of(second)));
        set.licence = first.licence.clone().filter(|_| first.licence == second.licence);
        set.subject_framework.clone_from(&first.subject_framework);
        set.object_framework.clone_from(&second.object_framework);
        set.subject_version.clone_from(&first.subject_version);
        set.object_version.clone_from(&second.object_version);
        set.curie_map = second.curie_map.iter().chain(&first.curie_map).map(|(prefix, iri)| (prefix.clone(), iri.clone())).collect();
        let slots = [
            ("mapping_set_id", set.id.as_deref().cloned()),
            ("mapping_set_title", set.title.clone()),
            ("license", set.licence.as_deref().cloned()),
            ("subject_source", first.metadata.get("subject_source").cloned()),
            ("subject_source_version", set.subject_version.clone()),
            ("object_source", second.metadata.get("object_source").cloned()),
            ("object_source_version", set.object_version.clone()),
            ("comment", Some(format!("Derived by composition; {ASSUMPTION}."))),
        ];
        set.metadata = slots.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect();
        let (one, two) = (terms(first), terms(second));
        let stated = |terms: &Terms<'_>, subject: &str, object: &str| {
            let relation = terms.relations.get(&(subject, object)).copied().flatten();
            format!("{subject} {} {object}", relation.map_or_else(|| "contradictory".to_owned(), |relation| relation.to_string()))
        };
        for row in self.rows {
            let through: BTreeSet<&str> = row.through.iter().map(String::as_str).collect();
            let premises = through.iter().flat_map(|middle| [stated(&one, &row.subject, middle), stated(&two, middle, &row.object)]);
            let premises: Vec<String> = premises.collect();
            let term = |terms: &Terms<'_>, id: String| terms.known.get(id.as_str()).map_or_else(|| Term::element(id), |term| (*term).clone());
            let mut composed = Row::new(
                term(&one, row.subject),
                predicate::nearest_to(row.relation),
                term(&two, row.object),
                row.relation,
                "semapv:MappingChaining",
            );
            composed.origin = row.origin;
            composed.other.insert(PREMISES.into(), joined(premises.iter().map(String::as_str)).into());
            set.push(composed);
        }
        set
    }
}

/// The assumption that every derived row rests on.
pub const ASSUMPTION: &str = "elements are read as non-empty sets of obligations";

fn name_of(set: &MappingSet) -> String {
    set.title.clone().or_else(|| set.id.as_ref().map(|id| id.to_string())).unwrap_or_else(|| "a set without a name".to_owned())
}

/// The sides of a set's rows by their ids, and what its rows say of each pair.
struct Terms<'set> {
    known: FxHashMap<&'set str, &'set Term>,
    relations: FxHashMap<(&'set str, &'set str), Option<Relation>>,
}

fn terms(set: &MappingSet) -> Terms<'_> {
    let mut terms = Terms { known: FxHashMap::default(), relations: FxHashMap::default() };
    for row in set.rows().iter().filter(|row| !row.is_gap()) {
        for term in [&row.subject, &row.object] {
            terms.known.entry(term.id.as_str()).or_insert(term);
        }
        let known = terms.relations.entry((row.subject.id.as_str(), row.object.id.as_str())).or_insert(Some(Relation::ANY));
        *known = known.and_then(|known| known.intersect(row.relation));
    }
    terms
}

/// Composes every chain of a row of `first` and a row of `second` that meet, and intersects over the chains of a pair.
///
/// Sound for non-empty sets of obligations; see [`Relation::compose`]. Rows without a counterpart join nothing. Time is
/// linear in the rows and the chains, memory in the chains.
#[must_use]
pub fn compose(first: &MappingSet, second: &MappingSet) -> Composition {
    // Ids become numbers once, so that the join compares integers.
    let mut names: Vec<&str> = Vec::new();
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut onward: FxHashMap<u32, Vec<(u32, Relation)>> = FxHashMap::default();
    let mut number = |name| {
        *numbers.entry(name).or_insert_with(|| {
            names.push(name);
            u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
        })
    };
    for row in second.rows().iter().filter(|row| !row.is_gap()) {
        let (from, to) = (number(row.subject.id.as_str()), number(row.object.id.as_str()));
        onward.entry(from).or_default().push((to, row.relation));
    }
    let mut places: FxHashMap<(u32, u32), usize> = FxHashMap::default();
    let mut pairs: Vec<Joined> = Vec::new();
    for row in first.rows().iter().filter(|row| !row.is_gap()) {
        let (subject, middle) = (number(row.subject.id.as_str()), number(row.object.id.as_str()));
        for (object, relation) in onward.get(&middle).map_or(&[][..], Vec::as_slice) {
            let composed = row.relation.compose(*relation);
            let place = *places.entry((subject, *object)).or_insert_with(|| {
                pairs.push(Joined { subject, object: *object, relation: Some(Relation::ANY), through: Vec::new() });
                pairs.len() - 1
            });
            if let Some(pair) = pairs.get_mut(place) {
                pair.relation = pair.relation.and_then(|known| known.intersect(composed));
                pair.through.push(middle);
            }
        }
    }
    let name = |id: u32| usize::try_from(id).ok().and_then(|place| names.get(place)).map(|name| (*name).to_owned()).unwrap_or_default();
    let mut composition = Composition::default();
    for pair in pairs {
        match pair.relation {
            None => composition.contradictory.push((name(pair.subject), name(pair.object))),
            Some(Relation::ANY) => composition.uninformative += 1,
            Some(relation) => {
                let open = relation.contains(BaseRelation::Disjoint) && !relation.is_single();
                composition.rows.push(ComposedRow {
                    subject: name(pair.subject),
                    object: name(pair.object),
                    relation,
                    origin: if open { Origin::Candidate } else { Origin::Derived },
                    through: pair.through.into_iter().map(name).collect(),
                });
            }
        }
    }
    composition
}

struct Joined {
    subject: u32,
    object: u32,
    relation: Option<Relation>,
    through: Vec<u32>,
}
