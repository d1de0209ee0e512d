//! The event log: cases as ranges of events, attributes in columns.

use std::{borrow::Cow, fmt, ops::Range};

use jiff::Timestamp;

use super::{
    attribute::{Attribute, Kind, Value},
    column::{Column, Values},
    keys,
    strings::{Strings, Text, narrow, wide},
    table::Table,
};

/// The number of a case in its log, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseIndex(pub(super) u32);

/// The number of an event in its log, from 0; those of a case follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventIndex(pub(super) u32);

impl CaseIndex {
    /// The number.
    #[must_use]
    pub fn index(self) -> usize {
        wide(self.0)
    }
}

impl EventIndex {
    /// The number.
    #[must_use]
    pub fn index(self) -> usize {
        wide(self.0)
    }
}

/// A vocabulary of keys that a log declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its name, such as `Concept`.
    pub name: String,
    /// What its keys begin with, such as `concept`.
    pub prefix: String,
    /// Where it is described.
    pub uri: String,
}

/// Whether something is about cases or about events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// About cases; XES says traces.
    Case,
    /// About events.
    #[default]
    Event,
}

/// A classifier that a log names: the keys whose values together say what kind of thing an event or a case is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedClassifier {
    /// Its name, such as `Activity classifier`.
    pub name: String,
    /// What it is about.
    pub scope: Scope,
    /// The keys, in order.
    pub keys: Vec<String>,
}

/// What stands at the head of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Attributes of the log itself.
    pub attributes: Vec<Attribute>,
    /// Vocabularies.
    pub extensions: Vec<Extension>,
    /// Attributes that every case is said to have. Their values are examples, not defaults: nothing is filled in.
    pub case_globals: Vec<Attribute>,
    /// Attributes that every event is said to have.
    pub event_globals: Vec<Attribute>,
    /// Classifiers.
    pub classifiers: Vec<NamedClassifier>,
}

impl Header {
    /// The attribute of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.key == key)
    }

    /// Declares the standard extensions of XES that these keys come from, such as `concept` for `concept:name`.
    pub fn declare<'key>(&mut self, keys: impl IntoIterator<Item = &'key str>) {
        for extension in keys.into_iter().filter_map(|key| super::xes::extension(key.split_once(':')?.0)) {
            if !self.extensions.iter().any(|declared| declared.prefix == extension.prefix) {
                self.extensions.push(extension);
            }
        }
    }

    /// The classifier of a name.
    #[must_use]
    pub fn classifier(&self, name: &str) -> Option<&NamedClassifier> {
        self.classifiers.iter().find(|classifier| classifier.name == name)
    }
}

/// An event log in memory.
///
/// Texts are kept once; the values of one key and type are one column, of which only those that are there are stored. A value
/// costs 4 bytes as a text, 8 as a number, 16 as an instant; saying which rows have one costs nothing where all have, 2 bits a row
/// where many have, 4 bytes a value where few have. A log of 65,000 events with eleven attributes each takes about 4 MiB.
///
/// Two logs are equal when they hold the same header, cases and events, in the same order; the order of the attributes of one
/// event does not count. Comparing is linear.
///
/// ```
/// use itsm::eventlog::{LogBuilder, Order, Value};
///
/// let mut builder = LogBuilder::new();
/// let case = builder.named_case("INC-1")?;
/// builder.set(case, "priority", 2)?;
/// let event = builder.named_event(case, "assign")?;
/// builder.set(event, "org:resource", "ann")?;
/// let log = builder.finish(Order::AsAdded);
///
/// let case = log.cases().next().unwrap();
/// assert_eq!(case.name().as_deref(), Some("INC-1"));
/// assert_eq!(case.get("priority"), Some(Value::Int(2)));
/// let event = case.events().next().unwrap();
/// assert_eq!(event.get("org:resource").and_then(Value::as_text), Some("ann"));
/// assert!(event.instant().is_none());                     // logs without times work
/// # Ok::<(), itsm::eventlog::BuildError>(())
/// ```
#[derive(Clone)]
pub struct EventLog {
    strings: Strings,
    header: Header,
    /// Where the events of each case begin; the last is where those of no case begin.
    starts: Vec<u32>,
    case_table: Table,
    event_table: Table,
    known: Known,
}

/// The numbers of keys that are asked for all the time.
#[derive(Clone, Copy, Default)]
struct Known {
    name: Option<Text>,
    time: Option<Text>,
}

