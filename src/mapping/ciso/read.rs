//! From YAML to [`Library`].

use super::{Library, Mapping, RELATIONSHIPS, Set};
use crate::{
    diagnostic::{Code, Findings, Severity},
    document::{Located, Node, parse},
    mapping::{
        reading::{Object, json},
        report::Report,
    },
    source::{FileText, Limits},
};

/// Top-level members that the format knows.
const ABOUT: [&str; 15] = [
    "locale",
    "ref_id",
    "name",
    "description",
    "copyright",
    "version",
    "publication_date",
    "provider",
    "packager",
    "dependencies",
    "translations",
    "labels",
    "annotation",
    "convert_library_version",
    "objects",
];

/// Objects that are kept as they are.
const OBJECTS: [&str; 8] =
    ["framework", "frameworks", "reference_controls", "threats", "risk_matrix", "risk_matrices", "preset", "metric_definitions"];

/// Reads a library file.
///
/// The library comes back whenever the file is a mapping; it holds the rows that name both sides and a relation, and all
/// members that have no field. Time and memory are linear in the text and bounded by `limits`.
///
/// Findings: those of [`parse`], `missing-key`, `wrong-type`, `unknown-value`, `malformed-row`, `unknown-key`.
#[must_use]
pub fn read(file: &FileText, limits: Limits) -> (Option<Library>, Findings) {
    let (document, findings) = parse(file, limits);
    let mut report = Report::after(file, findings);
    let library = document.and_then(|document| library(&document.root, &mut report));
    (library, report.finish())
}

fn library(root: &Node<'_>, report: &mut Report<'_>) -> Option<Library> {
    let mut top = Object::of(root, "the library", report)?;
    let mut library = Library { urn: top.need("urn", report), ..Library::default() };
    if top.peek("objects").is_none() {
        top.lacks("objects", report);
    }
    if let Some(mut objects) = top.object("objects", "`objects`", report) {
        let one = objects.object("requirement_mapping_set", "the mapping set", report);
        library.single = one.is_some();
        let many = objects.list("requirement_mapping_sets", report);
        if library.single && !many.is_empty() {
            let place = objects.peek("requirement_mapping_sets").map(|node| node.position).unwrap_or_default();
            report.warning(Code::DuplicateKey, "there is one mapping set and a list of them", place, "all are read; keep them in the list");
            library.single = false;
        }
        library.sets.extend(one.map(|object| set(object, report)));
        for node in many {
            let object = Object::of(node, "the mapping set", report);
            library.sets.extend(object.map(|object| set(object, report)));
        }
        library.objects = objects.rest(&OBJECTS, report);
    }
    library.about = top.rest(&ABOUT, report);
    Some(library)
}

fn set(mut object: Object<'_, '_>, report: &mut Report<'_>) -> Set {
    let urn = object.need("urn", report);
    let [ref_id, name, description] = ["ref_id", "name", "description"].map(|key| object.text(key, report).map(|text| text.into_inner()));
    let source_framework = object.need("source_framework_urn", report);
    let target_framework = object.need("target_framework_urn", report);
    if object.peek("requirement_mappings").is_none() {
        object.lacks("requirement_mappings", report);
    }
    let rows = object.list("requirement_mappings", report);
    let mappings = rows.iter().filter_map(|node| mapping(node, report)).collect();
    let other = object.rest(&["ref_id", "name", "description", "translations", "annotation"], report);
    Set { urn, ref_id, name, description, source_framework, target_framework, mappings, other }
}

fn mapping(node: &Node<'_>, report: &mut Report<'_>) -> Option<Mapping> {
    let mut object = Object::of(node, "the mapping", report)?;
    let errors = report.errors();
    let source = object.need("source_requirement_urn", report);
    let target = object.need("target_requirement_urn", report);
    let relationship = object.need("relationship", report);
    let (Some(source), Some(target), Some(relationship)) = (source, target, relationship) else {
        if report.errors() > errors {
            report.error(Code::MalformedRow, "the mapping does not say what lies how to what", object.position, "the row was left out");
        }
        return None;
    };
    let word = relationship.trim().to_lowercase();
    let place = relationship.position().unwrap_or(object.position);
    if report.word(Severity::Error, "relationship", &word, place, &RELATIONSHIPS) && *relationship != word {
        report.warning(Code::UnknownValue, "relations are written in lower case", place, &format!("write `{word}`"));
    }
    let rationale = object.text("rationale", report).map(|text| text.into_inner());
    let annotation = object.text("annotation", report).map(|text| text.into_inner());
    let strength = match object.peek("strength_of_relationship") {
        Some(node) if node.text().is_some() => object.take("strength_of_relationship").map(|node| json(node, report.is_json())),
        Some(node) => {
            let message = format!("`strength_of_relationship` must be a number, found {}", node.describe());
            report.error(Code::WrongType, message, node.position, "it was kept as it is and not read");
            None
        }
        None => None,
    };
    let place = Located::at((), object.position);
    let other = object.rest(&["rationale", "annotation", "strength_of_relationship", "translations"], report);
    Some(Mapping { source, target, relationship, rationale, strength, annotation, other, place })
}
