//! What is probably not meant in a mapping set, seen beside the frameworks that it names: one rule a file.

mod row_on_group;
mod unknown_edition;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Catalog;
use crate::{
    diagnostic::Findings,
    framework::Framework,
    mapping::{MappingSet, lint, lint_rest},
    source::FileText,
};

impl Catalog {
    /// Everything that is probably not meant in a set; ids that do not exist are looked for elsewhere. `whole` says
    /// whether every row of the file could be read.
    pub(super) fn lint(&self, set: &MappingSet, file: &FileText, whole: bool) -> Findings {
        let mut frameworks = Frameworks { catalog: self, known: FxHashMap::default() };
        let mut findings = if whole { lint(set, file) } else { lint_rest(set, file) };
        findings.append(row_on_group::check(set, file, &mut frameworks));
        findings.append(unknown_edition::check(set, file, &mut frameworks));
        findings
    }
}

/// The frameworks that a set names, each looked up once.
struct Frameworks<'catalog, 'set> {
    catalog: &'catalog Catalog,
    known: FxHashMap<&'set str, Option<Arc<Framework>>>,
}

impl<'set> Frameworks<'_, 'set> {
    fn get(&mut self, id: &'set str) -> Option<&Framework> {
        let catalog = self.catalog;
        let load = || catalog.framework(id).or_else(|_| catalog.without_overlays(id)).ok();
        self.known.entry(id).or_insert_with(load).as_deref()
    }
}
