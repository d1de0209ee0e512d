//! Runs of a lifecycle: a random walk over its table that ends.

use std::collections::{BTreeSet, VecDeque};

use super::{
    model::{ActivityNames, Naming, SimulationError},
    random::Random,
    run::{Run, Step},
};
use crate::lifecycle::{
    Given, Lifecycle, State, StateId, TransitionId,
    definition::{EventKind, StateKind},
};

/// A lifecycle, prepared for walks.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    initial: usize,
    /// By state: the transitions that can be taken and from whose end an end can be reached; empty for ends.
    leaving: Vec<Vec<Way>>,
    /// By state: the steps to the nearest end, by transitions that can be taken.
    distance: Vec<Option<u32>>,
    /// By transition: what is done. None where no circumstances are known.
    steps: Vec<Option<Step>>,
    /// By state: all transitions of the table, taken or not, as activity and target.
    table: Vec<Vec<(usize, usize)>>,
    ends: Vec<bool>,
    /// By state: how far on it is by its kind, from 0; none for ends that are reached sooner than others.
    ranks: Vec<Option<usize>>,
}

/// A transition out of a state.
#[derive(Clone, Copy, Debug)]
struct Way {
    transition: usize,
    to: usize,
}

/// By state: how far on it is by its kind: initial, open or waiting, resolved, terminal, as far as there are such states. None for ends
/// that can be reached in fewer steps than another end.
fn ranks(lifecycle: &Lifecycle, leaving: &[Vec<Way>], ends: &[bool]) -> Vec<Option<usize>> {
    let order = |kind: StateKind| match kind {
        StateKind::Initial => 0,
        StateKind::Open | StateKind::Waiting => 1,
        StateKind::Resolved => 2,
        StateKind::Terminal => 3,
    };
    let kinds: BTreeSet<usize> = lifecycle.states().map(|(_, state)| order(state.kind())).collect();
    let steps = steps_from(lifecycle.initial().place(), leaving);
    let longest = steps.iter().zip(ends).filter(|(_, is_end)| **is_end).filter_map(|(steps, _)| *steps).max();
    let rank = |((_, state), steps): ((StateId, &State), &Option<u32>)| {
        (state.kind() != StateKind::Terminal || *steps == longest).then(|| kinds.range(..order(state.kind())).count())
    };
    lifecycle.states().zip(&steps).map(rank).collect()
}

/// By state: the fewest steps from one to it.
fn steps_from(start: usize, leaving: &[Vec<Way>]) -> Vec<Option<u32>> {
    let mut steps = vec![None; leaving.len()];
    let mut open = VecDeque::from([(start, 0)]);
    while let Some((state, count)) = open.pop_front() {
        if let Some(known @ None) = steps.get_mut(state) {
            *known = Some(count);
            open.extend(leaving.get(state).into_iter().flatten().map(|way| (way.to, count + 1)));
        }
    }
    steps
}

/// No way.
const FAR: u32 = u32::MAX / 2;

impl Machine {
    pub fn new(lifecycle: &Lifecycle, names: ActivityNames, naming: &mut Naming) -> Result<Self, SimulationError> {
        let activities: Vec<usize> = lifecycle
            .events()
            .map(|(_, event)| naming.place(if names == ActivityNames::Titles { event.title() } else { event.id() }, None))
            .collect();
        let activity = |place: usize| activities.get(place).copied().unwrap_or_default();
        let count = lifecycle.states().len();
        let (mut leaving, mut table) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        let mut steps = Vec::with_capacity(lifecycle.transitions().len());
        let mut why = String::new();
        for (id, transition) in lifecycle.transitions() {
            let (from, to) = (transition.from().place(), transition.to().place());
            if let Some(row) = table.get_mut(from) {
                row.push((activity(transition.on().place()), to));
            }
            let given = lifecycle.circumstances(id);
            let step = given.as_ref().ok().map(|given| step(lifecycle, id, given, &activity));
            if let (Some(row), Some(_)) = (leaving.get_mut(from), &step) {
                row.push(Way { transition: id.place(), to });
            }
            if let Err(reason) = given {
                why = reason;
            }
            steps.push(step);
        }
        let ends: Vec<bool> = lifecycle.states().map(|(_, state)| state.kind() == StateKind::Terminal).collect();
        for (row, _) in leaving.iter_mut().zip(&ends).filter(|(_, is_end)| **is_end) {
            row.clear();
        }
        let initial = lifecycle.initial().place();
        let edges = |from: usize| leaving.get(from).into_iter().flatten().map(|way: &Way| way.to);
        let distance = distances(count, &ends, edges);
        if distance.get(initial).copied().flatten().is_none() {
            return Err(SimulationError::NoEnd { model: lifecycle.reference(), why });
        }
        for row in &mut leaving {
            row.retain(|way| distance.get(way.to).copied().flatten().is_some());
        }
        let ranks = ranks(lifecycle, &leaving, &ends);
        Ok(Self { initial, leaving, distance, steps, table, ends, ranks })
    }

