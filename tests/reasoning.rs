//! What follows between frameworks, and how far one is covered by others.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::Arc;

use itsm::{
    catalog::{Catalog, DeriveOptions, Outcome, Projection},
    conformance::{RequirementStatus, RequirementVerdict},
    mapping::{ClosureLimits, Origin, Relation},
    source::Memory,
};

fn framework(id: &str, elements: &str) -> String {
    format!(
        "format: itsm/framework/1\nid: {id}\ntitle: {id}\nedition: '1'\npublisher: P\nkinds:\n  k: {{title: K, role: requirement}}\n  g: {{title: G, role: group, children: collects}}\nelements:\n{elements}"
    )
}

/// A set from rows of subject, relation and object; `-` as one side states that there is no counterpart.
fn set(subject: &str, object: &str, rows: &[(&str, &str, &str)]) -> (String, String) {
    let mut text = format!(
        "#mapping_set_id: urn:itsm:mapping:{subject}-to-{object}\n#license: https://example.org/l\n#subject_source: itsm:{subject}\n#object_source: itsm:{object}\n#curie_map:\n#  {subject}: 'urn:itsm:{subject}:'\n#  {object}: 'urn:itsm:{object}:'\n#extension_definitions:\n#  - slot_name: ext_relation\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\text_relation\n"
    );
    for (from, relation, to) in rows {
        let id = |framework: &str, element: &str| if element == "-" { "sssom:NoTermFound".to_owned() } else { format!("{framework}:{element}") };
        text.push_str(&format!("{}\tskos:relatedMatch\t{}\tsemapv:ManualMappingCuration\t{relation}\n", id(subject, from), id(object, to)));
    }
    (format!("{subject}-to-{object}.sssom.tsv"), text)
}

fn catalog(frameworks: &[(&str, &str)], sets: &[(String, String)]) -> Catalog {
    let mut files = Memory::new();
    for (id, elements) in frameworks {
        files = files.with(format!("{id}.yaml"), framework(id, elements));
    }
    for (path, text) in sets {
        files = files.with(path.clone(), text.clone());
    }
    Catalog::builtin().with_source(Arc::new(files)).unwrap()
}

const PLAIN: &str = "  - {id: a, kind: k, title: A}\n  - {id: b, kind: k, title: B}\n";

#[test]
fn rows_are_derived_along_paths_with_their_premises() {
    let sets = [
        set("one", "two", &[("a", "subset", "a"), ("b", "equal subset superset overlap disjoint", "b")]),
        set("two", "three", &[("a", "subset", "a"), ("b", "equal", "b")]),
    ];
    let catalog = catalog(&[("one", PLAIN), ("two", PLAIN), ("three", PLAIN)], &sets);
    assert!(catalog.compare("one", "three").is_err(), "there is no direct set");
    let crosswalk = catalog.derive("one", "three", &DeriveOptions::default()).unwrap();
    assert_eq!(crosswalk.rows().len(), 1);
    let row = &crosswalk.rows()[0];
    assert_eq!((row.relation, row.origin, row.premises.len()), (Relation::SUBSET, Origin::Derived, 2));
    let derivation = crosswalk.derivation().unwrap();
    assert_eq!(derivation.paths, [["one", "two", "three"]]);
    assert_eq!(derivation.uninformative, 1, "an open link followed by equal says nothing");
    assert!(derivation.contradictions.is_empty() && derivation.complete);
    // Read the other way round, the converse follows.
    assert_eq!(catalog.derive("three", "one", &DeriveOptions::default()).unwrap().rows()[0].relation, Relation::SUPERSET);
    assert!(catalog.derive("one", "three", &DeriveOptions { via: vec!["itil4".to_owned()], ..DeriveOptions::default() }).is_err());
}

#[test]
fn candidates_are_given_when_asked_for() {
    let sets = [set("one", "two", &[("a", "overlap", "a")]), set("two", "three", &[("a", "superset", "a")])];
    let catalog = catalog(&[("one", PLAIN), ("two", PLAIN), ("three", PLAIN)], &sets);
    assert!(catalog.derive("one", "three", &DeriveOptions::default()).unwrap().rows().is_empty());
    let all = catalog.derive("one", "three", &DeriveOptions { candidates: true, ..DeriveOptions::default() }).unwrap();
    assert_eq!((all.rows()[0].relation.to_string().as_str(), all.rows()[0].origin), ("superset overlap disjoint", Origin::Candidate));
}

