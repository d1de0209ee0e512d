//! What happened, before it is sealed.

use jiff::Timestamp;

use super::{Change, Definition, Head, JournalError, Kind, PersonalText, Record, Related, Salt, Salts, Text};
use crate::digest::Digest;

/// An event that a ticket accepted, to be kept in a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number of the ticket.
    pub record: String,
    /// What kind of ticket it is.
    pub kind_of_record: String,
    /// The number of the event in the life of the ticket, from 1: one more than the journal has.
    pub sequence: u64,
    /// When it happened.
    pub at: Timestamp,
    /// The event.
    pub event: String,
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// Who did it; personal.
    pub actor: Option<String>,
    /// The role in which they did it.
    pub role: Option<String>,
    /// What brought it about.
    pub kind: Kind,
    /// The fields that changed.
    pub changes: Vec<EntryChange>,
    /// Other things that it concerns.
    pub related: Vec<Related>,
    /// Why; personal.
    pub reason: Option<String>,
    /// The definition that the ticket lives.
    pub definition: Option<Definition>,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// The field.
    pub field: String,
    /// What it held before; none where it was not filled.
    pub old: Option<String>,
    /// What it holds now.
    pub new: Option<String>,
    /// Whether what it holds is personal.
    pub personal: bool,
}

impl Entry {
    /// An event of a person.
    #[must_use]
    pub fn new(
        record: impl Into<String>,
        sequence: u64,
        at: Timestamp,
        event: impl Into<String>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) -> Self {
        Self {
            record: record.into(),
            kind_of_record: String::new(),
            sequence,
            at,
            event: event.into(),
            from: from.into(),
            to: to.into(),
            actor: None,
            role: None,
            kind: Kind::User,
            changes: Vec::new(),
            related: Vec::new(),
            reason: None,
            definition: None,
        }
    }

    /// Who did it.
    #[must_use]
    pub fn by(mut self, actor: impl Into<String>) -> Self {
        self.actor = Some(actor.into());
        self
    }

    /// Why, in their words.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// The record that follows another, or the first of a ticket.
    ///
    /// # Errors
    /// [`JournalError::Salt`] when there are no salts to be had, [`JournalError::TooLong`] when the record is longer than
    /// [`LONGEST`](super::LONGEST).
    pub fn seal(self, previous: Option<Digest>, salts: &mut Salts) -> Result<Record, JournalError> {
        self.seal_with(previous, || salts.next_salt())
    }

    /// As [`Entry::seal`], with salts from wherever they come.
    pub(crate) fn seal_with(self, previous: Option<Digest>, mut next_salt: impl FnMut() -> Result<Salt, String>) -> Result<Record, JournalError> {
        let mut personal = |value: Option<String>| match value {
            None => Ok(None),
            Some(value) => next_salt().map(|salt| Some(Text::Personal(PersonalText { salt, value }))).map_err(JournalError::Salt),
        };
        let (actor, reason) = (personal(self.actor)?, personal(self.reason)?);
        let mut changes = Vec::with_capacity(self.changes.len());
        for EntryChange { field, old, new, personal: hidden } in self.changes {
            let (old, new) = if hidden { (personal(old)?, personal(new)?) } else { (old.map(Text::Plain), new.map(Text::Plain)) };
            changes.push(Change { field, old, new });
        }
        let mut record = Record {
            record: self.record,
            kind_of_record: self.kind_of_record,
            sequence: self.sequence,
            at: self.at,
            event: self.event,
            from: self.from,
            to: self.to,
            actor,
            role: self.role,
            kind: self.kind,
            changes,
            related: self.related,
            reason,
            definition: self.definition,
            previous,
            hash: Digest::from([0; 32]),
        };
        if record.is_too_long() {
            return Err(JournalError::TooLong { record: record.record, sequence: record.sequence });
        }
        record.hash = record.content_hash();
        Ok(record)
    }
}

impl Record {
    /// Where its ticket stands after it.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { sequence: self.sequence, hash: self.hash }
    }
}
