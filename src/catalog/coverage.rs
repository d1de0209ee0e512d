//! How far a framework is covered by others, and what would close most of the gaps.

use std::{collections::BTreeSet, sync::Arc};

use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator as _;

use super::{Catalog, DeriveOptions};
use crate::{
    Error,
    document::vocabulary,
    framework::{
        ElementIndex, Framework,
        definition::{BaseRelation, Edge},
    },
    id::ElementId,
    mapping::{ClosureLimits, Network, Origin, Relation, TermKind},
};

vocabulary! {
    /// How far an element is covered.
    Outcome {
        /// It is certain that a source element holds all of it.
        Covered,
        /// It is certain that a source element holds a part of it at least.
        Partly,
        /// A row exists, but nothing is certain.
        Linked,
        /// Somebody states that it has no counterpart.
        Gap,
        /// No row says anything.
        Unknown,
    }
}

/// How far a framework is covered.
#[derive(Clone, Debug)]
pub struct Coverage {
    target: Arc<Framework>,
    by: Vec<String>,
    elements: Vec<ElementCoverage>,
    complete: bool,
}

/// How far one element is covered, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementCoverage {
    /// The element of the target.
    pub element: ElementIndex,
    /// How far it is covered.
    pub outcome: Outcome,
    /// The statements and conclusions about it, read from the source to the target, the most telling first.
    pub rows: Vec<CoverageRow>,
    /// Whether it is covered because all of its parts are, and they are all there are.
    pub by_parts: bool,
}

/// What is known between a source element and an element of the target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageRow {
    /// The source element.
    pub source: ElementId,
    /// What is possible, read from the source to the target.
    pub relation: Relation,
    /// Whether somebody states it or it follows.
    pub origin: Origin,
}

impl Coverage {
    /// The framework that is covered.
    #[must_use]
    pub fn target(&self) -> &Arc<Framework> {
        &self.target
    }

    /// The ids of the frameworks that cover it.
    #[must_use]
    pub fn by(&self) -> &[String] {
        &self.by
    }

    /// The elements of the kinds that rows speak about, in the order of the tree.
    #[must_use]
    pub fn elements(&self) -> &[ElementCoverage] {
        &self.elements
    }

    /// Whether everything that follows was looked at.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// How many elements have each outcome.
    #[must_use]
    pub fn counts(&self) -> IndexMap<Outcome, usize> {
        let count = |outcome| self.elements.iter().filter(|element| element.outcome == outcome).count();
        Outcome::iter().map(|outcome| (outcome, count(outcome))).collect()
    }

    /// The share of elements that are covered, from 0 to 100; 100 when there is none.
    #[must_use]
    pub fn percent(&self) -> f64 {
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let covered = self.elements.iter().filter(|element| element.outcome == Outcome::Covered).count();
        if self.elements.is_empty() { 100.0 } else { 100.0 * number(covered) / number(self.elements.len()) }
    }
}

/// A framework that would cover more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suggestion {
    /// The framework.
    pub framework: String,
    /// How many elements it would cover that are not covered yet.
    pub gained: usize,
    /// Its elements that would cover most, with how many each, at most five.
    pub elements: Vec<(ElementId, usize)>,
}

impl Catalog {
    /// How far `target` is covered by other frameworks together, by stated rows and by what follows from them.
    ///
    /// An element is *covered* when it is certain that one source element is equal to it or contains it; *partly* when
    /// disjoint is ruled out; *linked* when a row leaves disjoint open; a *gap* when a set states that it has no
    /// counterpart; else *unknown*. Several partly rows never add up to covered. A parent is covered by its own row, or
    /// when its parts are declared to be all there are and all are covered. Listed are the kinds that rows speak about.
    /// Time is that of [`Network::close`].
    ///
    /// # Errors
    /// When a framework is not known, when no path of sets joins one to the target, or the findings of files.
    pub fn coverage(&self, target: &str, by: &[String], options: &DeriveOptions) -> Result<Coverage, Error> {
        let framework = self.framework(target)?;
        let mut involved = BTreeSet::new();
        for source in by {
            self.framework(source)?;
            let paths = self.paths(source, target, &options.via, options.longest);
            if paths.is_empty() {
                let pairs: BTreeSet<String> = self.mapped_pairs().into_iter().map(|(subject, object)| format!("{subject} and {object}")).collect();
                return Err(Error::not_mapped(source, target, pairs.into_iter().collect()));
            }
            involved.extend(paths.into_iter().flatten());
        }
        let involved: Vec<String> = involved.into_iter().collect();
        let network = self.network(&involved, options.parts)?;
        let (mut elements, complete) = outcomes(&network, &framework, by);
        let gaps = self.gaps(&framework, by)?;
        for element in elements.iter_mut().filter(|element| element.outcome == Outcome::Unknown && gaps.contains(&element.element)) {
            element.outcome = Outcome::Gap;
        }
        roll_up(&framework, &mut elements);
        Ok(Coverage { target: framework, by: by.to_vec(), elements, complete })
    }

