//! Deviations in words.

use super::{
    attributes::verdict,
    compile::{Compiled, Plan, by},
    order::{FIRST, SECOND},
    times::{deadline, window_of},
};
use crate::{
    conformance::rules::{
        definition::Template,
        model::{Rule, Step},
    },
    eventlog::keys,
};

/// A step in words: its activities, or its name where none stands for it.
fn said(step: &Step) -> String {
    let names = if step.activities.is_empty() { &step.names } else { &step.activities };
    names.iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(" or ")
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

impl Compiled<'_> {
    /// What is wrong, after the name of the case.
    pub(super) fn sentence(&self, rule: &Rule, plan: &Plan, case: usize, at: Option<usize>) -> String {
        let asks = &rule.asks;
        let (_, trace) = self.trace(case);
        let here = at.and_then(|at| trace.get(at)).copied();
        let event = here.and_then(|activity| self.activity(activity)).map_or_else(|| "the case".to_owned(), |name| format!("'{name}'"));
        let class = here.and_then(|activity| plan.class.get(usize::try_from(activity).unwrap_or(usize::MAX))).copied().unwrap_or_default();
        let (steps, first, second) = (said(&asks.steps), said(&asks.first), said(&asks.second));
        // What a rule about both steps finds wrong at one of them.
        let at_first = class & FIRST != 0;
        match rule.template {
            Template::Existence => format!("{steps} does not come at least {}", times(plan.count)),
            Template::Absence if plan.count <= 1 => format!("{event} comes, and must not"),
            Template::Absence => format!("{event} comes {}, which is too often", times(plan.count)),
            Template::Exactly => format!("{steps} does not come exactly {}", times(plan.count)),
            Template::Init => format!("{event} comes first instead of {steps}"),
            Template::End => format!("{event} comes last instead of {steps}"),
            Template::Choice => format!("neither {first} nor {second} comes"),
            Template::ExclusiveChoice => self.choice(plan, case, &first, &second),
            Template::RespondedExistence => format!("{event} without {second} anywhere"),
            Template::Coexistence => format!("{event} without {} anywhere", if at_first { second } else { first }),
            Template::NotCoexistence => format!("{event} together with {}", if at_first { second } else { first }),
            Template::NotRespondedExistence => format!("{event} together with {second}"),
            Template::Response => format!("{event} without {second} after it"),
            Template::AlternateResponse => format!("{event} without {second} before the next {first}"),
            Template::ChainResponse => format!("{event} without {second} right after it"),
            Template::Precedence => format!("{event} without {first} before it"),
            Template::AlternatePrecedence => format!("{event} without {first} since the last {second}"),
            Template::ChainPrecedence => format!("{event} without {first} right before it"),
            Template::Succession | Template::AlternateSuccession | Template::ChainSuccession => {
                let (other, place) = if at_first { (second, "after") } else { (first, "before") };
                let how = match rule.template {
                    Template::ChainSuccession => "right ",
                    Template::AlternateSuccession => "in turn ",
                    _ => "",
                };
                format!("{event} without {other} {how}{place} it")
            }
            Template::NotSuccession => format!("{event} with {second} after it"),
            Template::NotChainSuccession => format!("{event} with {second} right after it"),
            Template::NotPrecedence => format!("{event} with {first} before it"),
            Template::NotChainPrecedence => format!("{event} with {first} right before it"),
            Template::RequiredOrder => {
                let order: Vec<String> = asks.order.iter().map(said).collect();
                format!("{event} comes too early; the order is {}", order.join(", "))
            }
            Template::ForbiddenOrder => {
                let order: Vec<String> = asks.order.iter().skip(1).map(said).collect();
                format!("{event} is followed by {}", order.join(", then "))
            }
            Template::Approval if asks.revoked.names.is_empty() => format!("{event} without {first} before it"),
            Template::Approval => format!("{event} without {first} before it that still counts"),
            Template::Reopening if plan.count == 0 => format!("{event} comes, and must not"),
            Template::Reopening => format!("{event} more than {}", times(plan.count)),
            _ => self.beyond_order(rule, plan, case, at, &event),
        }
    }

    fn choice(&self, plan: &Plan, case: usize, first: &str, second: &str) -> String {
        let (_, trace) = self.trace(case);
        let all =
            trace.iter().filter_map(|activity| plan.class.get(usize::try_from(*activity).unwrap_or(usize::MAX))).fold(0, |all, class| all | class);
        if all & (FIRST | SECOND) == 0 { format!("neither {first} nor {second} comes") } else { format!("both {first} and {second} come") }
    }

    /// Rules about times, people and fields.
    fn beyond_order(&self, rule: &Rule, plan: &Plan, case: usize, at: Option<usize>, event: &str) -> String {
        let asks = &rule.asks;
        let (start, trace) = self.trace(case);
        let place = at.unwrap_or_else(|| trace.len().saturating_sub(1));
        let number = start.saturating_add(place);
        let who = |otherwise: &str, number: usize| {
            let column = self.columns.get(&by(asks, otherwise))?;
            column.at(number).and_then(|value| column.text(value))
        };
        match rule.template {
            Template::TimeLimit => {
                let second = said(&asks.second);
                let limit = asks.within.map_or_else(String::new, |within| within.to_string());
                let calendar = asks.calendar.as_ref().map_or_else(String::new, |calendar| format!(" of the calendar {}", calendar.id()));
                let due = self.instant(number).zip(asks.within).and_then(|(from, within)| deadline(from, within, asks.calendar.as_ref()));
                let due = due.map_or_else(String::new, |due| format!(", which ended at {due}"));
                let comes =
                    trace.iter().enumerate().skip(place.saturating_add(1)).find(|(_, activity)| {
                        plan.class.get(usize::try_from(**activity).unwrap_or(usize::MAX)).is_some_and(|class| class & SECOND != 0)
                    });
                let came = comes.and_then(|(at, _)| self.instant(start.saturating_add(at)));
                match came {
                    Some(came) => format!("{second} comes at {came}, not within {limit}{calendar} after {event}{due}"),
                    None => format!("{second} does not come within {limit}{calendar} after {event}{due}"),
                }
            }
            Template::FourEyes => {
                let person = who(keys::RESOURCE, number).unwrap_or_default();
                format!("{event} and {} are done by the same person, {person}", said(&asks.first))
            }
            Template::SeparationOfDuties => {
                let person = who(keys::RESOURCE, number).unwrap_or_default();
                format!("{event} is done by {person}, who does both {} and {}", said(&asks.first), said(&asks.second))
            }
            Template::RequiredFields => format!("{event} without `{}`", self.unfilled(asks, case, start, place).join("`, `")),
            Template::LinkedRecord => format!("{event} without a linked record in `{}`", asks.fields.first().map_or("", String::as_str)),
            Template::PingPong => {
                let holder = who(keys::GROUP, number).unwrap_or_default();
                format!("{event} hands the work over to {holder}, which is back and forth or too often")
            }
            Template::ChangeWindow => {
                let planned = self.planned(asks, case).and_then(|mut current| {
                    (start..=number).for_each(|event| current.step(event));
                    window_of(&current)
                });
                let window = planned.map_or_else(String::new, |(from, until)| format!(" of {from} to {until}"));
                let when = self.instant(number).map_or_else(String::new, |when| format!(" at {when}"));
                format!("{event} happens{when}, outside its window{window}")
            }
            Template::UserConfirmation => format!("{event} without the user's confirmation"),
            _ => {
                let found = asks.table.as_ref().and_then(|table| {
                    let mut current = self.asked(table, case);
                    (start..=number).for_each(|event| current.step(event));
                    let (expected, found) = verdict(table, &current)?;
                    Some(format!("`{}` is {found} and should be {expected}", table.output()))
                });
                let found = found.unwrap_or_default();
                if at.is_some() { format!("at {event} {found}") } else { format!("{found} in the end") }
            }
        }
    }
}
