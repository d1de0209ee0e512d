//! Large mapping sets, made by a seeded generator: reading, comparing, composing, closing.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use std::{fmt::Write as _, hint::black_box};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use itsm::{
    catalog::Catalog,
    mapping::{
        ClosureLimits, MappingSet, MergeOptions, compose, diff, merge,
        sssom::{
            self, Writing,
            json::{self, Ids},
        },
    },
    source::{FileText, Limits},
};

/// A small generator of numbers (xorshift, Marsaglia 2003), so that every run measures the same files.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

const PREDICATES: [&str; 5] = ["skos:exactMatch", "skos:broadMatch", "skos:narrowMatch", "skos:closeMatch", "skos:relatedMatch"];

/// A set of `rows` rows between two frameworks of `size` elements.
fn set(numbers: &mut Numbers, subject: &str, object: &str, rows: usize, size: u64) -> String {
    let mut text = format!(
        "#mapping_set_id: https://example.org/sets/{subject}-{object}\n#license: https://creativecommons.org/publicdomain/zero/1.0/\n#subject_source: itsm:{subject}\n#object_source: itsm:{object}\n#curie_map:\n#  {subject}: 'urn:itsm:{subject}:'\n#  {object}: 'urn:itsm:{object}:'\n#  orcid: 'https://orcid.org/'\nsubject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tauthor_id\tconfidence\tcomment\n"
    );
    for place in 0..rows {
        let predicate = usize::try_from(numbers.below(5)).ok().and_then(|place| PREDICATES.get(place)).copied().unwrap_or("skos:exactMatch");
        let _ = writeln!(
            text,
            "{subject}:e{}\tElement {place}\t{predicate}\t{object}:e{}\tTarget of some kind {}\tsemapv:ManualMappingCuration\torcid:0000-0000-0000-{:04}\t0.{:02}\tremark {}",
            numbers.below(size),
            numbers.below(size),
            place % 977,
            place % 1000,
            numbers.below(100),
            place % 313,
        );
    }
    text
}

fn read(text: String) -> MappingSet {
    sssom::read(&FileText::new("generated.sssom.tsv", text), Limits::default()).0.unwrap_or_default()
}

fn large(criterion: &mut Criterion) {
    let text = set(&mut Numbers(7), "aaa", "bbb", 60_000, 60_000);
    let mut group = criterion.benchmark_group("60,000 rows");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(u64::try_from(text.len()).unwrap_or(0)));
    let file = FileText::new("generated.sssom.tsv", text.clone());
    group.bench_function("read", |bencher| bencher.iter(|| sssom::read(black_box(&file), Limits::default()).1.len()));
    let parsed = read(text);
    group.bench_function("invert", |bencher| bencher.iter(|| black_box(&parsed).invert().rows().len()));
    let sets = [parsed.clone(), read(set(&mut Numbers(8), "aaa", "bbb", 60_000, 60_000))];
    let options = MergeOptions { id: "urn:x:merged".to_owned(), ..MergeOptions::default() };
    group.bench_function("merge with another", |bencher| bencher.iter(|| merge(black_box(&sets), &options).map(|merge| merge.set.rows().len())));
    group.bench_function("write as SSSOM/TSV", |bencher| bencher.iter(|| sssom::write(black_box(&parsed), &Writing::default()).is_ok()));
    group.bench_function("write as SSSOM/JSON", |bencher| bencher.iter(|| json::write(black_box(&parsed), Ids::Full, &Writing::default()).is_ok()));
    group.bench_function("diff", |bencher| bencher.iter(|| diff(black_box(&parsed), &parsed).len()));
    group.finish();
}

/// A library of 92 sets and 76,555 rows over 24 frameworks: every two sets that meet are composed.
fn library(criterion: &mut Criterion) {
    let mut numbers = Numbers(11);
    let sets: Vec<(u64, u64, MappingSet)> = (0..92_u64)
        .map(|place| {
            let (from, to) = (place % 24, (place + 1 + place / 24) % 24);
            let rows = if place == 91 { 76_555 - 91 * 832 } else { 832 };
            (from, to, read(set(&mut numbers, &format!("f{from}"), &format!("f{to}"), usize::try_from(rows).unwrap_or(0), 400)))
        })
        .collect();
    let mut group = criterion.benchmark_group("92 sets, 76,555 rows");
    group.sample_size(10);
    group.bench_function("all chains of two sets", |bencher| {
        bencher.iter(|| {
            let mut found = (0, 0);
            for (_, middle, first) in &sets {
                for (_, _, second) in sets.iter().filter(|(from, _, _)| from == middle) {
                    let composition = compose(black_box(first), second);
                    found = (found.0 + composition.rows.len(), found.1 + composition.uninformative);
                }
            }
            found
        });
    });
    group.finish();
}

fn closure(criterion: &mut Criterion) {
    let catalog = Catalog::builtin();
    let Ok(network) = catalog.network(&catalog.framework_ids(), true) else { return };
    criterion.bench_function("closure over all shipped sets", |bencher| bencher.iter(|| black_box(&network).close(ClosureLimits::default()).pairs()));
}

criterion_group!(benches, large, library, closure);
criterion_main!(benches);
