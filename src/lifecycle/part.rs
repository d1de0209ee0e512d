//! The parts of a loaded lifecycle: states, events, transitions and approvals, and the numbers that stand for them.

use super::definition::{EventKind, QuorumRule, StateKind};
use crate::expr::Condition;

macro_rules! index {
    ($(#[$about:meta])* $name:ident($number:ty)) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) $number);

        impl $name {
            /// The place in the lifecycle's table.
            #[must_use]
            pub fn place(self) -> usize {
                usize::try_from(self.0).unwrap_or(usize::MAX)
            }
        }
    };
}

index! {
    /// A state of a lifecycle; valid for that lifecycle only.
    StateId(u16)
}
index! {
    /// An event of a lifecycle; valid for that lifecycle only.
    EventId(u16)
}
impl EventId {
    /// The event at a place of the table.
    pub(crate) const fn at(place: u16) -> Self {
        Self(place)
    }
}

index! {
    /// A transition of a lifecycle; valid for that lifecycle only.
    TransitionId(u32)
}
index! {
    /// A role of a lifecycle.
    RoleId(u16)
}
index! {
    /// A field of a lifecycle.
    FieldId(u16)
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: StateKind,
    pub(super) tags: Box<[String]>,
    /// The fields that must be filled on the way to it.
    pub(super) requires: Box<[FieldId]>,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: EventKind,
}

/// A transition.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    pub(super) from: StateId,
    pub(super) on: EventId,
    pub(super) to: StateId,
    /// Nothing but the state and the event is asked for.
    pub(super) plain: bool,
    pub(super) otherwise: bool,
    pub(super) guard: Option<Box<Condition>>,
    pub(super) roles: Box<[RoleId]>,
    /// The fields that must be filled, those of the target included.
    pub(super) requires: Box<[FieldId]>,
    /// The approval that must be given (true) or refused (false).
    pub(super) approval: Option<(u16, bool)>,
    /// The events that the same actor must not have done.
    pub(super) not_after: Box<[EventId]>,
    pub(super) effects: Box<[String]>,
    pub(super) performs: Box<[String]>,
}

/// A decision by votes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Approval {
    pub id: String,
    pub voters: Box<[RoleId]>,
    pub rule: QuorumRule,
    pub number: u32,
    pub veto: bool,
}

impl State {
    /// No state of any lifecycle.
    pub(super) fn nowhere() -> Self {
        Self { id: String::new(), title: String::new(), kind: StateKind::Open, tags: Box::default(), requires: Box::default() }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title, or the id where there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What kind of state it is.
    #[must_use]
    pub fn kind(&self) -> StateKind {
        self.kind
    }

    /// The words that policies hang on.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }
}

impl Event {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title, or the id where there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Who brings it about.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        self.kind
    }
}

impl Transition {
    /// The state it leaves.
    #[must_use]
    pub fn from(&self) -> StateId {
        self.from
    }

    /// The event.
    #[must_use]
    pub fn on(&self) -> EventId {
        self.on
    }

    /// The state it leads to.
    #[must_use]
    pub fn to(&self) -> StateId {
        self.to
    }

    /// Its guard, as it was written.
    #[must_use]
    pub fn guard(&self) -> Option<&str> {
        self.guard.as_ref().map(|guard| guard.text())
    }

    /// What the caller is to do then, as named verbs.
    #[must_use]
    pub fn effects(&self) -> &[String] {
        &self.effects
    }

    /// The framework elements that it performs.
    #[must_use]
    pub fn performs(&self) -> &[String] {
        &self.performs
    }
}
