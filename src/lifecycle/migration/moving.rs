//! One record that moves.

use schemars::JsonSchema;
use serde::Serialize;
use std::fmt;

use super::plan::{Move, Plan};
use crate::lifecycle::{Context, Instance, Snapshot, SnapshotError, StateId};

/// A record that goes on with the new definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// What it was; keep it to go back.
    pub before: Snapshot,
    /// What it is now: [`Instance::restore`] takes it. Its sequence is one more, since a migration is an event.
    pub after: Snapshot,
    /// What it no longer knows.
    pub lost: Vec<Loss>,
    /// The fields that its state asks for and that are not filled.
    pub lacks: Vec<String>,
}

/// What a record no longer knows after a migration.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(tag = "loss", rename_all = "kebab-case")]
pub enum Loss {
    /// Who did an event that another person must follow: the new definition has no such event.
    Actor {
        /// The event.
        event: String,
        /// Who did it.
        actor: String,
    },
    /// When the event of a timer last happened: the new definition has no such event.
    Timer {
        /// The event.
        event: String,
    },
    /// What a field holds: the new definition declares the field otherwise, and the value is none for it.
    Value {
        /// The field, as it is called now.
        field: String,
        /// What it holds.
        value: String,
        /// What the new definition expects.
        expected: String,
    },
}

impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Actor { event, actor } => write!(formatter, "that `{actor}` did `{event}`"),
            Self::Timer { event } => write!(formatter, "when `{event}` last happened"),
            Self::Value { field, value, expected } => write!(formatter, "what `{field}` means by `{value}`, which is not {expected}"),
        }
    }
}

/// Why a record cannot move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MigrationError {
    /// It does not live the old definition.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// No move of its state is for it.
    #[error("it is in `{state}`, and none of the conditions holds under which the plan says where to go")]
    NoMove {
        /// Its state.
        state: String,
    },
    /// More than one is.
    #[error("it is in `{state}`, and the conditions of {count} moves hold")]
    Several {
        /// Its state.
        state: String,
        /// How many.
        count: usize,
    },
    /// Whether a condition holds cannot be said.
    #[error("it is in `{state}`, and whether {condition} cannot be said: {why}")]
    Unknown {
        /// Its state.
        state: String,
        /// The condition.
        condition: String,
        /// Why.
        why: String,
    },
}

impl Plan {
    /// Moves a record; its fields are in the context, as far as conditions and required fields ask for them. Nothing is
    /// stored, and no effect is due.
    ///
    /// The time since it came to its state goes on. Linear in the moves of the state.
    ///
    /// # Errors
    /// When the snapshot is not one of the old definition, or when the plan does not say where this record goes.
    pub fn migrate(&self, snapshot: &Snapshot, context: &Context) -> Result<Migrated, MigrationError> {
        let record = Instance::restore(&self.old, snapshot)?;
        let to = self.choose(record.state_id(), context)?;
        let mut lost = Vec::new();
        let mut done = Vec::new();
        for (event, actor) in &snapshot.done {
            match self.event(event) {
                Some(event) => done.push((event.to_owned(), actor.clone())),
                None => lost.push(Loss::Actor { event: event.clone(), actor: actor.clone() }),
            }
        }
        let mut fired = Vec::new();
        for (event, instant) in &snapshot.fired {
            match self.event(event) {
                Some(event) => fired.push((event.to_owned(), *instant)),
                None => lost.push(Loss::Timer { event: event.clone() }),
            }
        }
        lost.extend(self.values(context));
        let after = Snapshot {
            lifecycle: self.new.id().to_owned(),
            version: self.new.version().map(str::to_owned),
            hash: self.new.hash().to_owned(),
            state: self.new.state_name(to).to_owned(),
            sequence: snapshot.sequence + 1,
            entered: snapshot.entered,
            fired,
            done,
        };
        let filled = |name: &str| context.has(name) || self.fields.iter().any(|(was, is)| is == name && context.has(was));
        let lacks = self.new.required(to).filter(|name| !filled(name)).map(str::to_owned).collect();
        Ok(Migrated { before: snapshot.clone(), after, lost, lacks })
    }

    /// The values that mean nothing to the new definition.
    fn values(&self, context: &Context) -> impl Iterator<Item = Loss> {
        context.fields.iter().filter_map(|(name, value)| {
            let field = self.field(name);
            let error = self.new.inner.conditions.get(field)?.accept(value.clone()).err()?;
            Some(Loss::Value { field: field.to_owned(), value: value.to_string(), expected: error.expected })
        })
    }

    /// What an event of the old definition is called now.
    fn event(&self, name: &str) -> Option<&str> {
        let now = self.events.get(self.old.event(name)?.place()).copied().flatten()?;
        Some(self.new.event_name(now))
    }

    fn choose(&self, state: StateId, context: &Context) -> Result<StateId, MigrationError> {
        let name = || self.old.state_name(state).to_owned();
        let moves: &[Move] = self.moves.get(state.place()).map_or(&[], Vec::as_slice);
        let mut open = Vec::new();
        for one in moves.iter().filter(|one| !one.otherwise) {
            let holds = one.when.as_ref().map_or(Ok(true), |when| {
                let unknown = |why| MigrationError::Unknown { state: name(), condition: when.text().to_owned(), why };
                self.old.holds(when, context).map_err(unknown)
            })?;
            if holds {
                open.push(one.to);
            }
        }
        match open.as_slice() {
            [to] => Ok(*to),
            [] => moves.iter().find(|one| one.otherwise).map(|one| one.to).ok_or_else(|| MigrationError::NoMove { state: name() }),
            several => Err(MigrationError::Several { state: name(), count: several.len() }),
        }
    }
}
