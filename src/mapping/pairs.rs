//! What a set says about each pair of elements, all its rows taken together.

use indexmap::IndexMap;

use super::{MappingSet, Relation, Row};

/// The ends of a pair, subject first.
pub(super) type Pair = (String, String);

/// The rows about a pair and what they leave possible together.
pub(super) struct Stated<'set> {
    /// The intersection of the rows; none when they exclude each other.
    pub relation: Option<Relation>,
    pub rows: Vec<&'set Row>,
}

/// The pairs of a set in the order of its rows; rows without a counterpart and negated links that say nothing included.
pub(super) fn pairs(set: &MappingSet) -> IndexMap<Pair, Stated<'_>> {
    let mut pairs: IndexMap<Pair, Stated<'_>> = IndexMap::new();
    for row in set.rows() {
        let pair = (row.subject.id.to_string(), row.object.id.to_string());
        let stated = pairs.entry(pair).or_insert(Stated { relation: Some(Relation::ANY), rows: Vec::new() });
        stated.relation = stated.relation.and_then(|relation| relation.intersect(row.relation));
        stated.rows.push(row);
    }
    pairs
}
