//! An object-centric log as it is read: what names what is found out at the end, as a file may use a name before it declares it.

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::model::{AttributeType, Datum, ItemRow, ObjectLog, RelationRow, Side, TypeRow, ValueRow};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity, nearest},
    document::Position,
    eventlog::{
        ReadOptions, shown,
        strings::{Strings, Text, narrow, wide},
    },
};

/// Names are compared with each other up to this many.
const COMPARED: usize = 1_000;

/// Where something stands in what is read; the reader knows what the number means.
pub(super) type Place = u64;

/// Something that was found.
#[derive(Debug)]
pub(super) struct Issue {
    pub(super) severity: Severity,
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) place: Option<Place>,
}

impl Issue {
    pub(super) fn new(severity: Severity, code: Code, place: Place, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), help: help.into(), place: Some(place) }
    }

    fn diagnostic(self, file: &str, position: Option<Position>) -> Diagnostic {
        let finding = Diagnostic::new(self.severity, self.code, self.message).help(self.help).in_file(file);
        if let Some(position) = position { finding.at(position) } else { finding }
    }
}

/// Whether something is about events or about objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Events,
    Objects,
}

impl Of {
    pub(super) fn noun(self) -> &'static str {
        if self == Self::Events { "event" } else { "object" }
    }
}

#[derive(Clone, Copy)]
struct Item {
    id: Text,
    kind: Text,
    time: Option<Timestamp>,
    place: Place,
}

/// What belongs to an item, by its number.
#[derive(Clone, Copy)]
struct Part<T> {
    owner: u32,
    row: T,
    place: Place,
}

#[derive(Default)]
struct Half {
    types: Vec<TypeRow>,
    /// The number of the type of a name, by the number of the text.
    type_of: Numbers,
    /// The place of an attribute in its type.
    attribute_of: FxHashMap<(usize, Text), usize>,
    items: Vec<Item>,
    item_of: Numbers,
    values: Vec<Part<ValueRow>>,
    relations: Vec<Part<(Text, Text)>>,
}

/// Numbers of things by the numbers of their names.
#[derive(Default)]
struct Numbers(Vec<u32>);

impl Numbers {
    const NONE: u32 = u32::MAX;

    fn get(&self, name: Text) -> Option<u32> {
        self.0.get(name.index()).copied().filter(|number| *number != Self::NONE)
    }

    fn set(&mut self, name: Text, number: usize) {
        let slot = name.index();
        if slot >= self.0.len() {
            self.0.resize(slot.saturating_add(1).max(self.0.len().saturating_mul(2)), Self::NONE);
        }
        if let Some(place) = self.0.get_mut(slot) {
            *place = narrow(number);
        }
    }
}

/// A value as a file has it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Raw<'text> {
    Text(&'text str),
    Int(i64),
    Float(f64),
    Bool(bool),
}

/// Collects what a reader hands it.
pub(super) struct Draft<'options> {
    options: &'options ReadOptions,
    strings: Strings,
    events: Half,
    objects: Half,
    nodes: usize,
    issues: Vec<Issue>,
    /// Issues that are counted only, by severity: errors, warnings, notes.
    further: [usize; 3],
    local_times: bool,
}

impl<'options> Draft<'options> {
    pub(super) fn new(options: &'options ReadOptions) -> Self {
        Self {
            options,
            strings: Strings::default(),
            events: Half::default(),
            objects: Half::default(),
            nodes: 0,
            issues: Vec::new(),
            further: [0; 3],
            local_times: false,
        }
    }

    fn half(&mut self, of: Of) -> &mut Half {
        if of == Of::Events { &mut self.events } else { &mut self.objects }
    }

    pub(super) fn issue(&mut self, issue: Issue) {
        if self.issues.len() < Findings::LISTED {
            self.issues.push(issue);
            return;
        }
        let place = match issue.severity {
            Severity::Error => 0,
            Severity::Warning => 1,
            Severity::Note => 2,
        };
        if let Some(count) = self.further.get_mut(place) {
            *count = count.saturating_add(1);
        }
    }

    fn error(&mut self, code: Code, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.issue(Issue::new(Severity::Error, code, place, message, help));
    }

