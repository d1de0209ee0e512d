//! From what a user types to an element.

use std::sync::Arc;

use super::Catalog;
use crate::{
    Error,
    diagnostic::nearest,
    framework::{Element, ElementIndex, Framework},
    id::ElementId,
};

/// An element that was found, with its framework.
#[derive(Clone, Debug)]
pub struct Found {
    framework: Arc<Framework>,
    index: ElementIndex,
    element: Element,
}

impl Found {
    fn new(framework: Arc<Framework>, index: ElementIndex) -> Option<Self> {
        let element = framework.get(index)?.clone();
        Some(Self { framework, index, element })
    }

    /// The framework.
    #[must_use]
    pub fn framework(&self) -> &Arc<Framework> {
        &self.framework
    }

    /// The place of the element in its framework.
    #[must_use]
    pub fn index(&self) -> ElementIndex {
        self.index
    }

    /// The element.
    #[must_use]
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// Its id with the framework's prefix.
    #[must_use]
    pub fn id(&self) -> ElementId {
        ElementId::new(self.framework.id(), self.element.id())
    }
}

impl Catalog {
    /// Finds an element by `framework:id`, `framework:alias`, `framework:title`, a URN, or a bare id, alias or title.
    ///
    /// A name without a framework must fit one element only. An exact id wins over an alias, an alias over a title.
    ///
    /// # Errors
    /// When nothing fits, with the nearest names; when several elements fit, with all of them; or the findings of a
    /// framework that does not load.
    pub fn resolve(&self, reference: &str) -> Result<Found, Error> {
        let reference = reference.trim();
        let short = reference.strip_prefix(crate::id::URN).unwrap_or(reference);
        if let Some((prefix, name)) = short.split_once(':') {
            return self.resolve_in(prefix, name);
        }
        let mut found = Vec::new();
        let mut titles: Vec<(String, String)> = Vec::new();
        for framework in self.frameworks()? {
            if framework.id() == short {
                return Err(Error::not_found("element", reference, Self::examples(&framework)));
            }
            match framework.index_of(short) {
                Some(index) => found.extend(Found::new(Arc::clone(&framework), index)),
                None => found.extend(framework.named(short).into_iter().filter_map(|index| Found::new(Arc::clone(&framework), index))),
            }
            titles.extend(
                framework.elements().iter().map(|element| (element.title().to_owned(), ElementId::new(framework.id(), element.id()).to_string())),
            );
        }
        match (found.pop(), found.is_empty()) {
            (Some(one), true) => Ok(one),
            (Some(last), false) => {
                found.push(last);
                Err(Error::ambiguous(reference, found.iter().map(|found| found.id().to_string()).collect()))
            }
            (None, _) => {
                let near = nearest(short, titles.iter().map(|(title, _)| title.as_str()));
                let ids = titles.iter().filter(|(title, _)| Some(title.as_str()) == near).map(|(_, id)| id.clone()).take(5);
                Err(Error::not_found("element", reference, ids.collect()))
            }
        }
    }

    fn resolve_in(&self, prefix: &str, name: &str) -> Result<Found, Error> {
        let framework = self.framework(prefix)?;
        if let Some(found) = framework.index_of(name).and_then(|index| Found::new(Arc::clone(&framework), index)) {
            return Ok(found);
        }
        let named = framework.named(name);
        match named.as_slice() {
            [index] => Found::new(Arc::clone(&framework), *index).ok_or_else(|| Error::not_found("element", name, Vec::new())),
            [] => {
                let ids = framework.elements().iter().map(Element::id);
                let near = nearest(name, ids).or_else(|| {
                    let title = nearest(name, framework.elements().iter().map(Element::title))?;
                    framework.elements().iter().find(|element| element.title() == title).map(Element::id)
                });
                let near = near.map(|id| ElementId::new(prefix, id).to_string()).into_iter().collect();
                Err(Error::not_found("element", &format!("{prefix}:{name}"), near))
            }
            several => {
                let ids = several.iter().filter_map(|index| framework.get(*index)).map(|element| ElementId::new(prefix, element.id()).to_string());
                Err(Error::ambiguous(&format!("{prefix}:{name}"), ids.collect()))
            }
        }
    }

    fn examples(framework: &Framework) -> Vec<String> {
        framework
            .walk()
            .filter(|(depth, _, _)| *depth <= 1)
            .take(3)
            .map(|(_, _, element)| ElementId::new(framework.id(), element.id()).to_string())
            .collect()
    }
}

/// The framework and the id of a reference such as `neutral:incident` or `neutral:lifecycle/incident`; `long` is what stands
/// before the id in the long form.
pub(super) fn parts<'reference>(reference: &'reference str, long: &str) -> (Option<&'reference str>, &'reference str) {
    let short = |id: &'reference str| id.strip_prefix(long).unwrap_or(id);
    match reference.split_once(':') {
        Some((framework, id)) => (Some(framework), short(id)),
        None => (None, short(reference)),
    }
}
