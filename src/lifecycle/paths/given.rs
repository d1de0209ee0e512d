//! The circumstances in which a transition is taken: roles, fields, votes, the time.

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};

use super::{
    super::{
        Lifecycle, Transition, TransitionId, Vote,
        definition::{FieldDefinition, QuorumRule},
        demands::Known,
        part::{Approval, FieldId, RoleId},
    },
    Given,
    walk::Walk,
};
use crate::expr::{Condition, Decimal, Field, FieldType, Truth, Value, WitnessSearch, witness};

/// When things happen in test paths: a Monday morning, 2026-03-02T09:00:00Z.
const MORNING: Timestamp = Timestamp::constant(1_772_442_000, 0);
/// Votes that are cast at most.
const VOTES: u32 = 64;

/// What is asked of a transition's circumstances.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    /// What its guard comes to.
    pub guard: Truth,
    /// A field that is left empty.
    pub empty: Option<FieldId>,
}

/// The circumstances in which a transition is taken, tried on an instance; or why none are known.
pub(super) fn usual(lifecycle: &Lifecycle, id: TransitionId) -> Result<Given, String> {
    let proposed = proposals(lifecycle, id, Wish { guard: Truth::True, empty: None })?;
    let Some(transition) = lifecycle.get_transition(id) else { return Err(String::new()) };
    let taken = proposed.into_iter().find(|given| Walk::at(lifecycle, transition.from()).is_some_and(|mut walk| walk.take(id, given)));
    taken.ok_or_else(|| "another transition on the event can be taken whenever this one can".to_owned())
}

/// Circumstances that may be what is wished for, all other transitions on the event being out of the question.
///
/// A role that the others do not take is tried before one that they take too; where that is not enough their guards must
/// not hold, or a field that they require is left empty.
pub(super) fn proposals(lifecycle: &Lifecycle, id: TransitionId, wish: Wish) -> Result<Vec<Given>, String> {
    let Some(transition) = lifecycle.get_transition(id) else { return Err(String::new()) };
    let rivals = rivals(lifecycle, id);
    let (votes, electorate) = match approval(lifecycle, transition) {
        Some((approval, given)) => votes(lifecycle, approval, given)?,
        None => (Vec::new(), None),
    };
    let mut roles: Vec<Option<RoleId>> = transition.roles.iter().copied().map(Some).collect();
    if roles.is_empty() {
        roles.push(None);
    }
    roles.sort_by_cached_key(|role| rivals.iter().filter(|rival| !is_barred(rival, *role)).count());
    let mut found = Vec::new();
    let mut why = String::new();
    for role in roles {
        let left: Vec<&Transition> = rivals.iter().copied().filter(|rival| !is_barred(rival, role)).collect();
        for by_guard in [true, false] {
            match values(lifecycle, transition, &left, by_guard, wish) {
                Ok((fields, at)) => {
                    let roles = role.and_then(|role| lifecycle.roles().get(role.place())).cloned().into_iter().collect();
                    let given = Given { actor: None, roles, fields, votes: votes.clone(), electorate, at };
                    if !found.contains(&given) {
                        found.push(given);
                    }
                }
                Err(reason) if why.is_empty() => why = reason,
                Err(_) => {}
            }
        }
    }
    if found.is_empty() { Err(why) } else { Ok(found) }
}

/// The other transitions on the event that would be taken as well, or instead.
fn rivals(lifecycle: &Lifecycle, id: TransitionId) -> Vec<&Transition> {
    let Some(transition) = lifecycle.get_transition(id) else { return Vec::new() };
    let all = lifecycle.table().transitions(transition.from(), transition.on());
    all.filter(|other| *other != id).filter_map(|other| lifecycle.get_transition(other)).filter(|other| !other.otherwise).collect()
}

/// Whether a role alone keeps a transition from being taken.
fn is_barred(transition: &Transition, role: Option<RoleId>) -> bool {
    !transition.roles.is_empty() && role.is_none_or(|role| !transition.roles.contains(&role))
}

type Values = (IndexMap<String, Value>, Option<Timestamp>);

