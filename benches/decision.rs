//! How long reading and proving a decision table takes, and asking it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, reason = "a bench fails by panicking")]

use std::{fmt::Write as _, hint::black_box};

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::{catalog::Catalog, decision::DecisionTable, source::FileText};

/// Five inputs of five levels and a rule for every combination of the first three: 125 rules, 3,125 combinations.
fn large() -> FileText {
    let mut text = String::from("format: itsm/decision/1\nid: large\ntitle: Large\ninputs:\n");
    for input in 0..5 {
        writeln!(text, "  - {{id: i{input}, values: [a, b, c, d, e]}}").unwrap();
    }
    text.push_str("outputs:\n  - {id: o, values: [p, q, r, s, t], monotone: {rising: [i0]}}\nrules:\n");
    for (place, first) in "abcde".chars().enumerate() {
        for second in "abcde".chars() {
            for third in "abcde".chars() {
                let value = ["p", "q", "r", "s", "t"].get(place).unwrap();
                writeln!(text, "  - {{when: {{i0: {first}, i1: {second}, i2: {third}}}, then: {{o: {value}}}}}").unwrap();
            }
        }
    }
    FileText::new("large.yaml", text)
}

fn decision(criterion: &mut Criterion) {
    let catalog = Catalog::builtin();
    let priority = catalog.decision("neutral:priority").unwrap();
    criterion.bench_function("load priority", |bencher| bencher.iter(|| black_box(&catalog).decision("neutral:priority").unwrap()));
    criterion.bench_function("decide by numbers", |bencher| bencher.iter(|| priority.decide(black_box(&[2, 1])).unwrap().ranks()));
    criterion.bench_function("decide by names", |bencher| {
        bencher.iter(|| priority.decide_named(black_box([("impact", "high"), ("urgency", "medium")])).unwrap().ranks());
    });
    let file = large();
    criterion.bench_function("load 125 rules", |bencher| bencher.iter(|| DecisionTable::load(black_box(&file)).unwrap()));
}

criterion_group!(benches, decision);
criterion_main!(benches);
