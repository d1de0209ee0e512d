//! One source of a catalog and what stands in it.

use std::sync::Arc;

use super::SHIPPED;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    document::{Node, parse},
    framework::definition::FRAMEWORK_FORMAT,
    mapping::sssom,
    source::{FileText, Limits, Source},
};

/// A source and the places of the definitions and mapping sets in it.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub source: Arc<dyn Source>,
    pub definitions: Vec<DefinitionFile>,
    pub sets: Vec<SetFile>,
}

/// Where a framework or an overlay is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DefinitionFile {
    /// The framework's id; for an overlay, the id of the framework that it changes.
    pub id: String,
    pub path: String,
    pub overlay: bool,
}

/// Where a mapping set stands and what it joins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SetFile {
    pub path: String,
    pub subject: String,
    pub object: String,
}

impl Layer {
    /// The shipped files, known by their names alone: `ID/framework.yaml` and `mappings/A-to-B.sssom.tsv`. A test holds
    /// the names against the contents.
    pub fn shipped() -> Self {
        let mut definitions = Vec::new();
        let mut sets = Vec::new();
        for path in SHIPPED.paths() {
            if let Some(id) = path.strip_suffix("/framework.yaml") {
                definitions.push(DefinitionFile { id: id.to_owned(), path: path.to_owned(), overlay: false });
            } else if let Some((subject, object)) =
                path.strip_prefix("mappings/").and_then(|name| name.strip_suffix(".sssom.tsv")).and_then(|name| name.split_once("-to-"))
            {
                sets.push(SetFile { path: path.to_owned(), subject: subject.to_owned(), object: object.to_owned() });
            }
        }
        Self { source: Arc::new(SHIPPED), definitions, sets }
    }

    /// Looks through a source of the user; every definition's head and every mapping set's metadata is read.
    pub fn read(source: Arc<dyn Source>) -> (Self, Findings) {
        let mut findings = Findings::new();
        let mut definitions = Vec::new();
        let mut sets = Vec::new();
        let paths = source.list().unwrap_or_else(|finding| {
            findings.push(*finding);
            Vec::new()
        });
        for path in paths {
            let ends = |ending: &str| path.to_ascii_lowercase().ends_with(ending);
            let definition = ends(".yaml") || ends(".yml") || ends(".json");
            let set = ends(".sssom.tsv") || ends(".sssom.csv");
            if !definition && !set {
                continue;
            }
            let file = match source.read(&path) {
                Ok(file) => file,
                Err(finding) => {
                    findings.push(*finding);
                    continue;
                }
            };
            if set {
                let (mapping, found) = sssom::read(&file, Limits::default());
                findings.extend(found.into_iter().filter(|finding| finding.severity() == Severity::Error));
                if let Some((subject, object)) =
                    mapping.as_ref().and_then(|set| Some((set.subject_framework.as_deref()?, set.object_framework.as_deref()?)))
                {
                    sets.push(SetFile { path, subject: subject.to_owned(), object: object.to_owned() });
                }
            } else if file.text().contains(FRAMEWORK_FORMAT) {
                match head(&file) {
                    Ok(Some((id, overlay))) => definitions.push(DefinitionFile { id, path, overlay }),
                    Ok(None) => {}
                    Err(found) => findings.append(found),
                }
            }
        }
        (Self { source, definitions, sets }, findings)
    }

    /// The one definition of a file, whatever its head says: what is wrong with it is found when it is loaded.
    pub fn of_file(source: Arc<dyn Source>, file: &FileText, path: &str) -> Self {
        let (id, overlay) = head(file).ok().flatten().unwrap_or_default();
        let definitions = vec![DefinitionFile { id, path: path.to_owned(), overlay }];
        Self { source, definitions, sets: Vec::new() }
    }

    /// The finding that a definition's id is taken.
    pub fn taken(&self, definition: &DefinitionFile, severity: Severity) -> Diagnostic {
        let finding = Diagnostic::new(severity, Code::DuplicateFramework, format!("there is another framework `{}`", definition.id))
            .help(format!("to load both, give it another id, or write `extends: {}` to change the one that is there", definition.id));
        let Ok(file) = self.source.read(&definition.path) else { return finding.in_file(definition.path.clone()) };
        let (document, _) = parse(&file, Limits::default());
        match document.as_ref().and_then(|document| document.root.get("id")) {
            Some(id) => finding.located(&file, id.position),
            None => finding.in_file(Arc::clone(file.name())),
        }
    }
}

/// The id that a definition file declares or extends, and whether it extends.
fn head(file: &FileText) -> Result<Option<(String, bool)>, Findings> {
    let (document, findings) = parse(file, Limits::default());
    let Some(document) = document else { return Err(findings) };
    let text = |key: &str| document.root.get(key).and_then(Node::text).filter(|text| !text.is_empty()).map(str::to_owned);
    if text("format").as_deref() != Some(FRAMEWORK_FORMAT) {
        return Ok(None);
    }
    match (text("extends"), text("id")) {
        (Some(extended), _) => Ok(Some((extended, true))),
        (None, Some(id)) => Ok(Some((id, false))),
        (None, None) => Err(Diagnostic::error(Code::MissingKey, "the framework has no `id`")
            .located(file, document.root.position)
            .help("add a line `id: ...`")
            .into()),
    }
}
