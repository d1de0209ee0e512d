//! Workflow definitions as YAML and JSON, in the style of the shipped files.

use serde::Serialize;
use serde_json::{Map, Value};

use super::definition::WorkflowFile;
use crate::document::scalar;

/// Columns of a line.
const WIDTH: usize = 140;
/// A text from this length on that stands in block style is wrapped.
const LONG: usize = 100;

/// The keys of a file, of a node, of a flow and of everything in them, as they follow each other. Others come behind by name.
const ORDER: [&str; 41] = [
    "format",
    "record",
    "id",
    "framework",
    "from",
    "to",
    "kind",
    "type",
    "values",
    "on",
    "title",
    "version",
    "summary",
    "standing",
    "lifecycle",
    "state",
    "event",
    "element",
    "lane",
    "inside",
    "task",
    "trigger",
    "name",
    "timer",
    "after",
    "at",
    "words",
    "every",
    "calendar",
    "when",
    "language",
    "otherwise",
    "continues",
    "calls",
    "repeat",
    "performs",
    "fires",
    "publisher",
    "date",
    "source",
    "note",
];

/// The lists of a file, whose items stand one a line.
const LISTS: [&str; 4] = ["lanes", "records", "nodes", "flows"];

impl WorkflowFile {
    /// The definition as YAML: reading it gives an equal definition. What it holds is written, and comments are not part of it.
    ///
    /// Items stand on one line where they fit; texts are quoted wherever a reader of YAML could take them for something else. Linear in
    /// the size of the definition.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut out = String::new();
        let mut top = object(self);
        let lists: Vec<(&str, Value)> = LISTS.iter().filter_map(|key| Some((*key, top.remove(*key)?))).collect();
        // In the order of the file, which a map of JSON does not keep.
        let named = [("sources", pairs(&self.sources)), ("fields", pairs(&self.fields))];
        for (key, _) in &named {
            top.remove(*key);
        }
        let [sources, fields] = named;
        let source: Vec<(&str, Value)> = ["source", "performs"].into_iter().filter_map(|key| Some((key, top.remove(key)?))).collect();
        for (key, value) in ordered(&top) {
            pair(&mut out, key, value, 0);
        }
        table(&mut out, sources.0, &sources.1);
        for (key, value) in &source {
            pair(&mut out, key, value, 0);
        }
        table(&mut out, fields.0, &fields.1);
        for (key, value) in &lists {
            out.push_str(&format!("{key}:\n"));
            for one in value.as_array().into_iter().flatten() {
                item(&mut out, one, 2);
            }
        }
        out
    }

    /// The definition as JSON, with its keys in the order of the format. Reading it gives an equal definition.
    #[must_use]
    pub fn to_json(&self) -> String {
        // INVARIANT: maps with text keys and scalars only, which JSON can hold.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

fn object(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

fn pairs<T: Serialize>(items: &indexmap::IndexMap<String, T>) -> Vec<(String, Value)> {
    items.iter().map(|(key, item)| (key.clone(), Value::Object(object(item)))).collect()
}

/// The pairs of an object in the order of the format.
fn ordered(map: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let known = ORDER.iter().filter_map(|key| Some((*key, map.get(*key)?)));
    known.chain(map.iter().map(|(key, value)| (key.as_str(), value)).filter(|(key, _)| !ORDER.contains(key))).collect()
}

/// An object whose keys are the user's, one a line.
fn table(out: &mut String, key: &str, items: &[(String, Value)]) {
    if items.is_empty() {
        return;
    }
    out.push_str(&format!("{key}:\n"));
    for (name, value) in items {
        pair(out, &scalar(name), value, 2);
    }
}

/// A key with its value: on one line where that fits.
fn pair(out: &mut String, key: &str, value: &Value, indent: usize) {
    let margin = " ".repeat(indent);
    let line = format!("{margin}{key}: {}", flow(value));
    match value {
        Value::Object(map) if !map.is_empty() && line.chars().count() > WIDTH => {
            out.push_str(&format!("{margin}{key}:\n"));
            for (key, value) in ordered(map) {
                pair(out, key, value, indent + 2);
            }
        }
        Value::Array(list) if !list.is_empty() && line.chars().count() > WIDTH => {
            out.push_str(&format!("{margin}{key}:\n"));
            for one in list {
                item(out, one, indent + 2);
            }
        }
        Value::String(text) if text.chars().count() > LONG && can_be_wrapped(text) => {
            out.push_str(&format!("{margin}{key}: >-\n"));
            wrapped(out, text, indent + 2);
        }
        _ => {
            out.push_str(&line);
            out.push('\n');
        }
    }
}

/// An item of a list: on one line where that fits.
fn item(out: &mut String, value: &Value, indent: usize) {
    let margin = " ".repeat(indent);
    let line = format!("{margin}- {}", flow(value));
    match value {
        Value::Object(map) if line.chars().count() > WIDTH => {
            let mut block = String::new();
            for (key, value) in ordered(map) {
                pair(&mut block, key, value, indent + 2);
            }
            // The first key stands behind the dash.
            out.push_str(&format!("{margin}- {}", block.trim_start()));
        }
        _ => {
            out.push_str(&line);
            out.push('\n');
        }
    }
}

/// A value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let pairs: Vec<String> = ordered(map).into_iter().map(|(key, value)| format!("{}: {}", key_text(key), flow(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        other => other.to_string(),
    }
}

/// A key of the format, which needs no quotes.
fn key_text(key: &str) -> String {
    if ORDER.contains(&key) { key.to_owned() } else { scalar(key) }
}

/// Whether a text is the same when its lines are joined again: words with one space between them.
fn can_be_wrapped(text: &str) -> bool {
    text.split(' ').all(|word| !word.is_empty() && !word.chars().any(|sign| sign.is_whitespace() || sign.is_control() || sign == '\u{feff}'))
}

fn wrapped(out: &mut String, text: &str, indent: usize) {
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}
