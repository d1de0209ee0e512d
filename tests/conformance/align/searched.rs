//! Nets that are not made of blocks and have many markings: solved by search, with planted deviations as an upper bound.

use std::time::Instant;

use itsm::{
    conformance::align::{Aligner, LabelMap, Model, Options, Outcome},
    net::{Net, NetBuilder},
};

use crate::{
    nets::Numbers,
    runs::{disturb, log, run},
};

/// Chains side by side in which some tasks wait for one of the next chain.
pub fn chains(count: usize, length: usize) -> Net {
    let mut builder = NetBuilder::new("chains");
    let (start, end) = (builder.place("start"), builder.place("end"));
    let (split, join) = (builder.transition("split", None), builder.transition("join", None));
    builder.input(split, start, 1).output(join, end, 1);
    let mut tasks = Vec::new();
    for chain in 0..count {
        let mut before = builder.place(format!("{chain} begins"));
        builder.output(split, before, 1);
        for task in 0..length {
            let transition = builder.transition(format!("{chain}.{task}"), Some(format!("Task {chain}.{task}")));
            let behind = builder.place(format!("{chain} after {task}"));
            builder.input(transition, before, 1).output(transition, behind, 1);
            tasks.push(transition);
            before = behind;
        }
        builder.input(join, before, 1);
    }
    for chain in 0..count {
        for task in (0..length - 3).step_by(3) {
            let waits = builder.place(format!("{chain}.{task} is done"));
            builder.output(tasks[chain * length + task], waits, 1).input(tasks[(chain + 1) % count * length + task + 2], waits, 1);
        }
    }
    builder.initial(start, 1).final_(end, 1);
    builder.build().unwrap()
}

#[test]
fn synchronised_chains_are_solved() {
    let net = chains(4, 8);
    let labels: Vec<String> = net.transitions().filter_map(|transition| net.label(transition)).map(str::to_owned).collect();
    let mut numbers = Numbers::new(3);
    let runs: Vec<Vec<String>> = (0..40).map(|_| run(&net, &mut numbers)).collect();
    let traces: Vec<Vec<String>> = runs.iter().map(|run| disturb(run, &labels, 10, &mut numbers)).collect();
    let model = Model::from_net(&net).unwrap();
    for (traces, fits) in [(&runs, true), (&traces, false)] {
        let log = log(traces);
        let activities = log.activities(&itsm::eventlog::Classifier::default());
        let map = LabelMap::by_name(&model, activities.names());
        let aligner = Aligner::new(&model, &map, Options { threads: 2, ..Options::default() });
        assert!(!aligner.uses_tables() && aligner.shortest_run() == Some(32));
        let start = Instant::now();
        let result = aligner.log(&log.variants(&activities));
        eprintln!("{} variants, {:?} deviations in {:?}", result.variants.len(), result.deviations, start.elapsed());
        assert_eq!(result.unsolved_cases, 0);
        assert_eq!(result.deviations == Some(0), fits);
        for (case, (trace, run)) in log.cases().zip(traces.iter().zip(&runs)) {
            let cost = aligner.trace(activities.sequence(case)).cost().unwrap();
            // Leaving out all events of the trace and of the run that are not in a longest common subsequence.
            assert!(cost <= distance(trace, run), "{trace:?}");
        }
    }
}

fn distance(one: &[String], other: &[String]) -> u64 {
    let mut row: Vec<u64> = (0..).take(other.len() + 1).collect();
    for (at, left) in (1..).zip(one) {
        let mut next = vec![at];
        for (column, right) in other.iter().enumerate() {
            let cheapest = (row[column + 1] + 1).min(next[column] + 1);
            next.push(if left == right { cheapest.min(row[column]) } else { cheapest });
        }
        row = next;
    }
    row[other.len()]
}

/// Who gives up gets bounds instead of a figure.
#[test]
fn a_stop_leaves_bounds() {
    let net = chains(4, 8);
    let mut numbers = Numbers::new(3);
    let log = log(&[run(&net, &mut numbers), vec!["Task 0.0".to_owned(); 3]]);
    let activities = log.activities(&itsm::eventlog::Classifier::default());
    let model = Model::from_net(&net).unwrap();
    let map = LabelMap::by_name(&model, activities.names());
    let stop = || true;
    let aligner = Aligner::new(&model, &map, Options::default()).with_stop(&stop);
    let result = aligner.log(&log.variants(&activities));
    assert_eq!((result.unsolved_cases, result.deviations, result.log_fitness), (2, None, None));
    assert_eq!(result.log_fitness_bounds, Some((0.0, 1.0)));
    assert!(matches!(result.variants[0].outcome, Outcome::Unsolved { at_least: 0 }));
    assert_eq!(result.log_fitness, None);
}

/// A long case of a net of blocks does not take the square of its length in memory: beyond the limit on cells it is searched.
#[test]
fn long_cases_end() {
    let mut builder = NetBuilder::new("a loop around two branches");
    let places: Vec<_> = (0..20).map(|place| builder.place(format!("p{place}"))).collect();
    let (split, join) = (builder.transition("split", None), builder.transition("join", None));
    builder.input(split, places[0], 1).output(join, places[1], 1);
    for (branch, first) in [(0, 2), (1, 11)] {
        builder.output(split, places[first], 1);
        for task in 0..8 {
            let transition = builder.transition(format!("{branch}.{task}"), Some(format!("{branch}.{task}")));
            builder.input(transition, places[first + task], 1).output(transition, places[first + task + 1], 1);
        }
        builder.input(join, places[first + 8], 1);
    }
    let again = builder.transition("again", None);
    builder.input(again, places[1], 1).output(again, places[0], 1);
    let net = builder.initial(places[0], 1).final_(places[1], 1).clone().build().unwrap();
    let model = Model::from_net(&net).unwrap();
    let trace: Vec<String> = (0..400).flat_map(|_| (0..8).flat_map(|task| [format!("0.{task}"), format!("1.{task}")])).collect();
    let log = log(&[trace[1..].to_vec()]);
    let activities = log.activities(&itsm::eventlog::Classifier::default());
    let map = LabelMap::by_name(&model, activities.names());
    let limits = itsm::conformance::align::Limits { cells: 1_000_000, ..Default::default() };
    let aligner = Aligner::new(&model, &map, Options { limits, ..Options::default() });
    assert!(aligner.uses_tables());
    let result = aligner.log(&log.variants(&activities));
    assert_eq!(result.deviations, Some(1));
}
