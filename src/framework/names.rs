//! Titles in other languages: locale overlays and the fallback from `de-AT` to `de` to the framework's own.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    ElementIndex, Framework,
    definition::{LocaleFile, SourceDefinition, Standing, Translation},
};

/// The titles of one framework in one language.
#[derive(Clone, Debug)]
pub struct LocaleOverlay {
    framework: String,
    language: String,
    title: Option<String>,
    kinds: FxHashMap<String, String>,
    elements: FxHashMap<ElementIndex, Translation>,
    sources: indexmap::IndexMap<String, SourceDefinition>,
}

impl LocaleOverlay {
    /// Lays a locale file over a framework; entries for elements that are not there are left out.
    pub(super) fn new(file: LocaleFile, framework: &Framework) -> Self {
        let defaults = file.defaults.unwrap_or_default();
        let entry = |(id, mut translation): (crate::document::Located<String>, Translation)| {
            if translation.standing.is_none() {
                translation.standing = defaults.standing;
            }
            if translation.source.is_empty() {
                translation.source.clone_from(&defaults.source);
            }
            framework.index_of(&id).map(|index| (index, translation))
        };
        Self {
            framework: file.framework.into_inner(),
            language: file.language.into_inner(),
            title: file.title,
            kinds: file.kinds.into_iter().map(|(id, kind)| (id.into_inner(), kind.title)).collect(),
            elements: file.elements.into_iter().filter_map(entry).collect(),
            sources: file.sources,
        }
    }

    /// The framework that the file translates.
    #[must_use]
    pub fn framework(&self) -> &str {
        &self.framework
    }

    /// The language tag.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The number of elements that have a title in this language.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether no element has a title in this language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// The translation of an element, with its provenance.
    #[must_use]
    pub fn translation(&self, index: ElementIndex) -> Option<&Translation> {
        self.elements.get(&index)
    }

    /// The publications that the titles come from.
    #[must_use]
    pub fn sources(&self) -> &indexmap::IndexMap<String, SourceDefinition> {
        &self.sources
    }
}

/// A title and the language that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'names> {
    /// The title.
    pub title: &'names str,
    /// The language it was found in.
    pub language: &'names str,
    /// How sure the title is in that language.
    pub standing: Standing,
}

/// A framework read in a language, with fallback.
#[derive(Clone, Debug)]
pub struct Names {
    framework: Arc<Framework>,
    overlays: Vec<Arc<LocaleOverlay>>,
}

impl Names {
    /// Reads `framework` through overlays, the most wanted first; its own titles come last.
    #[must_use]
    pub fn new(framework: Arc<Framework>, overlays: Vec<Arc<LocaleOverlay>>) -> Self {
        Self { framework, overlays }
    }

    /// The framework.
    #[must_use]
    pub fn framework(&self) -> &Arc<Framework> {
        &self.framework
    }

    /// The title of an element in the first language that has one.
    #[must_use]
    pub fn of(&self, index: ElementIndex) -> Option<Name<'_>> {
        for overlay in &self.overlays {
            if let Some(translation) = overlay.translation(index) {
                let standing = translation.standing.unwrap_or(Standing::Unconfirmed);
                return Some(Name { title: &translation.title, language: &overlay.language, standing });
            }
        }
        let element = self.framework.get(index)?;
        Some(Name { title: element.title(), language: self.framework.language(), standing: element.standing() })
    }

    /// The translation that [`Names::of`] takes its title from, when it is not the framework's own.
    #[must_use]
    pub fn translation(&self, index: ElementIndex) -> Option<(&LocaleOverlay, &Translation)> {
        self.overlays.iter().find_map(|overlay| overlay.translation(index).map(|translation| (overlay.as_ref(), translation)))
    }

    /// The title of an id of the framework.
    #[must_use]
    pub fn of_id(&self, id: &str) -> Option<Name<'_>> {
        self.of(self.framework.index_of(id)?)
    }

    /// The title of a kind.
    #[must_use]
    pub fn kind<'names>(&'names self, kind: &'names str) -> &'names str {
        let translated = self.overlays.iter().find_map(|overlay| overlay.kinds.get(kind));
        translated.map(String::as_str).or_else(|| self.framework.kinds().get(kind).map(|kind| kind.title.as_str())).unwrap_or(kind)
    }

    /// The framework's title.
    #[must_use]
    pub fn title(&self) -> &str {
        self.overlays.iter().find_map(|overlay| overlay.title.as_deref()).unwrap_or_else(|| self.framework.title())
    }

    /// How many elements have a title in one of the asked languages, not counting the framework's own.
    #[must_use]
    pub fn translated(&self) -> usize {
        (0..self.framework.elements().len()).map(ElementIndex::new).filter(|index| self.translation(*index).is_some()).count()
    }
}
