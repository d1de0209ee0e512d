//! Running rules: counts by variant where only the order counts, by case elsewhere.

use super::{
    Sink, State,
    compile::{Compiled, Plan, Route},
    order::{Trace, by_case, is_order, walk},
};
use crate::{
    conformance::rules::{
        definition::Template,
        model::Rule,
        result::{CaseVerdict, Deviation, Deviations, RuleResult, RulesResult},
    },
    eventlog::Case,
};

/// What was counted in a case.
#[derive(Clone, Copy, Default)]
struct Tally {
    activations: u64,
    violated: u64,
    pending: bool,
    unknown: bool,
}

impl Tally {
    fn count(&mut self, state: State) {
        match state {
            State::Kept => self.activations = self.activations.saturating_add(1),
            State::Violated => {
                self.activations = self.activations.saturating_add(1);
                self.violated = self.violated.saturating_add(1);
            }
            State::Pending => {
                self.activations = self.activations.saturating_add(1);
                self.pending = true;
            }
            State::Unknown => self.unknown = true,
        }
    }

    fn verdict(self) -> CaseVerdict {
        if self.violated > 0 {
            CaseVerdict::Violated
        } else if self.unknown {
            CaseVerdict::NotApplicable
        } else if self.pending {
            CaseVerdict::Pending
        } else if self.activations > 0 {
            CaseVerdict::Satisfied
        } else {
            CaseVerdict::Vacuous
        }
    }
}

