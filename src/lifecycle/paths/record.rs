//! Test paths as data.

use std::{collections::BTreeSet, fmt};

use indexmap::IndexMap;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{Context, Lifecycle, Reason, TransitionId, Vote};
use crate::{document::vocabulary, expr::Value};

/// Test paths of a lifecycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestPaths {
    /// The reference of the lifecycle.
    pub lifecycle: String,
    /// Its version, or null.
    pub version: Option<String>,
    /// The hash of the definition that the paths were made of.
    pub hash: String,
    /// Whether only what is allowed may happen; otherwise refusals are noted as irregular.
    pub enforced: bool,
    /// How much is covered.
    pub covered: Covered,
    /// The paths, each from the initial state.
    pub paths: Vec<TestPath>,
    /// What no path covers, with the reason.
    pub not_covered: Vec<NotCovered>,
}

/// How much test paths cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Covered {
    /// States that a path comes to.
    pub states: usize,
    /// All states.
    pub all_states: usize,
    /// Transitions that a path takes.
    pub transitions: usize,
    /// All transitions, one a source state.
    pub all_transitions: usize,
    /// Steps in which an event is refused.
    pub refusals: usize,
}

vocabulary! {
    /// What a path is for.
    PathKind {
        /// It takes transitions.
        Transitions,
        /// It goes to a state and tries there what must be refused.
        Refusals,
    }
}

/// A sequence of events from the initial state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestPath {
    /// The name; no two paths of a lifecycle share it.
    pub name: String,
    /// What it is for.
    pub kind: PathKind,
    /// The events.
    pub steps: Vec<TestStep>,
}

/// An event with everything that it needs, and what must come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TestStep {
    /// The state before.
    pub state: String,
    /// The event.
    pub event: String,
    /// Who does it, and what the record holds.
    #[serde(default, skip_serializing_if = "Given::is_empty")]
    pub given: Given,
    /// What must come of it.
    pub expected: Expected,
}

/// The circumstances of an event: what a [`Context`] is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Given {
    /// Who does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The roles that they have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// The fields that are filled.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<String, Value>,
    /// The votes that were cast.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<Vote>,
    /// How many people may vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electorate: Option<u32>,
    /// When it happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub at: Option<Timestamp>,
}

/// What must come of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Expected {
    /// It happens.
    Taken {
        /// The state after.
        to: String,
    },
    /// It happens although it should not, in a lifecycle that enforces nothing.
    Irregular {
        /// The state after.
        to: String,
        /// What is noted.
        reasons: Vec<ExpectedReason>,
    },
    /// It is refused, and the record stays as it is.
    Refused {
        /// Why, in this order.
        reasons: Vec<ExpectedReason>,
    },
}

vocabulary! {
    /// The kinds of reasons why an event cannot happen.
    ReasonKind {
        /// The state has no transition on the event.
        NoTransition,
        /// Another writer was faster.
        Sequence,
        /// The actor has none of the roles.
        Role,
        /// A field is not filled.
        Field,
        /// The guard does not hold.
        Guard,
        /// The guard has no answer.
        GuardUnknown,
        /// The votes have not decided yet.
        Undecided,
        /// The votes have decided otherwise.
        DecidedOtherwise,
        /// The same person must not do both.
        SamePerson,
        /// It must be known who does it.
        NoActor,
        /// More than one transition can be taken.
        Ambiguous,
    }
}

/// Why an event cannot happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExpectedReason {
    /// The kind of reason.
    pub kind: ReasonKind,
    /// What it is about: the roles of which one is needed; the field; the guard, and why it has no answer; the approval; the
    /// person and what they did before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

/// Something that no path covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotCovered {
    /// The state, or the one that a transition leaves.
    pub state: String,
    /// The event, or null for a state.
    pub event: Option<String>,
    /// The state that the transition leads to, or null for a state.
    pub to: Option<String>,
    /// What was to be missing in a step that must be refused, or null for a state or a transition.
    pub missing: Option<ExpectedReason>,
    /// Why.
    pub why: String,
}

impl Given {
    /// Whether nothing needs to be known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same as a context.
    #[must_use]
    pub fn context(&self) -> Context {
        Context {
            actor: self.actor.clone(),
            roles: self.roles.clone(),
            fields: self.fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            votes: self.votes.clone(),
            electorate: self.electorate,
            sequence: None,
            note: None,
            at: self.at,
        }
    }
}