impl EventLog {
    pub(super) fn assemble(strings: Strings, header: Header, starts: Vec<u32>, case_table: Table, event_table: Table) -> Self {
        let known = Known { name: strings.find(keys::NAME), time: strings.find(keys::TIME) };
        Self { strings, header, starts, case_table, event_table, known }
    }

    /// What stands at the head.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The number of cases.
    #[must_use]
    pub fn case_count(&self) -> usize {
        wide(self.case_table.rows)
    }

    /// The number of events, those of no case included.
    #[must_use]
    pub fn event_count(&self) -> usize {
        wide(self.event_table.rows)
    }

    /// All cases in order.
    #[must_use]
    pub fn cases(&self) -> impl ExactSizeIterator<Item = Case<'_>> {
        (0..self.case_table.rows).map(|index| Case { log: self, index: CaseIndex(index) })
    }

    /// A case by its number.
    #[must_use]
    pub fn case(&self, index: CaseIndex) -> Option<Case<'_>> {
        (index.0 < self.case_table.rows).then_some(Case { log: self, index })
    }

    /// All events, case by case, and those of no case at the end.
    #[must_use]
    pub fn events(&self) -> impl ExactSizeIterator<Item = Event<'_>> {
        self.range(0..self.event_table.rows)
    }

    /// An event by its number.
    #[must_use]
    pub fn event(&self, index: EventIndex) -> Option<Event<'_>> {
        (index.0 < self.event_table.rows).then_some(Event { log: self, index })
    }

    /// The events that belong to no case.
    #[must_use]
    pub fn loose_events(&self) -> impl ExactSizeIterator<Item = Event<'_>> {
        self.range(self.starts.last().copied().unwrap_or_default()..self.event_table.rows)
    }

    fn range(&self, range: Range<u32>) -> impl ExactSizeIterator<Item = Event<'_>> {
        range.map(|index| Event { log: self, index: EventIndex(index) })
    }

    /// The column of a key of one type over all events; for loops over many events.
    #[must_use]
    pub fn event_column(&self, key: &str, kind: Kind) -> Option<ColumnView<'_>> {
        self.column(&self.event_table, key, kind)
    }

    /// The column of a key of one type over all cases.
    #[must_use]
    pub fn case_column(&self, key: &str, kind: Kind) -> Option<ColumnView<'_>> {
        self.column(&self.case_table, key, kind)
    }

    fn column<'log>(&'log self, table: &'log Table, key: &str, kind: Kind) -> Option<ColumnView<'log>> {
        let (_, column) = table.keyed(self.strings.find(key)?).find(|(_, column)| column.values.kind() == kind)?;
        Some(ColumnView { strings: &self.strings, column })
    }

    /// The keys of events with their types, in the order of their first value. A key stands there once for each of its types.
    pub fn event_keys(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.keys(&self.event_table)
    }

    /// The keys of cases with their types.
    pub fn case_keys(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.keys(&self.case_table)
    }

    fn keys<'log>(&'log self, table: &'log Table) -> impl Iterator<Item = (&'log str, Kind)> {
        let columns = table.columns().iter().filter(|column| column.values.len() > 0);
        columns.map(|column| (self.strings.get(column.key), column.values.kind()))
    }

    /// Whether some attribute of a case or an event has attributes itself.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        self.case_table.is_nested() || self.event_table.is_nested()
    }

    /// The bytes that the log takes, the header and what lists and nested attributes hold aside. Linear in the columns.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.strings.bytes() + 4 * self.starts.capacity() + self.case_table.bytes() + self.event_table.bytes()
    }

    pub(super) fn strings(&self) -> &Strings {
        &self.strings
    }

    pub(super) fn event_table(&self) -> &Table {
        &self.event_table
    }

    fn bounds(&self, case: CaseIndex) -> Range<u32> {
        let start = self.starts.get(case.index()).copied().unwrap_or_default();
        start..self.starts.get(case.index().saturating_add(1)).copied().unwrap_or(start)
    }

    fn get<'log>(&'log self, table: &'log Table, row: u32, key: Option<Text>) -> Option<Value<'log>> {
        table.get(row, key?, &self.strings)
    }

    fn attributes<'log>(&'log self, table: &'log Table, row: u32) -> impl Iterator<Item = AttributeView<'log>> {
        table.row(row).filter_map(move |(index, column, place)| {
            let value = column.values.get(place, &self.strings)?;
            Some(AttributeView { key: self.strings.get(column.key), value, children: table.children(index, row) })
        })
    }
}

