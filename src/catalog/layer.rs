//! One source of a catalog and what stands in it.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::SHIPPED;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, Severity},
    document::{Node, Position, parse, unsupported},
    framework::definition::{FRAMEWORK_FORMAT, LOCALE_FORMAT},
    mapping::{Reading, read_text},
    source::{FileText, Limits, Source},
};

/// A source and the places of the definitions and mapping sets in it.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub source: Arc<dyn Source>,
    /// Whether it is the one that comes with the library.
    pub shipped: bool,
    pub definitions: Vec<DefinitionFile>,
    pub lifecycles: Vec<RecordEntry>,
    pub workflows: Vec<RecordEntry>,
    pub decisions: Vec<RecordEntry>,
    pub rules: Vec<RecordEntry>,
    /// The locale files that speak of lifecycles or may.
    pub locales: Vec<LocaleEntry>,
    /// The paths of the calendars.
    pub calendars: Vec<String>,
    /// The paths of the files of waivers.
    pub waivers: Vec<String>,
    /// The paths of the migration plans of lifecycles.
    pub migrations: Vec<String>,
    /// The paths of the migration plans of workflows.
    pub workflow_migrations: Vec<String>,
    pub sets: Vec<SetFile>,
}

/// Where a framework or an overlay is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DefinitionFile {
    /// The framework's id; for an overlay, the id of the framework that it changes. Empty when the file does not say it.
    pub id: String,
    pub path: String,
    pub overlay: bool,
    /// Where the id stands in the file.
    pub position: Option<Position>,
}

/// Where a lifecycle, a workflow, a decision table or a pack of rules stands and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordEntry {
    /// The framework that it belongs to; empty when it belongs to none.
    pub framework: String,
    pub id: String,
    pub path: String,
}

