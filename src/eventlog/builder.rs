//! Building a log: cases and events one after the other, in any order.

use super::{
    attribute::{Attribute, Value},
    keys,
    log::{CaseIndex, EventIndex, EventLog, Header},
    strings::{Strings, narrow, wide},
    table::{Set, TableBuilder},
};

/// What an attribute belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A case.
    Case(CaseIndex),
    /// An event.
    Event(EventIndex),
}

impl From<CaseIndex> for Target {
    fn from(case: CaseIndex) -> Self {
        Self::Case(case)
    }
}

impl From<EventIndex> for Target {
    fn from(event: EventIndex) -> Self {
        Self::Event(event)
    }
}

/// How the events of a case are put in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As they were added.
    #[default]
    AsAdded,
    /// By `time:timestamp`, those of one instant as they were added. A case in which an event has no instant stays as it
    /// was added: an event without one has no place among the others.
    ByTime,
}

/// Why a log cannot take in more, or not this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// A number of another log.
    #[error("the log has no {what} with the number {number}")]
    NoSuch {
        /// `case` or `event`.
        what: &'static str,
        /// The number.
        number: u32,
    },
    /// Numbers are used up.
    #[error("a log holds at most 4,294,967,294 cases, events and texts, and at most 4 GiB of different texts")]
    Full,
    /// Attributes inside attributes inside attributes.
    #[error("attributes are nested deeper than {} levels", LogBuilder::DEPTH)]
    TooDeep,
}

/// Builds an [`EventLog`].
///
/// Adding a case, an event or a value takes constant time on average. While a log is built, a value takes 4 bytes more than in
/// the finished log wherever rows before it have none.
///
/// ```
/// use itsm::eventlog::{LogBuilder, Order, keys};
///
/// let mut builder = LogBuilder::new();
/// let case = builder.named_case("INC-1")?;
/// for (activity, at) in [("resolve", "2026-03-02T10:30:00Z"), ("open", "2026-03-02T09:00:00Z")] {
///     let event = builder.named_event(case, activity)?;
///     builder.set(event, keys::TIME, at.parse::<itsm::jiff::Timestamp>()?)?;
/// }
/// let log = builder.finish(Order::ByTime);
/// let names: Vec<_> = log.events().map(|event| event.name().unwrap()).collect();
/// assert_eq!(names, ["open", "resolve"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct LogBuilder {
    strings: Strings,
    header: Header,
    cases: u32,
    case_table: TableBuilder,
    event_table: TableBuilder,
    /// The case of each event; [`LOOSE`] for those of none.
    case_of: Vec<u32>,
}

/// The case of events that belong to none.
const LOOSE: u32 = u32::MAX;

impl LogBuilder {
    /// How deep attributes may stand in attributes.
    pub const DEPTH: usize = 100;

    /// A log without cases.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What stands at the head of the log: its own attributes, extensions, classifiers, defaults.
    pub fn header_mut(&mut self) -> &mut Header {
        &mut self.header
    }

    /// Adds a case without attributes.
    ///
    /// # Errors
    /// [`BuildError::Full`].
    pub fn case(&mut self) -> Result<CaseIndex, BuildError> {
        let index = CaseIndex(self.cases);
        self.cases = self.cases.checked_add(1).filter(|next| *next < LOOSE).ok_or(BuildError::Full)?;
        Ok(index)
    }

    /// Adds a case with a name, `concept:name`. Names need not differ.
    ///
    /// # Errors
    /// [`BuildError::Full`].
    pub fn named_case(&mut self, name: &str) -> Result<CaseIndex, BuildError> {
        let case = self.case()?;
        self.set(case, keys::NAME, name)?;
        Ok(case)
    }

    /// Adds an event to a case. Events of a case need not follow each other.
    ///
    /// # Errors
    /// [`BuildError::NoSuch`] for a case of another log, [`BuildError::Full`].
    pub fn event(&mut self, case: CaseIndex) -> Result<EventIndex, BuildError> {
        if case.0 >= self.cases {
            return Err(BuildError::NoSuch { what: "case", number: case.0 });
        }
        self.add_event(case.0)
    }

    /// Adds an event with the name of its activity, `concept:name`.
    ///
    /// # Errors
    /// As for [`LogBuilder::event`].
    pub fn named_event(&mut self, case: CaseIndex, name: &str) -> Result<EventIndex, BuildError> {
        let event = self.event(case)?;
        self.set(event, keys::NAME, name)?;
        Ok(event)
    }

    /// Adds an event that belongs to no case; XES has such.
    ///
    /// # Errors
    /// [`BuildError::Full`].
    pub fn loose_event(&mut self) -> Result<EventIndex, BuildError> {
        self.add_event(LOOSE)
    }

    fn add_event(&mut self, case: u32) -> Result<EventIndex, BuildError> {
        let index = u32::try_from(self.case_of.len()).ok().filter(|index| *index < LOOSE - 1).ok_or(BuildError::Full)?;
        self.case_of.push(case);
        Ok(EventIndex(index))
    }

