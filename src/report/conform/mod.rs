//! What a log that was held against a model and rules gives: for JSON, for people, for other tools.

mod deviation;
mod junit;
mod markdown;
mod stream;
mod table;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use deviation::Ways;
pub use deviation::{ModelDeviation, TouchedElement};

use super::PremiseRecord;
use crate::{
    catalog::{Projection, ProjectionReason},
    conformance::{
        RequirementStatus, RequirementVerdict,
        align::{LabelMap, LogAlignment, Model, Outcome},
        requirements,
        rules::{Deviation, RuleResult, RulesResult},
    },
    diagnostic::{
        Findings,
        render::{FindingsRecord, json},
    },
    digest::Digest,
    eventlog::{Activities, EventLog, Variants},
    id::ElementId,
    mapping::Relation,
};

/// Something that the check read, by its name and what was in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckedThing {
    /// The file or reference.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// The SHA-256 of what was read; null where it came from standard input or from a program.
    pub sha256: Option<Digest>,
}

/// The output of `itsm conform`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConformRecord {
    /// The program and its version.
    pub tool: String,
    /// The log.
    pub log: CheckedThing,
    /// The model; null when the log was held against rules only.
    pub model: Option<CheckedThing>,
    /// The packs of rules.
    pub packs: Vec<CheckedThing>,
    /// How many cases there are.
    pub cases: usize,
    /// How many events they have.
    pub events: u64,
    /// How many different sequences of activities they are.
    pub variants: usize,
    /// How many cases follow the model; null without one.
    pub fitting_cases: Option<usize>,
    /// The sum over all cases of what their cheapest alignments cost; null without a model, and when a case is not solved.
    pub deviations: Option<u64>,
    /// `1 - deviations / (events + cases * shortest run)`; null without a model, and when a case is not solved.
    pub log_fitness: Option<f64>,
    /// Between which values the fitness is, when cases are not solved.
    pub log_fitness_bounds: Option<(f64, f64)>,
    /// How much of what the model allows is ever done, between 0 and 1; only when it was asked for and every case is solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// How many cases are not solved within the limits.
    pub unsolved: usize,
    /// The ways in which cases do not follow the model, the most frequent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub per_deviation: Vec<ModelDeviation>,
    /// The elements of frameworks that these touch, where the model says what its steps perform.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touched: Vec<TouchedElement>,
    /// Every variant; only when it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_variant: Option<Vec<VariantRecord>>,
    /// Every rule; only with rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<CheckedRule>>,
    /// What the rules say about requirements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<RequirementStatus>,
    /// What that says about other frameworks that were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projections: Vec<ProjectionRecord>,
    /// What deviates, and what was wrong with the files.
    #[serde(flatten)]
    pub findings: FindingsRecord,
}

/// A rule of a pack and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckedRule {
    /// The pack.
    pub pack: String,
    /// What came of it.
    #[serde(flatten)]
    pub result: RuleResult,
}

/// A variant: cases with the same activities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VariantRecord {
    /// The activities.
    pub activities: Vec<String>,
    /// How many cases are it.
    pub cases: usize,
    /// What the cheapest alignment of one case costs; null when it is not solved, or the model has no run.
    pub deviations: Option<u64>,
    /// What it costs at least, when it is not solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// What deviates, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// The name of one of the cases.
    pub example: String,
}

/// What is said about an element of another framework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectionRecord {
    /// The element.
    pub element: ElementId,
    /// It is certain that it is supported.
    pub certainly_supported: bool,
    /// It may be supported.
    pub possibly_supported: bool,
    /// It may be contradicted.
    pub possibly_contradicted: bool,
    /// What that rests on.
    pub reasons: Vec<ProjectionReasonRecord>,
}

/// Why something is said of an element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectionReasonRecord {
    /// The requirement that rules are evidence for.
    pub requirement: ElementId,
    /// What the log says about it.
    pub verdict: RequirementVerdict,
    /// How it lies to the element: what is possible.
    pub relation: Relation,
    /// The statements that this follows from.
    pub premises: Vec<PremiseRecord>,
}

impl From<&Projection> for ProjectionRecord {
    fn from(projection: &Projection) -> Self {
        let reason = |reason: &ProjectionReason| ProjectionReasonRecord {
            requirement: reason.requirement.clone(),
            verdict: reason.verdict,
            relation: reason.relation,
            premises: reason.premises.iter().map(PremiseRecord::from).collect(),
        };
        Self {
            element: projection.element.clone(),
            certainly_supported: projection.certainly_supported,
            possibly_supported: projection.possibly_supported,
            possibly_contradicted: projection.possibly_contradicted,
            reasons: projection.reasons.iter().map(reason).collect(),
        }
    }
}

/// Everything that a check of a log found out.
#[derive(Clone, Debug)]
pub struct Conformity {
    /// For JSON, with every variant.
    pub record: ConformRecord,
    /// Case by case what rules say is wrong, waived and known deviations left out.
    pub deviations: Vec<Deviation>,
    /// The names of the cases of each variant, in the order of the variants of the record.
    pub cases: Vec<Vec<String>>,
}

