//! A pack of rules made ready for a log: activities and attributes become numbers, what the log lacks is told apart.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::{
    columns::{self, Column},
    order::{FIRST, REVOKED, SECOND, is_order},
    times::Instants,
};
use crate::{
    conformance::rules::{
        definition::Template,
        model::{Asks, Pack, Rule, Step},
    },
    eventlog::{Activities, Activity, Case, CaseIndex, Classifier, Dates, EventLog, keys},
};

/// How a log is checked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What the activity of an event is.
    pub classifier: Classifier,
    /// Whether all cases are taken to have ended, whatever the pack says.
    pub treat_as_ended: bool,
    /// The instant up to which the log is complete; the latest of the log when nothing is said. Deadlines before it are missed.
    pub as_of: Option<Timestamp>,
    /// How texts are read that fields hold which are declared as instants.
    pub dates: Dates,
}

/// A pack of rules, ready for one log.
pub struct Compiled<'log> {
    pub(super) log: &'log EventLog,
    pub(super) pack: &'log Pack,
    pub(super) activities: Activities,
    pub(super) by_number: Vec<Option<Activity>>,
    pub(super) cases: Vec<CaseIndex>,
    /// The activity of each event of each case, case by case.
    pub(super) events: Vec<u32>,
    /// Where the events of a case begin; one more than cases.
    pub(super) starts: Vec<usize>,
    pub(super) variants: Vec<Variant>,
    /// The variant of each case.
    pub(super) variant_of: Vec<usize>,
    pub(super) plans: Vec<Plan>,
    pub(super) columns: IndexMap<String, Column>,
    pub(super) instants: Option<Instants>,
    pub(super) as_of: Timestamp,
    is_part: bool,
}

/// Cases with the same activities.
pub(super) struct Variant {
    /// One of the cases.
    pub case: usize,
    pub cases: u64,
    pub open: bool,
    /// The activities that occur, each as one of 64 bits: where none of a rule's bits is set, none of its activities occurs.
    pub signature: u64,
}

/// A rule, ready for the log.
pub(super) struct Plan {
    /// What each activity is to the rule; see [`super::order`].
    pub class: Vec<u32>,
    pub signature: u64,
    pub count: u32,
    pub length: u32,
    pub route: Route,
    pub unseen: Vec<String>,
    pub lacks: Lacks,
    /// For `separation-of-duties`: which of both each person does.
    pub duties: Vec<u32>,
}

/// What a rule asks for and the log does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lacks {
    times: bool,
    fields: Vec<String>,
    /// Fields any of which would be enough.
    any_of: Vec<String>,
    /// Fields that the rule takes when they are there, whether they are.
    pub welcome: Vec<bool>,
}

impl Lacks {
    /// What is lacking here and there.
    pub fn meet(&mut self, other: &Self) {
        self.times &= other.times;
        self.fields.retain(|field| other.fields.contains(field));
        if other.any_of.is_empty() {
            self.any_of.clear();
        }
    }

    /// Why the rule is not applicable, if it is not.
    pub fn reason(&self) -> Option<String> {
        if self.times {
            return Some("no event of the log says when it happened".to_owned());
        }
        let lacking =
            |names: &[String], word: &str| (!names.is_empty()).then(|| format!("no event and no case of the log has `{}`", names.join(word)));
        lacking(&self.fields, "` and `").or_else(|| lacking(&self.any_of, "` or `"))
    }
}

/// What must be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// Variants: only the order of activities counts.
    Variants,
    /// Cases: times, people or fields count.
    Cases,
    /// Nothing, since the log lacks something.
    NotApplicable(String),
}

impl Pack {
    /// Makes the rules ready for a log. Linear in the log, and in the activities for each rule.
    #[must_use]
    pub fn compile<'log>(&'log self, log: &'log EventLog, options: &Options) -> Compiled<'log> {
        self.compile_with(log, options, false)
    }

