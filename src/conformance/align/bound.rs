//! What the rest of a trace costs at least: the estimate of the search.
//!
//! A set of places with one token among them for ever (an invariant with coefficients 0 and 1) makes a state machine of the transitions
//! that move the token. The net can do no more than this machine, so an alignment of the trace with the machine, in which only
//! labels that the machine *owns* cost anything, costs no more than one with the net. Several machines that own different labels add
//! up. Invariants are found by the algorithm of Farkas (as in Colom and Silva, "Convex geometry and semiflows in P/T nets", 1990).

use super::{
    Label, LabelMap, NEVER, Weights,
    closure::{Closure, Way},
    model::LabelledNet,
    narrow, plus, wide,
};
use crate::net::Marking;

/// Most rows of the table of Farkas, and most transitions; nets that need more get no estimate.
const MOST_ROWS: usize = 600;
/// Most places of a machine.
const MOST_PLACES: usize = 200;

/// A machine of one token.
#[derive(Clone, Debug)]
struct Part {
    /// By place of the net: the number in the machine.
    number: Vec<Option<u32>>,
    last: Option<u32>,
    /// Steps with a label.
    steps: Vec<(u32, Label, u32)>,
    closure: Closure,
    owned: Vec<bool>,
}

/// The machines of a net that own something.
#[derive(Clone, Debug, Default)]
pub(super) struct Bound {
    parts: Vec<Part>,
}

/// The estimates for a trace: for each machine, for each place in the trace, for each state.
#[derive(Clone, Debug, Default)]
pub(super) struct Estimates {
    tables: Vec<(usize, Vec<u32>)>,
}

impl Estimates {
    /// What a marking costs at least from a place in the trace on, by its state in each machine; none where no run comes to its end.
    pub fn at_least(&self, states: &[u32], place: usize) -> Option<u64> {
        let mut sum = 0;
        for ((width, table), state) in self.tables.iter().zip(states) {
            let cost = table.get(place * width + wide(*state)).copied().unwrap_or_default();
            if cost >= NEVER {
                return None;
            }
            sum += u64::from(cost);
        }
        Some(sum)
    }
}

impl Bound {
    pub fn new(net: &LabelledNet, labels: usize, weights: &Weights) -> Self {
        let is_large = net.net.place_count() > MOST_ROWS || net.net.transition_count() > MOST_ROWS;
        if is_large || net.net.has_resets() || net.net.has_inclusive_joins() {
            return Self::default();
        }
        let mut supports = invariants(net);
        supports.retain(|support| support.len() <= MOST_PLACES && support.iter().map(|place| tokens(&net.initial, *place)).sum::<u32>() == 1);
        supports.sort_by_key(|support| std::cmp::Reverse(support.len()));
        let mut free = vec![true; labels];
        let parts = supports.iter().filter_map(|support| Part::new(net, support, &mut free, weights)).collect();
        Self { parts }
    }

    /// The state of each machine in a marking.
    pub fn states(&self, marking: &Marking) -> Vec<u32> {
        let state = |part: &Part| marking.marked().find_map(|(place, _)| part.number.get(place.index()).copied().flatten()).unwrap_or_default();
        self.parts.iter().map(state).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The estimates for a trace; time: length of the trace times the squares of the sizes of the machines.
    pub fn estimates(&self, trace: &[u32], open: bool, map: &LabelMap, weights: &Weights) -> Estimates {
        Estimates { tables: self.parts.iter().map(|part| part.table(trace, open, map, weights)).collect() }
    }
}

impl Part {
    fn new(net: &LabelledNet, support: &[u32], free: &mut [bool], weights: &Weights) -> Option<Self> {
        let mut number = vec![None; net.net.place_count()];
        for (at, place) in (0..).zip(support) {
            if let Some(slot) = number.get_mut(wide(*place)) {
                *slot = Some(at);
            }
        }
        let own = |arcs: &[crate::net::PlaceArc]| {
            let mut places = arcs.iter().filter_map(|arc| number.get(arc.place.index()).copied().flatten());
            (places.next(), places.next().is_some())
        };
        // A label is owned when every transition that has it moves the token.
        let mut owned = vec![true; free.len()];
        let mut moves = Vec::new();
        for transition in net.net.transitions() {
            let label = net.labels.get(transition.index()).copied().flatten();
            let ((from, takes_more), (to, _)) = (own(net.net.inputs(transition)), own(net.net.outputs(transition)));
            match (from, to) {
                // One that needs two tokens where there is one never fires.
                (Some(from), Some(to)) if !takes_more => moves.push((from, label, to)),
                (Some(_), _) => {}
                _ => {
                    if let Some(slot) = label.and_then(|label| owned.get_mut(wide(label.number()))) {
                        *slot = false;
                    }
                }
            }
        }
        let mut any = false;
        for (number, (own, free)) in owned.iter_mut().zip(free.iter_mut()).enumerate() {
            let is_there = moves.iter().any(|(_, label, _)| label.is_some_and(|label| wide(label.number()) == number));
            *own = *own && *free && is_there;
            any |= *own;
            *free &= !*own;
        }
        if !any {
            return None;
        }
        let is_owned = |label: Label| owned.get(wide(label.number())).copied().unwrap_or_default();
        let cost = |label: Option<Label>| label.filter(|label| is_owned(*label)).map_or(0, |label| weights.model(label));
        let ways: Vec<Way> = moves.iter().map(|(from, label, to)| Way { from: *from, to: *to, cost: cost(*label) }).collect();
        let last = net.last.as_ref().and_then(|last| support.iter().position(|place| tokens(last, *place) == 1)).map(narrow);
        let steps = moves.iter().filter_map(|(from, label, to)| Some((*from, (*label)?, *to))).collect();
        Some(Self { number, last, steps, closure: Closure::new(narrow(support.len()), &ways), owned })
    }

