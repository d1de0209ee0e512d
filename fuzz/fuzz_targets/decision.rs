//! Any text as a decision file: no panic, and what loads answers every value that its inputs have.
#![no_main]

use itsm::{
    decision::{self, InputKind},
    diagnostic::render,
    source::{FileText, Limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, Vec<i64>)| {
    let (text, numbers) = input;
    let file = FileText::new("decision.yaml", format!("format: itsm/decision/1\n{text}"));
    let (table, findings) = decision::check(&file, Limits::default());
    let _ = (render::human(&findings, true), render::sarif(&findings));
    assert_eq!(table.is_none(), findings.errors() > 0);
    let Some(table) = table else { return };
    let given: Vec<i64> = table
        .inputs()
        .iter()
        .zip(numbers.iter().chain(std::iter::repeat(&0)))
        .map(|(input, number)| match input.kind() {
            InputKind::Levels(names) => number.rem_euclid(i64::try_from(names.len()).unwrap()),
            InputKind::Number { from, to } => (*number).clamp(from, to),
        })
        .collect();
    let outcome = table.decide(&given).expect("a value that the input has");
    assert!(table.definition().hit.is_some() || outcome.answers().count() == 1);
});