    /// The same; of a log that is a part of another, which may have what this one lacks.
    pub(super) fn compile_with<'log>(&'log self, log: &'log EventLog, options: &Options, is_part: bool) -> Compiled<'log> {
        let activities = log.activities(&options.classifier);
        let (mut events, mut starts) = (Vec::with_capacity(log.event_count()), vec![0]);
        let mut by_number = vec![None; activities.len()];
        for case in log.cases() {
            for activity in activities.sequence(case) {
                by_number.get_mut(activity.index()).into_iter().for_each(|known| *known = Some(*activity));
                events.push(u32::try_from(activity.index()).unwrap_or(u32::MAX));
            }
            starts.push(events.len());
        }
        let mut compiled = Compiled {
            log,
            pack: self,
            activities,
            by_number,
            cases: log.cases().map(Case::index).collect(),
            events,
            starts,
            variants: Vec::new(),
            variant_of: Vec::new(),
            plans: Vec::new(),
            columns: IndexMap::new(),
            instants: None,
            as_of: Timestamp::MIN,
            is_part,
        };
        compiled.group(options.treat_as_ended);
        if self.rules.iter().any(|rule| !is_order(rule.template) || rule.when.is_some()) {
            compiled.instants = Instants::read(log);
        }
        let latest = compiled.instants.as_ref().map(Instants::latest);
        compiled.as_of = options.as_of.or(latest).unwrap_or(Timestamp::UNIX_EPOCH);
        compiled.read_columns(&options.dates);
        let lacks: Vec<Lacks> = self.rules.iter().map(|rule| compiled.lacks(rule)).collect();
        if is_part {
            compiled.suppose(&lacks);
        }
        compiled.plans = self.rules.iter().zip(lacks).map(|(rule, lacks)| compiled.plan(rule, lacks)).collect();
        compiled
    }
}