/// Where the titles of a framework in a language stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LocaleEntry {
    pub framework: String,
    pub language: String,
    pub path: String,
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
        let mut layer = Self::empty(Arc::new(SHIPPED), true);
        for path in SHIPPED.paths() {
            if let Some(id) = path.strip_suffix("/framework.yaml") {
                layer.definitions.push(DefinitionFile { id: id.to_owned(), path: path.to_owned(), overlay: false, position: None });
            } else if path.starts_with("calendars/") {
                layer.calendars.push(path.to_owned());
            } else if let Some(entry) = shipped(path, "/lifecycles/") {
                layer.lifecycles.push(entry);
            } else if let Some(entry) = shipped(path, "/workflows/") {
                layer.workflows.push(entry);
            } else if let Some(entry) = shipped(path, "/decisions/") {
                layer.decisions.push(entry);
            } else if let Some(entry) = shipped(path, "/rules/") {
                layer.rules.push(entry);
            } else if let Some(RecordEntry { framework, id, path }) = shipped(path, "/locale/") {
                layer.locales.push(LocaleEntry { framework, language: id, path });
            } else if let Some((subject, object)) =
                path.strip_prefix("mappings/").and_then(|name| name.strip_suffix(".sssom.tsv")).and_then(|name| name.split_once("-to-"))
            {
                layer.sets.push(SetFile { path: path.to_owned(), subject: subject.to_owned(), object: object.to_owned() });
            }
        }
        layer
    }

    /// Looks through a source of the user; every definition's head and every mapping set's metadata is read.
    pub fn read(source: Arc<dyn Source>) -> (Self, Findings) {
        let mut findings = Findings::new();
        let mut layer = Self::empty(source, false);
        let source = Arc::clone(&layer.source);
        let paths = source.list().unwrap_or_else(|finding| {
            findings.push(*finding);
            Vec::new()
        });
        for path in paths {
            let ends = |ending: &str| path.to_ascii_lowercase().ends_with(ending);
            let definition = !is_set(&path) && (ends(".yaml") || ends(".yml") || ends(".json"));
            let set = is_set(&path);
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
                let (read, found) = read_text(&file, source.as_ref(), &path, &Reading::default(), Limits::default());
                findings.extend(found.into_iter().filter(|finding| finding.severity() == Severity::Error));
                if let Some((subject, object)) =
                    read.first().and_then(|set| Some((set.subject_framework.as_deref()?, set.object_framework.as_deref()?)))
                {
                    layer.sets.push(SetFile { path, subject: subject.to_owned(), object: object.to_owned() });
                }
            } else if file.text().contains(LIFECYCLES) {
                layer.lifecycles.extend(record(&file, &path, LIFECYCLES));
            } else if file.text().contains(WORKFLOWS) {
                layer.workflows.extend(record(&file, &path, WORKFLOWS));
            } else if file.text().contains(DECISIONS) {
                layer.decisions.extend(record(&file, &path, DECISIONS));
            } else if file.text().contains(RULES) {
                layer.rules.extend(record(&file, &path, RULES));
            } else if file.text().contains(WAIVERS) && format_of(&file).is_some_and(|format| format.starts_with(WAIVERS)) {
                layer.waivers.push(path);
            } else if file.text().contains(LOCALE_FORMAT) && file.text().contains("lifecycles:") {
                layer.locales.extend(labels(&file, &path));
            } else if file.text().contains(CALENDARS) && format_of(&file).is_some_and(|format| format.starts_with(CALENDARS)) {
                layer.calendars.push(path);
            } else if file.text().contains(MIGRATIONS) && format_of(&file).is_some_and(|format| format.starts_with(MIGRATIONS)) {
                layer.migrations.push(path);
            } else if file.text().contains(WORKFLOW_MIGRATIONS) && format_of(&file).is_some_and(|format| format.starts_with(WORKFLOW_MIGRATIONS)) {
                layer.workflow_migrations.push(path);
            } else if file.text().contains(FORMATS) {
                let (head, found) = head(&file);
                findings.append(found);
                layer.definitions.extend(head.map(|head| head.in_file(path)));
            }
        }
        (layer, findings)
    }

    /// The one definition of a file, whatever its head says: what is wrong with it is found when it is loaded.
    pub fn of_file(source: Arc<dyn Source>, file: &FileText, path: &str) -> Self {
        let definitions = vec![head(file).0.unwrap_or_default().in_file(path.to_owned())];
        Self { definitions, ..Self::empty(source, false) }
    }

    /// Nothing of a source yet.
    fn empty(source: Arc<dyn Source>, shipped: bool) -> Self {
        Self {
            source,
            shipped,
            definitions: Vec::new(),
            lifecycles: Vec::new(),
            workflows: Vec::new(),
            decisions: Vec::new(),
            rules: Vec::new(),
            waivers: Vec::new(),
            locales: Vec::new(),
            calendars: Vec::new(),
            migrations: Vec::new(),
            workflow_migrations: Vec::new(),
            sets: Vec::new(),
        }
    }

    /// The findings for definitions whose id stands earlier in this layer, or is `known` elsewhere, which is as bad as
    /// `elsewhere` says.
    pub fn taken(&self, elsewhere: Severity, known: impl Fn(&str) -> bool) -> Findings {
        let mut seen = FxHashSet::default();
        let own = self.definitions.iter().filter(|definition| !definition.overlay && !definition.id.is_empty());
        own.filter_map(|definition| {
            let first = seen.insert(definition.id.as_str());
            let severity = if first { known(&definition.id).then_some(elsewhere)? } else { Severity::Error };
            Some(self.repeats(definition, severity))
        })
        .collect()
    }

    /// The finding that a definition's id is taken, at the id.
    fn repeats(&self, definition: &DefinitionFile, severity: Severity) -> Diagnostic {
        let finding = Diagnostic::new(severity, Code::DuplicateFramework, format!("there is another framework `{}`", definition.id))
            .help(format!("to load both, give it another id, or write `extends: {}` to change the one that is there", definition.id));
        match (self.source.read(&definition.path), definition.position) {
            (Ok(file), Some(position)) => finding.located(&file, position),
            (Ok(file), None) => finding.in_file(Arc::clone(file.name())),
            (Err(_), _) => finding.in_file(definition.path.as_str()),
        }
    }
}

/// Whether a path is that of a mapping set that comparisons use: SSSOM as a table or as JSON.
pub(super) fn is_set(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".sssom.tsv", ".sssom.csv", ".sssom.json"].iter().any(|ending| path.ends_with(ending))
}

/// What the `format:` lines of all versions begin with; the loader says which of them it reads.
const FORMATS: &str = "itsm/framework/";

/// What the `format:` lines of lifecycles begin with.
const LIFECYCLES: &str = "itsm/lifecycle/";

/// What the `format:` lines of workflows begin with.
const WORKFLOWS: &str = "itsm/workflow/";

