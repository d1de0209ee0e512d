//! Loading from the layers of a catalog: a framework, the overlays above it, its locales, mapping sets.

use std::sync::Arc;

use super::{Catalog, layer::DefinitionFile};
use crate::{
    Error,
    diagnostic::{Severity, nearest},
    framework::{Environment, Framework, Loader, LocaleOverlay, Names},
    locale,
    mapping::{MappingSet, Reading, read_text},
    source::{Limits, Source},
};

/// A mapping set and the name of its file.
pub(super) type NamedSet = (Arc<str>, Arc<MappingSet>);

impl Catalog {
    /// A framework with all overlays laid over it, parsed at the first call.
    ///
    /// # Errors
    /// When there is no such framework, with the nearest id; or all findings of its files.
    pub fn framework(&self, id: &str) -> Result<Arc<Framework>, Error> {
        self.load(id, &Chain { catalog: self, above: Vec::new() })
    }

    /// A framework read in a language, with the fallback of [`locale::fallback`].
    ///
    /// # Errors
    /// As [`Catalog::framework`], and the findings of a locale file that does not load.
    pub fn names(&self, id: &str, language: &str) -> Result<Names, Error> {
        let framework = self.framework(id)?;
        let mut overlays = Vec::new();
        for tag in locale::fallback(language) {
            // The framework's own titles end the search: nothing less wanted may come before them.
            if tag.eq_ignore_ascii_case(framework.language()) {
                break;
            }
            if let Some(tag) = framework.locales().iter().find(|known| known.eq_ignore_ascii_case(tag)).cloned() {
                overlays.extend(self.locale(&framework, &tag)?);
            }
        }
        Ok(Names::new(framework, overlays))
    }

    pub(super) fn definition(&self, id: &str) -> Option<(&dyn Source, &DefinitionFile)> {
        let all = self.layers.iter().flat_map(|layer| layer.definitions.iter().map(move |definition| (layer.source.as_ref(), definition)));
        all.into_iter().find(|(_, definition)| definition.id == id && !definition.overlay)
    }

    /// Whether the framework comes with this library, rather than from a source that was added.
    pub(super) fn is_shipped(&self, id: &str) -> bool {
        let layer = self.layers.iter().find(|layer| layer.definitions.iter().any(|definition| definition.id == id && !definition.overlay));
        layer.is_some_and(|layer| layer.shipped)
    }

    /// Whether an overlay takes an element out that the framework's own files define.
    pub(super) fn hides(&self, framework: &str, id: &str) -> bool {
        !self.overlays(framework).is_empty() && self.without_overlays(framework).is_ok_and(|original| original.element(id).is_some())
    }

    pub(super) fn overlays(&self, id: &str) -> Vec<(&dyn Source, &DefinitionFile)> {
        let all = self.layers.iter().flat_map(|layer| layer.definitions.iter().map(move |definition| (layer.source.as_ref(), definition)));
        all.filter(|(_, definition)| definition.id == id && definition.overlay).collect()
    }

    fn load(&self, id: &str, chain: &Chain<'_>) -> Result<Arc<Framework>, Error> {
        if let Some(framework) = self.cached(|cache| cache.frameworks.get(id).cloned()) {
            return Ok(framework);
        }
        let Some((source, definition)) = self.definition(id) else {
            let known = self.framework_ids();
            let near = nearest(id, known.iter().map(String::as_str)).map(str::to_owned);
            return Err(Error::not_found("framework", id, near.map_or(known, |near| vec![near])));
        };
        let refused = |findings| Error::with_findings(format!("the framework `{id}`"), findings);
        let chain = chain.with(id);
        let mut framework = Loader::new(source, &definition.path).with_environment(&chain).load().map(Arc::new).map_err(refused)?;
        for (source, overlay) in self.overlays(id) {
            let below = Below { framework, chain: &chain };
            framework = Loader::new(source, &overlay.path).with_environment(&below).load().map(Arc::new).map_err(refused)?;
        }
        self.cached(|cache| cache.frameworks.insert(id.to_owned(), Arc::clone(&framework)));
        Ok(framework)
    }

    /// A framework as its own files define it.
    pub(super) fn without_overlays(&self, id: &str) -> Result<Arc<Framework>, Error> {
        self.plain(id, &Chain { catalog: self, above: Vec::new() })
    }

    fn plain(&self, id: &str, chain: &Chain<'_>) -> Result<Arc<Framework>, Error> {
        let (source, definition) = self.definition(id).ok_or_else(|| Error::not_found("framework", id, self.framework_ids()))?;
        let chain = chain.with(id);
        let refused = |findings| Error::with_findings(format!("the framework `{id}`"), findings);
        Loader::new(source, &definition.path).with_environment(&chain).load().map(Arc::new).map_err(refused)
    }

