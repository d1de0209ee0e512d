//! Two definitions held against each other, part by part.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{LifecycleDifference, LifecyclePart, PartChange, four_eyes_name, transition_name};
use crate::lifecycle::hash::Statement;

/// Differences in behaviour, and in words only.
type Differences = (Vec<LifecycleDifference>, Vec<LifecycleDifference>);

/// A kind of parts: where they stand in a statement, what names them, and the keys that are that name.
struct Kind {
    part: LifecyclePart,
    list: &'static str,
    name: fn(&Value) -> String,
    named_by: &'static [&'static str],
}

const KINDS: [Kind; 7] = [
    Kind { part: LifecyclePart::State, list: "states", name: |item| text(item, "id"), named_by: &["id"] },
    Kind { part: LifecyclePart::Event, list: "events", name: |item| text(item, "id"), named_by: &["id"] },
    Kind {
        part: LifecyclePart::Transition,
        list: "transitions",
        name: |item| transition_name(&text(item, "from"), &text(item, "on")),
        named_by: &["from", "on"],
    },
    Kind { part: LifecyclePart::Field, list: "fields", name: |item| text(item, "name"), named_by: &["name"] },
    Kind { part: LifecyclePart::Timer, list: "timers", name: |item| text(item, "id"), named_by: &["id"] },
    Kind { part: LifecyclePart::Approval, list: "approvals", name: |item| text(item, "id"), named_by: &["id"] },
    Kind {
        part: LifecyclePart::FourEyes,
        list: "four_eyes",
        name: |item| {
            let event = |place: usize| item.get(place).and_then(Value::as_str).unwrap_or_default();
            four_eyes_name(event(0), event(1))
        },
        named_by: &[],
    },
];

/// One part: what it does, and its words.
#[derive(Clone, Copy)]
struct Item<'statement> {
    behaviour: &'statement Value,
    words: &'statement Value,
}

/// All differences, behaviour and words apart.
pub(super) fn compare(older: &Statement, newer: &Statement) -> Differences {
    let (mut behaviour, mut words) = (Vec::new(), Vec::new());
    let whole = |part, before: &Value, after: &Value, found: &mut Vec<_>, named_by: &[&str]| aspects(part, "", before, after, named_by, found);
    // The lists are those of the parts below.
    let lists: Vec<&str> = KINDS.iter().map(|kind| kind.list).collect();
    whole(LifecyclePart::Lifecycle, &older.behaviour, &newer.behaviour, &mut behaviour, &lists);
    let said = |statement: &Statement| statement.words.get("lifecycle").cloned().unwrap_or_default();
    whole(LifecyclePart::Lifecycle, &said(older), &said(newer), &mut words, &[]);
    let id = text(&newer.behaviour, "id");
    behaviour.iter_mut().chain(&mut words).for_each(|difference| difference.name.clone_from(&id));
    for kind in &KINDS {
        let (before, after) = (grouped(older, kind), grouped(newer, kind));
        let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
        for name in names {
            let items = |groups: &IndexMap<String, Vec<_>>| groups.get(name).cloned().unwrap_or_default();
            for (before, after) in pairs(items(&before), items(&after)) {
                one(kind, name, before, after, &mut behaviour, &mut words);
            }
        }
    }
    for (part, list) in [(LifecyclePart::Role, "roles"), (LifecyclePart::Codes, "codes")] {
        only_words(part, &listed(&older.words, list), &listed(&newer.words, list), &mut words);
    }
    (behaviour, words)
}

/// The parts of a kind by their names; transitions of one state and event share theirs.
fn grouped<'statement>(statement: &'statement Statement, kind: &Kind) -> IndexMap<String, Vec<Item<'statement>>> {
    let items = list(&statement.behaviour, kind.list).iter().zip(list(&statement.words, kind.list));
    let mut groups: IndexMap<String, Vec<Item<'_>>> = IndexMap::new();
    for (behaviour, words) in items {
        groups.entry((kind.name)(behaviour)).or_default().push(Item { behaviour, words });
    }
    groups
}

/// Whether two parts may be the same one.
type Alike<'test> = dyn Fn(&Item<'_>, &Item<'_>) -> bool + 'test;

