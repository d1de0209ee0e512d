//! What differs between two editions: added, removed, retitled, moved and recast elements.

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Element, Framework};
use crate::document::vocabulary;

/// One difference between two editions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// What happened.
    pub change: Change,
    /// The id in the older edition, or null when the element is new.
    pub older: Option<String>,
    /// The id in the newer edition, or null when the element is gone.
    pub newer: Option<String>,
    /// What it was before, or null.
    pub before: Option<String>,
    /// What it is now, or null.
    pub after: Option<String>,
}

vocabulary! {
    /// What happened to an element between two editions.
    Change {
        /// It is new.
        Added,
        /// It is gone.
        Removed,
        /// Its id is another.
        Renumbered,
        /// Its title is another.
        Retitled,
        /// It hangs below another parent.
        Moved,
        /// Its kind is another.
        Recast,
    }
}

/// The differences from `older` to `newer`, in the order of the newer edition, removed elements last.
///
/// Two elements are the same when the newer says `from` the older or, for editions that do not say so, when they share
/// their id. Time is linear in the elements.
#[must_use]
pub fn diff(older: &Framework, newer: &Framework) -> Vec<Difference> {
    let descends = newer.based_on() == Some(older.id());
    let origin = |element: &Element| -> Option<String> {
        let id = if descends { element.definition().from.as_ref().map(|from| from.to_string())? } else { element.id().to_owned() };
        older.element(&id).map(|_| id)
    };
    let origins: FxHashMap<&str, String> = newer.elements().iter().filter_map(|element| Some((element.id(), origin(element)?))).collect();
    let kept: FxHashSet<&str> = origins.values().map(String::as_str).collect();
    let mut differences = Vec::new();
    for (_, _, element) in newer.walk() {
        let Some(before) = origins.get(element.id()).and_then(|id| older.element(id)) else {
            differences.push(Difference {
                change: Change::Added,
                older: None,
                newer: Some(element.id().to_owned()),
                before: None,
                after: Some(element.title().to_owned()),
            });
            continue;
        };
        let mut push = |change, was: &str, is: &str| {
            if was != is {
                differences.push(Difference {
                    change,
                    older: Some(before.id().to_owned()),
                    newer: Some(element.id().to_owned()),
                    before: Some(was.to_owned()),
                    after: Some(is.to_owned()),
                });
            }
        };
        push(Change::Renumbered, before.id(), element.id());
        push(Change::Retitled, before.title(), element.title());
        push(Change::Recast, before.kind(), element.kind());
        let parent = |framework: &Framework, element: &Element| {
            element.parent().and_then(|index| framework.get(index)).map(|parent| parent.id().to_owned()).unwrap_or_default()
        };
        let (was, is) = (parent(older, before), parent(newer, element));
        if origins.get(is.as_str()).map_or(is.as_str(), String::as_str) != was {
            push(Change::Moved, &was, &is);
        }
    }
    for (_, _, element) in older.walk() {
        if !kept.contains(element.id()) {
            differences.push(Difference {
                change: Change::Removed,
                older: Some(element.id().to_owned()),
                newer: None,
                before: Some(element.title().to_owned()),
                after: None,
            });
        }
    }
    differences
}
