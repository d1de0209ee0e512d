//! The audit trail of many records of one lifecycle in memory, as numbers: made into sealed records when somebody asks.

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::{Applied, Context, EventId, Lifecycle, StateId, TransitionId, record::entry};
use crate::audit::{Entry, Journal, JournalError};

/// What happened to records of one lifecycle, 48 bytes an event. Nothing is hashed and nothing is put into words before
/// [`Trail::entries`] or [`Trail::keep`] is asked for, so that keeping an event costs a few nanoseconds.
///
/// ```
/// use itsm::{audit::{Memory, verify_records}, catalog::Catalog, lifecycle::{Context, Trail}};
///
/// let incident = Catalog::builtin().lifecycle("neutral:problem")?;
/// let mut trail = Trail::new(&incident);
/// let mut problem = incident.begin();
/// let event = incident.event("cancel").expect("it can be cancelled");
/// let context = Context::new().with_actor("ann").with_role("problem-manager").with_field("cancellation_reason", "duplicate");
/// let context = context.at("2026-03-02T09:00:00Z".parse()?);
/// if let Ok(applied) = problem.apply(event, &context) {
///     trail.push("PRB-1", event, &applied, &context);
/// }
/// let mut journal = Memory::new();
/// trail.keep(&mut journal)?;
/// assert!(verify_records(journal.records()).findings.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Trail {
    lifecycle: Lifecycle,
    steps: Vec<Step>,
    /// The texts of records and actors, each once.
    names: Vec<String>,
    known: FxHashMap<String, u32>,
    /// The record and the actor that came last: mostly the next are the same.
    last: [u32; 2],
    /// The contexts of events that say more than who and when, by the place of the event.
    notes: FxHashMap<usize, Context>,
}

/// An event as numbers.
#[derive(Clone, Copy, Debug)]
struct Step {
    at: Timestamp,
    sequence: u64,
    record: u32,
    actor: u32,
    transition: u32,
    from: u16,
    to: u16,
    event: u16,
}

/// No name, no transition.
const NONE: u32 = u32::MAX;

impl Trail {
    /// An empty trail.
    #[must_use]
    pub fn new(lifecycle: &Lifecycle) -> Self {
        Self {
            lifecycle: lifecycle.clone(),
            steps: Vec::new(),
            names: Vec::new(),
            known: FxHashMap::default(),
            last: [NONE; 2],
            notes: FxHashMap::default(),
        }
    }

    /// How many events it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Keeps an event that a record of this lifecycle accepted. Where the context says no instant, the event is kept as one of
    /// 1970. Constant time: no text is copied for a record and an actor that are known, unless the context has roles,
    /// changed fields, a reason or related things.
    #[inline]
    pub fn push(&mut self, record: &str, event: EventId, applied: &Applied, context: &Context) {
        let record = self.name(record, 0);
        let actor = context.actor.as_deref().map_or(NONE, |actor| self.name(actor, 1));
        if context.note.is_some() || !context.roles.is_empty() {
            self.notes.insert(self.steps.len(), context.clone());
        }
        self.steps.push(Step {
            at: context.at.unwrap_or_default(),
            sequence: applied.sequence,
            record,
            actor,
            transition: applied.transition.map_or(NONE, |transition| transition.0),
            from: applied.from.0,
            to: applied.to.0,
            event: event.0,
        });
    }

    #[inline]
    fn name(&mut self, name: &str, slot: usize) -> u32 {
        if let Some(last) = self.last.get(slot)
            && usize::try_from(*last).ok().and_then(|place| self.names.get(place)).is_some_and(|known| known == name)
        {
            return *last;
        }
        self.new_name(name, slot)
    }

    #[inline(never)]
    fn new_name(&mut self, name: &str, slot: usize) -> u32 {
        let number = self.known.get(name).copied().unwrap_or_else(|| {
            let number = u32::try_from(self.names.len()).unwrap_or(NONE);
            self.names.push(name.to_owned());
            self.known.insert(name.to_owned(), number);
            number
        });
        if let Some(last) = self.last.get_mut(slot) {
            *last = number;
        }
        number
    }

    /// The events as entries, in the order in which they were kept.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.steps.iter().enumerate().map(|(place, step)| {
            let name = |number: u32| usize::try_from(number).ok().and_then(|place| self.names.get(place));
            let plain = Context { actor: name(step.actor).cloned(), ..Context::new() };
            let context = self.notes.get(&place).unwrap_or(&plain);
            let transition = (step.transition != NONE).then_some(TransitionId(step.transition));
            let applied = Applied { from: StateId(step.from), to: StateId(step.to), transition, sequence: step.sequence, irregular: Vec::new() };
            entry(&self.lifecycle, name(step.record).map_or("", String::as_str), EventId(step.event), &applied, context, step.at)
        })
    }

    /// Keeps everything in a journal, all or nothing, and begins anew.
    ///
    /// # Errors
    /// When the journal does not keep it; the trail stays as it is.
    pub fn keep(&mut self, journal: &mut dyn Journal) -> Result<(), JournalError> {
        journal.append_all(self.entries().collect())?;
        self.clear();
        Ok(())
    }

    /// Forgets its events; the room that they took is kept for others.
    pub fn clear(&mut self) {
        self.steps.clear();
        self.notes.clear();
    }
}
