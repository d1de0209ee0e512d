//! A mapping set read from the other side, as a set of its own.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Group, MappingSet, Row, Slots, predicate};
use crate::document::Located;

/// The slot that keeps a predicate without a known inverse, so that inverting again brings it back.
const PREDICATE: &str = "ext_inverted_predicate";
/// What an inverted set's id ends with.
const SUFFIX: &str = "/inverse";
/// What an inverted set's title begins with.
const TITLE: &str = "Inverse of ";

impl MappingSet {
    /// The set read from the other side: subject and object change places with all slots about them, every relation is
    /// replaced by its converse, broad and narrow swap. Who made a row and why stays, since it is the same statement.
    ///
    /// A predicate without a known inverse becomes the nearest SKOS predicate and is kept in `ext_inverted_predicate`;
    /// `record_id` becomes `ext_inverse_of`, since the inverse is another record. Inverting twice gives the set back.
    /// Linear in the rows.
    #[must_use]
    pub fn invert(&self) -> Self {
        let mut metadata: IndexMap<String, String> = self.metadata.iter().map(|(name, text)| (other_side(name), text.clone())).collect();
        let id = self.id.as_ref().map(|id| Located::new(id.strip_suffix(SUFFIX).map_or_else(|| format!("{}{SUFFIX}", **id), str::to_owned)));
        let title = self.title.as_ref().map(|title| title.strip_prefix(TITLE).map_or_else(|| format!("{TITLE}{title}"), str::to_owned));
        for (name, text) in [("mapping_set_id", id.as_deref()), ("mapping_set_title", title.as_ref())] {
            if let (Some(slot), Some(text)) = (metadata.get_mut(name), text) {
                slot.clone_from(text);
            }
        }
        let mut set = self.without_rows();
        (set.id, set.title, set.metadata) = (id, title, metadata);
        (set.subject_framework, set.object_framework) = (self.object_framework.clone(), self.subject_framework.clone());
        (set.subject_version, set.object_version) = (self.object_version.clone(), self.subject_version.clone());
        // Slots of the set are shared by its rows, and so are their inverses.
        let mut shared: Option<(&Arc<Slots>, Arc<Slots>)> = None;
        for row in self.rows() {
            let inherited = match &shared {
                Some((old, new)) if Arc::ptr_eq(old, &row.inherited) => Arc::clone(new),
                _ => Arc::new(slots(&row.inherited)),
            };
            shared = Some((&row.inherited, Arc::clone(&inherited)));
            set.push(row.invert(inherited));
        }
        set.set_groups(self.groups().iter().map(invert_group).collect());
        set
    }
}

impl Row {
    fn invert(&self, inherited: Arc<Slots>) -> Self {
        let mut other = slots(&self.other);
        let (predicate, negated) = self.inverse(&mut other);
        Self {
            subject: self.object.clone(),
            object: self.subject.clone(),
            predicate,
            negated,
            relation: self.relation.converse(),
            other,
            inherited,
            ..self.clone()
        }
    }

    /// The predicate that says the same from the other side, and whether it is negated.
    fn inverse(&self, other: &mut Slots) -> (Located<String>, bool) {
        if let Some(kept) = other.shift_remove(PREDICATE) {
            let (negated, name) = kept.strip_prefix("Not ").map_or((false, kept.as_ref()), |name| (true, name));
            return (Located::new(name.to_owned()), negated);
        }
        let inverse = self.inverse_predicate();
        // One that is written in another way than usual does not come back by itself either.
        if inverse.and_then(predicate::inverse_of) != Some(self.predicate.as_str()) {
            let not = if self.negated { "Not " } else { "" };
            other.insert(PREDICATE.into(), format!("{not}{}", *self.predicate).into());
        }
        match inverse {
            Some(inverse) => (Located::new(inverse.to_owned()), self.negated),
            None => (Located::new(predicate::nearest_to(self.relation.converse()).to_owned()), false),
        }
    }
}

fn invert_group(group: &Group) -> Group {
    let mut other = slots(&group.other);
    let predicate = if let Some(kept) = other.shift_remove(PREDICATE) {
        kept.to_string()
    } else {
        let inverse = predicate::inverse_of(&group.predicate);
        if inverse.and_then(predicate::inverse_of) != Some(group.predicate.as_str()) {
            other.insert(PREDICATE.into(), group.predicate.as_str().into());
        }
        inverse.unwrap_or_else(|| predicate::nearest_to(group.relation.converse())).to_owned()
    };
    Group {
        sources: group.targets.clone(),
        targets: group.sources.clone(),
        predicate: Located::new(predicate),
        relation: group.relation.converse(),
        other,
        ..group.clone()
    }
}

/// Slots with subject and object changed over, in names and in the values that speak of the two.
fn slots(slots: &Slots) -> Slots {
    let swapped = slots.iter().map(|(name, text)| {
        let value: Arc<str> = match name.as_ref() {
            "mapping_cardinality" => text.split_once(':').map_or_else(|| Arc::clone(text), |(left, right)| format!("{right}:{left}").into()),
            "cardinality_scope" => text.split('|').map(other_side).collect::<Vec<_>>().join("|").into(),
            _ => Arc::clone(text),
        };
        (other_side(name).into(), value)
    });
    swapped.collect()
}

/// The name of the same slot of the other side.
fn other_side(name: &str) -> String {
    match name {
        "record_id" => "ext_inverse_of".to_owned(),
        "ext_inverse_of" => "record_id".to_owned(),
        _ => match (name.strip_prefix("subject_"), name.strip_prefix("object_")) {
            (Some(rest), _) => format!("object_{rest}"),
            (_, Some(rest)) => format!("subject_{rest}"),
            _ => name.to_owned(),
        },
    }
}
