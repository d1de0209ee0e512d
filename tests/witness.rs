//! Witnesses of conditions: what is found was evaluated, and what a brute-force search finds is found.
#![cfg(feature = "expr")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use itsm::expr::{Condition, Environment, Field, FieldType, Fields, Overlap, Truth, Value, Witness, WitnessSearch, overlap, witness};
use jiff::Timestamp;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::constant(1_772_442_000, 0);

fn fields() -> Fields {
    let declared = [
        ("a", Field::new(FieldType::Int)),
        ("b", Field::new(FieldType::Int)),
        ("c", Field::new(FieldType::Bool)),
        ("d", Field::words(["x", "y", "z"])),
        ("e", Field::new(FieldType::Decimal)),
        ("t", Field::new(FieldType::Instant)),
        ("u", Field::new(FieldType::Instant)),
    ];
    declared.into_iter().fold(Fields::new(), |fields, (name, field)| fields.with(name, field).unwrap())
}

fn read(text: &str) -> Condition {
    Condition::from_text(text, &fields()).unwrap_or_else(|findings| panic!("{text}: {findings:?}"))
}

fn answer(condition: &Condition, found: &Witness) -> Option<bool> {
    condition.holds(&found.values, &Environment::at(found.now.unwrap_or(NOW))).ok()
}

fn search(wishes: &[(&Condition, Truth)]) -> Option<Witness> {
    let found = witness(wishes, &WitnessSearch::at(NOW))?;
    for (condition, truth) in wishes {
        assert!(truth.is(answer(condition, &found)), "{condition} {truth:?}: {found:?}");
    }
    Some(found)
}

/// Parts with few values, so that trying all of them decides.
fn part() -> impl Strategy<Value = String> {
    let number = (0..2_usize, 0..6_usize, 0..4_i64)
        .prop_map(|(field, operator, literal)| format!("{} {} {literal}", ["a", "b"][field], ["==", "!=", "<", "<=", ">", ">="][operator]));
    let word = (0..2_usize, 0..3_usize).prop_map(|(operator, word)| format!("d {} '{}'", ["==", "!="][operator], ["x", "y", "z"][word]));
    prop_oneof![
        number,
        word,
        Just("c".to_owned()),
        Just("!c".to_owned()),
        Just("has(a)".to_owned()),
        Just("a < b".to_owned()),
        Just("a + b == 5".to_owned()),
        Just("d in ['x', 'y']".to_owned())
    ]
}

fn condition() -> impl Strategy<Value = String> {
    part().prop_recursive(3, 12, 2, |inner| {
        (inner.clone(), inner, 0..4_usize).prop_map(|(left, right, form)| match form {
            0 => format!("({left} && {right})"),
            1 => format!("({left} || {right})"),
            2 => format!("!({left})"),
            _ => format!("({left} ? {right} : {left})"),
        })
    })
}

/// All combinations of few values.
fn worlds() -> Vec<BTreeMap<String, Value>> {
    let mut worlds = Vec::new();
    let numbers: Vec<Value> = std::iter::once(Value::Null).chain((-1..7).map(Value::Int)).collect();
    for a in &numbers {
        for b in &numbers {
            for c in [Value::Null, Value::Bool(true), Value::Bool(false)] {
                for d in [Value::Null, Value::from("x"), Value::from("y"), Value::from("z")] {
                    worlds.push(
                        [("a", a.clone()), ("b", b.clone()), ("c", c.clone()), ("d", d)]
                            .into_iter()
                            .map(|(name, value)| (name.to_owned(), value))
                            .collect(),
                    );
                }
            }
        }
    }
    worlds
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A twin that tries all values: where it finds some, so does the search.
    #[test]
    fn what_brute_force_finds_is_found(texts in prop::collection::vec((condition(), 0..3_usize), 1..4)) {
        let conditions: Vec<(Condition, Truth)> = texts.iter().map(|(text, truth)| (read(text), [Truth::True, Truth::False, Truth::NotTrue][*truth])).collect();
        let wishes: Vec<(&Condition, Truth)> = conditions.iter().map(|(condition, truth)| (condition, *truth)).collect();
        let found = search(&wishes);
        let meets = |world: &BTreeMap<String, Value>| wishes.iter().all(|(condition, truth)| truth.is(condition.holds(world, &Environment::at(NOW)).ok()));
        let by_force = worlds().into_iter().find(meets);
        // What is found was evaluated, and may lie beyond the few values.
        prop_assert!(found.is_some() || by_force.is_none(), "{:?}: {:?}", texts, by_force);
        // Nothing is filled that is not needed.
        for name in found.iter().flat_map(|found| found.values.keys()) {
            let mut less = found.clone().unwrap();
            less.values.shift_remove(name);
            prop_assert!(!wishes.iter().all(|(condition, truth)| truth.is(answer(condition, &less))), "{name} is not needed in {:?}", texts);
        }
    }

    #[test]
    fn witnesses_and_overlaps_agree(left in condition(), right in condition()) {
        let (left, right) = (read(&left), read(&right));
        let found = search(&[(&left, Truth::True), (&right, Truth::True)]);
        match overlap(&left, &right) {
            Overlap::Certain => prop_assert!(found.is_some()),
            Overlap::Never => prop_assert!(found.is_none()),
            Overlap::Unknown => {}
        }
    }
}

