//! Soundness of generated nets: large state spaces that reduction saves, search itself, and many small nets.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the macros of criterion make undocumented functions; a bench fails by panicking"
)]

#[path = "support/nets.rs"]
mod nets;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::{
    net::{
        Net,
        pnml::{self, PnmlNet},
        soundness::{Limits, soundness, state_space},
    },
    source::{self, FileText},
};
use nets::{Numbers, Plan, Shape};

/// The first net of this many tasks, of a seeded series, whose number of markings is in the range.
fn net(tasks: usize, parallel: usize, markings: std::ops::Range<u64>) -> Net {
    let limits = Limits { markings: usize::try_from(markings.end).unwrap(), ..Limits::default() };
    let nets = (0..).map(|seed| Plan::blocks(&mut Numbers::new(seed), Shape { tasks, parallel, loops: 10, choices: 15 }).net());
    nets.map(|net| (state_space(&net, limits).markings_explored, net)).find(|(count, _)| markings.contains(count)).unwrap().1
}

fn benches_of_soundness(criterion: &mut Criterion) {
    for (tasks, parallel) in [(32, 55), (42, 50)] {
        let net = net(tasks, parallel, 100_000..400_000);
        let count = state_space(&net, Limits::default()).markings_explored;
        criterion.bench_function(&format!("soundness, {tasks} tasks, {count} markings"), |bencher| {
            bencher.iter(|| soundness(black_box(&net), Limits::default()));
        });
        let mut group = criterion.benchmark_group("search");
        group.sample_size(10);
        group.bench_function(format!("state space, {tasks} tasks, {count} markings"), |bencher| {
            bencher.iter(|| state_space(black_box(&net), Limits::default()));
        });
        group.finish();
    }
    let small = net(20, 45, 1_900..2_100);
    let count = state_space(&small, Limits::default()).markings_explored;
    criterion.bench_function(&format!("soundness, {count} markings"), |bencher| bencher.iter(|| soundness(black_box(&small), Limits::default())));
    criterion.bench_function(&format!("state space, {count} markings"), |bencher| bencher.iter(|| state_space(black_box(&small), Limits::default())));

    // About 100 nodes, places and transitions together.
    let shape = Shape { tasks: 30, parallel: 30, loops: 10, choices: 20 };
    let many: Vec<Net> = (0..1000).map(|seed| Plan::blocks(&mut Numbers::new(seed), shape).net()).collect();
    let nodes: usize = many.iter().map(|net| net.place_count() + net.transition_count()).sum();
    let mut group = criterion.benchmark_group("many");
    group.sample_size(10);
    group.bench_function(format!("soundness, 1,000 nets of {} nodes on average", nodes / 1000), |bencher| {
        bencher.iter(|| many.iter().filter(|net| soundness(black_box(net), Limits::default()).is_sound()).count());
    });
    group.finish();

    let text = pnml::write(&[PnmlNet::new(many.first().unwrap().clone())]);
    let file = FileText::new("net.pnml", text);
    criterion.bench_function("PNML, read a net of 100 nodes", |bencher| bencher.iter(|| pnml::read(black_box(&file), source::Limits::default())));
}

criterion_group!(benches, benches_of_soundness);
criterion_main!(benches);
