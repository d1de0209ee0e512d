//! Rules about people and fields.

use super::{
    Sink, State,
    columns::{Column, Current},
    compile::{Compiled, Plan, by},
    order::{FIRST, REVOKED, SECOND, Trace},
};
use crate::{
    conformance::rules::model::{Asks, PriorityTable, Rule},
    eventlog::keys,
};

impl Compiled<'_> {
    fn columns_of(&self, names: &[String]) -> Vec<&Column> {
        names.iter().filter_map(|name| self.columns.get(name)).collect()
    }

    /// Each second step that a first came before: who did the latest first must be somebody else.
    pub(super) fn four_eyes(&self, asks: &Asks, start: usize, trace: Trace<'_>, sink: Sink<'_>) {
        let Some(column) = self.columns.get(&by(asks, keys::RESOURCE)) else { return };
        // Who did the latest first step, where it is known who.
        let mut first: Option<Option<u32>> = None;
        for (at, activity) in trace.events.iter().enumerate() {
            let (class, who) = (trace.class_of(*activity), column.at(start.saturating_add(at)));
            if class & SECOND != 0
                && let Some(first) = first
            {
                let state = match (first, who) {
                    (Some(one), Some(two)) if one == two => State::Violated,
                    (Some(_), Some(_)) => State::Kept,
                    _ => State::Unknown,
                };
                sink(Some(at), state);
            }
            if class & FIRST != 0 {
                first = Some(who);
            }
        }
    }

    /// Each of both steps: who does it must not do the other, anywhere in the log.
    pub(super) fn separation(&self, plan: &Plan, asks: &Asks, start: usize, trace: Trace<'_>, sink: Sink<'_>) {
        let Some(column) = self.columns.get(&by(asks, keys::RESOURCE)) else { return };
        for (at, _) in trace.events.iter().enumerate().filter(|(_, activity)| trace.class_of(**activity) & (FIRST | SECOND) != 0) {
            let state = match column.at(start.saturating_add(at)) {
                None => State::Unknown,
                Some(person) => {
                    let duties = plan.duties.get(usize::try_from(person).unwrap_or(usize::MAX)).copied().unwrap_or_default();
                    if duties == FIRST | SECOND { State::Violated } else { State::Kept }
                }
            };
            sink(Some(at), state);
        }
    }

    /// Each step: the fields must be filled then.
    pub(super) fn required(&self, asks: &Asks, case: usize, start: usize, trace: Trace<'_>, sink: Sink<'_>) {
        let mut current = Current::new(self.columns_of(&asks.fields), case);
        for (at, activity) in trace.events.iter().enumerate() {
            current.step(start.saturating_add(at));
            if trace.class_of(*activity) & FIRST != 0 {
                let filled = (0..asks.fields.len()).all(|place| current.text(place).is_some());
                sink(Some(at), if filled { State::Kept } else { State::Violated });
            }
        }
    }

    /// The fields that are not filled at an event.
    pub(super) fn unfilled<'asks>(&self, asks: &'asks Asks, case: usize, start: usize, at: usize) -> Vec<&'asks str> {
        let mut current = Current::new(self.columns_of(&asks.fields), case);
        (start..=start.saturating_add(at)).for_each(|event| current.step(event));
        asks.fields.iter().enumerate().filter(|(place, _)| current.text(*place).is_none()).map(|(_, name)| name.as_str()).collect()
    }

    /// Each handover: not back to where the work came from more often than allowed, and not more handovers than allowed.
    pub(super) fn ping_pong(&self, plan: &Plan, asks: &Asks, start: usize, trace: Trace<'_>, sink: Sink<'_>) {
        let Some(column) = self.columns.get(&by(asks, keys::GROUP)) else { return };
        let (mut last, mut before, mut handovers, mut returns) = (None, None, 0_u32, 0_u32);
        for (at, _) in trace.events.iter().enumerate().filter(|(_, activity)| trace.class_of(**activity) & FIRST != 0) {
            let Some(holder) = column.at(start.saturating_add(at)).filter(|holder| Some(*holder) != last) else { continue };
            if last.is_some() {
                handovers = handovers.saturating_add(1);
                let back = before == Some(holder);
                returns = returns.saturating_add(u32::from(back));
                // Who counts handovers alone does not mind where they go, unless returns are counted too.
                let limits_returns = asks.handovers.is_none() || asks.count.is_some();
                let too_many = asks.handovers.is_some_and(|most| handovers > most) || (limits_returns && back && returns > plan.count);
                sink(Some(at), if too_many { State::Violated } else { State::Kept });
            }
            before = last;
            last = Some(holder);
        }
    }

    /// Each closing step: the user confirmed before, closed it, or what is written says so.
    pub(super) fn confirmation(&self, asks: &Asks, case: usize, start: usize, trace: Trace<'_>, sink: Sink<'_>) {
        let role = (!asks.roles.is_empty()).then(|| self.columns.get(&by(asks, keys::ROLE))).flatten();
        let fields = self.columns_of(&asks.fields);
        let written = fields.len();
        let mut current = Current::new(fields, case);
        let mut confirmed = false;
        for (at, activity) in trace.events.iter().enumerate() {
            let (class, event) = (trace.class_of(*activity), start.saturating_add(at));
            current.step(event);
            if class & SECOND != 0 {
                let acting = role.map(|column| column.at(event).and_then(|role| column.text(role)));
                let by_user = acting.flatten().is_some_and(|role| asks.roles.iter().any(|known| known == role));
                let state = if confirmed || by_user || (0..written).any(|place| current.text(place).is_some()) {
                    State::Kept
                } else if acting == Some(None) {
                    State::Unknown
                } else {
                    State::Violated
                };
                sink(Some(at), state);
            }
            confirmed = (confirmed && class & REVOKED == 0) || class & FIRST != 0;
        }
    }

    /// Each step, or the end of the case where the rule names none: the field must have the value of the table.
    pub(super) fn priority(&self, asks: &Asks, case: usize, start: usize, trace: Trace<'_>, sink: Sink<'_>) {
        let Some(table) = &asks.table else { return };
        let mut current = self.asked(table, case);
        for (at, activity) in trace.events.iter().enumerate() {
            current.step(start.saturating_add(at));
            if trace.class_of(*activity) & FIRST != 0 {
                sink(Some(at), judged(table, &current));
            }
        }
        if asks.steps.names.is_empty() && !trace.events.is_empty() {
            sink(None, judged(table, &current));
        }
    }

    /// The fields of a table, its output last, before the first event of a case.
    pub(super) fn asked(&self, table: &PriorityTable, case: usize) -> Current<'_> {
        let names: Vec<String> = table.inputs().into_iter().chain([table.output()]).map(str::to_owned).collect();
        Current::new(self.columns_of(&names), case)
    }

    /// Whether the condition of a rule holds at each event that the rule may be activated by, and at the end of the case.
    pub(super) fn holds(&self, rule: &Rule, case: usize, start: usize, trace: Trace<'_>) -> Option<(Vec<Option<bool>>, Option<bool>)> {
        let when = rule.when.as_ref()?;
        let names: Vec<String> = when.fields().map(str::to_owned).collect();
        let mut current = Current::new(self.columns_of(&names), case);
        let ask = |current: &Current<'_>, event: usize| {
            let values = Asked { names: &names, current };
            let now = self.instant(event).unwrap_or(self.as_of);
            when.holds(&values, &crate::expr::Environment { now, calendars: &self.pack.calendars }).ok()
        };
        let last = trace.events.len().saturating_sub(1);
        let mut at_events = Vec::with_capacity(trace.events.len());
        for (at, activity) in trace.events.iter().enumerate() {
            let event = start.saturating_add(at);
            current.step(event);
            // The first and the last event activate rules whatever they are.
            let asked = trace.class_of(*activity) != 0 || at == 0 || at == last;
            at_events.push(if asked { ask(&current, event) } else { None });
        }
        let at_end = if trace.events.is_empty() { ask(&current, usize::MAX) } else { at_events.last().copied().flatten() };
        Some((at_events, at_end))
    }
}

fn judged(table: &PriorityTable, current: &Current<'_>) -> State {
    match verdict(table, current) {
        Some((expected, found)) if expected == found => State::Kept,
        Some(_) => State::Violated,
        None => State::Unknown,
    }
}

/// The value that the table gives and the one that there is; none when a field is not filled or the table does not know it.
pub(super) fn verdict<'current>(table: &PriorityTable, current: &Current<'current>) -> Option<(String, &'current str)> {
    let inputs = table.inputs().len();
    let values: Vec<&str> = (0..inputs).map(|place| current.text(place)).collect::<Option<_>>()?;
    Some((table.decide(&values)?, current.text(inputs)?))
}

/// The fields of a condition.
struct Asked<'asked> {
    names: &'asked [String],
    current: &'asked Current<'asked>,
}

impl crate::expr::FieldValues for Asked<'_> {
    fn value(&self, field: &str) -> Option<std::borrow::Cow<'_, crate::expr::Value>> {
        let place = self.names.iter().position(|name| name == field)?;
        self.current.value(place).map(std::borrow::Cow::Borrowed)
    }
}
