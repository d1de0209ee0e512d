//! From [`Library`] to YAML.

use serde_json::Value as Json;

use super::{Library, Mapping, Set};
use crate::{document::scalar, mapping::Members};

impl Library {
    /// The library as YAML, block style, strings quoted wherever YAML would read them as something else. Linear in the
    /// size of the library.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut top = serde_json::Map::new();
        let mut out = String::new();
        text(&mut top, "urn", self.urn.as_deref());
        object(&mut out, top.iter(), 0);
        object(&mut out, self.about.iter(), 0);
        out.push_str("objects:");
        if self.sets.is_empty() && !self.single && self.objects.is_empty() {
            out.push_str(" {}\n");
            return out;
        }
        out.push('\n');
        match self.sets.as_slice() {
            [one] if self.single => {
                out.push_str("  requirement_mapping_set:\n");
                set(&mut out, one, 4, false);
            }
            [] => {}
            many => {
                out.push_str("  requirement_mapping_sets:\n");
                for one in many {
                    set(&mut out, one, 4, true);
                }
            }
        }
        object(&mut out, self.objects.iter(), 2);
        out
    }
}

type Map = serde_json::Map<String, Json>;

fn text(map: &mut Map, key: &str, value: Option<&String>) {
    if let Some(value) = value {
        map.insert(key.to_owned(), value.as_str().into());
    }
}

/// The pairs of an object in the order of the format, then the further ones.
fn pairs<'pair>(fields: &'pair [(&'static str, Option<Json>)], other: &'pair Members) -> Vec<(&'pair str, &'pair Json)> {
    let fields = fields.iter().filter_map(|(key, value)| Some((*key, value.as_ref()?)));
    fields.chain(other.iter().map(|(key, value)| (key.as_str(), value))).collect()
}

fn set(out: &mut String, set: &Set, indent: usize, item: bool) {
    let string = |text: Option<&String>| text.map(|text| Json::String(text.clone()));
    let fields = [
        ("urn", string(set.urn.as_deref())),
        ("ref_id", string(set.ref_id.as_ref())),
        ("name", string(set.name.as_ref())),
        ("description", string(set.description.as_ref())),
        ("source_framework_urn", string(set.source_framework.as_deref())),
        ("target_framework_urn", string(set.target_framework.as_deref())),
    ];
    let rows: Json = set.mappings.iter().map(row).collect();
    let rows = if set.mappings.is_empty() { Json::Array(Vec::new()) } else { rows };
    let mut all = pairs(&fields, &set.other);
    all.push(("requirement_mappings", &rows));
    if item {
        items(out, &all, indent);
    } else {
        for (key, value) in all {
            pair(out, key, value, indent);
        }
    }
}

/// A row as an object; the order of its members is made when it is printed.
fn row(mapping: &Mapping) -> Json {
    let string = |text: &String| Json::String(text.clone());
    let fields = [
        ("source_requirement_urn", Some(string(&mapping.source))),
        ("target_requirement_urn", Some(string(&mapping.target))),
        ("relationship", Some(string(&mapping.relationship))),
        ("rationale", mapping.rationale.as_ref().map(string)),
        ("strength_of_relationship", mapping.strength.clone()),
        ("annotation", mapping.annotation.as_ref().map(string)),
    ];
    let map: Map = pairs(&fields, &mapping.other).into_iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
    Json::Object(map)
}

/// Members of a row in the order of the format; all others come behind by name.
const ORDER: [&str; 6] = ["source_requirement_urn", "target_requirement_urn", "relationship", "rationale", "strength_of_relationship", "annotation"];

fn sorted(map: &Map) -> Vec<(&str, &Json)> {
    let known = ORDER.iter().filter_map(|key| Some((*key, map.get(*key)?)));
    known.chain(map.iter().map(|(key, value)| (key.as_str(), value)).filter(|(key, _)| !ORDER.contains(key))).collect()
}

fn object<'pair>(out: &mut String, pairs: impl Iterator<Item = (&'pair String, &'pair Json)>, indent: usize) {
    for (key, value) in pairs {
        pair(out, key, value, indent);
    }
}

fn pair(out: &mut String, key: &str, value: &Json, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
    after_indent(out, key, value, indent);
}

fn after_indent(out: &mut String, key: &str, value: &Json, indent: usize) {
    out.push_str(&scalar(key));
    out.push(':');
    match value {
        Json::Object(map) if !map.is_empty() => {
            out.push('\n');
            for (key, value) in sorted(map) {
                pair(out, key, value, indent + 2);
            }
        }
        Json::Array(list) if !list.is_empty() => {
            out.push('\n');
            for one in list {
                item(out, one, indent + 2);
            }
        }
        flat => {
            out.push(' ');
            out.push_str(&plain(flat));
            out.push('\n');
        }
    }
}

fn item(out: &mut String, value: &Json, indent: usize) {
    match value {
        Json::Object(map) if !map.is_empty() => items(out, &sorted(map), indent),
        Json::Array(list) if !list.is_empty() => {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str("-\n");
            for one in list {
                item(out, one, indent + 2);
            }
        }
        flat => {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str("- ");
            out.push_str(&plain(flat));
            out.push('\n');
        }
    }
}

/// An object as an item of a list.
fn items(out: &mut String, pairs: &[(&str, &Json)], indent: usize) {
    for (index, (key, value)) in pairs.iter().enumerate() {
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(if index == 0 { "- " } else { "  " });
        after_indent(out, key, value, indent + 2);
    }
}

/// A scalar or an empty collection.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => scalar(text),
        Json::Array(_) => "[]".to_owned(),
        Json::Object(_) => "{}".to_owned(),
        other => other.to_string(),
    }
}
