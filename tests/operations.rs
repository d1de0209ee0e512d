//! Mapping sets turned round, merged, composed and carried over to another edition.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use itsm::{
    document::Located,
    framework::definition::Review,
    mapping::{LeftReason, MappingSet, MergeError, MergeOptions, MergeRule, Origin, Relation, Row, Side, Term, TermKind, compose, merge, migrate},
};
use proptest::prelude::*;

const BY_HAND: &str = "semapv:ManualMappingCuration";

fn row(subject: &str, relation: &str, object: &str) -> Row {
    Row::new(Term::element(subject), "skos:relatedMatch", Term::element(object), relation.parse().unwrap(), BY_HAND)
}

fn set(id: &str, rows: &[(&str, &str, &str)]) -> MappingSet {
    let mut set = MappingSet::new(id);
    set.licence = Some(Located::new("https://example.org/l".to_owned()));
    for (subject, relation, object) in rows {
        set.push(row(subject, relation, object));
    }
    set
}

fn nothing() -> Term {
    Term { kind: TermKind::Nothing, ..Term::element("sssom:NoTermFound") }
}

fn texts(set: &MappingSet) -> Vec<String> {
    set.rows().iter().map(|row| format!("{} {} {}", *row.subject.id, row.relation, *row.object.id)).collect()
}

fn options(rule: MergeRule) -> MergeOptions {
    MergeOptions { id: "urn:x:merged".to_owned(), rule, licence: None }
}

// ---- turning round

#[test]
fn an_inverse_swaps_everything_that_speaks_of_a_side() {
    let mut one = set("urn:x:a-to-b", &[("a:1", "subset", "b:1")]);
    one.title = Some("A to B".to_owned());
    one.subject_framework = Some(Located::new("a".to_owned()));
    one.subject_version = Some("1".to_owned());
    let mut odd = row("a:2", "subset", "b:2");
    odd.predicate = Located::new("rdfs:subClassOf".to_owned());
    for (name, text) in [("record_id", "x:7"), ("subject_category", "c"), ("mapping_cardinality", "1:n"), ("cardinality_scope", "subject_source|x")] {
        odd.other.insert(name.into(), text.into());
    }
    one.push(odd);

    let inverse = one.invert();
    assert_eq!(inverse.id.as_deref().unwrap(), "urn:x:a-to-b/inverse");
    assert_eq!(inverse.title.as_deref(), Some("Inverse of A to B"));
    assert_eq!(inverse.object_framework.as_deref().unwrap(), "a");
    assert_eq!((inverse.object_version.as_deref(), inverse.subject_version.as_deref()), (Some("1"), None));
    assert_eq!(texts(&inverse), ["b:1 superset a:1", "b:2 superset a:2"]);
    let odd = &inverse.rows()[1];
    assert_eq!(odd.predicate.as_str(), "skos:narrowMatch");
    let slot = |name| odd.slot(name).unwrap_or_default();
    assert_eq!((slot("ext_inverted_predicate"), slot("ext_inverse_of"), slot("record_id")), ("rdfs:subClassOf", "x:7", ""));
    assert_eq!((slot("object_category"), slot("mapping_cardinality"), slot("cardinality_scope")), ("c", "n:1", "object_source|x"));
    assert_eq!(inverse.invert(), one);
}

fn any_relation() -> impl Strategy<Value = Relation> {
    (1_u8..32).prop_map(|bits| Relation::from_bits(bits).unwrap())
}

fn any_row() -> impl Strategy<Value = Row> {
    let predicates = ["skos:exactMatch", "skos:broadMatch", "rdfs:subClassOf", "owl:disjointWith", "strm:Intersects With", "ex:other"];
    let slots = ["record_id", "ext_inverse_of", "subject_category", "object_type", "comment", "mapping_cardinality"];
    let slots = prop::collection::vec((prop::sample::select(slots.to_vec()), "[01n]:[01n]"), 0..4);
    (0..4_u8, 0..4_u8, any_relation(), prop::sample::select(predicates.to_vec()), any::<bool>(), slots).prop_map(
        |(subject, object, relation, predicate, negated, slots)| {
            let mut row = row(&format!("a:{subject}"), "equal", &format!("b:{object}"));
            (row.relation, row.negated, row.predicate) = (relation, negated, Located::new(predicate.to_owned()));
            row.other = slots.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
            row
        },
    )
}

