//! Object-centric logs as logs of cases: the objects of one type are the cases.

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    EVENT_ID, OBJECT_TYPE, OBJECT_TYPES, QUALIFIER, links,
    model::{ObjectLog, RelationRow, ValueRow, text_attribute},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    eventlog::{
        Order,
        attribute::{Attribute, AttributeValue},
        audit::FIELD,
        builder::{BuildError, LogBuilder, Target},
        keys,
        log::EventLog,
        shown,
        strings::{Text, narrow, wide},
    },
    source::Limits,
};

/// What stands before a relation of an object that points at the case and not away from it.
pub(super) const INWARD: char = '<';
/// What the key of an attribute begins with whose own name means something else in a log.
pub(super) const RENAMED: &str = "attribute:";
/// What the key of related objects begins with where an attribute has the name of their type.
const RELATED: &str = "related:";

/// The key of an attribute.
fn key(name: &str) -> String {
    let taken = name == keys::NAME
        || name == keys::TIME
        || name.starts_with("ocel:")
        || name.starts_with(FIELD)
        || name.starts_with(RENAMED)
        || name.starts_with(RELATED);
    if taken { format!("{RENAMED}{name}") } else { name.to_owned() }
}

/// A relation of a case or an event: type, id, qualifier, and whether it points at the case.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Link {
    kind: u32,
    id: Text,
    qualifier: Text,
    inward: bool,
}

/// What flattening leaves out, or shows more than once.
#[derive(Default)]
struct Loss {
    /// Events without an object of the type.
    without: usize,
    /// Events with several objects of the type, and how often they stand in the log.
    shared: usize,
    copies: usize,
    /// Cases in which an activity comes again with other objects of another type.
    diverging: usize,
    /// Values that no event of the object saw.
    unseen: usize,
}

impl Loss {
    fn sentences(&self, events: usize, cases: usize, kind: &str) -> Vec<String> {
        let mut sentences = Vec::new();
        let kind = shown(kind);
        if self.without > 0 {
            sentences.push(format!("{} of {events} events have no object of the type `{kind}`, and are not in the log", self.without));
        }
        if self.shared > 0 {
            let (shared, copies) = (self.shared, self.copies);
            sentences.push(format!("{shared} of {events} events have several objects of the type `{kind}`, and count {copies} times, once in the case of each (convergence)"));
        }
        if self.diverging > 0 {
            let diverging = self.diverging;
            sentences
                .push(format!("in {diverging} of {cases} cases an activity comes again with other objects of some type than before (divergence)"));
        }
        if self.unseen > 0 {
            sentences
                .push(format!("{} values of attributes changed again before the next event of their object, and are not in the log", self.unseen));
        }
        sentences
    }
}

impl ObjectLog {
    /// A log of cases: each object of a type is one, with the events that it is related to, in the order of their times.
    ///
    /// | of the object-centric log | in the log of cases |
    /// | --- | --- |
    /// | an object of the type | a case: its id is `concept:name`; its attributes are those of the case, with their latest values |
    /// | an attribute that changes, or begins later than the object | `field:NAME` at the first event that sees each value, empty where there is none yet |
    /// | an event | an event in the case of each of its objects: type, id and time are `concept:name`, `ocel:eid`, `time:timestamp` |
    /// | its relation to the case | the qualifier is `ocel:qualifier` |
    /// | its relations to other objects | under the name of their type the ids ([`split`](super::split)); `ocel:qualifier:TYPE` has the qualifiers |
    /// | relations between objects | the same at the case, for every type that the log has; empty where there are none. A qualifier of an object that points at the case has `<` before it |
    ///
    /// Names that mean something else here have `attribute:` before them; related objects of a type with the name of an attribute
    /// stand under `related:TYPE`. Without a type that is named, the only one that has objects is taken. What cases cannot show is told as notes.
    /// Time is linear in the log and in what it becomes, which `limits.nodes` bounds.
    ///
    /// Findings: `missing-object-type`, `flattened-log`, `limit-reached`.
    #[must_use]
    pub fn flatten(&self, file: &str, object_type: Option<&str>, limits: Limits) -> (Option<EventLog>, Findings) {
        let kind = match self.chosen(object_type) {
            Ok(kind) => kind,
            Err(finding) => return (None, finding.in_file(file).into()),
        };
        let mut flattening = Flattening::new(self, kind, limits);
        let built = flattening.build();
        let mut findings = Findings::new();
        if let Err(stop) = built {
            let message = match stop {
                Stop::Limit => format!("the log of cases holds more than {} values", limits.nodes),
                Stop::Build(error) => error.to_string(),
            };
            findings.push(Diagnostic::error(Code::LimitReached, message).in_file(file).help("the log ends where the limit was reached"));
        }
        let name = self.objects.types.get(wide(kind)).map_or("", |row| self.strings.get(row.name));
        for sentence in flattening.loss.sentences(self.events.items.len(), flattening.builder.cases(), name) {
            let help = "a log of cases cannot show it; counts, orders and durations of it are those of the one object type";
            let note = Diagnostic::new(crate::diagnostic::Severity::Note, Code::FlattenedLog, sentence);
            findings.push(note.in_file(file).help(help));
        }
        (Some(flattening.builder.finish(Order::ByTime)), findings)
    }

