//! The order in which variants are gone through: those that begin alike one after the other.

use super::{narrow, wide};
use crate::eventlog::{Activity, Prefix, Variants};

/// The variants of a log, and an order of going through their tree.
#[derive(Debug)]
pub(super) struct VariantPlan {
    /// The node that each variant ends in, and its cases.
    pub ends: Vec<(Prefix, usize)>,
    /// Their numbers, depth first.
    pub order: Vec<usize>,
    depths: Vec<u32>,
}

/// No node.
const NONE: u32 = u32::MAX;

impl VariantPlan {
    /// Linear in the nodes of the tree.
    pub fn new(variants: &Variants) -> Self {
        let count = variants.prefixes();
        let mut depths = vec![0_u32; count];
        // Children as linked lists, each newest first.
        let (mut child, mut sibling) = (vec![NONE; count], vec![NONE; count]);
        let mut number = vec![NONE; count];
        let mut ends = Vec::new();
        for prefix in variants.nodes() {
            let at = prefix.index();
            if let Some((before, _)) = variants.step(prefix) {
                let depth = depths.get(before.index()).copied().unwrap_or_default() + 1;
                if let (Some(slot), Some(first), Some(next)) = (depths.get_mut(at), child.get_mut(before.index()), sibling.get_mut(at)) {
                    *slot = depth;
                    *next = *first;
                    *first = narrow(at);
                }
            }
            let cases = variants.cases(prefix);
            if cases > 0
                && let Some(slot) = number.get_mut(at)
            {
                *slot = narrow(ends.len());
                ends.push((prefix, cases));
            }
        }
        let mut order = Vec::with_capacity(ends.len());
        let mut open = if count > 0 { vec![0_u32] } else { Vec::new() };
        while let Some(at) = open.pop() {
            let at = wide(at);
            order.extend(number.get(at).filter(|number| **number != NONE).map(|number| wide(*number)));
            let mut next = child.get(at).copied().unwrap_or(NONE);
            while next != NONE {
                open.push(next);
                next = sibling.get(wide(next)).copied().unwrap_or(NONE);
            }
        }
        Self { ends, order, depths }
    }

    /// The same with those variants only that are wanted.
    pub fn only(mut self, wanted: impl Fn(Prefix) -> bool) -> Self {
        let mut numbers = vec![None; self.ends.len()];
        let mut kept = Vec::new();
        for ((end, cases), number) in self.ends.iter().zip(&mut numbers) {
            if wanted(*end) {
                *number = Some(kept.len());
                kept.push((*end, *cases));
            }
        }
        self.ends = kept;
        self.order = self.order.iter().filter_map(|old| numbers.get(*old).copied().flatten()).collect();
        self
    }

    /// How many events a prefix has.
    pub fn depth(&self, prefix: Prefix) -> usize {
        self.depths.get(prefix.index()).map_or(0, |depth| wide(*depth))
    }

    /// The sum over the events of each variant.
    pub fn sums(&self, variants: &Variants, of: impl Fn(Activity) -> u64) -> Vec<u64> {
        let mut sums = vec![0_u64; self.depths.len()];
        for prefix in variants.nodes() {
            if let Some((before, activity)) = variants.step(prefix) {
                let sum = sums.get(before.index()).copied().unwrap_or_default().saturating_add(of(activity));
                if let Some(slot) = sums.get_mut(prefix.index()) {
                    *slot = sum;
                }
            }
        }
        self.ends.iter().map(|(prefix, _)| sums.get(prefix.index()).copied().unwrap_or_default()).collect()
    }
}
