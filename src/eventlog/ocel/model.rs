//! Object-centric logs in memory: events and objects, their attributes and their relations.

use std::fmt;

use jiff::Timestamp;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use crate::eventlog::{
    attribute::{Attribute, AttributeValue, Value},
    strings::{Strings, Text, wide},
};

/// The type that an attribute is declared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum AttributeType {
    /// A text.
    String,
    /// A point in time.
    Time,
    /// A whole number.
    Integer,
    /// A floating point number.
    Float,
    /// True or false.
    Boolean,
}

impl AttributeType {
    /// The word that OCEL has for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A value; texts by their numbers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Datum {
    Text(Text),
    Int(i64),
    Float(f64),
    Bool(bool),
    Instant(Timestamp),
}

impl Datum {
    pub(super) fn view(self, strings: &Strings) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(strings.get(text)),
            Self::Int(number) => Value::Int(number),
            Self::Float(number) => Value::Float(number),
            Self::Bool(truth) => Value::Bool(truth),
            Self::Instant(instant) => Value::Instant(instant),
        }
    }

    pub(super) fn kind(self) -> AttributeType {
        match self {
            Self::Text(_) => AttributeType::String,
            Self::Int(_) => AttributeType::Integer,
            Self::Float(_) => AttributeType::Float,
            Self::Bool(_) => AttributeType::Boolean,
            Self::Instant(_) => AttributeType::Time,
        }
    }
}

/// A type of events or of objects, and the attributes that those of it have.
#[derive(Clone, Debug)]
pub(super) struct TypeRow {
    pub(super) name: Text,
    pub(super) attributes: Vec<(Text, AttributeType)>,
}

/// An event or an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct ItemRow {
    pub(super) id: Text,
    pub(super) kind: u32,
    /// When an event happened; none for objects.
    pub(super) time: Option<Timestamp>,
    /// Where its attributes and its relations end; they begin where those of the item before it end.
    pub(super) values: u32,
    pub(super) relations: u32,
}

/// An attribute of an event, or of an object from an instant on.
#[derive(Clone, Copy, Debug)]
pub(super) struct ValueRow {
    pub(super) name: Text,
    pub(super) value: Datum,
    pub(super) time: Option<Timestamp>,
}

/// A relation to an object, by its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct RelationRow {
    pub(super) target: u32,
    pub(super) qualifier: Text,
}

/// All events, or all objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub(super) types: Vec<TypeRow>,
    pub(super) items: Vec<ItemRow>,
    pub(super) values: Vec<ValueRow>,
    pub(super) relations: Vec<RelationRow>,
}

impl Side {
    /// The attributes of an item.
    pub(super) fn values_of(&self, item: usize) -> &[ValueRow] {
        let end = |item: usize| self.items.get(item).map_or(0, |row| wide(row.values));
        let start = item.checked_sub(1).map_or(0, end);
        self.values.get(start..end(item)).unwrap_or_default()
    }

    /// The relations of an item.
    pub(super) fn relations_of(&self, item: usize) -> &[RelationRow] {
        let end = |item: usize| self.items.get(item).map_or(0, |row| wide(row.relations));
        let start = item.checked_sub(1).map_or(0, end);
        self.relations.get(start..end(item)).unwrap_or_default()
    }
}

