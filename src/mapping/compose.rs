//! Composition of two mapping sets: what follows from A to C when one set joins A and B, another B and C.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MappingSet, Origin, Relation};
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
