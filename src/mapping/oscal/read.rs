//! From JSON to [`Collection`]: the levels of a file.

use serde_json::Value as Json;

use super::{
    Collection, Gap, Item, Map, Mapping, NAMESPACE, Resource, Selection, Shape, VERSION,
    parts::{METHODS, settings, with_props},
};
use crate::{
    diagnostic::{Code, Findings, Severity},
    document::{Located, Node, Position, parse},
    mapping::{Members, reading::Object, report::Report},
    source::{FileText, Limits},
};

/// Words of `relationship` in OSCAL's namespace.
const RELATIONSHIPS: [&str; 6] = ["equivalent-to", "equal-to", "subset-of", "superset-of", "intersects-with", "no-relationship"];
/// What most objects may have beside their own members.
const COMMON: [&str; 3] = ["props", "links", "remarks"];

/// Reads a mapping collection.
///
/// The collection comes back whenever the file has one; maps without a relationship, a source or a target are left out,
/// with findings. Words outside the value lists are errors and kept. Time and memory are linear in the text and bounded
/// by `limits`.
///
/// Findings: those of [`parse`], `missing-key`, `wrong-type`, `unknown-value`, `unknown-key`, `unknown-predicate`,
/// `malformed-row`, `unsupported-format`.
#[must_use]
pub fn read(file: &FileText, limits: Limits) -> (Option<Collection>, Findings) {
    let (document, findings) = parse(file, limits);
    let mut report = Report::after(file, findings);
    let collection = document.and_then(|document| collection(&document.root, &mut report));
    (collection, report.finish())
}

fn collection(root: &Node<'_>, report: &mut Report<'_>) -> Option<Collection> {
    let mut top = Object::of(root, "the file", report)?;
    if top.peek("mapping-collection").is_none() {
        top.lacks("mapping-collection", report);
        return None;
    }
    let mut object = top.object("mapping-collection", "the collection", report)?;
    let uuid = uuid(&mut object, report);
    let (mut metadata, shape) = metadata(&mut object, report);
    if shape == Shape::Prototype {
        metadata.insert("oscal-version".to_owned(), VERSION.into());
    }
    let mut collection = Collection { uuid, metadata, ..Collection::default() };
    if object.peek("provenance").is_none() {
        object.lacks("provenance", report);
    }
    if let Some(mut provenance) = object.object("provenance", "`provenance`", report) {
        for name in ["method", "matching-rationale", "status", "mapping-description"] {
            if provenance.peek(name).is_none() {
                provenance.lacks(name, report);
            }
        }
        let (settings, props) = settings(&mut provenance, shape, true, report);
        collection.provenance = settings;
        let known = [&COMMON[..], &["responsible-parties"]].concat();
        collection.provenance_other = with_props(provenance.rest(&known, report), props);
    }
    if object.peek("mappings").is_none() {
        object.lacks("mappings", report);
    }
    for node in object.list("mappings", report) {
        let Some(object) = Object::of(node, "the mapping", report) else { continue };
        collection.mappings.push(mapping(object, shape, report));
    }
    collection.other = object.rest(&["back-matter"], report);
    for (key, value) in top.rest(&["$schema"], report) {
        collection.other.entry(format!("/{key}")).or_insert(value);
    }
    Some(collection)
}

fn metadata(object: &mut Object<'_, '_>, report: &mut Report<'_>) -> (Members, Shape) {
    if object.peek("metadata").is_none() {
        object.lacks("metadata", report);
    }
    let Some(metadata) = object.object("metadata", "`metadata`", report) else { return (Members::new(), Shape::Current) };
    for name in ["title", "last-modified", "version", "oscal-version"] {
        if metadata.peek(name).is_none() {
            metadata.lacks(name, report);
        }
    }
    let mut shape = Shape::Current;
    if let Some((node, version)) = metadata.peek("oscal-version").and_then(|node| Some((node, node.text()?))) {
        let found = Shape::of(version);
        shape = found.map_or(Shape::Current, |(shape, _)| shape);
        let message = format!("OSCAL {} is not a version that is known here", crate::diagnostic::shown(version));
        match found {
            None => report.error(Code::UnsupportedFormat, message, node.position, "known are 1.2.0 to 1.2.2; it was read as 1.2.2"),
            Some((Shape::Prototype, _)) => {
                let message = format!("OSCAL {version} has no mappings yet: this is the shape of a prototype");
                report.warning(Code::UnsupportedFormat, message, node.position, "it was read as far as it goes, and is written as 1.2.2");
            }
            Some((_, false)) => report.warning(Code::UnsupportedFormat, message, node.position, "known are 1.2.0 to 1.2.2; it was read as 1.2.2"),
            Some((_, true)) => {}
        }
    }
    let known = ["title", "last-modified", "version", "oscal-version", "published", "revisions", "document-ids", "roles", "locations", "parties"];
    let known = [&COMMON[..], &known, &["responsible-parties", "actions"]].concat();
    (metadata.rest(&known, report), shape)
}

