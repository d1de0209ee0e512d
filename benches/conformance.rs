//! Alignments: a log of 65,000 events with a status machine, fit checks, a case that is followed, generated nets with noise, discovered nets.
//!
//! `cargo bench --bench conformance`; discovered nets when `ITSM_CORPUS` names the folder of reference files.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the macros of criterion make undocumented functions; a bench fails by panicking"
)]

#[path = "support/nets.rs"]
mod nets;
#[path = "support/runs.rs"]
mod runs;

use std::{fs, hint::black_box, path::Path};

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::{
    conformance::align::{Aligner, LabelMap, LogAlignment, Model, Options},
    eventlog::{Activities, Classifier, EventLog, Variants},
    net::{
        Net, pnml,
        soundness::{Limits, state_space},
    },
    source,
};
use nets::{Numbers, Plan, Shape};

struct Work {
    model: Model,
    activities: Activities,
    variants: Variants,
}

impl Work {
    fn new(model: Model, log: &EventLog, classifier: &str) -> Self {
        let activities = log.activities(&classifier.parse::<Classifier>().unwrap());
        let variants = log.variants(&activities);
        Self { model, activities, variants }
    }

    fn align(&self, options: Options) -> LogAlignment {
        let map = LabelMap::by_name(&self.model, self.activities.names());
        Aligner::new(&self.model, &map, options).log(&self.variants)
    }
}

fn statuses(criterion: &mut Criterion) {
    let model = Model::from_edges(14, 13, [11, 12], runs::status_steps());
    let log = runs::log(&runs::status_traces(65_000, &mut Numbers::new(1)));
    let work = Work::new(model, &log, "concept:name");
    let count = work.variants.len();
    criterion.bench_function(&format!("align, status machine, 65,000 events, {count} variants"), |bencher| {
        bencher.iter(|| black_box(&work).align(Options::default()));
    });
    criterion.bench_function("align, the same, costs only", |bencher| {
        bencher.iter(|| black_box(&work).align(Options { moves: false, ..Options::default() }));
    });
    criterion.bench_function("fit, the same", |bencher| {
        bencher.iter(|| {
            let map = LabelMap::by_name(&work.model, work.activities.names());
            Aligner::new(&work.model, &map, Options::default()).fit(black_box(&work.variants)).fitting_cases
        });
    });
    criterion.bench_function("fit, the same, with activities and variants of the log", |bencher| {
        bencher.iter(|| {
            let activities = log.activities(&Classifier::default());
            let map = LabelMap::by_name(&work.model, activities.names());
            Aligner::new(&work.model, &map, Options::default()).fit(&black_box(&log).variants(&activities)).fitting_cases
        });
    });
    let map = LabelMap::by_name(&work.model, work.activities.names());
    let aligner = Aligner::new(&work.model, &map, Options::default());
    let events: Vec<_> = log.cases().flat_map(|case| work.activities.sequence(case)).copied().take(1000).collect();
    criterion.bench_function("monitor, 1,000 events with a verdict each", |bencher| {
        bencher.iter(|| {
            let mut case = aligner.monitor();
            events
                .iter()
                .filter(|event| {
                    case.event(**event);
                    case.verdict().may_end
                })
                .count()
        });
    });
}

fn parallel(criterion: &mut Criterion) {
    let limits = Limits { markings: 400_000, ..Limits::default() };
    let shape = Shape { tasks: 42, parallel: 50, loops: 10, choices: 15 };
    let candidates = (0..).map(|seed| Plan::blocks(&mut Numbers::new(seed), shape).net());
    let net: Net = candidates.into_iter().find(|net| (100_000..400_000).contains(&state_space(net, limits).markings_explored)).unwrap();
    let mut group = criterion.benchmark_group("parallel");
    group.sample_size(10);
    for (noisy, share) in [(50, 10), (100, 50)] {
        let log = runs::log(&runs::traces(&net, 1000, noisy, share, &mut Numbers::new(7)));
        let work = Work::new(Model::from_net(&net).unwrap(), &log, "concept:name");
        for threads in [1, 2] {
            let name = format!("align, 42 tasks, 1,000 traces, {noisy} % of them with {share} % noise, {threads} threads");
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    let result = black_box(&work).align(Options { threads, ..Options::default() });
                    assert_eq!(result.unsolved_cases, 0);
                    result
                });
            });
        }
    }
    group.finish();
}

fn discovered(criterion: &mut Criterion) {
    let Some(corpus) = std::env::var_os("ITSM_CORPUS") else { return };
    let corpus = Path::new(&corpus);
    let pairs = [
        ("teleclaims", "02_teleclaims", "concept:name"),
        ("repairExample", "03_repairExample", "concept:name"),
        ("bpic2013_closed_problems", "06_bpic2013_closed", "concept:name"),
        ("bpic2013_closed_problems", "06_bpic2013_closed_lc", "concept:name+lifecycle:transition"),
        ("receipt", "08_receipt", "concept:name"),
        ("helpdesk", "helpdesk", "concept:name"),
    ];
    let mut all = Vec::new();
    for (log, net, classifier) in pairs {
        let log = EventLog::from_path(corpus.join(format!("data/xes/{log}.xes.gz"))).unwrap();
        for noise in ["im0", "im0.2"] {
            let bytes = fs::read(corpus.join(format!("models/discovered/{net}_{noise}.pnml"))).unwrap();
            let (nets, _) = pnml::read_bytes(net, &bytes, source::Limits::default());
            all.push(Work::new(Model::from_net(&nets.first().unwrap().net).unwrap(), &log, classifier));
        }
    }
    criterion.bench_function("align, twelve discovered nets, all variants", |bencher| {
        bencher.iter(|| all.iter().map(|work| work.align(Options::default()).fitting_cases).sum::<usize>());
    });
}

criterion_group!(benches, statuses, parallel, discovered);
criterion_main!(benches);
