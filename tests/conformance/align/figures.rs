//! Fit checks, cases that are followed event by event, precision, words: against the twin and by hand.

use std::collections::{BTreeMap, BTreeSet};

use itsm::{
    conformance::align::{Aligner, LabelMap, LifecycleLabels, Limits, Model, Move, Options, precision},
    eventlog::Activity,
    net::NetBuilder,
};
use proptest::prelude::*;

use crate::{
    laws::{LETTERS, any_net, blocks, cases, log, traces},
    twin::{Twin, name},
};

const LIMITS: Limits = Limits { markings: 5_000, states: 20_000, cells: 10_000_000 };

fn costs() -> Vec<u64> {
    vec![1; usize::from(LETTERS)]
}

/// The twin's cost of an open case.
fn open_cost(twin: &Twin, trace: &[u8]) -> Option<u64> {
    twin.cost(trace, true, &costs(), &costs(), 3000).ok().flatten()
}

fn assert_followed(twin: &Twin, traces: &[Vec<u8>]) {
    let Ok(model) = Model::from_net(&twin.net()) else { return };
    let (_, activities) = log(traces);
    let map = LabelMap::by_name(&model, activities.names());
    let aligner = Aligner::new(&model, &map, Options { limits: LIMITS, ..Options::default() });
    for trace in traces {
        let mut case = aligner.monitor();
        for end in 0..=trace.len() {
            let before = &trace[..end];
            if let Some(last) = before.last() {
                case.event(activities.find(&name(*last)).unwrap());
            }
            let (Some(cost), verdict) = (open_cost(twin, before), case.verdict()) else { break };
            if verdict.fits.is_none() {
                break;
            }
            assert_eq!(verdict.fits, Some(cost == 0), "{before:?} in {twin:?}");
            if verdict.deviations.is_none() {
                assert!(!aligner.uses_tables() && cost > 0);
                break;
            }
            assert_eq!(verdict.deviations, Some(cost), "{before:?} in {twin:?}");
            let next: BTreeSet<String> = case.next().iter().map(|label| model.text(*label).to_owned()).collect();
            let longer: Vec<Option<u64>> = (0..LETTERS).map(|letter| open_cost(twin, &[before, &[letter]].concat())).collect();
            // Where the twin gives up there is nothing to compare with.
            if longer.contains(&None) {
                break;
            }
            let expected: BTreeSet<String> = (0..LETTERS).filter(|letter| longer[usize::from(*letter)] == Some(cost)).map(name).collect();
            assert_eq!(next, expected, "after {before:?} in {twin:?}");
            if let Ok(closed) = twin.cost(before, false, &costs(), &costs(), 3000) {
                assert_eq!(verdict.may_end, closed == Some(cost), "{before:?} in {twin:?}");
            }
        }
    }
}

