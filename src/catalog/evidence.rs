//! What a log that was checked against one framework says about another, along the mapping sets between them.

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Catalog, DeriveOptions};
use crate::{
    Error,
    conformance::{RequirementStatus, RequirementVerdict},
    framework::Element,
    id::ElementId,
    mapping::{ClosureLimits, Premise, Relation},
};

/// What a log says about an element of another framework than the one whose rules it was held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    /// The element.
    pub element: ElementId,
    /// It is certain that it is supported: something that is supported as a whole is equal to it or contains it.
    pub certainly_supported: bool,
    /// Something that is supported may share something with it.
    pub possibly_supported: bool,
    /// Something that is contradicted may share something with it.
    pub possibly_contradicted: bool,
    /// What that rests on.
    pub reasons: Vec<ProjectionReason>,
}

/// Why something is said of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionReason {
    /// The requirement that rules are evidence for.
    pub requirement: ElementId,
    /// What the log says about it.
    pub verdict: RequirementVerdict,
    /// How it lies to the element: what is possible.
    pub relation: Relation,
    /// The statements of mapping sets that this follows from; none can be left out.
    pub premises: Vec<Premise>,
}

impl Catalog {
    /// What verdicts on requirements say about the elements of another framework, certainly and possibly.
    ///
    /// Certain is only that an element is supported which is equal to, or contained in, a requirement that is supported as a whole.
    /// Everything else is possible at most, and what is certainly disjoint says nothing. Elements about which nothing is said are
    /// left out. Time is that of [`Network::close`](crate::mapping::Network::close).
    ///
    /// # Errors
    /// When a framework is not known, when no path of sets joins any of the requirements' frameworks to the target, or the findings
    /// of files.
    pub fn project(&self, requirements: &[RequirementStatus], target: &str, options: &DeriveOptions) -> Result<Vec<Projection>, Error> {
        let framework = self.framework(target)?;
        let said: IndexMap<ElementId, &RequirementStatus> = requirements
            .iter()
            .filter(|status| matches!(status.verdict, RequirementVerdict::Supported | RequirementVerdict::Contradicted))
            .filter_map(|status| Some((status.element.parse::<ElementId>().ok()?, status)))
            .collect();
        let sources: BTreeSet<&str> = said.keys().map(ElementId::framework).filter(|source| *source != target).collect();
        let mut involved = BTreeSet::new();
        for source in &sources {
            involved.extend(self.paths(source, target, &options.via, options.longest).into_iter().flatten());
        }
        if let (true, Some(source)) = (involved.is_empty(), sources.first()) {
            let pairs: BTreeSet<String> = self.mapped_pairs().into_iter().map(|(subject, object)| format!("{subject} and {object}")).collect();
            return Err(Error::not_mapped(source, target, pairs.into_iter().collect()));
        }
        let network = self.network(&involved.into_iter().collect::<Vec<_>>(), options.parts)?;
        let closure = network.close(ClosureLimits::default());
        // Statements that leave everything open are no conclusions; they are links all the same.
        let mut stated: FxHashMap<&ElementId, Vec<(&ElementId, &Premise)>> = FxHashMap::default();
        for premise in network.premises().filter(|premise| !premise.is_part) {
            stated.entry(&premise.subject).or_default().push((&premise.object, premise));
            stated.entry(&premise.object).or_default().push((&premise.subject, premise));
        }
        let mut reasons: IndexMap<ElementId, Vec<ProjectionReason>> = IndexMap::new();
        for (requirement, status) in &said {
            let mut there: IndexMap<ElementId, (Relation, Vec<Premise>)> = IndexMap::new();
            if let Some(node) = network.find(requirement) {
                for other in closure.neighbours(node) {
                    let Some(element) = network.element(*other).filter(|element| element.framework() == target) else { continue };
                    let premises = closure.premises(node, *other).iter().filter_map(|number| network.premise(*number).cloned()).collect();
                    there.insert(element.clone(), (closure.relation(node, *other), premises));
                }
            }
            for (element, premise) in stated.get(requirement).into_iter().flatten().filter(|(element, _)| element.framework() == target) {
                there.entry((*element).clone()).or_insert_with(|| (Relation::ANY, vec![(*premise).clone()]));
            }
            for (element, (relation, premises)) in there.into_iter().filter(|(_, (relation, _))| *relation != Relation::DISJOINT) {
                let reason = ProjectionReason { requirement: requirement.clone(), verdict: status.verdict, relation, premises };
                reasons.entry(element).or_default().push(reason);
            }
        }
        let place = |element: &ElementId| framework.index_of(element.element());
        let mut projections: Vec<Projection> = reasons
            .into_iter()
            .map(|(element, reasons)| {
                let is = |verdict: RequirementVerdict| reasons.iter().any(|reason| reason.verdict == verdict);
                let is_certain = |reason: &ProjectionReason| {
                    let whole = said.get(&reason.requirement).is_some_and(|status| status.whole);
                    whole && holds(reason.relation) && reason.verdict == RequirementVerdict::Supported
                };
                Projection {
                    certainly_supported: reasons.iter().any(is_certain),
                    possibly_supported: is(RequirementVerdict::Supported),
                    possibly_contradicted: is(RequirementVerdict::Contradicted),
                    element,
                    reasons,
                }
            })
            .collect();
        projections.sort_by_key(|projection| place(&projection.element));
        Ok(projections)
    }

    /// What stands beside the requirements, of the same kind and in the same place of its framework, and no rule is evidence for it:
    /// with the verdict [`NoRule`](RequirementVerdict::NoRule), in the order of the framework. Requirements of frameworks that are
    /// not known have nothing beside them.
    ///
    /// # Errors
    /// The findings of files.
    pub fn without_rule(&self, requirements: &[RequirementStatus]) -> Result<Vec<RequirementStatus>, Error> {
        let named: IndexSet<ElementId> = requirements.iter().filter_map(|status| status.element.parse().ok()).collect();
        let frameworks: IndexSet<&str> = named.iter().map(ElementId::framework).collect();
        let known = self.framework_ids();
        let mut open = Vec::new();
        for id in frameworks {
            if !known.iter().any(|known| known == id) {
                continue;
            }
            let framework = self.framework(id)?;
            let place = |element: &Element| (element.parent(), element.kind().to_owned());
            let is_named = |element: &Element| named.contains(&ElementId::new(id, element.id()));
            let places: FxHashSet<_> = framework.elements().iter().filter(|element| is_named(element)).map(place).collect();
            let beside = framework.elements().iter().filter(|element| places.contains(&place(element)) && !is_named(element));
            open.extend(beside.map(|element| RequirementStatus::without_rule(ElementId::new(id, element.id()).to_string())));
        }
        Ok(open)
    }
}

/// Whether what lies so to an element holds all of it.
fn holds(relation: Relation) -> bool {
    relation.bits() & !(Relation::EQUAL.bits() | Relation::SUPERSET.bits()) == 0
}