    /// A walk from the initial state to a terminal one. Usual are steps to a state that the walk has not been in and that is as far on
    /// as this one, or the next further; in so many of a hundred steps another is taken: back, on the spot, past what lies between, or
    /// to an end that cuts the way short, such as a cancellation. From so many steps on it only goes nearer to an end.
    pub fn run(&self, random: &mut Random, strays: u32, longest: usize) -> Run {
        let mut run = Run::new();
        let mut state = self.initial;
        let mut been = vec![false; self.ends.len()];
        while !self.ends.get(state).copied().unwrap_or(true) {
            let Some(ways) = self.leaving.get(state) else { break };
            if let Some(been) = been.get_mut(state) {
                *been = true;
            }
            let here = self.far(state);
            let is_usual = |way: &&Way| !been.get(way.to).copied().unwrap_or(true) && self.is_onwards(state, way.to);
            let (usual, others): (Vec<Way>, Vec<Way>) = ways.iter().partition(is_usual);
            let is_short = run.len() < longest;
            let nearer: Vec<Way> =
                if is_short && !usual.is_empty() { Vec::new() } else { ways.iter().filter(|way| self.far(way.to) < here).copied().collect() };
            let from = match (is_short, usual.is_empty()) {
                (true, _) if !others.is_empty() && random.percent(strays) => &others,
                (true, false) => &usual,
                _ => &nearer,
            };
            let Some(way) = random.one(from) else { break };
            run.extend(self.steps.get(way.transition).cloned().flatten());
            state = way.to;
        }
        run
    }

    fn is_onwards(&self, from: usize, to: usize) -> bool {
        let rank = |state: usize| self.ranks.get(state).copied().flatten();
        rank(from).zip(rank(to)).is_some_and(|(from, to)| (from..=from + 1).contains(&to))
    }

    fn far(&self, state: usize) -> u32 {
        self.distance.get(state).copied().flatten().unwrap_or(FAR)
    }

    /// Whether no end is reached without an activity.
    pub fn is_mandatory(&self, activity: usize) -> bool {
        let edges = |from: usize| self.table.get(from).into_iter().flatten().filter(move |(own, _)| *own != activity).map(|(_, to)| *to);
        distances(self.table.len(), &self.ends, edges).get(self.initial).copied().flatten().is_none()
    }

    /// What the best alignment of activities costs, every move that is not on both sides being one. By the table of positions and
    /// states; time is their product times the states.
    pub fn cost(&self, activities: &[usize]) -> u32 {
        let mut costs = vec![FAR; self.table.len()];
        if let Some(cost) = costs.get_mut(self.initial) {
            *cost = 0;
        }
        self.moves_of_the_model(&mut costs);
        for activity in activities {
            // The event stands alone, or a transition goes with it.
            let mut next: Vec<u32> = costs.iter().map(|cost| cost.saturating_add(1).min(FAR)).collect();
            for (row, cost) in self.table.iter().zip(&costs) {
                for (_, to) in row.iter().filter(|(own, _)| own == activity) {
                    lower(&mut next, *to, *cost);
                }
            }
            self.moves_of_the_model(&mut next);
            costs = next;
        }
        costs.iter().zip(&self.ends).filter(|(_, is_end)| **is_end).map(|(cost, _)| *cost).min().unwrap_or(FAR)
    }

    /// Transitions that no event goes with cost one each.
    fn moves_of_the_model(&self, costs: &mut [u32]) {
        let mut is_changed = true;
        while is_changed {
            is_changed = false;
            for (from, row) in self.table.iter().enumerate() {
                let cost = costs.get(from).map_or(FAR, |cost| cost.saturating_add(1));
                for (_, to) in row {
                    is_changed |= lower(costs, *to, cost);
                }
            }
        }
    }
}

/// Lowers a cost; whether it was higher.
fn lower(costs: &mut [u32], place: usize, to: u32) -> bool {
    let Some(cost) = costs.get_mut(place).filter(|cost| **cost > to) else { return false };
    *cost = to;
    true
}

/// The steps from each state to the nearest end; none where no end is reached.
fn distances<Edges: Iterator<Item = usize>>(count: usize, ends: &[bool], edges: impl Fn(usize) -> Edges) -> Vec<Option<u32>> {
    let mut before = vec![Vec::new(); count];
    for from in 0..count {
        for to in edges(from) {
            if let Some(row) = before.get_mut(to) {
                row.push(from);
            }
        }
    }
    let mut distance: Vec<Option<u32>> = ends.iter().map(|is_end| is_end.then_some(0)).collect();
    let mut queue: VecDeque<usize> = (0..count).filter(|state| ends.get(*state) == Some(&true)).collect();
    while let Some(state) = queue.pop_front() {
        let next = distance.get(state).copied().flatten().map_or(FAR, |far| far + 1);
        for from in before.get(state).into_iter().flatten() {
            if let Some(slot) = distance.get_mut(*from).filter(|slot| slot.is_none()) {
                *slot = Some(next);
                queue.push_back(*from);
            }
        }
    }
    distance
}

/// What is done when a transition is taken.
fn step(lifecycle: &Lifecycle, id: TransitionId, given: &Given, activity: &impl Fn(usize) -> usize) -> Step {
    let Some(transition) = lifecycle.get_transition(id) else { return Step::default() };
    let state = |id: StateId| lifecycle.get_state(id).map_or_else(String::new, |state| state.id().to_owned());
    let asks = lifecycle.asks(transition);
    let kind = lifecycle.get_event(transition.on()).map(|event| event.kind());
    Step {
        activity: activity(transition.on().place()),
        role: given.roles.first().cloned(),
        by_itself: given.roles.is_empty() && kind.is_some_and(|kind| kind != EventKind::User),
        states: Some((state(transition.from()), state(transition.to()))),
        required: asks.fields.iter().map(|name| (*name).to_owned()).collect(),
        fields: given.fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        at: given.at,
        another_than: asks.another_than.iter().filter_map(|name| lifecycle.event(name)).map(|event| activity(event.place())).collect(),
        approves: asks.approval.is_some_and(|(_, given)| given),
    }
}
