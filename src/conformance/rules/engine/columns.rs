//! Attributes of the log as columns of numbers: a value is looked up once, however many rules ask for it.

use rustc_hash::FxHashMap;

use super::super::model::FieldKey;
use crate::{
    eventlog::{Dates, EventLog, Kind, Value as LogValue, audit::FIELD},
    expr::{FieldType, Value},
};

/// The value 0 stands for nothing.
pub(super) const NOTHING: u32 = 0;

/// Where audit trails keep links to other records, and the type of a linked record.
const RELATED: &str = "itsm:related";
const RELATED_TYPE: &str = "itsm:type";

/// What an attribute is at each event and each case.
#[derive(Default)]
pub(super) struct Column {
    /// By event: what the event says.
    pub own: Vec<u32>,
    /// By case.
    of_case: Vec<u32>,
    /// By value, from 1.
    texts: Vec<String>,
    /// The same as the field's type; none where it is no value of it.
    values: Vec<Option<Value>>,
}

/// Keys of attributes that hold a field, the later ones above the earlier.
fn keys(name: &str, field: Option<&FieldKey>) -> [String; 2] {
    let key = field.and_then(|field| field.key.clone()).unwrap_or_else(|| name.to_owned());
    [format!("{FIELD}{key}"), key]
}

/// Keys of all attributes that may hold a field.
pub(super) fn attributes(name: &str, field: Option<&FieldKey>) -> impl Iterator<Item = String> {
    keys(name, field).into_iter().chain([RELATED.to_owned()])
}

impl Column {
    /// Reads a field; none when no event and no case of the log has it. Linear in the log.
    pub fn read(log: &EventLog, name: &str, field: Option<&FieldKey>, dates: &Dates) -> Option<Self> {
        let mut reader = Reader::default();
        let keys = keys(name, field);
        for key in &keys {
            reader.key(log, key);
        }
        if reader.texts.is_empty() {
            reader.related(log, keys.last()?);
        }
        if reader.texts.is_empty() {
            return None;
        }
        let typed = |text: &String| match field {
            Some(field) if field.field.kind == FieldType::Instant => dates.read(text).map(Value::Instant),
            Some(field) => field.field.parse(text).ok(),
            None => Some(Value::Text(text.clone())),
        };
        let values = reader.texts.iter().map(typed).collect();
        Some(Self { own: reader.own, of_case: reader.of_case, texts: reader.texts, values })
    }

    /// What an event says; none where it says nothing or that there is nothing.
    pub fn at(&self, event: usize) -> Option<u32> {
        self.own.get(event).copied().filter(|value| self.text(*value).is_some())
    }

    /// The text of a value; none for nothing and for the empty text.
    pub fn text(&self, value: u32) -> Option<&str> {
        let place = usize::try_from(value).ok()?.checked_sub(1)?;
        self.texts.get(place).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The value as the field's type.
    pub fn value(&self, value: u32) -> Option<&Value> {
        self.text(value)?;
        let place = usize::try_from(value).ok()?.checked_sub(1)?;
        self.values.get(place)?.as_ref()
    }

    /// How many values there are, nothing included.
    pub fn len(&self) -> usize {
        self.texts.len().saturating_add(1)
    }
}

#[derive(Default)]
struct Reader {
    own: Vec<u32>,
    of_case: Vec<u32>,
    texts: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// The same by address and length of texts that the log holds while it is read.
    places: FxHashMap<(usize, usize), u32>,
}

impl Reader {
    fn key(&mut self, log: &EventLog, key: &str) {
        let plain = |kind: Kind| !matches!(kind, Kind::List | Kind::Container);
        for (_, kind) in log.event_keys().filter(|(known, kind)| *known == key && plain(*kind)) {
            let Some(column) = log.event_column(key, kind) else { continue };
            self.own.resize(log.event_count(), NOTHING);
            for event in 0..log.event_count() {
                let Some(value) = column.get(event) else { continue };
                let number = self.number_of(value);
                if let Some(slot) = self.own.get_mut(event) {
                    *slot = number;
                }
            }
        }
        for (_, kind) in log.case_keys().filter(|(known, kind)| *known == key && plain(*kind)) {
            let Some(column) = log.case_column(key, kind) else { continue };
            self.of_case.resize(log.case_count(), NOTHING);
            for case in 0..log.case_count() {
                let Some(value) = column.get(case) else { continue };
                let number = self.number_of(value);
                if let Some(slot) = self.of_case.get_mut(case) {
                    *slot = number;
                }
            }
        }
    }

    /// Links to records of a type, as audit trails have them.
    fn related(&mut self, log: &EventLog, name: &str) {
        let Some(column) = log.event_column(RELATED, Kind::List) else { return };
        for event in 0..log.event_count() {
            let Some(LogValue::List(items)) = column.get(event) else { continue };
            let named = |item: &&crate::eventlog::Attribute| {
                let of_type = item.children.iter().any(|child| child.key == RELATED_TYPE && child.value.view().shown() == name);
                item.key == name || of_type
            };
            let Some(item) = items.iter().find(named) else { continue };
            let number = self.number(&item.value.view().shown());
            self.own.resize(log.event_count(), NOTHING);
            if let Some(slot) = self.own.get_mut(event) {
                *slot = number;
            }
        }
    }

    /// The number of a value. A log holds equal texts once, so that a text at a known address needs no look at what it says.
    fn number_of(&mut self, value: LogValue<'_>) -> u32 {
        let Some(text) = value.as_text() else { return self.number(&value.shown()) };
        let place = (text.as_ptr().addr(), text.len());
        if let Some(number) = self.places.get(&place) {
            return *number;
        }
        let number = self.number(text);
        self.places.insert(place, number);
        number
    }

    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.texts.push(text.to_owned());
        let number = u32::try_from(self.texts.len()).unwrap_or(NOTHING);
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

/// What fields are as a case goes on: what its events said last, or what the case says.
pub(super) struct Current<'columns> {
    columns: Vec<&'columns Column>,
    values: Vec<u32>,
}

impl<'columns> Current<'columns> {
    /// Before the first event of a case.
    pub fn new(columns: Vec<&'columns Column>, case: usize) -> Self {
        let values = columns.iter().map(|column| column.of_case.get(case).copied().unwrap_or(NOTHING)).collect();
        Self { columns, values }
    }

    /// After an event.
    pub fn step(&mut self, event: usize) {
        for (column, value) in self.columns.iter().zip(&mut self.values) {
            let said = column.own.get(event).copied().unwrap_or(NOTHING);
            if said != NOTHING {
                *value = said;
            }
        }
    }

    /// The text of a field; none when it is not filled.
    pub fn text(&self, place: usize) -> Option<&'columns str> {
        self.columns.get(place)?.text(*self.values.get(place)?)
    }

    /// The value of a field; none when it is not filled, or not with a value of its type.
    pub fn value(&self, place: usize) -> Option<&'columns Value> {
        self.columns.get(place)?.value(*self.values.get(place)?)
    }
}
