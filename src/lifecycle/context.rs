//! Who does something to a record, when, and what the record holds then.

use jiff::Timestamp;

use super::Vote;
use crate::expr::Value;

/// The circumstances of an event. Everything may be left out that the lifecycle does not ask for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    pub(super) actor: Option<String>,
    pub(super) roles: Vec<String>,
    pub(super) fields: Vec<(String, Value)>,
    pub(super) votes: Vec<Vote>,
    pub(super) electorate: Option<u32>,
    pub(super) sequence: Option<u64>,
    pub(super) at: Option<Timestamp>,
}

impl Context {
    /// Nobody in particular, with an empty record.
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

    /// A role that the actor has; may be given several times.
    #[must_use]
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.roles.push(role.into());
        self
    }

    /// What a field of the record holds; a blank text means that it is not filled. Texts do for instants, durations and
    /// decimals.
    #[must_use]
    pub fn with_field(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// A vote that was cast since the record came to its state.
    #[must_use]
    pub fn with_vote(mut self, voter: impl Into<String>, role: impl Into<String>, yes: bool) -> Self {
        self.votes.push(Vote { voter: voter.into(), role: role.into(), yes });
        self
    }

    /// How many people may vote, which `all` and `percent` must know.
    #[must_use]
    pub fn with_electorate(mut self, people: u32) -> Self {
        self.electorate = Some(people);
        self
    }

    /// The sequence number that the record is expected to have: when another writer was faster, the event is refused.
    #[must_use]
    pub fn expecting(mut self, sequence: u64) -> Self {
        self.sequence = Some(sequence);
        self
    }

    /// When it happens, for conditions that ask.
    #[must_use]
    pub fn at(mut self, instant: Timestamp) -> Self {
        self.at = Some(instant);
        self
    }

    /// Who does it.
    #[must_use]
    pub fn actor(&self) -> Option<&str> {
        self.actor.as_deref()
    }

    /// Whether a field is filled.
    pub(super) fn has(&self, field: &str) -> bool {
        // The last value counts.
        self.get(field).is_some()
    }

    /// What a field holds, when it is filled.
    pub(super) fn get(&self, field: &str) -> Option<&Value> {
        let (_, value) = self.fields.iter().rev().find(|(name, _)| name == field)?;
        let blank = matches!(value, Value::Text(text) if text.trim().is_empty());
        (value.is_filled() && !blank).then_some(value)
    }
}
