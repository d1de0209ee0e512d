//! What follows between two frameworks from all mapping sets on the paths that join them.

use std::{collections::BTreeSet, sync::Arc};

use petgraph::{algo::all_simple_paths, graph::NodeIndex, graph::UnGraph};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Catalog, Crosswalk, CrosswalkRow};
use crate::{
    Error,
    framework::{
        Framework,
        definition::{Authority, Edge, Review, Standing},
    },
    id::ElementId,
    mapping::{Closure, ClosureLimits, Network, NodeId, Origin, Premise, Relation},
};

/// How conclusions are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeriveOptions {
    /// Frameworks that paths must lead through; empty means any.
    pub via: Vec<String>,
    /// The largest number of mapping sets on a path.
    pub longest: usize,
    /// Whether what is known of parts is used: a part is equal to the whole or lies inside it.
    pub parts: bool,
    /// Whether conclusions that are still open between disjoint and others are given too.
    pub candidates: bool,
}

impl Default for DeriveOptions {
    fn default() -> Self {
        Self { via: Vec::new(), longest: 2, parts: true, candidates: false }
    }
}

/// How the derived rows of a crosswalk came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// The paths of frameworks whose mapping sets were used.
    pub paths: Vec<Vec<String>>,
    /// Whether parts were used.
    pub parts: bool,
    /// Pairs that some path joins row by row, but about which nothing follows.
    pub uninformative: usize,
    /// Statements that cannot all hold; each list is minimal.
    pub contradictions: Vec<Vec<Premise>>,
    /// Whether everything was looked at.
    pub complete: bool,
}

impl Derivation {
    /// The assumption that every derived row rests on.
    pub const ASSUMPTION: &'static str = crate::mapping::ASSUMPTION;
}

impl Catalog {
    /// The paths of frameworks from one to another along mapping sets in either direction, the shortest first.
    ///
    /// At most `longest` sets long; when `via` is not empty, a path leads through one of its frameworks at least. Time is
    /// proportional to the simple paths of that length.
    #[must_use]
    pub fn paths(&self, subject: &str, object: &str, via: &[String], longest: usize) -> Vec<Vec<String>> {
        let mut graph: UnGraph<String, ()> = UnGraph::default();
        let mut nodes: FxHashMap<String, NodeIndex> = FxHashMap::default();
        let mut edges = BTreeSet::new();
        for (from, to) in self.mapped_pairs() {
            let [first, second] = [from, to].map(|id| *nodes.entry(id.clone()).or_insert_with(|| graph.add_node(id)));
            if first != second && edges.insert((first.min(second), first.max(second))) {
                graph.add_edge(first, second, ());
            }
        }
        let (Some(from), Some(to)) = (nodes.get(subject), nodes.get(object)) else { return Vec::new() };
        let between = longest.saturating_sub(1);
        let mut paths: Vec<Vec<String>> = all_simple_paths::<Vec<NodeIndex>, _, std::hash::RandomState>(&graph, *from, *to, 0, Some(between))
            .map(|path| path.into_iter().filter_map(|node| graph.node_weight(node).cloned()).collect())
            .filter(|path: &Vec<String>| via.is_empty() || path.iter().any(|id| via.contains(id)))
            .collect();
        paths.sort_by_key(|path| (path.len(), path.clone()));
        paths
    }

    /// The network of all rows between the given frameworks and, when asked for, of their parts.
    ///
    /// # Errors
    /// When a framework is not known, or the findings of files that do not load.
    pub fn network(&self, frameworks: &[String], parts: bool) -> Result<Network, Error> {
        let mut network = Network::new();
        let loaded: Vec<Arc<Framework>> = frameworks.iter().map(|id| self.framework(id)).collect::<Result<_, _>>()?;
        for subject in &loaded {
            for object in &loaded {
                if subject.id() != object.id() {
                    self.add_rows(&mut network, subject, object)?;
                }
            }
        }
        if parts {
            for framework in &loaded {
                add_parts(&mut network, framework);
            }
        }
        Ok(network)
    }

    fn add_rows(&self, network: &mut Network, subject: &Framework, object: &Framework) -> Result<(), Error> {
        for set in self.mapping_sets(subject.id(), object.id())? {
            let name = set.id.as_ref().map_or("", |id| id.as_str());
            for row in set.rows().iter().filter(|row| !row.is_gap()) {
                let (Ok(from), Ok(to)) = (row.subject.id.parse::<ElementId>(), row.object.id.parse::<ElementId>()) else { continue };
                let there = |framework: &Framework, id: &ElementId| framework.id() == id.framework() && framework.element(id.element()).is_some();
                if there(subject, &from) && there(object, &to) {
                    network.add(Premise { subject: from, relation: row.relation, object: to, stated_in: name.to_owned(), is_part: false });
                }
            }
        }
        Ok(())
    }

