//! Who does something, when, and what becomes known by it.

use jiff::Timestamp;

use crate::expr::Value;

/// The circumstances of a step. Everything may be left out that the workflow does not ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    pub(super) actor: Option<String>,
    pub(super) roles: Vec<String>,
    pub(super) at: Option<Timestamp>,
    pub(super) data: Vec<(String, Value)>,
    pub(super) choices: Vec<(String, Vec<String>)>,
    pub(super) reason: Option<String>,
}

impl Context {
    /// Nobody in particular, at no time that matters.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Who does it.
    #[must_use]
    pub fn with_actor(mut self, actor: impl Into<String>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// A role that the actor has: the id of a lane. May be given several times.
    #[must_use]
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// When it happens; timers run from then.
    #[must_use]
    pub fn at(mut self, instant: Timestamp) -> Self {
        self.at = Some(instant);
        self
    }

    /// What a field of the workflow holds from now on. Texts do for instants, durations and decimals.
    #[must_use]
    pub fn with_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.data.push((name.into(), value.into()));
        self
    }

    /// Which way a gateway leads whose flows do not say it; of an inclusive one, all ways that are taken.
    #[must_use]
    pub fn with_choice<Id: Into<String>>(mut self, gateway: impl Into<String>, ways: impl IntoIterator<Item = Id>) -> Self {
        self.choices.push((gateway.into(), ways.into_iter().map(Into::into).collect()));
        self
    }

    /// Why, for the audit trail.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Who does it, where it was said.
    #[must_use]
    pub fn actor(&self) -> Option<&str> {
        self.actor.as_deref()
    }

    /// When it happens, where it was said.
    #[must_use]
    pub fn instant(&self) -> Option<Timestamp> {
        self.at
    }

    /// Why, where it was said.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }
}
