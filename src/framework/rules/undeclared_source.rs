//! `undeclared-source`: every source that is cited is declared.

use rustc_hash::FxHashSet;

use super::{
    super::{
        definition::ElementDefinition,
        draft::{Draft, LocaleDraft},
    },
    stand_in, suggestion,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    let known: FxHashSet<&str> = draft.source_keys().collect();
    let mut cite = |file: usize, key: &Located<String>| {
        if !known.contains(key.as_str()) && !stand_in(key) {
            let help = suggestion(key, known.iter().copied()).unwrap_or_else(|| "declare it under `sources:` of the framework file".to_owned());
            findings.push(draft.finding(Code::UndeclaredSource, format!("the source `{}` is not declared", **key), file, key).help(help));
        }
    };
    for (file, defaults) in draft.defaults.iter().enumerate() {
        defaults.source.iter().for_each(|key| cite(file, key));
    }
    for entry in &draft.entries {
        cited(&entry.definition).for_each(|key| cite(entry.file, key));
    }
    for (file, interface) in &draft.interfaces {
        interface.source.iter().for_each(|key| cite(*file, key));
    }
}

fn cited(definition: &ElementDefinition) -> impl Iterator<Item = &Located<String>> {
    let metrics = definition.metrics.iter().flat_map(|metric| &metric.source);
    let references = definition.references.iter().flat_map(|reference| &reference.source);
    definition.source.iter().chain(metrics).chain(references)
}

pub(super) fn locale(draft: &LocaleDraft, findings: &mut Findings) {
    let locale = &draft.locale;
    let defaults = locale.defaults.iter().flat_map(|defaults| &defaults.source);
    let entries = locale.elements.values().flat_map(|translation| &translation.source);
    let lifecycles = locale.lifecycles.values().flat_map(|translation| &translation.source);
    for key in defaults.chain(entries).chain(lifecycles).filter(|key| !stand_in(key) && !locale.sources.contains_key(key.as_str())) {
        let help =
            suggestion(key, locale.sources.keys().map(String::as_str)).unwrap_or_else(|| "declare it under `sources:` of this file".to_owned());
        let finding = Diagnostic::error(Code::UndeclaredSource, format!("the source `{}` is not declared", **key)).help(help);
        findings.push(match key.position() {
            Some(position) => finding.located(&draft.file, position),
            None => finding.in_file(draft.file.name().clone()),
        });
    }
}
