//! The typed machine: an instance whose states and events are enums.

use std::{fmt, marker::PhantomData};

use jiff::Timestamp;

use super::{Definition, DefinitionError, Name};
use crate::{
    audit::{Journal, Record},
    lifecycle::{self, Context, EventId, Instance, Lifecycle, Reason, RecordError, Snapshot, SnapshotError, StateId, TransitionId},
};

/// A record in a state, with the states and events of its lifecycle as types.
///
/// It is an [`Instance`] of the same compiled lifecycle: the same table, the same guards, the same refusals.
#[derive(Clone, Debug)]
pub struct Machine<D> {
    instance: Instance,
    definition: PhantomData<D>,
}

/// An event that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Applied<D> {
    applied: lifecycle::Applied,
    definition: PhantomData<D>,
}

/// An event that did not happen: the record stays as it is.
#[derive(Clone, Debug)]
#[repr(transparent)]
pub struct Refusal<D> {
    refusal: lifecycle::Refusal,
    definition: PhantomData<D>,
}

/// An event that the state has a transition on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed<D: Definition> {
    /// The event.
    pub event: D::Event,
    /// Where it leads.
    pub to: D::State,
    /// The transition.
    pub transition: TransitionId,
    /// What it still lacks; empty when it may happen now.
    pub lacks: Vec<Reason>,
}

/// Why a typed machine cannot be restored.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RestoreError {
    /// The definition cannot be used.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// The snapshot does not fit.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

/// The state of an id. INVARIANT: the lifecycle was held against the types when it was loaded, so there always is one.
fn state<D: Definition>(id: StateId) -> D::State {
    D::State::at(id.place()).unwrap_or(D::State::FIRST)
}

fn event<D: Definition>(id: EventId) -> D::Event {
    D::Event::at(id.place()).unwrap_or(D::Event::FIRST)
}

fn allowed<D: Definition>(choices: Vec<lifecycle::Allowed>) -> Vec<Allowed<D>> {
    let choice = |choice: lifecycle::Allowed| Allowed {
        event: event::<D>(choice.event),
        to: state::<D>(choice.to),
        transition: choice.transition,
        lacks: choice.lacks,
    };
    choices.into_iter().map(choice).collect()
}

impl<D: Definition> Machine<D> {
    /// A new record in the initial state.
    ///
    /// # Errors
    /// When the definition cannot be used, which is the same for all records: it does not load, or is no longer the one
    /// that the types were generated from. Machines of this library never fail so.
    pub fn begin() -> Result<Self, DefinitionError> {
        Ok(Self::of(Self::definition()?.begin()))
    }

    /// A new record in the initial state since an instant, from which its timers run.
    ///
    /// # Errors
    /// As [`Machine::begin`].
    pub fn begin_at(instant: Timestamp) -> Result<Self, DefinitionError> {
        Ok(Self::of(Self::definition()?.begin_at(instant)))
    }

    /// The machine of an instance of the lifecycle.
    fn of(instance: Instance) -> Self {
        Self { instance, definition: PhantomData }
    }

