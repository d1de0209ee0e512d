//! What a log gives that was checked in parts.

use super::{
    CheckedThing, ConformRecord, Conformity, ModelDeviation, VariantRecord,
    deviation::{Ways, touched},
};
use crate::{
    conformance::align::{FollowedAlignment, ListedVariant, LogAlignment, Outcome, StreamAlignment},
    diagnostic::{Findings, render::json},
};

impl Conformity {
    /// What a log is that came in parts, held against a model where there is one; rules, requirements and findings are added by the caller.
    /// Of each variant only the first case is named. `performs` has the elements of frameworks that steps with a label perform, by its number.
    #[must_use]
    pub fn of_stream(stream: StreamAlignment, names: (CheckedThing, Option<CheckedThing>), performs: &[Vec<String>]) -> Self {
        let mut ways = Ways::default();
        for variant in &stream.variants {
            ways.add(performs, (&variant.words, &variant.labels), (variant.cases, &variant.example));
        }
        let rows: Vec<VariantRecord> = stream.variants.into_iter().map(listed).collect();
        let cases = rows.iter().map(|variant| vec![variant.example.clone()]).collect();
        Self { record: record(&stream.sums, rows.len(), (Some(rows), ways.sorted()), names), deviations: Vec::new(), cases }
    }

    /// What a log is whose cases were followed event by event; its variants are not listed. Findings are added by the caller.
    #[must_use]
    pub fn of_followed(followed: &FollowedAlignment, names: (CheckedThing, Option<CheckedThing>)) -> Self {
        Self { record: record(&followed.sums, followed.variants, (None, Vec::new()), names), deviations: Vec::new(), cases: Vec::new() }
    }
}

fn record(
    sums: &LogAlignment,
    variants: usize,
    (rows, per_deviation): (Option<Vec<VariantRecord>>, Vec<ModelDeviation>),
    (log, model): (CheckedThing, Option<CheckedThing>),
) -> ConformRecord {
    let has_model = model.is_some();
    ConformRecord {
        tool: concat!("itsm ", env!("CARGO_PKG_VERSION")).to_owned(),
        log,
        model,
        packs: Vec::new(),
        cases: sums.cases,
        events: sums.events,
        variants,
        fitting_cases: has_model.then_some(sums.fitting_cases),
        deviations: sums.deviations.filter(|_| has_model),
        log_fitness: sums.log_fitness.filter(|_| has_model),
        log_fitness_bounds: sums.log_fitness_bounds.filter(|_| has_model),
        precision: None,
        unsolved: if has_model { sums.unsolved_cases } else { 0 },
        touched: touched(&per_deviation),
        per_deviation,
        per_variant: rows,
        rules: None,
        requirements: Vec::new(),
        projections: Vec::new(),
        findings: json(&Findings::new()),
    }
}

fn listed(variant: ListedVariant) -> VariantRecord {
    VariantRecord {
        cases: variant.cases,
        deviations: variant.outcome.as_ref().and_then(Outcome::cost),
        at_least: variant.outcome.as_ref().and_then(|outcome| if let Outcome::Unsolved { at_least } = outcome { Some(*at_least) } else { None }),
        activities: variant.activities,
        words: variant.words,
        example: variant.example,
    }
}
