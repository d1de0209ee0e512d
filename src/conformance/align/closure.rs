//! Cheapest ways through a machine that no event of the log takes part in.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{NEVER, narrow, plus, wide};

/// An edge as the closure sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub from: u32,
    pub to: u32,
    pub cost: u32,
}

/// For every pair of states the cost of the cheapest way, and its last edge.
#[derive(Clone, Debug)]
pub(super) struct Closure {
    width: usize,
    costs: Vec<u32>,
    last: Vec<u32>,
}

/// No edge.
const NONE: u32 = u32::MAX;

impl Closure {
    /// Dijkstra's algorithm from every state: states times edges times the logarithm of the states.
    pub fn new(states: u32, ways: &[Way]) -> Self {
        let width = wide(states);
        let mut out: Vec<Vec<u32>> = vec![Vec::new(); width];
        for (number, way) in (0..).zip(ways) {
            if let Some(row) = out.get_mut(wide(way.from)) {
                row.push(number);
            }
        }
        let mut closure = Self { width, costs: vec![NEVER; width * width], last: vec![NONE; width * width] };
        let rows = closure.costs.chunks_exact_mut(width.max(1)).zip(closure.last.chunks_exact_mut(width.max(1)));
        let mut open = BinaryHeap::new();
        for (source, (costs, last)) in rows.enumerate() {
            if let Some(cost) = costs.get_mut(source) {
                *cost = 0;
            }
            open.push(Reverse((0, narrow(source))));
            while let Some(Reverse((cost, state))) = open.pop() {
                if costs.get(wide(state)).is_none_or(|best| *best < cost) {
                    continue;
                }
                for number in out.get(wide(state)).into_iter().flatten() {
                    let Some(way) = ways.get(wide(*number)) else { continue };
                    let sum = plus(cost, way.cost);
                    let (Some(best), Some(edge)) = (costs.get_mut(wide(way.to)), last.get_mut(wide(way.to))) else { continue };
                    if sum < *best {
                        (*best, *edge) = (sum, *number);
                        open.push(Reverse((sum, way.to)));
                    }
                }
            }
        }
        closure
    }

    /// How many states there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The costs of the ways from a state to all others.
    #[inline]
    pub fn row(&self, from: u32) -> &[u32] {
        let start = wide(from) * self.width;
        self.costs.get(start..start + self.width).unwrap_or_default()
    }

    pub fn cost(&self, from: u32, to: u32) -> u32 {
        self.row(from).get(wide(to)).copied().unwrap_or(NEVER)
    }

    /// The numbers of the edges of the cheapest way, the last first; none where there is no way.
    pub fn backwards<'own>(&'own self, ways: &'own [Way], from: u32, to: u32) -> impl Iterator<Item = u32> + 'own {
        let last = move |to: u32| self.last.get(wide(from) * self.width + wide(to)).copied().filter(|edge| *edge != NONE);
        std::iter::successors(last(to), move |edge| {
            let before = ways.get(wide(*edge))?.from;
            if before == from { None } else { last(before) }
        })
    }
}
