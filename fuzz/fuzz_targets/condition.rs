//! Any text as a condition: no panic, findings stand inside the text, and what is read can be asked and compared.
#![no_main]

use std::{collections::BTreeMap, sync::LazyLock};

use itsm::expr::{Condition, Environment, Field, FieldType, Fields, Value, overlap};
use libfuzzer_sys::fuzz_target;

static FIELDS: LazyLock<Fields> = LazyLock::new(|| {
    let declared = [
        ("b", Field::new(FieldType::Bool)),
        ("n", Field::new(FieldType::Int)),
        ("d", Field::new(FieldType::Decimal)),
        ("s", Field::new(FieldType::String)),
        ("i", Field::new(FieldType::Instant)),
        ("t", Field::new(FieldType::Duration)),
        ("e", Field::words(["x", "y"])),
        ("l", Field::list(FieldType::Int)),
    ];
    declared.into_iter().fold(Fields::new(), |fields, (name, field)| fields.with(name, field).unwrap())
});

static VALUES: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    let texts = [("b", "true"), ("n", "-3"), ("d", "0.5"), ("s", "text"), ("i", "2026-01-31T09:00:00Z"), ("t", "PT8H"), ("e", "x"), ("l", "1,2")];
    texts.iter().map(|(name, text)| ((*name).to_owned(), FIELDS.get(name).unwrap().parse(text).unwrap())).collect()
});

fuzz_target!(|text: String| {
    match Condition::from_text(&text, &FIELDS) {
        Ok(condition) => {
            let environment = Environment::at("2026-01-31T10:00:00Z".parse().unwrap());
            let _ = condition.holds(&*VALUES, &environment);
            let _ = condition.holds(&(), &environment);
            let _ = overlap(&condition, &condition);
        }
        Err(findings) => {
            let length = text.trim_start_matches('\u{feff}').chars().count();
            assert!(findings.errors() > 0);
            for finding in &findings {
                assert!(finding.position().is_none_or(|position| usize::try_from(position.column()).unwrap() <= length + 1));
            }
        }
    }
});