impl PartialEq for EventLog {
    fn eq(&self, other: &Self) -> bool {
        self.header == other.header
            && self.starts == other.starts
            && self.case_table.same(&self.strings, &other.case_table, &other.strings)
            && self.event_table.same(&self.strings, &other.event_table, &other.strings)
    }
}

impl Eq for EventLog {}

impl fmt::Debug for EventLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "EventLog({} cases, {} events)", self.case_count(), self.event_count())
    }
}

/// An attribute of a case or an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeView<'log> {
    /// Its key.
    pub key: &'log str,
    /// Its value.
    pub value: Value<'log>,
    /// Attributes of the attribute; the content of a container.
    pub children: &'log [Attribute],
}

/// A case of a log.
#[derive(Clone, Copy)]
pub struct Case<'log> {
    log: &'log EventLog,
    index: CaseIndex,
}

impl<'log> Case<'log> {
    /// Its number.
    #[must_use]
    pub fn index(self) -> CaseIndex {
        self.index
    }

    /// Its name, `concept:name`, of whatever type.
    #[must_use]
    pub fn name(self) -> Option<Cow<'log, str>> {
        self.log.get(&self.log.case_table, self.index.0, self.log.known.name).map(Value::shown)
    }

    /// Its events in order.
    #[must_use]
    pub fn events(self) -> impl ExactSizeIterator<Item = Event<'log>> {
        self.log.range(self.log.bounds(self.index))
    }

    /// The number of its events.
    #[must_use]
    pub fn len(self) -> usize {
        self.log.bounds(self.index).len()
    }

    pub(super) fn range(self) -> Range<u32> {
        self.log.bounds(self.index)
    }

    /// Whether it has no events.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Value<'log>> {
        self.log.get(&self.log.case_table, self.index.0, self.log.strings.find(key))
    }

    /// All its attributes.
    pub fn attributes(self) -> impl Iterator<Item = AttributeView<'log>> {
        self.log.attributes(&self.log.case_table, self.index.0)
    }
}

impl fmt::Debug for Case<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Case({}: {:?}, {} events)", self.index.0, self.name(), self.len())
    }
}

/// An event of a log.
#[derive(Clone, Copy)]
pub struct Event<'log> {
    log: &'log EventLog,
    index: EventIndex,
}

impl<'log> Event<'log> {
    /// Its number.
    #[must_use]
    pub fn index(self) -> EventIndex {
        self.index
    }

    /// The name of its activity, `concept:name`, of whatever type.
    #[must_use]
    pub fn name(self) -> Option<Cow<'log, str>> {
        self.log.get(&self.log.event_table, self.index.0, self.log.known.name).map(Value::shown)
    }

    /// When it happened, `time:timestamp`.
    #[must_use]
    pub fn instant(self) -> Option<Timestamp> {
        self.log.get(&self.log.event_table, self.index.0, self.log.known.time).and_then(Value::as_instant)
    }

    /// The value of a key.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Value<'log>> {
        self.log.get(&self.log.event_table, self.index.0, self.log.strings.find(key))
    }

    /// All its attributes.
    pub fn attributes(self) -> impl Iterator<Item = AttributeView<'log>> {
        self.log.attributes(&self.log.event_table, self.index.0)
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Event({}: {:?})", self.index.0, self.name())
    }
}

/// The values of one key and type.
#[derive(Clone, Copy)]
pub struct ColumnView<'log> {
    strings: &'log Strings,
    column: &'log Column,
}

impl<'log> ColumnView<'log> {
    /// The value of a case or an event by its number. Constant; logarithmic where few have one.
    #[must_use]
    pub fn get(self, index: usize) -> Option<Value<'log>> {
        self.column.get(narrow(index), self.strings)
    }

    /// How many values there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.column.values.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// All instants, when it is a column of instants with one for every case or event.
    #[must_use]
    pub fn instants(self) -> Option<&'log [Timestamp]> {
        match (&self.column.values, &self.column.rows) {
            (Values::Instant(instants), super::column::Rows::All) => Some(instants),
            _ => None,
        }
    }
}

impl fmt::Debug for ColumnView<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ColumnView({}: {}, {} values)", self.strings.get(self.column.key), self.column.values.kind(), self.len())
    }
}
