//! One record that lives a lifecycle.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allowed, Context, EventId, Lifecycle, Reason, Refusal, State, StateId, TransitionId, definition::StateKind, refusal::Lacking};

/// A record in a state. It changes in one way only: by [`Instance::apply`].
#[derive(Clone, Debug)]
pub struct Instance {
    lifecycle: Lifecycle,
    state: StateId,
    sequence: u64,
    /// Since when it is in its state; none where nobody said.
    entered: Option<Timestamp>,
    /// When the events of timers last happened in the state without leaving it.
    fired: Vec<(EventId, Timestamp)>,
    /// Who last did the events that another person must follow.
    done: Vec<(EventId, String)>,
}

/// The transitions that can be taken: the first of them and how many.
#[derive(Default)]
struct Open {
    first: Option<(TransitionId, StateId)>,
    count: usize,
}

impl Open {
    fn add(&mut self, id: TransitionId, to: StateId) {
        self.first.get_or_insert((id, to));
        self.count += 1;
    }
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// Since when it is in its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub entered: Option<Timestamp>,
    /// When the events of timers last happened in the state without leaving it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<(String, String)>")]
    pub fired: Vec<(String, Timestamp)>,
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
    pub(super) fn new(lifecycle: Lifecycle, entered: Option<Timestamp>) -> Self {
        let state = lifecycle.initial();
        Self { lifecycle, state, sequence: 0, entered, fired: Vec::new(), done: Vec::new() }
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

    /// Since when the record is in its state: the instant of the context of the event that brought it there. None where
    /// that context had none.
    #[must_use]
    pub fn entered(&self) -> Option<Timestamp> {
        self.entered
    }

    /// When the event of a timer last happened in the state without leaving it.
    pub(super) fn fired(&self, event: EventId) -> Option<Timestamp> {
        self.fired.iter().find(|(known, _)| *known == event).map(|(_, at)| *at)
    }

    /// Who last did an event that another person must follow.
    pub(super) fn last_actor(&self, event: EventId) -> Option<&str> {
        self.done.iter().find(|(known, _)| *known == event).map(|(_, actor)| actor.as_str())
    }

    /// Whether the record has ended.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.state().kind() == StateKind::Terminal
    }

    /// Lets an event happen. Constant time and no allocation where the transition asks for nothing; no allocation either
    /// where it asks and gets an answer, up to 32 votes.
    ///
    /// # Errors
    /// A [`Refusal`] with everything that is missing; the record stays as it is.
    #[inline]
    pub fn apply(&mut self, event: EventId, context: &Context) -> Result<Applied, Refusal> {
        if context.sequence.is_none()
            && let Some(plain) = self.lifecycle.inner.table.plain(self.state, event)
        {
            return Ok(self.go(plain.transition, plain.to, context));
        }
        self.apply_slowly(event, context)
    }

    #[inline(never)]
    fn apply_slowly(&mut self, event: EventId, context: &Context) -> Result<Applied, Refusal> {
        let reasons = match self.choose(event, context) {
            Ok((id, to)) => {
                self.remember(event, context);
                let applied = self.go(id, to, context);
                self.remember_timer(event, &applied, context);
                return Ok(applied);
            }
            Err(reasons) => reasons,
        };
        let outdated = matches!(reasons.as_slice(), [(_, Reason::Sequence { .. })]);
        if self.lifecycle.is_enforced() || outdated {
            let reasons = (!reasons.is_empty()).then(|| Box::new(reasons));
            return Err(Refusal { lifecycle: self.lifecycle.clone(), state: self.state, event, reasons });
        }
        Ok(self.observe(event, context, reasons))
    }

    /// Nothing is enforced: where there is one way to go it is gone, else the record stays where it is.
    fn observe(&mut self, event: EventId, context: &Context, reasons: Lacking) -> Applied {
        let target = self.lifecycle.inner.table.step(self.state, event);
        let transition = self.lifecycle.inner.table.transitions(self.state, event).next().filter(|_| target.is_some());
        self.remember(event, context);
        let from = self.state;
        self.enter(target.unwrap_or(from), context);
        let irregular = if reasons.is_empty() { vec![Reason::NoTransition] } else { reasons.into_iter().map(|(_, reason)| reason).collect() };
        let applied = Applied { from, to: self.state, transition, sequence: self.sequence, irregular };
        self.remember_timer(event, &applied, context);
        applied
    }

    #[inline]
    fn go(&mut self, id: TransitionId, to: StateId, context: &Context) -> Applied {
        let from = self.state;
        self.enter(to, context);
        Applied { from, to, transition: Some(id), sequence: self.sequence, irregular: Vec::new() }
    }

    #[inline]
    fn enter(&mut self, to: StateId, context: &Context) {
        if to != self.state {
            self.state = to;
            self.entered = context.at;
            self.fired.clear();
        }
        self.sequence += 1;
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

    /// Keeps in mind when the event of a timer happened that left the record where it is.
    fn remember_timer(&mut self, event: EventId, applied: &Applied, context: &Context) {
        if let Some(at) = context.at
            && applied.from == applied.to
            && self.lifecycle.timers().iter().any(|timer| timer.fires() == event)
        {
            self.fired.retain(|(known, _)| *known != event);
            self.fired.push((event, at));
        }
    }

    /// The transition that is taken, or everything that is missing; nothing where there is no transition.
    fn choose(&self, event: EventId, context: &Context) -> Result<(TransitionId, StateId), Lacking> {
        if let Some(expected) = context.sequence.filter(|expected| *expected != self.sequence) {
            return Err(vec![(None, Reason::Sequence { expected, actual: self.sequence })]);
        }
        let transitions = || self.lifecycle.inner.table.transitions(self.state, event);
        let found = || transitions().filter_map(|id| Some((id, self.lifecycle.get_transition(id)?)));
        // The reasons are gathered only when they are needed: gathering allocates.
        let (mut open, mut otherwise) = (Open::default(), Open::default());
        for (id, transition) in found().filter(|(_, transition)| self.is_open(transition, context)) {
            let open = if transition.otherwise { &mut otherwise } else { &mut open };
            open.add(id, transition.to);
        }
        let open = if open.count > 0 { open } else { otherwise };
        match (open.first, open.count) {
            (Some(chosen), 1) => Ok(chosen),
            (None, _) => {
                Err(found().flat_map(|(id, transition)| self.lacks(transition, context).into_iter().map(move |lack| (Some(id), lack))).collect())
            }
            (_, several) => Err(vec![(None, Reason::Ambiguous(several))]),
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
            entered: self.entered,
            fired: self.fired.iter().map(|(event, at)| (self.lifecycle.event_name(*event).to_owned(), *at)).collect(),
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
        let fired: Result<Vec<_>, _> = snapshot.fired.iter().map(|(name, at)| Ok((event(name)?, *at))).collect();
        Ok(Self { lifecycle: lifecycle.clone(), state, sequence: snapshot.sequence, entered: snapshot.entered, fired: fired?, done: done? })
    }
}
