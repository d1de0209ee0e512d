//! What follows by itself: tokens are moved until somebody outside must do something.

use std::{collections::VecDeque, sync::Arc};

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};

use super::{
    context::Context,
    program::{Gateway, Inner, Mover},
    refusal::ExecutionRefusal as Refusal,
    since::Since,
};
use crate::{
    expr::{Calendars, Condition, ConditionError, Environment, Value},
    net::{Marking, PlaceId, TransitionId},
    workflow::{Answer, NodeIndex, Step, Trigger, Workflow},
};

/// Transitions that follow one call by themselves; gateways that lead to each other without end come to more.
const MOST: usize = 100_000;

/// Where the tokens are, since when, and the data.
#[derive(Debug)]
pub(super) struct State {
    pub marking: Marking,
    /// Kept for steps and events that are waited for.
    pub since: Since,
    /// Shared with the state before until a value is set.
    pub data: Arc<IndexMap<String, Value>>,
    pub at: Option<Timestamp>,
}

impl Clone for State {
    fn clone(&self) -> Self {
        Self { marking: self.marking.clone(), since: self.since.clone(), data: Arc::clone(&self.data), at: self.at }
    }

    fn clone_from(&mut self, source: &Self) {
        self.marking.clone_from(&source.marking);
        self.since.clone_from(&source.since);
        if !Arc::ptr_eq(&self.data, &source.data) {
            self.data = Arc::clone(&source.data);
        }
        self.at = source.at;
    }
}

/// One call: the state as it will be, and what has happened so far.
pub(super) struct Drive<'run> {
    pub program: &'run Inner,
    pub state: &'run mut State,
    pub context: &'run Context,
    pub fired: &'run mut Vec<TransitionId>,
    /// Places that tokens came to and that were not looked at since.
    pub queue: &'run mut VecDeque<PlaceId>,
}

struct Known<'workflow>(&'workflow Workflow);

impl Calendars for Known<'_> {
    fn elapsed(&self, calendar: &str, from: Timestamp, to: Timestamp) -> Option<SignedDuration> {
        self.0.calendar(calendar)?.elapsed(from, to).ok()
    }
}

