//! From an event that was accepted to its entry in the audit trail.

use jiff::Timestamp;

use super::{Applied, Context, EventId, Instance, Lifecycle, Refusal, context::Note, definition::EventKind, migration::Migrated};
use crate::{
    audit::{Definition, Entry, EntryChange, Journal, JournalError, Kind},
    expr::Value,
};

/// Why an event was not kept.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The record cannot take it.
    #[error(transparent)]
    Refused(#[from] Box<Refusal>),
    /// The audit trail needs to know when.
    #[error("it must be known when it happens: give the context its instant with `at`")]
    NoInstant,
    /// The journal did not keep it.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl Instance {
    /// Lets an event happen and keeps it in a journal: both or neither. When another writer was faster, the journal refuses, and
    /// the instance stays as it is; restore it from what the journal has.
    ///
    /// # Errors
    /// When the event is refused, when the context has no instant, or when the journal does not keep it.
    pub fn apply_and_keep(&mut self, record: &str, event: EventId, context: &Context, journal: &mut dyn Journal) -> Result<Applied, RecordError> {
        let mut next = self.clone();
        let applied = next.apply(event, context).map_err(Box::new)?;
        let entry = next.entry(record, event, &applied, context).ok_or(RecordError::NoInstant)?;
        journal.append(entry)?;
        *self = next;
        Ok(applied)
    }

    /// The entry of an event that was accepted; none where the context says no instant.
    #[must_use]
    pub fn entry(&self, record: &str, event: EventId, applied: &Applied, context: &Context) -> Option<Entry> {
        Some(entry(self.lifecycle(), record, event, applied, context, context.at?))
    }
}

impl Lifecycle {
    /// The kind of record that lives it, or its id.
    #[must_use]
    pub fn record_type(&self) -> &str {
        self.record().unwrap_or(self.id())
    }

    /// How the audit trail names this definition.
    pub(super) fn definition(&self) -> Definition {
        Definition { id: self.reference(), version: self.version().map(str::to_owned), hash: self.hash().to_owned() }
    }
}

/// The entry of an event.
pub(super) fn entry(lifecycle: &Lifecycle, record: &str, event: EventId, applied: &Applied, context: &Context, at: Timestamp) -> Entry {
    static NOTHING: Note = Note { role: None, kind: None, reason: None, changes: Vec::new(), related: Vec::new() };
    let note = context.note.as_deref().unwrap_or(&NOTHING);
    let transition = applied.transition.and_then(|id| lifecycle.get_transition(id));
    // The role that opened the way, when several do the first that the actor has.
    let asked = transition.map(|transition| transition.roles.as_ref()).unwrap_or_default();
    let opened = context.roles.iter().find(|own| asked.iter().any(|id| lifecycle.roles().get(id.place()) == Some(*own)));
    let kind = lifecycle.get_event(event).map_or(Kind::User, |event| match event.kind() {
        EventKind::User => Kind::User,
        EventKind::Timer => Kind::Timer,
        EventKind::System => Kind::System,
    });
    let text = |value: &Value| value.is_filled().then(|| value.to_string());
    let changes = note.changes.iter().map(|(field, old, new)| EntryChange {
        field: field.clone(),
        old: text(old),
        new: text(new),
        // Of a field that the definition does not declare, nobody knows.
        personal: lifecycle.fields().get(field).is_none_or(|field| field.personal),
    });
    Entry {
        record: record.to_owned(),
        kind_of_record: lifecycle.record_type().to_owned(),
        sequence: applied.sequence,
        at,
        event: lifecycle.event_name(event).to_owned(),
        from: lifecycle.state_name(applied.from).to_owned(),
        to: lifecycle.state_name(applied.to).to_owned(),
        actor: context.actor.clone(),
        role: note.role.clone().or_else(|| opened.cloned()),
        kind: note.kind.unwrap_or(kind),
        changes: changes.collect(),
        related: note.related.clone(),
        reason: note.reason.clone(),
        definition: Some(lifecycle.definition()),
    }
}

impl Migrated {
    /// The entry of the migration, an event called `migrate`.
    #[must_use]
    pub fn entry(&self, record: &str, after: &Lifecycle, at: Timestamp) -> Entry {
        Entry {
            kind_of_record: after.record_type().to_owned(),
            kind: Kind::Migration,
            definition: Some(after.definition()),
            ..Entry::new(record, self.after.sequence, at, "migrate", self.before.state.clone(), self.after.state.clone())
        }
    }
}
