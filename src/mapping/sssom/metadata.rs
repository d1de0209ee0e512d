//! What a file says about its set: the `#` lines, or a YAML file beside the table.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
};

use indexmap::{IndexMap, map::Entry};

use super::{
    Start, Version,
    curie::{Fault, LONGEST, Prefixes, Refused},
    model::{self, Kind},
    plan::GROUPS,
    rows::Rows,
    slots,
};
use crate::{
    diagnostic::{Code, Findings, Severity, nearest, shown},
    document::{Located, Node, Position, Value, parse},
    mapping::{Group, report::Report},
    source::{FileText, Limits},
};

/// The value of a slot.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// The value as one text.
    pub(super) text: String,
    /// Where it begins.
    pub(super) position: Position,
    /// Whether it stands in the metadata file, not in the table file.
    pub(super) outside: bool,
    /// Its parts: one for a scalar, none for anything deeper than a list.
    items: Vec<Located<String>>,
}

/// The metadata of a set.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    slots: IndexMap<String, Slot>,
    extensions: HashSet<String>,
    /// The prefixes that are declared.
    pub(super) prefixes: Prefixes,
    /// Whether there is a block or file at all.
    present: bool,
    /// Whether some of it could not be read, so that nothing is known to be missing.
    broken: bool,
}

/// Takes the `#` lines at the beginning of a file apart: the YAML in them, line by line where it stood, and where the
/// table begins. Empty lines before the table are passed over.
pub(super) fn split(file: &FileText) -> (Option<FileText>, Start) {
    let mut block = String::new();
    let mut start = Start { offset: 0, line: 1 };
    let mut found = false;
    for line in file.text().split_inclusive('\n') {
        let text = match line.strip_prefix('#') {
            // Spreadsheets fill every line up with tabs.
            Some(rest) => {
                found = true;
                rest.trim_end_matches(['\n', '\r', '\t'])
            }
            None if line.trim_end_matches(['\n', '\r']).is_empty() => "",
            None => break,
        };
        // A carriage return alone is a line break to YAML but not to the table: lines must count alike.
        block.extend(text.chars().map(|character| if character == '\r' { ' ' } else { character }));
        block.push('\n');
        start.offset += line.len();
        start.line = start.line.saturating_add(1);
    }
    (found.then(|| FileText::new(std::sync::Arc::clone(file.name()), block)), start)
}

impl Metadata {
    /// Takes a YAML text in: the metadata file (`outside`), or the `#` lines without their `#`, so that each stands one
    /// column further right in the file of `report`.
    ///
    /// What is there already counts more than what the text says.
    pub(super) fn read(&mut self, text: &FileText, outside: bool, report: &mut Report<'_>, limits: Limits) {
        let shift = u32::from(!outside);
        let (document, findings) = parse(text, limits);
        self.present = true;
        self.relay(findings, shift, report);
        let Some(document) = document else { return };
        if document.root.is_null() {
            return;
        }
        let moved = |position: Position| Position::new(position.line(), position.column().saturating_add(shift), position.length());
        let Value::Mapping(entries) = &document.root.value else {
            let message = format!("the metadata must be a mapping of slots, found {}", document.root.describe());
            report.error(Code::MappingMetadata, message, moved(document.root.position), "write one `slot: value` a line");
            self.broken = true;
            return;
        };
        self.slots_of(entries, &moved, outside, report);
    }

    /// Takes the members of a JSON file in, prefixes first, since ids may be full IRIs. `broken`: not all was read.
    pub(super) fn read_json(&mut self, entries: &[(Node<'_>, Node<'_>)], broken: bool, report: &mut Report<'_>) {
        (self.present, self.broken) = (true, broken);
        let here = |position: Position| position;
        for (key, value) in entries {
            match key.text() {
                Some("curie_map") => self.declare(value, &here, report),
                Some("@context") => self.declare_context(value, report),
                _ => {}
            }
        }
        self.prefixes.take_iris();
        self.slots_of(entries, &here, false, report);
    }

    /// Takes the prefixes of a JSON-LD context in: members that are text. All others say how slots are to be read.
    fn declare_context(&mut self, context: &Node<'_>, report: &mut Report<'_>) {
        match &context.value {
            Value::Sequence(list) => list.iter().for_each(|one| self.declare_context(one, report)),
            Value::Mapping(entries) => {
                let prefixes = entries.iter().filter(|(key, value)| key.text().is_some_and(|key| !key.starts_with('@')) && value.text().is_some());
                let prefixes = Value::Mapping(prefixes.cloned().collect());
                self.declare(&Node { position: context.position, value: prefixes }, &|position| position, report);
            }
            Value::Scalar { .. } => {}
        }
    }

