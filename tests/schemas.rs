//! The JSON Schemas in `schemas/` are those of the Rust types, and fit the shipped files and the real outputs.
#![allow(
    missing_docs,
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

use std::{env, fs, path::Path};

use itsm::{
    catalog::{Catalog, SHIPPED},
    document::{Document, Node, Value, parse},
    report::{crosswalk_record, element_record, element_row, framework_record, framework_row},
    schema::SchemaKind,
    source::{FileText, Limits},
};
use serde_json::{Value as Json, json};

/// Fails when a schema is stale; `ITSM_BLESS=1 cargo schemas` writes them anew.
#[test]
#[allow(clippy::disallowed_methods, reason = "the test compares files and reads a switch")]
fn schemas_are_those_of_the_types() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas"));
    let bless = env::var_os("ITSM_BLESS").is_some();
    let mut stale = Vec::new();
    for kind in SchemaKind::all() {
        let path = folder.join(kind.file_name());
        if bless {
            fs::write(&path, kind.text()).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(&kind.text()) {
            stale.push(kind.file_name());
        }
    }
    assert!(stale.is_empty(), "stale: {stale:?}; run ITSM_BLESS=1 cargo schemas");
    let expected: Vec<String> = SchemaKind::all().map(SchemaKind::file_name).collect();
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(expected.contains(&name), "nothing makes {name}");
    }
}

fn validator(kind: SchemaKind) -> jsonschema::Validator {
    jsonschema::validator_for(kind.schema().as_value()).unwrap()
}

/// The tree as an outside validator would see it, typed by the core schema of YAML 1.2 as editors read it.
fn as_json(node: &Node<'_>) -> Json {
    match &node.value {
        Value::Scalar { .. } if node.is_null() => json!(null),
        Value::Scalar { text, plain: true } if text.parse::<i64>().is_ok() => json!(text.parse::<i64>().unwrap()),
        Value::Scalar { text, plain: true } if text.parse::<f64>().is_ok() => json!(text.parse::<f64>().unwrap()),
        Value::Scalar { text, plain: true } if matches!(text.as_ref(), "true" | "false") => json!(text == "true"),
        Value::Scalar { text, .. } => json!(text),
        Value::Sequence(items) => items.iter().map(as_json).collect(),
        Value::Mapping(entries) => entries.iter().map(|(key, value)| (key.text().unwrap().to_owned(), as_json(value))).collect(),
    }
}

/// Every shipped YAML file fits its schema by an independent validator, and names that schema in its first line.
#[test]
fn shipped_files_fit_and_name_their_schema() {
    let mut wrong = Vec::new();
    for path in SHIPPED.paths().filter(|path| path.ends_with(".yaml")) {
        let file = FileText::new(path, SHIPPED.get(path).unwrap());
        let kind = match path {
            _ if path.ends_with("/framework.yaml") => SchemaKind::Framework,
            _ if path.contains("/locale/") => SchemaKind::Locale,
            _ if path.starts_with("calendars/") => SchemaKind::Calendar,
            _ if path.contains("/lifecycles/") => SchemaKind::Lifecycle,
            _ if path.contains("/workflows/") => SchemaKind::Workflow,
            _ if path.contains("/decisions/") => SchemaKind::Decision,
            _ if path.contains("/rules/") => SchemaKind::Rules,
            _ => SchemaKind::Part,
        };
        let line = format!("# yaml-language-server: $schema={}schemas/{}", "../".repeat(path.matches('/').count() + 1), kind.file_name());
        if file.text().lines().next() != Some(&line) {
            wrong.push(format!("{path}: the first line should be {line}"));
        }
        if !file.text().lines().nth(1).is_some_and(|second| second.starts_with("# ")) {
            wrong.push(format!("{path}: the second line should say what lives there"));
        }
        let (document, findings) = parse(&file, Limits::default());
        assert!(findings.is_empty(), "{findings:?}");
        let document: Document<'_> = document.unwrap();
        wrong.extend(validator(kind).iter_errors(&as_json(&document.root)).map(|error| format!("{path}: {}: {error}", error.instance_path())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the commands print fits the published schemas.
#[test]
fn outputs_fit_their_schemas() {
    let catalog = Catalog::builtin();
    let fits = |kind: SchemaKind, value: Json| {
        let errors: Vec<String> = validator(kind).iter_errors(&value).map(|error| format!("{kind} {}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
    };
    let mut rows = Vec::new();
    for id in catalog.framework_ids() {
        let names = catalog.names(&id, "de-AT").unwrap();
        rows.push(framework_row(&names, Some("de-AT")));
        fits(SchemaKind::ShowFramework, serde_json::to_value(framework_record(&names)).unwrap());
        let elements: Vec<_> = names.framework().walk().filter_map(|(_, index, _)| element_row(&names, index)).collect();
        fits(SchemaKind::ListElements, serde_json::to_value(&elements).unwrap());
        for row in elements {
            let found = catalog.resolve(&row.id.to_string()).unwrap();
            fits(SchemaKind::Show, serde_json::to_value(element_record(&found, &names)).unwrap());
        }
    }
    fits(SchemaKind::ListFrameworks, serde_json::to_value(rows).unwrap());
    for (subject, object) in catalog.mapped_pairs() {
        let crosswalk = catalog.compare(&subject, &object).unwrap();
        let (subject, object) = (catalog.names(&subject, "fr").unwrap(), catalog.names(&object, "fr").unwrap());
        fits(SchemaKind::Compare, serde_json::to_value(crosswalk_record(&crosswalk, &subject, &object)).unwrap());
    }
    fits(SchemaKind::Search, serde_json::to_value(catalog.search("change").unwrap()).unwrap());
    let differences = itsm::framework::diff(&catalog.framework("itil4").unwrap(), &catalog.framework("itil5").unwrap());
    fits(SchemaKind::Diff, serde_json::to_value(differences).unwrap());
    let findings = itsm::diagnostic::render::json(&catalog.check_all());
    fits(SchemaKind::Check, serde_json::to_value(findings).unwrap());
}

/// The shape check reads all keywords that our file formats use: a new keyword must be taught to it first.
#[test]
fn file_schemas_use_known_keywords_only() {
    const KNOWN: [&str; 21] = [
        "$schema",
        "$ref",
        "$defs",
        "title",
        "description",
        "type",
        "enum",
        "const",
        "oneOf",
        "anyOf",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "default",
        "format",
        "minimum",
        "maximum",
        "x-itsm-item",
        "allOf",
        "examples",
    ];
    fn walk(schema: &Json, unknown: &mut Vec<String>) {
        let Some(map) = schema.as_object() else { return };
        for (key, value) in map {
            match key.as_str() {
                "properties" | "$defs" => value.as_object().unwrap().values().for_each(|inner| walk(inner, unknown)),
                "anyOf" | "oneOf" => value.as_array().unwrap().iter().for_each(|inner| walk(inner, unknown)),
                "items" | "additionalProperties" => walk(value, unknown),
                "allOf" => unknown.push("allOf".to_owned()),
                key if KNOWN.contains(&key) => {}
                other => unknown.push(other.to_owned()),
            }
        }
    }
    let mut unknown = Vec::new();
    for kind in [SchemaKind::Framework, SchemaKind::Part, SchemaKind::Locale] {
        walk(kind.schema().as_value(), &mut unknown);
    }
    assert!(unknown.is_empty(), "{unknown:?}");
}
