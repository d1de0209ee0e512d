//! Logs of cases as object-centric logs: each case is an object.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use jiff::Timestamp;

use super::{
    EVENT_ID, OBJECT_TYPE, OBJECT_TYPES, QUALIFIER,
    draft::{Draft, Issue, Of, Raw},
    flatten::{INWARD, RENAMED},
    links,
    model::{AttributeType, ObjectLog},
};
use crate::eventlog::{
    ReadOptions,
    attribute::{AttributeValue, Kind, Value},
    audit::FIELD,
    keys,
    log::{AttributeView, Case, Event, EventLog},
};

/// Where audit trails keep related records, and the type of one.
const RELATED: &str = "itsm:related";
const RELATED_TYPE: &str = "itsm:type";
/// Where audit trails say what type of record a case is.
const TYPE: &str = "type";

/// What of a log of cases an object-centric log does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Unheld {
    /// Events without a time, which OCEL asks for: they are there without one.
    pub timeless_events: usize,
    /// Events that belong to no case: they are there without a relation.
    pub loose_events: usize,
    /// Cases without a name, or with that of an earlier one: a number stands behind it.
    pub renamed_cases: usize,
    /// Lists, containers, and attributes inside attributes: they are not there.
    pub nested: usize,
    /// Whether the log was too large; what came last is not there.
    pub cut: bool,
}

impl Unheld {
    /// What is not there, one sentence each.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let counts = [
            (self.timeless_events, "events have no time, which OCEL asks for"),
            (self.loose_events, "events of no case are related to no object"),
            (self.renamed_cases, "cases had no name, or one that an earlier case has, and were written with a number behind it"),
            (self.nested, "lists, containers and attributes of attributes were not written"),
        ];
        let counted = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        counted.chain(self.cut.then(|| "the log is too large; what came last was not written".to_owned())).collect()
    }
}

impl ObjectLog {
    /// The object-centric log of a log of cases: each case is an object of one type, its attributes are those of the object.
    ///
    /// A log that [`ObjectLog::flatten`] made has its object type, its ids of events and its related objects back; events that several
    /// cases share are one again. Of an audit trail the related records are objects and the changes of fields those of attributes. Other
    /// logs have no related objects. `object_type` names the type; without it, what the head of the log says, or else `case`.
    /// Takes linear time.
    pub fn of_cases(log: &EventLog, object_type: Option<&str>) -> (Self, Unheld) {
        let options = ReadOptions::default();
        let stated = log.header().get(OBJECT_TYPE).map(|attribute| attribute.value.view().shown());
        let own = object_type.or(stated.as_deref()).unwrap_or("case").to_owned();
        let mut links: IndexMap<String, String> = IndexMap::new();
        if let Some(AttributeValue::List(items)) = log.header().get(OBJECT_TYPES).map(|attribute| &attribute.value) {
            for item in items {
                let kind = item.value.view().shown().into_owned();
                let renamed = stated.as_deref() == Some(kind.as_str());
                links.insert(item.key.clone(), if renamed { own.clone() } else { kind });
            }
        }
        let is_trail = log.header().extensions.iter().any(|extension| extension.prefix == "itsm");
        let by_case = is_trail && object_type.is_none() && stated.is_none();
        let mut turning = Turning { draft: Draft::new(&options), own, by_case, links, kinds: kinds(log), unheld: Unheld::default() };
        turning.unheld.cut = turning.log(log).is_err();
        let (objects, _) = turning.draft.finish("", &|_| (String::new(), None));
        (objects, turning.unheld)
    }
}

/// The types that attributes are declared with: those of cases and of fields that change, and those of events.
type Kinds = [HashMap<String, AttributeType>; 2];

fn kinds(log: &EventLog) -> Kinds {
    let mut kinds = Kinds::default();
    let [of_cases, of_events] = &mut kinds;
    for (key, kind) in log.case_keys() {
        add(of_cases, key, kind);
    }
    for (key, kind) in log.event_keys() {
        match key.strip_prefix(FIELD) {
            Some(field) => add(of_cases, field, kind),
            None => add(of_events, key, kind),
        }
    }
    kinds
}