impl Compiled<'_> {
    /// The events of a case by their numbers in the log, and their activities.
    pub(super) fn trace(&self, case: usize) -> (usize, &[u32]) {
        let start = self.starts.get(case).copied().unwrap_or_default();
        let end = self.starts.get(case.saturating_add(1)).copied().unwrap_or(start);
        (start, self.events.get(start..end).unwrap_or_default())
    }

    /// Puts cases with the same activities together.
    fn group(&mut self, treat_as_ended: bool) {
        let variants = self.log.variants(&self.activities);
        let mut known: FxHashMap<_, usize> = FxHashMap::default();
        let ends = self.pack.ends.as_ref().filter(|_| !treat_as_ended).map(|step| self.mark(&[(step, FIRST)]));
        let resumes = self.pack.resumes.as_ref().map(|step| self.mark(&[(step, FIRST)]));
        for case in self.log.cases() {
            let Some(prefix) = variants.of(case.index()) else { continue };
            let next = self.variants.len();
            let place = *known.entry(prefix).or_insert(next);
            if place == next {
                let (_, trace) = self.trace(case.index().index());
                let open = ends.as_ref().is_some_and(|ends| is_open(trace, ends, resumes.as_deref().unwrap_or_default()));
                let signature = trace.iter().fold(0, |all, activity| all | bit(*activity));
                self.variants.push(Variant { case: case.index().index(), cases: 0, open, signature });
            }
            if let Some(variant) = self.variants.get_mut(place) {
                variant.cases = variant.cases.saturating_add(1);
            }
            self.variant_of.push(place);
        }
    }

    /// What each activity is to the steps; those beyond the end are nothing to them.
    fn mark(&self, steps: &[(&Step, u32)]) -> Vec<u32> {
        let mut class: Vec<u32> = Vec::new();
        for (step, bit) in steps {
            for activity in step.activities.iter().filter_map(|name| self.activities.find(name)) {
                // No longer than it must be: there may be many rules and many activities.
                if class.len() <= activity.index() {
                    class.resize(activity.index().saturating_add(1), 0);
                }
                class.get_mut(activity.index()).into_iter().for_each(|class| *class |= bit);
            }
        }
        class
    }

    fn read_columns(&mut self, dates: &Dates) {
        let pack = self.pack;
        for name in fields(pack) {
            if let Some(column) = Column::read(self.log, &name, pack.fields.get(&name), dates) {
                self.columns.insert(name, column);
            }
        }
    }

    fn plan(&self, rule: &Rule, lacks: Lacks) -> Plan {
        let asks = &rule.asks;
        let ordered = matches!(rule.template, Template::RequiredOrder | Template::ForbiddenOrder);
        let class = if ordered {
            let bits = (0..).map(|step| 1_u32.checked_shl(step).unwrap_or_default());
            self.mark(&asks.order.iter().zip(bits).collect::<Vec<_>>())
        } else {
            let mut class = self.mark(&[(&asks.steps, FIRST), (&asks.first, FIRST), (&asks.second, SECOND), (&asks.revoked, REVOKED)]);
            if rule.template == Template::UserConfirmation {
                class = self.mark(&[(&asks.first, FIRST), (&asks.steps, SECOND), (&asks.revoked, REVOKED)]);
            }
            if rule.template == Template::PingPong && asks.steps.names.is_empty() {
                class = vec![FIRST; self.activities.len()];
            }
            class
        };
        let occurs = |class: &[u32]| (0_u32..).zip(class).filter(|(_, class)| **class != 0).fold(0, |all, (activity, _)| all | bit(activity));
        let duties = if rule.template == Template::SeparationOfDuties { self.duties(&class, asks) } else { Vec::new() };
        Plan {
            signature: occurs(&class),
            count: asks.count.unwrap_or(u32::from(!matches!(rule.template, Template::Reopening | Template::PingPong))),
            length: u32::try_from(asks.order.len()).unwrap_or(u32::MAX),
            route: self.route(rule, &lacks),
            unseen: self.unseen(rule),
            lacks,
            class,
            duties,
        }
    }

    /// The names of steps of which the log has no activity.
    fn unseen(&self, rule: &Rule) -> Vec<String> {
        let asks = &rule.asks;
        let steps = [&asks.steps, &asks.first, &asks.second, &asks.revoked].into_iter().chain(&asks.order);
        let seen = |step: &&Step| step.activities.is_empty() || step.activities.iter().any(|name| self.activities.find(name).is_some());
        let mut names: Vec<String> = steps.filter(|step| !seen(step)).map(|step| step.names.join(" or ")).collect();
        names.dedup();
        names
    }

    /// What the log does not have of what a rule asks for.
    fn lacks(&self, rule: &Rule) -> Lacks {
        let has = |name: &String| self.columns.contains_key(name);
        let welcome = welcome(rule);
        let unconfirmed = rule.template == Template::UserConfirmation && rule.asks.first.activities.is_empty() && !welcome.iter().any(has);
        Lacks {
            times: matches!(rule.template, Template::TimeLimit | Template::ChangeWindow) && self.instants.is_none(),
            fields: needed(rule).into_iter().filter(|name| !has(name)).collect(),
            welcome: welcome.iter().map(has).collect(),
            any_of: if unconfirmed { welcome } else { Vec::new() },
        }
    }

    /// Takes columns for there that other parts of the log may have.
    fn suppose(&mut self, lacks: &[Lacks]) {
        for name in lacks.iter().flat_map(|lacks| &lacks.fields) {
            self.columns.entry(name.clone()).or_default();
        }
    }

    fn route(&self, rule: &Rule, lacks: &Lacks) -> Route {
        let asks = &rule.asks;
        let steps = [&asks.steps, &asks.first, &asks.second].into_iter().chain(&asks.order);
        let bound = |step: &&Step| step.names.is_empty() || !step.activities.is_empty();
        // Who closes may say enough where nobody says how users confirm.
        let optional = rule.template == Template::UserConfirmation && (!asks.roles.is_empty() || !asks.fields.is_empty());
        if let Some(step) = steps
            .filter(|step| !(bound(step) || (optional && std::ptr::eq(*step, &raw const asks.first))))
            .map(|step| step.names.join("` or `"))
            .next()
        {
            return Route::NotApplicable(format!("no activity stands for the step `{step}`"));
        }
        if rule.template == Template::Priority && asks.table.is_none() {
            return Route::NotApplicable("the decision table is not there".to_owned());
        }
        if self.is_part && rule.template == Template::SeparationOfDuties {
            return Route::NotApplicable("who does what anywhere in the log is not known while it is read in parts".to_owned());
        }
        if let Some(reason) = lacks.reason().filter(|_| !self.is_part) {
            return Route::NotApplicable(reason);
        }
        if is_order(rule.template) && rule.when.is_none() { Route::Variants } else { Route::Cases }
    }

    /// Which of both duties each person does, anywhere in the log.
    fn duties(&self, class: &[u32], asks: &Asks) -> Vec<u32> {
        let Some(column) = self.columns.get(&by(asks, keys::RESOURCE)) else { return Vec::new() };
        let mut duties = vec![0_u32; column.len()];
        for (event, activity) in self.events.iter().enumerate() {
            let Some(person) = column.at(event) else { continue };
            let place = usize::try_from(person).unwrap_or(usize::MAX);
            if let (Some(duties), Some(class)) = (duties.get_mut(place), class.get(usize::try_from(*activity).unwrap_or(usize::MAX))) {
                *duties |= class & (FIRST | SECOND);
            }
        }
        duties
    }
}

