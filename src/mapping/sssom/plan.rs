//! What a set needs to be written: columns, slots of the set, prefixes, definitions of extensions, a version.

use std::{borrow::Cow, cmp::Ordering, collections::BTreeSet};

use indexmap::IndexMap;

use super::{
    Writing,
    columns::{Column, Field, LITERAL, Readings, cell, ours, respelt},
    extensions::{Definition, Definitions},
    model::{self, Kind, Version},
    names::Names,
    scan::Scan,
    slots, text,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity, shown},
    document::Position,
    mapping::{MappingSet, Row, TermKind},
};

/// The slot of the set that keeps its groups, as JSON.
pub(super) const GROUPS: &str = "ext_groups";
/// Keys of the metadata that are made anew.
const MADE: [&str; 3] = ["sssom_version", "curie_map", "extension_definitions"];

/// What is written, whatever the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// TSV or CSV: lists are one text, ids are CURIEs.
    Table,
    /// JSON: lists are lists, an id may be a full IRI.
    Json,
    /// JSON in which every id is a full IRI.
    FullJson,
    /// A record alone: as in JSON, but a row says all by itself and the set needs no id.
    Record,
}

/// Collects what is wrong with a set.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) findings: Findings,
}

impl Report {
    pub(super) fn set(&mut self, severity: Severity, code: Code, message: String, help: &str) {
        self.findings.push(Diagnostic::new(severity, code, message).help(help));
    }

    pub(super) fn place(&mut self, severity: Severity, code: Code, message: String, help: &str, place: Option<Position>) {
        let finding = Diagnostic::new(severity, code, message).help(help);
        self.findings.push(if let Some(place) = place { finding.at(place) } else { finding });
    }

    /// An error in a row, counted from 1.
    pub(super) fn row(&mut self, index: usize, row: &Row, code: Code, message: &str, help: &str) {
        let message = format!("row {}: {message}", index.saturating_add(1));
        self.place(Severity::Error, code, message, help, row.position);
    }
}

/// A slot of the set as it is written.
#[derive(Debug)]
pub(super) struct SetSlot<'set> {
    pub(super) name: Cow<'set, str>,
    pub(super) kind: Kind,
    pub(super) text: Cow<'set, str>,
}

/// All that is known before writing begins.
#[derive(Debug)]
pub(super) struct Plan<'set> {
    rows: &'set [Row],
    order: Vec<usize>,
    pub(super) version: Version,
    pub(super) names: Names<'set>,
    pub(super) readings: Readings<'set>,
    pub(super) columns: Vec<Column<'set>>,
    pub(super) slots: Vec<SetSlot<'set>>,
    pub(super) definitions: Vec<Definition>,
}

impl<'set> Plan<'set> {
    /// Looks through a set. Errors go to `report`; a plan with errors must not be carried out.
    pub(super) fn new(set: &'set MappingSet, writing: &Writing, form: Form, report: &mut Report) -> Self {
        let mut names = Names::new(&set.curie_map, form != Form::Table);
        let mut about = about(set, form, report);
        let mut definitions = Definitions::read(set.metadata.get("extension_definitions").map(String::as_str), report);
        let mut scan = Scan::new(set.rows(), form);
        scan.run(&mut names, &definitions, report);
        for prefix in names.misused() {
            let message = format!("the prefix `{prefix}` of `curie_map` is built in and stands for another IRI");
            report.set(Severity::Error, Code::MappingMetadata, message, "leave it out, or choose another prefix");
        }
        references(set, &mut names, report);

        let version = version(&scan, &about, writing, report);
        let (mut columns, condensed) = scan.columns(set, writing, version);
        if !writing.extensions {
            leave_out(&mut columns, &mut about, report);
        }
        for (name, value) in condensed {
            about.insert(Cow::Borrowed(name), Cow::Borrowed(value));
        }
        literals(set.rows(), &columns, &about, report);

        let extensions = columns.iter().filter(|column| model::of_mapping(column.name).is_none()).map(|column| column.name);
        let further = about.keys().map(AsRef::as_ref).filter(|name| model::of_set(name).is_none());
        let used: BTreeSet<String> = extensions.chain(further).map(str::to_owned).collect();
        definitions.require(&used, &mut names, report);
        names.settle();
        relative(&names, form, report);
        let definitions = definitions.settle(&used, &names, report);

        let mut plan = Self {
            rows: set.rows(),
            order: (0..set.rows().len()).collect(),
            version,
            names,
            readings: scan.readings,
            columns,
            slots: Vec::new(),
            definitions,
        };
        plan.arrange_columns();
        plan.arrange_slots(about);
        if writing.sort {
            plan.sort(form);
        }
        plan
    }