#[test]
fn several_paths_are_taken_together() {
    // Each path by itself leaves two possibilities; both together one.
    let sets = [
        set("one", "two", &[("a", "equal", "a")]),
        set("two", "four", &[("a", "equal subset", "a")]),
        set("one", "three", &[("a", "equal", "a")]),
        set("three", "four", &[("a", "subset overlap", "a")]),
    ];
    let catalog = catalog(&[("one", PLAIN), ("two", PLAIN), ("three", PLAIN), ("four", PLAIN)], &sets);
    let crosswalk = catalog.derive("one", "four", &DeriveOptions::default()).unwrap();
    assert_eq!((crosswalk.rows()[0].relation, crosswalk.rows()[0].premises.len()), (Relation::SUBSET, 4));
    let through_one = catalog.derive("one", "four", &DeriveOptions { via: vec!["two".to_owned()], ..DeriveOptions::default() }).unwrap();
    assert_eq!(through_one.rows()[0].relation.to_string(), "equal subset");
}

#[test]
fn parts_carry_what_is_known_of_the_whole_and_collections_do_not() {
    let tree = "  - id: w\n    kind: k\n    title: W\n    elements: [{id: w.p, kind: k, title: P}]\n  - id: g\n    kind: g\n    title: G\n    elements: [{id: g.p, kind: k, title: Q}]\n";
    let sets = [set(
        "one",
        "two",
        &[
            ("a", "superset", "w"),
            ("b", "superset", "g"),
            ("a", "equal subset superset overlap disjoint", "w.p"),
            ("b", "equal subset superset overlap disjoint", "g.p"),
        ],
    )];
    let catalog = catalog(&[("one", PLAIN), ("two", tree)], &sets);
    let relation = |options: &DeriveOptions, object: &str| {
        let crosswalk = catalog.derive("one", "two", options).unwrap();
        let index = crosswalk.object().index_of(object).unwrap();
        crosswalk.rows().iter().filter(|row| row.object == index && row.origin == Origin::Derived).map(|row| row.relation).next()
    };
    assert_eq!(relation(&DeriveOptions::default(), "w.p"), Some(Relation::SUPERSET));
    assert_eq!(relation(&DeriveOptions { parts: false, ..DeriveOptions::default() }, "w.p"), None);
    assert_eq!(relation(&DeriveOptions::default(), "g.p"), None, "what is only collected tells nothing");
}

#[test]
fn contradictions_are_shown_with_their_premises() {
    let sets = [
        set("one", "two", &[("a", "subset", "a"), ("b", "equal", "b")]),
        set("two", "three", &[("a", "subset", "a")]),
        set("one", "three", &[("a", "disjoint", "a")]),
    ];
    let catalog = catalog(&[("one", PLAIN), ("two", PLAIN), ("three", PLAIN)], &sets);
    let crosswalk = catalog.derive("one", "three", &DeriveOptions::default()).unwrap();
    let contradictions = &crosswalk.derivation().unwrap().contradictions;
    assert_eq!(contradictions.len(), 1);
    assert_eq!(contradictions[0].len(), 3, "{contradictions:?}");
    assert_eq!(crosswalk.rows().iter().filter(|row| row.origin == Origin::Stated).count(), 1);
}

#[test]
fn an_explanation_lists_chains_and_what_they_say_together() {
    let sets = [set("one", "two", &[("a", "equal", "a"), ("a", "overlap", "b")]), set("two", "three", &[("a", "subset", "a"), ("b", "subset", "a")])];
    let catalog = catalog(&[("one", PLAIN), ("two", PLAIN), ("three", PLAIN)], &sets);
    let explanation = catalog.explain(&"one:a".parse().unwrap(), &"three:a".parse().unwrap(), &DeriveOptions::default()).unwrap();
    assert_eq!((explanation.relation, explanation.origin), (Relation::SUBSET, Some(Origin::Derived)));
    let alone: Vec<String> = explanation.chains.iter().map(|(_, relation)| relation.to_string()).collect();
    assert_eq!(alone, ["subset", "subset overlap"]);
    assert_eq!(explanation.premises.len(), 2);
    assert!(explanation.complete);
}

