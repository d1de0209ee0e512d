//! The names of SSSOM's slots, and what each may hold.
//!
//! Source: `sssom_schema.yaml` and `src/docs/spec-*.md` of mapping-commons/sssom @ 8cfba109 (1.1.0a5), with the names of
//! files older than 1.0.

/// Columns that every table has.
pub(super) const REQUIRED: [&str; 4] = ["subject_id", "predicate_id", "object_id", "mapping_justification"];

/// Our extension columns, without `ext_`.
pub(super) const OURS: [&str; 9] =
    ["relation", "rationale", "rationale_kind", "strength", "strength_scale", "standing", "authority", "review", "origin"];

/// Columns that fill fields of a row; all others are kept as text.
pub(super) const FIELDS: [&str; 18] = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "mapping_source",
    "confidence",
    "ext_relation",
    "ext_rationale",
    "ext_standing",
    "ext_authority",
    "ext_review",
    "ext_rationale_kind",
    "ext_strength",
    "ext_strength_scale",
    "ext_origin",
];

/// Slots whose values are CURIEs.
const REFERENCES: [&str; 18] = [
    "record_id",
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "author_id",
    "reviewer_id",
    "creator_id",
    "subject_source",
    "object_source",
    "mapping_source",
    "mapping_tool_id",
    "curation_rule",
    "issue_tracker_item",
    "subject_match_field",
    "object_match_field",
    "subject_preprocessing",
    "object_preprocessing",
];

/// Slots of the set that hold for every row when no row has a value of its own.
pub(super) const PROPAGATED: [&str; 20] = [
    "mapping_date",
    "mapping_provider",
    "mapping_tool",
    "mapping_tool_id",
    "mapping_tool_version",
    "subject_match_field",
    "object_match_field",
    "subject_preprocessing",
    "object_preprocessing",
    "subject_source",
    "object_source",
    "subject_source_version",
    "object_source_version",
    "subject_type",
    "object_type",
    "predicate_type",
    "cardinality_scope",
    "similarity_measure",
    "curation_rule",
    "curation_rule_text",
];

/// Further slots of a mapping.
const OTHER_COLUMNS: [&str; 21] = [
    "subject_category",
    "predicate_label",
    "object_category",
    "author_label",
    "reviewer_label",
    "creator_label",
    "license",
    "mapping_cardinality",
    "publication_date",
    "review_date",
    "reviewer_agreement",
    "match_string",
    "similarity_score",
    "see_also",
    "other",
    "comment",
    "derived_from",
    // Before 1.0.
    "match_type",
    "match_term_type",
    "semantic_similarity_score",
    "semantic_similarity_measure",
];

/// Further slots of a set.
const OTHER_SET_SLOTS: [&str; 17] = [
    "sssom_version",
    "curie_map",
    "mapping_set_id",
    "mapping_set_version",
    "mapping_set_source",
    "mapping_set_title",
    "mapping_set_description",
    "mapping_set_confidence",
    "creator_id",
    "creator_label",
    "license",
    "publication_date",
    "see_also",
    "issue_tracker",
    "other",
    "comment",
    "extension_definitions",
];

/// Whether the values of a slot are CURIEs.
pub(super) fn is_reference(name: &str) -> bool {
    REFERENCES.contains(&name)
}

/// The numbers that a slot may hold.
pub(super) fn range(name: &str) -> Option<(f64, f64)> {
    match name {
        "confidence" | "similarity_score" | "semantic_similarity_score" | "mapping_set_confidence" => Some((0.0, 1.0)),
        "reviewer_agreement" => Some((-1.0, 1.0)),
        _ => None,
    }
}

/// All columns that the format knows.
pub(super) fn columns() -> impl Iterator<Item = &'static str> {
    FIELDS.into_iter().chain(PROPAGATED).chain(REFERENCES).chain(OTHER_COLUMNS)
}

/// All keys that the metadata may have.
pub(super) fn set_slots() -> impl Iterator<Item = &'static str> {
    PROPAGATED.into_iter().chain(OTHER_SET_SLOTS)
}
