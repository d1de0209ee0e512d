//! Logs of all shapes for property tests.

use itsm::{
    eventlog::{Attribute, AttributeValue, EventLog, Extension, LogBuilder, NamedClassifier, Order, Scope, Value},
    jiff::Timestamp,
};
use proptest::{collection::vec, prelude::*};

/// Texts with what formats have trouble with.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{0,6}",
        2 => "[ a-zA-Z&<>\"'=;,+\t\r\n|äß€\u{1f600}-]{0,12}",
        1 => Just("&amp;".to_owned()),
        1 => Just("]]>".to_owned()),
    ]
}

pub fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop_oneof![Just("concept:name"), Just("org:resource"), Just("lifecycle:transition"), Just("cost")].prop_map(str::to_owned),
        1 => text(),
    ]
}

pub fn instant() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        3 => 1_500_000_000_i64..1_500_000_100,
        1 => -377_705_023_201_i64..=253_402_207_200,
    ]
    .prop_flat_map(|second| prop_oneof![Just(0), Just(500_000_000), 0_i32..1_000_000_000].prop_map(move |nano| Timestamp::new(second, nano).unwrap()))
}

pub fn value() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        6 => text().prop_map(AttributeValue::Text),
        1 => text().prop_map(AttributeValue::Id),
        1 => any::<i64>().prop_map(AttributeValue::Int),
        1 => any::<f64>().prop_map(|number| AttributeValue::Float(if number.is_nan() { f64::NAN } else { number })),
        1 => any::<bool>().prop_map(AttributeValue::Bool),
        1 => instant().prop_map(AttributeValue::Instant),
    ]
}

pub fn attribute() -> impl Strategy<Value = Attribute> {
    let leaf = (key(), value()).prop_map(|(key, value)| Attribute { key, value, children: Vec::new() });
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list = vec(inner.clone(), 0..3).prop_map(AttributeValue::List);
        let value = prop_oneof![3 => value(), 1 => list, 1 => Just(AttributeValue::Container)];
        (key(), value, vec(inner, 0..3)).prop_map(|(key, value, children)| Attribute { key, value, children })
    })
}

/// A case as rows: its attributes and its events.
pub type Rows = Vec<(Vec<Attribute>, Vec<Vec<Attribute>>)>;

/// Attributes with different keys, as a case or an event has.
pub fn attributes() -> impl Strategy<Value = Vec<Attribute>> {
    vec(attribute(), 0..5).prop_map(|mut list| {
        let mut seen = std::collections::BTreeSet::new();
        // A time that is a string is read as a time; that is tested elsewhere.
        list.retain(|attribute| attribute.key != "time:timestamp" && seen.insert(attribute.key.clone()));
        list
    })
}

pub fn rows() -> impl Strategy<Value = Rows> {
    vec((attributes(), vec(attributes(), 0..5)), 0..5)
}

pub fn set(builder: &mut LogBuilder, target: itsm::eventlog::Target, attributes: &[Attribute]) {
    for attribute in attributes {
        builder.set_nested(target, &attribute.key, attribute.value.view(), attribute.children.clone()).unwrap();
    }
}

pub fn build(rows: &Rows) -> LogBuilder {
    let mut builder = LogBuilder::new();
    for (attributes, events) in rows {
        let case = builder.case().unwrap();
        set(&mut builder, case.into(), attributes);
        for attributes in events {
            let event = builder.event(case).unwrap();
            set(&mut builder, event.into(), attributes);
        }
    }
    builder
}

/// Whole logs, with heads and events of no case.
pub fn log() -> impl Strategy<Value = EventLog> {
    let classifier = ("[a-z ]{0,5}", any::<bool>(), vec("[a-z :]{0,6}", 0..3)).prop_map(|(name, about_case, keys)| NamedClassifier {
        name,
        scope: if about_case { Scope::Case } else { Scope::Event },
        keys,
    });
    let extension = (text(), text()).prop_map(|(name, uri)| Extension { name, prefix: "own".to_owned(), uri });
    let head = (attributes(), attributes(), vec(classifier, 0..3), vec(extension, 0..2));
    (rows(), head, vec(attributes(), 0..3)).prop_map(|(rows, (own, globals, classifiers, extensions), loose)| {
        let mut builder = build(&rows);
        for attributes in loose {
            let event = builder.loose_event().unwrap();
            set(&mut builder, event.into(), &attributes);
        }
        let header = builder.header_mut();
        header.attributes = own;
        header.event_globals.clone_from(&globals);
        header.case_globals = globals;
        header.classifiers = classifiers;
        header.extensions = extensions;
        builder.finish(Order::AsAdded)
    })
}

/// A value as a text that tells the type.
pub fn typed(value: Value<'_>) -> String {
    format!("{} {value}", value.kind())
}