fn mapping(mut object: Object<'_, '_>, shape: Shape, report: &mut Report<'_>) -> Mapping {
    let uuid = uuid(&mut object, report);
    let [source, target] = ["source-resource", "target-resource"].map(|side| {
        if object.peek(side).is_none() {
            object.lacks(side, report);
        }
        object.object(side, "the resource", report).map_or_else(Resource::default, |object| resource(object, report))
    });
    let (settings, props) = settings(&mut object, shape, true, report);
    let [source_gap, target_gap] =
        ["source-gap-summary", "target-gap-summary"].map(|side| object.object(side, "the gap summary", report).map(|object| gap(object, report)));
    let nodes = object.list("maps", report);
    if nodes.is_empty() {
        object.lacks("maps", report);
    }
    let maps = nodes.iter().filter_map(|node| map(node, shape, report)).collect();
    let other = with_props(object.rest(&COMMON, report), props);
    Mapping { uuid, source, target, settings, maps, source_gap, target_gap, other }
}

fn resource(mut object: Object<'_, '_>, report: &mut Report<'_>) -> Resource {
    let kind = object.need("type", report).map(Located::into_inner);
    let href = object.need("href", report);
    Resource { kind, href, other: object.rest(&["ns", "props", "links", "remarks"], report) }
}

fn gap(mut object: Object<'_, '_>, report: &mut Report<'_>) -> Gap {
    let uuid = uuid(&mut object, report);
    if object.peek("unmapped-controls").is_none() {
        object.lacks("unmapped-controls", report);
    }
    let mut unmapped = Vec::new();
    for node in object.list("unmapped-controls", report) {
        let Some(mut object) = Object::of(node, "the selection", report) else { continue };
        let mut selection = Selection { children: object.text("with-child-controls", report).map(Located::into_inner), ..Selection::default() };
        if let Some(word) = &selection.children {
            report.word(Severity::Error, "with-child-controls", word, object.position, &["yes", "no"]);
        }
        for id in object.list("with-ids", report) {
            match id.text().filter(|text| !text.is_empty()) {
                Some(text) => selection.ids.push(Located::at(text.to_owned(), id.position)),
                None => report.error(Code::MalformedRow, format!("a control id is text, found {}", id.describe()), id.position, "it was left out"),
            }
        }
        if let Some(matching) = object.peek("matching") {
            let message = "the pattern says which controls have no counterpart, but names none";
            report.push(Severity::Note, Code::MalformedRow, message, matching.position, "it is kept; rows are made of `with-ids` only".to_owned());
        }
        selection.other = object.rest(&["matching"], report);
        unmapped.push(selection);
    }
    Gap { uuid, unmapped, other: object.rest(&COMMON, report) }
}

