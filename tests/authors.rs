//! Working with several authors: differences between versions, agreement between raters.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use itsm::{
    mapping::{MappingChange, MappingSet, agree, diff, sssom},
    source::{FileText, Limits},
};

fn set(rows: &[(&str, &str)]) -> MappingSet {
    let mut text = "#mapping_set_id: urn:itsm:mapping:test\n#license: https://example.org/l\n#subject_source: itsm:a\n#object_source: itsm:b\n#curie_map:\n#  a: 'urn:itsm:a:'\n#  b: 'urn:itsm:b:'\n#extension_definitions:\n#  - slot_name: ext_relation\n#  - slot_name: ext_rationale\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\text_relation\text_rationale\n".to_owned();
    for (pair, relation) in rows {
        let (relation, why) = relation.split_once('/').unwrap_or((relation, ""));
        text.push_str(&format!("a:{pair}\tskos:relatedMatch\tb:{pair}\tsemapv:ManualMappingCuration\t{relation}\t{why}\n"));
    }
    let (set, findings) = sssom::read(&FileText::new("test.sssom.tsv", text), Limits::default());
    assert!(findings.errors() == 0, "{findings:?}");
    set.unwrap()
}

#[test]
fn every_kind_of_difference() {
    let older = set(&[
        ("same", "equal"),
        ("gone", "equal"),
        ("weak", "equal"),
        ("strong", "equal subset"),
        ("shift", "equal subset"),
        ("clash", "equal"),
        ("why", "equal/one"),
    ]);
    let newer = set(&[
        ("same", "equal"),
        ("weak", "equal subset"),
        ("strong", "subset"),
        ("shift", "subset overlap"),
        ("clash", "disjoint"),
        ("why", "equal/two"),
        ("new", "overlap"),
    ]);
    let found: Vec<(String, MappingChange)> =
        diff(&older, &newer).into_iter().map(|difference| (difference.subject.trim_start_matches("a:").to_owned(), difference.change)).collect();
    let expected = [
        ("weak", MappingChange::Weaker),
        ("strong", MappingChange::Stronger),
        ("shift", MappingChange::Shifted),
        ("clash", MappingChange::Incompatible),
        ("why", MappingChange::Metadata),
        ("new", MappingChange::Added),
        ("gone", MappingChange::Removed),
    ];
    assert_eq!(found.iter().map(|(pair, change)| (pair.as_str(), *change)).collect::<Vec<_>>(), expected);
    assert!(diff(&older, &older).is_empty());
}

/// Twenty-five yes and no judgements worked by hand: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no (50 pairs).
///
/// Cohen: observed 0.7, expected 0.5 * 0.6 + 0.5 * 0.4 = 0.5, so kappa is 0.4.
/// Krippendorff: of 100 values 55 are yes and 45 no; expected disagreement 2 * 55 * 45 / (100 * 99) = 0.5, observed 0.3,
/// so alpha is 0.4 to the same three digits.
#[test]
fn figures_are_those_of_a_worked_example() {
    let mut first = Vec::new();
    let mut second = Vec::new();
    let names: Vec<String> = (0..50).map(|place| format!("p{place}")).collect();
    for (place, name) in names.iter().enumerate() {
        let (left, right) = match place {
            0..20 => ("equal", "equal"),
            20..25 => ("equal", "overlap"),
            25..35 => ("overlap", "equal"),
            _ => ("overlap", "overlap"),
        };
        first.push((name.as_str(), left));
        second.push((name.as_str(), right));
    }
    first.push(("alone", "equal"));
    let agreement = agree(&set(&first), &set(&second));
    assert_eq!((agreement.rows, agreement.agreed, agreement.disputed.len()), (50, 35, 15));
    assert_eq!((agreement.only_first, agreement.only_second), (1, 0));
    assert!((agreement.kappa.unwrap() - 0.4).abs() < 1e-12, "{:?}", agreement.kappa);
    assert!((agreement.alpha.unwrap() - (1.0 - 0.3 / (2.0 * 55.0 * 45.0 / 9900.0))).abs() < 1e-12, "{:?}", agreement.alpha);
    assert_eq!(agreement.disputed[0].common, None);
}

/// The join of two sets says what the closure of their network says, where each pair is joined by chains of two rows.
#[test]
fn composition_agrees_with_the_closure() {
    use itsm::mapping::{ClosureLimits, Network, Origin, Premise, compose};
    let first = set(&[("w", "subset"), ("x", "superset"), ("y", "overlap"), ("z", "equal subset superset overlap disjoint")]);
    let second = set(&[("w", "subset"), ("x", "overlap"), ("y", "superset"), ("z", "equal")]);
    // The second set goes on from the objects of the first.
    let text = |set: &MappingSet, from: &str, to: &str| {
        set.rows().iter().map(|row| (row.subject.id.replace("a:", from), row.relation, row.object.id.replace("b:", to))).collect::<Vec<_>>()
    };
    let mut network = Network::new();
    for (subject, relation, object) in text(&first, "a:", "b:").into_iter().chain(text(&second, "b:", "c:")) {
        network.add(Premise {
            subject: subject.parse().unwrap(),
            relation,
            object: object.parse().unwrap(),
            stated_in: String::new(),
            is_part: false,
        });
    }
    let mut onward = second.clone();
    onward = {
        let mut moved = MappingSet::new("urn:itsm:mapping:onward");
        for row in onward.rows() {
            let mut row = row.clone();
            row.subject.id = row.subject.id.replace("a:", "b:").into();
            row.object.id = row.object.id.replace("b:", "c:").into();
            moved.push(row);
        }
        moved
    };
    let composition = compose(&first, &onward);
    let closure = network.close(ClosureLimits::default());
    assert_eq!((composition.rows.len(), composition.uninformative, composition.contradictory.len()), (3, 1, 0));
    for row in &composition.rows {
        let node = |id: &str| network.find(&id.parse().unwrap()).unwrap();
        assert_eq!(closure.relation(node(&row.subject), node(&row.object)), row.relation);
    }
    let origin = |subject: &str| composition.rows.iter().find(|row| row.subject == subject).unwrap().origin;
    assert_eq!((origin("a:w"), origin("a:x"), origin("a:y")), (Origin::Derived, Origin::Derived, Origin::Candidate));
}

#[test]
fn figures_are_left_out_where_they_are_not_defined() {
    let same = set(&[("x", "equal"), ("y", "equal")]);
    assert_eq!((agree(&same, &same).kappa, agree(&same, &same).alpha), (None, None));
    let other = set(&[("z", "equal")]);
    let none = agree(&same, &other);
    assert_eq!((none.rows, none.kappa, none.only_first, none.only_second), (0, None, 2, 1));
    let full = set(&[("x", "equal"), ("y", "overlap")]);
    assert!((agree(&full, &full).kappa.unwrap() - 1.0).abs() < 1e-12);
    assert!((agree(&full, &full).alpha.unwrap() - 1.0).abs() < 1e-12);
}
