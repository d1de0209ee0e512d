//! A framework between reading and assembling: all files decoded, all elements in one flat list, nothing resolved.
//!
//! The rules look at a draft, since it still holds what a framework cannot: two elements with one id, a parent that
//! does not exist, a circle.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    Framework,
    definition::{Defaults, ElementDefinition, FrameworkFile, InterfaceDefinition, LocaleFile, PartFile},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    source::FileText,
};

/// The decoded files of one framework.
#[derive(Debug)]
pub(super) struct Draft {
    /// The files, the framework file first, then the parts.
    pub files: Vec<FileText>,
    /// The framework file; its elements and interfaces have moved to the lists below.
    pub head: FrameworkFile,
    /// The framework that is extended or that this one is based on.
    pub base: Option<Arc<Framework>>,
    /// The elements of all files, parents before children.
    pub entries: Vec<Entry>,
    /// The interfaces of all files, with the place of their file.
    pub interfaces: Vec<(usize, InterfaceDefinition)>,
    /// The defaults of each file.
    pub defaults: Vec<Defaults>,
    /// The first entry of each id.
    pub by_id: FxHashMap<String, usize>,
    /// Whether the framework file was read to its end.
    pub head_read: bool,
    /// Whether that file and the parts that are there were read to their ends.
    pub all_read: bool,
}

/// One element of a draft.
#[derive(Debug)]
pub(super) struct Entry {
    /// The place of its file in [`Draft::files`].
    pub file: usize,
    /// What the author wrote; the children have moved to entries of their own.
    pub definition: ElementDefinition,
    /// The entry that it is written below.
    pub above: Option<usize>,
}

/// A decoded locale file and where it came from.
#[derive(Debug)]
pub(super) struct LocaleDraft {
    pub file: FileText,
    pub locale: LocaleFile,
}

impl Draft {
    pub fn new(file: FileText, mut head: FrameworkFile, base: Option<Arc<Framework>>) -> Self {
        let elements = std::mem::take(&mut head.elements);
        let interfaces = std::mem::take(&mut head.interfaces);
        let defaults = head.defaults.take().unwrap_or_default();
        let mut draft = Self {
            files: vec![file],
            head,
            base,
            entries: Vec::new(),
            interfaces: Vec::new(),
            defaults: vec![defaults],
            by_id: FxHashMap::default(),
            head_read: true,
            all_read: true,
        };
        draft.take(0, elements, interfaces);
        draft
    }

    pub fn add_part(&mut self, file: FileText, part: PartFile) {
        let place = self.files.len();
        self.files.push(file);
        self.defaults.push(part.defaults.unwrap_or_default());
        self.take(place, part.elements, part.interfaces);
    }

    fn take(&mut self, file: usize, elements: Vec<ElementDefinition>, interfaces: Vec<InterfaceDefinition>) {
        self.interfaces.extend(interfaces.into_iter().map(|interface| (file, interface)));
        // Depth is bounded by the document, but a stack of our own keeps the order without recursion.
        let mut open: Vec<(ElementDefinition, Option<usize>)> = elements.into_iter().rev().map(|element| (element, None)).collect();
        while let Some((mut definition, above)) = open.pop() {
            let children = std::mem::take(&mut definition.elements);
            let place = self.entries.len();
            self.by_id.entry(definition.id.to_string()).or_insert(place);
            self.entries.push(Entry { file, definition, above });
            open.extend(children.into_iter().rev().map(|child| (child, Some(place))));
        }
    }

    /// Whether this changes another framework in place.
    pub fn is_overlay(&self) -> bool {
        self.head.extends.is_some()
    }

    /// Whether the framework that this one builds on is at hand, if there is one.
    pub fn has_base(&self) -> bool {
        self.base.is_some() || (self.head.extends.is_none() && self.head.based_on.is_none())
    }

    /// The framework that is extended, for overlays only.
    pub fn extended(&self) -> Option<&Framework> {
        self.base.as_deref().filter(|_| self.is_overlay())
    }

    /// The id under which the elements stand.
    pub fn framework_id(&self) -> &str {
        match (&self.head.extends, &self.head.id) {
            (Some(extended), _) => extended,
            (None, Some(id)) => id,
            (None, None) => "",
        }
    }

    /// Whether an id stands in the draft or, for an overlay, in the framework below.
    pub fn knows(&self, id: &str) -> bool {
        self.by_id.contains_key(id) || self.extended().is_some_and(|base| base.index_of(id).is_some())
    }

    /// All ids that an element can be referred to by.
    pub fn known_ids(&self) -> impl Iterator<Item = &str> {
        let below = self.extended().into_iter().flat_map(|base| base.elements().iter().map(super::Element::id));
        self.entries.iter().map(|entry| entry.definition.id.as_str()).chain(below)
    }

    /// Whether the entry overrides an element of the extended framework.
    pub fn overrides(&self, entry: &Entry) -> bool {
        self.extended().is_some_and(|base| base.index_of(&entry.definition.id).is_some())
    }

    /// The older element that an entry takes over from.
    pub fn origin<'draft>(&'draft self, entry: &Entry) -> Option<&'draft super::Element> {
        let base = self.base.as_deref().filter(|_| self.head.based_on.is_some())?;
        base.element(entry.definition.from.as_deref()?)
    }

    /// Whether the entry would take over from an element that could not be found, which has its finding already.
    pub fn lacks_origin(&self, entry: &Entry) -> bool {
        let builds = self.head.extends.is_some() || self.head.based_on.is_some();
        let from = entry.definition.from.is_some() && self.head.based_on.is_some();
        (builds && self.base.is_none()) || (from && self.origin(entry).is_none())
    }

    /// The kind that the entry says or takes over.
    pub fn kind_of<'draft>(&'draft self, entry: &'draft Entry) -> Option<&'draft str> {
        if let Some(kind) = &entry.definition.kind {
            return Some(kind);
        }
        let below = self.extended().and_then(|base| base.element(&entry.definition.id));
        below.or_else(|| self.origin(entry)).map(super::Element::kind)
    }

    /// The kinds that elements may have: those of the framework below, then its own.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        let below = self.base.iter().flat_map(|base| base.kinds().keys());
        self.head.kinds.keys().chain(below).map(String::as_str)
    }

    /// The keys of sources that may be cited.
    pub fn source_keys(&self) -> impl Iterator<Item = &str> {
        let below = self.base.iter().flat_map(|base| base.sources().keys());
        self.head.sources.keys().chain(below).map(String::as_str)
    }

    /// A finding at a name in one of the files.
    pub fn finding<T>(&self, code: Code, message: String, file: usize, place: &Located<T>) -> Diagnostic {
        self.place(Diagnostic::error(code, message), file, place)
    }

    /// A warning at a name in one of the files.
    pub fn warning<T>(&self, code: Code, message: String, file: usize, place: &Located<T>) -> Diagnostic {
        self.place(Diagnostic::warning(code, message), file, place)
    }

    fn place<T>(&self, finding: Diagnostic, file: usize, place: &Located<T>) -> Diagnostic {
        match (self.files.get(file), place.position()) {
            (Some(file), Some(position)) => finding.located(file, position),
            (Some(file), None) => finding.in_file(file.name().clone()),
            (None, _) => finding,
        }
    }

    /// The findings that keep a framework from being assembled.
    pub fn structural(&self) -> Findings {
        super::rules::structural(self)
    }
}
