//! The columns hold what was put in; groups, orders, activities and variants are those of a twin that keeps rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use itsm::{
    eventlog::{Attribute, AttributeView, BuildError, Classifier, EventLog, Kind, LogBuilder, Order, Prefix, Value, keys},
    jiff::Timestamp,
};
use proptest::{collection::vec, prelude::*};

use super::logs::{self, typed};

fn as_set<'a>(attributes: impl Iterator<Item = AttributeView<'a>>) -> BTreeMap<String, (String, String)> {
    attributes.map(|attribute| (attribute.key.to_owned(), (typed(attribute.value), format!("{:?}", attribute.children)))).collect()
}

fn wanted(attributes: &[Attribute]) -> BTreeMap<String, (String, String)> {
    attributes.iter().map(|attribute| (attribute.key.clone(), (typed(attribute.value.view()), format!("{:?}", attribute.children)))).collect()
}

fn names(log: &EventLog) -> Vec<Vec<String>> {
    log.cases().map(|case| case.events().map(|event| event.name().unwrap().into_owned()).collect()).collect()
}

proptest! {
    #[test]
    fn columns_hold_the_rows(rows in logs::rows()) {
        let log = logs::build(&rows).finish(Order::AsAdded);
        prop_assert_eq!(log.case_count(), rows.len());
        prop_assert_eq!(log.event_count(), rows.iter().map(|(_, events)| events.len()).sum::<usize>());
        for (case, (attributes, events)) in log.cases().zip(&rows) {
            prop_assert_eq!(as_set(case.attributes()), wanted(attributes));
            prop_assert_eq!(case.len(), events.len());
            for (event, attributes) in case.events().zip(events) {
                prop_assert_eq!(as_set(event.attributes()), wanted(attributes));
                for attribute in attributes {
                    prop_assert_eq!(event.get(&attribute.key), Some(attribute.value.view()));
                    let column = log.event_column(&attribute.key, attribute.value.view().kind()).unwrap();
                    prop_assert_eq!(column.get(event.index().index()), Some(attribute.value.view()));
                }
            }
        }
    }

    /// A log is equal to one of the same rows whatever the order of their attributes, and to no other.
    #[test]
    fn equality_is_that_of_the_rows(rows in logs::rows(), other in logs::rows()) {
        let log = logs::build(&rows).finish(Order::AsAdded);
        let mut turned = rows.clone();
        for (attributes, events) in &mut turned {
            attributes.reverse();
            for event in events.iter_mut() {
                event.reverse();
            }
        }
        prop_assert_eq!(&log, &logs::build(&turned).finish(Order::AsAdded));
        let sets = |rows: &logs::Rows| rows.iter().map(|(case, events)| (wanted(case), events.iter().map(|event| wanted(event)).collect::<Vec<_>>())).collect::<Vec<_>>();
        prop_assert_eq!(log == logs::build(&other).finish(Order::AsAdded), sets(&rows) == sets(&other));
    }

    /// Events in any order come to stand case by case, in time where every event of the case has one.
    #[test]
    fn events_are_grouped_and_ordered(events in vec((0_usize..4, proptest::option::weighted(0.9, 0_i64..5), "[a-c]"), 0..40), by_time in any::<bool>()) {
        let mut builder = LogBuilder::new();
        let cases: Vec<_> = (0..4).map(|_| builder.case().unwrap()).collect();
        let mut twin: Vec<Vec<(Option<i64>, String)>> = vec![Vec::new(); 4];
        for (number, (case, time, name)) in events.iter().enumerate() {
            let event = builder.event(cases[*case]).unwrap();
            let name = format!("{name}{number}");
            builder.set(event, keys::NAME, &name).unwrap();
            if let Some(time) = time {
                builder.set(event, keys::TIME, Timestamp::from_second(*time).unwrap()).unwrap();
            }
            twin[*case].push((*time, name));
        }
        if by_time {
            for case in &mut twin {
                if case.iter().all(|(time, _)| time.is_some()) {
                    case.sort_by_key(|(time, _)| *time);
                }
            }
        }
        let log = builder.finish(if by_time { Order::ByTime } else { Order::AsAdded });
        for (case, twin) in log.cases().zip(&twin) {
            let found: Vec<_> = case.events().map(|event| (event.instant().map(Timestamp::as_second), event.name().unwrap().into_owned())).collect();
            prop_assert_eq!(&found, twin);
        }
    }

    #[test]
    fn activities_and_variants_are_those_of_the_rows(rows in vec(vec(("[ab]", proptest::option::of("[xy]")), 0..5), 0..12)) {
        let mut builder = LogBuilder::new();
        for events in &rows {
            let case = builder.case().unwrap();
            for (name, step) in events {
                let event = builder.named_event(case, name).unwrap();
                if let Some(step) = step {
                    builder.set(event, keys::LIFECYCLE, step).unwrap();
                }
            }
        }
        let log = builder.finish(Order::AsAdded);
        for classifier in [Classifier::default(), Classifier::new([keys::NAME, keys::LIFECYCLE])] {
            let joined = |(name, step): &(String, Option<String>)| {
                if classifier.keys().len() == 1 { name.clone() } else { format!("{name}+{}", step.as_deref().unwrap_or_default()) }
            };
            let twin: Vec<Vec<String>> = rows.iter().map(|events| events.iter().map(joined).collect()).collect();
            let activities = log.activities(&classifier);
            prop_assert_eq!(activities.len(), twin.iter().flatten().collect::<BTreeSet<_>>().len());
            let variants = log.variants(&activities);
            let mut counts: HashMap<&Vec<String>, usize> = HashMap::new();
            for trace in &twin {
                *counts.entry(trace).or_default() += 1;
            }
            prop_assert_eq!(variants.len(), counts.len());
            let mut prefixes: BTreeSet<&[String]> = BTreeSet::from([&[][..]]);
            for (case, trace) in log.cases().zip(&twin) {
                let named: Vec<&str> = activities.sequence(case).iter().map(|activity| activities.name(*activity)).collect();
                prop_assert_eq!(&named, trace);
                let variant = variants.of(case.index()).unwrap();
                prop_assert_eq!(variants.sequence(variant), activities.sequence(case));
                prop_assert_eq!(variants.cases(variant), counts[trace]);
                for end in 1..=trace.len() {
                    prefixes.insert(&trace[..end]);
                }
                if let Some((before, _)) = variants.step(variant) {
                    let beginning = &trace[..trace.len() - 1];
                    prop_assert_eq!(variants.through(before), twin.iter().filter(|other| other.starts_with(beginning)).count());
                }
            }
            prop_assert_eq!(variants.prefixes(), prefixes.len());
            prop_assert_eq!(variants.through(Prefix::ROOT), rows.len());
            let list = variants.by_frequency();
            prop_assert!(list.is_sorted_by(|one, two| one.1 >= two.1));
            prop_assert_eq!(list.iter().map(|(_, cases)| cases).sum::<usize>(), rows.len());
        }
    }

    /// Values that are set to earlier cases, again and again: the last one of each type stays.
    #[test]
    fn values_may_come_in_any_order(sets in vec((0_usize..6, 0_usize..3, 0_i64..9), 0..40)) {
        let mut builder = LogBuilder::new();
        let cases: Vec<_> = (0..6).map(|_| builder.case().unwrap()).collect();
        let mut twin: BTreeMap<(usize, usize), i64> = BTreeMap::new();
        for (case, key, value) in sets {
            builder.set(cases[case], &format!("key {key}"), value).unwrap();
            twin.insert((case, key), value);
        }
        let log = builder.finish(Order::AsAdded);
        for (case, index) in cases.iter().enumerate() {
            for key in 0..3 {
                let found = log.case(*index).unwrap().get(&format!("key {key}"));
                prop_assert_eq!(found, twin.get(&(case, key)).copied().map(Value::Int));
            }
        }
    }
}

