//! What the predicates of SKOS, RDFS and OWL say as relations.
//!
//! `A skos:broadMatch B` says that B is the broader one, so A is a subset. `skos:closeMatch` and `skos:relatedMatch`
//! have no reading as sets: they state a link and leave all five relations open.
//! Source: the predicate table of the SSSOM documentation (`spec-model.md`, mapping-commons/sssom @ 8cfba109).

use super::{Relation, vocabulary};
use crate::framework::definition::BaseRelation;

/// A predicate, what it says, and the predicate that says the same from the other side.
struct Known {
    name: &'static str,
    relation: Relation,
    inverse: &'static str,
}

const fn known(name: &'static str, relation: Relation, inverse: &'static str) -> Known {
    Known { name, relation, inverse }
}

const TABLE: [Known; 11] = [
    known("skos:exactMatch", Relation::EQUAL, "skos:exactMatch"),
    known("skos:broadMatch", Relation::SUBSET, "skos:narrowMatch"),
    known("skos:narrowMatch", Relation::SUPERSET, "skos:broadMatch"),
    known("skos:closeMatch", Relation::ANY, "skos:closeMatch"),
    known("skos:relatedMatch", Relation::ANY, "skos:relatedMatch"),
    known("owl:equivalentClass", Relation::EQUAL, "owl:equivalentClass"),
    known("owl:equivalentProperty", Relation::EQUAL, "owl:equivalentProperty"),
    known("owl:sameAs", Relation::EQUAL, "owl:sameAs"),
    known("owl:disjointWith", Relation::DISJOINT, "owl:disjointWith"),
    known("rdfs:subClassOf", Relation::SUBSET, ""),
    known("rdfs:subPropertyOf", Relation::SUBSET, ""),
];

/// The relation that a predicate states; none for one that is not known.
///
/// Predicates made of the words of other formats (`oscal:subset-of`, `strm:Intersects With`, `ciso:equal`) are known as
/// well, see [`vocabulary`].
///
/// A negated `skos:exactMatch`, `skos:broadMatch` or `skos:narrowMatch` takes its one base relation away from all five;
/// any other negated predicate leaves all five open. The specification gives no reading of `Not` as sets: this is ours.
///
/// ```
/// use itsm::mapping::{Relation, predicate::relation_of};
/// assert_eq!(relation_of("skos:broadMatch", false), Some(Relation::SUBSET));
/// assert_eq!(relation_of("skos:exactMatch", true).unwrap().to_string(), "subset superset overlap disjoint");
/// assert_eq!(relation_of("rdfs:seeAlso", false), None);
/// ```
#[must_use]
pub fn relation_of(predicate: &str, negated: bool) -> Option<Relation> {
    let relation = find(predicate).map(|known| known.relation).or_else(|| vocabulary::relation_of(predicate))?;
    if !negated {
        return Some(relation);
    }
    let excluded = match predicate {
        "skos:exactMatch" => BaseRelation::Equal,
        "skos:broadMatch" => BaseRelation::Subset,
        "skos:narrowMatch" => BaseRelation::Superset,
        _ => return Some(Relation::ANY),
    };
    Relation::ANY.without(excluded)
}

/// The predicate that says the same from the other side; none when there is none or the predicate is not known.
///
/// `rdfs:subClassOf` and `rdfs:subPropertyOf` have no named inverse.
#[must_use]
pub fn inverse_of(predicate: &str) -> Option<&'static str> {
    match find(predicate) {
        Some(known) => Some(known.inverse).filter(|inverse| !inverse.is_empty()),
        None => vocabulary::inverse_of(predicate),
    }
}

/// The SKOS predicate that comes nearest to a relation and never says more than it: exact for equal, broad for subset,
/// narrow for superset, close for overlap and for two possibilities, related for all others.
#[must_use]
pub fn nearest_to(relation: Relation) -> &'static str {
    match relation {
        Relation::EQUAL => "skos:exactMatch",
        Relation::SUBSET => "skos:broadMatch",
        Relation::SUPERSET => "skos:narrowMatch",
        _ if relation == Relation::OVERLAP || relation.iter().count() == 2 => "skos:closeMatch",
        _ => "skos:relatedMatch",
    }
}

/// All predicates that are known, as CURIEs.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|known| known.name)
}

fn find(predicate: &str) -> Option<&'static Known> {
    TABLE.iter().find(|known| known.name == predicate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inverse_predicates_state_converse_relations() {
        for name in names() {
            let Some(inverse) = inverse_of(name) else { continue };
            assert_eq!(inverse_of(inverse), Some(name));
            for negated in [false, true] {
                let relation = relation_of(name, negated).unwrap();
                assert_eq!(relation_of(inverse, negated), Some(relation.converse()), "{name} {negated}");
            }
        }
    }

    #[test]
    fn negation_never_asserts() {
        for name in names() {
            let negated = relation_of(name, true).unwrap();
            assert!(negated.bits().count_ones() >= 4, "{name}");
        }
        assert_eq!(relation_of("skos:closeMatch", true), Some(Relation::ANY));
        assert_eq!(relation_of("skos:broadMatch", true).unwrap().to_string(), "equal superset overlap disjoint");
        assert_eq!(relation_of("owl:disjointWith", true), Some(Relation::ANY));
        assert_eq!(relation_of("ex:other", true), None);
    }
}
