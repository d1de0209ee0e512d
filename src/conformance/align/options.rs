//! What deviations cost, and how much work may be done.

use std::num::NonZeroU16;

use super::{Label, wide};

/// What deviations cost; 1 each where nothing else is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    log: Vec<Option<NonZeroU16>>,
    model: Vec<Option<NonZeroU16>>,
}

impl Weights {
    /// Says what an event costs that the model does not explain, by the number of its activity.
    #[must_use]
    pub fn with_log(mut self, activity: usize, weight: NonZeroU16) -> Self {
        set(&mut self.log, activity, weight);
        self
    }

    /// Says what a step of the model costs that the log lacks.
    #[must_use]
    pub fn with_model(mut self, label: Label, weight: NonZeroU16) -> Self {
        set(&mut self.model, wide(label.number()), weight);
        self
    }

    pub(super) fn log(&self, activity: usize) -> u32 {
        self.log.get(activity).copied().flatten().map_or(1, |weight| u32::from(weight.get()))
    }

    pub(super) fn model(&self, label: Label) -> u32 {
        self.model.get(wide(label.number())).copied().flatten().map_or(1, |weight| u32::from(weight.get()))
    }
}

fn set(list: &mut Vec<Option<NonZeroU16>>, at: usize, weight: NonZeroU16) {
    if list.len() <= at {
        list.resize(at + 1, None);
    }
    if let Some(slot) = list.get_mut(at) {
        *slot = Some(weight);
    }
}

/// How much work is done before a trace is given up as not solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// States of a net (markings) that are kept, by each thread.
    pub markings: usize,
    /// Pairs of a marking and a place in the trace that the search for one trace keeps.
    pub states: usize,
    /// Cells of the tables of a trace, 4 bytes each.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { markings: 1_000_000, states: 2_000_000, cells: 64_000_000 }
    }
}

/// How to align.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What deviations cost.
    pub weights: Weights,
    /// The cases go on: a run of the model need not have come to its end. Any marking that can be reached will do, also one that
    /// cannot be completed.
    pub open: bool,
    /// Whether the moves are wanted, or only what they cost.
    pub moves: bool,
    /// How many threads work on it; at least one does.
    pub threads: usize,
    /// How much work may be done.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self { weights: Weights::default(), open: false, moves: true, threads: 1, limits: Limits::default() }
    }
}