#[test]
fn every_outcome_of_coverage() {
    let target = "  - id: w\n    kind: k\n    title: Whole\n    exhaustive: true\n    elements: [{id: w.1, kind: k, title: P}, {id: w.2, kind: k, title: Q}]\n  - {id: c, kind: k, title: C}\n  - {id: p, kind: k, title: P}\n  - {id: s, kind: k, title: S}\n  - {id: l, kind: k, title: L}\n  - {id: g, kind: k, title: G}\n  - {id: d, kind: k, title: D}\n  - {id: u, kind: k, title: U}\n  - {id: two, kind: k, title: T}\n";
    let rows = [
        ("a", "superset", "w.1"),
        ("b", "equal superset", "w.2"),
        ("a", "equal", "c"),
        ("a", "overlap", "p"),
        ("a", "superset overlap", "s"),
        ("a", "equal subset superset overlap disjoint", "l"),
        ("-", "equal", "g"),
        ("a", "disjoint", "d"),
        ("a", "subset", "two"),
        ("b", "subset", "two"),
    ];
    let catalog = catalog(&[("one", PLAIN), ("goal", target)], &[set("one", "goal", &rows)]);
    // Without parts, so that nothing but the rows speaks.
    let options = DeriveOptions { parts: false, ..DeriveOptions::default() };
    let coverage = catalog.coverage("goal", &["one".to_owned()], &options).unwrap();
    let outcome = |id: &str| {
        let index = coverage.target().index_of(id).unwrap();
        coverage.elements().iter().find(|element| element.element == index).map(|element| (element.outcome, element.by_parts)).unwrap()
    };
    assert_eq!(outcome("w.1"), (Outcome::Covered, false));
    assert_eq!(outcome("w.2"), (Outcome::Covered, false));
    assert_eq!(outcome("w"), (Outcome::Covered, true), "all parts there are, are covered");
    assert_eq!(outcome("c").0, Outcome::Covered);
    assert_eq!(outcome("p").0, Outcome::Partly);
    assert_eq!(outcome("s").0, Outcome::Partly);
    assert_eq!(outcome("l").0, Outcome::Linked);
    assert_eq!(outcome("g").0, Outcome::Gap);
    assert_eq!(outcome("d").0, Outcome::Unknown, "that one source shares nothing with it says nothing of others");
    assert_eq!(outcome("u").0, Outcome::Unknown);
    assert_eq!(outcome("two").0, Outcome::Partly, "two partly rows never add up");
    assert_eq!(coverage.counts().values().sum::<usize>(), coverage.elements().len());
    assert!((coverage.percent() - 100.0 * 4.0 / 11.0).abs() < 1e-9);
}

#[test]
fn a_suggestion_says_what_would_cover_more() {
    let target = "  - {id: x, kind: k, title: X}\n  - {id: y, kind: k, title: Y}\n";
    let sets = [
        set("one", "goal", &[("a", "overlap", "x")]),
        set("two", "goal", &[("a", "superset", "x"), ("b", "equal", "y")]),
        set("three", "goal", &[("a", "superset", "y")]),
    ];
    let catalog = catalog(&[("one", PLAIN), ("two", PLAIN), ("three", PLAIN), ("goal", target)], &sets);
    let options = DeriveOptions { longest: 1, ..DeriveOptions::default() };
    let coverage = catalog.coverage("goal", &["one".to_owned()], &options).unwrap();
    let suggestions = catalog.suggest(&coverage, &options).unwrap();
    let gained: Vec<(&str, usize)> = suggestions.iter().map(|suggestion| (suggestion.framework.as_str(), suggestion.gained)).collect();
    assert_eq!(gained, [("two", 2), ("three", 1)]);
    let both = catalog.coverage("goal", &["one".to_owned(), "two".to_owned()], &options).unwrap();
    assert!((both.percent() - 100.0).abs() < 1e-9);
}

/// All shipped sets, with the parts of all frameworks, can hold together.
#[test]
fn the_shipped_network_has_no_contradiction() {
    let catalog = Catalog::builtin();
    let network = catalog.network(&catalog.framework_ids(), true).unwrap();
    let closure = network.close(ClosureLimits::default());
    assert!(closure.is_complete());
    let shown: Vec<String> = closure
        .contradictions()
        .iter()
        .map(|contradiction| contradiction.premises.iter().map(|id| network.premise(*id).unwrap().to_string()).collect::<Vec<_>>().join("\n  "))
        .collect();
    assert!(shown.is_empty(), "{} contradictions:\n  {}", shown.len(), shown.join("\n\n  "));
}

fn status(element: &str, verdict: RequirementVerdict, whole: bool) -> RequirementStatus {
    RequirementStatus {
        verdict,
        whole,
        rules: vec!["pack/rule".to_owned()],
        satisfied: 1,
        violated: 0,
        ..RequirementStatus::without_rule(element.to_owned())
    }
}

