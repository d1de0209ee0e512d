//! The slots of SSSOM in the order in which they are written, and the versions that have them.
//!
//! Source: `sssom_schema.yaml` of mapping-commons/sssom @ 8cfba109 (1.1.0a5), classes `mapping` and `mapping set`.

use std::fmt;

/// A version of the format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 1.0, which files do not name.
    #[default]
    V1_0,
    /// 1.1, which files name in `sssom_version`.
    V1_1,
}

impl Version {
    /// The number as files write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// What the value of a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// A CURIE.
    Reference,
    /// Several texts.
    Texts,
    /// Several CURIEs.
    References,
}

impl Kind {
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::Texts | Self::References)
    }

    pub(super) fn is_reference(self) -> bool {
        matches!(self, Self::Reference | Self::References)
    }
}

/// A slot of a mapping or of a set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The first version that has it here.
    pub(super) since: Version,
}

const fn old(name: &'static str, kind: Kind) -> Slot {
    Slot { name, kind, since: Version::V1_0 }
}

const fn new(name: &'static str, kind: Kind) -> Slot {
    Slot { name, kind, since: Version::V1_1 }
}

use Kind::{Number, Reference, References, Text, Texts};

/// Slots of a mapping, in the order of columns.
pub(super) const MAPPING: [Slot; 50] = [
    new("record_id", Reference),
    old("subject_id", Reference),
    old("subject_label", Text),
    old("subject_category", Text),
    old("predicate_id", Reference),
    old("predicate_label", Text),
    old("predicate_modifier", Text),
    old("object_id", Reference),
    old("object_label", Text),
    old("object_category", Text),
    old("mapping_justification", Reference),
    old("author_id", References),
    old("author_label", Texts),
    old("reviewer_id", References),
    old("reviewer_label", Texts),
    old("creator_id", References),
    old("creator_label", Texts),
    old("license", Text),
    old("subject_type", Text),
    old("subject_source", Reference),
    old("subject_source_version", Text),
    old("object_type", Text),
    old("object_source", Reference),
    old("object_source_version", Text),
    new("predicate_type", Text),
    old("mapping_provider", Text),
    old("mapping_source", Reference),
    old("mapping_cardinality", Text),
    new("cardinality_scope", Texts),
    old("mapping_tool", Text),
    new("mapping_tool_id", Reference),
    old("mapping_tool_version", Text),
    old("mapping_date", Text),
    old("publication_date", Text),
    new("review_date", Text),
    old("confidence", Number),
    new("reviewer_agreement", Number),
    old("curation_rule", References),
    old("curation_rule_text", Texts),
    old("subject_match_field", References),
    old("object_match_field", References),
    old("match_string", Texts),
    old("subject_preprocessing", References),
    old("object_preprocessing", References),
    old("similarity_score", Number),
    old("similarity_measure", Text),
    old("see_also", Texts),
    old("issue_tracker_item", Reference),
    old("other", Text),
    old("comment", Text),
];

/// Slots of a set but `sssom_version`, `curie_map`, `mappings` and `extension_definitions`, in the order of the metadata.
pub(super) const SET: [Slot; 34] = [
    old("mapping_set_id", Text),
    old("mapping_set_version", Text),
    old("mapping_set_source", Texts),
    old("mapping_set_title", Text),
    old("mapping_set_description", Text),
    new("mapping_set_confidence", Number),
    old("creator_id", References),
    old("creator_label", Texts),
    old("license", Text),
    old("subject_type", Text),
    old("subject_source", Reference),
    old("subject_source_version", Text),
    old("object_type", Text),
    old("object_source", Reference),
    old("object_source_version", Text),
    new("predicate_type", Text),
    old("mapping_provider", Text),
    new("cardinality_scope", Texts),
    old("mapping_tool", Text),
    new("mapping_tool_id", Reference),
    old("mapping_tool_version", Text),
    old("mapping_date", Text),
    old("publication_date", Text),
    old("subject_match_field", References),
    old("object_match_field", References),
    old("subject_preprocessing", References),
    old("object_preprocessing", References),
    new("similarity_measure", Text),
    new("curation_rule", References),
    new("curation_rule_text", Texts),
    old("see_also", Texts),
    old("issue_tracker", Text),
    old("other", Text),
    old("comment", Text),
];

/// The slot of a mapping.
pub(super) fn of_mapping(name: &str) -> Option<&'static Slot> {
    MAPPING.iter().find(|slot| slot.name == name)
}

/// The slot of a set.
pub(super) fn of_set(name: &str) -> Option<&'static Slot> {
    SET.iter().find(|slot| slot.name == name)
}

/// Kinds of entities.
const TYPES: [&str; 12] = [
    "owl class",
    "owl object property",
    "owl data property",
    "owl annotation property",
    "owl named individual",
    "skos concept",
    "rdfs resource",
    "rdfs class",
    "rdfs literal",
    "rdfs datatype",
    "rdf property",
    "composed entity expression",
];

const CARDINALITIES: [&str; 7] = ["1:1", "1:n", "n:1", "n:n", "1:0", "0:1", "0:0"];

/// Whether a slot may hold a value: a word of its list, or a date.
pub(super) fn allows(slot: &str, value: &str) -> bool {
    match slot {
        "subject_type" | "object_type" | "predicate_type" => TYPES.contains(&value),
        "mapping_cardinality" => CARDINALITIES.contains(&value),
        "mapping_date" | "publication_date" | "review_date" => {
            let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
            let mut parts = value.splitn(3, '-');
            [4, 2, 2].into_iter().all(|count| parts.next().is_some_and(|part| digits(part, count)))
        }
        _ => true,
    }
}

/// Values that came with 1.1, by slot.
pub(super) fn is_new_value(slot: &str, value: &str) -> bool {
    match slot {
        "subject_type" | "object_type" | "predicate_type" => value == "composed entity expression",
        "mapping_cardinality" => value == "0:0",
        "mapping_justification" => matches!(
            value,
            "semapv:MappingInversion" | "semapv:StructuralMatching" | "semapv:InstanceBasedMatching" | "semapv:BackgroundKnowledgeBasedMatching"
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::sssom::slots;
    use std::collections::BTreeSet;

    /// The reader's lists and the writer's tables name the same slots.
    #[test]
    fn reader_and_writer_know_the_same_slots() {
        let old = ["derived_from", "match_type", "match_term_type", "semantic_similarity_score", "semantic_similarity_measure"];
        let read: BTreeSet<&str> = slots::columns().filter(|name| !name.starts_with("ext_") && !old.contains(name)).collect();
        let written: BTreeSet<&str> = MAPPING.iter().map(|slot| slot.name).collect();
        assert_eq!(read, written);
        let read: BTreeSet<&str> =
            slots::set_slots().filter(|name| !matches!(*name, "sssom_version" | "curie_map" | "extension_definitions")).collect();
        let written: BTreeSet<&str> = SET.iter().map(|slot| slot.name).collect();
        assert_eq!(read, written);
        for slot in &MAPPING {
            assert_eq!(slots::is_reference(slot.name), slot.kind.is_reference(), "{}", slot.name);
            assert_eq!(slots::range(slot.name).is_some(), slot.kind == Number, "{}", slot.name);
        }
        for name in slots::PROPAGATED {
            assert!(of_mapping(name).is_some() && of_set(name).is_some(), "{name}");
            assert_eq!(of_mapping(name).map(|slot| slot.kind), of_set(name).map(|slot| slot.kind), "{name}");
        }
        assert_eq!(MAPPING.iter().filter(|slot| slot.since == Version::V1_0).count(), 44);
    }
}
