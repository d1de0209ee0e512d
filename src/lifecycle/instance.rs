//! One record that lives a lifecycle.

use serde::{Deserialize, Serialize};

use super::{
    Allowed, Context, Decision, EventId, Lifecycle, Reason, Refusal, State, StateId, Transition, TransitionId, definition::StateKind,
    refusal::Lacking,
};

use crate::expr::{ByName, Condition, Environment};

/// A record in a state. It changes in one way only: by [`Instance::apply`].
#[derive(Clone, Debug)]
pub struct Instance {
    lifecycle: Lifecycle,
    state: StateId,
    sequence: u64,
    /// Who last did the events that another person must follow.
    done: Vec<(EventId, String)>,
}

/// An event that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The state before.
    pub from: StateId,
    /// The state after.
    pub to: StateId,
    /// The transition that was taken; none where nothing is enforced and there was none.
    pub transition: Option<TransitionId>,
    /// The number of the event in the life of the record, from 1.
    pub sequence: u64,
    /// Why it should not have happened, in a lifecycle that enforces nothing.
    pub irregular: Vec<Reason>,
}

/// Everything that must be kept of an instance to restore it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The lifecycle's id.
    pub lifecycle: String,
    /// The lifecycle's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The hash of the definition.
    pub hash: String,
    /// The state.
    pub state: String,
    /// How many events have happened.
    pub sequence: u64,
    /// Who last did the events that another person must follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<(String, String)>,
}

/// Why a snapshot cannot be restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// It was taken of another lifecycle.
    #[error("the snapshot is one of `{found}`, not of `{expected}`")]
    OtherLifecycle {
        /// The lifecycle of the snapshot.
        found: String,
        /// The lifecycle that it was to be restored in.
        expected: String,
    },
    /// The definition has changed since.
    #[error(
        "the definition of `{lifecycle}` has changed since the snapshot was taken (version {then}, now {now}); migrate the snapshot to the new definition, or load the old one"
    )]
    OtherDefinition {
        /// The lifecycle.
        lifecycle: String,
        /// The version then.
        then: String,
        /// The version now.
        now: String,
    },
    /// The snapshot is damaged: the definition is the same and has no such name.
    #[error("the snapshot names `{0}`, which the lifecycle does not have; it was damaged")]
    UnknownName(String),
}

impl Instance {
    /// A new record.
    pub(super) fn new(lifecycle: Lifecycle) -> Self {
        let state = lifecycle.initial();
        Self { lifecycle, state, sequence: 0, done: Vec::new() }
    }

    /// The lifecycle.
    #[must_use]
    pub fn lifecycle(&self) -> &Lifecycle {
        &self.lifecycle
    }

    /// The state.
    ///
    /// An instance is always in a state of its lifecycle; should it not be, the state is an empty one.
    #[must_use]
    pub fn state(&self) -> &State {
        static NOWHERE: std::sync::LazyLock<State> = std::sync::LazyLock::new(State::nowhere);
        self.lifecycle.get_state(self.state).unwrap_or(&NOWHERE)
    }

    /// The id of the state.
    #[must_use]
    pub fn state_id(&self) -> StateId {
        self.state
    }