fn assert_fit_and_precision(twin: &Twin, traces: &[Vec<u8>]) {
    let Ok(model) = Model::from_net(&twin.net()) else { return };
    let (log, activities) = log(traces);
    let variants = log.variants(&activities);
    let map = LabelMap::by_name(&model, activities.names());
    for open in [false, true] {
        let options = Options { limits: LIMITS, open, ..Options::default() };
        let aligner = Aligner::new(&model, &map, options.clone());
        let (fit, result) = (aligner.fit(&variants), aligner.log(&variants));
        for ((prefix, _, fits), variant) in fit.variants.iter().zip(&result.variants) {
            assert_eq!(*prefix, variant.prefix);
            if let (Some(fits), Some(cost)) = (fits, variant.outcome.cost()) {
                assert_eq!(*fits, cost == 0);
            }
        }
        // Every beginning of an aligned run, with how often it comes.
        let mut runs: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        for variant in &result.variants {
            let Some(alignment) = variant.outcome.alignment() else { return };
            let labels = alignment.moves.iter().filter_map(|done| match done {
                Move::Both(_, label) | Move::Model(label) => Some(model.text(*label).as_bytes()[0] - b'a'),
                Move::Log(_) => None,
            });
            let run: Vec<u8> = labels.collect();
            for end in 0..=run.len() {
                *runs.entry(run[..end].to_vec()).or_default() += u64::try_from(variant.cases).unwrap();
            }
        }
        let (mut done, mut allowed) = (0, 0);
        for (run, count) in &runs {
            for letter in 0..LETTERS {
                let longer = [run.as_slice(), &[letter]].concat();
                let Some(accepts) = twin.accepts(&longer, true) else { return };
                allowed += count * u64::from(accepts);
                done += count * u64::from(runs.contains_key(&longer));
            }
        }
        let Some(found) = precision(&model, &result, &options) else { continue };
        let expected = if allowed == 0 { 1.0 } else { f64::from(u32::try_from(done).unwrap()) / f64::from(u32::try_from(allowed).unwrap()) };
        assert!((found - expected).abs() < 1e-12, "{found} is not {done} / {allowed}: {twin:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(100)))]

    #[test]
    fn any_case_is_followed(twin in any_net(), traces in traces(6)) {
        assert_followed(&twin, &traces);
    }

    #[test]
    fn cases_of_blocks_are_followed(twin in blocks(1..14, 0..1), traces in traces(8)) {
        assert_followed(&twin, &traces);
    }

    #[test]
    fn fit_and_precision_are_right(twin in prop_oneof![any_net(), blocks(1..14, 0..1)], traces in traces(8)) {
        assert_fit_and_precision(&twin, &traces);
    }
}

#[test]
fn lifecycles_take_events_or_states() {
    let lifecycle = itsm::catalog::Catalog::builtin().lifecycle("neutral:lifecycle/incident").unwrap();
    for labels in [LifecycleLabels::Events, LifecycleLabels::States, LifecycleLabels::StatesFromInitial] {
        let model = Model::from_lifecycle(&lifecycle, labels);
        let map = LabelMap::same(&model);
        let aligner = Aligner::new(&model, &map, Options::default());
        // A random walk through the lifecycle by its own table fits at every step.
        let (mut state, mut case, mut seed) = (lifecycle.initial(), aligner.monitor(), 7_usize);
        let text = |state| lifecycle.get_state(state).unwrap().id().to_owned();
        if labels == LifecycleLabels::StatesFromInitial {
            case.label(model.label(&text(state)).unwrap());
        }
        for _ in 0..200 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let steps: Vec<_> = lifecycle.transitions().filter(|(_, step)| step.from() == state).collect();
            let allowed: BTreeSet<String> = case.next().into_iter().map(|label| model.text(label).to_owned()).collect();
            let shown = |step: &itsm::lifecycle::Transition| match labels {
                LifecycleLabels::Events => lifecycle.get_event(step.on()).unwrap().id().to_owned(),
                _ => text(step.to()),
            };
            if labels != LifecycleLabels::Events {
                assert_eq!(allowed, steps.iter().map(|(_, step)| shown(step)).collect());
            }
            if steps.is_empty() {
                assert!(case.verdict().may_end);
                break;
            }
            let step = steps[seed / 65_536 % steps.len()].1;
            case.label(model.label(&shown(step)).unwrap());
            assert_eq!(case.verdict().fits, Some(true));
            state = step.to();
        }
    }
}

/// Their conditions need the feature.
#[cfg(feature = "expr")]
#[test]
fn workflows_are_nets() {
    let workflows = itsm::catalog::Catalog::builtin().workflows().unwrap();
    assert!(workflows.len() > 10);
    for workflow in workflows {
        let Ok(model) = Model::from_workflow(&workflow) else { continue };
        let map = LabelMap::same(&model);
        let aligner = Aligner::new(&model, &map, Options::default());
        let id = workflow.id();
        // The cheapest run, as a case that is followed, fits and may end.
        let empty = aligner.trace(&[]);
        let run = &empty.alignment().unwrap_or_else(|| panic!("{id}: {empty:?}")).moves;
        let mut case = aligner.monitor();
        for done in run {
            let Move::Model(label) = done else { panic!("{id}: {run:?}") };
            assert!(case.next().contains(label), "{id}");
            case.label(*label);
        }
        assert_eq!((case.verdict().fits, case.verdict().may_end), (Some(true), true), "{id}");
    }
}

#[test]
fn deviations_are_words() {
    let model = Model::from_edges(4, 0, [3], [(0, Some("a"), 1), (1, Some("b"), 2), (2, Some("c"), 3)]);
    let (_, activities) = log(&[]);
    let map = LabelMap::by_name(&model, activities.names());
    let aligner = Aligner::new(&model, &map, Options::default());
    let words = |trace: &[u8]| {
        let trace: Vec<Activity> = trace.iter().map(|letter| activities.find(&name(*letter)).unwrap()).collect();
        aligner.trace(&trace).alignment().unwrap().words(&model, &activities)
    };
    assert_eq!(words(&[0, 2]), ["`b` is missing before `c`"]);
    assert_eq!(words(&[3, 0, 1, 2, 0]), ["extra `d` at the beginning", "extra `a` after `c`"]);
    assert_eq!(words(&[0, 1]), ["`c` is missing after `b`"]);
    assert_eq!(words(&[]), ["`a` is missing", "`b` is missing", "`c` is missing"]);
}

/// One activity of the log may stand for several labels, in branches that run side by side.
#[test]
fn an_activity_may_be_several_labels() {
    let mut builder = NetBuilder::new("two branches");
    let places: Vec<_> = (0..6).map(|place| builder.place(format!("p{place}"))).collect();
    let split = builder.transition("split", None);
    builder.input(split, places[0], 1).output(split, places[1], 1).output(split, places[2], 1);
    for (label, from, to) in [("x", 1, 3), ("y", 2, 4)] {
        let transition = builder.transition(label, Some(label.to_owned()));
        builder.input(transition, places[from], 1).output(transition, places[to], 1);
    }
    let join = builder.transition("join", None);
    builder.input(join, places[3], 1).input(join, places[4], 1).output(join, places[5], 1);
    let model = Model::from_net(&builder.initial(places[0], 1).final_(places[5], 1).clone().build().unwrap()).unwrap();
    let (x, y) = (model.label("x").unwrap(), model.label("y").unwrap());
    let (_, activities) = log(&[]);
    let map: LabelMap = (0..activities.len()).map(|activity| if activity == 0 { vec![y, x] } else { Vec::new() }).collect();
    let aligner = Aligner::new(&model, &map, Options::default());
    let a = activities.find("a").unwrap();
    assert_eq!(aligner.trace(&[a, a]).cost(), Some(0));
    assert_eq!(aligner.trace(&[a]).cost(), Some(1));
    assert_eq!(aligner.trace(&[a, a, a]).cost(), Some(1));
}
