//! What tests of written SSSOM share: the laws that every set keeps.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{collections::BTreeMap, sync::Arc};

use itsm::{
    diagnostic::Findings,
    mapping::{
        MappingSet, Row, Slots, TermKind,
        sssom::{
            self, Format, Placement, Version, Writing, Written,
            json::{self, Ids},
        },
    },
    source::{FileText, Limits},
};

pub const M: &str = "semapv:ManualMappingCuration";
pub const NUMBERS: [&str; 4] = ["confidence", "similarity_score", "reviewer_agreement", "mapping_set_confidence"];
pub const AS_IT_IS: Writing =
    Writing { format: Format::Tsv, placement: Placement::Embedded, condense: false, sort: false, extensions: true, version: None };

pub fn read(text: &str) -> (MappingSet, Findings) {
    let (set, findings) = sssom::read(&FileText::new("set.sssom.tsv", text.to_owned()), Limits::default());
    (set.unwrap(), findings)
}

pub fn written(set: &MappingSet, writing: &Writing) -> Written {
    sssom::write(set, writing).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// Reads what was written, in whatever form.
pub fn back(written: &Written, format: Format) -> MappingSet {
    let name = if format == Format::Csv { "set.sssom.csv" } else { "set.sssom.tsv" };
    let file = FileText::new(name, written.text.clone());
    let (set, findings) = match &written.metadata {
        Some(metadata) => sssom::read_with_metadata(&file, &FileText::new("set.sssom.yml", metadata.clone()), Limits::default()),
        None => sssom::read(&file, Limits::default()),
    };
    assert_eq!(findings.errors(), 0, "{findings:?}\n{}", written.text);
    set.unwrap()
}

pub fn number(slot: &str, text: &str) -> String {
    if NUMBERS.contains(&slot) { ((text.trim().parse::<f64>().unwrap() * 1000.0).round() / 1000.0).to_string() } else { text.to_owned() }
}

pub fn slot_text(slot: &str, text: &str) -> String {
    match text.strip_prefix("urn:itsm:") {
        Some(rest) if slot.ends_with("_source") => format!("itsm:{rest}"),
        _ => number(slot, text),
    }
}

/// The set without places and without what a writer makes anew; numbers in one form.
pub fn bare(set: &MappingSet) -> MappingSet {
    let mut bare = MappingSet::default();
    bare.id.clone_from(&set.id);
    bare.version.clone_from(&set.version);
    bare.title.clone_from(&set.title);
    bare.description.clone_from(&set.description);
    bare.licence.clone_from(&set.licence);
    bare.subject_framework.clone_from(&set.subject_framework);
    bare.object_framework.clone_from(&set.object_framework);
    bare.subject_version.clone_from(&set.subject_version);
    bare.object_version.clone_from(&set.object_version);
    bare.date.clone_from(&set.date);
    let made = ["sssom_version", "extension_definitions"];
    let metadata = set.metadata.iter().filter(|(name, text)| !made.contains(&name.as_str()) && !text.trim().is_empty());
    bare.metadata = metadata.map(|(name, text)| (name.clone(), slot_text(name, text))).collect();
    let slots = |slots: &Slots, row: &Row| -> Slots {
        let kept = slots.iter().filter(|(name, text)| {
            let of_literal = match name.as_ref() {
                "subject_type" => row.subject.kind == TermKind::Literal,
                "object_type" => row.object.kind == TermKind::Literal,
                _ => false,
            };
            !of_literal && !text.trim().is_empty()
        });
        kept.map(|(name, text)| (Arc::clone(name), slot_text(name, text).into())).collect()
    };
    for row in set.rows() {
        let mut row = row.clone();
        row.position = None;
        row.other = slots(&row.other, &row);
        row.inherited = Arc::new(slots(&row.inherited, &row));
        row.confidence = row.confidence.map(|number| (number * 1000.0).round() / 1000.0);
        bare.push(row);
    }
    for group in set.groups() {
        let mut group = group.clone();
        group.position = None;
        let rows = bare.rows().len();
        bare.push_group(group, 0);
        assert_eq!(bare.rows().len(), rows);
    }
    bare
}

/// The same, with slots where they hold instead of where they stand, and rows in order.
pub fn meaning(set: &MappingSet) -> (BTreeMap<String, String>, Vec<String>, String) {
    let set = bare(set);
    let propagated = [
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
    let metadata = set.metadata.iter().filter(|(name, _)| !propagated.contains(&name.as_str()) || set.rows().is_empty());
    let mut rows: Vec<String> = set
        .rows()
        .iter()
        .map(|row| {
            let slots: BTreeMap<&str, &str> = row.inherited.iter().chain(&row.other).map(|(name, text)| (name.as_ref(), text.as_ref())).collect();
            let mut row = row.clone();
            (row.other, row.inherited) = (Slots::default(), Arc::default());
            format!("{} {slots:?}", serde_json::to_string(&row).unwrap())
        })
        .collect();
    rows.sort();
    (metadata.map(|(name, text)| (name.clone(), text.clone())).collect(), rows, serde_json::to_string(set.groups()).unwrap())
}

/// All laws at once.
pub fn holds(set: &MappingSet, name: &str) {
    let plain = written(set, &AS_IT_IS);
    let same = back(&plain, Format::Tsv);
    assert_eq!(bare(&same), bare(set), "{name}\n{}", plain.text);
    assert_eq!(written(&same, &AS_IT_IS).text, plain.text, "{name}");
    for writing in [
        Writing::default(),
        Writing { format: Format::Csv, ..Writing::default() },
        Writing { placement: Placement::External, ..Writing::default() },
        Writing { condense: false, ..Writing::default() },
        Writing { sort: false, format: Format::Csv, ..Writing::default() },
        Writing { version: Some(Version::V1_1), ..Writing::default() },
    ] {
        let first = written(set, &writing);
        let again = back(&first, writing.format);
        assert_eq!(meaning(&again), meaning(set), "{name} {writing:?}\n{}", first.text);
        let second = written(&again, &writing);
        assert_eq!((second.text, second.metadata), (first.text, first.metadata), "{name} {writing:?}");
    }
}

/// The same laws for JSON.
pub fn holds_in_json(set: &MappingSet, name: &str) {
    for writing in [AS_IT_IS, Writing::default()] {
        let first = json::write(set, Ids::Short, &writing).unwrap();
        let again = from_json(&first.text);
        assert_eq!(meaning(&again), meaning(set), "{name} {writing:?}\n{}", first.text);
        if writing == AS_IT_IS {
            assert_eq!(bare(&again), bare(set), "{name}\n{}", first.text);
        }
        assert_eq!(json::write(&again, Ids::Short, &writing).unwrap().text, first.text, "{name}");
        let full = json::write(set, Ids::Full, &writing).unwrap();
        let again = from_json(&full.text);
        assert_eq!(again.rows().len(), set.rows().len());
        let value: serde_json::Value = serde_json::from_str(&full.text).unwrap();
        assert!(value.get("@context").is_none());
        // Full IRIs stay what they are, whichever prefixes are known.
        let mut known = from_json(&full.text);
        known.curie_map.extend(from_json(&first.text).curie_map);
        assert_eq!(json::write(&known, Ids::Full, &writing).unwrap().text, full.text, "{name}");
    }
}

pub fn from_json(text: &str) -> MappingSet {
    let (set, findings) = json::read(&FileText::new("set.sssom.json", text.to_owned()), Limits::default());
    assert_eq!(findings.errors(), 0, "{findings:?}\n{text}");
    set.unwrap()
}