    /// The place of an extension among the others: by its property.
    fn place(&self, name: &str) -> usize {
        self.definitions.iter().position(|definition| definition.name == name).unwrap_or(self.definitions.len())
    }

    fn arrange_columns(&mut self) {
        let standard = |name: &str| model::MAPPING.iter().position(|slot| slot.name == name);
        let mut columns = std::mem::take(&mut self.columns);
        columns.sort_by_cached_key(|column| match standard(column.name) {
            Some(place) => (0, place, column.name),
            None => (1, self.place(column.name), column.name),
        });
        self.columns = columns;
    }

    fn arrange_slots(&mut self, about: IndexMap<Cow<'set, str>, Cow<'set, str>>) {
        let standard = |name: &str| model::SET.iter().position(|slot| slot.name == name);
        let mut slots: Vec<SetSlot<'set>> = about
            .into_iter()
            .map(|(name, value)| {
                let kind = model::of_set(&name).map_or(Kind::Text, |slot| slot.kind);
                let text = match (kind, value) {
                    (Kind::Number, Cow::Borrowed(value)) => text::number(value).unwrap_or(Cow::Borrowed(value)),
                    (kind, Cow::Borrowed(value)) if kind.is_reference() => respelt(&name, kind, value, &self.names),
                    (kind, Cow::Owned(value)) if kind.is_reference() => Cow::Owned(respelt(&name, kind, &value, &self.names).into_owned()),
                    (_, value) => value,
                };
                SetSlot { name, kind, text }
            })
            .collect();
        slots.sort_by_cached_key(|slot| match standard(&slot.name) {
            Some(place) => (0, place, slot.name.clone()),
            None => (1, self.place(&slot.name), slot.name.clone()),
        });
        self.slots = slots;
    }

    /// Sorts the rows by their cells, column by column.
    fn sort(&mut self, form: Form) {
        let Some((first, further)) = self.columns.split_first() else { return };
        let key = |column: &Column<'_>, row: &'set Row| {
            let cell = self.cell(column, row);
            if form == Form::FullJson && column.kind == Kind::Reference { Cow::Owned(self.names.expand(&cell).into_owned()) } else { cell }
        };
        // Cells of the first column differ for most rows, so only those are kept while sorting.
        let mut keys: Vec<(Cow<'set, str>, usize, &'set Row)> =
            self.rows.iter().enumerate().map(|(index, row)| (key(first, row), index, row)).collect();
        keys.sort_by(|(first, _, row), (second, _, other)| {
            let rest = || further.iter().map(|column| key(column, row).cmp(&key(column, other))).find(|order| order.is_ne());
            first.cmp(second).then_with(|| rest().unwrap_or(Ordering::Equal))
        });
        self.order = keys.into_iter().map(|(_, index, _)| index).collect();
    }

    /// The rows as they are written, each with its number from 0 in the set.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &'set Row)> {
        self.order.iter().filter_map(|index| Some((*index, self.rows.get(*index)?)))
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// What a column says of a row; empty when it says nothing.
    pub(super) fn cell(&self, column: &Column<'_>, row: &'set Row) -> Cow<'set, str> {
        cell(column, row, &self.names, &self.readings)
    }
}

/// Takes out what the format has no slot for, and says so.
fn leave_out(columns: &mut Vec<Column<'_>>, about: &mut IndexMap<Cow<'_, str>, Cow<'_, str>>, report: &mut Report) {
    let mut names: BTreeSet<String> =
        columns.iter().filter(|column| model::of_mapping(column.name).is_none()).map(|column| column.name.to_owned()).collect();
    names.extend(about.keys().filter(|name| model::of_set(name).is_none()).map(|name| name.to_string()));
    columns.retain(|column| model::of_mapping(column.name).is_some());
    about.retain(|name, _| model::of_set(name).is_some());
    if !names.is_empty() {
        let list: Vec<String> = names.into_iter().collect();
        let message = format!("extension slots were left out: `{}`", list.join("`, `"));
        report.set(Severity::Warning, Code::MappingMetadata, message, "what they say is lost; write extensions to keep it");
    }
}

