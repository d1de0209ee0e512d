//! Checking files: the user's, wherever they stand, and the shipped ones.

use std::{path::Path, sync::Arc};

use rustc_hash::FxHashMap;

use super::{
    Catalog,
    layer::{DefinitionFile, Layer, is_set},
    load::{Below, Chain},
    stray::stray,
};
use crate::{
    Error,
    calendar::{self, definition::CALENDAR_FORMAT},
    conformance::binding::{BINDING_FORMAT, Binding},
    conformance::rules::{
        definition::{RULES_FORMAT, WAIVERS_FORMAT},
        read_waivers,
    },
    decision::definition::DECISION_FORMAT,
    diagnostic::{Code, Diagnostic, Findings, Severity, nearest},
    document::Position,
    framework::{Element, Framework, Loader, definition},
    lifecycle::{definition::LIFECYCLE_FORMAT, migration::definition::MIGRATION_FORMAT},
    mapping::{MappingFormat, MappingSet, Reading, TermKind, read_text},
    source::{FileText, Folder, Limits, Source},
    workflow::{definition::WORKFLOW_FORMAT, migration::definition::WORKFLOW_MIGRATION_FORMAT},
};

impl Catalog {
    /// Checks a file or all definitions and mapping sets below a folder, against everything in this catalog.
    ///
    /// A part or locale file is checked with the framework that it stands beside, and only its own findings are given.
    /// Time is linear in the files.
    #[must_use]
    pub fn check_path(&self, path: &Path) -> Findings {
        if path.is_dir() {
            return self.check_source(Arc::new(Folder::new(path)));
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().unwrap_or(Path::new(""));
        let source: Arc<dyn Source> = Arc::new(Folder::new(folder));
        let file = match source.read(&name) {
            Ok(file) => file,
            Err(finding) => return (*finding).into(),
        };
        if MappingFormat::of(&file).is_some_and(|format| format != MappingFormat::Table) {
            return self.check_set(source.as_ref(), &name, &Reading::default());
        }
        let has = |format: &str| file.text().contains(format);
        if has(LIFECYCLE_FORMAT) && !has(MIGRATION_FORMAT) {
            return self.check_lifecycle(&file);
        }
        if has(WORKFLOW_FORMAT) && !has(WORKFLOW_MIGRATION_FORMAT) {
            return self.check_workflow(&file);
        }
        if has(DECISION_FORMAT) {
            return self.check_decision(&file);
        }
        if has(RULES_FORMAT) {
            return self.check_rules(&file);
        }
        if has(WAIVERS_FORMAT) {
            return read_waivers(&file, Limits::default()).1;
        }
        if has(BINDING_FORMAT) {
            return Binding::read(&file, Limits::default()).1;
        }
        if has(CALENDAR_FORMAT) {
            return calendar::check(source.as_ref(), &name, Limits::default()).1;
        }
        if has(WORKFLOW_MIGRATION_FORMAT) {
            return self.check_workflow_migration(source.as_ref(), &name).1;
        }
        if has(MIGRATION_FORMAT) {
            return self.check_migration(source.as_ref(), &name).1;
        }
        if !has(definition::FRAMEWORK_FORMAT) && (has(definition::PART_FORMAT) || has(definition::LOCALE_FORMAT)) {
            return self.check_beside(folder, &file);
        }
        self.check_definitions(&Layer::of_file(source, &file, &name))
    }

    /// Checks the mapping sets of a file of any format, against everything in this catalog.
    #[must_use]
    pub fn check_sets(&self, path: &Path, reading: &Reading) -> Findings {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.check_set(&Folder::new(path.parent().unwrap_or(Path::new(""))), &name, reading)
    }

    /// Checks all definitions and mapping sets of a source.
    #[must_use]
    pub fn check_source(&self, source: Arc<dyn Source>) -> Findings {
        let (layer, mut findings) = Layer::read(source);
        findings.append(stray(&layer));
        let source = layer.source.as_ref();
        let sets: Vec<String> = source.list().unwrap_or_default().into_iter().filter(|path| is_set(path)).collect();
        let records = layer.lifecycles.len()
            + layer.workflows.len()
            + layer.decisions.len()
            + layer.rules.len()
            + layer.waivers.len()
            + layer.locales.len()
            + layer.calendars.len()
            + layer.migrations.len()
            + layer.workflow_migrations.len();
        if layer.definitions.is_empty() && records == 0 && sets.is_empty() && findings.is_empty() {
            let message = format!("no definition (`format: {}`) and no mapping set (`.sssom.tsv`) was found here", definition::FRAMEWORK_FORMAT);
            return Diagnostic::error(Code::UnsupportedFormat, message).help("name a folder that holds one").into();
        }
        let layer_with_sets = self.with_layer(&layer);
        for path in &sets {
            // The metadata of sets was read above; here every row is.
            findings.append(layer_with_sets.check_set(source, path, &Reading::default()));
        }
        for path in &layer.calendars {
            findings.append(calendar::check(source, path, Limits::default()).1);
        }
        for entry in &layer.lifecycles {
            if let Ok(file) = source.read(&entry.path) {
                findings.append(layer_with_sets.check_lifecycle(&file));
            }
        }
        for entry in &layer.workflows {
            if let Ok(file) = source.read(&entry.path) {
                findings.append(layer_with_sets.check_workflow(&file));
            }
        }
        for path in &layer.migrations {
            findings.append(layer_with_sets.check_migration(source, path).1);
        }
        for path in &layer.workflow_migrations {
            findings.append(layer_with_sets.check_workflow_migration(source, path).1);
        }
        findings.append(layer_with_sets.check_all_labels(source, layer.locales.iter().map(|entry| entry.path.as_str())));
        for entry in &layer.decisions {
            if let Ok(file) = source.read(&entry.path) {
                findings.append(self.check_decision(&file));
            }
        }
        for entry in &layer.rules {
            if let Ok(file) = source.read(&entry.path) {
                findings.append(layer_with_sets.check_rules(&file));
            }
        }
        for path in &layer.waivers {
            if let Ok(file) = source.read(path) {
                findings.append(read_waivers(&file, Limits::default()).1);
            }
        }
        findings.append(self.check_definitions(&layer));
        findings.sort();
        findings
    }

    /// Checks every shipped definition, locale, calendar, lifecycle, workflow, decision table, pack of rules and mapping set, and those of the folders laid beside them.
    ///
    /// The shipped machines of tools are left aside: they are facts about those tools, and keep their defects.
    #[must_use]
    pub fn check_all(&self) -> Findings {
        let mut findings = Findings::new();
        for id in self.framework_ids() {
            findings.append(self.check(&id).unwrap_or_default());
        }
        for layer in &self.layers {
            findings.append(self.check_all_labels(layer.source.as_ref(), layer.locales.iter().map(|entry| entry.path.as_str())));
            for path in &layer.calendars {
                findings.append(calendar::check(layer.source.as_ref(), path, Limits::default()).1);
            }
        }
        for (source, entry) in self.lifecycle_entries().filter(|(_, entry)| !entry.path.starts_with(TOOLS)) {
            match source.read(&entry.path) {
                Ok(file) => findings.append(self.check_lifecycle(&file)),
                Err(finding) => findings.push(*finding),
            }
        }
        for (source, entry) in self.workflow_entries() {
            match source.read(&entry.path) {
                Ok(file) => findings.append(self.check_workflow(&file)),
                Err(finding) => findings.push(*finding),
            }
        }
        for (source, entry) in self.decision_entries() {
            match source.read(&entry.path) {
                Ok(file) => findings.append(self.check_decision(&file)),
                Err(finding) => findings.push(*finding),
            }
        }
        for (source, entry) in self.rules_entries() {
            match source.read(&entry.path) {
                Ok(file) => findings.append(self.check_rules(&file)),
                Err(finding) => findings.push(*finding),
            }
        }
        for layer in &self.layers {
            for set in &layer.sets {
                findings.append(self.check_set(layer.source.as_ref(), &set.path, &Reading::default()));
            }
        }
        findings.sort();
        findings
    }

    /// Checks a framework of the catalog: everything that is wrong with its files and its overlays.
    ///
    /// # Errors
    /// When there is no such framework.
    pub fn check(&self, id: &str) -> Result<Findings, Error> {
        let Some((source, definition)) = self.definition(id) else { return self.framework(id).map(|_| Findings::new()) };
        let chain = Chain::of(self, id);
        let (framework, mut findings) = Loader::new(source, &definition.path).with_environment(&chain).check();
        let mut below = framework.map(Arc::new);
        for (source, overlay) in self.overlays(id) {
            let Some(framework) = below.take() else { break };
            let environment = Below { framework, chain: &chain };
            let (framework, found) = Loader::new(source, &overlay.path).with_environment(&environment).check();
            findings.append(found);
            below = framework.map(Arc::new);
        }
        Ok(findings)
    }

    fn check_definitions(&self, layer: &Layer) -> Findings {
        // Whoever mends a copy of a shipped framework checks it under its own id.
        let mut findings = layer.taken(Severity::Note, |id| self.definition(id).is_some());
        let beside = self.with_layer(layer);
        for definition in &layer.definitions {
            findings.append(beside.check_definition(layer.source.as_ref(), definition));
        }
        findings.sort();
        findings
    }

    fn check_definition(&self, source: &dyn Source, definition: &DefinitionFile) -> Findings {
        let chain = Chain::of(self, &definition.id);
        let loader = Loader::new(source, &definition.path);
        let below = if definition.overlay { self.without_overlays(&definition.id).ok() } else { None };
        match below {
            Some(framework) => loader.with_environment(&Below { framework, chain: &chain }).check().1,
            None => loader.with_environment(&chain).check().1,
        }
    }

    /// A part or locale file: the findings of its framework that stand in this file.
    fn check_beside(&self, folder: &Path, file: &FileText) -> Findings {
        let above = folder.parent().filter(|_| folder.file_name().is_some());
        let labels = labelled(file).then(|| self.check_labels_beside(above.unwrap_or(folder), file));
        for place in [Some(folder), above].into_iter().flatten() {
            let source: Arc<dyn Source> = Arc::new(Folder::new(place));
            let Ok(head) = source.read("framework.yaml") else { continue };
            let findings = self.check_definitions(&Layer::of_file(source, &head, "framework.yaml"));
            let suffix = Path::new(file.name().as_ref());
            let here = |finding: &Diagnostic| finding.file().is_some_and(|named| Path::new(named).ends_with(suffix) || suffix.ends_with(named));
            let mut findings: Findings = findings.into_iter().filter(here).collect();
            // What the file has for itself was found above, under a longer name.
            let known = |finding: &Diagnostic| findings.iter().any(|known| (known.code(), known.position()) == (finding.code(), finding.position()));
            let further: Findings = labels.into_iter().flatten().filter(|finding| !known(finding)).collect();
            findings.append(further);
            return findings;
        }
        if let Some(findings) = labels {
            return findings;
        }
        Diagnostic::error(Code::PartNotFound, "the framework file that this file belongs to was not found")
            .in_file(file.name().clone())
            .help("put `framework.yaml` beside it (for a locale: one folder up), or name the framework file")
            .into()
    }

    /// A locale file: what it says of lifecycles, those of its folder and those of this catalog.
    fn check_labels_beside(&self, folder: &Path, file: &FileText) -> Findings {
        let mut findings = self.with_layer(&Layer::read(Arc::new(Folder::new(folder))).0).check_labels(file);
        findings.sort();
        findings
    }

    fn check_set(&self, source: &dyn Source, path: &str, reading: &Reading) -> Findings {
        let file = match source.read(path) {
            Ok(file) => file,
            Err(finding) => return (*finding).into(),
        };
        let (sets, mut findings) = read_text(&file, source, path, reading, Limits::default());
        let whole = findings.errors() == 0;
        for set in sets {
            // A set without metadata has its finding already.
            for (slot, _) in [("subject_source", &set.subject_framework), ("object_source", &set.object_framework)]
                .iter()
                .filter(|(_, named)| named.is_none() && !set.metadata.is_empty())
            {
                let message = format!("the metadata has no `{slot}` that names a framework, so no comparison uses the set");
                let finding = Diagnostic::warning(Code::MappingMetadata, message).located(&file, Position::new(1, 1, 1));
                findings.push(finding.help(format!("add a line `#{slot}: \"itsm:...\"` with the id of the framework")));
            }
            findings.append(self.unknown_elements(&set, &file));
            findings.append(self.lint(&set, &file, whole));
        }
        findings.sort();
        findings
    }

    /// The rows that name elements which do not exist in frameworks that do.
    fn unknown_elements(&self, set: &MappingSet, file: &FileText) -> Findings {
        let mut findings = Findings::new();
        let mut known: FxHashMap<String, Option<Arc<Framework>>> = FxHashMap::default();
        for term in set.rows().iter().flat_map(|row| [&row.subject, &row.object]).filter(|term| term.kind == TermKind::Element) {
            let Some((prefix, id)) = term.id.split_once(':') else { continue };
            let place = |finding: Diagnostic| finding.located_if(file, term.id.position());
            let framework = if let Some(framework) = known.get(prefix) {
                framework.clone()
            } else {
                let framework = self.framework(prefix).or_else(|_| self.without_overlays(prefix)).ok();
                known.insert(prefix.to_owned(), framework.clone());
                // One that is there but does not load has findings of its own; one that is not is said once.
                if framework.is_none() && self.definition(prefix).is_none() {
                    let ids = self.framework_ids();
                    let near = nearest(prefix, ids.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
                    let message = format!("the framework `{prefix}` is not known, so its ids were not looked up");
                    findings.push(place(Diagnostic::warning(Code::UnknownFramework, message)).help_if(near));
                }
                framework
            };
            if let Some(framework) = framework.filter(|framework| framework.element(id).is_none() && !self.hides(prefix, id)) {
                let near = nearest(id, framework.elements().iter().map(Element::id)).map(|near| format!("did you mean `{prefix}:{near}`?"));
                let message = format!("there is no element `{}` in `{prefix}`", *term.id);
                findings.push(place(Diagnostic::error(Code::UnknownMappedElement, message)).help_if(near));
            }
        }
        findings
    }

    /// This catalog with one more layer in front.
    fn with_layer(&self, layer: &Layer) -> Self {
        // The added layer comes first: what is checked counts, not a shipped framework of the same id.
        let layers = std::iter::once(layer).chain(&self.layers).cloned().collect();
        Self { layers, cache: std::sync::Mutex::default() }
    }
}

/// Whether a file may hold titles of lifecycles.
fn labelled(file: &FileText) -> bool {
    file.text().contains(definition::LOCALE_FORMAT) && file.text().contains("lifecycles:")
}

/// Where the shipped machines of tools stand.
const TOOLS: &str = "tools/";
