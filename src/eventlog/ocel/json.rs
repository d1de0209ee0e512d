//! Reading OCEL 2.0 JSON: one walk through the text, without a tree of it in memory.

use std::{borrow::Cow, cell::OnceCell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    draft::{Draft, Issue, Of, Place, Raw},
    model::ObjectLog,
};
use crate::{
    diagnostic::{Code, Findings, Severity},
    document::xml::Places,
    eventlog::{ReadOptions, shown},
    source::FileText,
};

/// Reads a whole text. After an error in the JSON the log so far comes back with the finding.
pub(super) fn read(file: &FileText, options: &ReadOptions) -> (ObjectLog, Findings) {
    let text = file.text();
    let mut walk = Walk { text, last: 0, draft: Draft::new(options), stopped: None };
    let mut input = serde_json::Deserializer::from_str(text);
    let mut root = Root::default();
    let read = Node { walk: &mut walk, entry: &mut root, list: false }.deserialize(&mut input).and_then(|()| input.end());
    match (read, walk.stopped.take()) {
        (_, Some(issue)) => walk.draft.issue(issue),
        (Ok(()), None) => root.check(&mut walk),
        (Err(error), None) => {
            let place = offset(text, error.line(), error.column());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default();
            let issue =
                Issue::new(Severity::Error, Code::YamlSyntax, place, format!("the JSON breaks off: {message}"), "what stands before it was read");
            walk.draft.issue(issue);
        }
    }
    let places = OnceCell::new();
    let name = file.name().to_string();
    walk.draft.finish(&name, &|place| {
        (name.clone(), Some(places.get_or_init(|| Places::new(file)).at(usize::try_from(place).unwrap_or_default().min(text.len()), 1)))
    })
}

/// The byte at a line and a column in bytes, both from 1.
fn offset(text: &str, line: usize, column: usize) -> Place {
    let start = line.checked_sub(2).map_or(0, |before| memchr::memchr_iter(b'\n', text.as_bytes()).nth(before).map_or(text.len(), |at| at + 1));
    let at = (start + column.saturating_sub(1)).min(text.len());
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    Place::try_from(at).unwrap_or_default()
}

/// What the walk knows and collects.
struct Walk<'text, 'options> {
    text: &'text str,
    /// Where the text begins that was read last.
    last: Place,
    draft: Draft<'options>,
    /// Why it ended, when that was no error in the JSON.
    stopped: Option<Issue>,
}

impl<'text> Walk<'text, '_> {
    /// Notes where a text stands that lies in the file as it is; those with escapes do not, and stand behind the one before.
    fn note(&mut self, text: &'text str) {
        let at = text.as_ptr().addr().wrapping_sub(self.text.as_ptr().addr());
        if at <= self.text.len() {
            self.last = Place::try_from(at).unwrap_or_default();
        }
    }

    /// Ends the walk.
    fn stop<E: serde::de::Error>(&mut self, issue: Issue) -> E {
        self.stopped = Some(issue);
        E::custom("the log is too large")
    }

    fn issue(&mut self, severity: Severity, code: Code, place: Place, message: String, help: &str) {
        self.draft.issue(Issue::new(severity, code, place, message, help));
    }

    /// Says that a key stands where none such is known.
    fn unknown(&mut self, what: &str, key: &str, known: &str) {
        let (place, message) = (self.last, format!("{what} has no key `{}`", shown(key)));
        self.issue(Severity::Warning, Code::UnknownKey, place, message, &format!("known are {known}; it was left out"));
    }

    /// Says that a key is missing.
    fn missing(&mut self, place: Place, what: &str, key: &str) {
        self.issue(Severity::Error, Code::MissingKey, place, format!("{what} has no `{key}`"), "it was left out");
    }
}

/// Something that is an object in the file, or each of a list of them.
trait Entry<'text> {
    /// What it is, for findings.
    const WHAT: &'static str;
    /// Reads its keys.
    fn read<A: MapAccess<'text>>(&mut self, walk: &mut Walk<'text, '_>, map: A) -> Result<(), A::Error>;
}