    /// The number of the type whose objects are to be cases.
    fn chosen(&self, object_type: Option<&str>) -> Result<u32, Diagnostic> {
        let counts = self.object_counts();
        let used: Vec<usize> = counts.iter().enumerate().filter(|(_, (_, count))| *count > 0).map(|(number, _)| number).collect();
        let found = match object_type {
            Some(name) => counts.iter().position(|(known, _)| *known == name),
            None if counts.len() == 1 => Some(0),
            None => {
                if let [only] = used.as_slice() {
                    Some(*only)
                } else {
                    None
                }
            }
        };
        if let Some(found) = found {
            return Ok(narrow(found));
        }
        let listed: Vec<String> = counts.iter().take(20).map(|(name, count)| format!("`{}` ({count} objects)", shown(name))).collect();
        let more = if counts.len() > 20 { format!(", and {} more", counts.len() - 20) } else { String::new() };
        let listed = if listed.is_empty() { "the log has none".to_owned() } else { format!("the log has {}{more}", listed.join(", ")) };
        let (message, help) = match object_type {
            Some(name) => {
                let near = nearest(name, counts.iter().map(|(known, _)| *known)).map(|near| format!("did you mean `{near}`? "));
                (format!("no object type has the name `{}`", shown(name)), format!("{}{listed}", near.unwrap_or_default()))
            }
            None => ("the objects of which type are the cases is not said".to_owned(), format!("say it with `--object-type`; {listed}")),
        };
        Err(Diagnostic::error(Code::MissingObjectType, message).help(help))
    }
}

/// Why the log ends before its end.
enum Stop {
    Limit,
    Build(BuildError),
}

impl From<BuildError> for Stop {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

/// The keys of the related objects of a type.
struct LinkKeys {
    ids: String,
    qualifiers: String,
}

struct Flattening<'log> {
    log: &'log ObjectLog,
    kind: u32,
    limits: Limits,
    builder: LogBuilder,
    nodes: usize,
    loss: Loss,
    links: Vec<LinkKeys>,
    /// The keys of attributes, by the number of their name.
    names: FxHashMap<Text, String>,
    links_of_one: Vec<Link>,
    joined: String,
}

impl<'log> Flattening<'log> {
    fn new(log: &'log ObjectLog, kind: u32, limits: Limits) -> Self {
        let own = log.objects.types.get(wide(kind)).map(|row| row.attributes.as_slice()).unwrap_or_default();
        let of_events = log.events.types.iter().flat_map(|row| &row.attributes);
        let names: FxHashMap<Text, String> = own.iter().chain(of_events).map(|(name, _)| (*name, key(log.strings.get(*name)))).collect();
        let taken: FxHashSet<&str> = names.values().map(String::as_str).chain([keys::NAME, keys::TIME, EVENT_ID, QUALIFIER]).collect();
        let link = |name: &str| {
            let ids = if taken.contains(name) || name != key(name) { format!("{RELATED}{name}") } else { name.to_owned() };
            LinkKeys { ids, qualifiers: format!("{QUALIFIER}:{name}") }
        };
        let links = log.objects.types.iter().map(|row| link(log.strings.get(row.name))).collect();
        let (builder, loss) = (LogBuilder::new(), Loss::default());
        Self { log, kind, limits, builder, nodes: 0, loss, links, names, links_of_one: Vec::new(), joined: String::new() }
    }