    /// Sets an attribute; true when one of the same key was there and is replaced.
    ///
    /// A key has one value in a case or event. That another one was set is noticed for the case or event that was last given
    /// this key; of values set to an earlier one, the last of each type stays.
    ///
    /// # Errors
    /// [`BuildError::NoSuch`] for a case or event of another log, [`BuildError::Full`], [`BuildError::TooDeep`].
    pub fn set<'value>(&mut self, target: impl Into<Target>, key: &str, value: impl Into<Value<'value>>) -> Result<bool, BuildError> {
        self.set_nested(target, key, value, Vec::new())
    }

    /// Sets an attribute that has attributes itself.
    ///
    /// # Errors
    /// As for [`LogBuilder::set`].
    pub fn set_nested<'value>(
        &mut self,
        target: impl Into<Target>,
        key: &str,
        value: impl Into<Value<'value>>,
        children: Vec<Attribute>,
    ) -> Result<bool, BuildError> {
        let value = value.into();
        let items = if let Value::List(items) = value { items } else { &[] };
        if children.iter().chain(items).any(|child| child.measure(Self::DEPTH - 1).is_none()) {
            return Err(BuildError::TooDeep);
        }
        let (table, row) = match target.into() {
            Target::Case(case) if case.0 >= self.cases => return Err(BuildError::NoSuch { what: "case", number: case.0 }),
            Target::Event(event) if wide(event.0) >= self.case_of.len() => return Err(BuildError::NoSuch { what: "event", number: event.0 }),
            Target::Case(case) => (&mut self.case_table, case.0),
            Target::Event(event) => (&mut self.event_table, event.0),
        };
        match table.set(row, key, value, children, &mut self.strings) {
            Set::New => Ok(false),
            Set::Replaced => Ok(true),
            Set::Full => Err(BuildError::Full),
        }
    }

    /// The number of cases so far.
    #[must_use]
    pub fn cases(&self) -> usize {
        wide(self.cases)
    }

    /// The number of events so far.
    #[must_use]
    pub fn events(&self) -> usize {
        self.case_of.len()
    }

    /// The number of columns so far: every key and type is one, cases and events apart.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.case_table.width().saturating_add(self.event_table.width())
    }

    /// The log. Events of a case stand together, cases in the order in which they were added.
    ///
    /// Linear where the events came case by case and keep their order, else linear and the time to sort each case.
    #[must_use]
    pub fn finish(mut self, order: Order) -> EventLog {
        let count = narrow(self.case_of.len());
        let cases = self.cases;
        let mut starts = vec![0_u32; wide(cases).saturating_add(1)];
        for case in self.case_of.iter().filter(|case| **case != LOOSE) {
            if let Some(start) = starts.get_mut(wide(*case).saturating_add(1)) {
                *start = start.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.saturating_add(*start);
            *start = sum;
        }
        let grouped = self.grouped(&starts);
        let sorted = if order == Order::ByTime { self.by_time(grouped.as_deref(), &starts) } else { None };
        let order = sorted.or(grouped);
        drop(std::mem::take(&mut self.case_of));
        self.strings.shrink();
        let case_table = self.case_table.finish(None, cases);
        let event_table = self.event_table.finish(order.as_deref(), count);
        EventLog::assemble(self.strings, self.header, starts, case_table, event_table)
    }

    /// The order in which events stand case by case, when it is not the one in which they came.
    fn grouped(&self, starts: &[u32]) -> Option<Vec<u32>> {
        if self.case_of.is_sorted() {
            return None;
        }
        // Loose events stand behind all others; their number is above those of cases.
        let mut free: Vec<u32> = starts.to_vec();
        let mut order = vec![0_u32; self.case_of.len()];
        let last = free.len().saturating_sub(1);
        for (event, case) in (0..).zip(&self.case_of) {
            let Some(slot) = free.get_mut(wide(*case).min(last)) else { continue };
            if let Some(place) = order.get_mut(wide(*slot)) {
                *place = event;
            }
            *slot = slot.saturating_add(1);
        }
        Some(order)
    }

    /// The order by time within each case, when it differs from the one given.
    fn by_time(&self, order: Option<&[u32]>, starts: &[u32]) -> Option<Vec<u32>> {
        let (rows, instants) = self.event_table.instants(keys::TIME, &self.strings)?;
        let mut times = vec![None; self.case_of.len()];
        match rows {
            None => times.iter_mut().zip(instants).for_each(|(time, instant)| *time = Some(*instant)),
            Some(rows) => {
                for (row, instant) in rows.iter().zip(instants) {
                    if let Some(time) = times.get_mut(wide(*row)) {
                        *time = Some(*instant);
                    }
                }
            }
        }
        let time = |event: &u32| times.get(wide(*event)).copied().flatten();
        let mut order = order.map_or_else(|| (0..narrow(self.case_of.len())).collect(), <[u32]>::to_vec);
        let mut moved = false;
        for bounds in starts.windows(2) {
            let &[start, end] = bounds else { continue };
            let Some(events) = order.get_mut(wide(start)..wide(end)) else { continue };
            if !events.is_sorted_by_key(&time) && events.iter().all(|event| time(event).is_some()) {
                events.sort_by_key(&time);
                moved = true;
            }
        }
        moved.then_some(order)
    }
}