/// For each element of the target: certainly supported, possibly supported, possibly contradicted.
fn projected(catalog: &Catalog, statuses: &[RequirementStatus]) -> Vec<(String, bool, bool, bool)> {
    let projections = catalog.project(statuses, "two", &DeriveOptions::default()).unwrap();
    let said = |projection: &Projection| {
        assert!(!projection.reasons.is_empty() && projection.reasons.iter().all(|reason| !reason.premises.is_empty()), "{projection:?}");
        let Projection { element, certainly_supported, possibly_supported, possibly_contradicted, .. } = projection;
        (element.to_string(), *certainly_supported, *possibly_supported, *possibly_contradicted)
    };
    projections.iter().map(said).collect()
}

#[test]
fn evidence_is_certain_only_for_what_a_supported_whole_holds() {
    let elements = ["a", "b", "c", "d", "e", "f"].map(|id| format!("  - {{id: {id}, kind: k, title: T}}\n")).concat();
    let rows = [
        ("a", "equal", "a"),
        ("a", "superset", "b"),
        ("a", "subset", "c"),
        ("a", "overlap", "d"),
        ("a", "disjoint", "e"),
        ("a", "equal superset", "f"),
    ];
    let catalog = catalog(&[("one", &elements), ("two", &elements)], &[set("one", "two", &rows)]);
    let row = |id: &str, certain, possible, contradicted| (format!("two:{id}"), certain, possible, contradicted);
    let whole = projected(&catalog, &[status("one:a", RequirementVerdict::Supported, true)]);
    let certain = ["a", "b", "f"].map(|id| row(id, true, true, false));
    let possible = ["c", "d"].map(|id| row(id, false, true, false));
    let mut expected = [certain.as_slice(), possible.as_slice()].concat();
    expected.sort();
    assert_eq!(whole, expected, "disjoint says nothing");
    // Evidence for a part is certain of nothing.
    let part = projected(&catalog, &[status("one:a", RequirementVerdict::Supported, false)]);
    assert!(part.len() == 5 && part.iter().all(|(_, certain, possible, contradicted)| !certain && *possible && !contradicted), "{part:?}");
    // A contradiction is nowhere certain: what is contradicted may be another part of it.
    let broken = projected(&catalog, &[status("one:a", RequirementVerdict::Contradicted, false)]);
    assert!(broken.len() == 5 && broken.iter().all(|(_, certain, possible, contradicted)| !certain && !possible && *contradicted), "{broken:?}");
    // What was not exercised, or has no rule, says nothing.
    assert!(projected(&catalog, &[status("one:a", RequirementVerdict::NotExercised, false)]).is_empty());
    assert!(projected(&catalog, &[RequirementStatus::without_rule("one:a".to_owned())]).is_empty());
}

#[test]
fn evidence_goes_along_chains_and_not_where_no_set_leads() {
    let sets =
        [set("one", "mid", &[("a", "equal", "a"), ("b", "superset", "b")]), set("mid", "two", &[("a", "superset", "a"), ("b", "overlap", "b")])];
    let catalog = catalog(&[("one", PLAIN), ("mid", PLAIN), ("two", PLAIN), ("three", PLAIN)], &sets);
    let statuses = [status("one:a", RequirementVerdict::Supported, true), status("one:b", RequirementVerdict::Contradicted, false)];
    // Superset and then overlap leaves open how they lie, and does not make them disjoint.
    assert_eq!(projected(&catalog, &statuses), [("two:a".to_owned(), true, true, false), ("two:b".to_owned(), false, false, true)]);
    let projections = catalog.project(&statuses, "two", &DeriveOptions::default()).unwrap();
    assert_eq!(projections[0].reasons[0].premises.len(), 2);
    let error = catalog.project(&statuses, "three", &DeriveOptions::default()).unwrap_err();
    assert!(error.to_string().contains("three"), "{error}");
}

#[test]
fn what_stands_beside_has_no_rule() {
    let elements = "  - {id: g, kind: g, title: G}\n  - {id: a, kind: k, title: A, parent: g}\n  - {id: b, kind: k, title: B, parent: g}\n  - {id: c, kind: k, title: C}\n";
    let catalog = catalog(&[("one", elements)], &[]);
    let open =
        catalog.without_rule(&[status("one:a", RequirementVerdict::Supported, false), status("unknown:x", RequirementVerdict::Supported, false)]);
    let open: Vec<_> = open.unwrap().into_iter().map(|status| (status.element, status.verdict)).collect();
    assert_eq!(open, [("one:b".to_owned(), RequirementVerdict::NoRule)], "`c` stands elsewhere, `g` is of another kind");
}
