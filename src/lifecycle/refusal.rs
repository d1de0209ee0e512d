//! Why an event was refused, and what is allowed.

use std::fmt;

use super::{Context, EventId, Instance, Lifecycle, StateId, TransitionId};

/// Why an event cannot happen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The state has no transition on the event.
    #[error("there is no transition on it")]
    NoTransition,
    /// Another writer was faster.
    #[error("the record is at sequence {actual}, and {expected} was expected")]
    Sequence {
        /// What was expected.
        expected: u64,
        /// What it is.
        actual: u64,
    },
    /// The actor has none of the roles that may do it.
    #[error("only {} may do it", list(.0))]
    Role(Vec<String>),
    /// A field must be filled.
    #[error("the field `{0}` is not filled")]
    Field(String),
    /// The guard does not hold.
    #[error("it is not so that {0}")]
    Guard(String),
    /// The guard has no answer.
    #[error("whether {guard} cannot be said: {why}")]
    GuardUnknown {
        /// The guard.
        guard: String,
        /// Why.
        why: String,
    },
    /// The votes have not decided yet.
    #[error("the votes of `{0}` have not decided yet")]
    Undecided(String),
    /// The votes have decided otherwise.
    #[error("the votes of `{0}` have decided otherwise")]
    DecidedOtherwise(String),
    /// The same person must not do both.
    #[error("`{actor}` did `{event}`, and another person must do this")]
    SamePerson {
        /// Who.
        actor: String,
        /// What they did before.
        event: String,
    },
    /// Nobody is named, but the lifecycle must know who does it.
    #[error("it must be known who does it")]
    NoActor,
    /// More than one transition can be taken.
    #[error("{0} transitions can be taken")]
    Ambiguous(usize),
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(" or ")
}

/// What transitions lack, each with its reason; a reason without a transition is about the event as a whole.
pub(super) type Lacking = Vec<(Option<TransitionId>, Reason)>;

/// An event that did not happen: the record stays as it is.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub(super) lifecycle: Lifecycle,
    pub(super) state: StateId,
    pub(super) event: EventId,
    /// None where there is no transition, the most common reason, which costs no allocation. Boxed, so that results stay
    /// small.
    pub(super) reasons: Option<Box<Lacking>>,
}

/// The reason of a refusal that has no other.
static NO_TRANSITION: [(Option<TransitionId>, Reason); 1] = [(None, Reason::NoTransition)];

impl Refusal {
    /// The state in which it was refused.
    #[must_use]
    pub fn state(&self) -> StateId {
        self.state
    }

    /// The event that was refused.
    #[must_use]
    pub fn event(&self) -> EventId {
        self.event
    }

    /// Why: everything that each transition on the event lacks.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        self.by_transition().iter().map(|(_, reason)| reason)
    }

    /// The transition that a reason is about, with the reason.
    #[must_use]
    pub fn by_transition(&self) -> &[(Option<TransitionId>, Reason)] {
        self.reasons.as_ref().map_or(&NO_TRANSITION, |reasons| reasons.as_slice())
    }

    /// What could happen instead: every event that the state has a transition on, and what it still lacks. Computed when
    /// it is asked for; linear in the transitions of the state.
    #[must_use]
    pub fn alternatives(&self, instance: &Instance, context: &Context) -> Vec<Allowed> {
        instance.allowed(context)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (event, state) = (self.lifecycle.event_name(self.event), self.lifecycle.state_name(self.state));
        let reasons: Vec<String> = self.reasons().map(ToString::to_string).collect();
        write!(formatter, "`{event}` is refused in `{state}`: {}", reasons.join("; "))
    }
}

impl std::error::Error for Refusal {}

/// An event that a state has a transition on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The event.
    pub event: EventId,
    /// The transition.
    pub transition: TransitionId,
    /// Where it leads.
    pub to: StateId,
    /// What it still lacks; empty when it may happen now.
    pub lacks: Vec<Reason>,
}

impl Allowed {
    /// Whether it may happen now.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.lacks.is_empty()
    }
}
