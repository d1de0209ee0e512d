//! Logs that are aligned part by part give what they give at once.

use std::collections::{BTreeMap, BTreeSet};

use itsm::{
    conformance::align::{Aligner, FollowedAlignment, Follower, LabelMap, Model, Options, Outcome, StreamAligner, StreamAlignment},
    eventlog::{Classifier, EventLog, LogBuilder, Order},
};
use proptest::prelude::*;

use crate::{laws::blocks, searched::chains, twin::name};

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
    let mut aligner = StreamAligner::new(Some(model), options);
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
    fn nets(twin in blocks(2..7, 0..1), traces in traces(), size in 1..12_usize) {
        let Ok(model) = Model::from_net(&twin.net()) else { return Ok(()) };
        same(&model, &traces, size, &Options::default());
    }
}

/// A log whose events come in the order of `owners`: the case of each event.
fn mixed(model: &Model, events: &[(u8, u8)], size: usize, open: usize) -> FollowedAlignment {
    let names: Vec<String> = model.labels().map(str::to_owned).collect();
    let map = LabelMap::by_name(model, names.iter().map(String::as_str));
    let aligner = Aligner::new(model, &map, Options::default());
    let mut follower = Follower::new(&aligner, names.iter().map(String::as_str), open).unwrap();
    for chunk in events.chunks(size) {
        let mut builder = LogBuilder::new();
        let mut cases = BTreeMap::new();
        for (owner, letter) in chunk {
            let case = *cases.entry(*owner).or_insert_with(|| builder.named_case(&format!("C{owner}")).unwrap());
            builder.named_event(case, &name(*letter)).unwrap();
        }
        let part = builder.finish(Order::AsAdded);
        follower.add(&part, &part.activities(&Classifier::default()));
    }
    follower.finish()
}

proptest! {
    /// What comes of cases that are followed is what comes of the whole log.
    #[test]
    fn followed_cases_cost_the_same(
        edges in prop::collection::vec((0..5_u32, prop::option::of(0..6_u8), 0..5_u32), 1..12),
        events in prop::collection::vec((0..6_u8, 0..7_u8), 1..60),
        size in 1..12_usize,
    ) {
        let names: Vec<Option<String>> = edges.iter().map(|(_, letter, _)| letter.map(name)).collect();
        let steps: Vec<(u32, Option<&str>, u32)> = edges.iter().zip(&names).map(|((from, _, to), name)| (*from, name.as_deref(), *to)).collect();
        let model = Model::from_edges(5, 0, [4], steps);
        let followed = mixed(&model, &events, size, 1000);
        let owners: BTreeSet<u8> = events.iter().map(|(owner, _)| *owner).collect();
        let traces: Vec<Vec<u8>> =
            owners.iter().map(|own| events.iter().filter(|(owner, _)| owner == own).map(|(_, letter)| *letter).collect()).collect();
        let whole = log(&traces, 0);
        let activities = whole.activities(&Classifier::default());
        let map = LabelMap::by_name(&model, activities.names());
        let variants = whole.variants(&activities);
        let once = Aligner::new(&model, &map, Options::default()).log(&variants);
        let sums = &followed.sums;
        prop_assert_eq!((sums.cases, sums.events, sums.fitting_cases), (once.cases, once.events, once.fitting_cases));
        prop_assert_eq!((sums.deviations, sums.log_fitness), (once.deviations, once.log_fitness));
        prop_assert_eq!((followed.variants, followed.returned, followed.let_go, followed.disordered), (variants.len(), 0, 0, 0));
        prop_assert_eq!(followed.deviating.len(), once.cases - once.fitting_cases);
        // The first event that does not follow is the first after which no run begins so.
        for case in &followed.deviating {
            let own: u8 = case.case[1..].parse().unwrap();
            let trace: Vec<u8> = events.iter().filter(|(owner, _)| *owner == own).map(|(_, letter)| *letter).collect();
            let begins = |length: usize| {
                let prefix = log(&[trace[..length].to_vec()], 0);
                let activities = prefix.activities(&Classifier::default());
                let map = LabelMap::by_name(&model, activities.names());
                let open = Options { open: true, ..Options::default() };
                Aligner::new(&model, &map, open).log(&prefix.variants(&activities)).deviations == Some(0)
            };
            let first = (1..=trace.len()).find(|length| !begins(*length));
            prop_assert_eq!(case.event, first.map(|event| u64::try_from(event).unwrap()));
        }
    }
}

#[test]
fn cases_are_let_go_when_there_are_too_many() {
    let model = Model::from_edges(3, 0, [2], [(0, Some("a"), 1), (1, Some("b"), 2)]);
    let letters = |text: &str| text.bytes().map(|letter| letter - b'a').collect::<Vec<u8>>();
    assert_eq!(name(0), "a");
    // Five cases begin and none ends; then the first goes on.
    let mut events: Vec<(u8, u8)> = (0..5).map(|case| (case, letters("a")[0])).collect();
    events.push((0, letters("b")[0]));
    let all = mixed(&model, &events, 1, 100);
    assert_eq!((all.sums.cases, all.sums.deviations, all.let_go, all.returned), (5, Some(4), 0, 0));
    let few = mixed(&model, &events, 1, 4);
    assert_eq!((few.sums.cases, few.returned), (6, 1));
    assert!(few.let_go >= 1);
    // Those that can end go without a word.
    let ended: Vec<(u8, u8)> = (0..50).flat_map(|case| [(case, 0), (case, 1)]).collect();
    let kept = mixed(&model, &ended, 1, 2);
    assert_eq!((kept.sums.cases, kept.sums.fitting_cases, kept.let_go, kept.returned), (50, 50, 0, 0));
}

#[test]
fn models_that_are_searched_are_not_followed() {
    let net = chains(4, 8);
    let model = Model::from_net(&net).unwrap();
    let map = LabelMap::same(&model);
    let aligner = Aligner::new(&model, &map, Options::default());
    assert!(!aligner.uses_tables());
    assert!(Follower::new(&aligner, model.labels(), 10).is_none());
}
