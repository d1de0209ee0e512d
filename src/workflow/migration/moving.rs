//! One execution that moves.

use indexmap::IndexMap;
use jiff::Timestamp;

use super::{
    CanEnd, Loss, Plan, TimerChange,
    places::Places,
    plan::{Target, shown},
};
use crate::{
    audit::{Definition, Entry, EntryChange, Kind},
    expr::Value,
    net::{Marking, PlaceId},
    workflow::{
        Place, Step,
        engine::{Context, Execution, ExecutionRefusal, ExecutionSnapshot, Progress, RestoreError, Taken},
    },
};

/// An execution that goes on with the new definition.
#[derive(Clone, Debug)]
pub struct Migrated {
    /// What it was; keep it to go back.
    pub before: ExecutionSnapshot,
    /// What it is now: [`Execution::restore`] takes it. Its sequence is one more, since a migration is a step.
    pub after: ExecutionSnapshot,
    /// Where it stood, as [`Execution::standing`] says it.
    pub from: String,
    /// Where it stands now.
    pub to: String,
    /// What followed by itself: joins that wait for nothing more, conditions that hold; with the lifecycle events to be applied.
    pub progress: Progress,
    /// The same in the words of the diagram.
    pub followed: Vec<String>,
    /// What it no longer knows.
    pub lost: Vec<Loss>,
    /// Timers that are due at another time than before.
    pub timers: Vec<TimerChange>,
    /// Whether it can end from there: yes, or not known within the limits.
    pub can_end: CanEnd,
    pub(super) definition: Definition,
    pub(super) changes: Vec<EntryChange>,
}

