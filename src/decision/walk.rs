//! Pairs of regions that differ in one step or in the order of two inputs, for rules about how outcomes move.

use rustc_hash::FxHashSet;

use super::diagram::{Diagram, MOST_WORK, Regions};

/// Two regions as classes of all inputs, and the leaves that they end in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub left: Vec<usize>,
    pub right: Vec<usize>,
    pub leaves: (usize, usize),
}

/// A pair on its way down.
#[derive(Clone, Copy, Debug)]
struct Step {
    left: usize,
    right: usize,
    /// Classes that the other of two exchanged inputs must still take.
    owed: Option<(usize, usize)>,
    /// The node of the first layer that differs, where the ways part.
    top: usize,
    /// The step before, and the classes that led from there here.
    before: usize,
    classes: (usize, usize),
}

/// How two regions differ.
#[derive(Clone, Copy, Debug)]
pub(super) enum Differ {
    /// The right one takes the next higher class of this input.
    Next(usize),
    /// The right one has the classes of these two inputs, which are cut alike, exchanged; the earlier input comes first.
    Exchanged(usize, usize),
}

/// The pairs of regions that differ as said and whose leaves are `bad`, one for each pair of ways that stay apart.
///
/// None when there are too many to look at, which is the only time that a bad pair can be missed.
pub(super) fn pairs(diagram: &Diagram, regions: &Regions, differ: Differ, bad: impl Fn(usize, usize) -> bool) -> Option<Vec<Pair>> {
    let (first, second) = match differ {
        Differ::Next(input) => (input, None),
        Differ::Exchanged(one, other) => (one, Some(other)),
    };
    let mut all: Vec<Step> = Vec::new();
    let mut work = 0_usize;
    let mut layer = start(diagram, first, second.is_some(), &mut work)?;
    let mut done = 0;
    all.append(&mut layer);
    for input in first + 1..diagram.depth() {
        let until = all.len();
        let mut seen = FxHashSet::default();
        for place in done..until {
            let Some(step) = all.get(place).copied() else { break };
            let exchanged = step.owed.filter(|_| second == Some(input));
            let classes = if exchanged.is_some() { 0..1 } else { 0..diagram.classes(input) };
            for class in classes {
                work = work.saturating_add(1);
                if work > MOST_WORK {
                    return None;
                }
                let (left, right) = exchanged.map_or((class, class), |(one, other)| (other, one));
                let owed = if exchanged.is_some() { None } else { step.owed };
                let next = Step {
                    left: diagram.child(input, step.left, left),
                    right: diagram.child(input, step.right, right),
                    owed,
                    top: step.top,
                    before: place,
                    classes: (left, right),
                };
                // Ways that have met stay together.
                if (next.left != next.right || owed.is_some()) && seen.insert((next.left, next.right, owed)) {
                    all.push(next);
                }
            }
        }
        done = until;
    }
    let ends = all.get(done..).unwrap_or_default();
    Some(ends.iter().filter(|step| bad(step.left, step.right)).map(|step| whole(&all, *step, regions, first)).collect())
}

/// Where the ways part.
fn start(diagram: &Diagram, input: usize, exchanged: bool, work: &mut usize) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let classes = diagram.classes(input);
    for top in 0..diagram.nodes(input) {
        for left in 0..classes {
            let last = if exchanged { classes } else { classes.min(left + 2) };
            for right in left + 1..last {
                *work = work.saturating_add(1);
                if *work > MOST_WORK {
                    return None;
                }
                let step = Step {
                    left: diagram.child(input, top, left),
                    right: diagram.child(input, top, right),
                    owed: exchanged.then_some((left, right)),
                    top,
                    before: usize::MAX,
                    classes: (left, right),
                };
                if exchanged || step.left != step.right {
                    steps.push(step);
                }
            }
        }
    }
    Some(steps)
}

/// The classes of all inputs on the way to a step.
fn whole(all: &[Step], end: Step, regions: &Regions, first: usize) -> Pair {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut step = Some(end);
    while let Some(here) = step {
        left.push(here.classes.0);
        right.push(here.classes.1);
        step = all.get(here.before).copied();
    }
    let way = regions.way(first, end.top);
    left.extend(way.iter().rev());
    right.extend(way.iter().rev());
    left.reverse();
    right.reverse();
    Pair { left, right, leaves: (end.left, end.right) }
}
