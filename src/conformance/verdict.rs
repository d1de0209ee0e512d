//! What rules say about requirements.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rules::{RulesResult, definition::Evidence};
use crate::document::vocabulary;

vocabulary! {
    /// What a log says about a requirement, by the rules that are evidence for it. A log shows that something was done, never that a
    /// policy exists, nor how mature an organisation is.
    RequirementVerdict {
        /// A rule is broken.
        Contradicted,
        /// A rule is kept where it is about something that happened, and none is broken.
        Supported,
        /// There are rules, and nothing happened that they are about.
        NotExercised,
        /// There is no rule.
        NoRule,
    }
}

/// What a log says about a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementStatus {
    /// The element of a framework, `framework:id`.
    pub element: String,
    /// The verdict.
    pub verdict: RequirementVerdict,
    /// Whether a rule that is kept is evidence for the whole of it, rather than for a part.
    pub whole: bool,
    /// The rules that are evidence for it, as `pack/rule`.
    pub rules: Vec<String>,
    /// Cases in which such a rule is kept, counted for each rule.
    pub satisfied: u64,
    /// Cases in which such a rule is broken, counted for each rule.
    pub violated: u64,
}

impl RequirementStatus {
    /// An element that no rule is evidence for.
    #[must_use]
    pub fn without_rule(element: String) -> Self {
        Self { element, verdict: RequirementVerdict::NoRule, whole: false, rules: Vec::new(), satisfied: 0, violated: 0 }
    }
}

/// The verdicts on all requirements that rules name, in the order in which rules name them. A deviation that was waived counts: it
/// was accepted, and it happened. Linear in the rules and their evidence.
#[must_use]
pub fn requirements(results: &[RulesResult]) -> Vec<RequirementStatus> {
    let mut found: IndexMap<&str, RequirementStatus> = IndexMap::new();
    for result in results {
        for rule in &result.rules {
            for requirement in &rule.requirements {
                let status = found.entry(&requirement.element).or_insert_with(|| RequirementStatus::without_rule(requirement.element.clone()));
                status.rules.push(format!("{}/{}", result.pack, rule.rule));
                status.satisfied = status.satisfied.saturating_add(rule.satisfied);
                status.violated = status.violated.saturating_add(rule.violated);
                status.whole |= requirement.evidence == Evidence::Whole && rule.satisfied > 0 && rule.violated == 0;
            }
        }
    }
    let mut statuses: Vec<RequirementStatus> = found.into_values().collect();
    for status in &mut statuses {
        status.verdict = match (status.violated, status.satisfied) {
            (0, 0) => RequirementVerdict::NotExercised,
            (0, _) => RequirementVerdict::Supported,
            _ => RequirementVerdict::Contradicted,
        };
        status.whole &= status.verdict == RequirementVerdict::Supported;
    }
    statuses
}