/// Reads an entry or a list of entries; anything else is a finding, and passed over.
struct Node<'walk, 'text, 'options, E> {
    walk: &'walk mut Walk<'text, 'options>,
    entry: &'walk mut E,
    list: bool,
}

impl<'text, E: Entry<'text>> Node<'_, 'text, '_, E> {
    fn wrong(self, found: &str) {
        let (place, expected) = (self.walk.last, if self.list { "a list" } else { "an object" });
        let message = format!("{found} stands where {expected} is expected: {}", E::WHAT);
        self.walk.issue(Severity::Error, Code::WrongType, place, message, "it was left out");
    }
}

impl<'text, E: Entry<'text>> DeserializeSeed<'text> for Node<'_, 'text, '_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'text, E: Entry<'text>> Visitor<'text> for Node<'_, 'text, '_, E> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(E::WHAT)
    }

    fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<(), A::Error> {
        if !self.list {
            return self.entry.read(self.walk, map);
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.wrong("an object");
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'text>>(self, mut list: A) -> Result<(), A::Error> {
        if self.list {
            while list.next_element_seed(Node { walk: self.walk, entry: self.entry, list: false })?.is_some() {}
            return Ok(());
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.wrong("a list");
        Ok(())
    }

    /// Exporters write `null` for an empty list.
    fn visit_unit<X>(self) -> Result<(), X> {
        if !self.list {
            self.wrong("`null`");
        }
        Ok(())
    }

    fn visit_str<X>(self, _: &str) -> Result<(), X> {
        self.wrong("a text");
        Ok(())
    }

    fn visit_bool<X>(self, _: bool) -> Result<(), X> {
        self.wrong("a truth value");
        Ok(())
    }

    fn visit_i64<X>(self, _: i64) -> Result<(), X> {
        self.wrong("a number");
        Ok(())
    }

    fn visit_u64<X>(self, _: u64) -> Result<(), X> {
        self.wrong("a number");
        Ok(())
    }

    fn visit_f64<X>(self, _: f64) -> Result<(), X> {
        self.wrong("a number");
        Ok(())
    }
}

/// A value that is no list and no object.
enum Scalar<'text> {
    Nothing,
    Text(Cow<'text, str>),
    Int(i64),
    Float(f64),
    Bool(bool),
    /// A list or an object, which no attribute holds.
    Other(&'static str),
}

/// Reads a value, or a key.
struct ScalarSeed<'walk, 'text, 'options>(&'walk mut Walk<'text, 'options>);

impl<'text> DeserializeSeed<'text> for ScalarSeed<'_, 'text, '_> {
    type Value = Scalar<'text>;

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<Scalar<'text>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'text> Visitor<'text> for ScalarSeed<'_, 'text, '_> {
    type Value = Scalar<'text>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_borrowed_str<X>(self, text: &'text str) -> Result<Scalar<'text>, X> {
        self.0.note(text);
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<X>(self, text: &str) -> Result<Scalar<'text>, X> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<X>(self) -> Result<Scalar<'text>, X> {
        Ok(Scalar::Nothing)
    }

    fn visit_bool<X>(self, truth: bool) -> Result<Scalar<'text>, X> {
        Ok(Scalar::Bool(truth))
    }

    fn visit_i64<X>(self, number: i64) -> Result<Scalar<'text>, X> {
        Ok(Scalar::Int(number))
    }

    fn visit_u64<X>(self, number: u64) -> Result<Scalar<'text>, X> {
        Ok(i64::try_from(number).map_or_else(|_| Scalar::Text(Cow::Owned(number.to_string())), Scalar::Int))
    }

    fn visit_f64<X>(self, number: f64) -> Result<Scalar<'text>, X> {
        Ok(Scalar::Float(number))
    }

    fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<Scalar<'text>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other("an object"))
    }

    fn visit_seq<A: SeqAccess<'text>>(self, mut list: A) -> Result<Scalar<'text>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other("a list"))
    }
}

/// The place of an entry of which nothing was read yet.
const UNKNOWN: Place = Place::MAX;