impl From<&Reason> for ExpectedReason {
    fn from(reason: &Reason) -> Self {
        let one = |name: &String| vec![name.clone()];
        let (kind, about) = match reason {
            Reason::NoTransition => (ReasonKind::NoTransition, Vec::new()),
            Reason::Sequence { expected, actual } => (ReasonKind::Sequence, vec![expected.to_string(), actual.to_string()]),
            Reason::Role(roles) => (ReasonKind::Role, roles.clone()),
            Reason::Field(name) => (ReasonKind::Field, one(name)),
            Reason::Guard(guard) => (ReasonKind::Guard, one(guard)),
            Reason::GuardUnknown { guard, why } => (ReasonKind::GuardUnknown, vec![guard.clone(), why.clone()]),
            Reason::Undecided(approval) => (ReasonKind::Undecided, one(approval)),
            Reason::DecidedOtherwise(approval) => (ReasonKind::DecidedOtherwise, one(approval)),
            Reason::SamePerson { actor, event } => (ReasonKind::SamePerson, vec![actor.clone(), event.clone()]),
            Reason::NoActor => (ReasonKind::NoActor, Vec::new()),
            Reason::Ambiguous(count) => (ReasonKind::Ambiguous, vec![count.to_string()]),
        };
        Self { kind, about }
    }
}

impl NotCovered {
    /// A state.
    pub(super) fn state(id: &str, why: impl Into<String>) -> Self {
        Self { state: id.to_owned(), event: None, to: None, missing: None, why: why.into() }
    }
}

impl TestPaths {
    pub(super) fn of(lifecycle: &Lifecycle) -> Self {
        Self {
            lifecycle: lifecycle.reference(),
            version: lifecycle.version().map(str::to_owned),
            hash: lifecycle.hash().to_owned(),
            enforced: lifecycle.is_enforced(),
            covered: Covered::default(),
            paths: Vec::new(),
            not_covered: Vec::new(),
        }
    }

    pub(super) fn leave(&mut self, what: NotCovered) {
        self.not_covered.push(what);
    }

    pub(super) fn leave_transition(&mut self, lifecycle: &Lifecycle, id: TransitionId, why: String) {
        self.leave_refusal(lifecycle, id, None, why);
    }

    /// Lists a transition, or the refusal that was to come when something of it is missing.
    pub(super) fn leave_refusal(&mut self, lifecycle: &Lifecycle, id: TransitionId, missing: Option<ExpectedReason>, why: String) {
        let Some(transition) = lifecycle.get_transition(id) else { return };
        self.leave(NotCovered {
            state: lifecycle.state_name(transition.from()).to_owned(),
            event: Some(lifecycle.event_name(transition.on()).to_owned()),
            to: Some(lifecycle.state_name(transition.to()).to_owned()),
            missing,
            why,
        });
    }
}

impl TestPaths {
    /// Counts what the paths cover.
    pub(super) fn count(&mut self, lifecycle: &Lifecycle) {
        let mut states: BTreeSet<&str> = BTreeSet::from([lifecycle.state_name(lifecycle.initial())]);
        let mut refusals = 0;
        for step in self.paths.iter().flat_map(|path| &path.steps) {
            states.insert(&step.state);
            match &step.expected {
                Expected::Taken { to } => {
                    states.insert(to);
                }
                Expected::Irregular { .. } | Expected::Refused { .. } => refusals += 1,
            }
        }
        let left = self.not_covered.iter().filter(|left| left.event.is_some() && left.missing.is_none()).count();
        let all_transitions = lifecycle.transitions().len();
        self.covered =
            Covered { states: states.len(), all_states: lifecycle.states().len(), transitions: all_transitions - left, all_transitions, refusals };
    }
}

impl fmt::Display for NotCovered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.event, &self.to) {
            (Some(event), Some(to)) => write!(formatter, "`{event}` in `{}` to `{to}`", self.state)?,
            _ => write!(formatter, "`{}`", self.state)?,
        }
        if let Some(missing) = &self.missing {
            write!(formatter, ", when this is missing: {missing}")?;
        }
        write!(formatter, ": {}", self.why)
    }
}

impl fmt::Display for ExpectedReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(formatter)?;
        for (place, about) in self.about.iter().enumerate() {
            write!(formatter, "{}`{about}`", if place == 0 { " " } else { ", " })?;
        }
        Ok(())
    }
}