/// An object-centric event log: events that concern any number of objects of several types (OCEL 2.0, Berti and others, 2023).
///
/// [`read`](super::read()) reads one, [`ObjectLog::flatten`] makes a log of cases of it, [`ObjectLog::of_cases`] is the way back, and
/// [`ObjectLog::write_json`] writes it. Texts are kept once; an event or an object takes 32 bytes, an attribute 48, a relation 8.
///
/// Two logs are equal when they have the same types, events and objects, attributes and relations; no order counts.
///
/// ```
/// use itsm::eventlog::{ReadOptions, Value, ocel};
///
/// let text = r#"{
///   "objectTypes": [{"name": "problem", "attributes": [{"name": "impact", "type": "integer"}]}],
///   "eventTypes": [{"name": "open", "attributes": []}],
///   "objects": [{"id": "PRB-1", "type": "problem", "attributes": [{"name": "impact", "time": "1970-01-01T00:00:00Z", "value": 2}]}],
///   "events": [{"id": "e1", "type": "open", "time": "2026-03-02T09:00:00Z",
///               "relationships": [{"objectId": "PRB-1", "qualifier": "opened"}]}]
/// }"#;
/// let (log, findings) = ocel::read("log.json", text.as_bytes(), &ReadOptions::default());
/// assert!(findings.is_empty());
/// let log = log.unwrap();
/// let event = log.events().next().unwrap();
/// let relation = event.relations().next().unwrap();
/// assert_eq!((event.kind(), relation.object.id(), relation.qualifier), ("open", "PRB-1", "opened"));
/// assert_eq!(relation.object.values().next().unwrap().value, Value::Int(2));
/// ```
#[derive(Clone, Default)]
pub struct ObjectLog {
    pub(super) strings: Strings,
    pub(super) events: Side,
    pub(super) objects: Side,
}

/// A type of events or of objects.
#[derive(Clone, Copy)]
pub struct TypeView<'log> {
    log: &'log ObjectLog,
    row: &'log TypeRow,
}

impl<'log> TypeView<'log> {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'log str {
        self.log.strings.get(self.row.name)
    }

    /// The attributes that it declares, with their types.
    #[must_use]
    pub fn attributes(self) -> impl ExactSizeIterator<Item = (&'log str, AttributeType)> {
        self.row.attributes.iter().map(move |(name, kind)| (self.log.strings.get(*name), *kind))
    }
}

/// What an event or an object says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueView<'log> {
    /// The name of the attribute.
    pub name: &'log str,
    /// Its value.
    pub value: Value<'log>,
    /// From when on it holds; none for attributes of events.
    pub since: Option<Timestamp>,
}

/// A relation to an object.
#[derive(Clone, Copy)]
pub struct Relation<'log> {
    /// The object.
    pub object: Object<'log>,
    /// What it is in the relation; may be empty.
    pub qualifier: &'log str,
}

/// An event of an object-centric log.
#[derive(Clone, Copy)]
pub struct ObjectEvent<'log> {
    log: &'log ObjectLog,
    index: usize,
}

/// An object.
#[derive(Clone, Copy)]
pub struct Object<'log> {
    log: &'log ObjectLog,
    index: usize,
}

/// Gives an event or an object what both have.
macro_rules! item {
    ($view:ident, $side:ident) => {
        impl<'log> $view<'log> {
            fn side(self) -> &'log Side {
                &self.log.$side
            }

            /// The id, which no other one has.
            #[must_use]
            pub fn id(self) -> &'log str {
                self.side().items.get(self.index).map_or("", |row| self.log.strings.get(row.id))
            }

            /// The name of its type.
            #[must_use]
            pub fn kind(self) -> &'log str {
                let row = self.side().items.get(self.index).and_then(|row| self.side().types.get(wide(row.kind)));
                row.map_or("", |row| self.log.strings.get(row.name))
            }

            /// Its attributes, in the order of the file.
            pub fn values(self) -> impl ExactSizeIterator<Item = ValueView<'log>> {
                let strings = &self.log.strings;
                let view = move |row: &ValueRow| ValueView { name: strings.get(row.name), value: row.value.view(strings), since: row.time };
                self.side().values_of(self.index).iter().map(view)
            }

            /// The objects that it is related to, in the order of the file; one under two qualifiers comes twice.
            pub fn relations(self) -> impl ExactSizeIterator<Item = Relation<'log>> {
                self.side().relations_of(self.index).iter().map(move |row| Relation {
                    object: Object { log: self.log, index: wide(row.target) },
                    qualifier: self.log.strings.get(row.qualifier),
                })
            }
        }
    };
}

item!(ObjectEvent, events);
item!(Object, objects);

