//! Two definitions held against each other, part by part.

use indexmap::IndexMap;
use serde_json::Value;

use super::{LifecycleDifference, LifecyclePart, four_eyes_name, transition_name};
use crate::{
    difference::{self, PartChange, described, new_or_gone},
    lifecycle::hash::Statement,
};

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

/// Which part became which; of transitions on one event the surest sense of being the same counts first.
fn pairs<'statement>(older: Vec<Item<'statement>>, newer: Vec<Item<'statement>>) -> Vec<(Option<Item<'statement>>, Option<Item<'statement>>)> {
    let same_key = |key: &'static str| move |one: Item<'_>, other: Item<'_>| one.behaviour.get(key) == other.behaviour.get(key);
    difference::pairs(older, newer, &[&|one, other| one.behaviour == other.behaviour, &same_key("guard"), &same_key("to"), &|_, _| true])
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
            let change = if before.is_some() { PartChange::Removed } else { PartChange::Added };
            let said = before.or(after).and_then(|item| described(item.behaviour.as_object()?, kind.named_by));
            behaviour.push(new_or_gone(kind.part, name, change, said));
        }
    }
}

/// What differs between two objects, key by key.
fn aspects(part: LifecyclePart, name: &str, before: &Value, after: &Value, left_out: &[&str], found: &mut Vec<LifecycleDifference>) {
    if let (Value::Object(before), Value::Object(after)) = (before, after) {
        difference::aspects(part, name, before, after, left_out, found);
    }
}

/// Roles and lists of codes, which have no behaviour of their own.
fn only_words(part: LifecyclePart, before: &IndexMap<String, &Value>, after: &IndexMap<String, &Value>, found: &mut Vec<LifecycleDifference>) {
    let mut push = |name: &String, change| found.push(new_or_gone(part, name, change, None));
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