    fn slots_of(&mut self, entries: &[(Node<'_>, Node<'_>)], moved: &dyn Fn(Position) -> Position, outside: bool, report: &mut Report<'_>) {
        let json = self.prefixes.takes_iris();
        if let Some((_, definitions)) = entries.iter().find(|(key, _)| key.text() == Some("extension_definitions")) {
            self.extensions.extend(names(definitions));
        }
        let mut seen = HashSet::new();
        for (key, value) in entries {
            let Some(name) = key.text() else { continue };
            // A second one is reported as a repeated key already.
            if !seen.insert(name) {
                continue;
            }
            match name {
                "curie_map" | "mappings" if json => {}
                "curie_map" => self.declare(value, moved, report),
                _ if value.is_null() || (json && name.starts_with('@')) => {}
                _ => {
                    let text = flat(name, value, &self.prefixes);
                    let slot = Slot { text, position: moved(value.position), outside, items: items(value, moved) };
                    self.take(name, moved(key.position), slot, value, report);
                }
            }
        }
    }

    /// Passes the findings of the YAML on, at their places in the file.
    fn relay(&mut self, findings: Findings, shift: u32, report: &mut Report<'_>) {
        for finding in findings {
            let place = finding.position().unwrap_or_default();
            let place = Position::new(place.line(), place.column().saturating_add(shift), place.length());
            let code = match finding.code() {
                Code::YamlSyntax => Code::MappingMetadata,
                code => code,
            };
            let help = if matches!(finding.code(), Code::YamlSyntax | Code::LimitReached) {
                self.broken = true;
                Some("slots and prefixes after this place were not read, so missing ones are not reported; mend it and check again".to_owned())
            } else {
                finding.help_text().map(str::to_owned)
            };
            report.push(finding.severity(), code, finding.message().to_owned(), place, help);
        }
    }

    fn declare(&mut self, map: &Node<'_>, moved: &dyn Fn(Position) -> Position, report: &mut Report<'_>) {
        let Value::Mapping(entries) = &map.value else {
            if !map.is_null() {
                let message = format!("`curie_map` must be a mapping of prefixes to IRIs, found {}", map.describe());
                report.error(Code::MappingMetadata, message, moved(map.position), "write one `prefix: IRI` a line");
                self.broken = true;
            }
            return;
        };
        for (key, value) in entries {
            let Some(prefix) = key.text() else { continue };
            let iri = match value.text() {
                Some(iri) if !iri.is_empty() && !value.is_null() => iri,
                _ => {
                    let message = format!("the prefix `{}` must stand for an IRI, found {}", shown(prefix), value.describe());
                    report.error(Code::MappingMetadata, message, moved(value.position), "write the IRI as text, in quotes when it ends in a colon");
                    ""
                }
            };
            match self.prefixes.declare(prefix, iri) {
                Err(Refused::BuiltIn) if !iri.is_empty() => {
                    let message = format!("the prefix `{prefix}` is built in and stands for another IRI");
                    report.error(Code::MappingMetadata, message, moved(value.position), "leave it out, or choose another prefix");
                }
                Err(Refused::TooLong) => {
                    let message = format!("the prefix `{}` stands for an IRI of more than {LONGEST} characters", shown(prefix));
                    report.error(Code::MappingMetadata, message, moved(value.position), "a framework stands for `urn:itsm:<framework>:`");
                }
                Ok(()) | Err(Refused::BuiltIn) => {}
            }
        }
    }