#[test]
fn a_key_has_one_value_even_of_two_types() {
    let mut builder = LogBuilder::new();
    let case = builder.case().unwrap();
    let one = builder.named_event(case, "a").unwrap();
    assert!(!builder.set(one, "cost", 1).unwrap());
    assert!(builder.set(one, "cost", "one").unwrap());
    let two = builder.named_event(case, "b").unwrap();
    assert!(!builder.set(two, "cost", 2).unwrap());
    assert!(builder.set(two, "cost", 3).unwrap());
    let log = builder.finish(Order::AsAdded);
    let values: Vec<_> = log.events().map(|event| event.get("cost").unwrap()).collect();
    assert_eq!(values, [Value::Text("one"), Value::Int(3)]);
    assert!(log.events().all(|event| event.attributes().count() == 2));
    assert_eq!(log.event_keys().collect::<Vec<_>>(), [("concept:name", Kind::Text), ("cost", Kind::Int), ("cost", Kind::Text)]);
    assert_eq!(names(&log), [["a", "b"]]);
}

#[test]
fn numbers_of_other_logs_and_bottomless_attributes_are_refused() {
    let mut other = LogBuilder::new();
    let case = other.case().unwrap();
    let event = other.event(case).unwrap();
    let mut builder = LogBuilder::new();
    assert_eq!(builder.event(case).unwrap_err().to_string(), "the log has no case with the number 0");
    assert_eq!(builder.set(event, "x", 1), Err(BuildError::NoSuch { what: "event", number: 0 }));
    let mut deep = Attribute::new("x", 1);
    for _ in 0..LogBuilder::DEPTH - 1 {
        deep = Attribute::new("x", 1).with_children(vec![deep]);
    }
    let case = builder.case().unwrap();
    assert_eq!(builder.set_nested(case, "x", 1, vec![deep.clone()]), Err(BuildError::TooDeep));
    assert!(builder.set_nested(case, "x", 1, deep.children).is_ok());
}

/// Columns that only some rows fill take memory for these rows, not for all.
#[test]
fn sparse_columns_are_small() {
    let mut builder = LogBuilder::new();
    let case = builder.case().unwrap();
    for number in 0..3_000 {
        let event = builder.named_event(case, "a").unwrap();
        builder.set(event, &format!("key {number}"), number).unwrap();
    }
    let log = builder.finish(Order::AsAdded);
    assert!(log.memory() < 3_000 * 300, "{} bytes", log.memory());
    assert!(log.events().all(|event| event.attributes().count() == 2));
}
