//! A network of statements between elements, and what follows from all of them together.

use std::{collections::VecDeque, fmt};

use rustc_hash::FxHashMap;

use super::{Origin, Relation};
use crate::id::ElementId;

/// The place of an element in a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// The place of a statement in a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PremiseId(u32);

/// The place of a step in the record of a closure.
type StepId = u32;

/// What a conclusion rests on: a row of a mapping set, or that an element is a part of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Premise {
    /// The element that the statement is about.
    pub subject: ElementId,
    /// What it leaves possible.
    pub relation: Relation,
    /// The element that the subject is related to.
    pub object: ElementId,
    /// Where it stands: the id of a mapping set, or the id of a framework for parts.
    pub stated_in: String,
    /// Whether it says that the subject is a part of the object.
    pub is_part: bool,
}

impl fmt::Display for Premise {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relation = self.relation.to_string().replace(' ', " or ");
        let kind = if self.is_part { "part, in" } else { "stated in" };
        write!(formatter, "{} {relation} {} ({kind} {})", self.subject, self.object, self.stated_in)
    }
}

/// How far a closure goes before it says that it is unsolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosureLimits {
    /// Times that a relation may be narrowed.
    pub steps: usize,
}

impl Default for ClosureLimits {
    fn default() -> Self {
        Self { steps: 20_000_000 }
    }
}

/// Statements between elements: rows of mapping sets and the parts of frameworks.
///
/// Elements are read as non-empty sets of obligations. That they are not empty is an assumption: without it three cells
/// of the composition table say less (a subset of something disjoint could be nothing at all).
#[derive(Clone, Debug, Default)]
pub struct Network {
    elements: Vec<ElementId>,
    nodes: FxHashMap<ElementId, NodeId>,
    premises: Vec<(NodeId, NodeId, Premise)>,
}

impl Network {
    /// A network without statements.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement. One that leaves all five relations open is kept, but nothing follows from it.
    pub fn add(&mut self, premise: Premise) -> PremiseId {
        let subject = self.node(&premise.subject);
        let object = self.node(&premise.object);
        let id = PremiseId(u32::try_from(self.premises.len()).unwrap_or(u32::MAX));
        self.premises.push((subject, object, premise));
        id
    }

    fn node(&mut self, element: &ElementId) -> NodeId {
        if let Some(node) = self.nodes.get(element) {
            return *node;
        }
        let node = NodeId(u32::try_from(self.elements.len()).unwrap_or(u32::MAX));
        self.elements.push(element.clone());
        self.nodes.insert(element.clone(), node);
        node
    }

    /// The place of an element, when a statement names it.
    #[must_use]
    pub fn find(&self, element: &ElementId) -> Option<NodeId> {
        self.nodes.get(element).copied()
    }

    /// The element at a place.
    #[must_use]
    pub fn element(&self, node: NodeId) -> Option<&ElementId> {
        self.elements.get(index(node.0))
    }

    /// The statement at a place.
    #[must_use]
    pub fn premise(&self, id: PremiseId) -> Option<&Premise> {
        self.premises.get(index(id.0)).map(|(_, _, premise)| premise)
    }

    /// All statements, in the order in which they were added.
    pub fn premises(&self) -> impl Iterator<Item = &Premise> {
        self.premises.iter().map(|(_, _, premise)| premise)
    }

    /// Draws every conclusion that follows by composing two relations and intersecting what is known of a pair, until
    /// nothing changes.
    ///
    /// Sound: no possibility is ruled out wrongly. Complete for deciding whether statements of single base relations
    /// contradict each other; with several possibilities a row it may leave open what a search could settle.
    ///
    /// Source: path consistency by a queue of changed pairs, Mackworth, "Consistency in networks of relations",
    /// Artificial Intelligence 8 (1977); for RCC5 see Renz and Nebel, "On the complexity of qualitative spatial
    /// reasoning", Artificial Intelligence 108 (1999). Each pair is narrowed at most four times, and each narrowing looks
    /// at the neighbours of its two ends, so time is at most proportional to pairs with a conclusion times the largest
    /// number of neighbours; memory to pairs and narrowings.
    #[must_use]
    pub fn close(&self, limits: ClosureLimits) -> Closure<'_> {
        let all: Vec<PremiseId> = (0..self.premises.len()).map(|place| PremiseId(u32::try_from(place).unwrap_or(u32::MAX))).collect();
        self.close_over(&all, limits)
    }

    /// The same with some of the statements only.
    fn close_over(&self, premises: &[PremiseId], limits: ClosureLimits) -> Closure<'_> {
        let mut closure = Closure {
            network: self,
            facts: FxHashMap::default(),
            neighbours: vec![Vec::new(); self.elements.len()],
            steps: Vec::new(),
            contradictions: Vec::new(),
            complete: true,
        };
        let mut queue = VecDeque::new();
        for id in premises {
            if let Some((subject, object, premise)) = self.premises.get(index(id.0)) {
                closure.narrow(*subject, *object, premise.relation, Cause::Premise(*id), &mut queue);
            }
        }
        closure.run(&mut queue, limits);
        closure
    }
}

