//! What people wait for: one element, one crosswalk, everything checked. Each run starts cold, with an empty catalog.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::{
    catalog::{Catalog, SHIPPED},
    document::parse,
    source::{FileText, Limits},
};

/// `itsm show itil4:incident-management` without the process around it.
fn show(criterion: &mut Criterion) {
    criterion.bench_function("show itil4:incident-management", |bencher| {
        bencher.iter(|| Catalog::builtin().resolve(black_box("itil4:incident-management")).map(|found| found.element().children().len()));
    });
}

/// `itsm compare itil4 fitsm3`.
fn compare(criterion: &mut Criterion) {
    criterion.bench_function("compare itil4 fitsm3", |bencher| {
        bencher.iter(|| Catalog::builtin().compare(black_box("itil4"), "fitsm3").map(|crosswalk| crosswalk.rows().len()));
    });
}

/// Every shipped file, loaded and checked by all rules.
fn check(criterion: &mut Criterion) {
    criterion.bench_function("check every shipped file", |bencher| {
        bencher.iter(|| Catalog::builtin().check_all().len());
    });
}

/// The parser alone, on the largest shipped file: what the rest is measured against.
fn parsing(criterion: &mut Criterion) {
    let largest = SHIPPED.paths().filter_map(|path| SHIPPED.get(path).map(|text| (path, text))).max_by_key(|(_, text)| text.len());
    let Some((path, text)) = largest else { return };
    let file = FileText::new(path, text);
    let mut group = criterion.benchmark_group("parse");
    group.throughput(criterion::Throughput::Bytes(u64::try_from(text.len()).unwrap_or(0)));
    group.bench_function(path, |bencher| bencher.iter(|| parse(black_box(&file), Limits::default()).1.len()));
    group.finish();
}

/// A search in all frameworks and languages, everything loaded for it.
fn search(criterion: &mut Criterion) {
    criterion.bench_function("search incident", |bencher| {
        bencher.iter(|| Catalog::builtin().search(black_box("incident")).map(|hits| hits.len()));
    });
}

criterion_group!(benches, show, compare, check, parsing, search);
criterion_main!(benches);