/// Which part became which; those that are most alike first.
fn pairs<'statement>(
    mut older: Vec<Item<'statement>>,
    mut newer: Vec<Item<'statement>>,
) -> Vec<(Option<Item<'statement>>, Option<Item<'statement>>)> {
    let mut pairs = Vec::new();
    let same_key = |key: &'static str| move |one: &Item<'_>, other: &Item<'_>| one.behaviour.get(key) == other.behaviour.get(key);
    let alike: [&Alike<'_>; 4] = [&|one, other| one.behaviour == other.behaviour, &same_key("guard"), &same_key("to"), &|_, _| true];
    for is_alike in alike {
        older.retain(|before| {
            let found = newer.iter().position(|after| is_alike(before, after));
            if let Some(place) = found {
                pairs.push((Some(*before), Some(newer.remove(place))));
            }
            found.is_none()
        });
    }
    pairs.extend(older.into_iter().map(|before| (Some(before), None)));
    pairs.extend(newer.into_iter().map(|after| (None, Some(after))));
    pairs
}

fn one(
    kind: &Kind,
    name: &str,
    before: Option<Item<'_>>,
    after: Option<Item<'_>>,
    behaviour: &mut Vec<LifecycleDifference>,
    words: &mut Vec<LifecycleDifference>,
) {
    match (before, after) {
        (Some(before), Some(after)) => {
            aspects(kind.part, name, before.behaviour, after.behaviour, kind.named_by, behaviour);
            aspects(kind.part, name, before.words, after.words, &[], words);
        }
        (before, after) => {
            let described = |item: Option<Item<'_>>| item.and_then(|item| described(item.behaviour, kind.named_by));
            let change = if before.is_some() { PartChange::Removed } else { PartChange::Added };
            let (before, after) = (described(before), described(after));
            behaviour.push(LifecycleDifference { part: kind.part, name: name.to_owned(), change, aspect: None, before, after });
        }
    }
}

/// What differs between two objects, key by key.
fn aspects(part: LifecyclePart, name: &str, before: &Value, after: &Value, left_out: &[&str], found: &mut Vec<LifecycleDifference>) {
    let (Value::Object(before), Value::Object(after)) = (before, after) else { return };
    let mut keys: Vec<&String> = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
    keys.sort();
    for key in keys.into_iter().filter(|key| !left_out.contains(&key.as_str())) {
        let (was, is) = (before.get(key).unwrap_or(&Value::Null), after.get(key).unwrap_or(&Value::Null));
        if was != is {
            let (aspect, change) = (Some(key.replace('_', " ")), PartChange::Changed);
            found.push(LifecycleDifference { part, name: name.to_owned(), change, aspect, before: written(was), after: written(is) });
        }
    }
}

/// Roles and lists of codes, which have no behaviour of their own.
fn only_words(part: LifecyclePart, before: &IndexMap<String, &Value>, after: &IndexMap<String, &Value>, found: &mut Vec<LifecycleDifference>) {
    let mut push = |name: &String, change| {
        found.push(LifecycleDifference { part, name: name.clone(), change, aspect: None, before: None, after: None });
    };
    before.keys().filter(|name| !after.contains_key(*name)).for_each(|name| push(name, PartChange::Removed));
    after.keys().filter(|name| !before.contains_key(*name)).for_each(|name| push(name, PartChange::Added));
    for (name, was) in before {
        let Some(is) = after.get(name) else { continue };
        aspects(part, name, was, is, &["id", "titles"], found);
        // A code that is new or gone is a value that is new or gone.
        let titles = |item: &Value, other: &Value| -> Value {
            let has = |code: &str| other.get("titles").is_some_and(|titles| titles.get(code).is_some());
            let titles = item.get("titles").and_then(Value::as_object).into_iter().flatten();
            Value::Object(titles.filter(|(code, _)| has(code)).map(|(code, title)| (format!("title of {code}"), title.clone())).collect())
        };
        aspects(part, name, &titles(was, is), &titles(is, was), &[], found);
    }
}

fn list<'value>(value: &'value Value, key: &str) -> &'value [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn listed<'value>(words: &'value Value, key: &str) -> IndexMap<String, &'value Value> {
    list(words, key).iter().map(|item| (text(item, "id"), item)).collect()
}

fn text(item: &Value, key: &str) -> String {
    item.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A value in words; none for nothing.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => (!items.is_empty()).then(|| items.iter().filter_map(written).collect::<Vec<_>>().join(", ")),
        other => Some(other.to_string()),
    }
}

/// Everything that a part says, without its name.
fn described(item: &Value, named_by: &[&str]) -> Option<String> {
    let empty = Map::new();
    let said = item.as_object().unwrap_or(&empty).iter().filter(|(key, value)| !named_by.contains(&key.as_str()) && **value != Value::Bool(false));
    let parts: Vec<String> = said.filter_map(|(key, value)| Some(format!("{key}: {}", written(value)?))).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