/// The slots of the set with what its fields say.
fn about<'set>(set: &'set MappingSet, form: Form, report: &mut Report) -> IndexMap<Cow<'set, str>, Cow<'set, str>> {
    let kept = set.metadata.iter().filter(|(name, text)| !MADE.contains(&name.as_str()) && !text.trim().is_empty());
    let mut about: IndexMap<Cow<'set, str>, Cow<'set, str>> =
        kept.map(|(name, text)| (Cow::Borrowed(name.as_str()), Cow::Borrowed(text.as_str()))).collect();
    let fields = [
        ("mapping_set_id", set.id.as_deref()),
        ("mapping_set_version", set.version.as_ref()),
        ("mapping_set_title", set.title.as_ref()),
        ("mapping_set_description", set.description.as_ref()),
        ("license", set.licence.as_deref()),
        ("subject_source_version", set.subject_version.as_ref()),
        ("object_source_version", set.object_version.as_ref()),
    ];
    for (name, value) in fields {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            about.insert(Cow::Borrowed(name), Cow::Borrowed(value));
        }
    }
    if let Some(date) = set.date.as_deref().filter(|date| !date.trim().is_empty()) {
        let said = about.get("publication_date").or_else(|| about.get("mapping_date"));
        if said.is_none_or(|said| said != date) {
            about.insert(Cow::Borrowed("publication_date"), Cow::Borrowed(date));
        }
    }
    for (name, framework) in [("subject_source", &set.subject_framework), ("object_source", &set.object_framework)] {
        if let Some(framework) = framework
            && about.get(name).is_none_or(|source| !names_framework(set, source, framework))
        {
            about.insert(Cow::Borrowed(name), Cow::Owned(format!("itsm:{}", **framework)));
        }
    }
    if !set.groups().is_empty() {
        about.insert(Cow::Borrowed(GROUPS), Cow::Owned(serde_json::to_string(set.groups()).unwrap_or_default()));
    }
    for (name, help) in [
        ("mapping_set_id", "give the set an id, an IRI that names it"),
        ("license", "name the licence; `https://w3id.org/sssom/license/unspecified` says that none is known"),
    ] {
        if form != Form::Record && !about.contains_key(name) {
            report.set(Severity::Error, Code::MappingMetadata, format!("the set has no `{name}`"), help);
        }
    }
    for (name, text) in &about {
        if let Some((least, most)) = slots::range(name)
            && !text.trim().parse::<f64>().is_ok_and(|number| (least..=most).contains(&number))
        {
            let message = format!("`{name}` must be a number from {least} to {most}, found `{}`", shown(text));
            report.set(Severity::Error, Code::MappingMetadata, message, "write a number with a point");
        }
        if !model::allows(name, text) {
            let (message, help) = super::scan::unusual(name, text);
            report.set(Severity::Warning, Code::UnknownValue, message, help);
        }
        if matches!(name.as_ref(), "mappings") || name.starts_with('@') {
            let message = format!("`{name}` cannot be a slot of a set");
            report.set(Severity::Error, Code::MappingMetadata, message, "choose another name, such as one that begins with `ext_`");
        }
    }
    about
}

