//! What a closure concludes, held against an independent reasoner that tries all small sets.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use itsm::{
    id::ElementId,
    mapping::{ClosureLimits, Network, Origin, Premise, Relation},
};
use proptest::prelude::*;

const NODES: usize = 4;

fn element(place: usize) -> ElementId {
    ElementId::new("x", format!("{place}"))
}

fn network(statements: &[(usize, usize, Relation)]) -> Network {
    let mut network = Network::new();
    for (subject, object, relation) in statements {
        network.add(Premise {
            subject: element(*subject),
            relation: *relation,
            object: element(*object),
            stated_in: "test".to_owned(),
            is_part: false,
        });
    }
    network
}

/// For every way to fill the 15 cells of a Venn diagram of four sets: the bits of the relation between each two of them.
/// Ways in which a set would be empty are left out.
fn worlds() -> Vec<[[u8; NODES]; NODES]> {
    let mut worlds = std::collections::BTreeSet::new();
    for filled in 1_u32..1 << 15 {
        let mut sets = [0_u32; NODES];
        for cell in (1_u32..16).filter(|cell| filled & (1 << (cell - 1)) != 0) {
            for (place, set) in sets.iter_mut().enumerate().filter(|(place, _)| cell & (1 << place) != 0) {
                let _ = place;
                *set |= 1 << cell;
            }
        }
        if sets.contains(&0) {
            continue;
        }
        let mut world = [[0_u8; NODES]; NODES];
        for (a, first) in sets.iter().enumerate() {
            for (b, second) in sets.iter().enumerate() {
                world[a][b] = match (first & second, first & !second, second & !first) {
                    (_, 0, 0) => 1,
                    (_, 0, _) => 2,
                    (_, _, 0) => 4,
                    (0, _, _) => 16,
                    _ => 8,
                };
            }
        }
        worlds.insert(world);
    }
    worlds.into_iter().collect()
}

/// The relations that are left by the worlds in which every statement holds; none when there is no such world.
fn possible(statements: &[(usize, usize, Relation)], worlds: &[[[u8; NODES]; NODES]]) -> Option<[[u8; NODES]; NODES]> {
    let mut left = [[0_u8; NODES]; NODES];
    let mut any = false;
    for world in worlds.iter().filter(|world| statements.iter().all(|(a, b, relation)| world[*a][*b] & relation.bits() != 0)) {
        any = true;
        for (row, seen) in left.iter_mut().zip(world) {
            for (cell, bits) in row.iter_mut().zip(seen) {
                *cell |= bits;
            }
        }
    }
    any.then_some(left)
}

fn statement() -> impl Strategy<Value = (usize, usize, Relation)> {
    (0..NODES, 0..NODES, 1_u8..32).prop_filter_map("two elements", |(a, b, bits)| (a != b).then(|| (a, b, Relation::from_bits(bits).unwrap())))
}