    /// A crosswalk with what follows from the sets on all paths between the two frameworks.
    ///
    /// Stated rows stay as they are. A derived row is added for every two elements that rows name and about which more
    /// follows than is stated: with its premises, of which none can be left out. Derived rows are sound under
    /// [`Derivation::ASSUMPTION`]. Time is that of [`Network::close`], and for each derived row that of its premises.
    ///
    /// # Errors
    /// As [`Catalog::compare`]; no direct set is needed when a path joins the two.
    pub fn derive(&self, subject: &str, object: &str, options: &DeriveOptions) -> Result<Crosswalk, Error> {
        let (from, to) = (self.framework(subject)?, self.framework(object)?);
        for via in &options.via {
            self.framework(via)?;
        }
        let stated = match self.compare(subject, object) {
            Ok(crosswalk) => crosswalk,
            Err(error) if error.findings().is_some() => return Err(error),
            Err(_) => Crosswalk::empty(Arc::clone(&from), Arc::clone(&to)),
        };
        let paths = self.paths(subject, object, &options.via, options.longest);
        if paths.is_empty() {
            let pairs: BTreeSet<String> = self.mapped_pairs().into_iter().map(|(subject, object)| format!("{subject} and {object}")).collect();
            return Err(Error::not_mapped(subject, object, pairs.into_iter().collect()));
        }
        let involved: BTreeSet<String> = paths.iter().flatten().cloned().collect();
        let involved: Vec<String> = involved.into_iter().collect();
        let network = self.network(&involved, options.parts)?;
        let closure = network.close(ClosureLimits::default());
        let contradictions = closure.contradictions().into_iter().map(|found| premises_of(&network, &found.premises)).collect();
        let mut rows = derived_rows(&network, &closure, &stated, options);
        let uninformative = uninformative(&network, &closure, &from, &to);
        rows.splice(0..0, stated.rows().iter().cloned());
        let derivation = Derivation { paths, parts: options.parts, uninformative, contradictions, complete: closure.is_complete() };
        Ok(stated.with_rows(rows, derivation))
    }
}

/// Everything that is known between two elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The element that it is read from.
    pub subject: ElementId,
    /// The element that it is read to.
    pub object: ElementId,
    /// What is possible, all paths taken together.
    pub relation: Relation,
    /// Stated when a row says just that, else derived or a candidate; none when nothing is excluded.
    pub origin: Option<Origin>,
    /// What the conclusion follows from; none of them can be left out.
    pub premises: Vec<Premise>,
    /// The chains of statements from one to the other, the shortest first, each with what it leaves possible by itself.
    pub chains: Vec<(Vec<Premise>, Relation)>,
    /// Whether all chains of that length are listed.
    pub complete: bool,
}

/// Chains that are listed at the most.
const CHAINS: usize = 100;

impl Catalog {
    /// Why two elements lie to each other as they do: every chain of at most `longest` rows, with parts in between, and
    /// the premises of what all of them say together.
    ///
    /// # Errors
    /// When a framework or an element is not known, when no path of sets joins the two, or the findings of files.
    pub fn explain(&self, subject: &ElementId, object: &ElementId, options: &DeriveOptions) -> Result<Explanation, Error> {
        let (subject, object) = (self.resolve(&subject.to_string())?.id(), self.resolve(&object.to_string())?.id());
        let paths = self.paths(subject.framework(), object.framework(), &options.via, options.longest);
        if paths.is_empty() {
            let pairs: BTreeSet<String> = self.mapped_pairs().into_iter().map(|(subject, object)| format!("{subject} and {object}")).collect();
            return Err(Error::not_mapped(subject.framework(), object.framework(), pairs.into_iter().collect()));
        }
        let involved: BTreeSet<String> = paths.into_iter().flatten().collect();
        let network = self.network(&involved.into_iter().collect::<Vec<_>>(), options.parts)?;
        let nothing = || Explanation {
            subject: subject.clone(),
            object: object.clone(),
            relation: Relation::ANY,
            origin: None,
            premises: Vec::new(),
            chains: Vec::new(),
            complete: true,
        };
        let (Some(from), Some(to)) = (network.find(&subject), network.find(&object)) else { return Ok(nothing()) };
        let closure = network.close(ClosureLimits::default());
        let conclusion = closure.conclusion(from, to);
        let relation = closure.relation(from, to);
        let stated = network.premises().any(|premise| {
            (premise.subject == subject && premise.object == object && premise.relation == relation)
                || (premise.subject == object && premise.object == subject && premise.relation.converse() == relation)
        });
        let premises = premises_of(&network, &closure.premises(from, to));
        let (chains, complete) = chains(&network, &subject, &object, options.longest.saturating_add(1));
        let origin = if stated { Some(Origin::Stated) } else { conclusion.map(|conclusion| conclusion.origin) };
        Ok(Explanation { relation, origin, premises, chains, complete: complete && closure.is_complete(), ..nothing() })
    }
}

