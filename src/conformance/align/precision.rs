//! How much of what the model allows is ever done.

use rustc_hash::FxHashMap;

use super::{Aligner, Label, LabelMap, LogAlignment, Model, Move, Options, Outcome, monitor::Monitor};
use crate::eventlog::Prefix;

/// The beginnings of the aligned runs, as a tree.
#[derive(Debug, Default)]
struct Runs {
    /// By node and label.
    next: FxHashMap<(usize, Label), usize>,
    children: Vec<Vec<(Label, usize)>>,
    cases: Vec<u64>,
}

impl Runs {
    fn node(&mut self) -> usize {
        self.children.push(Vec::new());
        self.cases.push(0);
        self.cases.len() - 1
    }

    fn pass(&mut self, node: usize, cases: u64) {
        if let Some(count) = self.cases.get_mut(node) {
            *count = count.saturating_add(cases);
        }
    }

    fn add(&mut self, run: impl Iterator<Item = Label>, cases: u64) {
        let mut at = 0;
        self.pass(at, cases);
        for label in run {
            at = if let Some(next) = self.next.get(&(at, label)) {
                *next
            } else {
                let next = self.node();
                self.next.insert((at, label), next);
                if let Some(children) = self.children.get_mut(at) {
                    children.push((label, next));
                }
                next
            };
            self.pass(at, cases);
        }
    }
}

/// Precision by aligned runs, between 0 and 1: of the labels that the model allows after each beginning of a run, the share that
/// some case goes on with; beginnings count as often as cases have them.
///
/// This is the measure a<sup>1</sup><sub>p</sub> of A. Adriansyah, J. Munoz-Gama, J. Carmona, B. van Dongen, W. van der Aalst,
/// "Measuring precision of modeled behavior", Information Systems and e-Business Management 13, 2015, for one cheapest alignment of each
/// variant: `sum of cases * labels done / sum of cases * labels allowed`, over all beginnings. Where a variant has several cheapest
/// alignments, the value depends on which one is found.
///
/// None when a variant has no alignment, moves were not asked for, or a limit of the options is reached.
#[must_use]
pub fn precision(model: &Model, result: &LogAlignment, options: &Options) -> Option<f64> {
    let mut runs = Runs::default();
    runs.node();
    for variant in &result.variants {
        let Outcome::Aligned(alignment) = &variant.outcome else { return None };
        if alignment.moves.is_empty() && (variant.prefix != Prefix::ROOT || alignment.cost > 0) {
            return None;
        }
        let labels = alignment.moves.iter().filter_map(|done| match done {
            Move::Both(_, label) | Move::Model(label) => Some(*label),
            Move::Log(_) => None,
        });
        runs.add(labels, u64::try_from(variant.cases).ok()?);
    }
    let map = LabelMap::same(model);
    let aligner = Aligner::new(model, &map, Options { moves: false, ..options.clone() });
    let mut monitor = Monitor::new(&aligner, true);
    let (mut done, mut allowed) = (0_u64, 0_u64);
    // A node, and how many of its children have been looked at.
    let mut open: Vec<(usize, usize)> = vec![(0, 0)];
    while let Some((node, looked)) = open.pop() {
        if looked == 0 {
            if monitor.verdict().fits != Some(true) {
                return None;
            }
            let cases = runs.cases.get(node).copied().unwrap_or_default();
            let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX).saturating_mul(cases);
            allowed = allowed.saturating_add(count(monitor.next().len()));
            done = done.saturating_add(count(runs.children.get(node).map_or(0, Vec::len)));
        }
        match runs.children.get(node).and_then(|children| children.get(looked)) {
            Some((label, child)) => {
                open.push((node, looked + 1));
                open.push((*child, 0));
                monitor.label(*label);
            }
            None if node != 0 => monitor.pop(),
            None => {}
        }
    }
    Some(if allowed == 0 { 1.0 } else { super::outcome::ratio(done, allowed) })
}
