//! The audit trail of many records of one lifecycle in memory, as numbers: made into sealed records when somebody asks.

use std::hash::Hash;

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::{
    Applied, Context, EventId, Lifecycle, StateId, TransitionId,
    context::Note,
    record::{RecordError, entry},
};
use crate::audit::{Entry, Journal, JournalError};

/// What happened to records of one lifecycle, 40 bytes an event. Nothing is hashed and nothing is put into words before
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
///     trail.push("PRB-1", event, &applied, &context)?;
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
    records: Names<String>,
    people: Names<Person>,
    /// What the contexts of events say for the audit trail, by the place of the event; most say nothing.
    notes: FxHashMap<usize, Note>,
}

/// An event as numbers.
#[derive(Clone, Copy, Debug)]
struct Step {
    second: i64,
    sequence: u64,
    nanosecond: i32,
    record: u32,
    person: u32,
    transition: u32,
    from: u16,
    to: u16,
    event: u16,
}

/// Who did something: the actor and all roles that they have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Person {
    actor: Option<String>,
    roles: Vec<String>,
}

/// No transition.
const NONE: u32 = u32::MAX;

/// Things by number, each once.
#[derive(Clone, Debug)]
struct Names<T> {
    list: Vec<T>,
    known: FxHashMap<T, u32>,
    /// The one that came last: mostly the next is the same.
    last: u32,
}

impl<T: Clone + Eq + Hash> Names<T> {
    fn new() -> Self {
        Self { list: Vec::new(), known: FxHashMap::default(), last: 0 }
    }

    fn get(&self, number: u32) -> Option<&T> {
        self.list.get(usize::try_from(number).ok()?)
    }

    /// The number of a thing; it is made only where it is not the last one.
    #[inline]
    fn number(&mut self, is_it: impl Fn(&T) -> bool, thing: impl FnOnce() -> T) -> u32 {
        if !self.get(self.last).is_some_and(is_it) {
            self.last = self.find(thing());
        }
        self.last
    }

    #[inline(never)]
    fn find(&mut self, thing: T) -> u32 {
        if let Some(number) = self.known.get(&thing) {
            return *number;
        }
        // As many as that do not fit into memory.
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(thing.clone());
        self.known.insert(thing, number);
        number
    }

    fn clear(&mut self) {
        self.list.clear();
        self.known.clear();
    }
}

impl Trail {
    /// An empty trail.
    #[must_use]
    pub fn new(lifecycle: &Lifecycle) -> Self {
        Self { lifecycle: lifecycle.clone(), steps: Vec::new(), records: Names::new(), people: Names::new(), notes: FxHashMap::default() }
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

    /// Keeps an event that a record of this lifecycle accepted. Constant time; nothing is copied where record and person are
    /// those of the event before, unless the context has changed fields, a reason or related things.
    ///
    /// # Errors
    /// [`RecordError::NoInstant`] where the context says no instant; nothing is kept.
    #[inline]
    pub fn push(&mut self, record: &str, event: EventId, applied: &Applied, context: &Context) -> Result<(), RecordError> {
        let at = context.at.ok_or(RecordError::NoInstant)?;
        let record = self.records.number(|last| last == record, || record.to_owned());
        let is_it = |last: &Person| last.actor == context.actor && last.roles == context.roles;
        let person = self.people.number(is_it, || Person { actor: context.actor.clone(), roles: context.roles.clone() });
        if let Some(note) = &context.note {
            self.note(note);
        }
        self.steps.push(Step {
            second: at.as_second(),
            sequence: applied.sequence,
            nanosecond: at.subsec_nanosecond(),
            record,
            person,
            transition: applied.transition.map_or(NONE, |transition| transition.0),
            from: applied.from.0,
            to: applied.to.0,
            event: event.0,
        });
        Ok(())
    }

    #[inline(never)]
    fn note(&mut self, note: &Note) {
        self.notes.insert(self.steps.len(), note.clone());
    }

    /// The events as entries, in the order in which they were kept.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.steps.iter().enumerate().map(|(place, step)| {
            let Person { actor, roles } = self.people.get(step.person).cloned().unwrap_or_default();
            let note = self.notes.get(&place).cloned().map(Box::new);
            let context = Context { actor, roles, note, ..Context::new() };
            let transition = (step.transition != NONE).then_some(TransitionId(step.transition));
            let applied = Applied { from: StateId(step.from), to: StateId(step.to), transition, sequence: step.sequence, irregular: Vec::new() };
            // Both numbers come out of one instant, so that they make one.
            let at = Timestamp::new(step.second, step.nanosecond).unwrap_or_default();
            entry(&self.lifecycle, self.records.get(step.record).map_or("", String::as_str), EventId(step.event), &applied, &context, at)
        })
    }

    /// Keeps everything in a journal, all or nothing, and begins anew.
    ///
    /// # Errors
    /// When the journal does not keep it; the trail stays as it is.
    pub fn keep(&mut self, journal: &mut dyn Journal) -> Result<(), JournalError> {
        journal.append_all(self.entries().collect())?;
        self.steps.clear();
        self.notes.clear();
        // Names too: otherwise they would be those of all records and people that ever were.
        self.records.clear();
        self.people.clear();
        Ok(())
    }
}