    fn warning(&mut self, code: Code, place: Place, message: impl Into<String>, help: impl Into<String>) {
        self.issue(Issue::new(Severity::Warning, code, place, message, help));
    }

    /// Counts what takes memory.
    pub(super) fn count(&mut self, nodes: usize, place: Place) -> Result<(), Issue> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= self.options.limits.nodes && self.nodes < wide(u32::MAX) {
            return Ok(());
        }
        let message = format!("the log holds more than {} values", self.options.limits.nodes);
        Err(Issue::new(Severity::Error, Code::LimitReached, place, message, "what stands from here on was not read"))
    }

    fn intern(&mut self, text: &str, place: Place) -> Result<Text, Issue> {
        let full = || Issue::new(Severity::Error, Code::LimitReached, place, "the different texts of the log take more than 4 GiB", "split the log");
        self.strings.intern(text).ok_or_else(full)
    }

    /// The point in time that a text says; one that cannot be read is a finding.
    pub(super) fn instant(&mut self, text: &str, place: Place) -> Option<Timestamp> {
        if let Some(read) = self.options.dates.parse(text) {
            self.local_times |= !read.offset;
            return Some(read.instant);
        }
        let message = format!("`{}` is no point in time that is known", shown(text));
        self.error(Code::MalformedInstant, place, message, "OCEL writes times as in 2026-03-02T09:00:00Z");
        None
    }

    /// Declares a type; its number, for its attributes.
    pub(super) fn declare(&mut self, of: Of, name: &str, place: Place) -> Result<usize, Issue> {
        self.count(2, place)?;
        let name = self.intern(name, place)?;
        let half = self.half(of);
        if let Some(known) = half.type_of.get(name) {
            return Ok(wide(known));
        }
        let number = half.types.len();
        half.type_of.set(name, number);
        half.types.push(TypeRow { name, attributes: Vec::new() });
        Ok(number)
    }

    /// The number of a type that is declared; one that there is not where it is not.
    #[cfg(feature = "sqlite")]
    pub(super) fn declared(&self, of: Of, name: &str) -> usize {
        let half = if of == Of::Events { &self.events } else { &self.objects };
        self.strings.find(name).and_then(|name| half.type_of.get(name)).map_or(usize::MAX, wide)
    }

    /// Declares an attribute of a type, by the number of the type.
    pub(super) fn declare_attribute(&mut self, of: Of, kind: usize, name: &str, word: &str, place: Place) -> Result<(), Issue> {
        self.count(1, place)?;
        let declared = attribute_type(word).unwrap_or_else(|| {
            let message = format!("`{}` is no type of attributes", shown(word));
            let help = "known are string, time, integer, float and boolean; it is read as string";
            self.warning(Code::UnknownValue, place, message, help);
            AttributeType::String
        });
        let name = self.intern(name, place)?;
        let half = self.half(of);
        let known = half.attribute(kind, name).map(|(_, kind)| *kind);
        match known {
            None => half.add_attribute(kind, name, declared),
            Some(first) if first != declared => {
                let message = format!("the attribute `{}` is declared as {first} before", shown(self.strings.get(name)));
                self.warning(Code::DuplicateKey, place, message, "the first declaration counts");
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Adds an event or an object; its number, for what belongs to it. None where an earlier one has the id: it is left out.
    pub(super) fn item(&mut self, of: Of, id: &str, kind: &str, time: Option<Timestamp>, place: Place) -> Result<Option<u32>, Issue> {
        self.count(2, place)?;
        let (id, kind) = (self.intern(id, place)?, self.intern(kind, place)?);
        let half = self.half(of);
        let number = half.items.len();
        if half.item_of.get(id).is_some() {
            let message = format!("an {} before this one has the id `{}` too", of.noun(), shown(self.strings.get(id)));
            self.error(Code::DuplicateId, place, message, "ids name one thing; the second one was left out");
            return Ok(None);
        }
        half.item_of.set(id, number);
        half.items.push(Item { id, kind, time, place });
        Ok(Some(narrow(number)))
    }

    /// The number of an event or an object.
    pub(super) fn find(&self, of: Of, id: &str) -> Option<u32> {
        let half = if of == Of::Events { &self.events } else { &self.objects };
        half.item_of.get(self.strings.find(id)?)
    }

    /// The id of an item.
    pub(super) fn id_of(&self, of: Of, item: u32) -> String {
        let half = if of == Of::Events { &self.events } else { &self.objects };
        half.items.get(wide(item)).map_or_else(String::new, |item| self.strings.get(item.id).to_owned())
    }

    /// The number of the type of an item; one that there is not where the type is not declared.
    pub(super) fn kind_of(&self, of: Of, item: u32) -> usize {
        let half = if of == Of::Events { &self.events } else { &self.objects };
        half.items.get(wide(item)).and_then(|item| half.type_of.get(item.kind)).map_or(usize::MAX, wide)
    }

    /// Says when an event happened, where that stands apart from it.
    #[cfg(feature = "sqlite")]
    pub(super) fn set_time(&mut self, event: u32, time: Timestamp) {
        if let Some(item) = self.events.items.get_mut(wide(event)) {
            item.time = Some(time);
        }
    }

    /// Adds an attribute of an item; `time` says from when on it holds, for objects.
    pub(super) fn value(&mut self, of: Of, owner: u32, name: &str, value: Raw<'_>, time: Option<Timestamp>, place: Place) -> Result<(), Issue> {
        self.count(2, place)?;
        let name = self.intern(name, place)?;
        let half = if of == Of::Events { &self.events } else { &self.objects };
        let kind = half.items.get(wide(owner)).and_then(|item| half.type_of.get(item.kind));
        let place_of = kind.and_then(|kind| half.attribute_of.get(&(wide(kind), name)).map(|at| (wide(kind), *at)));
        let declared = place_of.and_then(|(kind, at)| half.types.get(kind)?.attributes.get(at)).map(|(_, kind)| *kind);
        let value = match (value, declared) {
            // What is no text is not kept as one, so that it takes no place among the texts.
            (Raw::Text(text), Some(declared)) if declared != AttributeType::String => match self.read(text, declared) {
                Some(value) => value,
                None => Datum::Text(self.intern(text, place)?),
            },
            (Raw::Text(text), _) => Datum::Text(self.intern(text, place)?),
            (Raw::Int(number), _) => Datum::Int(number),
            (Raw::Float(number), _) => Datum::Float(number),
            (Raw::Bool(truth), _) => Datum::Bool(truth),
        };
        self.half(of).values.push(Part { owner, row: ValueRow { name, value, time }, place });
        Ok(())
    }

    /// Relates an item to an object.
    pub(super) fn relation(&mut self, of: Of, owner: u32, target: &str, qualifier: &str, place: Place) -> Result<(), Issue> {
        self.count(1, place)?;
        let row = (self.intern(target, place)?, self.intern(qualifier, place)?);
        self.half(of).relations.push(Part { owner, row, place });
        Ok(())
    }

    /// A text as a value of a type.
    fn read(&mut self, text: &str, kind: AttributeType) -> Option<Datum> {
        let text = text.trim();
        match kind {
            AttributeType::String => None,
            AttributeType::Integer => text.parse().ok().map(Datum::Int),
            AttributeType::Float => text.parse().ok().map(Datum::Float),
            AttributeType::Boolean => match text {
                "true" | "True" | "TRUE" | "1" => Some(Datum::Bool(true)),
                "false" | "False" | "FALSE" | "0" => Some(Datum::Bool(false)),
                _ => None,
            },
            AttributeType::Time => {
                let read = self.options.dates.parse(text)?;
                self.local_times |= !read.offset;
                Some(Datum::Instant(read.instant))
            }
        }
    }

    /// A value as one of the type that it is declared with; none where it is no such value.
    fn fit(&mut self, value: Datum, kind: AttributeType) -> Option<Datum> {
        match (value, kind) {
            (value, kind) if value.kind() == kind => Some(value),
            (Datum::Text(text), kind) => {
                let text = self.strings.get(text).to_owned();
                self.read(&text, kind)
            }
            (Datum::Int(number), AttributeType::Float) => {
                let bits = 64_u32.saturating_sub(number.unsigned_abs().leading_zeros());
                #[allow(clippy::cast_precision_loss, reason = "a number of 53 bits has a floating point number of its own")]
                (bits <= 53).then_some(Datum::Float(number as f64))
            }
            (Datum::Int(number @ (0 | 1)), AttributeType::Boolean) => Some(Datum::Bool(number == 1)),
            _ => None,
        }
    }

    /// The log, checked, and what was found; `position` says where a place is.
    pub(super) fn finish(mut self, file: &str, position: &dyn Fn(Place) -> (String, Option<Position>)) -> (ObjectLog, Findings) {
        let (mut events, mut objects) = (std::mem::take(&mut self.events), std::mem::take(&mut self.objects));
        let rows = objects.items.iter().map(|item| item.id).collect::<Vec<_>>();
        let (event_side, object_side) =
            (self.side(Of::Events, &mut events, &objects.item_of, &rows), self.side(Of::Objects, &mut objects.take_types(), &objects.item_of, &rows));
        if self.local_times {
            let help = "they are read in the zone that the caller names, which is UTC where none is named".to_owned();
            let message = "times without an offset from UTC".to_owned();
            self.issue(Issue { severity: Severity::Note, code: Code::MalformedInstant, message, help, place: None });
        }
        let mut findings = Findings::new();
        for issue in std::mem::take(&mut self.issues) {
            let (file, position) = issue.place.map_or_else(|| (file.to_owned(), None), position);
            findings.push(issue.diagnostic(&file, position));
        }
        findings.sort();
        for (severity, count) in [Severity::Error, Severity::Warning, Severity::Note].into_iter().zip(self.further) {
            for _ in 0..count {
                findings.push(Diagnostic::new(severity, Code::LimitReached, String::new()));
            }
        }
        self.strings.shrink();
        (ObjectLog { strings: self.strings, events: event_side, objects: object_side }, findings)
    }

    /// Makes a half whole: types of items, types of values, objects of relations.
    fn side(&mut self, of: Of, half: &mut Half, object_of: &Numbers, objects: &[Text]) -> Side {
        let noun = of.noun();
        let declared = half.types.len();
        let mut items = Vec::with_capacity(half.items.len());
        for item in &half.items {
            let kind = half.type_of.get(item.kind).map_or_else(
                || {
                    let number = half.types.len();
                    half.type_of.set(item.kind, number);
                    half.types.push(TypeRow { name: item.kind, attributes: Vec::new() });
                    let name = self.strings.get(item.kind).to_owned();
                    let known = half.types.iter().take(declared.min(COMPARED)).map(|row| self.strings.get(row.name));
                    let help = match nearest(&name, known) {
                        Some(near) => format!("did you mean `{near}`? it is read as a type of its own"),
                        None => format!("declare it among the types of {noun}s; it is read as a type of its own"),
                    };
                    let message = format!("the type `{}` of {noun}s is not declared", shown(&name));
                    self.error(Code::UndeclaredName, item.place, message, help);
                    number
                },
                wide,
            );
            if of == Of::Events && item.time.is_none() {
                let message = format!("the event `{}` has no time", shown(self.strings.get(item.id)));
                self.error(Code::MissingKey, item.place, message, "say when it happened; it is kept without a time");
            }
            items.push(ItemRow { id: item.id, kind: narrow(kind), time: item.time, values: 0, relations: 0 });
        }
        let values = self.values(of, half, &mut items, declared);
        let relations = self.relations(half, &mut items, object_of, objects);
        Side { types: std::mem::take(&mut half.types), items, values, relations }
    }

    fn values(&mut self, of: Of, half: &mut Half, items: &mut [ItemRow], declared: usize) -> Vec<ValueRow> {
        if !half.values.is_sorted_by_key(|part| part.owner) {
            half.values.sort_by_key(|part| part.owner);
        }
        let mut rows = Vec::with_capacity(half.values.len());
        for part in std::mem::take(&mut half.values) {
            let Some(item) = items.get_mut(wide(part.owner)) else { continue };
            item.values = item.values.saturating_add(1);
            let number = wide(item.kind);
            let mut row = part.row;
            let type_name = half.types.get(number).map(|kind| kind.name);
            let known = half.attribute(number, row.name);
            let name = || shown(self.strings.get(row.name));
            match known {
                Some((_, wanted)) if number < declared || row.value.kind() == *wanted => {
                    let wanted = *wanted;
                    let (name, value) = (name(), shown(&row.value.view(&self.strings).shown()));
                    if let Some(value) = self.fit(row.value, wanted) {
                        row.value = value;
                    } else {
                        let message = format!("`{value}` is no {wanted}, which the attribute `{name}` is declared as");
                        self.error(Code::WrongType, part.place, message, "mend the value or the declaration; it is kept as it is");
                    }
                }
                // Of a type that is not declared: values of several types are texts to who reads the declaration.
                Some((_, wanted)) => *wanted = AttributeType::String,
                None => {
                    let message = type_name.map(|kind| format!("the type `{}` declares no attribute `{}`", shown(self.strings.get(kind)), name()));
                    half.add_attribute(number, row.name, row.value.kind());
                    if let Some(message) = message.filter(|_| number < declared) {
                        let help = format!("declare it at the type of the {}; it is kept as it is", of.noun());
                        self.warning(Code::UndeclaredName, part.place, message, help);
                    }
                }
            }
            rows.push(row);
        }
        sum(items, |item| &mut item.values);
        rows
    }

    fn relations(&mut self, half: &mut Half, items: &mut [ItemRow], object_of: &Numbers, objects: &[Text]) -> Vec<RelationRow> {
        if !half.relations.is_sorted_by_key(|part| part.owner) {
            half.relations.sort_by_key(|part| part.owner);
        }
        let mut rows = Vec::with_capacity(half.relations.len());
        for Part { owner, row: (target, qualifier), place } in std::mem::take(&mut half.relations) {
            let Some(item) = items.get_mut(wide(owner)) else { continue };
            if let Some(target) = object_of.get(target) {
                item.relations = item.relations.saturating_add(1);
                rows.push(RelationRow { target, qualifier });
                continue;
            }
            let id = self.strings.get(target).to_owned();
            let known = if objects.len() <= COMPARED { objects } else { &[] };
            let help = match nearest(&id, known.iter().map(|id| self.strings.get(*id))) {
                Some(near) => format!("did you mean `{near}`? the relation was left out"),
                None => "write the object among the objects; the relation was left out".to_owned(),
            };
            self.error(Code::DanglingReference, place, format!("there is no object with the id `{}`", shown(&id)), help);
        }
        sum(items, |item| &mut item.relations);
        rows
    }
}

/// Turns the number of parts of each item into where they end.
fn sum(items: &mut [ItemRow], of: fn(&mut ItemRow) -> &mut u32) {
    let mut end = 0_u32;
    for item in items {
        let count = of(item);
        end = end.saturating_add(*count);
        *count = end;
    }
}

impl Half {
    /// An attribute of a type. Constant time, as a type of a stranger may have a million of them.
    fn attribute(&mut self, kind: usize, name: Text) -> Option<&mut (Text, AttributeType)> {
        let at = *self.attribute_of.get(&(kind, name))?;
        self.types.get_mut(kind)?.attributes.get_mut(at)
    }

    fn add_attribute(&mut self, kind: usize, name: Text, declared: AttributeType) {
        if let Some(row) = self.types.get_mut(kind) {
            self.attribute_of.insert((kind, name), row.attributes.len());
            row.attributes.push((name, declared));
        }
    }

    /// Everything but the numbers of ids, which the other half looks up too.
    fn take_types(&mut self) -> Self {
        let item_of = std::mem::take(&mut self.item_of);
        let taken = std::mem::take(self);
        self.item_of = item_of;
        taken
    }
}

/// The words of OCEL, and those that tools are known to write.
fn attribute_type(word: &str) -> Option<AttributeType> {
    match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "text" => Some(AttributeType::String),
        "time" | "date" | "datetime" | "timestamp" => Some(AttributeType::Time),
        "integer" | "int" | "long" => Some(AttributeType::Integer),
        "float" | "double" | "real" | "number" => Some(AttributeType::Float),
        "boolean" | "bool" => Some(AttributeType::Boolean),
        _ => None,
    }
}