    fn count(&mut self, nodes: usize) -> Result<(), Stop> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > self.limits.nodes { Err(Stop::Limit) } else { Ok(()) }
    }

    fn is_own(&self, object: u32) -> bool {
        self.log.objects.items.get(wide(object)).is_some_and(|item| item.kind == self.kind)
    }

    fn head(&mut self) {
        let log = self.log;
        let name = |kind: u32| log.objects.types.get(wide(kind)).map_or("", |row| log.strings.get(row.name));
        let types = log.objects.types.iter().zip(&self.links).map(|(row, keys)| Attribute {
            key: keys.ids.clone(),
            value: AttributeValue::Text(log.strings.get(row.name).to_owned()),
            children: Vec::new(),
        });
        let types = AttributeValue::List(types.collect());
        let own = name(self.kind);
        let header = self.builder.header_mut();
        header.declare([keys::NAME, keys::TIME]);
        header.attributes.push(text_attribute(OBJECT_TYPE, own));
        header.attributes.push(Attribute { key: OBJECT_TYPES.to_owned(), value: types, children: Vec::new() });
    }

    fn build(&mut self) -> Result<(), Stop> {
        let log = self.log;
        self.head();
        let events_of = self.events_of();
        let inward = self.inward();
        let own_links = log.objects.relations.iter().any(|row| self.is_own(row.target));
        let (mut events_of, mut inward) = (events_of.as_slice(), inward.as_slice());
        for (object, item) in (0_u32..).zip(&log.objects.items) {
            if item.kind != self.kind {
                continue;
            }
            let events;
            (events, events_of) = take(events_of, object, |pair| pair.0);
            let pointing;
            (pointing, inward) = take(inward, object, |triple| triple.0);
            self.case(object, events, pointing, own_links)?;
        }
        Ok(())
    }

    /// Objects of the type with their events, in the order of both; counts what is lost by it.
    fn events_of(&mut self) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let mut own: Vec<u32> = Vec::new();
        for (event, index) in (0_u32..).zip(0..self.log.events.items.len()) {
            own.clear();
            own.extend(self.log.events.relations_of(index).iter().map(|row| row.target).filter(|target| self.is_own(*target)));
            own.sort_unstable();
            own.dedup();
            match own.len() {
                0 => self.loss.without += 1,
                1 => {}
                several => {
                    self.loss.shared += 1;
                    self.loss.copies += several;
                }
            }
            pairs.extend(own.iter().map(|object| (*object, event)));
        }
        if !pairs.is_sorted() {
            pairs.sort_unstable();
        }
        pairs
    }

    /// Relations of objects that point at objects of the type: target, source, qualifier.
    fn inward(&self) -> Vec<(u32, u32, Text)> {
        let mut found = Vec::new();
        for (source, index) in (0_u32..).zip(0..self.log.objects.items.len()) {
            for row in self.log.objects.relations_of(index).iter().filter(|row| self.is_own(row.target) && row.target != source) {
                found.push((row.target, source, row.qualifier));
            }
        }
        found.sort_by_key(|(target, ..)| *target);
        found
    }

    fn case(&mut self, object: u32, events: &[(u32, u32)], inward: &[(u32, u32, Text)], own_links: bool) -> Result<(), Stop> {
        let log = self.log;
        let index = wide(object);
        let Some(item) = log.objects.items.get(index) else { return Ok(()) };
        self.count(2)?;
        let case = self.builder.named_case(log.strings.get(item.id))?;
        let mut values: Vec<ValueRow> = log.objects.values_of(index).to_vec();
        values.sort_by_key(|row| row.time);
        let mut latest = FxHashSet::default();
        // The latest of each name; of one instant the last in the file.
        for row in values.iter().rev() {
            if latest.insert(row.name) {
                self.attribute(case.into(), *row)?;
            }
        }
        values.sort_by_key(|row| row.name);
        self.links_of_one.clear();
        let link = |relation: &RelationRow, inward: bool| {
            let item = log.objects.items.get(wide(relation.target))?;
            Some(Link { kind: item.kind, id: item.id, qualifier: relation.qualifier, inward })
        };
        self.links_of_one.extend(log.objects.relations_of(index).iter().filter_map(|row| link(row, false)));
        self.links_of_one
            .extend(inward.iter().filter_map(|(_, source, qualifier)| link(&RelationRow { target: *source, qualifier: *qualifier }, true)));
        let linked: FxHashSet<u32> = self.links_of_one.iter().map(|link| link.kind).collect();
        self.links(case.into())?;
        // That there are none is said too: a rule about linked records applies to a log that could have them.
        let own = self.kind;
        for kind in (0..narrow(log.objects.types.len())).filter(|kind| !linked.contains(kind) && (*kind != own || own_links)) {
            self.count(1)?;
            if let Some(keys) = self.links.get(wide(kind)) {
                self.builder.set(case, &keys.ids, "")?;
            }
        }
        let mut events: Vec<usize> = events.iter().map(|(_, event)| wide(*event)).collect();
        let time = |event: &usize| log.events.items.get(*event).and_then(|item| item.time);
        let timed = events.iter().all(|event| time(event).is_some());
        if timed {
            events.sort_by_key(time);
        }
        let fields = if timed { self.fields(&values, &events) } else { Vec::new() };
        let mut fields = fields.iter().peekable();
        let mut seen: FxHashMap<(u32, u32), Vec<Text>> = FxHashMap::default();
        let mut diverges = false;
        for (place, event) in events.iter().enumerate() {
            let target = self.event(case.into(), *event, object)?;
            diverges |= self.diverges(*event, &mut seen);
            while let Some((_, name, value)) = fields.next_if(|(at, ..)| *at == place) {
                self.count(1)?;
                let key = format!("{FIELD}{}", log.strings.get(*name));
                match value {
                    Some(row) => self.builder.set(target, &key, row.value.view(&log.strings))?,
                    None => self.builder.set(target, &key, "")?,
                };
            }
        }
        self.loss.diverging += usize::from(diverges);
        Ok(())
    }

    /// Adds an event of the case that an object is.
    fn event(&mut self, case: Target, event: usize, object: u32) -> Result<Target, Stop> {
        let (log, Target::Case(case)) = (self.log, case) else { return Err(Stop::Limit) };
        let Some(item) = log.events.items.get(event) else { return Err(Stop::Limit) };
        self.count(4)?;
        let kind = log.events.types.get(wide(item.kind)).map_or("", |row| log.strings.get(row.name));
        let target: Target = self.builder.named_event(case, kind)?.into();
        if let Some(time) = item.time {
            self.builder.set(target, keys::TIME, time)?;
        }
        self.builder.set(target, EVENT_ID, crate::eventlog::Value::Id(log.strings.get(item.id)))?;
        for row in log.events.values_of(event) {
            self.attribute(target, *row)?;
        }
        let relations = log.events.relations_of(event);
        let mut joined = std::mem::take(&mut self.joined);
        links::join(relations.iter().filter(|row| row.target == object).map(|row| log.strings.get(row.qualifier)), &mut joined);
        if !joined.is_empty() {
            self.builder.set(target, QUALIFIER, &joined)?;
        }
        self.joined = joined;
        self.links_of_one.clear();
        for row in relations.iter().filter(|row| row.target != object) {
            let Some(item) = log.objects.items.get(wide(row.target)) else { continue };
            self.links_of_one.push(Link { kind: item.kind, id: item.id, qualifier: row.qualifier, inward: false });
        }
        self.links(target)?;
        Ok(target)
    }

    fn attribute(&mut self, target: Target, row: ValueRow) -> Result<(), Stop> {
        self.count(1)?;
        let Some(key) = self.names.get(&row.name) else { return Ok(()) };
        self.builder.set(target, key, row.value.view(&self.log.strings))?;
        Ok(())
    }

    /// Sets the columns of the relations at hand.
    fn links(&mut self, target: Target) -> Result<(), Stop> {
        let log = self.log;
        self.count(self.links_of_one.len())?;
        self.links_of_one.sort_by_key(|link| link.kind);
        let (all, mut joined) = (std::mem::take(&mut self.links_of_one), std::mem::take(&mut self.joined));
        for of_kind in all.chunk_by(|one, two| one.kind == two.kind) {
            let Some(keys) = of_kind.first().and_then(|link| self.links.get(wide(link.kind))) else { continue };
            links::join(of_kind.iter().map(|link| log.strings.get(link.id)), &mut joined);
            self.builder.set(target, &keys.ids, &joined)?;
            let qualifiers: Vec<String> = of_kind.iter().map(|link| qualified(log.strings.get(link.qualifier), link.inward)).collect();
            if qualifiers.iter().any(|qualifier| !qualifier.is_empty()) {
                links::join(qualifiers.iter().map(String::as_str), &mut joined);
                self.builder.set(target, &keys.qualifiers, &joined)?;
            }
        }
        (self.links_of_one, self.joined) = (all, joined);
        Ok(())
    }

    /// Whether an event does again what an earlier one of the case did, with other objects of a type.
    fn diverges(&self, event: usize, seen: &mut FxHashMap<(u32, u32), Vec<Text>>) -> bool {
        let Some(item) = self.log.events.items.get(event) else { return false };
        let mut diverges = false;
        for of_kind in self.links_of_one.chunk_by(|one, two| one.kind == two.kind) {
            let Some(first) = of_kind.first() else { continue };
            let mut ids: Vec<Text> = of_kind.iter().map(|link| link.id).collect();
            ids.sort_unstable();
            ids.dedup();
            diverges |= *seen.entry((item.kind, first.kind)).or_insert_with(|| ids.clone()) != ids;
        }
        diverges
    }

    /// Which values which events are the first to see: the place of the event, the name, the value. `values` are in the order of names and
    /// times, `events` in that of times.
    fn fields<'row>(&mut self, values: &'row [ValueRow], events: &[usize]) -> Vec<(usize, Text, Option<&'row ValueRow>)> {
        let instant = |event: usize| self.log.events.items.get(event).and_then(|item| item.time);
        let start: Option<Timestamp> = events.first().and_then(|event| instant(*event));
        let (mut fields, mut unseen) = (Vec::new(), 0);
        for changes in values.chunk_by(|one, two| one.name == two.name) {
            let Some(name) = changes.first().map(|row| row.name) else { continue };
            let begins_later = changes.first().is_some_and(|row| row.time > start);
            if events.is_empty() || (changes.len() == 1 && !begins_later) {
                continue;
            }
            if begins_later {
                fields.push((0, name, None));
            }
            let (mut next, mut skipped) = (0, 0_usize);
            for (place, event) in events.iter().enumerate() {
                let due = changes.iter().skip(next).take_while(|row| row.time <= instant(*event)).count();
                if due > 0 {
                    next += due;
                    skipped += due - 1;
                    fields.push((place, name, changes.get(next - 1)));
                }
            }
            // What comes after the last event is seen by none; the latest value is that of the case.
            unseen += skipped + changes.len().saturating_sub(next).saturating_sub(1);
        }
        // One event may see that there is nothing yet and a value of the same instant; the value counts, as it comes later.
        fields.sort_by_key(|(place, name, value)| (*place, *name, value.is_some()));
        self.loss.unseen += unseen;
        fields
    }
}

/// A qualifier, marked where the relation points at the case.
fn qualified(qualifier: &str, inward: bool) -> String {
    match (inward, qualifier.starts_with(INWARD)) {
        (true, _) => format!("{INWARD}{qualifier}"),
        (false, true) => format!(" {qualifier}"),
        (false, false) => qualifier.to_owned(),
    }
}

/// The rows of an object, and those behind them; what stands before is of objects that came before.
fn take<T>(rows: &[T], object: u32, of: impl Fn(&T) -> u32) -> (&[T], &[T]) {
    let rows = rows.get(rows.iter().take_while(|row| of(row) < object).count()..).unwrap_or_default();
    rows.split_at_checked(rows.iter().take_while(|row| of(row) == object).count()).unwrap_or((rows, &[]))
}