/// Why an execution cannot move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MigrationError {
    /// It does not run the old definition.
    #[error(transparent)]
    Snapshot(#[from] RestoreError),
    /// The plan says that it stays.
    #[error("it stands at `{place}`, and the plan says that such executions stay")]
    Stays {
        /// Where it stands.
        place: String,
    },
    /// It has a token where none rests; the snapshot was made by something else.
    #[error("it has a token on `{place}`, where no execution rests, and the plan does not say where it goes")]
    Nowhere {
        /// The place.
        place: String,
    },
    /// Everything that was there was given up.
    #[error("nothing is left of it: the plan gives up everything at which it stands")]
    NothingLeft,
    /// What follows by itself is refused.
    #[error("what follows from there is refused: {0}")]
    Refused(#[from] ExecutionRefusal),
    /// The new definition has no end for what stands there.
    #[error("from there {0}")]
    CannotEnd(String),
}

/// The tokens of an execution on their way.
struct Tokens {
    marking: Marking,
    since: Vec<Vec<Option<Timestamp>>>,
}

impl Plan {
    /// Moves an execution. Work that goes on goes on since when it did; of a boundary event of the new definition the time runs from
    /// when its step began, so a timer may be due at once. Subprocesses that a token comes to stand in are entered, those
    /// that nothing stands in any more are left. Then everything follows that follows by itself, for which the context may
    /// have to say which way a gateway leads.
    ///
    /// Nothing is stored. Time is that of a search through the markings that can follow, within the limits of the plan.
    ///
    /// # Errors
    /// When the snapshot is not one of the old definition, when the plan does not say where it goes, when what follows is refused, or
    /// when no end can be reached from there.
    pub fn migrate(&self, snapshot: &ExecutionSnapshot, context: &Context) -> Result<Migrated, MigrationError> {
        self.migrate_with(snapshot, context, &mut |marking| self.can_end(marking))
    }

    pub(super) fn migrate_with(
        &self,
        snapshot: &ExecutionSnapshot,
        context: &Context,
        can_end: &mut dyn FnMut(&Marking) -> CanEnd,
    ) -> Result<Migrated, MigrationError> {
        let old = Execution::restore(&self.old, snapshot)?;
        let mut lost = Vec::new();
        let tokens = self.tokens(&old, &mut lost)?;
        let (data, changes) = self.data(&old, &mut lost);
        let taken = Taken { marking: tokens.marking, since: tokens.since, data, at: snapshot.at, sequence: snapshot.sequence };
        let (new, progress) = Execution::take_over(&self.new, taken, context)?;
        let can_end = can_end(new.marking());
        if let CanEnd::No { .. } = can_end {
            return Err(MigrationError::CannotEnd(can_end.to_string()));
        }
        let workflow = self.new.workflow();
        Ok(Migrated {
            before: snapshot.clone(),
            after: new.snapshot(),
            from: old.standing(),
            to: new.standing(),
            followed: progress.fired.iter().filter_map(|fired| self.new.net().words(workflow, *fired)).collect(),
            progress,
            lost,
            timers: self.timers(&old, &new),
            can_end,
            definition: Definition { id: workflow.reference(), version: workflow.version().map(str::to_owned), hash: workflow.hash().to_owned() },
            changes,
        })
    }

    fn tokens(&self, old: &Execution, lost: &mut Vec<Loss>) -> Result<Tokens, MigrationError> {
        let (before, after) = (Places { program: &self.old }, Places { program: &self.new });
        let places = self.new.net().net().place_count();
        let mut tokens = Tokens { marking: Marking::empty(places), since: vec![Vec::new(); places] };
        for (place, count) in old.marking().marked() {
            let name = || shown(&before, place).to_owned();
            match self.targets.get(place.index()).copied().unwrap_or(Target::Nowhere) {
                Target::To(to) => tokens.put(to, count, old.since(place)),
                Target::Dropped => lost.push(Loss::Token { place: name() }),
                Target::WithStep => {}
                Target::Stays => return Err(MigrationError::Stays { place: name() }),
                Target::Nowhere => return Err(MigrationError::Nowhere { place: before.name(place).to_owned() }),
            }
        }
        if tokens.marking.is_empty() {
            return Err(MigrationError::NothingLeft);
        }
        tokens.subprocesses(&after);
        self.boundary_events(old, &before, &after, &mut tokens, lost);
        Ok(tokens)
    }

    /// Boundary events that let their step go on: one that has happened to the step will not happen again, all others may.
    fn boundary_events(&self, old: &Execution, before: &Places<'_>, after: &Places<'_>, tokens: &mut Tokens, lost: &mut Vec<Loss>) {
        for (_, place) in after.all() {
            let Place::Armed(event) = place else { continue };
            let Some(Step::Boundary { on, .. }) = after.step(event) else { continue };
            let going = after.id_of(Place::Active(*on)).map_or(0, |active| tokens.marking.get(active));
            let was = self.nodes.iter().filter(|(_, to)| **to == event).map(|(from, _)| *from);
            // What happened to a step counts where the step is the same still.
            let same_step = |from: &crate::workflow::NodeIndex| match before.step(*from) {
                Some(Step::Boundary { on: step, .. }) => self.nodes.get(step) == Some(on),
                _ => false,
            };
            let happened: u32 =
                was.filter(same_step).filter_map(|from| before.id_of(Place::Settled(from))).map(|settled| old.marking().get(settled)).sum();
            let settled = happened.min(going);
            for (place, count) in [(Place::Settled(event), settled), (Place::Armed(event), going - settled)] {
                if let Some(id) = after.id_of(place) {
                    tokens.marking.set(id, count);
                }
            }
        }
        for (id, place) in before.all() {
            let Place::Settled(event) = place else { continue };
            let kept = self.nodes.get(&event).is_some_and(|to| after.id_of(Place::Settled(*to)).is_some());
            if old.marking().get(id) > 0 && !kept {
                lost.push(Loss::Happened { event: before.node_id(event).to_owned() });
            }
        }
    }

    /// The data under their new names, and what the audit trail says of those that are gone.
    fn data(&self, old: &Execution, lost: &mut Vec<Loss>) -> (IndexMap<String, Value>, Vec<EntryChange>) {
        let (mut data, mut changes) = (IndexMap::new(), Vec::new());
        for (name, value) in old.data() {
            let field = self.field(name);
            let kept = match self.new.workflow().fields().get(field) {
                None => {
                    lost.push(Loss::Field { field: name.clone(), value: value.to_string() });
                    None
                }
                Some(declared) => match declared.accept(value.clone()) {
                    Ok(value) => Some(value),
                    Err(error) => {
                        lost.push(Loss::Value { field: field.to_owned(), value: value.to_string(), expected: error.expected });
                        None
                    }
                },
            };
            let change = |field: &str, old: Option<String>, new: Option<String>| EntryChange { field: field.to_owned(), old, new, personal: false };
            let filled = value.is_filled().then(|| value.to_string());
            match kept {
                Some(kept) => {
                    if field != name {
                        changes.push(change(name, filled.clone(), None));
                        changes.push(change(field, None, filled));
                    }
                    data.insert(field.to_owned(), kept);
                }
                None => changes.push(change(name, filled, None)),
            }
        }
        (data, changes)
    }

    /// Timers whose time is another.
    fn timers(&self, old: &Execution, new: &Execution) -> Vec<TimerChange> {
        let id =
            |run: &Execution, node| run.workflow().graph().node_weight(node).map(|node: &crate::workflow::Node| node.id.clone()).unwrap_or_default();
        let mut changes = Vec::new();
        let mut before: Vec<_> = old.due().collect();
        for due in new.due() {
            let place = before.iter().position(|was| self.nodes.get(&was.node) == Some(&due.node));
            let was = place.map(|place| before.remove(place));
            if was.is_none_or(|was| was.at != due.at) {
                changes.push(TimerChange { event: id(new, due.node), before: was.and_then(|was| was.at), after: due.at });
            }
        }
        changes.extend(before.iter().map(|was| TimerChange { event: id(old, was.node), before: was.at, after: None }));
        changes
    }
}

impl Tokens {
    fn put(&mut self, to: PlaceId, count: u32, since: impl IntoIterator<Item = Option<Timestamp>>) {
        self.marking.set(to, self.marking.get(to).saturating_add(count));
        if let Some(slot) = self.since.get_mut(to.index()) {
            slot.extend(since);
            slot.sort_unstable();
        }
    }

    /// A subprocess goes on exactly where something stands inside it.
    fn subprocesses(&mut self, places: &Places<'_>) {
        let all: Vec<(PlaceId, Place)> = places.all().collect();
        // The innermost first, since entering one means standing in those around it.
        let mut subprocesses: Vec<(usize, PlaceId, crate::workflow::NodeIndex)> = all
            .iter()
            .filter_map(|(id, place)| match place {
                Place::Active(node) if matches!(places.step(*node), Some(Step::Subprocess)) => Some((places.around(*place).count(), *id, *node)),
                _ => None,
            })
            .collect();
        subprocesses.sort_unstable_by(|one, other| other.cmp(one));
        for (_, active, node) in subprocesses {
            let inside: Vec<PlaceId> = all
                .iter()
                .filter(|(id, place)| self.marking.get(*id) > 0 && places.around(*place).any(|scope| scope == node))
                .map(|(id, _)| *id)
                .collect();
            if inside.is_empty() {
                self.marking.set(active, 0);
                self.since.get_mut(active.index()).into_iter().for_each(Vec::clear);
            } else if self.marking.get(active) == 0 {
                let since = inside.iter().filter_map(|id| self.since.get(id.index())).flatten().flatten().min().copied();
                self.put(active, 1, [since]);
            }
        }
    }
}

impl Migrated {
    /// The entry of the migration for a [`Journal`](crate::audit::Journal), of kind `migration`; none where neither the context nor the
    /// execution knows an instant.
    #[must_use]
    pub fn entry(&self, record: &str, context: &Context) -> Option<Entry> {
        let at = context.instant().or(self.after.at)?;
        Some(Entry {
            kind_of_record: "workflow".to_owned(),
            kind: Kind::Migration,
            actor: context.actor().map(str::to_owned),
            reason: context.reason().map(str::to_owned),
            changes: self.changes.clone(),
            definition: Some(self.definition.clone()),
            ..Entry::new(record, self.after.sequence, at, "migrate", self.from.clone(), self.to.clone())
        })
    }
}