#[test]
fn fields_that_have_nothing_to_do_with_each_other_do_not_multiply() {
    let mut fields = Fields::new();
    let mut text = Vec::new();
    for number in 0..60 {
        fields.declare(&format!("f{number}"), Field::new(FieldType::Int)).unwrap();
        text.push(format!("(f{number} > 5 && f{number} < 7)"));
    }
    let condition = Condition::from_text(&text.join(" && "), &fields).unwrap();
    let found = witness(&[(&condition, Truth::True)], &WitnessSearch::at(NOW)).unwrap();
    assert!(found.values.len() == 60 && found.values.values().all(|value| *value == Value::Int(6)));
    // One that cannot be met behind many that can: the search does not try the others again.
    let never = Condition::from_text(&format!("{} && f59 > 3 && f59 < 2", text[..59].join(" && ")), &fields).unwrap();
    assert_eq!(witness(&[(&never, Truth::True)], &WitnessSearch::at(NOW)), None);
}

#[test]
fn the_search_ends_where_there_is_too_much_to_try() {
    let mut fields = Fields::new();
    for number in 0..30 {
        fields.declare(&format!("f{number}"), Field::new(FieldType::Int)).unwrap();
    }
    let sum: Vec<String> = (0..30).map(|number| format!("f{number} * f{number}")).collect();
    let hard = Condition::from_text(&format!("{} == 987654321", sum.join(" + ")), &fields).unwrap();
    assert_eq!(witness(&[(&hard, Truth::True)], &WitnessSearch::at(NOW)), None);
}

#[test]
fn values_that_are_not_admitted_are_not_taken() {
    let condition = read("d != 'x' || a > 3");
    let found = |admits: &dyn Fn(&str, &Value) -> bool| witness(&[(&condition, Truth::True)], &WitnessSearch { admits, ..WitnessSearch::at(NOW) });
    assert_eq!(found(&|name, value| name != "d" || !value.is_filled()).unwrap().values, indexmap::IndexMap::from([("a".to_owned(), Value::Int(4))]));
    assert_eq!(found(&|_, value| !value.is_filled()), None);
    assert_eq!(witness(&[], &WitnessSearch::at(NOW)), Some(Witness::default()));
}

#[test]
fn the_time_is_part_of_a_witness_where_it_is_asked_for() {
    assert_eq!(search(&[(&read("a > 1"), Truth::True)]).unwrap().now, None);
    for text in [
        "now() > t && t > u",
        "t - u >= duration('P0DT36H') && now() < t",
        "now() >= instant('2031-05-01T00:00:00Z')",
        "!(now() <= t + duration('PT3H'))",
    ] {
        let condition = Condition::from_text(&text.replace("P0DT36H", "PT36H"), &fields()).unwrap();
        for truth in [Truth::True, Truth::False, Truth::NotTrue] {
            assert!(search(&[(&condition, truth)]).unwrap().now.is_some(), "{text} {truth:?}");
        }
    }
}

#[test]
fn fields_of_two_conditions_that_are_declared_differently_have_no_witness() {
    let other = Fields::new().with("a", Field::new(FieldType::Bool)).unwrap();
    let (one, two) = (read("a > 1"), Condition::from_text("a", &other).unwrap());
    assert_eq!(witness(&[(&one, Truth::True), (&two, Truth::True)], &WitnessSearch::at(NOW)), None);
}