/// The next key; the first one is the place of the entry, until something in it says better.
fn key<'text, A: MapAccess<'text>>(walk: &mut Walk<'text, '_>, map: &mut A, place: &mut Place) -> Result<Option<Cow<'text, str>>, A::Error> {
    let key = map.next_key_seed(ScalarSeed(walk))?;
    if *place == UNKNOWN {
        *place = walk.last;
    }
    match key {
        None => Ok(None),
        Some(Scalar::Text(text)) => Ok(Some(text)),
        Some(_) => Err(A::Error::custom("a key is no text")),
    }
}

/// A text under a key, such as an id; a number is taken as its text, anything else is a finding.
fn text<'text, A: MapAccess<'text>>(
    walk: &mut Walk<'text, '_>,
    map: &mut A,
    key: &str,
    place: &mut Place,
) -> Result<Option<Cow<'text, str>>, A::Error> {
    let before = walk.last;
    let value = map.next_value_seed(ScalarSeed(walk))?;
    *place = walk.last;
    let found = match value {
        Scalar::Text(text) => return Ok(Some(text)),
        Scalar::Int(number) => return Ok(Some(Cow::Owned(number.to_string()))),
        Scalar::Nothing => return Ok(None),
        Scalar::Float(_) => "a number",
        Scalar::Bool(_) => "a truth value",
        Scalar::Other(found) => found,
    };
    walk.issue(Severity::Error, Code::WrongType, before, format!("`{key}` is {found}, and no text"), "write it between quotes; it was left out");
    Ok(None)
}

fn skip<'text, A: MapAccess<'text>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

/// The whole file.
#[derive(Default)]
struct Root {
    /// Which of the lists of types, events and objects were there.
    seen: Vec<&'static str>,
}

const LISTS: [&str; 4] = ["objectTypes", "eventTypes", "objects", "events"];

impl Root {
    fn check(&self, walk: &mut Walk<'_, '_>) {
        for list in LISTS.iter().filter(|list| !self.seen.contains(list)) {
            let help = "a log in OCEL 2.0 has the lists `objectTypes`, `eventTypes`, `objects` and `events`";
            walk.issue(Severity::Error, Code::MissingKey, 0, format!("the log has no `{list}`"), help);
        }
    }
}

impl<'text> Entry<'text> for Root {
    const WHAT: &'static str = "a log in OCEL 2.0";

    fn read<A: MapAccess<'text>>(&mut self, walk: &mut Walk<'text, '_>, mut map: A) -> Result<(), A::Error> {
        let mut place = UNKNOWN;
        while let Some(key) = key(walk, &mut map, &mut place)? {
            if let Some(list) = LISTS.iter().find(|list| **list == key) {
                self.seen.push(list);
            }
            match key.as_ref() {
                "objectTypes" => map.next_value_seed(Node { walk, entry: &mut TypeEntry(Of::Objects), list: true })?,
                "eventTypes" => map.next_value_seed(Node { walk, entry: &mut TypeEntry(Of::Events), list: true })?,
                "objects" => map.next_value_seed(Node { walk, entry: &mut ItemEntry::new(Of::Objects), list: true })?,
                "events" => map.next_value_seed(Node { walk, entry: &mut ItemEntry::new(Of::Events), list: true })?,
                other => {
                    walk.unknown("the log", other, "`objectTypes`, `eventTypes`, `objects` and `events`");
                    skip(&mut map)?;
                }
            }
        }
        Ok(())
    }
}

/// A declaration of a type.
struct TypeEntry(Of);

impl<'text> Entry<'text> for TypeEntry {
    const WHAT: &'static str = "a type with its `name` and its `attributes`";

    fn read<A: MapAccess<'text>>(&mut self, walk: &mut Walk<'text, '_>, mut map: A) -> Result<(), A::Error> {
        let (mut place, mut name, mut attributes) = (UNKNOWN, None, DeclaredEntry::default());
        while let Some(key) = key(walk, &mut map, &mut place)? {
            match key.as_ref() {
                "name" => name = text(walk, &mut map, "name", &mut place)?,
                "attributes" => map.next_value_seed(Node { walk, entry: &mut attributes, list: true })?,
                other => {
                    walk.unknown("a type", other, "`name` and `attributes`");
                    skip(&mut map)?;
                }
            }
        }
        let Some(name) = name else {
            walk.missing(place, "a type", "name");
            return Ok(());
        };
        let kind = walk.draft.declare(self.0, &name, place).map_err(|issue| walk.stop(issue))?;
        for (name, word, place) in attributes.0 {
            walk.draft.declare_attribute(self.0, kind, &name, &word, place).map_err(|issue| walk.stop(issue))?;
        }
        Ok(())
    }
}

