//! Rows become cases and events.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::BuildHasher,
};

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::plan::{Places, Plan, Role};
use crate::{
    diagnostic::{Code, Severity},
    eventlog::{
        ReadOptions,
        attribute::Value,
        builder::{LogBuilder, Order},
        keys,
        log::{CaseIndex, EventIndex, EventLog},
        shown,
        stream::{Grouping, Parts},
    },
};

/// What the first value of a key counts as much as; see [`ReadOptions::limits`].
const HEAVY: usize = 16;

/// Something that is wrong in a row.
#[derive(Debug)]
pub(in crate::eventlog) struct Issue {
    pub(in crate::eventlog) severity: Severity,
    pub(in crate::eventlog) code: Code,
    /// The column where it is; none for the row as a whole.
    pub(in crate::eventlog) column: Option<usize>,
    pub(in crate::eventlog) message: String,
    pub(in crate::eventlog) help: String,
}

impl Issue {
    pub(in crate::eventlog) fn error(code: Code, column: Option<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, column, message: message.into(), help: help.into() }
    }
}

/// Takes in rows one after the other.
pub(in crate::eventlog) struct Filler<'options, 'sink> {
    options: &'options ReadOptions,
    order: Order,
    parts: Option<&'options mut Parts<'sink>>,
    builder: LogBuilder,
    /// The names come from strangers, so the hash function must not be one that they know.
    cases: HashMap<String, CaseIndex>,
    /// The case of the row before.
    latest: Option<(String, CaseIndex)>,
    /// The hash of the value of each case in each column about cases.
    values: FxHashMap<(CaseIndex, usize), u64>,
    /// Columns about cases whose rows were found to differ.
    differing: HashSet<usize>,
    nodes: usize,
    columns: usize,
    /// Whether some time did not say its offset.
    local: bool,
}

/// Why no more rows are taken in.
type Stop = Issue;

impl<'options, 'sink> Filler<'options, 'sink> {
    pub(in crate::eventlog) fn new(options: &'options ReadOptions, order: Order, parts: Option<&'options mut Parts<'sink>>) -> Self {
        Self {
            options,
            order,
            parts,
            builder: LogBuilder::new(),
            cases: HashMap::new(),
            latest: None,
            values: FxHashMap::default(),
            differing: HashSet::new(),
            nodes: 0,
            columns: 0,
            local: false,
        }
    }

    /// The log, or its last part.
    pub(in crate::eventlog) fn finish(mut self, plan: &Plan) -> EventLog {
        self.taken(plan)
    }

    /// Whether nobody wants more.
    pub(in crate::eventlog) fn is_stopped(&self) -> bool {
        self.parts.as_ref().is_some_and(|parts| parts.is_stopped)
    }

    /// Whether an attribute is wanted.
    pub(in crate::eventlog) fn wants(&self, key: &str) -> bool {
        self.parts.as_ref().is_none_or(|parts| parts.wants(key))
    }

    /// What was filled in so far as a log; nothing of it is known any more.
    fn taken(&mut self, plan: &Plan) -> EventLog {
        let timed = !matches!(plan.events, Places::Rows { time: None, .. });
        let keys = plan.roles.iter().filter_map(|role| if let Role::Event(key) | Role::Case(key) = role { Some(key.as_str()) } else { None });
        self.builder.header_mut().declare([keys::NAME].into_iter().chain(timed.then_some(keys::TIME)).chain(keys));
        let builder = std::mem::take(&mut self.builder);
        self.cases.clear();
        self.values.clear();
        self.latest = None;
        (self.nodes, self.columns) = (0, 0);
        builder.finish(self.order)
    }

    /// Hands over a part before a row of the case `name`, when it is time.
    fn part(&mut self, name: &str, plan: &Plan, issues: &mut Vec<Issue>) {
        let same = self.latest.as_ref().is_some_and(|(latest, _)| latest == name);
        let events = self.builder.events();
        let Some(parts) = &mut self.parts else { return };
        let ends = parts.is_full(events) && !(same && parts.grouping == Grouping::Grouped);
        if !same {
            issues.extend(parts.begin(name, plan.case));
        }
        if ends {
            let part = self.taken(plan);
            if let Some(parts) = &mut self.parts {
                parts.hand_over(part);
            }
        }
    }

    /// Whether some time did not say its offset from UTC, so that the zone of the options was taken for it.
    pub(in crate::eventlog) fn has_local_times(&self) -> bool {
        self.local
    }