fn index(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

/// What is known of a pair, read from the smaller node to the larger.
#[derive(Clone, Copy, Debug)]
struct Fact {
    relation: Relation,
    /// The step that narrowed it last.
    step: StepId,
    /// Whether it is waiting to be looked at.
    queued: bool,
}

/// Why a pair was narrowed.
#[derive(Clone, Copy, Debug)]
enum Cause {
    Premise(PremiseId),
    /// By the latest steps of two other pairs.
    Chain(StepId, StepId),
}

/// One narrowing; steps only rest on earlier ones, so the record has no circles.
#[derive(Clone, Copy, Debug)]
struct Step {
    cause: Cause,
    before: Option<StepId>,
}

/// Two findings about one pair that exclude each other.
#[derive(Clone, Copy, Debug)]
struct Clash {
    cause: Cause,
    before: StepId,
}

/// What follows from a network.
#[derive(Clone, Debug)]
pub struct Closure<'network> {
    network: &'network Network,
    facts: FxHashMap<(NodeId, NodeId), Fact>,
    neighbours: Vec<Vec<NodeId>>,
    steps: Vec<Step>,
    contradictions: Vec<(NodeId, NodeId, Clash)>,
    complete: bool,
}

/// Statements that cannot all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// One end of the pair at which it showed.
    pub subject: ElementId,
    /// The other end.
    pub object: ElementId,
    /// Statements that contradict each other, none of which can be left out; another such set may be smaller.
    pub premises: Vec<PremiseId>,
}

/// A conclusion about a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// What is possible.
    pub relation: Relation,
    /// Derived when it is certain enough to tell disjoint from the rest, else a candidate.
    pub origin: Origin,
}