impl ObjectEvent<'_> {
    /// When it happened; none when the file does not say, with a finding.
    #[must_use]
    pub fn instant(self) -> Option<Timestamp> {
        self.side().items.get(self.index)?.time
    }
}

impl ObjectLog {
    /// The events, in the order of the file.
    #[must_use]
    pub fn events(&self) -> impl ExactSizeIterator<Item = ObjectEvent<'_>> {
        (0..self.events.items.len()).map(|index| ObjectEvent { log: self, index })
    }

    /// The objects, in the order of the file.
    #[must_use]
    pub fn objects(&self) -> impl ExactSizeIterator<Item = Object<'_>> {
        (0..self.objects.items.len()).map(|index| Object { log: self, index })
    }

    /// The types of events.
    #[must_use]
    pub fn event_types(&self) -> impl ExactSizeIterator<Item = TypeView<'_>> {
        self.events.types.iter().map(|row| TypeView { log: self, row })
    }

    /// The types of objects.
    #[must_use]
    pub fn object_types(&self) -> impl ExactSizeIterator<Item = TypeView<'_>> {
        self.objects.types.iter().map(|row| TypeView { log: self, row })
    }

    /// The types of objects with the number of objects of each. Linear.
    #[must_use]
    pub fn object_counts(&self) -> Vec<(&str, usize)> {
        let mut counts: Vec<(&str, usize)> = self.object_types().map(|kind| (kind.name(), 0)).collect();
        for object in &self.objects.items {
            if let Some((_, count)) = counts.get_mut(wide(object.kind)) {
                *count += 1;
            }
        }
        counts
    }
}

impl fmt::Debug for ObjectLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ObjectLog({} events, {} objects)", self.events.items.len(), self.objects.items.len())
    }
}

/// An item in a form whose order is that of its content.
type Plain<'log> = (&'log str, &'log str, Option<Timestamp>, Vec<(&'log str, Option<Timestamp>, String)>, Vec<(&'log str, &'log str)>);

/// The types and items of a side, sorted.
type PlainSide<'log> = (Vec<(&'log str, Vec<(&'log str, AttributeType)>)>, Vec<Plain<'log>>);

impl ObjectLog {
    fn plain<'log>(&'log self, side: &'log Side) -> PlainSide<'log> {
        let text = |text: Text| self.strings.get(text);
        let mut types: Vec<(&str, Vec<(&str, AttributeType)>)> = Vec::new();
        for row in &side.types {
            let mut attributes: Vec<_> = row.attributes.iter().map(|(name, kind)| (text(*name), *kind)).collect();
            attributes.sort_unstable();
            types.push((text(row.name), attributes));
        }
        types.sort_unstable();
        let mut items: Vec<Plain<'_>> = Vec::new();
        for (index, row) in side.items.iter().enumerate() {
            let kind = side.types.get(wide(row.kind)).map_or("", |kind| text(kind.name));
            let value = |row: &ValueRow| (text(row.name), row.time, format!("{:?}", row.value.view(&self.strings)));
            let mut values: Vec<_> = side.values_of(index).iter().map(value).collect();
            values.sort_unstable();
            let id = |number: u32| self.objects.items.get(wide(number)).map_or("", |row| text(row.id));
            let mut relations: Vec<_> = side.relations_of(index).iter().map(|row| (id(row.target), text(row.qualifier))).collect();
            relations.sort_unstable();
            items.push((text(row.id), kind, row.time, values, relations));
        }
        items.sort_unstable();
        (types, items)
    }
}

/// Takes time `n log n` in the size of the logs.
impl PartialEq for ObjectLog {
    fn eq(&self, other: &Self) -> bool {
        self.plain(&self.events) == other.plain(&other.events) && self.plain(&self.objects) == other.plain(&other.objects)
    }
}

impl Eq for ObjectLog {}

/// An attribute of a text.
pub(super) fn text_attribute(key: &str, text: &str) -> Attribute {
    Attribute { key: key.to_owned(), value: AttributeValue::Text(text.to_owned()), children: Vec::new() }
}
