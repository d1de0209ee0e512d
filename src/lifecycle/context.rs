//! Who does something to a record, when, and what the record holds then.

use jiff::Timestamp;

use super::Vote;
use crate::{
    audit::{Kind, Related},
    expr::Value,
};

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
    /// What only the audit trail asks for; absent in most contexts.
    pub(super) note: Option<Box<Note>>,
}

/// What an event changes and why, for the audit trail.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Note {
    pub role: Option<String>,
    pub kind: Option<Kind>,
    pub reason: Option<String>,
    pub changes: Vec<(String, Value, Value)>,
    pub related: Vec<Related>,
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

    /// The role in which the actor does it, where they have several: kept in the audit trail. Without it, the role is the
    /// one that the transition asks for.
    #[must_use]
    pub fn acting_as(mut self, role: impl Into<String>) -> Self {
        self.note().role = Some(role.into());
        self
    }

    /// What brings the event about, where it is not what its definition says: an import, for one.
    #[must_use]
    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.note().kind = Some(kind);
        self
    }

    /// Why, in the words of the actor: kept in the audit trail.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.note().reason = Some(reason.into());
        self
    }

    /// A field that changes with the event: kept in the audit trail. The new value is what the field holds. What it held and
    /// holds is personal where its definition says so, and where there is none.
    #[must_use]
    pub fn changing(mut self, field: impl Into<String>, old: impl Into<Value>, new: impl Into<Value>) -> Self {
        let (field, new) = (field.into(), new.into());
        self.note().changes.push((field.clone(), old.into(), new.clone()));
        self.with_field(field, new)
    }

    /// Another thing that the event concerns: kept in the audit trail.
    #[must_use]
    pub fn relating(mut self, id: impl Into<String>, kind: impl Into<String>, qualifier: impl Into<String>) -> Self {
        self.note().related.push(Related { id: id.into(), kind: kind.into(), qualifier: qualifier.into() });
        self
    }

    fn note(&mut self) -> &mut Note {
        self.note.get_or_insert_default()
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
