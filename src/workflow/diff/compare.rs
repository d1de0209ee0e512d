//! Two definitions held against each other, part by part.

use indexmap::IndexMap;

use super::{WorkflowDifference, WorkflowPart, statement::Item};
use crate::difference::{PartChange, aspects, described, new_or_gone, pairs};

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
        for (before, after) in pairs(before, after, &[&|one, other| one.behaviour == other.behaviour, &|_, _| true]) {
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

fn one(before: Option<&Item>, after: Option<&Item>, (behaviour, words): &mut Differences) {
    match (before, after) {
        (Some(before), Some(after)) => {
            aspects(after.part, &after.name, &before.behaviour, &after.behaviour, &[], behaviour);
            aspects(after.part, &after.name, &before.words, &after.words, &[], words);
        }
        (Some(item), None) => added_or_removed(item, PartChange::Removed, behaviour, words),
        (None, Some(item)) => added_or_removed(item, PartChange::Added, behaviour, words),
        (None, None) => {}
    }
}

fn added_or_removed(item: &Item, change: PartChange, behaviour: &mut Vec<WorkflowDifference>, words: &mut Vec<WorkflowDifference>) {
    // Lanes and sources have no behaviour of their own: the steps say which lane they are in.
    let is_words = matches!(item.part, WorkflowPart::Lane | WorkflowPart::Source);
    let (said, list) = if is_words { (&item.words, words) } else { (&item.behaviour, behaviour) };
    list.push(new_or_gone(item.part, &item.name, change, described(said, &[])));
}