    fn take(&mut self, name: &str, place: Position, slot: Slot, value: &Node<'_>, report: &mut Report<'_>) {
        if !slots::set_slots().any(|known| known == name) && !name.starts_with("ext_") && !self.extensions.contains(name) {
            let near = if report.is_full() { None } else { nearest(name, slots::set_slots()) };
            let help = near.map_or_else(|| "slots of your own begin with `ext_`".to_owned(), |near| format!("did you mean `{near}`?"));
            report.push(Severity::Warning, Code::UnknownKey, format!("`{}` is not a slot of a mapping set", shown(name)), place, Some(help));
        }
        if matches!(name, "mapping_set_id" | "license") && value.text().is_none() {
            let message = format!("`{name}` must be text, found {}", value.describe());
            report.error(Code::MappingMetadata, message, slot.position, "write one IRI");
        }
        if let Some((least, most)) = slots::range(name)
            && !slot.text.parse::<f64>().is_ok_and(|number| (least..=most).contains(&number))
        {
            let message = format!("`{name}` must be a number from {least} to {most}, found `{}`", shown(&slot.text));
            report.error(Code::MappingMetadata, message, slot.position, "write a number with a point");
        }
        match self.slots.entry(name.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(slot);
            }
            Entry::Occupied(entry) if entry.get().text != slot.text => {
                let message = format!("the table file says `{}` for `{}`", shown(&entry.get().text), shown(name));
                report.push(Severity::Warning, Code::MappingMetadata, message, slot.position, Some("what the table file says counts".to_owned()));
            }
            Entry::Occupied(_) => {}
        }
    }

    /// Reports what every set must say, and ids of the set whose prefix is not declared. To be called when all is read.
    pub(super) fn require<'file>(&mut self, report: &mut Report<'file>, mut outside: Option<&mut Report<'file>>) {
        let top = Position::new(1, 1, 1);
        if !self.present {
            let beside = report.name().rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("NAME.sssom", |(stem, _)| stem);
            let help = format!("begin the file with `#mapping_set_id: ...`, or give the metadata file `{beside}.yml`; prefixes were not checked");
            report.error(Code::MappingMetadata, "the file has no metadata".to_owned(), top, &help);
            self.broken = true;
        }
        self.prefixes.lenient = self.broken;
        if self.broken {
            return;
        }
        for (name, slot) in self.slots.iter().filter(|(name, _)| slots::is_reference(name)) {
            let report = if slot.outside { outside.as_deref_mut().unwrap_or(report) } else { &mut *report };
            for item in &slot.items {
                let Err(Fault::Undeclared(prefix)) = self.prefixes.resolve(item) else { continue };
                if name.ends_with("_source") && self.prefixes.framework(item).is_some() {
                    continue;
                }
                let place = item.position().unwrap_or(slot.position);
                undeclared(&self.prefixes, item, prefix, place, report);
            }
        }
        let report = outside.unwrap_or(report);
        let missing = |name: &str| self.text(name).is_none_or(|text| text.trim().is_empty());
        if missing("mapping_set_id") {
            report.error(Code::MappingMetadata, "the metadata lacks `mapping_set_id`".to_owned(), top, "add the IRI that names the set");
        }
        if missing("license") {
            let help = "add the IRI of the licence; without one nobody knows whether the set may be used".to_owned();
            report.push(Severity::Warning, Code::MappingMetadata, "the metadata lacks `license`".to_owned(), top, Some(help));
        }
    }

    /// The value of a slot.
    pub(super) fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.get(name)
    }

    /// The value of a slot as text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.slots.get(name).map(|slot| slot.text.as_str())
    }

    /// All slots as text.
    pub(super) fn texts(&self) -> IndexMap<String, String> {
        self.slots.iter().map(|(name, slot)| (name.clone(), slot.text.clone())).collect()
    }

    /// Whether a column is declared as an extension.
    pub(super) fn extends(&self, name: &str) -> bool {
        self.extensions.contains(name)
    }

    /// Takes the groups out that the set keeps as JSON; a text that holds none stays and is reported.
    pub(super) fn take_groups(&mut self, report: &mut Report<'_>) -> Vec<Group> {
        let Some(slot) = self.slots.get(GROUPS) else { return Vec::new() };
        match serde_json::from_str(&slot.text) {
            Ok(groups) => {
                self.slots.shift_remove(GROUPS);
                groups
            }
            Err(error) => {
                let message = format!("`{GROUPS}` does not hold groups: {error}");
                report.error(Code::MappingMetadata, message, slot.position, "leave it out; this program writes it as JSON");
                Vec::new()
            }
        }
    }

    /// Reports slots of 1.1 in a file that does not say so, and versions that are none.
    pub(super) fn check_version(&self, rows: &Rows, report: &mut Report<'_>) {
        let place = self.slots.get("sssom_version").map(|slot| slot.position);
        let warn = |report: &mut Report<'_>, message: String, help: &str| {
            report.push(Severity::Warning, Code::MappingMetadata, message, place.unwrap_or(Position::new(1, 1, 1)), Some(help.to_owned()));
        };
        match self.text("sssom_version").map(str::trim) {
            Some("1.1") => {}
            Some("1.0") => {
                let help = "leave `sssom_version` out; a set without it is of version 1.0";
                warn(report, "version 1.0 has no `sssom_version`, so the file contradicts itself".to_owned(), help);
            }
            Some(other) => {
                let message = format!("`{}` is no version of SSSOM that this program knows", shown(other));
                warn(report, message, "1.0 (without `sssom_version`) and 1.1 are known; slots that came later are kept as text");
            }
            None if !self.present || self.broken => {}
            None => {
                let columns = model::MAPPING.iter().filter(|slot| slot.since > Version::V1_0 && rows.has_values(slot.name));
                let of_set = model::SET.iter().filter(|slot| slot.since > Version::V1_0 && self.slots.contains_key(slot.name));
                let names: BTreeSet<&str> = columns.chain(of_set).map(|slot| slot.name).collect();
                if !names.is_empty() {
                    let list: Vec<&str> = names.into_iter().collect();
                    let message = format!("the file says no version, which means 1.0, but `{}` came with 1.1", list.join("`, `"));
                    warn(report, message, "add `sssom_version: \"1.1\"`; strict readers drop these slots otherwise");
                }
            }
        }
    }

    /// The framework that a source slot names.
    pub(super) fn framework(&self, name: &str) -> Option<Located<String>> {
        let slot = self.slots.get(name)?;
        self.prefixes.framework(&slot.text).map(|id| Located::at(id, slot.position))
    }
}