proptest! {
    #[test]
    fn inverting_twice_gives_the_set_back(rows in prop::collection::vec(any_row(), 0..8)) {
        let mut set = MappingSet::new("urn:x:s");
        for row in rows {
            set.push(row);
        }
        prop_assert_eq!(set.invert().invert(), set);
    }
}

// ---- merging

#[test]
fn what_sets_agree_on_becomes_one_row_with_both_sources() {
    let one = set("urn:x:one", &[("a:1", "equal", "b:1"), ("a:2", "subset", "b:2")]);
    let two = set("urn:x:two", &[("a:1", "equal", "b:1"), ("a:3", "overlap", "b:3")]);
    let merged = merge(&[one, two], &options(MergeRule::Keep)).unwrap();
    assert_eq!(texts(&merged.set), ["a:1 equal b:1", "a:2 subset b:2", "a:3 overlap b:3"]);
    let from: Vec<_> = merged.set.rows().iter().map(|row| row.slot("ext_merged_from").unwrap()).collect();
    assert_eq!(from, ["urn:x:one|urn:x:two", "urn:x:one", "urn:x:two"]);
    assert!(merged.differing.is_empty());
}

#[test]
fn every_rule_settles_differences_in_its_way() {
    let one = set("urn:x:one", &[("a:1", "equal subset", "b:1"), ("a:2", "equal", "b:2")]);
    let two = set("urn:x:two", &[("a:1", "subset overlap", "b:1"), ("a:2", "disjoint", "b:2")]);
    let run = |rule| merge(&[one.clone(), two.clone()], &options(rule)).unwrap();
    let all = ["a:1 equal subset b:1", "a:1 subset overlap b:1", "a:2 equal b:2", "a:2 disjoint b:2"];
    let disputed = |merge: &itsm::mapping::Merge| merge.set.rows().iter().map(|row| row.review == Review::Disputed).collect::<Vec<_>>();

    let kept = run(MergeRule::Keep);
    assert_eq!(texts(&kept.set), all);
    assert_eq!(disputed(&kept), [false, false, true, true]);
    assert_eq!(kept.differing.iter().map(|pair| pair.result).collect::<Vec<_>>(), [Some(Relation::SUBSET), None]);

    let strictest = run(MergeRule::Strictest);
    assert_eq!(texts(&strictest.set), ["a:1 subset b:1", "a:2 equal b:2", "a:2 disjoint b:2"]);
    assert_eq!(disputed(&strictest), [false, true, true]);
    let settled = &strictest.set.rows()[0];
    assert_eq!((settled.origin, settled.predicate.as_str()), (Origin::Derived, "skos:broadMatch"));
    assert_eq!(settled.provenance().premises, ["urn:x:one: a:1 equal subset b:1", "urn:x:two: a:1 subset overlap b:1"]);

    assert_eq!(texts(&run(MergeRule::Weakest).set), ["a:1 equal subset overlap b:1", "a:2 equal disjoint b:2"]);
    assert_eq!(texts(&run(MergeRule::First).set), ["a:1 equal subset b:1", "a:2 equal b:2"]);
}

#[test]
fn a_stated_gap_and_a_counterpart_are_disputed() {
    let one = set("urn:x:one", &[("a:1", "subset", "b:1"), ("a:2", "subset", "b:1")]);
    let mut two = MappingSet::new("urn:x:two");
    two.push(Row { object: nothing(), ..row("a:1", "equal subset superset overlap disjoint", "b:9") });
    let merged = merge(&[one, two], &options(MergeRule::Keep)).unwrap();
    let disputed: Vec<_> = merged.set.rows().iter().map(|row| row.review == Review::Disputed).collect();
    assert_eq!(disputed, [true, false, true]);
    assert_eq!(merged.differing.iter().map(|pair| pair.object.as_str()).collect::<Vec<_>>(), ["b:1", "sssom:NoTermFound"]);
}

