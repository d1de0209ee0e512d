//! Paths to every state with what must be refused there.

use super::{
    Given, NotCovered, PathKind, TestPath, TestPaths,
    demand::{Demand, demands},
    leaving,
    route::Map,
    walk::Walk,
};
use crate::lifecycle::{EventId, StateId, TransitionId};

/// Adds the paths of refusals.
pub(super) fn refusals(map: &Map<'_>, budget: &mut usize, result: &mut TestPaths) {
    for (state, named) in map.lifecycle.states() {
        let Some(way) = map.way(state) else { continue };
        let mut round = Round { map, state, budget, result, number: 0 };
        if !round.untaken_events(way) || !round.demands(way) {
            round.result.leave(NotCovered::state(named.id(), "the limit of steps is reached; not all refusals were tried"));
            return;
        }
    }
}

/// The refusals of one state.
struct Round<'run, 'lifecycle> {
    map: &'run Map<'lifecycle>,
    state: StateId,
    budget: &'run mut usize,
    result: &'run mut TestPaths,
    number: usize,
}

impl Round<'_, '_> {
    /// Every event that the state has no transition on; false when the steps ran out.
    fn untaken_events(&mut self, way: &[TransitionId]) -> bool {
        let lifecycle = self.map.lifecycle;
        let state = self.state;
        let Some(mut walk) = self.go(way) else { return false };
        let untaken = lifecycle.events().map(|(event, _)| event).filter(|event| lifecycle.table().transitions(state, *event).next().is_none());
        let mut found = false;
        for event in untaken {
            if !self.spend(1) {
                return false;
            }
            found |= walk.refuse(event, Given::default());
        }
        if found {
            self.keep(walk, "without a transition");
        }
        true
    }

    /// Every demand of every transition that leaves the state; false when the steps ran out.
    fn demands(&mut self, way: &[TransitionId]) -> bool {
        let lifecycle = self.map.lifecycle;
        // On one path, as a refusal leaves the record where it is; where nothing is enforced it does not, and each has its own.
        let mut common: Option<Walk> = None;
        let leaving: Vec<TransitionId> = leaving(lifecycle, self.state).collect();
        let mut after: Vec<EventId> = Vec::new();
        for (id, demand) in leaving.iter().filter_map(|id| lifecycle.get_transition(*id).map(|transition| (*id, demands(transition)))).flat_map(each)
        {
            if let Some(event) = demand.after() {
                if !after.contains(&event) {
                    after.push(event);
                }
                continue;
            }
            let Some(walk) = common.take().or_else(|| self.go(way)).filter(|_| *self.budget > 0) else { return false };
            common = self.step(walk, id, demand);
        }
        if let Some(walk) = common.filter(|walk| walk.steps.len() > way.len()) {
            self.keep(walk, "with something missing");
        }
        after.into_iter().all(|event| self.four_eyes(&leaving, event))
    }

    /// What another person must do, after an event.
    fn four_eyes(&mut self, leaving: &[TransitionId], event: EventId) -> bool {
        let lifecycle = self.map.lifecycle;
        let way = self.map.way_after(self.state, event);
        let all = leaving.iter().filter_map(|id| lifecycle.get_transition(*id).map(|transition| (*id, demands(transition)))).flat_map(each);
        let concerned: Vec<_> = all.filter(|(_, demand)| demand.after() == Some(event)).collect();
        let Some(way) = way else {
            for (id, demand) in concerned {
                let why = format!("no path comes to `{}` after `{}`", lifecycle.state_name(self.state), lifecycle.event_name(event));
                self.leave(id, demand, why);
            }
            return true;
        };
        let mut common: Option<Walk> = None;
        for (id, demand) in concerned {
            let Some(walk) = common.take().or_else(|| self.go(&way)).filter(|_| *self.budget > 0) else { return false };
            common = self.step(walk, id, demand);
        }
        if let Some(walk) = common.filter(|walk| walk.steps.len() > way.len()) {
            self.keep(walk, &format!("after {}", lifecycle.event_name(event)));
        }
        true
    }

    /// Tries one demand; the walk comes back where more can be tried on it.
    fn step(&mut self, mut walk: Walk, id: TransitionId, demand: Demand) -> Option<Walk> {
        let outcome = match self.map.usual(id) {
            Ok(usual) => demand.try_without(&mut walk, id, usual),
            Err(why) => Err(format!("nothing else must be missing, and {why}")),
        };
        match outcome {
            Ok(()) => {
                self.spend(1);
                if !self.map.lifecycle.is_enforced() {
                    self.keep(walk, "with something missing");
                    return None;
                }
            }
            Err(why) => self.leave(id, demand, why),
        }
        Some(walk)
    }

    fn leave(&mut self, id: TransitionId, demand: Demand, why: String) {
        let lifecycle = self.map.lifecycle;
        let missing = lifecycle.get_transition(id).map(|transition| demand.reason(lifecycle, transition));
        self.result.leave_refusal(lifecycle, id, missing, why);
    }

    /// A new record that has gone a way; none when the steps ran out.
    fn go(&mut self, way: &[TransitionId]) -> Option<Walk> {
        let mut walk = Walk::begin(self.map.lifecycle);
        let goes = self.spend(way.len()) && way.iter().all(|id| self.map.usual(*id).as_ref().is_ok_and(|given| walk.take(*id, given)));
        goes.then_some(walk)
    }

    fn spend(&mut self, steps: usize) -> bool {
        let left = self.budget.checked_sub(steps);
        *self.budget = left.unwrap_or_default();
        left.is_some()
    }

    fn keep(&mut self, walk: Walk, what: &str) {
        self.number += 1;
        let state = self.map.lifecycle.state_name(self.state);
        let name = format!("refusals {} in {state} {what}", self.number);
        self.result.paths.push(TestPath { name, kind: PathKind::Refusals, steps: walk.steps });
    }
}

fn each((id, demands): (TransitionId, Vec<Demand>)) -> impl Iterator<Item = (TransitionId, Demand)> {
    demands.into_iter().map(move |demand| (id, demand))
}