    /// The frameworks that would cover most of what is not covered yet, the best first.
    ///
    /// # Errors
    /// As [`Catalog::coverage`].
    pub fn suggest(&self, coverage: &Coverage, options: &DeriveOptions) -> Result<Vec<Suggestion>, Error> {
        let open: FxHashSet<ElementIndex> =
            coverage.elements.iter().filter(|element| element.outcome != Outcome::Covered).map(|element| element.element).collect();
        let mut suggestions = Vec::new();
        for framework in self.framework_ids() {
            let target = coverage.target.id();
            if framework == target || coverage.by.contains(&framework) || self.paths(&framework, target, &options.via, options.longest).is_empty() {
                continue;
            }
            let alone = self.coverage(target, std::slice::from_ref(&framework), options)?;
            let closed: Vec<&ElementCoverage> =
                alone.elements.iter().filter(|element| element.outcome == Outcome::Covered && open.contains(&element.element)).collect();
            let mut gains: IndexMap<ElementId, usize> = IndexMap::new();
            for row in closed.iter().flat_map(|element| &element.rows).filter(|row| covers(row.relation)) {
                *gains.entry(row.source.clone()).or_default() += 1;
            }
            let mut elements: Vec<(ElementId, usize)> = gains.into_iter().collect();
            elements.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            elements.truncate(5);
            if !closed.is_empty() {
                suggestions.push(Suggestion { framework, gained: closed.len(), elements });
            }
        }
        suggestions.sort_by_key(|suggestion| std::cmp::Reverse(suggestion.gained));
        Ok(suggestions)
    }

    /// The elements of the target that a set states to have no counterpart in one of the sources.
    fn gaps(&self, target: &Framework, by: &[String]) -> Result<FxHashSet<ElementIndex>, Error> {
        let mut gaps = FxHashSet::default();
        for source in by {
            let forward = self.mapping_sets(source, target.id())?;
            let reverse = self.mapping_sets(target.id(), source)?;
            for row in forward.iter().chain(&reverse).flat_map(|set| set.gaps()) {
                let there = if row.subject.kind == TermKind::Nothing { &row.object } else { &row.subject };
                if let Ok(id) = there.id.parse::<ElementId>()
                    && id.framework() == target.id()
                {
                    gaps.extend(target.index_of(id.element()));
                }
            }
        }
        Ok(gaps)
    }
}

/// Whether a source in this relation to the target holds all of it.
fn covers(relation: Relation) -> bool {
    let whole = Relation::EQUAL.bits() | Relation::SUPERSET.bits();
    relation.bits() & !whole == 0
}

fn outcome_of(relation: Relation) -> Outcome {
    if covers(relation) {
        Outcome::Covered
    } else if !relation.contains(BaseRelation::Disjoint) {
        Outcome::Partly
    } else if relation == Relation::DISJOINT {
        // Known to share nothing with this source: that says nothing of others.
        Outcome::Unknown
    } else {
        Outcome::Linked
    }
}

fn outcomes(network: &Network, target: &Framework, by: &[String]) -> (Vec<ElementCoverage>, bool) {
    let closure = network.close(ClosureLimits::default());
    let is_source = |id: &ElementId| by.iter().any(|source| source == id.framework());
    // What rows state, for origins and for links that leave everything open.
    let mut stated: FxHashMap<(ElementId, ElementId), Relation> = FxHashMap::default();
    let mut kinds: FxHashSet<&str> = FxHashSet::default();
    for premise in network.premises().filter(|premise| !premise.is_part) {
        for (from, relation, to) in
            [(&premise.subject, premise.relation, &premise.object), (&premise.object, premise.relation.converse(), &premise.subject)]
        {
            if to.framework() == target.id() {
                kinds.extend(target.element(to.element()).map(crate::framework::Element::kind));
                if is_source(from) {
                    let known = stated.entry((from.clone(), to.clone())).or_insert(Relation::ANY);
                    *known = known.intersect(relation).unwrap_or(*known);
                }
            }
        }
    }
    let mut links: FxHashMap<&ElementId, Vec<(&ElementId, Relation)>> = FxHashMap::default();
    for ((from, to), relation) in &stated {
        links.entry(to).or_default().push((from, *relation));
    }
    let mut elements = Vec::new();
    for (_, index, element) in target.walk().filter(|(_, _, element)| kinds.contains(element.kind())) {
        let id = ElementId::new(target.id(), element.id());
        let mut rows: IndexMap<ElementId, (Relation, Origin)> = IndexMap::new();
        for (from, relation) in links.get(&id).map_or(&[][..], Vec::as_slice) {
            rows.insert((*from).clone(), (*relation, Origin::Stated));
        }
        if let Some(node) = network.find(&id) {
            for other in closure.neighbours(node) {
                let Some(from) = network.element(*other).filter(|from| is_source(from)) else { continue };
                let Some(conclusion) = closure.conclusion(*other, node) else { continue };
                let known = rows.get(from).map(|(relation, _)| *relation);
                if known != Some(conclusion.relation) {
                    rows.insert(from.clone(), (conclusion.relation, conclusion.origin));
                }
            }
        }
        let mut rows: Vec<CoverageRow> = rows.into_iter().map(|(source, (relation, origin))| CoverageRow { source, relation, origin }).collect();
        rows.sort_by_key(|row| (outcome_of(row.relation), row.origin, row.source.to_string()));
        let outcome = rows.first().map_or(Outcome::Unknown, |row| outcome_of(row.relation));
        elements.push(ElementCoverage { element: index, outcome, rows, by_parts: false });
    }
    (elements, closure.is_complete())
}

/// Covers parents whose parts are declared to be all there are and are all covered, from the leaves up.
fn roll_up(target: &Framework, elements: &mut [ElementCoverage]) {
    let mut covered: FxHashSet<ElementIndex> =
        elements.iter().filter(|element| element.outcome == Outcome::Covered).map(|element| element.element).collect();
    // Elements stand in the order of a walk, so children come after their parents.
    for element in elements.iter_mut().rev() {
        let Some(definition) = target.get(element.element) else { continue };
        let parts: Vec<ElementIndex> =
            definition.children().iter().copied().filter(|child| target.get(*child).is_some_and(|child| child.edge() == Edge::Part)).collect();
        let all = definition.definition().exhaustive && !parts.is_empty() && parts.iter().all(|part| covered.contains(part));
        if all && covered.insert(element.element) {
            element.outcome = Outcome::Covered;
            element.by_parts = true;
        }
    }
}
