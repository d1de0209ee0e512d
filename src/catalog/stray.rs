//! Files of the definition format that nothing takes in: parts that no framework lists, and misspelt `format:` lines.

use rustc_hash::FxHashSet;

use super::layer::Layer;
use crate::{
    conformance::rules::definition::{RULES_FORMAT, WAIVERS_FORMAT},
    decision::definition::DECISION_FORMAT,
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Document, Node, Value, parse},
    framework::definition::{FRAMEWORK_FORMAT, LOCALE_FORMAT, PART_FORMAT},
    lifecycle::definition::LIFECYCLE_FORMAT,
    source::{FileText, Limits},
    workflow::definition::WORKFLOW_FORMAT,
};

/// Looks through the files of a layer that are no definitions. Nothing is said about the parts beside a framework file
/// that cannot be read whole, since it may list them. Linear in the files.
pub(super) fn stray(layer: &Layer) -> Findings {
    let mut findings = Findings::new();
    let source = layer.source.as_ref();
    let mut listed: FxHashSet<String> = FxHashSet::default();
    let mut unread: Vec<String> = Vec::new();
    for definition in &layer.definitions {
        let folder = folder_of(&definition.path);
        let Ok(file) = source.read(&definition.path) else {
            unread.push(folder.to_owned());
            continue;
        };
        match parse(&file, Limits::default()) {
            (Some(document), problems) if problems.is_empty() => {
                listed.extend(items(&document, "parts").map(|part| format!("{folder}{part}")));
                listed.extend(items(&document, "locales").map(|language| format!("{folder}locale/{language}.yaml")));
            }
            _ => unread.push(folder.to_owned()),
        }
    }
    let records = layer
        .lifecycles
        .iter()
        .chain(&layer.workflows)
        .chain(&layer.decisions)
        .chain(&layer.rules)
        .map(|entry| entry.path.as_str())
        .chain(layer.calendars.iter().chain(&layer.waivers).map(String::as_str));
    // Titles of lifecycles are read without a framework that lists them; those of elements are not.
    let frameworks: FxHashSet<&str> = layer.definitions.iter().map(|definition| definition.id.as_str()).collect();
    let labels = layer.locales.iter().filter(|entry| !frameworks.contains(entry.framework.as_str())).map(|entry| entry.path.as_str());
    let labels: FxHashSet<&str> = labels.collect();
    let defined: FxHashSet<&str> = layer.definitions.iter().map(|definition| definition.path.as_str()).chain(records).collect();
    for path in source.list().unwrap_or_default() {
        let name = path.to_ascii_lowercase();
        let kind = [".yaml", ".yml", ".json"].iter().any(|ending| name.ends_with(ending));
        if !kind || defined.contains(path.as_str()) || listed.contains(&path) || unread.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        // What cannot be read has its finding already.
        let Ok(file) = source.read(&path) else { continue };
        let read = labels.contains(path.as_str()) && !speaks_of_elements(&file);
        if file.text().contains("format") && !read {
            findings.extend(look(&file));
        }
    }
    findings
}

fn look(file: &FileText) -> Option<Diagnostic> {
    let (document, _) = parse(file, Limits::default());
    let document = document?;
    let format = document.root.get("format")?;
    let text = format.text()?;
    let formats = [FRAMEWORK_FORMAT, PART_FORMAT, LOCALE_FORMAT, LIFECYCLE_FORMAT, WORKFLOW_FORMAT, DECISION_FORMAT, RULES_FORMAT, WAIVERS_FORMAT];
    let (message, help) = match text {
        PART_FORMAT => ("no framework lists this part, so its elements are not read", "add the file to `parts:` of the framework file"),
        LOCALE_FORMAT => (
            "no framework lists this locale, so its titles are not read",
            "name it `locale/LANGUAGE.yaml` beside the framework file and add the language to `locales:` there",
        ),
        _ => {
            let near = nearest(text, formats)?;
            let finding = Diagnostic::error(Code::UnsupportedFormat, format!("`{text}` is no format that is read here"));
            return Some(finding.located(file, format.position).help(format!("did you mean `format: {near}`?")));
        }
    };
    Some(Diagnostic::warning(Code::UnlistedPart, message).located(file, format.position).help(help))
}

fn speaks_of_elements(file: &FileText) -> bool {
    let (document, _) = parse(file, Limits::default());
    document.is_some_and(|document| ["elements", "kinds", "title"].iter().any(|key| document.root.get(key).is_some()))
}

fn folder_of(path: &str) -> &str {
    path.rfind('/').and_then(|end| path.get(..=end)).unwrap_or_default()
}

/// The texts of a list at the top of a document.
fn items<'document>(document: &'document Document<'_>, key: &str) -> impl Iterator<Item = &'document str> {
    let list: &[Node<'_>] = match document.root.get(key).map(|node| &node.value) {
        Some(Value::Sequence(list)) => list,
        _ => &[],
    };
    list.iter().filter_map(Node::text)
}