    fn table(&self, trace: &[u32], open: bool, map: &LabelMap, weights: &Weights) -> (usize, Vec<u32>) {
        let width = self.closure.width();
        let mut table = vec![0; (trace.len() + 1) * width];
        let mut next: Vec<u32> =
            (0..narrow(width)).map(|state| if open || self.last.is_none() { 0 } else { self.closure.cost(state, self.last.unwrap_or(0)) }).collect();
        if let Some(row) = table.chunks_exact_mut(width.max(1)).last() {
            row.copy_from_slice(&next);
        }
        let mut now = vec![0; width];
        for (activity, row) in trace.iter().rev().zip(table.chunks_exact_mut(width.max(1)).rev().skip(1)) {
            let labels = map.get(wide(*activity));
            let is_owned = |label: &Label| self.owned.get(wide(label.number())).copied().unwrap_or_default();
            let all_owned = !labels.is_empty() && labels.iter().all(is_owned);
            let skip = if all_owned { weights.log(wide(*activity)) } else { 0 };
            now.iter_mut().zip(&next).for_each(|(cell, after)| *cell = plus(*after, skip));
            for (from, label, to) in &self.steps {
                if labels.binary_search(label).is_ok()
                    && let (Some(cell), Some(after)) = (now.get_mut(wide(*from)), next.get(wide(*to)))
                {
                    *cell = (*cell).min(*after);
                }
            }
            for (state, cell) in (0..).zip(row.iter_mut()) {
                *cell = self.closure.row(state).iter().zip(&now).map(|(way, cost)| plus(*way, *cost)).min().unwrap_or(NEVER);
            }
            next.copy_from_slice(row);
        }
        (width, table)
    }
}

fn tokens(marking: &Marking, place: u32) -> u32 {
    marking.get(crate::net::PlaceId::new(place))
}

/// A row of the table: places, and how firing each transition changes the tokens on them together.
#[derive(Clone, Debug)]
struct Row {
    places: Vec<u64>,
    change: Vec<i32>,
}

/// Sets of places whose tokens together never change, each place counted once; those that contain no other.
fn invariants(net: &LabelledNet) -> Vec<Vec<u32>> {
    let (places, transitions) = (net.net.place_count(), net.net.transition_count());
    let words = places.div_ceil(64);
    let mut rows: Vec<Row> = Vec::new();
    for place in net.net.places() {
        let mut row = Row { places: vec![0; words], change: vec![0; transitions] };
        if let Some(word) = row.places.get_mut(place.index() / 64) {
            *word |= 1 << (place.index() % 64);
        }
        let mut changes = |list: &[crate::net::TransitionId], sign: i32, inputs: bool| {
            for transition in list {
                let arcs = if inputs { net.net.inputs(*transition) } else { net.net.outputs(*transition) };
                let weight = arcs.iter().find(|arc| arc.place == place).map_or(0, |arc| arc.weight);
                if let Some(change) = row.change.get_mut(transition.index()) {
                    *change = change.saturating_add(sign.saturating_mul(i32::try_from(weight).unwrap_or(i32::MAX)));
                }
            }
        };
        changes(net.net.producers(place), 1, false);
        changes(net.net.consumers(place), -1, true);
        rows.push(row);
    }
    let mut left: Vec<usize> = (0..transitions).collect();
    let at = |row: &Row, transition: usize| row.change.get(transition).copied().unwrap_or_default();
    while !left.is_empty() {
        // The transition with the fewest pairs first.
        let pairs = |transition: usize| {
            let more = rows.iter().filter(|row| at(row, transition) > 0).count();
            more * rows.iter().filter(|row| at(row, transition) < 0).count()
        };
        let Some((place, _)) = left.iter().enumerate().min_by_key(|(_, transition)| pairs(**transition)) else { break };
        let transition = left.swap_remove(place);
        let (zero, rest): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| at(row, transition) == 0);
        rows = zero;
        for more in rest.iter().filter(|row| at(row, transition) > 0) {
            for less in rest.iter().filter(|row| at(row, transition) + at(more, transition) == 0) {
                // A place that is in both would count twice.
                if more.places.iter().zip(&less.places).all(|(one, other)| one & other == 0) {
                    let places = more.places.iter().zip(&less.places).map(|(one, other)| one | other).collect();
                    let change = more.change.iter().zip(&less.change).map(|(one, other)| one.saturating_add(*other)).collect();
                    rows.push(Row { places, change });
                    if rows.len() > MOST_ROWS {
                        return Vec::new();
                    }
                }
            }
        }
        minimal(&mut rows);
    }
    let list =
        |row: Row| (0..narrow(places)).filter(|place| row.places.get(wide(*place) / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)).collect();
    rows.into_iter().map(list).collect()
}

/// Leaves out rows whose places contain those of another one.
fn minimal(rows: &mut Vec<Row>) {
    rows.sort_by_key(|row| row.places.iter().map(|word| word.count_ones()).sum::<u32>());
    let mut kept: Vec<Row> = Vec::new();
    for row in rows.drain(..) {
        let contains = |other: &Row| other.places.iter().zip(&row.places).all(|(other, own)| other & !own == 0);
        if !kept.iter().any(contains) {
            kept.push(row);
        }
    }
    *rows = kept;
}