/// What the `format:` lines of decision tables begin with.
const DECISIONS: &str = "itsm/decision/";

/// What the `format:` lines of rules begin with.
const RULES: &str = "itsm/rules/";

/// What the `format:` lines of waivers begin with.
const WAIVERS: &str = "itsm/waivers/";

/// What the `format:` lines of calendars begin with.
const CALENDARS: &str = "itsm/calendar/";

/// What the `format:` lines of migration plans begin with.
const MIGRATIONS: &str = "itsm/migration/";

/// What the `format:` lines of migration plans of workflows begin with.
const WORKFLOW_MIGRATIONS: &str = "itsm/workflow-migration/";

/// What the `format:` line of a file says.
fn format_of(file: &FileText) -> Option<String> {
    let (document, _) = parse(file, Limits::default());
    document?.root.get("format").and_then(Node::text).map(str::to_owned)
}

/// The entry of a shipped file by its name, `FRAMEWORK/FOLDER/ID.yaml`.
fn shipped(path: &str, folder: &str) -> Option<RecordEntry> {
    let (above, id) = path.strip_suffix(".yaml")?.split_once(folder)?;
    let framework = above.rsplit('/').next().unwrap_or(above).to_owned();
    Some(RecordEntry { framework, id: id.to_owned(), path: path.to_owned() })
}

/// The names of a lifecycle, workflow, decision or rules file; none when it is of another format. A name that it does not say is empty, which
/// a check finds.
fn record(file: &FileText, path: &str, formats: &str) -> Option<RecordEntry> {
    let (document, _) = parse(file, Limits::default());
    let document = document?;
    let text = |key: &str| document.root.get(key).and_then(Node::text).map(str::to_owned);
    text("format").filter(|format| format.starts_with(formats))?;
    Some(RecordEntry { framework: text("framework").unwrap_or_default(), id: text("id").unwrap_or_default(), path: path.to_owned() })
}

/// The entry of a locale file that has titles of lifecycles.
fn labels(file: &FileText, path: &str) -> Option<LocaleEntry> {
    let (document, _) = parse(file, Limits::default());
    let document = document?;
    document.root.get("lifecycles")?;
    let text = |key: &str| document.root.get(key).and_then(Node::text).map(str::to_owned).unwrap_or_default();
    (text("format") == LOCALE_FORMAT).then(|| LocaleEntry { framework: text("framework"), language: text("language"), path: path.to_owned() })
}

/// What a definition file says about itself at its top.
#[derive(Debug, Default)]
struct Head {
    /// The id that it declares or extends.
    id: String,
    overlay: bool,
    position: Option<Position>,
}

impl Head {
    fn in_file(self, path: String) -> DefinitionFile {
        DefinitionFile { id: self.id, path, overlay: self.overlay, position: self.position }
    }
}

/// The head of a file, none when the file is no definition, and what is wrong with the head.
///
/// A definition without a usable head stays one, so that a check finds what else is wrong with it. The findings are
/// those of the loader to the letter, so that both together are listed once.
fn head(file: &FileText) -> (Option<Head>, Findings) {
    let (document, syntax) = parse(file, Limits::default());
    let Some(document) = document else { return (None, syntax) };
    let value = |key: &str| document.root.get(key).filter(|value| value.text().is_some_and(|text| !text.is_empty()));
    let Some(format) = value("format").filter(|format| format.text().is_some_and(|text| text.starts_with(FORMATS))) else {
        return (None, Findings::new());
    };
    let mut findings = Findings::from_iter(unsupported(file, &document.root, FRAMEWORK_FORMAT));
    let named = |value: &Node<'_>, overlay: bool| Head { id: value.text().unwrap_or_default().to_owned(), overlay, position: Some(value.position) };
    let head = match (value("extends"), value("id")) {
        (Some(extended), _) => named(extended, true),
        (None, Some(id)) => named(id, false),
        (None, None) => {
            if syntax.is_empty() {
                let finding = Diagnostic::error(Code::MissingKey, "the framework has no `id`").located(file, format.position);
                findings.push(finding.help("add a line `id: ...`, or `extends: ...` if this file changes another framework"));
            } else {
                // The id may stand in the part that could not be read.
                findings.append(syntax);
            }
            Head::default()
        }
    };
    (Some(head), findings)
}
