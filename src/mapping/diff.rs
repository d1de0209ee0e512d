//! What differs between two versions of a mapping set.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    MappingSet, Relation,
    pairs::{Stated, pairs},
};
use crate::document::vocabulary;

/// One difference between two versions of a mapping set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MappingDifference {
    /// What happened.
    pub change: MappingChange,
    /// The element that the row is about.
    pub subject: String,
    /// The element that it is related to.
    pub object: String,
    /// What was possible, or null when there was no row or its rows excluded each other.
    pub before: Option<Relation>,
    /// What is possible now, or null.
    pub after: Option<Relation>,
}

vocabulary! {
    /// What happened to a pair between two versions.
    MappingChange {
        /// It has a row now.
        Added,
        /// It has no row any more.
        Removed,
        /// More is possible than before.
        Weaker,
        /// Less is possible than before.
        Stronger,
        /// Some possibilities went and others came.
        Shifted,
        /// What is possible now was not possible before.
        Incompatible,
        /// The relation is the same; rationale, confidence, standing or other columns differ.
        Metadata,
    }
}

/// The differences from `older` to `newer`, in the order of the newer rows, removed pairs last; linear in the rows.
///
/// Several rows about one pair are taken together.
#[must_use]
pub fn diff(older: &MappingSet, newer: &MappingSet) -> Vec<MappingDifference> {
    let (before, after) = (pairs(older), pairs(newer));
    let mut differences = Vec::new();
    for (pair, now) in &after {
        let change = match before.get(pair) {
            None => Some(MappingChange::Added),
            Some(was) => changed(was, now),
        };
        if let Some(change) = change {
            let was = before.get(pair).and_then(|was| was.relation);
            differences.push(MappingDifference { change, subject: pair.0.clone(), object: pair.1.clone(), before: was, after: now.relation });
        }
    }
    for (pair, was) in before.iter().filter(|(pair, _)| !after.contains_key(*pair)) {
        let (subject, object) = pair.clone();
        differences.push(MappingDifference { change: MappingChange::Removed, subject, object, before: was.relation, after: None });
    }
    differences
}

fn changed(was: &Stated<'_>, now: &Stated<'_>) -> Option<MappingChange> {
    if was.relation == now.relation {
        let same = was.rows.len() == now.rows.len() && was.rows.iter().zip(&now.rows).all(|(was, now)| was.says_the_same(now));
        return (!same).then_some(MappingChange::Metadata);
    }
    let (Some(before), Some(after)) = (was.relation, now.relation) else { return Some(MappingChange::Incompatible) };
    Some(match before.intersect(after) {
        None => MappingChange::Incompatible,
        Some(common) if common == before => MappingChange::Weaker,
        Some(common) if common == after => MappingChange::Stronger,
        Some(_) => MappingChange::Shifted,
    })
}
