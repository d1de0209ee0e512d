//! An instance on its way: every step is run and written down with what came of it.

use super::{
    super::{Context, EventId, Instance, Lifecycle, Reason, Snapshot, StateId, Transition, TransitionId},
    Expected, ExpectedReason, Given, TestStep,
};

/// People who do things; more get a number.
const PEOPLE: [&str; 6] = ["alex", "blake", "casey", "dana", "eli", "fran"];

/// An instance and the steps that it has taken.
#[derive(Clone)]
pub(super) struct Walk {
    pub instance: Instance,
    pub steps: Vec<TestStep>,
}

impl Walk {
    /// From the initial state.
    pub(super) fn begin(lifecycle: &Lifecycle) -> Self {
        Self { instance: lifecycle.begin(), steps: Vec::new() }
    }

    /// In any state, with nothing in memory; to try a transition before the way to it is known.
    pub(super) fn at(lifecycle: &Lifecycle, state: StateId) -> Option<Self> {
        let snapshot = Snapshot { state: lifecycle.state_name(state).to_owned(), ..lifecycle.begin().snapshot() };
        Instance::restore(lifecycle, &snapshot).ok().map(|instance| Self { instance, steps: Vec::new() })
    }

    pub(super) fn state(&self) -> StateId {
        self.instance.state_id()
    }

    /// Takes a transition; false, and no step, when another was taken or none.
    pub(super) fn take(&mut self, id: TransitionId, given: &Given) -> bool {
        let lifecycle = self.instance.lifecycle().clone();
        let Some(transition) = lifecycle.get_transition(id) else { return false };
        let given = self.named(transition, given);
        let before = self.instance.clone();
        match self.instance.apply(transition.on(), &given.context()) {
            Ok(applied) if applied.transition == Some(id) && applied.irregular.is_empty() => {
                let to = lifecycle.state_name(applied.to).to_owned();
                self.write(before.state().id(), transition.on(), given, Expected::Taken { to });
                true
            }
            _ => {
                self.instance = before;
                false
            }
        }
    }

    /// Tries an event that must be refused, or be irregular where nothing is enforced; false, and no step, when it is taken.
    pub(super) fn refuse(&mut self, event: EventId, given: Given) -> bool {
        let lifecycle = self.instance.lifecycle().clone();
        let before = self.instance.clone();
        let expected = match self.instance.apply(event, &given.context()) {
            Err(refusal) => Expected::Refused { reasons: refusal.reasons().map(ExpectedReason::from).collect() },
            Ok(applied) if !applied.irregular.is_empty() => Expected::Irregular {
                to: lifecycle.state_name(applied.to).to_owned(),
                reasons: applied.irregular.iter().map(ExpectedReason::from).collect(),
            },
            Ok(_) => {
                self.instance = before;
                return false;
            }
        };
        self.write(before.state().id(), event, given, expected);
        true
    }

    /// What a transition lacks here.
    pub(super) fn lacks(&self, transition: &Transition, context: &Context) -> Vec<Reason> {
        self.instance.lacks(transition, context)
    }

    /// The same circumstances with a person, where one must be known: somebody who may do it after what was done before.
    pub(super) fn named(&self, transition: &Transition, given: &Given) -> Given {
        let remembered = self.instance.lifecycle().inner.four_eyes.iter().any(|(first, second)| [*first, *second].contains(&transition.on()));
        let mut people = PEOPLE.iter().map(|name| (*name).to_owned()).chain((PEOPLE.len() + 1..).map(|number| format!("person {number}")));
        let barred: Vec<&str> = transition.not_after.iter().filter_map(|first| self.instance.last_actor(*first)).collect();
        let actor = people.find(|name| !barred.contains(&name.as_str())).filter(|_| remembered);
        Given { actor, ..given.clone() }
    }

    fn write(&mut self, state: &str, event: EventId, given: Given, expected: Expected) {
        let event = self.instance.lifecycle().event_name(event).to_owned();
        self.steps.push(TestStep { state: state.to_owned(), event, given, expected });
    }
}
