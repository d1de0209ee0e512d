//! Two definitions held against each other, part by part.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::{PartChange, WorkflowDifference, WorkflowPart, statement::Item};

/// Differences in behaviour, and in words only.
type Differences = (Vec<WorkflowDifference>, Vec<WorkflowDifference>);

/// The parts of a definition by kind and name; flows between the same nodes share theirs.
type Groups<'items> = IndexMap<(WorkflowPart, &'items str), Vec<&'items Item>>;

/// All differences, behaviour and words apart.
pub(super) fn compare(older: &[Item], newer: &[Item]) -> Differences {
    let mut differences = (Vec::new(), Vec::new());
    let (before, after) = (grouped(older), grouped(newer));
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    for name in names {
        let (before, after) = (before.get(name).cloned().unwrap_or_default(), after.get(name).cloned().unwrap_or_default());
        for (before, after) in pairs(before, after) {
            one(before, after, &mut differences);
        }
    }
    // The parts in their order, so that a new node stands with the nodes.
    differences.0.sort_by_key(|difference| difference.part);
    differences.1.sort_by_key(|difference| difference.part);
    differences
}

fn grouped(items: &[Item]) -> Groups<'_> {
    let mut groups = Groups::new();
    for item in items {
        groups.entry((item.part, item.name.as_str())).or_default().push(item);
    }
    groups
}

/// Which part became which; those that are equal first.
fn pairs<'items>(mut older: Vec<&'items Item>, mut newer: Vec<&'items Item>) -> Vec<(Option<&'items Item>, Option<&'items Item>)> {
    let mut pairs = Vec::new();
    let alike: [fn(&Item, &Item) -> bool; 2] = [|one, other| one.behaviour == other.behaviour, |_, _| true];
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

fn one(before: Option<&Item>, after: Option<&Item>, (behaviour, words): &mut Differences) {
    match (before, after) {
        (Some(before), Some(after)) => {
            aspects(after, &before.behaviour, &after.behaviour, behaviour);
            aspects(after, &before.words, &after.words, words);
        }
        (Some(item), None) => added_or_removed(item, PartChange::Removed, behaviour, words),
        (None, Some(item)) => added_or_removed(item, PartChange::Added, behaviour, words),
        (None, None) => {}
    }
}

fn added_or_removed(item: &Item, change: PartChange, behaviour: &mut Vec<WorkflowDifference>, words: &mut Vec<WorkflowDifference>) {
    // Lanes and sources have no behaviour of their own: the steps say which lane they are in.
    let is_words = matches!(item.part, WorkflowPart::Lane | WorkflowPart::Source);
    let said = described(if is_words { &item.words } else { &item.behaviour });
    let (before, after) = if change == PartChange::Removed { (said, None) } else { (None, said) };
    let list = if is_words { words } else { behaviour };
    list.push(WorkflowDifference { part: item.part, name: item.name.clone(), change, aspect: None, before, after });
}

/// What differs between two objects, key by key.
fn aspects(item: &Item, before: &Map<String, Value>, after: &Map<String, Value>, found: &mut Vec<WorkflowDifference>) {
    let mut keys: Vec<&String> = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
    keys.sort();
    for key in keys {
        let (was, is) = (before.get(key).unwrap_or(&Value::Null), after.get(key).unwrap_or(&Value::Null));
        if was != is {
            let (aspect, change) = (Some(key.replace('_', " ")), PartChange::Changed);
            let (before, after) = (written(was), written(is));
            found.push(WorkflowDifference { part: item.part, name: item.name.clone(), change, aspect, before, after });
        }
    }
}

/// A value in words; none for nothing.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => (!items.is_empty()).then(|| items.iter().filter_map(written).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => described(map),
        other => Some(other.to_string()),
    }
}

/// Everything that a part says, without its name.
fn described(item: &Map<String, Value>) -> Option<String> {
    let said = item.iter().filter(|(_, value)| **value != Value::Bool(false));
    let parts: Vec<String> = said.filter_map(|(key, value)| Some(format!("{key}: {}", written(value)?))).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
