//! Logs that are aligned part by part give what they give at once.

use itsm::{
    conformance::align::{Aligner, LabelMap, Model, Options, Outcome, StreamAligner, StreamAlignment},
    eventlog::{Classifier, EventLog, LogBuilder, Order},
};
use proptest::prelude::*;

use crate::{laws::blocks, twin::name};

fn log(traces: &[Vec<u8>], first: usize) -> EventLog {
    let mut builder = LogBuilder::new();
    for (number, trace) in traces.iter().enumerate() {
        let case = builder.named_case(&format!("C{}", first + number)).unwrap();
        for letter in trace {
            builder.named_event(case, &name(*letter)).unwrap();
        }
    }
    builder.finish(Order::AsAdded)
}

fn in_parts(model: &Model, traces: &[Vec<u8>], size: usize, options: &Options) -> StreamAlignment {
    let mut aligner = StreamAligner::new(Some(model), options.clone());
    for (number, chunk) in traces.chunks(size).enumerate() {
        let part = log(chunk, number * size);
        let activities = part.activities(&Classifier::default());
        let map = LabelMap::by_name(model, activities.names());
        aligner.add(&part, &activities, &map);
    }
    aligner.finish()
}

fn same(model: &Model, traces: &[Vec<u8>], size: usize, options: &Options) {
    let whole = log(traces, 0);
    let activities = whole.activities(&Classifier::default());
    let map = LabelMap::by_name(model, activities.names());
    let variants = whole.variants(&activities);
    let once = Aligner::new(model, &map, options.clone()).log(&variants);
    let stream = in_parts(model, traces, size, options);
    let sums = &stream.sums;
    assert_eq!(
        (sums.cases, sums.events, sums.fitting_cases, sums.deviations, sums.unsolved_cases, sums.shortest_run),
        (once.cases, once.events, once.fitting_cases, once.deviations, once.unsolved_cases, once.shortest_run)
    );
    assert_eq!((sums.log_fitness, sums.log_fitness_bounds), (once.log_fitness, once.log_fitness_bounds));
    assert_eq!(stream.unlisted_cases, 0);
    // The same variants in the same order, with the same words and the same first cases.
    let expected: Vec<_> = variants
        .by_frequency()
        .into_iter()
        .map(|(prefix, cases)| {
            let names: Vec<String> = variants.sequence(prefix).iter().map(|activity| activities.name(*activity).to_owned()).collect();
            let outcome = &once.variants.iter().find(|variant| variant.prefix == prefix).unwrap().outcome;
            let first = whole.cases().find(|case| variants.of(case.index()) == Some(prefix)).unwrap();
            let words = outcome.alignment().map(|alignment| alignment.words(model, &activities)).unwrap_or_default();
            (names, cases, outcome.cost(), words.len(), first.name().unwrap().into_owned())
        })
        .collect();
    let found: Vec<_> = stream
        .variants
        .into_iter()
        .map(|variant| (variant.activities, variant.cases, variant.outcome.as_ref().and_then(Outcome::cost), variant.words.len(), variant.example))
        .collect();
    // Of several cheapest alignments another may be told, of the same number of moves.
    assert_eq!(expected, found);
}

fn traces() -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(0..6_u8, 0..8), 1..40)
}

proptest! {
    #[test]
    fn state_machines(edges in prop::collection::vec((0..5_u32, prop::option::of(0..6_u8), 0..5_u32), 1..12), traces in traces(), size in 1..12_usize, open: bool) {
        let names: Vec<Option<String>> = edges.iter().map(|(_, letter, _)| letter.map(name)).collect();
        let steps: Vec<(u32, Option<&str>, u32)> = edges.iter().zip(&names).map(|((from, _, to), name)| (*from, name.as_deref(), *to)).collect();
        let model = Model::from_edges(5, 0, [4], steps);
        same(&model, &traces, size, &Options { open, ..Options::default() });
    }

    #[test]
    fn nets(twin in blocks(2..7, 0..3), traces in traces(), size in 1..12_usize) {
        let Ok(model) = Model::from_net(&twin.net()) else { return Ok(()) };
        same(&model, &traces, size, &Options::default());
    }
}
