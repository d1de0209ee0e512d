//! A log that is checked without being held: 1,000,000 events of simulated incidents as a table, read in parts, and held against their lifecycle.
//!
//! `cargo bench --bench stream`; all columns are read where nothing else is said.
#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods, reason = "criterion's macros; a bench fails by panicking")]

use std::{hint::black_box, ops::ControlFlow};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use itsm::{
    catalog::Catalog,
    conformance::{
        align::{Aligner, LabelMap, LifecycleLabels, Model, Options, StreamAligner},
        rules::{self, StreamRules},
    },
    eventlog::{Classifier, Grouping, Parting, Reading, csv, read, read_parts},
    simulation::{self, ActivityNames, Plan, simulate},
};

const EVENTS: u32 = 1_000_000;

fn benches(criterion: &mut Criterion) {
    let incident = Catalog::builtin().lifecycle("neutral:incident").unwrap();
    let simulated = simulation::Model::of_lifecycle(&incident, ActivityNames::Ids).unwrap();
    let plants = vec!["insert=10".parse().unwrap(), "skip=10".parse().unwrap()];
    let plan = Plan { cases: usize::MAX, events: usize::try_from(EVENTS).ok(), plants, ..Plan::default() };
    let mut table = Vec::new();
    {
        let (log, _) = simulate(&simulated, &plan).unwrap();
        let _ = black_box(csv::write(&log, b',', &mut table));
    }
    let model = Model::from_lifecycle(&incident, LifecycleLabels::Events);
    let classifier = Classifier::default();
    let check = |parting: &Parting| {
        let mut aligner = StreamAligner::new(Some(&model), &Options::default());
        let findings = read_parts("log.csv", table.as_slice(), &Reading::default(), parting, &mut |part, _| {
            let activities = part.activities(&classifier);
            let map = LabelMap::by_name(&model, activities.names());
            aligner.add(&part, &activities, &map);
            ControlFlow::Continue(())
        });
        (aligner.finish().sums, findings)
    };
    let needed = Parting { keys: Some(Vec::new()), grouping: Some(Grouping::Grouped), ..Parting::default() };
    let all = Parting { grouping: Some(Grouping::Grouped), ..Parting::default() };
    let mut group = criterion.benchmark_group("stream");
    group.throughput(Throughput::Elements(EVENTS.into()));
    group.bench_function("a table in parts, aligned", |bencher| bencher.iter(|| check(black_box(&needed))));
    group.bench_function("a table in parts, aligned, all columns kept", |bencher| bencher.iter(|| check(black_box(&all))));
    let pack = Catalog::builtin().rule_pack("itil4:incident").unwrap();
    let asked = Parting { keys: Some(pack.attributes().into_iter().collect()), ..needed.clone() };
    let ruled = |parting: &Parting| {
        let mut rules = StreamRules::new(&pack, rules::Options::default(), 100);
        let findings = read_parts("log.csv", table.as_slice(), &Reading::default(), parting, &mut |part, _| {
            rules.add(&part);
            ControlFlow::Continue(())
        });
        (rules.finish(), findings)
    };
    group.bench_function("a table in parts, held against the rules for incidents", |bencher| bencher.iter(|| ruled(black_box(&asked))));
    group.bench_function("a table in parts, held against the rules for incidents, all columns kept", |bencher| {
        bencher.iter(|| ruled(black_box(&all)));
    });
    group.bench_function("a table in parts, nothing else", |bencher| {
        bencher.iter(|| {
            let mut events = 0;
            let _ = read_parts("log.csv", table.as_slice(), &Reading::default(), &needed, &mut |part, _| {
                events += part.event_count();
                ControlFlow::Continue(())
            });
            events
        });
    });
    group.bench_function("the same at once, all columns kept", |bencher| {
        bencher.iter(|| {
            let (log, _) = read("log.csv", table.as_slice(), &Reading::default());
            let log = log.unwrap();
            let activities = log.activities(&classifier);
            let map = LabelMap::by_name(&model, activities.names());
            Aligner::new(&model, &map, Options::default()).log(&log.variants(&activities)).deviations
        });
    });
    group.finish();
}

criterion_group! { name = all; config = Criterion::default().sample_size(10); targets = benches }
criterion_main!(all);
