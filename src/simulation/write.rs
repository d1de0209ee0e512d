//! A simulated case in the log.

use jiff::Timestamp;

use super::{case::Draft, plan::Plan, random::Random, run::Step};
use crate::{
    eventlog::{
        Attribute, BuildError, CaseIndex, EventIndex, Extension, LogBuilder, NamedClassifier, Scope,
        audit::{FIELD, FROM, TO},
        keys,
    },
    expr,
};

/// Case: how much the ticket disturbs: high, medium or low.
pub const IMPACT: &str = "impact";
/// Case: how soon it must be done: high, medium or low.
pub const URGENCY: &str = "urgency";
/// Case: what follows from both, as the decision table neutral:priority says: critical, high, moderate, low or planning.
pub const PRIORITY: &str = "priority";
/// Case: the instant until which it is to end.
pub const DUE: &str = "due";
/// Case: where the planned window begins.
pub const WINDOW_START: &str = "scheduled_start";
/// Case: where it ends.
pub const WINDOW_END: &str = "scheduled_end";
/// Case: that the user has confirmed; left out where nobody has.
pub const CONFIRMED: &str = "user_confirmation";

/// The levels of impact and urgency, the highest first.
const LEVELS: [&str; 3] = ["high", "medium", "low"];
/// The priorities, the highest first.
pub(super) const PRIORITIES: [&str; 5] = ["critical", "high", "moderate", "low", "planning"];

/// Words of attributes without a meaning.
const WORDS: [&str; 8] = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];

/// The head of a log of a model.
pub(super) fn head(builder: &mut LogBuilder, title: &str, has_states: bool) {
    let header = builder.header_mut();
    // As audit trails say it.
    let own = Extension { name: "ITSM".to_owned(), prefix: "itsm".to_owned(), uri: "urn:itsm:xes".to_owned() };
    header.extensions.extend(has_states.then_some(own));
    header.declare([keys::NAME, keys::TIME, keys::LIFECYCLE, keys::RESOURCE]);
    header.attributes.push(Attribute::new(keys::NAME, title));
    let classifier = |name: &str, key: &str| NamedClassifier { name: name.to_owned(), scope: Scope::Event, keys: vec![key.to_owned()] };
    header.classifiers.push(classifier("Activity", keys::NAME));
    header.classifiers.extend(has_states.then(|| classifier("State", TO)));
}

/// Writes a case.
pub(super) fn case(builder: &mut LogBuilder, name: &str, ticket: &Draft, plan: &Plan, random: &mut Random) -> Result<(), BuildError> {
    let case = builder.named_case(name)?;
    values(builder, case, ticket)?;
    for draft in &ticket.events {
        let event = builder.named_event(case, &draft.activity)?;
        builder.set(event, keys::LIFECYCLE, "complete")?;
        builder.set(event, keys::TIME, draft.at)?;
        builder.set(event, keys::RESOURCE, &draft.resource)?;
        if let Some(role) = &draft.role {
            builder.set(event, keys::ROLE, role)?;
        }
        builder.set(event, keys::GROUP, &draft.group)?;
        if let Some(step) = &draft.step {
            fields(builder, event, step, (ticket, draft.at))?;
        }
        for number in 1..=plan.attributes {
            let word = random.one(&WORDS).copied().unwrap_or_default();
            builder.set(event, &format!("attribute {number}"), &format!("{word} {}", random.below(1000)))?;
        }
    }
    Ok(())
}

fn values(builder: &mut LogBuilder, case: CaseIndex, draft: &Draft) -> Result<(), BuildError> {
    builder.set(case, IMPACT, word(&LEVELS, draft.impact))?;
    builder.set(case, URGENCY, word(&LEVELS, draft.urgency))?;
    builder.set(case, PRIORITY, word(&PRIORITIES, draft.priority))?;
    if draft.confirmed {
        builder.set(case, CONFIRMED, "confirmed")?;
    }
    if !draft.events.is_empty() {
        builder.set(case, DUE, draft.due)?;
        builder.set(case, WINDOW_START, draft.window.0)?;
        builder.set(case, WINDOW_END, draft.window.1)?;
    }
    Ok(())
}

/// The impact, urgency or priority of the ticket, where a field of that name has one of its words; else what stands in the field.
fn level<'text>(ticket: &Draft, name: &str, own: &'text str) -> &'text str {
    let (words, number): (&[&'static str], i64) = match name {
        IMPACT => (&LEVELS, ticket.impact),
        URGENCY => (&LEVELS, ticket.urgency),
        PRIORITY => (&PRIORITIES, ticket.priority),
        _ => return own,
    };
    if words.contains(&own) { word(words, number) } else { own }
}

/// The word for a number from 1.
pub(super) fn word(words: &[&'static str], number: i64) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|place| words.get(place)).copied().unwrap_or_default()
}

/// The fields that a step fills. What the ticket as a whole says of itself is said by its steps too.
fn fields(builder: &mut LogBuilder, event: EventIndex, step: &Step, (ticket, at): (&Draft, Timestamp)) -> Result<(), BuildError> {
    if let Some((from, to)) = &step.states {
        builder.set(event, FROM, from)?;
        builder.set(event, TO, to)?;
    }
    for (name, value) in &step.fields {
        let key = format!("{FIELD}{name}");
        match value {
            expr::Value::Null => continue,
            expr::Value::Bool(truth) => builder.set(event, &key, *truth)?,
            expr::Value::Int(number) => builder.set(event, &key, *number)?,
            expr::Value::Instant(_) if name == WINDOW_START => builder.set(event, &key, ticket.window.0)?,
            expr::Value::Instant(_) if name == WINDOW_END => builder.set(event, &key, ticket.window.1)?,
            expr::Value::Instant(instant) => builder.set(event, &key, moved(*instant, step.at, at))?,
            expr::Value::Text(own) => builder.set(event, &key, level(ticket, name, own))?,
            other => builder.set(event, &key, &other.to_string())?,
        };
    }
    Ok(())
}

/// An instant that was found for another time of the event, as far from the time that it has.
fn moved(instant: Timestamp, then: Option<Timestamp>, now: Timestamp) -> Timestamp {
    then.and_then(|then| now.checked_add(instant.duration_since(then)).ok()).unwrap_or(instant)
}