    /// Takes in a row: `columns` are those that it has, `get` gives the value of one, none where it is missing. An error means that nothing
    /// more is taken in.
    pub(in crate::eventlog) fn row<'row>(
        &mut self,
        plan: &Plan,
        columns: impl Iterator<Item = usize>,
        get: impl Fn(usize) -> Option<Value<'row>>,
        issues: &mut Vec<Issue>,
    ) -> Result<(), Stop> {
        let Some(name) = get(plan.case) else {
            issues.push(Issue::error(Code::MalformedEvent, Some(plan.case), "the row does not say its case", "the row was left out"));
            return Ok(());
        };
        let (case, event) = match &plan.events {
            Places::Rows { activity, time } => {
                let Some(done) = get(*activity) else {
                    issues.push(Issue::error(Code::MalformedEvent, Some(*activity), "the row does not say its activity", "the row was left out"));
                    return Ok(());
                };
                let name = name.shown();
                self.part(&name, plan, issues);
                let case = self.case(&name)?;
                let event = self.event(case, done)?;
                if let Some((column, value)) = time.and_then(|column| Some((column, get(column)?))) {
                    let instant = self.instant(value, column, issues);
                    self.set_event(event, keys::TIME, instant)?;
                }
                (case, Some(event))
            }
            Places::Times(times) => {
                let name = name.shown();
                self.part(&name, plan, issues);
                let case = self.case(&name)?;
                for (column, activity) in times {
                    if let Some(value) = get(*column) {
                        let instant = self.instant(value, *column, issues);
                        let event = self.event(case, Value::Text(activity))?;
                        self.set_event(event, keys::TIME, instant)?;
                    }
                }
                (case, None)
            }
        };
        for column in columns {
            match (plan.roles.get(column), event) {
                (Some(Role::Event(key)), Some(event)) => {
                    if let Some(value) = get(column) {
                        self.set_event(event, key, value)?;
                    }
                }
                (Some(Role::Case(key)), _) => {
                    if let Some(value) = get(column) {
                        self.set_case(case, column, key, value, issues)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The case of a name, a new one where it is the first time.
    fn case(&mut self, name: &str) -> Result<CaseIndex, Stop> {
        if let Some((_, case)) = self.latest.as_ref().filter(|(latest, _)| latest == name) {
            return Ok(*case);
        }
        let case = if let Some(case) = self.cases.get(name) {
            *case
        } else {
            self.count(2)?;
            let case = self.builder.named_case(name).map_err(full)?;
            self.cases.insert(name.to_owned(), case);
            case
        };
        let (latest, index) = self.latest.get_or_insert_with(|| (String::new(), case));
        name.clone_into(latest);
        *index = case;
        Ok(case)
    }

    fn event(&mut self, case: CaseIndex, activity: Value<'_>) -> Result<EventIndex, Stop> {
        self.count(1)?;
        let event = self.builder.event(case).map_err(full)?;
        self.set_event(event, keys::NAME, activity)?;
        Ok(event)
    }

    fn set_event(&mut self, event: EventIndex, key: &str, value: Value<'_>) -> Result<(), Stop> {
        self.builder.set(event, key, value).map_err(full)?;
        self.count_value()
    }

    /// Sets an attribute of a case by the first row that has one, and says when a later one differs.
    fn set_case(&mut self, case: CaseIndex, column: usize, key: &str, value: Value<'_>, issues: &mut Vec<Issue>) -> Result<(), Stop> {
        // Whoever makes two values of one hash hides a warning about a log of their own.
        let hash = FxBuildHasher.hash_one(value.shown());
        let differs = match self.values.entry((case, column)) {
            Entry::Vacant(entry) => {
                entry.insert(hash);
                self.builder.set(case, key, value).map_err(full)?;
                return self.count(4).and_then(|()| self.count_value());
            }
            Entry::Occupied(entry) => *entry.get() != hash,
        };
        if differs && self.differing.insert(column) {
            let message = format!("`{}` of one case is `{}` here and something else in a row before", shown(key), shown(&value.shown()));
            let help = "the first one counts, in other cases too; say that the column is about events when it changes in a case";
            issues.push(Issue { severity: Severity::Warning, code: Code::MalformedEvent, column: Some(column), message, help: help.to_owned() });
        }
        Ok(())
    }

    /// The point in time of a cell; one that cannot be read stays what it is, with a finding.
    fn instant<'row>(&mut self, value: Value<'row>, column: usize, issues: &mut Vec<Issue>) -> Value<'row> {
        let Some(text) = value.as_text() else {
            if value.as_instant().is_none() {
                let message = format!("`{}` is no point in time", value.shown());
                issues.push(Issue::error(Code::MalformedInstant, Some(column), message, "numbers are not read as times; the event has none"));
            }
            return value;
        };
        if let Some(read) = self.options.dates.parse(text) {
            self.local |= !read.offset;
            return Value::Instant(read.instant);
        }
        let help = if self.options.dates.is_ambiguous(text) {
            "say whether dates are day first or month first; the event has no time"
        } else {
            "write it as 2026-03-02T09:00:00+01:00; the event has no time, and keeps the text"
        };
        issues.push(Issue::error(Code::MalformedInstant, Some(column), format!("`{}` is no point in time that is known", shown(text)), help));
        value
    }

    fn count_value(&mut self) -> Result<(), Stop> {
        let columns = self.builder.columns();
        let new = columns > self.columns;
        self.columns = columns;
        self.count(if new { HEAVY } else { 1 })
    }

    fn count(&mut self, nodes: usize) -> Result<(), Stop> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= self.options.limits.nodes {
            return Ok(());
        }
        let message = format!("the log holds more than {} values", self.options.limits.nodes);
        Err(Issue::error(Code::LimitReached, None, message, "what stands from here on was not read"))
    }
}

fn full(error: crate::eventlog::BuildError) -> Stop {
    Issue::error(Code::LimitReached, None, error.to_string(), "what stands from here on was not read")
}
