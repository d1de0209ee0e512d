//! A loaded framework: elements in a table, found by index or id.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::{
    ElementIndex,
    definition::{Edge, ElementDefinition, Flows, InterfaceDefinition, KindDefinition, Rights, Role, ScaleDefinition, SourceDefinition, Standing},
};

/// A framework after loading: its vocabulary, sources, and elements as a tree of any depth.
#[derive(Clone, Debug)]
pub struct Framework {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) edition: String,
    pub(super) publisher: String,
    pub(super) published: Option<String>,
    pub(super) language: String,
    pub(super) summary: Option<String>,
    pub(super) based_on: Option<String>,
    pub(super) rights: Rights,
    pub(super) id_pattern: Option<String>,
    pub(super) flows: Flows,
    pub(super) kinds: IndexMap<String, KindDefinition>,
    pub(super) scales: IndexMap<String, ScaleDefinition>,
    pub(super) sources: IndexMap<String, SourceDefinition>,
    pub(super) locales: Vec<String>,
    pub(super) elements: Vec<Element>,
    pub(super) by_id: FxHashMap<String, ElementIndex>,
    pub(super) roots: Vec<ElementIndex>,
    pub(super) interfaces: Vec<InterfaceDefinition>,
}

/// One element of a loaded framework.
#[derive(Clone, Debug)]
pub struct Element {
    /// What the author wrote, without the children; inherited fields are filled in.
    pub(super) definition: ElementDefinition,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) role: Role,
    pub(super) edge: Edge,
    pub(super) standing: Standing,
    pub(super) parent: Option<ElementIndex>,
    pub(super) children: Vec<ElementIndex>,
}

impl Element {
    /// The id within the framework.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.definition.id
    }

    /// The kind, in the framework's own words.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The kind in words that all frameworks share.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// The title in the framework's language.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What the element is for.
    #[must_use]
    pub fn purpose(&self) -> Option<&str> {
        self.definition.purpose.as_deref()
    }

    /// How sure the element is.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// What the element is to its parent.
    #[must_use]
    pub fn edge(&self) -> Edge {
        self.edge
    }

    /// The element above.
    #[must_use]
    pub fn parent(&self) -> Option<ElementIndex> {
        self.parent
    }

    /// The elements below, in order.
    #[must_use]
    pub fn children(&self) -> &[ElementIndex] {
        &self.children
    }

    /// Everything else that the author wrote: aliases, inputs, roles, metrics, references and more.
    #[must_use]
    pub fn definition(&self) -> &ElementDefinition {
        &self.definition
    }
}

impl Framework {
    /// The prefix of every id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title in the framework's language.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The edition.
    #[must_use]
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// Who publishes it.
    #[must_use]
    pub fn publisher(&self) -> &str {
        &self.publisher
    }

    /// When it was published.
    #[must_use]
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// The language of its titles.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// What it is, in a sentence or two.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        self.summary.as_deref()
    }

    /// The framework that this one was made from.
    #[must_use]
    pub fn based_on(&self) -> Option<&str> {
        self.based_on.as_deref()
    }

    /// Whose names and wording it is made of.
    #[must_use]
    pub fn rights(&self) -> &Rights {
        &self.rights
    }

    /// Whether inputs must come from inside.
    #[must_use]
    pub fn flows(&self) -> Flows {
        self.flows
    }

    /// The vocabulary of kinds, by id.
    #[must_use]
    pub fn kinds(&self) -> &IndexMap<String, KindDefinition> {
        &self.kinds
    }

    /// The scales, by id.
    #[must_use]
    pub fn scales(&self) -> &IndexMap<String, ScaleDefinition> {
        &self.scales
    }

    /// The publications that facts come from, by key.
    #[must_use]
    pub fn sources(&self) -> &IndexMap<String, SourceDefinition> {
        &self.sources
    }

    /// The languages that there is a locale file for.
    #[must_use]
    pub fn locales(&self) -> &[String] {
        &self.locales
    }

    /// Who hands what to whom.
    #[must_use]
    pub fn interfaces(&self) -> &[InterfaceDefinition] {
        &self.interfaces
    }

    /// All elements in the order of the files, parents before children of the same file.
    #[must_use]
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// The elements without a parent.
    #[must_use]
    pub fn roots(&self) -> &[ElementIndex] {
        &self.roots
    }

    /// The element at an index of this framework.
    #[must_use]
    pub fn get(&self, index: ElementIndex) -> Option<&Element> {
        self.elements.get(index.place())
    }

    /// The index of an id; constant time.
    #[must_use]
    pub fn index_of(&self, id: &str) -> Option<ElementIndex> {
        self.by_id.get(id).copied()
    }

    /// The element with an id; constant time.
    #[must_use]
    pub fn element(&self, id: &str) -> Option<&Element> {
        self.index_of(id).and_then(|index| self.get(index))
    }

    /// Every element with its depth, parents before their children; linear time.
    pub fn walk(&self) -> impl Iterator<Item = (usize, ElementIndex, &Element)> {
        let mut open: Vec<(usize, ElementIndex)> = self.roots.iter().rev().map(|root| (0, *root)).collect();
        std::iter::from_fn(move || {
            let (depth, index) = open.pop()?;
            let element = self.get(index)?;
            open.extend(element.children.iter().rev().map(|child| (depth.saturating_add(1), *child)));
            Some((depth, index, element))
        })
    }

    /// The elements above an element, nearest first.
    pub fn ancestors(&self, index: ElementIndex) -> impl Iterator<Item = (ElementIndex, &Element)> {
        let mut next = self.get(index).and_then(Element::parent);
        std::iter::from_fn(move || {
            let index = next?;
            let element = self.get(index)?;
            next = element.parent;
            Some((index, element))
        })
    }

    /// How many elements there are of each kind, in the order of the vocabulary; kinds without elements are left out.
    #[must_use]
    pub fn counts(&self) -> IndexMap<&str, usize> {
        let mut counts: IndexMap<&str, usize> = self.kinds.keys().map(|kind| (kind.as_str(), 0)).collect();
        for element in &self.elements {
            *counts.entry(element.kind()).or_default() += 1;
        }
        counts.retain(|_, count| *count > 0);
        counts
    }

    /// The elements whose title or alias is `name`, without regard to case.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<ElementIndex> {
        let wanted = name.to_lowercase();
        let fits = |element: &Element| {
            element.title.to_lowercase() == wanted || element.definition.aliases.iter().any(|alias| alias.to_lowercase() == wanted)
        };
        (0..).map(ElementIndex::new).zip(&self.elements).filter(|(_, element)| fits(element)).map(|(index, _)| index).collect()
    }
}