/// The field that says who.
pub(super) fn by(asks: &Asks, otherwise: &str) -> String {
    asks.by.clone().unwrap_or_else(|| otherwise.to_owned())
}

/// The fields that rules ask for, each once.
fn fields(pack: &Pack) -> BTreeSet<String> {
    pack.rules.iter().flat_map(|rule| needed(rule).into_iter().chain(welcome(rule))).collect()
}

/// The keys of all attributes of a log that rules look at, beside activities and times.
pub(in super::super) fn attributes(pack: &Pack) -> BTreeSet<String> {
    fields(pack).iter().flat_map(|name| columns::attributes(name, pack.fields.get(name))).collect()
}

/// The fields that a rule cannot do without.
fn needed(rule: &Rule) -> Vec<String> {
    let asks = &rule.asks;
    let mut names: Vec<String> = rule.when.iter().flat_map(|when| when.fields().map(str::to_owned)).collect();
    match rule.template {
        Template::FourEyes | Template::SeparationOfDuties => names.push(by(asks, keys::RESOURCE)),
        Template::PingPong => names.push(by(asks, keys::GROUP)),
        Template::RequiredFields | Template::LinkedRecord => names.extend(asks.fields.iter().cloned()),
        Template::ChangeWindow => names.extend(asks.start.iter().chain(&asks.end).cloned()),
        Template::Priority => {
            if let Some(table) = &asks.table {
                names.extend(table.inputs().into_iter().chain([table.output()]).map(str::to_owned));
            }
        }
        _ => {}
    }
    names
}

/// The fields any of which is enough for a rule.
fn welcome(rule: &Rule) -> Vec<String> {
    let asks = &rule.asks;
    if rule.template != Template::UserConfirmation {
        return Vec::new();
    }
    let role = (!asks.roles.is_empty()).then(|| by(asks, keys::ROLE));
    role.into_iter().chain(asks.fields.iter().cloned()).collect()
}

/// Whether a case has not ended: no end, or a step after the last that opens it again.
fn is_open(trace: &[u32], ends: &[u32], resumes: &[u32]) -> bool {
    let has = |class: &[u32], activity: u32| class.get(usize::try_from(activity).unwrap_or(usize::MAX)).is_some_and(|class| *class != 0);
    trace.iter().rev().find_map(|activity| if has(ends, *activity) { Some(false) } else { has(resumes, *activity).then_some(true) }).unwrap_or(true)
}

/// One of 64 bits for an activity.
fn bit(activity: u32) -> u64 {
    1 << (activity % 64)
}
