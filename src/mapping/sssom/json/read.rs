//! From JSON to a set: objects are laid out as rows of a table, so that the same rules hold for both.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::super::{about, finish, metadata::Metadata, model, old::Old, rows::Rows, slots, table::Cell, text};
use crate::{
    diagnostic::{Code, Findings, Severity, shown},
    document::{Node, Position, Value, parse},
    mapping::{MappingSet, report::Report},
    source::{FileText, Limits},
};

/// Reads a set from JSON of either dialect.
///
/// Prefixes come from `@context` and `curie_map`. Full IRIs become CURIEs where a prefix stands for their beginning, and
/// elements of frameworks where they begin with `urn:itsm:`; others stay as they are. Members of `@context` that are no
/// prefixes, and members whose names begin with `@`, are passed over.
///
/// The set comes back when the file is an object; it holds the mappings without an error. Time and memory are linear in
/// the text and bounded by `limits`.
///
/// Findings: those of [`read`](super::super::read) for tables, and `yaml-syntax`, `missing-key`.
#[must_use]
pub fn read(file: &FileText, limits: Limits) -> (Option<MappingSet>, Findings) {
    let mut report = Report::new(file);
    let (document, findings) = parse(file, limits);
    let broken = findings.errors() > 0;
    let set = document.and_then(|document| {
        let Value::Mapping(entries) = &document.root.value else {
            let message = format!("the file must hold an object, found {}", document.root.describe());
            report.error(Code::WrongType, message, document.root.position, "SSSOM/JSON is one object with `mappings`");
            return None;
        };
        let mut metadata = Metadata::default();
        metadata.read_json(entries, broken, &mut report);
        metadata.require(&mut report, None);
        let mappings = document.root.get("mappings");
        if mappings.is_none() && !broken {
            report.error(Code::MissingKey, "the file has no `mappings`".to_owned(), document.root.position, "write `[]` when there are none");
        }
        let objects: &[Node<'_>] = match mappings.map(|node| &node.value) {
            Some(Value::Sequence(list)) => list,
            Some(_) if mappings.is_some_and(Node::is_null) => &[],
            Some(other) => {
                let place = mappings.map(|node| node.position).unwrap_or_default();
                report.error(Code::WrongType, "`mappings` must be a list".to_owned(), place, "write one object for each mapping");
                if matches!(other, Value::Mapping(_)) { mappings.map(std::slice::from_ref).unwrap_or_default() } else { &[] }
            }
            None => &[],
        };
        Some(rows(objects, &mut metadata, &mut report))
    });
    let mut all = findings;
    all.append(report.finish());
    all.sort();
    (set, all)
}

fn rows(objects: &[Node<'_>], metadata: &mut Metadata, report: &mut Report<'_>) -> MappingSet {
    let names = header(objects);
    let mut cells: Vec<Cell> = names.iter().map(|(name, position)| Cell { text: (*name).to_owned(), position: *position, torn: false }).collect();
    let old = Old::of(&mut cells);
    let width = cells.len();
    let mut rows = Rows::new(cells, metadata, report, b'\t');
    let mut set = about(metadata, report);
    let names: IndexSet<&str> = names.into_iter().map(|(name, _)| name).collect();
    for object in objects {
        let errors = report.errors();
        let Some(mut cells) = record(object, &names, metadata, report) else { continue };
        old.translate(&mut cells, width, report);
        if report.errors() == errors
            && let Some(row) = rows.read(&cells, metadata, report)
        {
            set.push(row);
        }
    }
    finish(&mut set, metadata, &rows, report);
    set
}

/// The names of all members in the order in which they come up; those that must be there when there is no mapping.
fn header<'node>(objects: &'node [Node<'_>]) -> Vec<(&'node str, Position)> {
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    for (key, _) in objects.iter().flat_map(members) {
        if let Some(name) = key.text().filter(|name| !name.starts_with('@'))
            && seen.insert(name)
        {
            names.push((name, key.position));
        }
    }
    if objects.is_empty() {
        names.extend(slots::REQUIRED.map(|name| (name, Position::default())));
    }
    names
}

fn members<'node, 'text>(object: &'node Node<'text>) -> &'node [(Node<'text>, Node<'text>)] {
    if let Value::Mapping(entries) = &object.value { entries } else { &[] }
}

/// A mapping as the cells of a row.
fn record(object: &Node<'_>, names: &IndexSet<&str>, metadata: &Metadata, report: &mut Report<'_>) -> Option<Vec<Cell>> {
    if !matches!(object.value, Value::Mapping(_)) {
        let message = format!("a mapping must be an object, found {}", object.describe());
        report.error(Code::MalformedRow, message, object.position, "write its slots as members");
        return None;
    }
    let empty = Cell { text: String::new(), position: object.position, torn: false };
    let mut cells = vec![empty; names.len()];
    let mut fine = true;
    for (key, value) in members(object) {
        let Some(cell) = key.text().and_then(|name| names.get_index_of(name)).and_then(|index| cells.get_mut(index)) else { continue };
        let name = key.text().unwrap_or_default();
        // A second one is reported as a repeated key already.
        if !cell.text.is_empty() || value.is_null() {
            continue;
        }
        cell.position = value.position;
        if let Some(text) = value_text(name, value, metadata) {
            cell.text = text;
        } else {
            let message = format!("`{}` must be text, a number or a list of them, found {}", shown(name), value.describe());
            report.push(Severity::Error, Code::MalformedRow, message, value.position, Some("slots hold no objects".to_owned()));
            fine = false;
        }
    }
    fine.then_some(cells)
}

/// A value as the cell of a table would have it.
fn value_text(name: &str, value: &Node<'_>, metadata: &Metadata) -> Option<String> {
    let slot = model::of_mapping(name);
    let item = |text: &str| match slot {
        Some(slot) if slot.kind.is_reference() => metadata.prefixes.curie(text).into_owned(),
        _ => text.to_owned(),
    };
    let several = |items: &mut dyn Iterator<Item = &str>| {
        let mut cell = String::new();
        items.enumerate().for_each(|(index, text)| text::join(&mut cell, index == 0, &item(text)));
        cell
    };
    match &value.value {
        Value::Scalar { text, .. } if slot.is_some_and(|slot| slot.kind.is_list()) => Some(several(&mut std::iter::once(text.as_ref()))),
        Value::Scalar { text, .. } => Some(item(text)),
        Value::Sequence(list) if list.iter().all(|one| one.text().is_some()) => match list.as_slice() {
            [one] if !slot.is_some_and(|slot| slot.kind.is_list()) => one.text().map(item),
            _ => Some(several(&mut list.iter().filter_map(Node::text))),
        },
        Value::Sequence(_) | Value::Mapping(_) => None,
    }
}
