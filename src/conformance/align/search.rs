//! The search for nets that tables cannot hold: A* over pairs of a marking and a place in the trace.

use std::{cmp::Reverse, collections::BinaryHeap};

use rustc_hash::FxHashMap;

use super::{
    LabelMap, Limits, Weights,
    aligner::Stop,
    bound::{Bound, Estimates},
    narrow,
    space::Space,
    trail::Trodden,
    wide,
};

/// Searches with the markings that earlier searches have found.
#[derive(Clone, Debug)]
pub(super) struct Search<'own> {
    pub space: Space<'own>,
    pub map: &'own LabelMap,
    pub weights: &'own Weights,
    pub limits: Limits,
    pub bound: &'own Bound,
    /// The states of each marking in the machines of the bound, as far as asked for.
    pub states: Vec<Option<Box<[u32]>>>,
    /// Whether the limit on markings was reached.
    pub is_full: bool,
    pub stop: Option<Stop<'own>>,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Cheapest { cost: u64, moves: Vec<Trodden> },
    AtLeast(u64),
    NoRun,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    state: u32,
    place: u32,
    cost: u64,
    /// The node before, and what was done; none for a silent step.
    before: u32,
    done: Option<Trodden>,
    is_settled: bool,
}

/// How many nodes are looked at before it is asked again whether to stop.
const BETWEEN_STOPS: u32 = 1024;

/// No node before.
const FIRST: u32 = u32::MAX;

/// The work of one search.
#[derive(Debug, Default)]
struct Front {
    nodes: Vec<Node>,
    numbers: FxHashMap<(u32, u32), u32>,
    /// By estimate of the whole cost, then by what is left of the trace.
    open: BinaryHeap<Reverse<(u64, u32, u32)>>,
}

impl Front {
    /// Takes over a node that is cheaper than what is known; `rest` is what its end costs at least.
    fn reach(&mut self, node: Node, rest: u64, left: u32) {
        let next = narrow(self.nodes.len());
        let number = *self.numbers.entry((node.state, node.place)).or_insert(next);
        if number == next {
            self.nodes.push(node);
        } else {
            match self.nodes.get_mut(wide(number)) {
                Some(known) if node.cost < known.cost => *known = node,
                _ => return,
            }
        }
        self.open.push(Reverse((node.cost.saturating_add(rest), left, number)));
    }

    fn trail(&self, mut number: u32) -> Vec<Trodden> {
        let mut moves = Vec::new();
        while let Some(node) = self.nodes.get(wide(number)) {
            moves.extend(node.done);
            number = node.before;
        }
        moves.reverse();
        moves
    }
}

impl Search<'_> {
    /// What the rest of a trace costs at least from a marking on; none when no run comes to its end from there.
    fn at_least(&mut self, estimates: &Estimates, state: u32, place: u32) -> Option<u64> {
        if self.bound.is_empty() {
            return Some(0);
        }
        if self.states.len() < self.space.len() {
            self.states.resize(self.space.len(), None);
        }
        let (slot, marking) = (self.states.get_mut(wide(state))?, self.space.marking(state)?);
        estimates.at_least(slot.get_or_insert_with(|| self.bound.states(marking).into()), wide(place))
    }

    /// The cheapest alignment of a trace that costs no more than `most`; with `open`, of the trace with the beginning of any run.
    pub fn run(&mut self, trace: &[u32], open: bool, most: u64) -> Found {
        let length = narrow(trace.len());
        // The cost of what no step of the model can ever explain, from each place on.
        let mut rest: Vec<u64> = trace
            .iter()
            .rev()
            .scan(0_u64, |sum, activity| {
                if self.map.get(wide(*activity)).is_empty() {
                    *sum += u64::from(self.weights.log(wide(*activity)));
                }
                Some(*sum)
            })
            .collect();
        rest.reverse();
        rest.push(0);
        let rest_at = |place: u32| rest.get(wide(place)).copied().unwrap_or_default();
        let estimates = self.bound.estimates(trace, open, self.map, self.weights);
        let mut front = Front::default();
        let mut looked = 0_u32;
        let mut reached: Vec<(u32, u32, u32, Option<Trodden>)> = Vec::new();
        if let Some(least) = self.at_least(&estimates, 0, 0) {
            front.reach(Node { state: 0, place: 0, cost: 0, before: FIRST, done: None, is_settled: false }, rest_at(0) + least, length);
        }
        while let Some(Reverse((estimate, _, number))) = front.open.pop() {
            let Some(node) = front.nodes.get_mut(wide(number)).filter(|node| !node.is_settled) else { continue };
            node.is_settled = true;
            let node = *node;
            if node.place == length && (open || self.space.is_last(node.state)) {
                return Found::Cheapest { cost: node.cost, moves: front.trail(number) };
            }
            looked += 1;
            let is_stopped = looked.is_multiple_of(BETWEEN_STOPS) && self.stop.is_some_and(Stop::is_asked);
            if estimate > most || front.nodes.len() >= self.limits.states || is_stopped {
                return Found::AtLeast(estimate);
            }
            let mut reach = |state: u32, place: u32, weight: u32, done: Option<Trodden>| reached.push((state, place, weight, done));
            let labels = match trace.get(wide(node.place)) {
                Some(activity) => {
                    let weight = self.weights.log(wide(*activity));
                    reach(node.state, node.place + 1, weight, Some(Trodden::Log(node.place)));
                    self.map.get(wide(*activity))
                }
                None => &[],
            };
            let Ok(steps) = self.space.steps(node.state) else {
                self.is_full = true;
                return Found::AtLeast(estimate);
            };
            for step in steps {
                match step.label {
                    None => reach(step.to, node.place, 0, None),
                    Some(label) => {
                        if labels.binary_search(&label).is_ok() {
                            reach(step.to, node.place + 1, 0, Some(Trodden::Both(node.place, label)));
                        }
                        reach(step.to, node.place, self.weights.model(label), Some(Trodden::Model(label)));
                    }
                }
            }
            for (state, place, weight, done) in reached.drain(..) {
                let cost = node.cost + u64::from(weight);
                if let Some(least) = self.at_least(&estimates, state, place) {
                    let node = Node { state, place, cost, before: number, done, is_settled: false };
                    front.reach(node, rest_at(place) + least, length - place);
                }
            }
        }
        Found::NoRun
    }
}