    /// The lifecycle that all machines of this type run on.
    ///
    /// # Errors
    /// As [`Machine::begin`].
    pub fn definition() -> Result<&'static Lifecycle, DefinitionError> {
        D::lifecycle().map_err(Clone::clone)
    }

    /// The state.
    #[inline]
    #[must_use]
    pub fn state(&self) -> D::State {
        state::<D>(self.instance.state_id())
    }

    /// How many events have happened.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.instance.sequence()
    }

    /// Whether the record has ended.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.instance.is_ended()
    }

    /// Lets an event happen. Constant time and no allocation where the transition asks for nothing.
    ///
    /// # Errors
    /// A [`Refusal`] with everything that is missing; the record stays as it is.
    #[inline]
    pub fn apply(&mut self, event: D::Event, context: &Context) -> Result<Applied<D>, Refusal<D>> {
        match self.instance.apply(EventId::at(event.place()), context) {
            Ok(applied) => Ok(Applied { applied, definition: PhantomData }),
            Err(refusal) => Err(Refusal { refusal, definition: PhantomData }),
        }
    }

    /// Lets an event happen and keeps it in a journal: both or neither, as [`Instance::apply_and_keep`] does.
    ///
    /// # Errors
    /// When the event is refused, when the context has no instant, or when the journal does not keep it.
    pub fn apply_and_keep(&mut self, record: &str, event: D::Event, context: &Context, journal: &mut dyn Journal) -> Result<Applied<D>, RecordError> {
        let applied = self.instance.apply_and_keep(record, EventId::at(event.place()), context, journal)?;
        Ok(Applied { applied, definition: PhantomData })
    }

    /// Every event that the state has a transition on, with what it still lacks, in the order of the events. Linear in the
    /// transitions of the state.
    #[must_use]
    pub fn allowed(&self, context: &Context) -> Vec<Allowed<D>> {
        allowed(self.instance.allowed(context))
    }

    /// What must be kept of it.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.instance.snapshot()
    }

    /// The machine that a snapshot was taken of. Nothing happens by it: no effect is due again.
    ///
    /// # Errors
    /// When the snapshot was taken of another lifecycle, of another definition of it, or is damaged; or as
    /// [`Machine::begin`].
    pub fn restore(snapshot: &Snapshot) -> Result<Self, RestoreError> {
        Ok(Self::of(Instance::restore(Self::definition()?, snapshot)?))
    }

    /// The machine as its audit trail left it, as [`Instance::from_history`] says.
    ///
    /// # Errors
    /// When the last record is one of another definition, or names what this one does not have; or as [`Machine::begin`].
    pub fn from_history(history: &[Record]) -> Result<Self, RestoreError> {
        Ok(Self::of(Instance::from_history(Self::definition()?, history)?))
    }

    /// The instance, for what works on any lifecycle.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The instance, for what works on any lifecycle.
    #[must_use]
    pub fn into_instance(self) -> Instance {
        self.instance
    }
}

/// An instance of the same definition, wherever it was loaded from.
impl<D: Definition> TryFrom<Instance> for Machine<D> {
    type Error = RestoreError;

    fn try_from(instance: Instance) -> Result<Self, RestoreError> {
        // By the names: another file of the same definition may have them in another order.
        Self::restore(&instance.snapshot())
    }
}

impl<D: Definition> Applied<D> {
    /// The state before.
    #[must_use]
    pub fn from(&self) -> D::State {
        state::<D>(self.applied.from)
    }

    /// The state after.
    #[must_use]
    pub fn to(&self) -> D::State {
        state::<D>(self.applied.to)
    }

    /// The number of the event in the life of the record, from 1.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.applied.sequence
    }

    /// The transition that was taken; none where nothing is enforced and there was none.
    #[must_use]
    pub fn transition(&self) -> Option<TransitionId> {
        self.applied.transition
    }

    /// What the caller is to do now, as named verbs.
    #[must_use]
    pub fn effects(&self) -> &'static [String] {
        let transition = || D::lifecycle().ok()?.get_transition(self.applied.transition?);
        transition().map(lifecycle::Transition::effects).unwrap_or_default()
    }

    /// Why it should not have happened, in a lifecycle that enforces nothing.
    #[must_use]
    pub fn irregular(&self) -> &[Reason] {
        &self.applied.irregular
    }
}

impl<D: Definition> Refusal<D> {
    /// The state in which it was refused.
    #[must_use]
    pub fn state(&self) -> D::State {
        state::<D>(self.refusal.state())
    }

    /// The event that was refused.
    #[must_use]
    pub fn event(&self) -> D::Event {
        event::<D>(self.refusal.event())
    }

    /// Why: everything that each transition on the event lacks.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        self.refusal.reasons()
    }

    /// What could happen instead: every event that the state has a transition on, and what it still lacks. Computed when
    /// it is asked for; linear in the transitions of the state.
    #[must_use]
    pub fn alternatives(&self, machine: &Machine<D>, context: &Context) -> Vec<Allowed<D>> {
        allowed(self.refusal.alternatives(&machine.instance, context))
    }

    /// The refusal as any lifecycle gives it.
    #[must_use]
    pub fn into_untyped(self) -> lifecycle::Refusal {
        self.refusal
    }
}

impl<D: Definition> fmt::Display for Refusal<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refusal.fmt(formatter)
    }
}

impl<D: Definition> std::error::Error for Refusal<D> {}

impl<D: Definition> Allowed<D> {
    /// Whether it may happen now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.lacks.is_empty()
    }
}
