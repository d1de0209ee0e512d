//! Differences between two definitions, part by part: what lifecycles and workflows share of it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document::vocabulary;

vocabulary! {
    /// What happened to a part.
    PartChange {
        /// It is new.
        Added,
        /// It is gone.
        Removed,
        /// Something about it is another.
        Changed,
    }
}

/// One difference between two definitions; `Part` is the vocabulary of their parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{Part}Difference")]
pub struct Difference<Part> {
    /// The part.
    pub part: Part,
    /// Its id; of a transition `STATE on EVENT`, of four eyes `FIRST then SECOND`, of a flow `FROM -> TO`.
    pub name: String,
    /// What happened to it.
    pub change: PartChange,
    /// What about it is another, such as `guard`, `lane` or `timer`; null where the part is new or gone.
    pub aspect: Option<String>,
    /// What it was, or null.
    pub before: Option<String>,
    /// What it is, or null.
    pub after: Option<String>,
}

impl<Part: fmt::Display> fmt::Display for Difference<Part> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, name, change, aspect, before, after } = self;
        match (change, aspect) {
            (PartChange::Changed, Some(aspect)) => {
                let said = |text: &Option<String>| text.as_ref().map_or_else(|| "nothing".to_owned(), |text| format!("`{text}`"));
                write!(formatter, "{aspect} of {part} `{name}`: {} became {}", said(before), said(after))
            }
            (PartChange::Changed, None) => write!(formatter, "{part} `{name}` is another"),
            (PartChange::Added, _) => write!(formatter, "{part} `{name}` is new"),
            (PartChange::Removed, _) => write!(formatter, "{part} `{name}` is gone"),
        }
    }
}

/// A part that one of two definitions has.
pub(crate) fn new_or_gone<Part>(part: Part, name: &str, change: PartChange, said: Option<String>) -> Difference<Part> {
    let (before, after) = if change == PartChange::Removed { (said, None) } else { (None, said) };
    Difference { part, name: name.to_owned(), change, aspect: None, before, after }
}

/// What differs between two objects, key by key; keys that are the name of the part are left out.
pub(crate) fn aspects<Part: Copy>(
    part: Part,
    name: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    named_by: &[&str],
    found: &mut Vec<Difference<Part>>,
) {
    let mut keys: Vec<&String> = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
    keys.sort();
    for key in keys.into_iter().filter(|key| !named_by.contains(&key.as_str())) {
        let (was, is) = (before.get(key).unwrap_or(&Value::Null), after.get(key).unwrap_or(&Value::Null));
        if was != is {
            let (aspect, change) = (Some(key.replace('_', " ")), PartChange::Changed);
            found.push(Difference { part, name: name.to_owned(), change, aspect, before: written(was), after: written(is) });
        }
    }
}

/// Everything that a part says, without its name.
pub(crate) fn described(item: &Map<String, Value>, named_by: &[&str]) -> Option<String> {
    let said = item.iter().filter(|(key, value)| !named_by.contains(&key.as_str()) && **value != Value::Bool(false));
    let parts: Vec<String> = said.filter_map(|(key, value)| Some(format!("{key}: {}", written(value)?))).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// A value in words; none for nothing.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => (!items.is_empty()).then(|| items.iter().filter_map(written).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => described(map, &[]),
        other => Some(other.to_string()),
    }
}

/// Which of several parts of one name became which: those that are alike in the first sense, then in the next.
pub(crate) fn pairs<Item: Copy>(
    mut older: Vec<Item>,
    mut newer: Vec<Item>,
    senses: &[&dyn Fn(Item, Item) -> bool],
) -> Vec<(Option<Item>, Option<Item>)> {
    let mut pairs = Vec::new();
    for is_alike in senses {
        older.retain(|before| {
            let found = newer.iter().position(|after| is_alike(*before, *after));
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
