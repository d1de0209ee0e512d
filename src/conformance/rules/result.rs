//! What comes out: counts by rule, and deviations in words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    definition::{RuleSeverity, Template},
    model::Requirement,
};
use crate::document::vocabulary;

vocabulary! {
    /// What a rule says about a case.
    CaseVerdict {
        /// Nothing happened that the rule is about.
        Vacuous,
        /// It happened, and as it should.
        Satisfied,
        /// It happened, and what must follow may still come.
        Pending,
        /// It happened, and not as it should.
        Violated,
        /// The log does not say enough.
        NotApplicable,
    }
}

/// The result of a pack of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RulesResult {
    /// The reference of the pack.
    pub pack: String,
    /// Its version.
    pub version: Option<String>,
    /// The number of cases.
    pub cases: usize,
    /// How many of them are still open.
    pub open_cases: usize,
    /// Rule by rule, in the order of the pack.
    pub rules: Vec<RuleResult>,
}

/// The result of a rule. Each case counts in exactly one of `satisfied`, `violated`, `vacuous`, `pending` and `not_applicable`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleResult {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Its template.
    pub template: Template,
    /// How bad a deviation is.
    pub severity: RuleSeverity,
    /// How often something happened that the rule is about.
    pub activations: u64,
    /// How often it was not as it should be.
    pub violated_activations: u64,
    /// Cases with activations, all as they should be.
    pub satisfied: u64,
    /// Cases with an activation that is not.
    pub violated: u64,
    /// Cases without activations.
    pub vacuous: u64,
    /// Open cases in which what must follow may still come.
    pub pending: u64,
    /// Cases of which the log does not say enough.
    pub not_applicable: u64,
    /// Why the rule is not applicable to this log, or to these cases.
    pub reason: Option<String>,
    /// Steps of the rule that no event of the log is.
    pub unseen: Vec<String>,
    /// The requirements that it is evidence for.
    pub requirements: Vec<Requirement>,
}

/// Something that is not as a rule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deviation {
    /// The reference of the pack.
    pub pack: String,
    /// The rule.
    pub rule: String,
    /// How bad it is.
    pub severity: RuleSeverity,
    /// The name of the case, or its number in the log from 1 where it has none.
    pub case: String,
    /// The place of the event in the case, from 1; none when the rule is about the case as a whole.
    pub event: Option<usize>,
    /// The activity of the event.
    pub activity: Option<String>,
    /// What is wrong.
    pub sentence: String,
}

/// The deviations of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deviations {
    /// By rule, then by case, then by event.
    pub list: Vec<Deviation>,
    /// How many more there are than were listed.
    pub further: u64,
}
