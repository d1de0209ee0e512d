//! The markings of a net, numbered as they come up; what a marking can do is worked out once.

use std::hash::BuildHasherDefault;

use indexmap::IndexSet;
use rustc_hash::FxHasher;

use super::{
    Label,
    model::{Body, LabelledNet, Model},
    narrow,
    structure::{Edge, Step, Structure},
    wide,
};
use crate::net::{Marking, TransitionId};

/// A step from one state to another; nothing shows when there is no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SpaceStep {
    pub label: Option<Label>,
    pub to: u32,
}

/// More markings than the limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full;

/// States by number, the one that it begins in being 0, and their steps.
#[derive(Clone, Debug)]
pub(super) struct Space<'own> {
    net: Option<&'own LabelledNet>,
    markings: IndexSet<Marking, BuildHasherDefault<FxHasher>>,
    steps: Vec<Option<Box<[SpaceStep]>>>,
    last: Vec<bool>,
    most: usize,
}

impl<'own> Space<'own> {
    /// Nothing but the beginning is known at first; at most `most` markings are kept.
    pub fn new(model: &'own Model, most: usize) -> Self {
        let mut space = Self { net: None, markings: IndexSet::default(), steps: Vec::new(), last: Vec::new(), most };
        match &model.body {
            Body::Net(net) => {
                space.net = Some(net);
                space.number(net, net.initial.clone());
            }
            Body::Machine(machine) => space.machine(machine),
        }
        space
    }

    fn machine(&mut self, machine: &Structure) {
        let mut steps = vec![Vec::new(); wide(machine.states)];
        // The entry is to be 0: it changes its number with the state that has it.
        let number = |state: u32| {
            if state == machine.entry {
                0
            } else if state == 0 {
                machine.entry
            } else {
                state
            }
        };
        for edge in &machine.edges {
            let label = if let Step::Shown(label) = &edge.step { Some(*label) } else { None };
            if let Some(row) = steps.get_mut(wide(number(edge.from))) {
                row.push(SpaceStep { label, to: number(edge.to) });
            }
        }
        self.steps = steps.into_iter().map(|row| Some(row.into())).collect();
        self.last = vec![false; self.steps.len()];
        for exit in &machine.exits {
            if let Some(slot) = self.last.get_mut(wide(number(*exit))) {
                *slot = true;
            }
        }
    }

    fn number(&mut self, net: &LabelledNet, marking: Marking) -> u32 {
        let is_last = net.is_last(&marking);
        let (number, is_new) = self.markings.insert_full(marking);
        if is_new {
            self.steps.push(None);
            self.last.push(is_last);
        }
        narrow(number)
    }

    /// How many states are known.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether a run may end in a state.
    pub fn is_last(&self, state: u32) -> bool {
        self.last.get(wide(state)).copied().unwrap_or_default()
    }

    /// The steps of a state, if they have been looked up.
    pub fn known(&self, state: u32) -> &[SpaceStep] {
        self.steps.get(wide(state)).and_then(Option::as_deref).unwrap_or_default()
    }

    /// The marking of a state of a net.
    pub fn marking(&self, state: u32) -> Option<&Marking> {
        self.markings.get_index(wide(state))
    }

    /// The steps of a state.
    pub fn steps(&mut self, state: u32) -> Result<&[SpaceStep], Full> {
        if self.steps.get(wide(state)).is_some_and(Option::is_none)
            && let Some(net) = self.net
        {
            let steps = self.explore(net, state)?;
            if let Some(slot) = self.steps.get_mut(wide(state)) {
                *slot = Some(steps);
            }
        }
        Ok(self.steps.get(wide(state)).and_then(Option::as_deref).unwrap_or_default())
    }

    fn explore(&mut self, net: &LabelledNet, state: u32) -> Result<Box<[SpaceStep]>, Full> {
        let Some(marking) = self.markings.get_index(wide(state)).cloned() else { return Ok(Box::default()) };
        let enabled: Vec<TransitionId> = net.net.enabled(&marking).collect();
        if self.markings.len().saturating_add(enabled.len()) > self.most {
            return Err(Full);
        }
        let mut steps = Vec::with_capacity(enabled.len());
        for transition in enabled {
            let mut next = marking.clone();
            // More tokens than 32 bits hold: far beyond any limit.
            net.net.fire(&mut next, transition).map_err(|_| Full)?;
            let label = net.labels.get(transition.index()).copied().flatten();
            let step = SpaceStep { label, to: self.number(net, next) };
            // In the order of the transitions, whatever numbers the markings have by now: results do not depend on it.
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
        Ok(steps.into())
    }

    /// All states as one machine; nothing when there are more than the limit.
    pub fn unfold(&mut self) -> Result<Structure, Full> {
        let (mut edges, mut exits) = (Vec::new(), Vec::new());
        let mut state = 0;
        while wide(state) < self.len() {
            for step in self.steps(state)? {
                if step.to != state || step.label.is_some() {
                    edges.push(Edge { from: state, to: step.to, step: step.label.map_or(Step::Silent, Step::Shown) });
                }
            }
            if self.is_last(state) {
                exits.push(state);
            }
            state += 1;
        }
        Ok(Structure { states: narrow(self.len()), entry: 0, exits, edges })
    }
}
