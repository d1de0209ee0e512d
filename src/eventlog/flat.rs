//! A log as rows with one attribute a column, and what of it rows cannot hold.

use std::{borrow::Cow, collections::HashSet};

use rustc_hash::FxHashSet;

use super::{
    attribute::{Kind, Value},
    keys,
    log::{AttributeView, Case, EventLog},
    rows::OF_CASE,
};

/// What was not written, or reads as something else, because rows cannot hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Lost {
    /// Cases without events: there is no row for them.
    pub empty_cases: usize,
    /// Events that belong to no case: they were not written.
    pub loose_events: usize,
    /// Events without a name of their activity: a reader refuses such rows.
    pub nameless_events: usize,
    /// Cases without a name, or with one that an earlier case has: a number stands behind it.
    pub renamed_cases: usize,
    /// Lists, containers, and attributes inside attributes: they were not written.
    pub nested: usize,
    /// Texts that are empty or `?`: they read as missing.
    pub missing: usize,
    /// Keys of events that begin with `case:` or are blank: they read as something else.
    pub keys: usize,
    /// Whether there was something at the head of the log, other than the standard extensions of the keys: it was not written.
    pub head: bool,
}

impl Lost {
    /// Whether everything was written, and reads as what it is.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What was lost, one sentence each.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let counts = [
            (self.empty_cases, "cases without events were not written"),
            (self.loose_events, "events of no case were not written"),
            (self.nameless_events, "events have no activity, and read as malformed"),
            (self.renamed_cases, "cases had no name, or one that an earlier case has, and were written with a number behind it"),
            (self.nested, "lists, containers and attributes of attributes were not written"),
            (self.missing, "texts are empty or `?`, and read as missing"),
            (self.keys, "keys of attributes begin with `case:` or are blank, and read as others"),
        ];
        let counted = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        counted.chain(self.head.then(|| "the head of the log (its attributes, classifiers, globals) was not written".to_owned())).collect()
    }
}

/// The keys of a log as columns, and the names of its cases.
pub(super) struct Flat<'log> {
    log: &'log EventLog,
    /// Keys of events, the activity and the time first where they are.
    pub(super) events: Vec<&'log str>,
    /// Keys of cases other than the name.
    pub(super) cases: Vec<&'log str>,
    names: HashSet<String>,
    pub(super) lost: Lost,
}

impl<'log> Flat<'log> {
    pub(super) fn new(log: &'log EventLog) -> Self {
        let mut events: Vec<&str> = vec![keys::NAME];
        let kinds = |kind: Kind| !matches!(kind, Kind::List | Kind::Container);
        let has_time = log.event_keys().any(|(key, kind)| key == keys::TIME && kinds(kind));
        events.extend(has_time.then_some(keys::TIME));
        let mut seen: FxHashSet<&str> = [keys::NAME, keys::TIME].into_iter().collect();
        events.extend(log.event_keys().filter(|(_, kind)| kinds(*kind)).map(|(key, _)| key).filter(|key| seen.insert(key)));
        let mut seen: FxHashSet<&str> = [keys::NAME].into_iter().collect();
        let cases = log.case_keys().filter(|(_, kind)| kinds(*kind)).map(|(key, _)| key).filter(|key| seen.insert(key)).collect();
        let foreign = |key: &&&str| key.starts_with(OF_CASE) || key.trim().is_empty();
        let lost =
            Lost { loose_events: log.loose_events().len(), keys: events.iter().filter(foreign).count(), head: has_head(log), ..Lost::default() };
        Self { log, events, cases, names: HashSet::new(), lost }
    }

    /// The name of a case, which no case before had.
    pub(super) fn name(&mut self, case: Case<'log>) -> Cow<'log, str> {
        let name = case.name().filter(|name| !is_missing(name));
        if let Some(name) = name.clone().filter(|name| !self.names.contains(name.as_ref())) {
            self.names.insert(name.clone().into_owned());
            return name;
        }
        self.lost.renamed_cases += 1;
        let stem = name.map_or_else(String::new, |name| format!("{name} "));
        let mut number = case.index().index().saturating_add(1);
        let mut candidate = format!("{stem}#{number}");
        while !self.names.insert(candidate.clone()) {
            number = number.saturating_add(self.log.case_count());
            candidate = format!("{stem}#{number}");
        }
        Cow::Owned(candidate)
    }

    /// Counts what cannot be written of an attribute; its value when it can.
    pub(super) fn value(&mut self, view: AttributeView<'log>) -> Option<Value<'log>> {
        match view.value {
            // With what is in it: one thing that is lost.
            Value::List(_) | Value::Container => {
                self.lost.nested += 1;
                None
            }
            value => {
                self.lost.nested += usize::from(!view.children.is_empty());
                self.lost.missing += usize::from(value.as_text().is_some_and(is_missing));
                Some(value)
            }
        }
    }
}

fn is_missing(text: &str) -> bool {
    matches!(text.trim(), "" | "?")
}

/// Whether the head says more than the standard extensions of the keys.
fn has_head(log: &EventLog) -> bool {
    let header = log.header();
    let standard = |prefix: &str| super::xes::extension(prefix).is_some();
    !(header.attributes.is_empty() && header.case_globals.is_empty() && header.event_globals.is_empty() && header.classifiers.is_empty())
        || header.extensions.iter().any(|extension| !standard(&extension.prefix))
}
