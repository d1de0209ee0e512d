//! Rules held against a log that comes in parts of whole cases: counts add up.

use jiff::Timestamp;

use super::{
    compile::{Lacks, Options, Route},
    times::Instants,
};
use crate::conformance::rules::{
    definition::Template,
    model::Pack,
    result::{Deviation, Deviations, RulesResult},
};

/// Holds a pack of rules against a log part by part. The counts are those of the whole log, with what is told by
/// [`StreamRules::caveats`] apart.
///
/// ```
/// use itsm::{conformance::rules::{Options, Pack, StreamRules}, eventlog::{LogBuilder, Order}, source::FileText};
///
/// let pack = Pack::load(&FileText::new("change.yaml", "
/// format: itsm/rules/1
/// id: change
/// title: Changes
/// rules:
///   - {id: approved-first, template: precedence, first: [approve], second: [start]}
/// ")).unwrap();
/// let mut rules = StreamRules::new(&pack, Options::default(), 100);
/// for (name, trace) in [("CHG-1", ["approve", "start"]), ("CHG-2", ["start", "approve"])] {
///     let mut part = LogBuilder::new();
///     let case = part.named_case(name)?;
///     for activity in trace {
///         part.named_event(case, activity)?;
///     }
///     rules.add(&part.finish(Order::AsAdded));
/// }
/// let (result, deviations) = rules.finish();
/// assert_eq!((result.rules[0].satisfied, result.rules[0].violated), (1, 1));
/// assert_eq!(deviations.list[0].case, "CHG-2");
/// # Ok::<(), itsm::eventlog::BuildError>(())
/// ```
#[derive(Debug)]
pub struct StreamRules<'pack> {
    pack: &'pack Pack,
    options: Options,
    most_of_each_rule: usize,
    latest: Option<Timestamp>,
    total: Option<RulesResult>,
    rules: Vec<Held>,
    further: u64,
}

/// What is kept of a rule.
#[derive(Debug, Default)]
struct Held {
    /// What no part has; none before the first part.
    lacks: Option<Lacks>,
    /// Whether it is not applicable to any log, or to no part of one.
    is_out: bool,
    /// Whether parts differ in what they have of what is welcome.
    differs: bool,
    deviations: Vec<Deviation>,
    further: u64,
}

impl<'pack> StreamRules<'pack> {
    /// Nothing yet; of each rule so many deviations at most are listed.
    #[must_use]
    pub fn new(pack: &'pack Pack, options: Options, most_of_each_rule: usize) -> Self {
        let rules = pack.rules.iter().map(|_| Held::default()).collect();
        Self { pack, options, most_of_each_rule, latest: None, total: None, rules, further: 0 }
    }

    /// Adds a part: whole cases. Takes what it takes to hold the rules against the part.
    pub fn add(&mut self, part: &crate::eventlog::EventLog) {
        if self.options.as_of.is_none() {
            self.latest = self.latest.max(Instants::read(part).map(|instants| instants.latest()));
        }
        let options = Options { as_of: self.options.as_of.or(self.latest), ..self.options.clone() };
        let compiled = self.pack.compile_with(part, &options, true);
        let mut found = compiled.deviations(self.most_of_each_rule);
        for ((held, rule), plan) in self.rules.iter_mut().zip(&self.pack.rules).zip(&compiled.plans) {
            let before = held.lacks.get_or_insert_with(|| plan.lacks.clone());
            held.is_out = matches!(plan.route, Route::NotApplicable(_));
            held.differs |= before.welcome != plan.lacks.welcome;
            before.meet(&plan.lacks);
            let (own, rest): (Vec<_>, Vec<_>) = found.list.into_iter().partition(|deviation| deviation.rule == rule.id);
            found.list = rest;
            let room = self.most_of_each_rule.saturating_sub(held.deviations.len());
            held.further = held.further.saturating_add(u64::try_from(own.len().saturating_sub(room)).unwrap_or(u64::MAX));
            held.deviations.extend(own.into_iter().take(room));
        }
        self.further = self.further.saturating_add(found.further);
        let result = compiled.run();
        match &mut self.total {
            None => self.total = Some(result),
            Some(total) => add(total, &result),
        }
    }

    /// The counts, and the deviations by rule.
    #[must_use]
    pub fn finish(self) -> (RulesResult, Deviations) {
        let empty = || self.pack.compile(&crate::eventlog::LogBuilder::new().finish(crate::eventlog::Order::AsAdded), &self.options).run();
        let mut total = self.total.clone().unwrap_or_else(empty);
        let cases = u64::try_from(total.cases).unwrap_or(u64::MAX);
        let mut deviations = Deviations { further: self.further, ..Deviations::default() };
        for (rule, held) in total.rules.iter_mut().zip(self.rules) {
            if let Some(reason) = held.lacks.and_then(|lacks| lacks.reason()).filter(|_| !held.is_out) {
                // No part has what the rule asks for, so that nothing it said counts.
                (rule.activations, rule.violated_activations) = (0, 0);
                (rule.satisfied, rule.violated, rule.vacuous, rule.pending) = (0, 0, 0, 0);
                (rule.not_applicable, rule.reason) = (cases, Some(reason));
                continue;
            }
            deviations.list.extend(held.deviations);
            deviations.further = deviations.further.saturating_add(held.further);
        }
        (total, deviations)
    }

    /// What may be counted otherwise than with the whole log, in sentences; after all parts.
    #[must_use]
    pub fn caveats(&self) -> Vec<String> {
        let mut told = Vec::new();
        for (rule, held) in self.pack.rules.iter().zip(&self.rules) {
            match rule.template {
                Template::SeparationOfDuties => {
                    told.push(format!("`{}` asks who does what anywhere in the log, and is not checked part by part", rule.id));
                }
                Template::TimeLimit if self.options.as_of.is_none() && self.pack.ends.is_some() && !self.options.treat_as_ended => {
                    told.push(format!("`{}` takes the latest time up to the part for now, where cases are still open; say what now is", rule.id));
                }
                _ if held.differs => told.push(format!("`{}` asks for fields that only some parts of the log have", rule.id)),
                _ => {}
            }
        }
        told
    }
}

fn add(total: &mut RulesResult, part: &RulesResult) {
    total.cases = total.cases.saturating_add(part.cases);
    total.open_cases = total.open_cases.saturating_add(part.open_cases);
    for (rule, more) in total.rules.iter_mut().zip(&part.rules) {
        let counts = [
            (&mut rule.activations, more.activations),
            (&mut rule.violated_activations, more.violated_activations),
            (&mut rule.satisfied, more.satisfied),
            (&mut rule.violated, more.violated),
            (&mut rule.vacuous, more.vacuous),
            (&mut rule.pending, more.pending),
            (&mut rule.not_applicable, more.not_applicable),
        ];
        for (count, more) in counts {
            *count = count.saturating_add(more);
        }
        rule.reason = rule.reason.take().or_else(|| more.reason.clone());
        // A step is unseen when no part has it.
        rule.unseen.retain(|step| more.unseen.contains(step));
    }
}