/// The declarations of the attributes of a type.
#[derive(Default)]
struct DeclaredEntry<'text>(Vec<(Cow<'text, str>, Cow<'text, str>, Place)>);

impl<'text> Entry<'text> for DeclaredEntry<'text> {
    const WHAT: &'static str = "an attribute with its `name` and its `type`";

    fn read<A: MapAccess<'text>>(&mut self, walk: &mut Walk<'text, '_>, mut map: A) -> Result<(), A::Error> {
        let (mut place, mut name, mut kind) = (UNKNOWN, None, None);
        while let Some(key) = key(walk, &mut map, &mut place)? {
            match key.as_ref() {
                "name" => name = text(walk, &mut map, "name", &mut place)?,
                "type" => kind = text(walk, &mut map, "type", &mut place)?,
                other => {
                    walk.unknown("an attribute of a type", other, "`name` and `type`");
                    skip(&mut map)?;
                }
            }
        }
        match (name, kind) {
            (Some(name), Some(kind)) => self.0.push((name, kind, place)),
            (None, _) => walk.missing(place, "an attribute of a type", "name"),
            (_, None) => walk.missing(place, "an attribute of a type", "type"),
        }
        Ok(())
    }
}

/// An event or an object. What belongs to it is collected until it is known which one it is.
struct ItemEntry<'text> {
    of: Of,
    values: ValueEntry<'text>,
    relations: RelationEntry<'text>,
}

impl ItemEntry<'_> {
    fn new(of: Of) -> Self {
        Self { of, values: ValueEntry { of, list: Vec::new() }, relations: RelationEntry(Vec::new()) }
    }
}

impl<'text> Entry<'text> for ItemEntry<'text> {
    const WHAT: &'static str = "an event or an object with its `id` and its `type`";

    fn read<A: MapAccess<'text>>(&mut self, walk: &mut Walk<'text, '_>, mut map: A) -> Result<(), A::Error> {
        let of = self.of;
        self.values.list.clear();
        self.relations.0.clear();
        let (mut place, mut other_place, mut time_place) = (UNKNOWN, 0, 0);
        let (mut id, mut kind, mut time) = (None, None, None);
        while let Some(key) = key(walk, &mut map, &mut place)? {
            match key.as_ref() {
                "id" => id = text(walk, &mut map, "id", &mut place)?,
                "type" => kind = text(walk, &mut map, "type", &mut other_place)?,
                "time" if of == Of::Events => time = text(walk, &mut map, "time", &mut time_place)?,
                "attributes" => map.next_value_seed(Node { walk, entry: &mut self.values, list: true })?,
                "relationships" => map.next_value_seed(Node { walk, entry: &mut self.relations, list: true })?,
                other => {
                    let known = "`id`, `type`, `time` (of events), `attributes` and `relationships`";
                    walk.unknown(if of == Of::Events { "an event" } else { "an object" }, other, known);
                    skip(&mut map)?;
                }
            }
        }
        let what = if of == Of::Events { "an event" } else { "an object" };
        let (Some(id), Some(kind)) = (id.as_deref().filter(|id| !id.is_empty()), &kind) else {
            let key = if kind.is_none() { "type" } else { "id" };
            walk.missing(place, what, key);
            return Ok(());
        };
        let time = time.and_then(|time| walk.draft.instant(&time, time_place));
        let Some(item) = walk.draft.item(of, id, kind, time, place).map_err(|issue| walk.stop(issue))? else { return Ok(()) };
        for (name, value, time, place) in &self.values.list {
            let since = match (time, of) {
                (Some((time, place)), Of::Objects) => walk.draft.instant(time, *place),
                _ => None,
            };
            let since = since.or((of == Of::Objects).then_some(jiff::Timestamp::UNIX_EPOCH));
            let value = match value {
                Scalar::Text(text) => Raw::Text(text),
                Scalar::Int(number) => Raw::Int(*number),
                Scalar::Float(number) => Raw::Float(*number),
                Scalar::Bool(truth) => Raw::Bool(*truth),
                Scalar::Nothing | Scalar::Other(_) => continue,
            };
            walk.draft.value(of, item, name, value, since, *place).map_err(|issue| walk.stop(issue))?;
        }
        for (target, qualifier, place) in &self.relations.0 {
            walk.draft.relation(of, item, target, qualifier, *place).map_err(|issue| walk.stop(issue))?;
        }
        Ok(())
    }
}

