//! Laws on random nets and traces: the library agrees with the twin, whichever way it computes.

use std::{cell::Cell, num::NonZeroU16};

use itsm::{
    conformance::align::{Aligner, Alignment, LabelMap, Limits, Model, Move, Options, Outcome, Weights},
    eventlog::{Activities, Activity, Classifier, EventLog, LogBuilder, Order},
    net::NetBuilder,
};
use proptest::prelude::*;

use crate::{
    nets::{Numbers, Plan, Shape},
    twin::{Step, Twin, name},
};

/// Activities `a`, `b` ... of a log, whichever of them occur.
pub const LETTERS: u8 = 8;

/// A log of these traces; a first case makes sure that all letters are activities, in order.
pub fn log(traces: &[Vec<u8>]) -> (EventLog, Activities) {
    let mut builder = LogBuilder::new();
    let all: Vec<u8> = (0..LETTERS).collect();
    for trace in std::iter::once(&all).chain(traces) {
        let case = builder.case().unwrap();
        for letter in trace {
            builder.named_event(case, &name(*letter)).unwrap();
        }
    }
    let log = builder.finish(Order::AsAdded);
    let activities = log.activities(&Classifier::default());
    (log, activities)
}

/// What a trace costs by default, or by other weights.
#[derive(Clone, Debug)]
pub struct Costs {
    log: Vec<u64>,
    model: Vec<u64>,
}

impl Costs {
    fn one() -> Self {
        Self { log: vec![1; usize::from(LETTERS)], model: vec![1; usize::from(LETTERS)] }
    }

    fn weights(&self, model: &Model) -> Weights {
        let weight = |cost: u64| NonZeroU16::new(u16::try_from(cost).unwrap()).unwrap();
        let mut weights = Weights::default();
        for (activity, cost) in self.log.iter().enumerate() {
            weights = weights.with_log(activity, weight(*cost));
        }
        for (label, cost) in (0..LETTERS).zip(&self.model) {
            if let Some(label) = model.label(&name(label)) {
                weights = weights.with_model(label, weight(*cost));
            }
        }
        weights
    }
}

/// An alignment is one of this trace and a run of the net, and costs what it says.
fn assert_valid(twin: &Twin, model: &Model, trace: &[u8], alignment: &Alignment, costs: &Costs, open: bool) {
    let (mut events, mut run, mut cost) = (Vec::new(), Vec::new(), 0);
    let letter = |text: &str| text.as_bytes()[0] - b'a';
    for done in &alignment.moves {
        match done {
            Move::Both(activity, label) => {
                assert_eq!(activity.index(), usize::from(letter(model.text(*label))), "the labels are those of the activities");
                events.push(u8::try_from(activity.index()).unwrap());
                run.push(letter(model.text(*label)));
            }
            Move::Log(activity) => {
                events.push(u8::try_from(activity.index()).unwrap());
                cost += costs.log[activity.index()];
            }
            Move::Model(label) => {
                run.push(letter(model.text(*label)));
                cost += costs.model[usize::from(letter(model.text(*label)))];
            }
        }
    }
    assert_eq!(events, trace, "the events of {:?}", alignment.moves);
    assert_eq!(cost, alignment.cost, "the cost of {:?}", alignment.moves);
    assert_ne!(twin.accepts(&run, open), Some(false), "{run:?} is no run");
}

