//! A log that is checked in parts takes the same memory however many cases it has.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a test fails by panicking")]

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use itsm::{
    conformance::align::{LabelMap, Model, Options, StreamAligner},
    eventlog::{Classifier, Grouping, Parting, Reading, read_parts},
};

/// A table that is made while it is read, so that it is not in memory itself: four events a case, every tenth case without the third.
struct Rows {
    cases: u64,
    next: u64,
    line: Vec<u8>,
    at: usize,
}

impl Rows {
    fn new(cases: u64) -> Self {
        Self { cases, next: 0, line: b"case,activity,time,person\n".to_vec(), at: 0 }
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            if self.next == self.cases {
                return Ok(0);
            }
            self.at = 0;
            self.line.clear();
            for (number, activity) in ["open", "assign", "resolve", "close"].into_iter().enumerate() {
                if activity != "resolve" || !self.next.is_multiple_of(10) {
                    self.line.extend(format!("INC{:09},{activity},2026-03-02T09:00:0{number}Z,Person {}\n", self.next, self.next * 7).bytes());
                }
            }
            self.next += 1;
        }
        let count = buffer.len().min(self.line.len() - self.at);
        buffer[..count].copy_from_slice(&self.line[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The most bytes that were in use at once, with cases and deviations.
fn peak(cases: u64) -> (u64, usize, Option<u64>) {
    let model = Model::from_edges(5, 0, [4], [(0, Some("open"), 1), (1, Some("assign"), 2), (2, Some("resolve"), 3), (3, Some("close"), 4)]);
    let mut sums = None;
    let measured = allocation_counter::measure(|| {
        let mut aligner = StreamAligner::new(Some(&model), &Options::default());
        let parting = Parting { grouping: Some(Grouping::Grouped), ..Parting::default() };
        let findings = read_parts("log.csv", Rows::new(cases), &Reading::default(), &parting, &mut |part, _| {
            let activities = part.activities(&Classifier::default());
            let map = LabelMap::by_name(&model, activities.names());
            aligner.add(&part, &activities, &map);
            ControlFlow::Continue(())
        });
        assert_eq!(findings.errors(), 0);
        sums = Some(aligner.finish().sums);
    });
    let sums = sums.unwrap();
    (measured.bytes_max, sums.cases, sums.deviations)
}

#[test]
fn memory_does_not_grow_with_the_number_of_cases() {
    let (few, cases, deviations) = peak(10_000);
    assert_eq!((cases, deviations), (10_000, Some(1_000)));
    let (many, cases, deviations) = peak(200_000);
    assert_eq!((cases, deviations), (200_000, Some(20_000)));
    // Names of cases get longer, and texts of parts with them.
    let more_digits = 64 * 1024;
    assert!(many < few + more_digits, "{few} bytes for 10,000 cases, {many} for 200,000");
    // More than are remembered, to know one that comes back.
    let (more, ..) = peak(600_000);
    assert!(more < few + more_digits, "{few} bytes for 10,000 cases, {more} for 600,000");
    println!("{few} bytes for 10,000 cases, {many} for 200,000, {more} for 600,000");
    // The whole log would take this for texts alone.
    assert!(many < 16 * 1024 * 1024, "{many}");
}