/// An attribute: its name, its value, from when on it holds, and where it stands.
type Found<'text> = (Cow<'text, str>, Scalar<'text>, Option<(Cow<'text, str>, Place)>, Place);

/// The attributes of an event or an object.
struct ValueEntry<'text> {
    of: Of,
    list: Vec<Found<'text>>,
}

impl<'text> Entry<'text> for ValueEntry<'text> {
    const WHAT: &'static str = "an attribute with its `name` and its `value`";

    fn read<A: MapAccess<'text>>(&mut self, walk: &mut Walk<'text, '_>, mut map: A) -> Result<(), A::Error> {
        let (mut place, mut time_place) = (UNKNOWN, 0);
        let (mut name, mut value, mut time) = (None, None, None);
        while let Some(key) = key(walk, &mut map, &mut place)? {
            match key.as_ref() {
                "name" => name = text(walk, &mut map, "name", &mut place)?,
                "value" => value = Some(map.next_value_seed(ScalarSeed(walk))?),
                "time" => time = text(walk, &mut map, "time", &mut time_place)?,
                other => {
                    walk.unknown("an attribute", other, "`name`, `value` and `time` (of objects)");
                    skip(&mut map)?;
                }
            }
        }
        match (name, value) {
            (Some(name), Some(Scalar::Other(found))) => {
                let message = format!("the attribute `{}` is {found}", shown(&name));
                walk.issue(Severity::Error, Code::WrongType, place, message, "OCEL has texts, numbers, truths and times; it was left out");
            }
            // Exporters write `null` for an attribute that is not there.
            (Some(_), Some(Scalar::Nothing)) => {}
            (Some(name), Some(value)) => {
                if self.of == Of::Objects && time.is_none() {
                    let message = format!("the attribute `{}` of an object has no time", shown(&name));
                    let help = "say from when on it holds, 1970-01-01T00:00:00Z for always; it is read as always";
                    walk.issue(Severity::Warning, Code::MissingKey, place, message, help);
                }
                self.list.push((name, value, time.map(|time| (time, time_place)), place));
            }
            (None, _) => walk.missing(place, "an attribute", "name"),
            (_, None) => walk.missing(place, "an attribute", "value"),
        }
        Ok(())
    }
}

/// The relations of an event or an object.
struct RelationEntry<'text>(Vec<(Cow<'text, str>, Cow<'text, str>, Place)>);

impl<'text> Entry<'text> for RelationEntry<'text> {
    const WHAT: &'static str = "a relationship with its `objectId` and its `qualifier`";

    fn read<A: MapAccess<'text>>(&mut self, walk: &mut Walk<'text, '_>, mut map: A) -> Result<(), A::Error> {
        let (mut place, mut other) = (UNKNOWN, 0);
        let (mut target, mut qualifier) = (None, None);
        while let Some(key) = key(walk, &mut map, &mut place)? {
            match key.as_ref() {
                "objectId" => target = text(walk, &mut map, "objectId", &mut place)?,
                "qualifier" => qualifier = text(walk, &mut map, "qualifier", &mut other)?,
                unknown => {
                    walk.unknown("a relationship", unknown, "`objectId` and `qualifier`");
                    skip(&mut map)?;
                }
            }
        }
        match target {
            // A relation without a qualifier is one all the same.
            Some(target) => self.0.push((target, qualifier.unwrap_or_default(), place)),
            None => walk.missing(place, "a relationship", "objectId"),
        }
        Ok(())
    }
}
