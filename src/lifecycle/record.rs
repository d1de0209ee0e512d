//! From an event that was accepted to its entry in the audit trail.

use jiff::Timestamp;

use super::{Applied, Context, EventId, Instance, Lifecycle, Refusal, SnapshotError, context::Note, definition::EventKind, migration::Migrated};
use crate::{
    audit::{Definition, Entry, EntryChange, Journal, JournalError, Kind, Record},
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

    /// The record as its audit trail left it: state, sequence, since when, and who did what another person must follow. Nothing
    /// happens by it. Linear in the history; checking the chain is the matter of [`verify`](crate::audit::verify_records).
    ///
    /// An actor who was taken out of the trail is taken for nobody who could come again.
    ///
    /// # Errors
    /// When the last record is one of another definition, or names what this one does not have.
    pub fn from_history(lifecycle: &Lifecycle, history: &[Record]) -> Result<Self, SnapshotError> {
        let mut snapshot = lifecycle.begin().snapshot();
        for record in history {
            if record.kind == Kind::Migration {
                // What was remembered under names of the old definition is not known here; see `Migrated`.
                snapshot.done.clear();
                snapshot.fired.clear();
            }
            snapshot.sequence = record.sequence;
            if record.from == record.to && record.kind != Kind::Migration {
                if is_timer(lifecycle, &record.event) {
                    snapshot.fired.retain(|(event, _)| *event != record.event);
                    snapshot.fired.push((record.event.clone(), record.at));
                }
            } else if record.from != record.to {
                snapshot.entered = Some(record.at);
                snapshot.fired.clear();
            }
            snapshot.state.clone_from(&record.to);
            if is_first_of_two(lifecycle, &record.event)
                && let Some(actor) = &record.actor
            {
                snapshot.done.retain(|(event, _)| *event != record.event);
                snapshot.done.extend(actor.value().map(|actor| (record.event.clone(), actor.to_owned())));
            }
        }
        if let Some(definition) = history.last().and_then(|record| record.definition.as_ref()) {
            if definition.id != lifecycle.reference() {
                return Err(SnapshotError::OtherLifecycle { found: definition.id.clone(), expected: lifecycle.reference() });
            }
            snapshot.version.clone_from(&definition.version);
            snapshot.hash.clone_from(&definition.hash);
        }
        Self::restore(lifecycle, &snapshot)
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

fn is_timer(lifecycle: &Lifecycle, event: &str) -> bool {
    lifecycle.event(event).is_some_and(|event| lifecycle.timers().iter().any(|timer| timer.fires() == event))
}

fn is_first_of_two(lifecycle: &Lifecycle, event: &str) -> bool {
    lifecycle.event(event).is_some_and(|event| lifecycle.inner.four_eyes.iter().any(|(first, _)| *first == event))
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