#[test]
fn sets_that_do_not_go_together_are_refused() {
    let one = set("urn:x:one", &[("a:1", "equal", "b:1")]);
    let mut two = one.clone();
    two.licence = Some(Located::new("https://example.org/m".to_owned()));
    let licences = merge(&[one.clone(), two.clone()], &options(MergeRule::Keep)).unwrap_err();
    assert_eq!(licences, MergeError::Licences(vec!["https://example.org/l".to_owned(), "https://example.org/m".to_owned()]));
    let chosen = MergeOptions { licence: Some("https://example.org/m".to_owned()), ..options(MergeRule::Keep) };
    assert_eq!(merge(&[one.clone(), two], &chosen).unwrap().set.licence.as_deref().unwrap(), "https://example.org/m");

    let edition = |version: &str| {
        let mut set = one.clone();
        set.object_framework = Some(Located::new("b".to_owned()));
        set.object_version = Some(version.to_owned());
        set
    };
    let editions = merge(&[edition("2011"), edition("2018")], &options(MergeRule::Keep)).unwrap_err();
    assert!(matches!(editions, MergeError::Editions { ref framework, .. } if framework == "b"), "{editions}");

    let prefix = |iri: &str| {
        let mut set = one.clone();
        set.curie_map.insert("x".to_owned(), iri.to_owned());
        set
    };
    assert!(matches!(merge(&[prefix("urn:1"), prefix("urn:2")], &options(MergeRule::Keep)), Err(MergeError::Prefix { .. })));
    assert_eq!(merge(&[], &options(MergeRule::Keep)).unwrap_err(), MergeError::Nothing);
}

// ---- editions

#[test]
fn rows_are_carried_over_where_that_is_sound() {
    let mut old = set(
        "urn:x:old",
        &[
            ("a:same", "equal", "b:1"),
            ("a:wider", "superset", "b:2"),
            ("a:lost", "equal", "b:3"),
            ("a:vague", "overlap", "b:4"),
            ("c:other", "equal", "b:5"),
        ],
    );
    old.push(Row { object: nothing(), ..row("a:wider", "equal subset superset overlap disjoint", "b:9") });
    let mut editions = set("urn:x:editions", &[("a:same", "equal", "n:same"), ("a:wider", "subset", "n:wider"), ("a:vague", "overlap", "n:vague")]);
    editions.subject_framework = Some(Located::new("a".to_owned()));
    editions.object_framework = Some(Located::new("n".to_owned()));

    let migration = migrate(&old, &editions, Side::Subject);
    assert_eq!(texts(&migration.set), ["n:same equal b:1", "c:other equal b:5", "n:wider superset b:2"]);
    assert_eq!((migration.kept, migration.derived), (2, 1));
    let derived = &migration.set.rows()[2];
    assert_eq!((derived.origin, derived.review), (Origin::Derived, Review::Draft));
    assert_eq!(derived.provenance().premises, ["a:wider superset b:2", "a:wider subset n:wider"]);
    let left: Vec<_> = migration.left.iter().map(|row| (row.subject.as_str(), row.reason)).collect();
    assert_eq!(left, [("a:lost", LeftReason::NoSuccessor), ("a:vague", LeftReason::NothingFollows), ("a:wider", LeftReason::Gap)]);
    assert_eq!(migration.left[1].successors, ["n:vague"]);
    assert_eq!(migration.set.subject_framework.as_deref().unwrap(), "n");
    // What is derived says what it rests on.
    assert!(migration.set.metadata["comment"].contains("non-empty"));
}

#[test]
fn an_element_that_went_is_told_from_one_that_nobody_mapped() {
    let mut editions = set("urn:x:editions", &[]);
    editions.push(Row { object: nothing(), ..row("b:1", "equal subset superset overlap disjoint", "n:9") });
    let migration = migrate(&set("urn:x:old", &[("a:1", "equal", "b:1"), ("a:2", "equal", "b:2")]), &editions, Side::Object);
    assert_eq!(migration.left.iter().map(|row| row.reason).collect::<Vec<_>>(), [LeftReason::Withdrawn, LeftReason::NoSuccessor]);
}

// ---- soundness against worlds: elements are given obligations, rows state what is so (and perhaps more), and every row
// that comes out must leave possible what is so

/// What an element requires: a non-empty set of five obligations.
type World = [[u8; 4]; 3];

fn truth(one: u8, other: u8) -> &'static str {
    match (one & other, one & !other, other & !one) {
        (0, _, _) => "disjoint",
        (_, 0, 0) => "equal",
        (_, 0, _) => "subset",
        (_, _, 0) => "superset",
        _ => "overlap",
    }
}