thread_local! {
    static WORLDS: Vec<[[u8; NODES]; NODES]> = worlds();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// No conclusion rules out what is possible, and a contradiction is found only where there is one.
    #[test]
    fn conclusions_are_sound(statements in proptest::collection::vec(statement(), 1..7)) {
        let network = network(&statements);
        let closure = network.close(ClosureLimits::default());
        prop_assert!(closure.is_complete());
        match WORLDS.with(|worlds| possible(&statements, worlds)) {
            Some(left) => {
                prop_assert!(closure.contradictions().is_empty());
                for a in 0..NODES {
                    for b in (0..NODES).filter(|b| *b != a) {
                        let (Some(first), Some(second)) = (network.find(&element(a)), network.find(&element(b))) else { continue };
                        let found = closure.relation(first, second);
                        prop_assert_eq!(found.bits() & left[a][b], left[a][b], "{} {}: {}", a, b, found);
                        prop_assert_eq!(closure.relation(second, first), found.converse());
                        // The premises are enough, and none of them can go.
                        let premises = closure.premises(first, second);
                        let chosen: Vec<_> = premises.iter().map(|id| network.premise(*id).unwrap().clone()).collect();
                        let redo = |skip: Option<usize>| {
                            let mut fewer = Network::new();
                            for (place, premise) in chosen.iter().enumerate() {
                                if Some(place) != skip {
                                    fewer.add(premise.clone());
                                }
                            }
                            match (fewer.find(&element(a)), fewer.find(&element(b))) {
                                (Some(first), Some(second)) => fewer.close(ClosureLimits::default()).relation(first, second),
                                _ => Relation::ANY,
                            }
                        };
                        prop_assert_eq!(redo(None), found);
                        for skip in 0..chosen.len() {
                            prop_assert_ne!(redo(Some(skip)), found);
                        }
                    }
                }
            }
            None => {
                // Path consistency may miss a contradiction among open statements; what it reports is one, and minimal.
                for contradiction in closure.contradictions() {
                    let core: Vec<_> = contradiction.premises.iter().map(|id| network.premise(*id).unwrap()).map(|premise| {
                        let place = |id: &ElementId| id.element().parse::<usize>().unwrap();
                        (place(&premise.subject), place(&premise.object), premise.relation)
                    }).collect();
                    prop_assert!(WORLDS.with(|worlds| possible(&core, worlds)).is_none());
                    for skip in 0..core.len() {
                        let fewer: Vec<_> = core.iter().enumerate().filter(|(place, _)| *place != skip).map(|(_, statement)| *statement).collect();
                        prop_assert!(WORLDS.with(|worlds| possible(&fewer, worlds)).is_some(), "a premise too many");
                    }
                }
            }
        }
    }

    /// When every pair has a single base relation, path consistency decides: a contradiction is found exactly when no
    /// world is left (Renz and Nebel 1999).
    #[test]
    fn settled_networks_are_decided(bases in proptest::collection::vec(0_u8..5, 6)) {
        let pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
        let statements: Vec<_> = pairs.iter().zip(&bases).map(|((a, b), base)| (*a, *b, Relation::from_bits(1 << base).unwrap())).collect();
        let closure_clashes = !network(&statements).close(ClosureLimits::default()).contradictions().is_empty();
        prop_assert_eq!(closure_clashes, WORLDS.with(|worlds| possible(&statements, worlds)).is_none());
    }
}

#[test]
fn origins_say_how_certain_a_conclusion_is() {
    let network = network(&[(0, 1, Relation::SUBSET), (1, 2, Relation::SUBSET), (3, 1, Relation::OVERLAP)]);
    let closure = network.close(ClosureLimits::default());
    let node = |place| network.find(&element(place)).unwrap();
    let conclusion = |a, b| closure.conclusion(node(a), node(b));
    assert_eq!(conclusion(0, 2).unwrap().origin, Origin::Derived);
    assert_eq!(conclusion(0, 2).unwrap().relation, Relation::SUBSET);
    // Overlap, then subset: overlap or inside, in any case not disjoint.
    assert_eq!(conclusion(3, 2).unwrap().relation.to_string(), "subset overlap");
    assert_eq!(conclusion(3, 2).unwrap().origin, Origin::Derived);
    // Overlap, then superset, may be disjoint: a candidate.
    assert_eq!(conclusion(3, 0).unwrap().relation.to_string(), "superset overlap disjoint");
    assert_eq!(conclusion(3, 0).unwrap().origin, Origin::Candidate);
}

#[test]
fn a_limit_is_said() {
    let statements: Vec<_> = (0..60).map(|place| (place, place + 1, Relation::SUBSET)).collect();
    let network = network(&statements);
    assert!(!network.close(ClosureLimits { steps: 70 }).is_complete());
    let closure = network.close(ClosureLimits::default());
    assert!(closure.is_complete());
    // A chain of 61: every pair is known.
    assert_eq!(closure.pairs(), 61 * 60 / 2);
    let ends = (network.find(&element(0)).unwrap(), network.find(&element(60)).unwrap());
    assert_eq!(closure.relation(ends.0, ends.1), Relation::SUBSET);
    assert_eq!(closure.premises(ends.0, ends.1).len(), 60);
}
