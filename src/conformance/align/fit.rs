//! Whether traces fit, without asking how far off the others are.

use super::{machine::Machine, plan::VariantPlan};
use crate::eventlog::{Prefix, Variants};

/// Which variants fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// How many cases there are.
    pub cases: usize,
    /// How many of them fit.
    pub fitting_cases: usize,
    /// For how many of them a limit was reached first.
    pub unsolved_cases: usize,
    /// Every variant: its node in the tree, its cases, whether they fit (none when a limit was reached first).
    pub variants: Vec<(Prefix, usize, Option<bool>)>,
}

impl Fit {
    pub(super) fn sum(variants: Vec<(Prefix, usize, Option<bool>)>) -> Self {
        let count = |wanted: Option<bool>| variants.iter().filter(|(_, _, fits)| *fits == wanted).map(|(_, cases, _)| cases).sum();
        let cases = variants.iter().map(|(_, cases, _)| cases).sum();
        Self { cases, fitting_cases: count(Some(true)), unsolved_cases: count(None), variants }
    }
}

/// The states that a machine can be in, as bits; for machines of at most 64 states and no blocks.
#[derive(Clone, Debug)]
pub(super) struct StateSets {
    width: usize,
    first: u64,
    last: u64,
    /// By activity and state.
    next: Vec<u64>,
}

impl StateSets {
    pub fn new(machine: &Machine, activities: usize) -> Option<Self> {
        let width = machine.width;
        if width > 64 || !machine.blocks.is_empty() {
            return None;
        }
        // INVARIANT: weights are at least 1, so that what is free is silent.
        let free = |from: u32| (0_u32..).zip(machine.closure.row(from)).filter(|(_, cost)| **cost == 0).fold(0, |set, (state, _)| set | bit(state));
        let mut next = vec![0; activities * width];
        for (activity, row) in (0..).zip(next.chunks_exact_mut(width.max(1))) {
            for target in machine.targets(activity) {
                let reached = free(target.to);
                for (from, _) in &target.from {
                    if let Some(set) = row.get_mut(super::wide(*from)) {
                        *set |= reached;
                    }
                }
            }
        }
        let last = machine.exits.iter().fold(0, |set, exit| set | bit(*exit));
        Some(Self { width, first: free(machine.entry), last, next })
    }

    /// Linear in the nodes of the tree, times the states that the machine can be in at once.
    pub fn fit(&self, variants: &Variants, plan: &VariantPlan, open: bool) -> Fit {
        let last = if open { u64::MAX } else { self.last };
        let mut sets = vec![0_u64; variants.prefixes()];
        for prefix in variants.nodes() {
            let set = match variants.step(prefix) {
                None => self.first,
                Some((before, activity)) => self.after(sets.get(before.index()).copied().unwrap_or_default(), activity.index()),
            };
            if let Some(slot) = sets.get_mut(prefix.index()) {
                *slot = set;
            }
        }
        let fits = |prefix: Prefix| sets.get(prefix.index()).is_some_and(|set| set & last != 0);
        Fit::sum(plan.ends.iter().map(|(prefix, cases)| (*prefix, *cases, Some(fits(*prefix)))).collect())
    }

    fn after(&self, mut set: u64, activity: usize) -> u64 {
        let row = self.next.get(activity * self.width..(activity + 1) * self.width).unwrap_or_default();
        let mut after = 0;
        while set != 0 {
            after |= row.get(super::wide(set.trailing_zeros())).copied().unwrap_or_default();
            set &= set - 1;
        }
        after
    }
}

fn bit(state: u32) -> u64 {
    1_u64.checked_shl(state).unwrap_or_default()
}