impl Closure<'_> {
    /// Whether everything was looked at; false when the limit was reached, and then more may follow.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The number of pairs of different elements about which something is known, each counted once.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.facts.len()
    }

    /// What is possible between two elements, read from the first to the second.
    #[must_use]
    pub fn relation(&self, subject: NodeId, object: NodeId) -> Relation {
        if subject == object {
            return Relation::EQUAL;
        }
        let (key, turned) = key(subject, object);
        let relation = self.facts.get(&key).map_or(Relation::ANY, |fact| fact.relation);
        if turned { relation.converse() } else { relation }
    }

    /// The conclusion about two elements; none when nothing is excluded.
    #[must_use]
    pub fn conclusion(&self, subject: NodeId, object: NodeId) -> Option<Conclusion> {
        let relation = self.relation(subject, object);
        if relation == Relation::ANY {
            return None;
        }
        let certain = relation.without(crate::framework::definition::BaseRelation::Disjoint).is_none_or(|rest| rest == relation);
        Some(Conclusion { relation, origin: if certain { Origin::Derived } else { Origin::Candidate } })
    }

    /// The elements about whose relation to `node` something is known.
    #[must_use]
    pub fn neighbours(&self, node: NodeId) -> &[NodeId] {
        self.neighbours.get(index(node.0)).map_or(&[], Vec::as_slice)
    }

    /// Statements from which the conclusion about a pair follows, none of which can be left out. Empty when nothing is
    /// known of the pair.
    ///
    /// Found by unfolding the record and then leaving out one statement after the other, so the set is minimal by
    /// inclusion; a smaller set may exist. Each trial closes over the statements that are left.
    #[must_use]
    pub fn premises(&self, subject: NodeId, object: NodeId) -> Vec<PremiseId> {
        let (key, _) = key(subject, object);
        let Some(fact) = self.facts.get(&key) else { return Vec::new() };
        let wanted = fact.relation;
        let enough = |premises: &[PremiseId]| {
            let closure = self.network.close_over(premises, ClosureLimits::default());
            let found = closure.relation(key.0, key.1);
            found.intersect(wanted) == Some(found)
        };
        minimal(self.leaves(&[fact.step]), enough)
    }

    /// Statements that cannot all hold, one set for each pair at which that showed.
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found: Vec<Contradiction> = Vec::new();
        for (subject, object, clash) in &self.contradictions {
            let mut leaves = match clash.cause {
                Cause::Premise(premise) => vec![premise],
                Cause::Chain(first, second) => self.leaves(&[first, second]),
            };
            leaves.extend(self.leaves(&[clash.before]));
            leaves.sort_unstable();
            leaves.dedup();
            let clashes = |premises: &[PremiseId]| !self.network.close_over(premises, ClosureLimits::default()).contradictions.is_empty();
            let premises = minimal(leaves, clashes);
            if found.iter().any(|known| known.premises == premises) {
                continue;
            }
            if let (Some(subject), Some(object)) = (self.network.element(*subject), self.network.element(*object)) {
                found.push(Contradiction { subject: subject.clone(), object: object.clone(), premises });
            }
        }
        found.sort_by_key(|contradiction| contradiction.premises.len());
        found
    }

    /// The statements that some steps rest on.
    fn leaves(&self, steps: &[StepId]) -> Vec<PremiseId> {
        let mut open = steps.to_vec();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut leaves = Vec::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let Some(step) = self.steps.get(index(id)) else { continue };
            open.extend(step.before);
            match step.cause {
                Cause::Premise(premise) => leaves.push(premise),
                Cause::Chain(first, second) => open.extend([first, second]),
            }
        }
        leaves.sort_unstable();
        leaves.dedup();
        leaves
    }

    fn run(&mut self, queue: &mut VecDeque<(NodeId, NodeId)>, limits: ClosureLimits) {
        while let Some((first, second)) = queue.pop_front() {
            let Some(fact) = self.facts.get_mut(&(first, second)) else { continue };
            fact.queued = false;
            let (relation, step) = (fact.relation, fact.step);
            for (from, to, relation) in [(first, second, relation), (second, first, relation.converse())] {
                // A neighbour list can grow while it is walked; what is added then is queued itself.
                let mut place = 0;
                while let Some(next) = self.neighbours.get(index(to.0)).and_then(|list| list.get(place)).copied() {
                    place += 1;
                    if next == from {
                        continue;
                    }
                    let (other, turned) = key(to, next);
                    let Some(onward) = self.facts.get(&other).copied() else { continue };
                    let onward_relation = if turned { onward.relation.converse() } else { onward.relation };
                    let composed = relation.compose(onward_relation);
                    if composed != Relation::ANY {
                        self.narrow(from, next, composed, Cause::Chain(step, onward.step), queue);
                    }
                }
            }
            if self.steps.len() > limits.steps {
                self.complete = false;
                return;
            }
        }
    }

    fn narrow(&mut self, subject: NodeId, object: NodeId, relation: Relation, cause: Cause, queue: &mut VecDeque<(NodeId, NodeId)>) {
        if subject == object {
            return;
        }
        let (key, turned) = key(subject, object);
        let relation = if turned { relation.converse() } else { relation };
        let step = StepId::try_from(self.steps.len()).unwrap_or(StepId::MAX);
        match self.facts.get_mut(&key) {
            None => {
                if relation == Relation::ANY {
                    return;
                }
                self.steps.push(Step { cause, before: None });
                self.facts.insert(key, Fact { relation, step, queued: true });
                for (node, other) in [key, (key.1, key.0)] {
                    if let Some(list) = self.neighbours.get_mut(index(node.0)) {
                        list.push(other);
                    }
                }
                queue.push_back(key);
            }
            Some(fact) => match fact.relation.intersect(relation) {
                Some(rest) if rest == fact.relation => {}
                Some(rest) => {
                    self.steps.push(Step { cause, before: Some(fact.step) });
                    fact.relation = rest;
                    fact.step = step;
                    if !fact.queued {
                        fact.queued = true;
                        queue.push_back(key);
                    }
                }
                None => {
                    // The pair keeps what it had: everything follows from a contradiction, so nothing is drawn from it.
                    let clash = Clash { cause, before: fact.step };
                    if !self.contradictions.iter().any(|(first, second, _)| (*first, *second) == key) {
                        self.contradictions.push((key.0, key.1, clash));
                    }
                }
            },
        }
    }
}

/// The pair with the smaller node first, and whether that turned it round.
fn key(subject: NodeId, object: NodeId) -> ((NodeId, NodeId), bool) {
    if subject <= object { ((subject, object), false) } else { ((object, subject), true) }
}

/// Leaves out one statement after the other as long as `enough` holds for the rest.
fn minimal(mut premises: Vec<PremiseId>, enough: impl Fn(&[PremiseId]) -> bool) -> Vec<PremiseId> {
    let mut place = 0;
    while place < premises.len() {
        let mut fewer = premises.clone();
        fewer.remove(place);
        if enough(&fewer) {
            premises = fewer;
        } else {
            place += 1;
        }
    }
    premises
}
