//! Tables: deviations case by case, variants, rules, requirements.

use rustc_hash::FxHashMap;

use super::{Conformity, ProjectionRecord};
use crate::{conformance::rules::RuleResult, report::Table};

impl Conformity {
    /// Every deviation, a row each: what the model says case by case, then what rules say.
    #[must_use]
    pub fn deviation_table(&self) -> Table {
        let mut table = Table::new(["case", "against", "rule", "event", "activity", "deviation", "severity", "requirements", "cost of the case"]);
        let model = self.record.model.as_ref().map_or("", |model| model.name.as_str());
        let touched: FxHashMap<&str, String> =
            self.record.per_deviation.iter().map(|way| (way.deviation.as_str(), way.elements.join(", "))).collect();
        for (variant, cases) in self.record.per_variant.iter().flatten().zip(&self.cases) {
            for case in cases {
                for words in &variant.words {
                    let touches = touched.get(words.as_str()).cloned().unwrap_or_default();
                    let cost = variant.deviations.map(|cost| cost.to_string()).unwrap_or_default();
                    table.push([
                        case.clone(),
                        model.to_owned(),
                        String::new(),
                        String::new(),
                        String::new(),
                        words.clone(),
                        String::new(),
                        touches,
                        cost,
                    ]);
                }
            }
        }
        for deviation in &self.deviations {
            table.push([
                deviation.case.clone(),
                deviation.pack.clone(),
                deviation.rule.clone(),
                deviation.event.map(|event| event.to_string()).unwrap_or_default(),
                deviation.activity.clone().unwrap_or_default(),
                deviation.sentence.clone(),
                deviation.severity.to_string(),
                self.requirements_of(deviation).join(", "),
                String::new(),
            ]);
        }
        table
    }

    /// The ways in which cases do not follow the model, the most frequent first, so many at most.
    #[must_use]
    pub fn way_table(&self, most: usize) -> Table {
        let mut table = Table::new(["cases", "such as", "deviation", "touches"]);
        for way in self.record.per_deviation.iter().take(most) {
            table.push([way.cases.to_string(), way.example.clone(), way.deviation.clone(), way.elements.join(", ")]);
        }
        table
    }

    /// The elements that deviations from the model touch.
    #[must_use]
    pub fn touched_table(&self) -> Table {
        let mut table = Table::new(["element", "deviations", "such as"]);
        for touched in &self.record.touched {
            table.push([touched.element.clone(), touched.times.to_string(), touched.deviations.first().cloned().unwrap_or_default()]);
        }
        table
    }

    /// The variants that do not follow the model, the most frequent first, so many at most.
    #[must_use]
    pub fn variant_table(&self, most: usize) -> Table {
        let mut table = Table::new(["cases", "such as", "cost", "what deviates"]);
        for variant in self.record.per_variant.iter().flatten().filter(|variant| variant.deviations != Some(0)).take(most) {
            let cost = match (variant.deviations, variant.at_least) {
                (Some(cost), _) => cost.to_string(),
                (None, Some(least)) => format!("{least} or more, not solved"),
                (None, None) => "the model has no run".to_owned(),
            };
            table.push([variant.cases.to_string(), variant.example.clone(), cost, variant.words.join("; ")]);
        }
        table
    }

    /// The rules with their counts of cases.
    #[must_use]
    pub fn rule_table(&self) -> Table {
        let mut table = Table::new(["rule", "violated", "satisfied", "pending", "vacuous", "not applicable", "why"]);
        for rule in self.record.rules.iter().flatten().map(|rule| &rule.result) {
            let counts = [rule.violated, rule.satisfied, rule.pending, rule.vacuous, rule.not_applicable].map(|count| count.to_string());
            let [violated, satisfied, pending, vacuous, not_applicable] = counts;
            table.push([named(rule), violated, satisfied, pending, vacuous, not_applicable, rule.reason.clone().unwrap_or_default()]);
        }
        table
    }

    /// The requirements with their verdicts.
    #[must_use]
    pub fn requirement_table(&self) -> Table {
        let mut table = Table::new(["requirement", "verdict", "evidence", "satisfied", "violated", "rules"]);
        for status in &self.record.requirements {
            let evidence = match (status.rules.is_empty(), status.whole) {
                (true, _) => "",
                (false, true) => "whole",
                (false, false) => "part",
            };
            table.push([
                status.element.clone(),
                status.verdict.to_string().replace('-', " "),
                evidence.to_owned(),
                status.satisfied.to_string(),
                status.violated.to_string(),
                status.rules.join(", "),
            ]);
        }
        table
    }

    /// What follows for other frameworks, with the chain of reasons.
    #[must_use]
    pub fn projection_table(&self) -> Table {
        let mut table = Table::new(["element", "what the log says", "because"]);
        for projection in &self.record.projections {
            let reasons: Vec<String> = projection
                .reasons
                .iter()
                .map(|reason| {
                    let chain: Vec<String> =
                        reason.premises.iter().map(|premise| format!("{} {} {}", premise.subject, premise.relation, premise.object)).collect();
                    format!("{} is {}: {}", reason.requirement, reason.verdict, chain.join(", "))
                })
                .collect();
            table.push([projection.element.to_string(), said(projection).to_owned(), reasons.join("; ")]);
        }
        table
    }
}

fn said(projection: &ProjectionRecord) -> &'static str {
    match (projection.certainly_supported, projection.possibly_supported, projection.possibly_contradicted) {
        (true, _, false) => "certainly supported",
        (true, _, true) => "certainly supported, possibly contradicted elsewhere in it",
        (false, true, true) => "possibly supported, possibly contradicted",
        (false, true, false) => "possibly supported",
        (false, false, _) => "possibly contradicted",
    }
}

/// The id of a rule and its title.
pub fn named(rule: &RuleResult) -> String {
    if rule.title.is_empty() { rule.rule.clone() } else { format!("{}: {}", rule.rule, rule.title) }
}
