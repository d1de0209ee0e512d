//! Statements about several elements at once, and what follows from them for single pairs.

use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Origin, RationaleKind, Relation, Row, Slots, Strength, Term};
use crate::{
    document::{Located, Position},
    framework::definition::BaseRelation,
};

/// A relation between what several sources require together and what several targets require together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// The id of the statement in its file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// One side; its obligations are those of all together.
    pub sources: Vec<Term>,
    /// The other side.
    pub targets: Vec<Term>,
    /// The predicate that the file states, with the word of the file, such as `oscal:equivalent-to`.
    pub predicate: Located<String>,
    /// What is possible between the two unions.
    pub relation: Relation,
    /// How the mapping was found, a CURIE.
    pub justification: String,
    /// What the reason looks at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale_kind: Option<RationaleKind>,
    /// Why it holds, in the author's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// How strong the link is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// How sure its author is, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// Further members, as text.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub other: Slots,
    /// Where it begins, when it came from a file.
    #[serde(skip)]
    pub position: Option<Position>,
}

impl Group {
    /// The slot of a derived row that names the group it was split off.
    pub const SLOT: &'static str = "ext_group";

    /// How many rows [`Group::split`] gives.
    #[must_use]
    pub fn pairs(&self) -> usize {
        let (sources, targets) = (distinct(&self.sources).len(), distinct(&self.targets).len());
        if split(self.relation, sources, targets).is_some() { sources.saturating_mul(targets) } else { 0 }
    }

    /// The rows that follow for certain: one a pair, or none at all. Linear in the number of rows.
    ///
    /// Let `a` be one source and `B` the union of several targets. `a` equal `B`: every target is equal to `a` or inside.
    /// `a` superset `B`: every target is inside. `a` disjoint `B`: every target is. The same mirrored for several
    /// sources. A subset of `B` or an overlap with it says nothing certain about any single target. Between several and
    /// several only disjoint says something. Confidence, strength and reason are about the whole and are not handed on.
    pub fn split(&self) -> impl Iterator<Item = Row> {
        let (sources, targets) = (distinct(&self.sources), distinct(&self.targets));
        let relation = split(self.relation, sources.len(), targets.len());
        // The word of the file is kept where it is as true of the pair as of the whole.
        let predicate = if relation == Some(self.relation) { self.predicate.clone() } else { RELATED.to_owned().into() };
        let mut other = Slots::default();
        // Formats drop empty values, and the slot must not get lost.
        let name = self.id.as_deref().filter(|id| !id.trim().is_empty()).unwrap_or("unnamed");
        other.insert(Self::SLOT.into(), name.into());
        let pairs = sources.into_iter().flat_map(move |source| targets.clone().into_iter().map(move |target| (source, target)));
        relation.into_iter().flat_map(move |relation| {
            let (predicate, other) = (predicate.clone(), other.clone());
            pairs.clone().map(move |(source, target)| Row {
                predicate: predicate.clone(),
                origin: Origin::Derived,
                rationale_kind: self.rationale_kind,
                other: other.clone(),
                position: self.position,
                ..Row::new(source.clone(), "", target.clone(), relation, "semapv:LogicalReasoning")
            })
        })
    }
}

/// States a link and no more.
pub(super) const RELATED: &str = "skos:relatedMatch";

/// The terms with different ids.
fn distinct(terms: &[Term]) -> Vec<&Term> {
    let mut seen = FxHashSet::default();
    terms.iter().filter(|term| seen.insert((term.id.as_str(), term.kind))).collect()
}

/// What a relation between unions says about each pair; none when nothing is certain for a possibility.
fn split(relation: Relation, sources: usize, targets: usize) -> Option<Relation> {
    if sources == 0 || targets == 0 {
        return None;
    }
    let of = |base| {
        let pair = match (base, sources, targets) {
            (_, 1, 1) | (BaseRelation::Disjoint, _, _) | (BaseRelation::Superset, 1, _) | (BaseRelation::Subset, _, 1) => Relation::of(base),
            (BaseRelation::Equal, 1, _) => Relation::from_bits(Relation::EQUAL.bits() | Relation::SUPERSET.bits())?,
            (BaseRelation::Equal, _, 1) => Relation::from_bits(Relation::EQUAL.bits() | Relation::SUBSET.bits())?,
            _ => return None,
        };
        Some(pair.bits())
    };
    let bits = relation.iter().map(of).try_fold(0, |bits, more| Some(bits | more?))?;
    Relation::from_bits(bits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    fn between(first: u8, second: u8) -> Relation {
        Relation::of(match (first & second, first & !second, second & !first) {
            (_, 0, 0) => BaseRelation::Equal,
            (_, 0, _) => BaseRelation::Subset,
            (_, _, 0) => BaseRelation::Superset,
            (0, _, _) => BaseRelation::Disjoint,
            _ => BaseRelation::Overlap,
        })
    }

    /// Every pair of lists of one or two non-empty subsets of three obligations.
    #[test]
    fn splits_hold_in_every_model_and_are_as_sharp_as_they_can_be() {
        let lists: Vec<Vec<u8>> = (1..8).map(|one| vec![one]).chain((1..8).flat_map(|one| (1..8).map(move |two| vec![one, two]))).collect();
        for base in BaseRelation::iter() {
            for (sources, targets) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
                let mut seen = 0;
                for left in lists.iter().filter(|list| list.len() == sources) {
                    for right in lists.iter().filter(|list| list.len() == targets) {
                        let union = |list: &[u8]| list.iter().fold(0, |all, one| all | one);
                        if between(union(left), union(right)) == Relation::of(base) {
                            seen |= left.iter().flat_map(|one| right.iter().map(|two| between(*one, *two).bits())).fold(0, |all, one| all | one);
                        }
                    }
                }
                if let Some(split) = split(Relation::of(base), sources, targets) {
                    assert_eq!(split.bits(), seen, "{base} {sources} {targets}");
                } else {
                    assert!(seen.count_ones() > 2, "{base} {sources} {targets} could be split");
                }
            }
        }
        assert_eq!(split(Relation::ANY, 1, 2), None);
        assert_eq!(split(Relation::EQUAL, 0, 2), None);
    }
}