/// A log held against a model.
#[derive(Clone, Copy, Debug)]
pub struct Aligned<'check> {
    /// The model.
    pub model: &'check Model,
    /// Which activity of the log is which of its labels.
    pub labels: &'check LabelMap,
    /// The elements of frameworks that steps with a label perform, by its number; may be shorter.
    pub performs: &'check [Vec<String>],
    /// What came of it.
    pub alignment: &'check LogAlignment,
}

impl Conformity {
    /// What a log is, held against a model where there is one; rules, requirements and findings are added by the caller. Linear in
    /// the log and the words of its variants.
    #[must_use]
    pub fn of_log(
        log: &EventLog,
        activities: &Activities,
        variants: &Variants,
        names: (CheckedThing, Option<CheckedThing>),
        aligned: Option<Aligned<'_>>,
    ) -> Self {
        let name = |index: usize, name: Option<std::borrow::Cow<'_, str>>| name.map_or_else(|| (index + 1).to_string(), |name| name.into_owned());
        let mut of: rustc_hash::FxHashMap<crate::eventlog::Prefix, Vec<String>> = rustc_hash::FxHashMap::default();
        for case in log.cases() {
            if let Some(variant) = variants.of(case.index()) {
                of.entry(variant).or_default().push(name(case.index().index(), case.name()));
            }
        }
        let solved: rustc_hash::FxHashMap<_, _> =
            aligned.iter().flat_map(|aligned| &aligned.alignment.variants).map(|variant| (variant.prefix, &variant.outcome)).collect();
        let mut rows = Vec::new();
        let mut cases = Vec::new();
        let mut ways = Ways::default();
        for (prefix, count) in variants.by_frequency() {
            let own = of.remove(&prefix).unwrap_or_default();
            let outcome = solved.get(&prefix).copied();
            let example = own.first().cloned().unwrap_or_default();
            let words = match (outcome.and_then(Outcome::alignment), aligned) {
                (Some(alignment), Some(aligned)) => {
                    let words = alignment.words(aligned.model, activities);
                    ways.add(aligned.performs, (&words, &alignment.labels(aligned.labels)), (count, &example));
                    words
                }
                _ => Vec::new(),
            };
            rows.push(VariantRecord {
                activities: variants.sequence(prefix).iter().map(|activity| activities.name(*activity).to_owned()).collect(),
                cases: count,
                deviations: outcome.and_then(Outcome::cost),
                at_least: outcome.and_then(|outcome| if let Outcome::Unsolved { at_least } = outcome { Some(*at_least) } else { None }),
                words,
                example,
            });
            cases.push(own);
        }
        let found = aligned.map(|aligned| aligned.alignment);
        let per_deviation = ways.sorted();
        let record = ConformRecord {
            tool: concat!("itsm ", env!("CARGO_PKG_VERSION")).to_owned(),
            log: names.0,
            model: names.1,
            packs: Vec::new(),
            cases: log.case_count(),
            events: log.cases().map(|case| case.len() as u64).sum(),
            variants: variants.len(),
            fitting_cases: found.map(|found| found.fitting_cases),
            deviations: found.and_then(|found| found.deviations),
            log_fitness: found.and_then(|found| found.log_fitness),
            log_fitness_bounds: found.and_then(|found| found.log_fitness_bounds),
            precision: None,
            unsolved: found.map_or(0, |found| found.unsolved_cases),
            touched: deviation::touched(&per_deviation),
            per_deviation,
            per_variant: Some(rows),
            rules: None,
            requirements: Vec::new(),
            projections: Vec::new(),
            findings: json(&Findings::new()),
        };
        Self { record, deviations: Vec::new(), cases }
    }

    /// Adds what came of packs of rules, and what is wrong and was not accepted before.
    pub fn add_rules(&mut self, results: &[RulesResult], deviations: Vec<Deviation>) {
        let rows = results.iter().flat_map(|pack| pack.rules.iter().map(|rule| CheckedRule { pack: pack.pack.clone(), result: rule.clone() }));
        self.record.rules.get_or_insert_default().extend(rows);
        self.record.requirements = requirements(results);
        self.deviations.extend(deviations);
    }

    /// The requirements that the rule of a deviation is evidence for, `framework:id`.
    #[must_use]
    pub fn requirements_of(&self, deviation: &Deviation) -> Vec<&str> {
        let of = |rule: &&CheckedRule| rule.pack == deviation.pack && rule.result.rule == deviation.rule;
        let rule = self.record.rules.iter().flatten().find(of);
        rule.iter().flat_map(|rule| &rule.result.requirements).map(|requirement| requirement.element.as_str()).collect()
    }

    /// Adds what was found.
    pub fn set_findings(&mut self, findings: &Findings) {
        self.record.findings = json(findings);
    }

    /// The record as it is written; variants are left out unless they are wanted.
    #[must_use]
    pub fn json(&self, variants: bool) -> ConformRecord {
        let mut record = self.record.clone();
        if !variants {
            record.per_variant = None;
        }
        record
    }
}
