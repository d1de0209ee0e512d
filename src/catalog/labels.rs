//! Titles of lifecycles in other languages: found in locale files, laid over each other, checked against the lifecycles.

use std::sync::Arc;

use super::Catalog;
use crate::{
    Error,
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::Located,
    framework::{check_locale, definition::LocaleFile},
    lifecycle::{LabelSource, Labels, Lifecycle},
    locale,
    source::{FileText, Limits, Source},
};

impl Catalog {
    /// The titles of a lifecycle in a language, with the fallback of [`locale::fallback`]. What the lifecycle is made from
    /// lends its titles where they are the same.
    ///
    /// ```
    /// use itsm::catalog::Catalog;
    /// let catalog = Catalog::builtin();
    /// let labels = catalog.lifecycle_labels(&catalog.lifecycle("neutral:incident")?, "de-AT")?;
    /// assert_eq!(labels.title().text, "Störung");
    /// # Ok::<(), itsm::Error>(())
    /// ```
    ///
    /// # Errors
    /// The findings of a locale file that does not load.
    pub fn lifecycle_labels(&self, lifecycle: &Lifecycle, language: &str) -> Result<Labels, Error> {
        let lineage = self.lineage(lifecycle);
        let mut sources = Vec::new();
        for tag in locale::fallback(language) {
            for of in &lineage {
                // Later layers come before those that they are laid over.
                for file in self.label_files(of.framework().unwrap_or_default(), tag)?.iter().rev() {
                    if let Some(translation) = file.lifecycles.get(of.id()) {
                        let mut translation = translation.clone();
                        translation.standing = translation.standing.or_else(|| file.defaults.as_ref()?.standing);
                        sources.push(LabelSource { of: of.clone(), language: file.language.to_string(), translation });
                    }
                }
            }
        }
        Ok(Labels::new(lifecycle.clone(), sources))
    }

    /// The lifecycle and what it is made from, the nearest first: as its model in each lifecycle that it extends, then without.
    fn lineage(&self, lifecycle: &Lifecycle) -> Vec<Lifecycle> {
        let mut with_model = vec![lifecycle.clone()];
        let mut without = Vec::new();
        let base = |lifecycle: &Lifecycle, model: &str| lifecycle.reference().strip_suffix(&format!(".{model}")).map(str::to_owned);
        if let Some(model) = lifecycle.model() {
            without.extend(base(lifecycle, model).and_then(|reference| self.lifecycle(&reference).ok()));
        }
        let mut next = lifecycle.extends().map(str::to_owned);
        // INVARIANT: what extends itself in the end does not load, so this ends.
        while let Some(reference) = next {
            let extended = self.lifecycle(&reference).ok();
            next = extended.as_ref().and_then(Lifecycle::extends).map(str::to_owned);
            with_model.extend(lifecycle.model().and_then(|model| self.lifecycle(&format!("{reference}.{model}")).ok()));
            without.extend(extended);
        }
        with_model.extend(without);
        with_model
    }

    /// The languages that a framework has locale files in, each once, in the order of the alphabet.
    #[must_use]
    pub fn languages(&self, framework: &str) -> Vec<String> {
        let locales = self.layers.iter().flat_map(|layer| &layer.locales).filter(|entry| entry.framework == framework);
        let mut languages: Vec<String> = locales.map(|entry| entry.language.clone()).collect();
        languages.sort_unstable();
        languages.dedup();
        languages
    }

    /// The locale files of a framework in a language that speak of lifecycles, in the order of the layers.
    fn label_files(&self, framework: &str, language: &str) -> Result<Arc<Vec<LocaleFile>>, Error> {
        let key = (framework.to_owned(), language.to_ascii_lowercase());
        if let Some(known) = self.cached(|cache| cache.labels.get(&key).cloned()) {
            return Ok(known);
        }
        let mut files = Vec::new();
        for layer in &self.layers {
            for entry in layer.locales.iter().filter(|entry| entry.framework == framework && entry.language.eq_ignore_ascii_case(language)) {
                let refused = |findings| Error::with_findings(format!("the locale `{}`", entry.path), findings);
                let file = layer.source.read(&entry.path).map_err(|finding| refused((*finding).into()))?;
                match check_locale(&file, Limits::default()) {
                    (Some(locale), findings) if findings.errors() == 0 => files.push(locale),
                    (_, findings) => return Err(refused(findings)),
                }
            }
        }
        let files = Arc::new(files);
        self.cached(|cache| cache.labels.insert(key, Arc::clone(&files)));
        Ok(files)
    }

    /// Checks what a locale file says of lifecycles, against the lifecycles of this catalog.
    pub(super) fn check_labels(&self, file: &FileText) -> Findings {
        let (locale, mut findings) = check_locale(file, Limits::default());
        let Some(locale) = locale else { return findings };
        let framework = locale.framework.as_str();
        for (id, translation) in &locale.lifecycles {
            let mut push = |message: String, name: &Located<String>, near: Option<&str>| {
                let finding = Diagnostic::error(Code::UnknownLocaleEntry, message).located_if(file, name.position());
                findings.push(finding.help_if(near.map(|near| format!("did you mean `{near}`?"))));
            };
            let Ok(lifecycle) = self.lifecycle(&format!("{framework}:{}", **id)) else {
                let known: Vec<String> =
                    self.lifecycle_entries().filter(|(_, entry)| entry.framework == framework).map(|(_, entry)| entry.id.clone()).collect();
                push(format!("there is no lifecycle `{}` to translate", **id), id, nearest(id, known.iter().map(String::as_str)));
                continue;
            };
            for state in translation.states.keys().filter(|state| lifecycle.state(state).is_none()) {
                let near = nearest(state, lifecycle.states().map(|(_, state)| state.id()));
                push(format!("`{}` has no state `{}` to translate", **id, **state), state, near);
            }
            for event in translation.events.keys().filter(|event| lifecycle.event(event).is_none()) {
                push(format!("`{}` has no event `{}` to translate", **id, **event), event, lifecycle.nearest_event(event));
            }
        }
        findings
    }

    /// The findings of all locale files of a source that speak of lifecycles.
    pub(super) fn check_all_labels<'paths>(&self, source: &dyn Source, paths: impl Iterator<Item = &'paths str>) -> Findings {
        let mut findings = Findings::new();
        for path in paths {
            match source.read(path) {
                Ok(file) => findings.append(self.check_labels(&file)),
                Err(finding) => findings.push(*finding),
            }
        }
        findings
    }
}
