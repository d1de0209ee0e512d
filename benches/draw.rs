//! Layout of a state machine with 20 states and of a workflow with 100 nodes, made by a seeded generator.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::draw::{Edge, LayoutOptions, Picture, SvgOptions, layout, svg};

/// A small generator of numbers (xorshift, Marsaglia 2003), so that every run measures the same pictures.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// A backbone and further edges that reach up to `reach` nodes forwards or backwards, all labelled.
fn picture(nodes: u64, edges: u64, reach: u64, lanes: u64) -> Picture {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut picture = Picture::states("Generated");
    for node in 0..nodes {
        let new = itsm::draw::Node::new(format!("n{node}")).label(format!("State number {node}"));
        picture = picture.node(if lanes > 0 { new.lane(format!("lane {}", numbers.below(lanes))) } else { new });
    }
    for node in 1..nodes {
        let from = node - 1 - numbers.below(3).min(node - 1);
        picture = picture.edge(Edge::new(format!("n{from}"), format!("n{node}")).label("next"));
    }
    for edge in nodes - 1..edges {
        let from = numbers.below(nodes);
        let to = (from + nodes - reach / 2 + numbers.below(reach)) % nodes;
        picture = picture.edge(Edge::new(format!("n{from}"), format!("n{to}")).label(format!("event {edge}")));
    }
    picture
}

fn layouts(criterion: &mut Criterion) {
    for (name, picture) in [
        ("layout, 20 states, 60 transitions", picture(20, 60, 12, 0)),
        ("layout, 100 nodes, 150 edges", picture(100, 150, 16, 0)),
        ("layout, 100 nodes, 150 edges, 4 lanes", picture(100, 150, 16, 4)),
    ] {
        criterion.bench_function(name, |bencher| bencher.iter(|| layout(black_box(&picture), LayoutOptions::default())));
    }
    let picture = picture(20, 60, 12, 0);
    criterion.bench_function("svg, 20 states, 60 transitions", |bencher| bencher.iter(|| svg(black_box(&picture), &SvgOptions::default())));
}

criterion_group!(benches, layouts);
criterion_main!(benches);