thread_local! {
    /// How many costs were compared, and how many of them by tables.
    static COMPARED: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// Both agree on these traces, closed and open, as long as the twin gets to an end.
fn assert_agree(twin: &Twin, traces: &[Vec<u8>], costs: &Costs) {
    let net = twin.net();
    let Ok(model) = Model::from_net(&net) else { return };
    let (log, activities) = log(traces);
    let map = LabelMap::by_name(&model, activities.names());
    let limits = Limits { markings: 50_000, states: 100_000, cells: 10_000_000 };
    for open in [false, true] {
        let options = Options { weights: costs.weights(&model), open, limits, ..Options::default() };
        let aligner = Aligner::new(&model, &map, options);
        let variants = log.variants(&activities);
        let result = aligner.log(&variants);
        for variant in &result.variants {
            let trace: Vec<u8> = variants.sequence(variant.prefix).iter().map(|activity| u8::try_from(activity.index()).unwrap()).collect();
            let expected = twin.cost(&trace, open, &costs.log, &costs.model, 3000);
            match (&variant.outcome, expected) {
                (Outcome::Aligned(alignment), Ok(expected)) => {
                    assert_eq!(Some(alignment.cost), expected, "{trace:?}, open {open}, in {twin:?}");
                    assert_valid(twin, &model, &trace, alignment, costs, open);
                    let (all, tables) = COMPARED.get();
                    COMPARED.set((all + 1, tables + usize::from(aligner.uses_tables())));
                }
                (Outcome::Aligned(alignment), Err(())) => assert_valid(twin, &model, &trace, alignment, costs, open),
                (Outcome::NoRun, Ok(expected)) => assert_eq!(expected, None, "{trace:?}, open {open}, in {twin:?}"),
                (Outcome::Unsolved { at_least }, Ok(Some(expected))) => {
                    assert!(*at_least <= expected, "{trace:?} costs {expected}, not at least {at_least}: {twin:?}");
                    assert!(twin.is_larger_than(2000), "{trace:?} costs {expected}, and the library does not find out: {twin:?}");
                }
                (Outcome::Unsolved { .. }, Ok(None)) => panic!("the twin ended on {trace:?}, the library did not: {twin:?}"),
                (Outcome::Unsolved { .. } | Outcome::NoRun, Err(())) => {}
            }
        }
    }
}

/// Any small net at all.
pub fn any_net() -> impl Strategy<Value = Twin> {
    let arcs = |most| prop::collection::vec((0_usize..5, prop_oneof![6 => Just(1_u32), 1 => Just(2_u32)]), 0..most);
    let step = (arcs(3), arcs(3), prop::option::weighted(0.7, 0..LETTERS - 2), prop::option::weighted(0.05, 0_usize..5));
    (prop::collection::vec(step, 1..7), prop::collection::vec(0_u32..2, 5), prop::collection::vec(0_u32..2, 5)).prop_map(|(steps, initial, last)| {
        let merged = |arcs: Vec<(usize, u32)>| {
            let mut sums: Vec<(usize, u32)> = Vec::new();
            for (place, weight) in arcs {
                match sums.iter_mut().find(|arc| arc.0 == place) {
                    Some(arc) => arc.1 += weight,
                    None => sums.push((place, weight)),
                }
            }
            sums
        };
        let steps = steps.into_iter().map(|(inputs, outputs, label, reset)| Step {
            inputs: merged(inputs),
            outputs: merged(outputs),
            resets: reset.into_iter().collect(),
            label,
        });
        // A marking without tokens stands for one that is not given.
        let given = |mut marking: Vec<u32>, place: usize| {
            marking[place] += u32::from(marking.iter().all(|tokens| *tokens == 0));
            marking
        };
        Twin { places: 5, steps: steps.collect(), initial: given(initial, 0), last: given(last, 4) }
    })
}

pub fn traces(most: usize) -> impl Strategy<Value = Vec<Vec<u8>>> {
    prop::collection::vec(prop::collection::vec(0..LETTERS, 0..most), 1..4)
}

fn costs() -> impl Strategy<Value = Costs> {
    let list = || prop::collection::vec(1_u64..5, usize::from(LETTERS));
    prop_oneof![2 => Just(Costs::one()), 1 => (list(), list()).prop_map(|(log, model)| Costs { log, model })]
}

/// A block-structured net, labelled so that some labels come several times, perhaps damaged.
pub fn blocks(tasks: std::ops::Range<usize>, damage: std::ops::Range<usize>) -> impl Strategy<Value = Twin> {
    (any::<u64>(), tasks, damage, 1_u8..=LETTERS, 20_usize..80).prop_map(|(seed, tasks, damage, letters, parallel)| {
        let mut numbers = Numbers::new(seed);
        let mut plan = Plan::blocks(&mut numbers, Shape { tasks, parallel, loops: 10, choices: 10 });
        for _ in 0..damage {
            plan.damage(&mut numbers);
        }
        let own = seed % 3 == 0;
        Twin::of(&plan, |number| {
            let mixed = (number * 7 + usize::try_from(seed % 11).unwrap()) % usize::from(letters);
            // A third of the nets has as many labels as there are letters, in order.
            let letter = if own { number % usize::from(LETTERS) } else { mixed };
            Some(u8::try_from(letter).unwrap())
        })
    })
}

pub fn cases(default: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(400)))]

    #[test]
    fn any_nets_cost_what_the_twin_says(twin in any_net(), traces in traces(7), costs in costs()) {
        assert_agree(&twin, &traces, &costs);
    }

    #[test]
    fn blocks_cost_what_the_twin_says(twin in blocks(1..9, 0..1), traces in traces(10), costs in costs()) {
        assert_agree(&twin, &traces, &costs);
    }

    #[test]
    fn large_blocks_cost_what_the_twin_says(twin in blocks(9..16, 0..1), traces in traces(14), costs in costs()) {
        assert_agree(&twin, &traces, &costs);
    }

    #[test]
    fn damaged_blocks_cost_what_the_twin_says(twin in blocks(3..9, 1..4), traces in traces(8), costs in costs()) {
        assert_agree(&twin, &traces, &costs);
    }

    #[test]
    fn threads_change_nothing(twin in blocks(3..12, 0..2), traces in prop::collection::vec(prop::collection::vec(0..LETTERS, 0..9), 1..12)) {
        let Ok(model) = Model::from_net(&twin.net()) else { return Ok(()) };
        let (log, activities) = log(&traces);
        let map = LabelMap::by_name(&model, activities.names());
        let variants = log.variants(&activities);
        let limits = Limits { markings: 5_000, states: 20_000, cells: 1_000_000 };
        let with = |threads| Aligner::new(&model, &map, Options { threads, limits, ..Options::default() }).log(&variants);
        prop_assert_eq!(with(1), with(3));
    }
}

/// A net that makes tokens without end and without a trace of them: bounded work, no wrong answer.
#[test]
fn silent_growth_ends() {
    let mut builder = NetBuilder::new("growth");
    let (start, heap, end) = (builder.place("start"), builder.place("heap"), builder.place("end"));
    let grow = builder.transition("grow", None);
    builder.input(grow, start, 1).output(grow, start, 1).output(grow, heap, 1);
    let stop = builder.transition("stop", Some("a".to_owned()));
    builder.input(stop, start, 1).input(stop, heap, 3).output(stop, end, 1);
    builder.initial(start, 1).final_(end, 1);
    let model = Model::from_net(&builder.build().unwrap()).unwrap();
    let (log, activities) = log(&[vec![0], vec![1]]);
    let map = LabelMap::by_name(&model, activities.names());
    let limits = Limits { markings: 1000, states: 5000, ..Limits::default() };
    let aligner = Aligner::new(&model, &map, Options { limits, ..Options::default() });
    let of = |trace: &[u8]| {
        let trace: Vec<Activity> = trace.iter().map(|letter| activities.find(&name(*letter)).unwrap()).collect();
        aligner.trace(&trace)
    };
    assert_eq!(of(&[0]).cost(), Some(0));
    assert!(matches!(of(&[1]).cost(), Some(2)) || matches!(of(&[1]), Outcome::Unsolved { at_least: 1.. }));
    drop(log);
}