/// Reports a prefix that is not declared.
pub(super) fn undeclared(prefixes: &Prefixes, text: &str, prefix: &str, place: Position, report: &mut Report<'_>) {
    let help = if report.is_full() { None } else { Some(prefixes.help(text, prefix)) };
    let message = format!("the prefix `{}` is not declared", shown(prefix));
    report.push(Severity::Error, Code::UndeclaredPrefix, message, place, help);
}

/// The columns that `extension_definitions` declares.
fn names<'node>(definitions: &'node Node<'_>) -> impl Iterator<Item = String> + use<'node> {
    let list: &[Node<'_>] = if let Value::Sequence(list) = &definitions.value { list } else { &[] };
    list.iter().filter_map(|definition| definition.get("slot_name").and_then(Node::text).map(str::to_owned))
}

/// The scalar parts of a value: itself, or the items of a list.
fn items(value: &Node<'_>, moved: &dyn Fn(Position) -> Position) -> Vec<Located<String>> {
    let scalar = |node: &Node<'_>| node.text().map(|text| Located::at(text.to_owned(), moved(node.position)));
    match &value.value {
        Value::Scalar { .. } => scalar(value).into_iter().collect(),
        Value::Sequence(list) => list.iter().filter_map(scalar).collect(),
        Value::Mapping(_) => Vec::new(),
    }
}

/// A value as one text: a list of scalars joined as a cell of the table would have it, anything deeper as JSON.
fn flat(name: &str, value: &Node<'_>, prefixes: &Prefixes) -> String {
    let kind = model::of_set(name).map_or(Kind::Text, |slot| slot.kind);
    let item = |text| if kind.is_reference() { prefixes.curie(text) } else { Cow::Borrowed(text) };
    match &value.value {
        // A single value of a list may stand without the list.
        Value::Scalar { text, .. } if kind.is_list() => joined([item(text.as_ref())]),
        Value::Scalar { text, .. } => item(text.as_ref()).into_owned(),
        Value::Sequence(list) if list.iter().all(|item| item.text().is_some()) => joined(list.iter().filter_map(Node::text).map(item)),
        Value::Sequence(_) | Value::Mapping(_) => json(value).to_string(),
    }
}

fn joined<'text>(items: impl IntoIterator<Item = Cow<'text, str>>) -> String {
    let mut cell = String::new();
    for (index, item) in items.into_iter().enumerate() {
        super::text::join(&mut cell, index == 0, &item);
    }
    cell
}

/// A value as JSON, scalars as text; recursion is bounded by the depth limit of the parser.
fn json(value: &Node<'_>) -> serde_json::Value {
    match &value.value {
        Value::Scalar { text, .. } => serde_json::Value::String(text.clone().into_owned()),
        Value::Sequence(list) => list.iter().map(json).collect(),
        Value::Mapping(entries) => entries.iter().map(|(key, value)| (key.text().unwrap_or_default().to_owned(), json(value))).collect(),
    }
}