impl Compiled<'_> {
    /// The counts of all rules. Time is that of the distinct sequences of activities for each rule about order, and of the
    /// events for each other.
    #[must_use]
    pub fn run(&self) -> RulesResult {
        let open = self.variants.iter().filter(|variant| variant.open).fold(0_u64, |sum, variant| sum.saturating_add(variant.cases));
        RulesResult {
            pack: self.pack.reference(),
            version: self.pack.version.clone(),
            cases: self.variant_of.len(),
            open_cases: usize::try_from(open).unwrap_or(usize::MAX),
            rules: self.pack.rules.iter().zip(&self.plans).map(|(rule, plan)| self.count(rule, plan)).collect(),
        }
    }

    fn count(&self, rule: &Rule, plan: &Plan) -> RuleResult {
        let mut result = RuleResult {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            template: rule.template,
            severity: rule.severity,
            activations: 0,
            violated_activations: 0,
            satisfied: 0,
            violated: 0,
            vacuous: 0,
            pending: 0,
            not_applicable: 0,
            reason: None,
            unseen: plan.unseen.clone(),
            requirements: rule.evidence.clone(),
        };
        match &plan.route {
            Route::NotApplicable(reason) => {
                result.not_applicable = u64::try_from(self.variant_of.len()).unwrap_or(u64::MAX);
                result.reason = Some(reason.clone());
            }
            Route::Variants => {
                for variant in &self.variants {
                    add(&mut result, self.tally(rule, plan, variant.case, variant.signature), variant.cases);
                }
            }
            Route::Cases => {
                for (case, variant) in self.variant_of.iter().enumerate() {
                    let signature = self.variants.get(*variant).map_or(u64::MAX, |variant| variant.signature);
                    add(&mut result, self.tally(rule, plan, case, signature), 1);
                }
                if result.not_applicable > 0 {
                    result.reason = Some(lacking(rule).to_owned());
                }
            }
        }
        result
    }

    fn tally(&self, rule: &Rule, plan: &Plan, case: usize, signature: u64) -> Tally {
        let mut tally = Tally::default();
        // Where no step of the rule occurs, nothing activates it, unless the case itself does.
        let by_events = !by_case(rule.template) && !matches!(rule.template, Template::Init | Template::End | Template::Priority);
        if by_events && signature & plan.signature == 0 {
            return tally;
        }
        if plan.route == Route::Variants {
            walk(rule.template, self.seen(plan, case), &mut |_, state| tally.count(state));
        } else {
            self.visit(rule, plan, case, &mut |_, state| tally.count(state));
        }
        tally
    }

    /// A case as a rule sees it.
    pub(super) fn seen<'trace>(&'trace self, plan: &'trace Plan, case: usize) -> Trace<'trace> {
        let (_, events) = self.trace(case);
        let variant = self.variant_of.get(case).and_then(|variant| self.variants.get(*variant));
        Trace { events, class: &plan.class, open: variant.is_some_and(|variant| variant.open), count: plan.count, length: plan.length }
    }

    /// Tells the sink each activation of a rule in a case.
    fn visit(&self, rule: &Rule, plan: &Plan, case: usize, sink: Sink<'_>) {
        let (start, _) = self.trace(case);
        let trace = self.seen(plan, case);
        let Some((at_events, at_end)) = self.holds(rule, case, start, trace) else { return self.activations(rule, plan, case, sink) };
        let whole = by_case(rule.template);
        self.activations(rule, plan, case, &mut |at, state| {
            let holds = match at {
                Some(at) if !whole => at_events.get(at).copied().flatten(),
                _ => at_end,
            };
            match holds {
                Some(true) => sink(at, state),
                Some(false) => {}
                None => sink(at, State::Unknown),
            }
        });
    }

    fn activations(&self, rule: &Rule, plan: &Plan, case: usize, sink: Sink<'_>) {
        let (start, _) = self.trace(case);
        let (asks, trace) = (&rule.asks, self.seen(plan, case));
        match rule.template {
            template if is_order(template) => walk(template, trace, sink),
            Template::TimeLimit => self.time_limit(asks, start, trace, sink),
            Template::FourEyes => self.four_eyes(asks, start, trace, sink),
            Template::SeparationOfDuties => self.separation(plan, asks, start, trace, sink),
            Template::RequiredFields | Template::LinkedRecord => self.required(asks, case, start, trace, sink),
            Template::PingPong => self.ping_pong(plan, asks, start, trace, sink),
            Template::ChangeWindow => self.window(asks, case, start, trace, sink),
            Template::UserConfirmation => self.confirmation(asks, case, start, trace, sink),
            _ => self.priority(asks, case, start, trace, sink),
        }
    }

    /// What a rule says about each case, in the order of the log; empty for a rule that is not in the pack.
    #[must_use]
    pub fn verdicts(&self, rule: &str) -> Vec<CaseVerdict> {
        let found = self.pack.rules.iter().zip(&self.plans).find(|(known, _)| known.id == rule);
        let Some((rule, plan)) = found else { return Vec::new() };
        let of_case = |(case, variant): (usize, &usize)| match &plan.route {
            Route::NotApplicable(_) => CaseVerdict::NotApplicable,
            _ => self.tally(rule, plan, case, self.variants.get(*variant).map_or(u64::MAX, |variant| variant.signature)).verdict(),
        };
        self.variant_of.iter().enumerate().map(of_case).collect()
    }

    /// The deviations in words: at most so many of each rule, the others are counted. Time is that of [`Compiled::run`], and
    /// linear in what is listed.
    #[must_use]
    pub fn deviations(&self, most_of_each_rule: usize) -> Deviations {
        let mut deviations = Deviations::default();
        for (rule, plan) in self.pack.rules.iter().zip(&self.plans).filter(|(_, plan)| !matches!(plan.route, Route::NotApplicable(_))) {
            let mut left = most_of_each_rule;
            // Of one variant all cases are alike to a rule about order.
            let mut clean = vec![false; if plan.route == Route::Variants { self.variants.len() } else { 0 }];
            for (case, variant) in self.variant_of.iter().enumerate() {
                if clean.get(*variant).copied().unwrap_or_default() {
                    continue;
                }
                let mut places = Vec::new();
                self.visit(rule, plan, case, &mut |at, state| {
                    if state == State::Violated {
                        places.push(at);
                    }
                });
                if let (true, Some(clean)) = (places.is_empty(), clean.get_mut(*variant)) {
                    *clean = true;
                }
                places.sort_unstable();
                for at in places {
                    if left == 0 {
                        deviations.further = deviations.further.saturating_add(1);
                    } else {
                        left = left.saturating_sub(1);
                        deviations.list.push(self.deviation(rule, plan, case, at));
                    }
                }
            }
        }
        deviations
    }

    fn deviation(&self, rule: &Rule, plan: &Plan, case: usize, at: Option<usize>) -> Deviation {
        let name = self.case_name(case);
        let (_, trace) = self.trace(case);
        let activity = at.and_then(|at| trace.get(at)).and_then(|activity| self.activity(*activity));
        Deviation {
            pack: self.pack.reference(),
            rule: rule.id.clone(),
            severity: rule.severity,
            sentence: format!("Case {name}: {}", self.sentence(rule, plan, case, at)),
            case: name,
            event: at.map(|at| at.saturating_add(1)),
            activity: activity.map(str::to_owned),
        }
    }

    fn case_name(&self, case: usize) -> String {
        let name = self.cases.get(case).and_then(|index| self.log.case(*index)).and_then(Case::name);
        name.map_or_else(|| case.saturating_add(1).to_string(), std::borrow::Cow::into_owned)
    }

    /// The name of an activity by its number.
    pub(super) fn activity(&self, number: u32) -> Option<&str> {
        let activity = self.by_number.get(usize::try_from(number).ok()?).copied().flatten()?;
        Some(self.activities.name(activity))
    }
}

fn add(result: &mut RuleResult, tally: Tally, cases: u64) {
    result.activations = result.activations.saturating_add(tally.activations.saturating_mul(cases));
    result.violated_activations = result.violated_activations.saturating_add(tally.violated.saturating_mul(cases));
    let count = match tally.verdict() {
        CaseVerdict::Vacuous => &mut result.vacuous,
        CaseVerdict::Satisfied => &mut result.satisfied,
        CaseVerdict::Pending => &mut result.pending,
        CaseVerdict::Violated => &mut result.violated,
        CaseVerdict::NotApplicable => &mut result.not_applicable,
    };
    *count = count.saturating_add(cases);
}

/// Why the log does not say enough of some cases.
fn lacking(rule: &Rule) -> &'static str {
    match rule.template {
        _ if is_order(rule.template) => "the condition has no answer in some cases: a field is not filled, or not with a value of its type",
        Template::TimeLimit => "some events do not say when they happened, or lie outside the calendar",
        Template::FourEyes | Template::SeparationOfDuties => "some events do not say who did them",
        Template::ChangeWindow => "some cases do not say what was planned, or when it happened",
        Template::UserConfirmation => "some events do not say in which role they were done",
        Template::Priority => "some cases lack a field of the table, or have a value that it does not know",
        _ => "a field that the condition asks for is not filled in some cases",
    }
}