/// Values of fields, and the time, that make the guard come out as wished and keep the rivals from being taken.
fn values(lifecycle: &Lifecycle, transition: &Transition, rivals: &[&Transition], by_guard: bool, wish: Wish) -> Result<Values, String> {
    let name = |field: FieldId| lifecycle.fields().get_index(field.place()).map_or("", |(name, _)| name.as_str());
    let mut wishes: Vec<(&Condition, Truth)> = transition.guard.iter().map(|guard| (&**guard, wish.guard)).collect();
    let mut empty: Vec<&str> = wish.empty.into_iter().map(name).collect();
    let mut against = Vec::new();
    for rival in rivals {
        let field = rival.requires.iter().find(|field| !transition.requires.contains(field)).map(|field| name(*field));
        match (&rival.guard, field) {
            (Some(guard), None) => wishes.push((guard, Truth::NotTrue)),
            (Some(guard), Some(_)) if by_guard => wishes.push((guard, Truth::NotTrue)),
            (_, Some(field)) => empty.push(field),
            (None, None) => return Err("another transition on the event can be taken whenever this one can".to_owned()),
        }
        against.extend(rival.guard.as_ref().filter(|_| by_guard || field.is_none()).map(|guard| format!("`{}`", guard.text())));
    }
    let required: Vec<&str> = transition.requires.iter().map(|field| name(*field)).filter(|name| !empty.contains(name)).collect();
    let admits = |name: &str, value: &Value| match value {
        Value::Null => !required.contains(&name),
        // The record would not have it: a blank text fills nothing.
        Value::Text(text) if text.trim().is_empty() => false,
        _ => !empty.contains(&name),
    };
    let search = WitnessSearch { now: MORNING, calendars: &Known(&lifecycle.inner.calendars), admits: &admits };
    let found = witness(&wishes, &search).ok_or_else(|| no_witness(transition, wish.guard, &against))?;
    let mut fields = IndexMap::new();
    for name in required.iter().filter(|name| !found.values.contains_key(**name)) {
        if let Some(definition) = lifecycle.fields().get(*name) {
            fields.insert((*name).to_owned(), filling(name, definition, lifecycle.inner.conditions.get(name)));
        }
    }
    fields.extend(found.values);
    Ok((fields, found.now))
}

fn no_witness(transition: &Transition, truth: Truth, against: &[String]) -> String {
    let own = transition.guard().map(|guard| format!("`{guard}` {}", if truth == Truth::True { "holds" } else { "does not hold" }));
    let others = (!against.is_empty()).then(|| format!("not {}", against.join(" nor ")));
    let parts: Vec<String> = own.into_iter().chain(others).collect();
    format!("no values were found under which {}", parts.join(" and "))
}

/// A value that fills a field and reads like one.
fn filling(name: &str, definition: &FieldDefinition, field: Option<&Field>) -> Value {
    let text = || Value::Text(definition.title.clone().unwrap_or_else(|| name.replace('_', " ")));
    let word = || field.and_then(|field| field.values.first()).map(|word| Value::Text(word.clone()));
    match *definition.r#type {
        FieldType::Bool => Value::Bool(true),
        FieldType::Int => Value::Int(1),
        FieldType::Decimal => Value::Decimal(Decimal::from(1)),
        FieldType::String => text(),
        FieldType::Instant => Value::Instant(MORNING),
        FieldType::Duration => Value::Duration(SignedDuration::from_hours(1)),
        FieldType::Enum => word().unwrap_or_else(text),
        FieldType::List => Value::List(vec![word().unwrap_or_else(text)]),
    }
}

/// The approval that a transition asks for, and whether it must be given.
pub(super) fn approval<'lifecycle>(lifecycle: &'lifecycle Lifecycle, transition: &Transition) -> Option<(&'lifecycle Approval, bool)> {
    let (place, given) = transition.approval?;
    Some((lifecycle.inner.approvals.get(usize::from(place))?, given))
}

/// Votes, and how many people may vote.
type Votes = (Vec<Vote>, Option<u32>);

/// As few votes as it takes to give an approval or to refuse it; or why there are none.
pub(super) fn votes(lifecycle: &Lifecycle, approval: &Approval, given: bool) -> Result<Votes, String> {
    const PEOPLE: u32 = 3;
    let share = u32::try_from((u64::from(PEOPLE) * u64::from(approval.number)).div_ceil(100)).unwrap_or(u32::MAX).max(1);
    let (yes, no, electorate) = match (approval.rule, given) {
        (_, false) if approval.veto => (0, 1, None),
        (QuorumRule::Any, true) => (1, 0, None),
        (QuorumRule::Any, false) => (0, 1, Some(1)),
        (QuorumRule::AtLeast, true) => (approval.number.max(1), 0, None),
        // One no of as many people as must say yes.
        (QuorumRule::AtLeast, false) => (0, 1, Some(approval.number.max(1))),
        (QuorumRule::All, true) => (2, 0, Some(2)),
        (QuorumRule::All, false) => (0, 1, Some(2)),
        (QuorumRule::Percent, true) => (share, 0, Some(PEOPLE)),
        (QuorumRule::Percent, false) => (0, PEOPLE.saturating_sub(share).saturating_add(1), Some(PEOPLE)),
    };
    if yes > VOTES {
        return Err(format!("`{}` takes {yes} votes, and at most {VOTES} are cast here", approval.id));
    }
    let role = approval.voters.first().and_then(|role| lifecycle.roles().get(role.place())).cloned().unwrap_or_default();
    let cast = |number: u32, yes: bool| Vote { voter: format!("voter {number}"), role: role.clone(), yes };
    let votes = (1..=yes).map(|number| cast(number, true)).chain((yes + 1..=yes + no).map(|number| cast(number, false)));
    Ok((votes.collect(), electorate))
}