/// Simple chains of statements of at most `longest` links, each link read in the direction of the chain.
fn chains(network: &Network, subject: &ElementId, object: &ElementId, longest: usize) -> (Vec<(Vec<Premise>, Relation)>, bool) {
    let mut links: FxHashMap<&ElementId, Vec<Premise>> = FxHashMap::default();
    for premise in network.premises() {
        links.entry(&premise.subject).or_default().push(premise.clone());
        let turned =
            Premise { subject: premise.object.clone(), relation: premise.relation.converse(), object: premise.subject.clone(), ..premise.clone() };
        links.entry(&premise.object).or_default().push(turned);
    }
    let mut found = Vec::new();
    let mut open: Vec<Vec<Premise>> = links.get(subject).map(|list| list.iter().map(|link| vec![link.clone()]).collect()).unwrap_or_default();
    for _ in 0..longest {
        let mut longer = Vec::new();
        for chain in open {
            let Some(last) = chain.last() else { continue };
            if last.object == *object {
                let relation = chain.iter().fold(Relation::EQUAL, |so_far, link| so_far.compose(link.relation));
                found.push((chain, relation));
                if found.len() >= CHAINS {
                    return (found, false);
                }
                continue;
            }
            for link in links.get(&last.object).map_or(&[][..], Vec::as_slice) {
                if link.object != *subject && !chain.iter().any(|known| known.object == link.object) {
                    longer.push(chain.iter().cloned().chain([link.clone()]).collect());
                }
            }
        }
        open = longer;
    }
    (found, true)
}

/// A part of an element is equal to it or lies inside it; of what is only collected nothing is known.
fn add_parts(network: &mut Network, framework: &Framework) {
    let Some(inside) = Relation::from_bits(Relation::EQUAL.bits() | Relation::SUBSET.bits()) else { return };
    for element in framework.elements().iter().filter(|element| element.edge() == Edge::Part) {
        if let Some(parent) = element.parent().and_then(|parent| framework.get(parent)) {
            network.add(Premise {
                subject: ElementId::new(framework.id(), element.id()),
                relation: inside,
                object: ElementId::new(framework.id(), parent.id()),
                stated_in: framework.id().to_owned(),
                is_part: true,
            });
        }
    }
}

fn premises_of(network: &Network, ids: &[crate::mapping::PremiseId]) -> Vec<Premise> {
    ids.iter().filter_map(|id| network.premise(*id)).cloned().collect()
}

/// The nodes of a framework that rows name.
fn named(network: &Network, framework: &Framework) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> = network
        .premises()
        .filter(|premise| !premise.is_part)
        .flat_map(|premise| [&premise.subject, &premise.object])
        .filter(|id| id.framework() == framework.id())
        .filter_map(|id| network.find(id))
        .collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

fn derived_rows(network: &Network, closure: &Closure<'_>, stated: &Crosswalk, options: &DeriveOptions) -> Vec<CrosswalkRow> {
    let objects: FxHashSet<NodeId> = named(network, stated.object()).into_iter().collect();
    let known: FxHashMap<_, Relation> = stated.rows().iter().fold(FxHashMap::default(), |mut known, row| {
        let relation = known.entry((row.subject, row.object)).or_insert(Relation::ANY);
        *relation = relation.intersect(row.relation).unwrap_or(*relation);
        known
    });
    let mut rows = Vec::new();
    for node in named(network, stated.subject()) {
        for other in closure.neighbours(node).iter().filter(|other| objects.contains(other)) {
            let Some(conclusion) = closure.conclusion(node, *other) else { continue };
            let place = |framework: &Framework, node| network.element(node).and_then(|id| framework.index_of(id.element()));
            let (Some(subject), Some(object)) = (place(stated.subject(), node), place(stated.object(), *other)) else { continue };
            if known.get(&(subject, object)) == Some(&conclusion.relation) || (conclusion.origin == Origin::Candidate && !options.candidates) {
                continue;
            }
            let premises = premises_of(network, &closure.premises(node, *other));
            rows.push(CrosswalkRow {
                subject,
                object,
                relation: conclusion.relation,
                origin: conclusion.origin,
                confidence: None,
                rationale: None,
                source: None,
                // A chain is no surer than a proposal: its links are judgements of different people.
                standing: Standing::Proposed,
                authority: Authority::Ours,
                review: Review::Draft,
                set: String::new(),
                inverted: false,
                premises,
            });
        }
    }
    rows
}

/// Pairs that two rows join through a third element and about which nothing follows.
fn uninformative(network: &Network, closure: &Closure<'_>, subject: &Framework, object: &Framework) -> usize {
    let mut rows: FxHashMap<NodeId, Vec<NodeId>> = FxHashMap::default();
    for premise in network.premises().filter(|premise| !premise.is_part) {
        if let (Some(from), Some(to)) = (network.find(&premise.subject), network.find(&premise.object)) {
            rows.entry(from).or_default().push(to);
            rows.entry(to).or_default().push(from);
        }
    }
    let ends: FxHashSet<NodeId> = named(network, object).into_iter().collect();
    let next = |node: &NodeId| rows.get(node).map_or(&[][..], Vec::as_slice);
    let mut count = 0;
    for start in named(network, subject) {
        let reached: FxHashSet<NodeId> = next(&start).iter().flat_map(next).filter(|end| ends.contains(end)).copied().collect();
        count += reached.iter().filter(|end| closure.conclusion(start, **end).is_none()).count();
    }
    count
}