impl Drive<'_> {
    /// Fires a transition, and before it what says that boundary events of its step will not happen any more.
    pub fn fire(&mut self, transition: TransitionId) -> bool {
        let program = self.program;
        for (settled, skip) in program.settles.get(transition.index()).map(Box::as_ref).unwrap_or_default() {
            if self.state.marking.get(*settled) == 0 && !self.move_tokens(*skip) {
                return false;
            }
        }
        self.move_tokens(transition)
    }

    /// Whether a transition can fire once what it settles is settled.
    pub fn can_fire(&self, transition: TransitionId) -> bool {
        let settles = self.program.settles.get(transition.index()).map(Box::as_ref).unwrap_or_default();
        if settles.is_empty() {
            return self.program.net().is_enabled(&self.state.marking, transition);
        }
        let marked = |place: PlaceId| self.state.marking.get(place) > 0;
        self.program.net().inputs(transition).iter().all(|arc| marked(arc.place) || settles.iter().any(|(settled, _)| *settled == arc.place))
    }

    fn move_tokens(&mut self, transition: TransitionId) -> bool {
        let net = self.program.net();
        if net.fire(&mut self.state.marking, transition).is_err() {
            return false;
        }
        self.fired.push(transition);
        for arc in net.inputs(transition).iter().filter(|arc| self.program.is_lasting(arc.place)) {
            self.state.since.pop(arc.place);
        }
        for place in net.resets(transition).iter().filter(|place| self.program.is_lasting(**place)) {
            self.state.since.clear(*place);
        }
        for arc in net.outputs(transition) {
            if self.program.is_lasting(arc.place) {
                self.state.since.push(arc.place, self.state.at);
            }
            self.queue.push_back(arc.place);
        }
        true
    }

    /// Everything that follows by itself.
    pub fn settle(&mut self) -> Result<(), Refusal> {
        loop {
            while let Some(place) = self.queue.pop_front() {
                self.leave(place)?;
                if self.fired.len() > MOST {
                    let node = self.fired.last().and_then(|last| self.program.net.transition(*last)).map(|done| done.node).unwrap_or_default();
                    return Err(Refusal::Endless { node: self.program.id(node).to_owned() });
                }
            }
            if !self.condition_holds()? && !self.joins() {
                return Ok(());
            }
        }
    }

    /// Lets tokens leave a place, as long as something follows by itself.
    fn leave(&mut self, place: PlaceId) -> Result<(), Refusal> {
        let program = self.program;
        'tokens: while self.state.marking.get(place) > 0 {
            if let Some(gateway) = program.gateway_at(place) {
                let transition = self.choose(gateway)?;
                if !self.fire(transition) {
                    return Ok(());
                }
                continue;
            }
            for transition in program.net().consumers(place) {
                if program.mover_of(*transition) == Mover::Itself && self.can_fire(*transition) && self.fire(*transition) {
                    continue 'tokens;
                }
            }
            return Ok(());
        }
        Ok(())
    }

    /// Fires the first inclusive join that waits for nothing more.
    fn joins(&mut self) -> bool {
        let program = self.program;
        program.joins.iter().any(|join| program.net().is_enabled(&self.state.marking, *join) && self.fire(*join))
    }

    /// Lets the first event happen whose condition has come to hold. A condition that has no answer yet does not hold.
    fn condition_holds(&mut self) -> Result<bool, Refusal> {
        let program = self.program;
        for transition in &program.conditional {
            if !self.can_fire(*transition) {
                continue;
            }
            let node = program.net.transition(*transition).and_then(|done| program.workflow.graph().node_weight(done.node));
            let Some(Trigger::Condition(Some(condition))) = node.and_then(|node| node.step.trigger()) else { continue };
            if self.holds(condition).unwrap_or(false) && self.fire(*transition) {
                if self.fired.len() > MOST {
                    return Err(Refusal::Endless { node: node.map_or_else(String::new, |node| node.id.clone()) });
                }
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn holds(&self, condition: &Condition) -> Result<bool, ConditionError> {
        let calendars = Known(&self.program.workflow);
        let environment = Environment { now: self.state.at.unwrap_or_default(), calendars: &calendars };
        condition.holds(self.state.data.as_ref(), &environment)
    }

    /// The transition for the ways that a gateway leads.
    fn choose(&self, gateway: &Gateway) -> Result<TransitionId, Refusal> {
        let name = || self.program.id(gateway.node).to_owned();
        let set = match self.context.choices.iter().find(|(chosen, _)| *chosen == self.program.id(gateway.node)) {
            Some((_, chosen)) if self.is_open(gateway) => self.chosen(gateway, chosen)?,
            _ => self.by_conditions(gateway)?,
        };
        gateway.sets.get(&set).copied().ok_or_else(|| match set {
            0 => Refusal::NoWay { gateway: name() },
            _ => Refusal::SeveralWays { gateway: name(), ways: self.ways(gateway, set) },
        })
    }

    /// Whether a gateway has ways that do not say by themselves when they are taken.
    fn is_open(&self, gateway: &Gateway) -> bool {
        gateway.ways.iter().any(|way| matches!(self.program.answer(way), Answer::Open | Answer::Foreign { .. }))
    }

    fn chosen(&self, gateway: &Gateway, chosen: &[String]) -> Result<u32, Refusal> {
        let mut set = 0;
        for to in chosen {
            let Some(bit) = gateway.ways.iter().position(|way| self.program.id(way.to) == to) else {
                return Err(Refusal::NoSuchWay { gateway: self.program.id(gateway.node).to_owned(), chosen: to.clone() });
            };
            set |= 1 << bit;
        }
        Ok(set)
    }

    fn by_conditions(&self, gateway: &Gateway) -> Result<u32, Refusal> {
        if self.is_open(gateway) {
            let gateway_name = self.program.id(gateway.node).to_owned();
            return Err(Refusal::Undecided { gateway: gateway_name, ways: self.ways(gateway, u32::MAX) });
        }
        let (mut set, mut otherwise) = (0, 0);
        for (bit, way) in gateway.ways.iter().enumerate() {
            match self.program.answer(way) {
                Answer::Otherwise => otherwise |= 1 << bit,
                Answer::When(condition) => match self.holds(condition) {
                    Ok(true) => set |= 1 << bit,
                    Ok(false) => {}
                    Err(why) => {
                        let (gateway, to) = (self.program.id(gateway.node).to_owned(), self.program.id(way.to).to_owned());
                        return Err(Refusal::Unknown { gateway, to, why });
                    }
                },
                Answer::Open | Answer::Foreign { .. } => {}
            }
        }
        Ok(if set == 0 { otherwise } else { set })
    }

    fn ways(&self, gateway: &Gateway, set: u32) -> Vec<String> {
        let taken = gateway.ways.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1);
        taken.map(|(_, way)| self.program.id(way.to).to_owned()).collect()
    }
}

/// Whether a node is an activity, for what is offered.
pub(super) fn is_step(workflow: &Workflow, node: NodeIndex) -> bool {
    workflow.graph().node_weight(node).is_some_and(|node| matches!(node.step, Step::Task(_) | Step::Call(_)))
}