/// Reports prefixes that stand for no IRI, such as a path within a folder: full ids made of them would be none either.
fn relative(names: &Names<'_>, form: Form, report: &mut Report) {
    for (prefix, iri) in &names.map {
        let scheme = iri.split_once(':').map_or("", |(scheme, _)| scheme);
        let absolute = scheme.starts_with(|sign: char| sign.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        if !absolute {
            let severity = if form == Form::FullJson { Severity::Error } else { Severity::Warning };
            let message = format!("the prefix `{prefix}` stands for `{}`, which is no IRI", shown(iri));
            report.set(severity, Code::MappingMetadata, message, "give it an IRI with a scheme, such as `https://example.org/catalog#`");
        }
    }
}

/// Whether a source names a framework: `itsm:itil4`, `urn:itsm:itil4`, or a prefix that stands for it.
fn names_framework(set: &MappingSet, source: &str, framework: &str) -> bool {
    let Some((prefix, local)) = source.split_once(':') else { return false };
    let full = match set.curie_map.get(prefix) {
        Some(iri) => format!("{iri}{local}"),
        None if prefix == "itsm" => format!("{}{local}", super::curie::OURS),
        None => source.to_owned(),
    };
    full.strip_prefix(super::curie::OURS).is_some_and(|rest| rest.strip_suffix(':').unwrap_or(rest) == framework)
}

/// Takes the ids among the slots of the set in.
fn references<'set>(set: &'set MappingSet, names: &mut Names<'set>, report: &mut Report) {
    for (name, value) in &set.metadata {
        let Some(kind) = model::of_set(name).map(|slot| slot.kind).filter(|kind| kind.is_reference()) else { continue };
        if matches!(name.as_str(), "subject_source" | "object_source") && names.source(value) {
            continue;
        }
        let items: Vec<&str> = if kind.is_list() { value.split('|').collect() } else { vec![value] };
        for item in items.into_iter().filter(|item| !item.trim().is_empty()) {
            if let Err(fault) = names.reference(item) {
                let (severity, code, message, help) = super::scan::explain(name, item, fault, false);
                report.set(severity, code, message, &help);
            }
        }
    }
    if set.subject_framework.is_some() || set.object_framework.is_some() {
        let said = |name: &str, framework: &str| set.metadata.get(name).is_some_and(|source| names_framework(set, source, framework));
        let fields = [("subject_source", &set.subject_framework), ("object_source", &set.object_framework)];
        if fields.into_iter().any(|(name, framework)| framework.as_ref().is_some_and(|framework| !said(name, framework))) {
            names.assign("itsm", super::curie::OURS);
        }
    }
}

/// The version to write: the one that is asked for, or the lowest that has all that the set uses.
fn version(scan: &Scan<'_>, about: &IndexMap<Cow<'_, str>, Cow<'_, str>>, writing: &Writing, report: &mut Report) -> Version {
    let of_set =
        about.iter().filter(|(name, value)| model::of_set(name).is_some_and(|slot| slot.since == Version::V1_1) || model::is_new_value(name, value));
    let needs: BTreeSet<&str> = scan.needs().chain(of_set.map(|(name, _)| name.as_ref())).collect();
    let lowest = if needs.is_empty() { Version::V1_0 } else { Version::V1_1 };
    let Some(asked) = writing.version else { return lowest };
    if asked < lowest {
        let list: Vec<&str> = needs.into_iter().collect();
        let message = format!("SSSOM {asked} cannot hold this set: it needs {lowest} for `{}`", list.join("`, `"));
        report.set(Severity::Error, Code::MappingMetadata, message, "write 1.1, or take these slots and values out");
    }
    asked
}

/// Reports rows that a reader would take for literals.
fn literals(rows: &[Row], columns: &[Column<'_>], about: &IndexMap<Cow<'_, str>, Cow<'_, str>>, report: &mut Report) {
    for (name, field) in [("subject_type", Field::SubjectType), ("object_type", Field::ObjectType)] {
        let set_wide = about.get(name).is_some_and(|text| text == LITERAL) && !columns.iter().any(|column| column.field == field);
        if !set_wide {
            continue;
        }
        let side = |row: &Row| if field == Field::SubjectType { row.subject.kind } else { row.object.kind };
        if let Some((index, row)) = rows.iter().enumerate().find(|(_, row)| side(row) != TermKind::Literal) {
            let message = format!("the set says that every {name} is `{LITERAL}`, but this row has an id");
            report.row(index, row, Code::MalformedRow, &message, "take the slot off the set, or give rows a type of their own");
        }
    }
}

/// Extension columns for fields of ours that are used.
pub(super) fn our_columns<'set>(used: impl Fn(Field) -> bool) -> impl Iterator<Item = Column<'set>> {
    ours().filter(move |(_, field)| used(*field)).map(|(name, _)| Column::new(name, false))
}
