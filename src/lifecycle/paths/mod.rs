//! Test paths: sequences of events that a lifecycle must allow, and steps that it must refuse.
//!
//! Every step was run on an instance before it is handed out, so nothing is said to be covered that is not.

mod cover;
mod demand;
mod given;
mod record;
mod refusals;
mod route;
mod rust;
mod walk;

pub use record::{Covered, Expected, ExpectedReason, Given, NotCovered, PathKind, ReasonKind, TestPath, TestPaths, TestStep};
pub use rust::PathSource;

use super::{Lifecycle, StateId, TransitionId};
use given::usual;
use route::Map;

/// Bounds on test paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathLimits {
    /// Steps in all paths together; what is left beyond is listed as not covered.
    pub steps: usize,
}

impl Default for PathLimits {
    fn default() -> Self {
        Self { steps: 100_000 }
    }
}

impl Lifecycle {
    /// Test paths: every transition that can be taken, every event that a state has no transition on, and every demand of
    /// a transition with exactly that missing.
    ///
    /// Paths go on to the nearest transition that was not taken yet and begin anew where none can be reached. What a guard
    /// asks for comes from [`witness`](crate::expr::witness). What could not be run is listed with the reason. Time is the
    /// square of the transitions, plus the product of states and events, each with the way there.
    #[must_use]
    pub fn test_paths(&self, limits: PathLimits) -> TestPaths {
        let mut result = TestPaths::of(self);
        let map = Map::new(self);
        let mut budget = limits.steps;
        for (id, transition) in self.transitions() {
            if !map.is_reached(transition.from()) {
                result.leave_transition(self, id, format!("`{}` cannot be reached", self.state_name(transition.from())));
            } else if let Err(why) = map.usual(id) {
                result.leave_transition(self, id, why.clone());
            }
        }
        for (id, state) in self.states().filter(|(id, _)| !map.is_reached(*id)) {
            let is_target = self.transitions().any(|(_, transition)| transition.to() == id && transition.from() != id);
            let why = if is_target { "only transitions that are not covered lead to it" } else { "no transition leads to it" };
            result.leave(NotCovered::state(state.id(), why));
        }
        cover::cover(&map, &mut budget, &mut result);
        refusals::refusals(&map, &mut budget, &mut result);
        if budget == 0 {
            result.leave(NotCovered::state("", format!("the limit of {} steps is reached; what is beyond was not tried", limits.steps)));
        }
        result.count(self);
        result
    }
}

impl Lifecycle {
    /// Circumstances in which a transition is taken from its state, tried on an instance: a role, values of fields, votes, and the time
    /// where the guard asks for it. Who acts is left open.
    ///
    /// # Errors
    /// Why none are known, in words: a guard for which no values were found, or another transition that is always taken as well.
    pub fn circumstances(&self, transition: TransitionId) -> Result<Given, String> {
        usual(self, transition)
    }
}

impl Map<'_> {
    /// Takes stock of a lifecycle: which transitions can be taken and how, and where that leads.
    fn new(lifecycle: &Lifecycle) -> Map<'_> {
        let usual = lifecycle.transitions().map(|(id, _)| usual(lifecycle, id)).collect();
        Map::with(lifecycle, usual)
    }
}

/// All states.
fn all_states(lifecycle: &Lifecycle) -> impl Iterator<Item = StateId> {
    lifecycle.states().map(|(id, _)| id)
}

/// The transitions that leave a state, in the order of their events.
fn leaving(lifecycle: &Lifecycle, state: StateId) -> impl Iterator<Item = TransitionId> {
    lifecycle.events().flat_map(move |(event, _)| lifecycle.table().transitions(state, event))
}