fn any_world() -> impl Strategy<Value = World> {
    prop::array::uniform3(prop::array::uniform4(1_u8..32))
}

/// Rows between two frameworks of a world: which pairs, and what is said beside the truth.
fn stated(world: &World, id: &str, frameworks: [usize; 2], choice: &[(u8, u8, u8)]) -> MappingSet {
    let mut set = MappingSet::new(id);
    let name = |framework: usize, element: u8| format!("{}:{element}", ["a", "b", "c"][framework]);
    for (subject, object, more) in choice {
        let [from, to] = frameworks;
        let is: Relation = truth(world[from][usize::from(*subject)], world[to][usize::from(*object)]).parse().unwrap();
        let mut row = row(&name(from, *subject), "equal", &name(to, *object));
        row.relation = Relation::from_bits(is.bits() | more).unwrap();
        set.push(row);
    }
    set
}

fn holds(world: &World, row: &Row) -> bool {
    let require = |term: &Term| {
        let (framework, element) = term.id.split_once(':').unwrap();
        world[usize::from(framework.as_bytes()[0] - b'a')][element.parse::<usize>().unwrap()]
    };
    let is = truth(require(&row.subject), require(&row.object));
    row.relation.to_string().split(' ').any(|word| word == is)
}

fn any_choice() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    // Now and then everything is left open; mostly little is said beside the truth.
    prop::collection::vec((0..4_u8, 0..4_u8, prop_oneof![Just(0_u8), Just(0), 0..32_u8]), 0..10)
}

proptest! {
    #[test]
    fn nothing_false_follows(world in any_world(), first in any_choice(), second in any_choice(), third in any_choice()) {
        let ab = stated(&world, "urn:x:ab", [0, 1], &first);
        let bc = stated(&world, "urn:x:bc", [1, 2], &second);
        let ba = stated(&world, "urn:x:ba", [1, 0], &third);

        let composition = compose(&ab, &bc);
        prop_assert!(composition.contradictory.is_empty());
        let composed = composition.into_set("urn:x:ac", &ab, &bc);
        for row in composed.rows() {
            prop_assert!(holds(&world, row), "{row:?}");
            prop_assert!(row.provenance().premises.len() >= 2);
        }
        for row in migrate(&ab, &bc, Side::Object).set.rows().iter().chain(migrate(&ab.invert(), &bc, Side::Subject).set.rows()) {
            prop_assert!(holds(&world, row), "{row:?}");
        }
        for rule in [MergeRule::Keep, MergeRule::Strictest, MergeRule::Weakest, MergeRule::First] {
            let merged = merge(&[ab.clone(), ba.invert()], &options(rule)).unwrap();
            for row in merged.set.rows() {
                prop_assert!(holds(&world, row), "{row:?}");
                prop_assert!(row.review != Review::Disputed);
            }
            // No pair is lost.
            let pairs = |sets: &[&MappingSet]| -> BTreeSet<String> {
                sets.iter().flat_map(|set| set.rows()).map(|row| format!("{} {}", *row.subject.id, *row.object.id)).collect()
            };
            prop_assert_eq!(pairs(&[&merged.set]), pairs(&[&ab, &ba.invert()]));
        }
    }

    #[test]
    fn whatever_follows_from_two_rows_is_as_sharp_as_worlds_allow(first in any_relation(), second in any_relation()) {
        // Every relation that worlds over seven regions show between the ends is in the composition, and no other.
        let mut seen = BTreeSet::new();
        for regions in 0..128_u8 {
            // The seven regions of three sets; bit k of a set's mask says whether region k is inside and not empty.
            let of = |regions_inside: u8| regions & regions_inside;
            let [x, y, z] = [of(0b101_0101), of(0b110_0110), of(0b111_1000)];
            if x == 0 || y == 0 || z == 0 { continue; }
            let fits = |relation: Relation, one, other| relation.to_string().split(' ').any(|word| word == truth(one, other));
            if fits(first, x, y) && fits(second, y, z) { seen.insert(truth(x, z)); }
        }
        let composed = first.compose(second).to_string();
        prop_assert_eq!(composed.split(' ').collect::<BTreeSet<_>>(), seen);
    }
}