    /// The titles of a framework in one language, from the framework's folder and from those of its overlays.
    fn locale(&self, framework: &Arc<Framework>, language: &str) -> Result<Vec<Arc<LocaleOverlay>>, Error> {
        let mut found = Vec::new();
        let own = self.definition(framework.id());
        // The overlays come last in the layers and first in what is wanted.
        for (place, (source, definition)) in self.overlays(framework.id()).into_iter().rev().chain(own).enumerate() {
            let key = (framework.id().to_owned(), place, language.to_owned());
            if let Some(known) = self.cached(|cache| cache.locales.get(&key).cloned()) {
                found.extend(known);
                continue;
            }
            let folder = definition.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let overlay = if source.exists(&format!("{folder}locale/{language}.yaml")) {
                let loaded = Loader::new(source, &definition.path).load_locale(framework, language);
                let loaded = loaded.map_err(|findings| Error::with_findings(format!("the locale `{language}` of `{}`", framework.id()), findings))?;
                // An overlay may share its folder, and so the folder `locale`, with a framework of its author.
                (loaded.framework() == framework.id()).then(|| Arc::new(loaded))
            } else {
                None
            };
            self.cached(|cache| cache.locales.insert(key, overlay.clone()));
            found.extend(overlay);
        }
        Ok(found)
    }

    /// The ids of the frameworks that each mapping set joins, subject first.
    #[must_use]
    pub fn mapped_pairs(&self) -> Vec<(String, String)> {
        self.layers.iter().flat_map(|layer| &layer.sets).map(|set| (set.subject.clone(), set.object.clone())).collect()
    }

    /// The mapping sets from one framework to another, in the order of the layers.
    ///
    /// # Errors
    /// The findings of a set that cannot be used.
    pub fn mapping_sets(&self, subject: &str, object: &str) -> Result<Vec<Arc<MappingSet>>, Error> {
        Ok(self.named_sets(subject, object)?.into_iter().map(|(_, set)| set).collect())
    }

    /// The same with the names of their files.
    pub(super) fn named_sets(&self, subject: &str, object: &str) -> Result<Vec<NamedSet>, Error> {
        let mut found = Vec::new();
        for (layer_place, layer) in self.layers.iter().enumerate() {
            for (set_place, set) in layer.sets.iter().enumerate().filter(|(_, set)| set.subject == subject && set.object == object) {
                let key = (layer_place, set_place);
                if let Some(known) = self.cached(|cache| cache.sets.get(&key).cloned()) {
                    found.push(known);
                    continue;
                }
                let refused = |findings| Error::with_findings(format!("the mapping set `{}`", set.path), findings);
                let file = layer.source.read(&set.path).map_err(|finding| refused((*finding).into()))?;
                let (sets, findings) = read_text(&file, layer.source.as_ref(), &set.path, &Reading::default(), Limits::default());
                let mapping = match sets.into_iter().next() {
                    Some(mapping) if !findings.iter().any(|finding| finding.severity() == Severity::Error) => Arc::new(mapping),
                    _ => return Err(refused(findings)),
                };
                let named = (Arc::clone(file.name()), mapping);
                self.cached(|cache| cache.sets.insert(key, named.clone()));
                found.push(named);
            }
        }
        Ok(found)
    }
}

/// The frameworks of a catalog, without those that are being loaded: a framework cannot be built on itself.
pub(super) struct Chain<'catalog> {
    catalog: &'catalog Catalog,
    above: Vec<String>,
}

impl<'catalog> Chain<'catalog> {
    /// All frameworks but the one that is being looked at.
    pub(super) fn of(catalog: &'catalog Catalog, id: &str) -> Self {
        Self { catalog, above: vec![id.to_owned()] }
    }

    fn with(&self, id: &str) -> Chain<'catalog> {
        let mut above = self.above.clone();
        above.push(id.to_owned());
        Chain { catalog: self.catalog, above }
    }
}

impl Environment for Chain<'_> {
    fn framework(&self, id: &str) -> Option<Arc<Framework>> {
        if self.above.iter().any(|above| above == id) {
            return None;
        }
        self.catalog.load(id, self).ok()
    }

    fn original(&self, id: &str) -> Option<Arc<Framework>> {
        if self.catalog.overlays(id).is_empty() || self.above.iter().any(|above| above == id) {
            return self.framework(id);
        }
        self.catalog.plain(id, self).ok()
    }

    fn framework_ids(&self) -> Vec<String> {
        self.catalog.framework_ids()
    }
}

/// The framework below an overlay, as it is before the overlay.
pub(super) struct Below<'chain> {
    pub(super) framework: Arc<Framework>,
    pub(super) chain: &'chain Chain<'chain>,
}

impl Environment for Below<'_> {
    fn framework(&self, id: &str) -> Option<Arc<Framework>> {
        if id == self.framework.id() { Some(Arc::clone(&self.framework)) } else { self.chain.framework(id) }
    }

    fn original(&self, id: &str) -> Option<Arc<Framework>> {
        self.chain.original(id)
    }

    fn framework_ids(&self) -> Vec<String> {
        self.chain.framework_ids()
    }
}

/// A catalog is the environment of files that stand outside it.
impl Environment for Catalog {
    fn framework(&self, id: &str) -> Option<Arc<Framework>> {
        Catalog::framework(self, id).ok()
    }

    fn framework_ids(&self) -> Vec<String> {
        Catalog::framework_ids(self)
    }
}