    /// How many events have happened.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Whether the record has ended.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.state().kind() == StateKind::Terminal
    }

    /// Lets an event happen. Constant time and no allocation where the transition asks for nothing.
    ///
    /// # Errors
    /// A [`Refusal`] with everything that is missing; the record stays as it is.
    #[inline]
    pub fn apply(&mut self, event: EventId, context: &Context) -> Result<Applied, Refusal> {
        let table = &self.lifecycle.inner.table;
        if context.sequence.is_none() {
            let mut transitions = table.transitions(self.state, event);
            if let (Some(id), None) = (transitions.next(), transitions.next())
                && let Some(transition) = self.lifecycle.inner.transitions.get(id.place())
                && transition.plain
            {
                let to = transition.to;
                return Ok(self.take(event, id, to, context));
            }
        }
        self.apply_slowly(event, context)
    }

    fn apply_slowly(&mut self, event: EventId, context: &Context) -> Result<Applied, Refusal> {
        let choice = self.choose(event, context);
        match choice {
            Ok((id, to)) => Ok(self.take(event, id, to, context)),
            Err(reasons) if self.lifecycle.is_enforced() || reasons.iter().any(|(_, reason)| matches!(reason, Reason::Sequence { .. })) => {
                Err(Refusal { lifecycle: self.lifecycle.clone(), state: self.state, event, reasons: Box::new(reasons) })
            }
            Err(reasons) => {
                // Nothing is enforced: where there is one way to go it is gone, else the record stays where it is.
                let target = self.lifecycle.inner.table.step(self.state, event);
                let id = self.lifecycle.inner.table.transitions(self.state, event).next().filter(|_| target.is_some());
                let from = self.state;
                self.state = target.unwrap_or(from);
                self.sequence += 1;
                let irregular = reasons.into_iter().map(|(_, reason)| reason).collect();
                Ok(Applied { from, to: self.state, transition: id, sequence: self.sequence, irregular })
            }
        }
    }

    #[inline]
    fn take(&mut self, event: EventId, id: TransitionId, to: StateId, context: &Context) -> Applied {
        let from = self.state;
        self.state = to;
        self.sequence += 1;
        if !self.lifecycle.inner.four_eyes.is_empty() {
            self.remember(event, context);
        }
        Applied { from, to, transition: Some(id), sequence: self.sequence, irregular: Vec::new() }
    }

    /// Keeps in mind who did an event that another person must follow.
    fn remember(&mut self, event: EventId, context: &Context) {
        if let Some(actor) = context.actor()
            && self.lifecycle.inner.four_eyes.iter().any(|(first, _)| *first == event)
        {
            self.done.retain(|(known, _)| *known != event);
            self.done.push((event, actor.to_owned()));
        }
    }

    /// The transition that is taken, or everything that is missing.
    fn choose(&self, event: EventId, context: &Context) -> Result<(TransitionId, StateId), Lacking> {
        if let Some(expected) = context.sequence.filter(|expected| *expected != self.sequence) {
            return Err(vec![(None, Reason::Sequence { expected, actual: self.sequence })]);
        }
        let mut open: Vec<(TransitionId, &Transition)> = Vec::new();
        let mut reasons = Vec::new();
        for id in self.lifecycle.inner.table.transitions(self.state, event) {
            let Some(transition) = self.lifecycle.get_transition(id) else { continue };
            let lacks = self.lacks(transition, context);
            if lacks.is_empty() {
                open.push((id, transition));
            }
            reasons.extend(lacks.into_iter().map(|reason| (Some(id), reason)));
        }
        if open.len() > 1 {
            open.retain(|(_, transition)| !transition.otherwise);
        }
        match open.as_slice() {
            [(id, transition)] => Ok((*id, transition.to)),
            [] if reasons.is_empty() => Err(vec![(None, Reason::NoTransition)]),
            [] => Err(reasons),
            several => Err(vec![(None, Reason::Ambiguous(several.len()))]),
        }
    }

    /// Everything that a transition still lacks.
    fn lacks(&self, transition: &Transition, context: &Context) -> Vec<Reason> {
        let compiled = &self.lifecycle.inner;
        let mut lacks = Vec::new();
        let role = |id: &super::model::RoleId| compiled.roles.get(id.place()).map_or("", String::as_str);
        if !transition.roles.is_empty() && !transition.roles.iter().any(|id| context.roles.iter().any(|own| own == role(id))) {
            lacks.push(Reason::Role(transition.roles.iter().map(|id| role(id).to_owned()).collect()));
        }
        for field in &transition.requires {
            if let Some((name, _)) = compiled.fields.get_index(field.place())
                && !context.has(name)
            {
                lacks.push(Reason::Field(name.clone()));
            }
        }
        if let Some(guard) = &transition.guard {
            lacks.extend(self.unmet(guard, context));
        }
        if let Some((place, given)) = transition.approval
            && let Some(approval) = compiled.approvals.get(usize::from(place))
        {
            match (approval.decide(&self.lifecycle, &context.votes, context.electorate), given) {
                (Decision::Given, true) | (Decision::Refused, false) => {}
                (Decision::Open, _) => lacks.push(Reason::Undecided(approval.id.clone())),
                (Decision::Given, false) | (Decision::Refused, true) => lacks.push(Reason::DecidedOtherwise(approval.id.clone())),
            }
        }
        for first in &transition.not_after {
            let Some((_, before)) = self.done.iter().find(|(event, _)| event == first) else { continue };
            match context.actor() {
                None => lacks.push(Reason::NoActor),
                Some(actor) if actor == before => {
                    lacks.push(Reason::SamePerson { actor: actor.to_owned(), event: self.lifecycle.event_name(*first).to_owned() });
                }
                Some(_) => {}
            }
        }
        lacks
    }

    /// Why a guard does not let an event through.
    fn unmet(&self, guard: &Condition, context: &Context) -> Option<Reason> {
        let unknown = |why: String| Some(Reason::GuardUnknown { guard: guard.text().to_owned(), why });
        if context.at.is_none() && guard.text().contains("now(") {
            return unknown("it must be known when it happens".to_owned());
        }
        let fields = &self.lifecycle.inner.conditions;
        // A text that does not fit its field stays a text, and the condition says that it does not fit.
        let value = |name: &str| {
            let value = context.get(name)?.clone();
            fields.get(name).and_then(|field| field.accept(value.clone()).ok()).or(Some(value))
        };
        match guard.holds(&ByName(value), &Environment::at(context.at.unwrap_or_default())) {
            Ok(true) => None,
            Ok(false) => Some(Reason::Guard(guard.text().to_owned())),
            Err(error) => unknown(error.to_string()),
        }
    }

    /// Every event that the state has a transition on, with what it still lacks, in the order of the events. Linear in the
    /// transitions of the state.
    #[must_use]
    pub fn allowed(&self, context: &Context) -> Vec<Allowed> {
        let events = self.lifecycle.events().map(|(event, _)| event);
        let transitions = events.flat_map(|event| self.lifecycle.inner.table.transitions(self.state, event));
        let found = transitions.filter_map(|id| Some((id, self.lifecycle.get_transition(id)?)));
        found
            .map(|(id, transition)| Allowed { event: transition.on, transition: id, to: transition.to, lacks: self.lacks(transition, context) })
            .collect()
    }

    /// What must be kept of it.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let done = self.done.iter().map(|(event, actor)| (self.lifecycle.event_name(*event).to_owned(), actor.clone()));
        Snapshot {
            lifecycle: self.lifecycle.id().to_owned(),
            version: self.lifecycle.version().map(str::to_owned),
            hash: self.lifecycle.hash().to_owned(),
            state: self.state().id().to_owned(),
            sequence: self.sequence,
            done: done.collect(),
        }
    }

    /// The instance that a snapshot was taken of. Nothing happens by it: no effect is due again.
    ///
    /// # Errors
    /// When it was taken of another lifecycle, of another definition of it, or is damaged.
    pub fn restore(lifecycle: &Lifecycle, snapshot: &Snapshot) -> Result<Self, SnapshotError> {
        if snapshot.lifecycle != lifecycle.id() {
            return Err(SnapshotError::OtherLifecycle { found: snapshot.lifecycle.clone(), expected: lifecycle.id().to_owned() });
        }
        if snapshot.hash != lifecycle.hash() {
            let version = |version: Option<&str>| version.unwrap_or("not stated").to_owned();
            return Err(SnapshotError::OtherDefinition {
                lifecycle: snapshot.lifecycle.clone(),
                then: version(snapshot.version.as_deref()),
                now: version(lifecycle.version()),
            });
        }
        let state = lifecycle.state(&snapshot.state).ok_or_else(|| SnapshotError::UnknownName(snapshot.state.clone()))?;
        let event = |name: &String| lifecycle.event(name).ok_or_else(|| SnapshotError::UnknownName(name.clone()));
        let done: Result<Vec<_>, _> = snapshot.done.iter().map(|(name, actor)| Ok((event(name)?, actor.clone()))).collect();
        Ok(Self { lifecycle: lifecycle.clone(), state, sequence: snapshot.sequence, done: done? })
    }
}