/// An attribute with values of several types is one of texts.
fn add(kinds: &mut HashMap<String, AttributeType>, key: &str, kind: Kind) {
    let declared = match kind {
        Kind::Int => AttributeType::Integer,
        Kind::Float => AttributeType::Float,
        Kind::Bool => AttributeType::Boolean,
        Kind::Instant => AttributeType::Time,
        Kind::List | Kind::Container => return,
        _ => AttributeType::String,
    };
    let known = kinds.entry(key.to_owned()).or_insert(declared);
    if *known != declared {
        *known = AttributeType::String;
    }
}

struct Turning<'options> {
    draft: Draft<'options>,
    /// The type of the cases.
    own: String,
    /// Whether each case says its type itself, as those of audit trails do.
    by_case: bool,
    /// Keys of related objects, and their types.
    links: IndexMap<String, String>,
    kinds: Kinds,
    unheld: Unheld,
}

impl Turning<'_> {
    fn log(&mut self, log: &EventLog) -> Result<(), Issue> {
        if !self.by_case {
            self.draft.declare(Of::Objects, &self.own, 0)?;
        }
        for kind in self.links.values() {
            self.draft.declare(Of::Objects, kind, 0)?;
        }
        let mut names = HashSet::new();
        for case in log.cases() {
            self.case(log, case, &mut names)?;
        }
        for event in log.loose_events() {
            self.unheld.loose_events += 1;
            self.event(event, None)?;
        }
        Ok(())
    }

    fn is_link(&self, key: &str) -> bool {
        key.starts_with(QUALIFIER) || self.links.contains_key(key)
    }

    fn case(&mut self, log: &EventLog, case: Case<'_>, names: &mut HashSet<String>) -> Result<(), Issue> {
        let name = case.name().filter(|name| !name.is_empty()).map_or_else(String::new, Into::into);
        let mut id = name.clone();
        let mut number = case.index().index().saturating_add(1);
        if id.is_empty() || names.contains(&id) {
            self.unheld.renamed_cases += 1;
            id = format!("{name}{}#{number}", if name.is_empty() { "" } else { " " });
            while names.contains(&id) {
                number = number.saturating_add(log.case_count());
                id = format!("{name} #{number}");
            }
        }
        names.insert(id.clone());
        let stated = case.get(TYPE).filter(|_| self.by_case).map(|kind| kind.shown().into_owned());
        let own = stated.unwrap_or_else(|| self.own.clone());
        // An earlier case may be related to it.
        let object = self.object(&id, &own)?;
        let mut changing: HashSet<&str> = HashSet::new();
        for event in case.events() {
            changing.extend(event.attributes().filter_map(|view| view.key.strip_prefix(FIELD)));
        }
        let by_case = self.by_case;
        for view in case.attributes().filter(|view| view.key != keys::NAME && !(by_case && view.key == TYPE)) {
            if self.is_link(view.key) {
                self.link(Of::Objects, object, view, |key| case.get(key).map(|value| value.shown().into_owned()))?;
            } else if !changing.contains(view.key) {
                self.value(Of::Objects, object, view, Some(Timestamp::UNIX_EPOCH))?;
            }
        }
        for event in case.events() {
            self.event(event, Some((object, &id)))?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, case: Option<(u32, &str)>) -> Result<(), Issue> {
        let id = event.get(EVENT_ID).map_or_else(|| format!("e{}", event.index().index().saturating_add(1)), |id| id.shown().into_owned());
        let known = self.draft.find(Of::Events, &id);
        let number = if let Some(number) = known {
            number
        } else {
            let name = event.name().unwrap_or_default();
            self.draft.declare(Of::Events, &name, 0)?;
            let Some(number) = self.draft.item(Of::Events, &id, &name, event.instant(), 0)? else { return Ok(()) };
            self.unheld.timeless_events += usize::from(event.instant().is_none());
            number
        };
        if let Some((_, case)) = case {
            let qualifiers = event.get(QUALIFIER).map(|text| links::split(&text.shown())).unwrap_or_default();
            for qualifier in if qualifiers.is_empty() { vec![String::new()] } else { qualifiers } {
                self.draft.relation(Of::Events, number, case, &qualifier, 0)?;
            }
        }
        for view in event.attributes() {
            if let Some((object, _)) = case
                && view.key.starts_with(FIELD)
            {
                let since = event.instant().or(Some(Timestamp::UNIX_EPOCH));
                // Empty where the field holds nothing, which an attribute of OCEL cannot say.
                if view.value.as_text() != Some("") {
                    let view = AttributeView { key: view.key.strip_prefix(FIELD).unwrap_or(view.key), ..view };
                    self.value(Of::Objects, object, view, since)?;
                }
            } else if known.is_some() || [keys::NAME, keys::TIME, EVENT_ID, QUALIFIER].contains(&view.key) {
                // What the event is; or it stands in an earlier case already.
            } else if view.key == RELATED {
                self.related(number, view)?;
            } else if self.is_link(view.key) {
                self.link(Of::Events, number, view, |key| event.get(key).map(|value| value.shown().into_owned()))?;
            } else {
                self.value(Of::Events, number, view, None)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, of: Of, owner: u32, view: AttributeView<'_>, since: Option<Timestamp>) -> Result<(), Issue> {
        self.unheld.nested += usize::from(!view.children.is_empty());
        let text;
        let raw = match view.value {
            Value::List(_) | Value::Container => {
                self.unheld.nested += usize::from(view.children.is_empty());
                return Ok(());
            }
            Value::Text(text) | Value::Id(text) => Raw::Text(text),
            Value::Int(number) => Raw::Int(number),
            Value::Float(number) => Raw::Float(number),
            Value::Bool(truth) => Raw::Bool(truth),
            Value::Instant(instant) => {
                text = instant.to_string();
                Raw::Text(&text)
            }
        };
        let [of_cases, of_events] = &self.kinds;
        let kinds = if of == Of::Objects { of_cases } else { of_events };
        let declared = kinds.get(view.key).copied().unwrap_or(AttributeType::String);
        let kind = self.draft.kind_of(of, owner);
        self.draft.declare_attribute(of, kind, original(view.key), declared.as_str(), 0)?;
        self.draft.value(of, owner, original(view.key), raw, since, 0)
    }

    /// Relations under the key of a type.
    fn link(&mut self, of: Of, owner: u32, view: AttributeView<'_>, get: impl Fn(&str) -> Option<String>) -> Result<(), Issue> {
        let Some(kind) = self.links.get(view.key).cloned() else { return Ok(()) };
        if of == Of::Events && kind == self.own {
            // Each of these objects is a case, in which the event says it itself.
            return Ok(());
        }
        let qualifiers = get(&format!("{QUALIFIER}:{kind}")).map(|joined| links::split(&joined)).unwrap_or_default();
        for (place, id) in links::split(&view.value.shown()).into_iter().enumerate() {
            let object = self.object(&id, &kind)?;
            let qualifier = qualifiers.get(place).map_or("", String::as_str);
            match (of, qualifier.strip_prefix(INWARD)) {
                // The other object says it itself, or its case does where it is one.
                (Of::Objects, Some(qualifier)) if kind != self.own => {
                    let own = self.draft.id_of(Of::Objects, owner);
                    self.draft.relation(Of::Objects, object, &own, qualifier, 0)?;
                }
                (Of::Objects, Some(_)) => {}
                _ => {
                    let qualifier = qualifier.strip_prefix(' ').filter(|rest| rest.starts_with(INWARD)).unwrap_or(qualifier);
                    self.draft.relation(of, owner, &id, qualifier, 0)?;
                }
            }
        }
        Ok(())
    }

    /// Related records, as audit trails have them.
    fn related(&mut self, event: u32, view: AttributeView<'_>) -> Result<(), Issue> {
        let Value::List(items) = view.value else { return Ok(()) };
        for item in items {
            let kind = item.children.iter().find(|child| child.key == RELATED_TYPE).map(|child| child.value.view().shown().into_owned());
            let id = item.value.view().shown().into_owned();
            self.object(&id, &kind.unwrap_or_else(|| "record".to_owned()))?;
            self.draft.relation(Of::Events, event, &id, &item.key, 0)?;
        }
        Ok(())
    }

    /// The object of an id, which is made where there is none.
    fn object(&mut self, id: &str, kind: &str) -> Result<u32, Issue> {
        if let Some(known) = self.draft.find(Of::Objects, id) {
            return Ok(known);
        }
        self.draft.declare(Of::Objects, kind, 0)?;
        Ok(self.draft.item(Of::Objects, id, kind, None, 0)?.unwrap_or_default())
    }
}

/// The name of an attribute of a key.
fn original(key: &str) -> &str {
    key.strip_prefix(RENAMED).unwrap_or(key)
}
