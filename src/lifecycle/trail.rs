//! The audit trail of many records of one lifecycle in memory, as numbers: made into sealed records when somebody asks.

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::{
    Applied, Context, EventId, Lifecycle, StateId, TransitionId,
    context::Note,
    record::{RecordError, entry},
};
use crate::audit::{Entry, Journal, JournalError};

/// What happened to records of one lifecycle, 40 bytes an event, and the names of record and person where they are others
/// than before. Nothing is hashed and nothing is put into words before
/// [`Trail::entries`] or [`Trail::keep`] is asked for, so that keeping an event costs a few nanoseconds.
///
/// ```
/// use itsm::{audit::{Memory, verify_records}, catalog::Catalog, lifecycle::{Context, Trail}};
///
/// let incident = Catalog::builtin().lifecycle("neutral:incident")?;
/// let mut trail = Trail::new(&incident);
/// let mut ticket = incident.begin();
/// let assign = incident.event("assign").expect("it can be assigned");
/// let fields = ["impact", "urgency", "category", "team"];
/// let context = fields.iter().fold(Context::new(), |context, field| context.with_field(*field, "high"));
/// let context = context.with_actor("ann").with_role("service-desk-agent").at("2026-03-02T09:00:00Z".parse()?);
/// let applied = ticket.apply(assign, &context)?;
/// trail.push("INC-1", assign, &applied, &context)?;
///
/// let mut journal = Memory::new();
/// trail.keep(&mut journal)?;
/// assert_eq!((journal.records().len(), trail.len()), (1, 0));
/// assert!(verify_records(journal.records()).findings.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Trail {
    lifecycle: Lifecycle,
    steps: Vec<Step>,
    records: Texts,
    people: Vec<Person>,
    actors: Texts,
    /// Sets of roles that people have.
    roles: Vec<Vec<String>>,
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

/// Who did something.
#[derive(Clone, Copy, Debug)]
struct Person {
    /// The number of the actor, or [`NONE`].
    actor: u32,
    /// The number of the roles that they have.
    roles: u32,
}

/// Nobody, no transition.
const NONE: u32 = u32::MAX;
/// How many sets of roles are looked through before one is kept twice.
const RECENT: usize = 16;

/// Texts one behind the other in one piece of memory: no allocation and no hash for each.
#[derive(Clone, Debug, Default)]
struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// Where the last one begins.
    last: usize,
}

impl Texts {
    fn get(&self, number: u32) -> Option<&str> {
        let place = usize::try_from(number).ok()?;
        let start = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.all.get(start..*self.ends.get(place)?)
    }

    /// Whether a text is the last one.
    #[inline]
    fn is_last(&self, text: &str) -> bool {
        !self.ends.is_empty() && self.all.as_bytes().get(self.last..) == Some(text.as_bytes())
    }

    #[inline(never)]
    fn add(&mut self, text: &str) {
        self.last = self.all.len();
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    /// The number of a text, which mostly is the last one.
    #[inline]
    fn number(&mut self, text: &str) -> u32 {
        if !self.is_last(text) {
            self.add(text);
        }
        place(self.ends.len() - 1)
    }

    fn clear(&mut self) {
        self.all.clear();
        self.ends.clear();
        self.last = 0;
    }
}

/// A place in a list as a number. A trail in which names change 2^32 times would take more than 200 GB.
fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(NONE)
}

impl Trail {
    /// An empty trail.
    #[must_use]
    pub fn new(lifecycle: &Lifecycle) -> Self {
        Self {
            lifecycle: lifecycle.clone(),
            steps: Vec::new(),
            records: Texts::default(),
            people: Vec::new(),
            actors: Texts::default(),
            roles: Vec::new(),
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

    /// Keeps an event that a record of this lifecycle accepted. Constant time; nothing is copied where record and person are
    /// those of the event before, unless the context has changed fields, a reason or related things.
    ///
    /// # Errors
    /// [`RecordError::NoInstant`] where the context says no instant; nothing is kept.
    #[inline]
    pub fn push(&mut self, record: &str, event: EventId, applied: &Applied, context: &Context) -> Result<(), RecordError> {
        let at = context.at.ok_or(RecordError::NoInstant)?;
        let record = self.records.number(record);
        let person = self.person(context);
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

    /// The number of who does it, who mostly is the one of the event before.
    #[inline]
    fn person(&mut self, context: &Context) -> u32 {
        match self.people.last() {
            Some(last) if self.is_actor(*last, context.actor()) && self.roles_of(*last) == context.roles => place(self.people.len() - 1),
            _ => self.add_person(context),
        }
    }

    #[inline(never)]
    fn add_person(&mut self, context: &Context) -> u32 {
        let actor = context.actor().map_or(NONE, |actor| self.actors.number(actor));
        let known = self.roles.iter().rev().take(RECENT).position(|roles| *roles == context.roles);
        if known.is_none() {
            self.roles.push(context.roles.clone());
        }
        let roles = self.roles.len() - 1 - known.unwrap_or(0);
        self.people.push(Person { actor, roles: place(roles) });
        place(self.people.len() - 1)
    }

    /// Whether the last person has this actor: if it has one, theirs is the last text, as none is added without a person.
    #[inline]
    fn is_actor(&self, last: Person, actor: Option<&str>) -> bool {
        match actor {
            Some(actor) => last.actor != NONE && self.actors.is_last(actor),
            None => last.actor == NONE,
        }
    }

    fn actor(&self, person: Person) -> Option<&str> {
        self.actors.get(person.actor)
    }

    #[inline]
    fn roles_of(&self, person: Person) -> &[String] {
        usize::try_from(person.roles).ok().and_then(|place| self.roles.get(place)).map_or(&[], Vec::as_slice)
    }

    #[inline(never)]
    fn note(&mut self, note: &Note) {
        self.notes.insert(self.steps.len(), note.clone());
    }

    /// The events as entries, in the order in which they were kept.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.steps.iter().enumerate().map(|(place, step)| {
            let person = usize::try_from(step.person).ok().and_then(|place| self.people.get(place));
            let actor = person.and_then(|person| self.actor(*person)).map(str::to_owned);
            let roles = person.map_or_else(Vec::new, |person| self.roles_of(*person).to_vec());
            let note = self.notes.get(&place).cloned().map(Box::new);
            let context = Context { actor, roles, note, ..Context::new() };
            let transition = (step.transition != NONE).then_some(TransitionId(step.transition));
            let applied = Applied { from: StateId(step.from), to: StateId(step.to), transition, sequence: step.sequence, irregular: Vec::new() };
            // Both numbers come out of one instant, so that they make one.
            let at = Timestamp::new(step.second, step.nanosecond).unwrap_or_default();
            entry(&self.lifecycle, self.records.get(step.record).unwrap_or_default(), EventId(step.event), &applied, &context, at)
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

    /// Forgets everything, and keeps the memory for what comes.
    pub fn clear(&mut self) {
        self.steps.clear();
        self.notes.clear();
        // Names too: otherwise they would be those of all records and people that ever were.
        self.records.clear();
        self.people.clear();
        self.actors.clear();
        self.roles.clear();
    }
}