fn map(node: &Node<'_>, shape: Shape, report: &mut Report<'_>) -> Option<Map> {
    let mut object = Object::of(node, "the map", report)?;
    let uuid = uuid(&mut object, report);
    let mut namespace = object.text("ns", report).map(Located::into_inner);
    let relationship = match object.peek("relationship") {
        Some(inner) if inner.get("type").is_some() => {
            if shape != Shape::Prototype {
                let message = "`relationship` is an object: this is the shape of a prototype before 1.2";
                report.error(Code::WrongType, message, inner.position, "write the word alone");
            }
            let mut inner = object.object("relationship", "the relationship", report)?;
            namespace = inner.text("ns", report).map(Located::into_inner).or(namespace);
            inner.need("type", report)
        }
        _ => object.need("relationship", report),
    };
    let sources = items(&mut object, "sources", shape, report);
    let targets = items(&mut object, "targets", shape, report);
    let (Some(relationship), false, false) = (relationship, sources.is_empty(), targets.is_empty()) else {
        let message = "the map does not say what lies how to what";
        report.error(Code::MalformedRow, message, object.position, "a relationship, a source and a target are needed; it was left out");
        return None;
    };
    let place = relationship.position().unwrap_or(object.position);
    if namespace.as_deref().is_none_or(|ns| ns == NAMESPACE) {
        report.word(Severity::Error, "relationship", &relationship, place, &RELATIONSHIPS);
    } else {
        let message = format!("the relationship `{}` is of another namespace", crate::diagnostic::shown(&relationship));
        report.push(Severity::Note, Code::UnknownPredicate, message, place, "it is kept and leaves all five relations open".to_owned());
    }
    for node in object
        .peek("qualifiers")
        .into_iter()
        .flat_map(|node| if let crate::document::Value::Sequence(list) = &node.value { list.as_slice() } else { &[] })
    {
        qualifier(node, report);
    }
    let (settings, props) = settings(&mut object, shape, false, report);
    let place = Located::at((), object.position);
    let other = with_props(object.rest(&["qualifiers", "props", "links", "remarks"], report), props);
    Some(Map { uuid, relationship, namespace, sources, targets, settings, other, place })
}

/// Checks the words of a qualifier, which is kept as it is.
fn qualifier(node: &Node<'_>, report: &mut Report<'_>) {
    let words: [(&str, &[&str]); 3] = [
        ("subject", &["source", "target", "both"]),
        ("predicate", &["has-requirement", "has-incompatibility"]),
        ("category", &["restricted", "addressable", "blocked"]),
    ];
    for (name, words) in words {
        if let Some((node, word)) = node.get(name).and_then(|node| Some((node, node.text()?))) {
            report.word(Severity::Error, name, word, node.position, words);
        }
    }
}

fn items(object: &mut Object<'_, '_>, name: &'static str, shape: Shape, report: &mut Report<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for node in object.list(name, report) {
        let Some(mut object) = Object::of(node, "the item", report) else { continue };
        let kind = object.need("type", report);
        if let Some(kind) = &kind {
            report.word(Severity::Error, "type", kind, kind.position().unwrap_or(node.position), &["control", "statement"]);
        }
        let id = if object.peek("id-ref").is_none() && object.peek("id_ref").is_some() {
            if shape != Shape::Prototype {
                report.error(Code::UnknownKey, "`id_ref` is the spelling of a prototype before 1.2", node.position, "write `id-ref`");
            }
            object.need("id_ref", report)
        } else {
            object.need("id-ref", report)
        };
        let Some(id) = id else { continue };
        items.push(Item { kind: kind.map(Located::into_inner), id, other: object.rest(&COMMON, report) });
    }
    items
}

/// The UUID of an object, checked.
fn uuid(object: &mut Object<'_, '_>, report: &mut Report<'_>) -> Option<Located<String>> {
    let uuid = object.need("uuid", report)?;
    let lengths = uuid.split('-').map(|part| if part.bytes().all(|byte| byte.is_ascii_hexdigit()) { part.len() } else { 0 });
    if !lengths.eq([8, 4, 4, 4, 12]) {
        let message = format!("`{}` is not a UUID", crate::diagnostic::shown(&uuid));
        report.error(Code::WrongType, message, uuid.position().unwrap_or_default(), "write 32 hexadecimal digits as 8-4-4-4-12");
    }
    Some(uuid)
}

/// Reports a method outside the list.
pub(super) fn method(word: &str, place: Position, shape: Shape, report: &mut Report<'_>) {
    let severity = if shape == Shape::Prototype { Severity::Warning } else { Severity::Error };
    report.word(severity, "method", word, place, &METHODS);
}

/// A property of ours.
pub(super) fn prop(name: &str, value: &str) -> Json {
    serde_json::json!({ "name": name, "ns": "urn:itsm:oscal", "value": value })
}
