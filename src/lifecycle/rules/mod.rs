//! The rules that a lifecycle is checked by: one rule, one file; each has its page in `docs/codes/`.

mod ambiguous_transition;
mod approval_without_refusal;
mod dangling_element;
mod event_not_taken;
mod initial_state;
mod invalid_condition;
mod no_way_to_end;
mod quorum;
mod terminal_state_with_exit;
mod timer;
mod undeclared_calendar;
mod undeclared_name;
pub(super) mod undeclared_source;
mod unreachable_state;
mod unused_event;
mod unused_name;
mod waiting_without_exit;

use super::{Library, draft::Draft, expand::Step};
use crate::diagnostic::Findings;

/// A lifecycle whose names are resolved.
pub(super) struct Resolved<'draft> {
    pub draft: &'draft Draft,
    /// All transitions, sorted by state and event.
    pub steps: &'draft [Step],
    /// The states that can be reached from an initial state, by place.
    pub reached: Vec<bool>,
}

impl<'draft> Resolved<'draft> {
    /// Linear in the states and transitions.
    pub fn new(draft: &'draft Draft, steps: &'draft [Step]) -> Self {
        let initial = draft.states.values().map(|state| state.item.kind == super::definition::StateKind::Initial);
        let reached = closure(initial.collect(), steps.iter().map(|step| (step.from, step.to)));
        Self { draft, steps, reached }
    }

    /// The transitions that leave a state.
    fn leaving(&self, state: usize) -> impl Iterator<Item = &'draft Step> {
        let start = self.steps.partition_point(|step| step.from < state);
        self.steps.iter().skip(start).take_while(move |step| step.from == state)
    }

    /// Whether a state has a transition on an event.
    fn takes(&self, state: usize, event: usize) -> bool {
        self.leaving(state).any(|step| step.on == event)
    }
}

/// Everything that the edges reach from where it begins.
fn closure(mut reached: Vec<bool>, edges: impl Iterator<Item = (usize, usize)>) -> Vec<bool> {
    let mut onward: Vec<Vec<usize>> = vec![Vec::new(); reached.len()];
    for (from, to) in edges {
        if let Some(list) = onward.get_mut(from) {
            list.push(to);
        }
    }
    let mut todo: Vec<usize> = reached.iter().enumerate().filter(|(_, reached)| **reached).map(|(place, _)| place).collect();
    while let Some(place) = todo.pop() {
        for next in onward.get(place).into_iter().flatten() {
            if let Some(slot) = reached.get_mut(*next)
                && !*slot
            {
                *slot = true;
                todo.push(*next);
            }
        }
    }
    reached
}

type Rule = fn(&Resolved<'_>, &mut Findings);

/// Rules about single things.
const NAMES: [Rule; 8] = [
    undeclared_name::check,
    invalid_condition::check,
    quorum::check,
    timer::check,
    initial_state::check,
    ambiguous_transition::check,
    approval_without_refusal::check,
    unused_name::check,
];

/// Rules about what leads where: they need all transitions.
const FLOW: [Rule; 6] = [
    unreachable_state::check,
    no_way_to_end::check,
    unused_event::check,
    event_not_taken::check,
    waiting_without_exit::check,
    terminal_state_with_exit::check,
];

/// The findings of all rules; linear in the lifecycle but for transitions that share a state and an event, which are held
/// against each other.
///
/// `whole` says whether every transition was resolved: where one was not, whatever it leads to would seem to be out of
/// reach.
pub(super) fn all(resolved: &Resolved<'_>, whole: bool, library: &dyn Library) -> Findings {
    let mut findings = Findings::new();
    for rule in NAMES.into_iter().chain(FLOW.into_iter().filter(|_| whole)) {
        rule(resolved, &mut findings);
    }
    dangling_element::check(resolved, library, &mut findings);
    undeclared_calendar::check(resolved, library, &mut findings);
    findings
}
