//! Simulated logs: every case is a run of its model but for what was planted, and the ledger says what that is and costs.
#![cfg(feature = "expr")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a test fails by panicking"
)]

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    sync::LazyLock,
};

use itsm::{
    catalog::Catalog,
    eventlog::{Case, EventLog, Value, csv, keys, xes},
    expr,
    jiff::SignedDuration,
    lifecycle::{Context, Lifecycle, StateId, definition::StateKind},
    net::{Marking, Net, NetBuilder},
    simulation::{
        ActivityNames, CONFIRMED, DUE, IMPACT, Ledger, Model, PRIORITY, Plan, Plant, PlantKind, SimulationError, URGENCY, WINDOW_END, WINDOW_START,
        simulate,
    },
    source::FileText,
    workflow::{Workflow, WorkflowBuilder, definition::NodeKind},
};
use proptest::prelude::*;

static LIFECYCLES: LazyLock<Vec<Lifecycle>> = LazyLock::new(|| Catalog::builtin().lifecycles().unwrap());
static WORKFLOWS: LazyLock<Vec<Workflow>> = LazyLock::new(|| Catalog::builtin().workflows().unwrap());

fn plants(texts: &[&str]) -> Vec<Plant> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

fn plan(cases: usize, seed: u64, planted: &[&str]) -> Plan {
    Plan { cases, seed, plants: plants(planted), ..Plan::default() }
}

fn bytes(log: &EventLog) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = xes::write(log, &mut bytes).unwrap();
    bytes
}

fn activities(case: Case<'_>) -> Vec<String> {
    case.events().map(|event| event.name().unwrap().into_owned()).collect()
}

fn text(case: Case<'_>, place: usize, key: &str) -> String {
    case.events().nth(place).and_then(|event| event.get(key)).map(|value| value.to_string()).unwrap_or_default()
}

/// A model as states that steps lead between: the twin of both kinds. A step is an activity, or nothing for a silent one.
trait Steps {
    type State: Clone + Eq + std::hash::Hash;
    fn first(&self) -> Self::State;
    fn ended(&self, state: &Self::State) -> bool;
    fn steps(&self, state: &Self::State) -> Vec<(Option<String>, Self::State)>;
}

impl Steps for Lifecycle {
    type State = StateId;
    fn first(&self) -> StateId {
        self.initial()
    }
    fn ended(&self, state: &StateId) -> bool {
        self.get_state(*state).unwrap().kind() == StateKind::Terminal
    }
    fn steps(&self, state: &StateId) -> Vec<(Option<String>, StateId)> {
        let leaving = self.transitions().filter(|(_, transition)| transition.from() == *state);
        leaving.map(|(_, transition)| (Some(self.get_event(transition.on()).unwrap().id().to_owned()), transition.to())).collect()
    }
}

impl Steps for Net {
    type State = Marking;
    fn first(&self) -> Marking {
        self.initial().clone()
    }
    fn ended(&self, state: &Marking) -> bool {
        self.is_complete(state)
    }
    fn steps(&self, state: &Marking) -> Vec<(Option<String>, Marking)> {
        self.enabled(state)
            .map(|transition| {
                let mut next = state.clone();
                self.fire(&mut next, transition).unwrap();
                (self.label(transition).map(str::to_owned), next)
            })
            .collect()
    }
}

/// The cost of an optimal alignment by Dijkstra over all pairs of position and state; none beyond a number of pairs.
fn cost<Model: Steps>(model: &Model, activities: &[String]) -> Option<u32> {
    let mut done: HashSet<(usize, Model::State)> = HashSet::new();
    let mut queue: VecDeque<(u32, usize, Model::State)> = [(0, 0, model.first())].into();
    while let Some((cost, place, state)) = queue.pop_front() {
        if !done.insert((place, state.clone())) {
            continue;
        }
        if place == activities.len() && model.ended(&state) {
            return Some(cost);
        }
        if done.len() > 300_000 {
            return None;
        }
        if place < activities.len() {
            queue.push_back((cost + 1, place + 1, state.clone()));
        }
        for (label, next) in model.steps(&state) {
            match label {
                None => queue.push_front((cost, place, next)),
                Some(label) => {
                    if activities.get(place) == Some(&label) {
                        queue.push_front((cost, place + 1, next.clone()));
                    }
                    queue.push_back((cost + 1, place, next));
                }
            }
        }
    }
    panic!("no alignment");
}

/// Whether activities are a run, by the set of all states that they can lead to.
fn fits<Model: Steps>(model: &Model, activities: &[String]) -> bool {
    let silent = |states: HashSet<Model::State>| {
        let (mut all, mut queue): (HashSet<_>, Vec<_>) = (states.clone(), states.into_iter().collect());
        while let Some(state) = queue.pop() {
            for (_, next) in model.steps(&state).into_iter().filter(|(label, _)| label.is_none()) {
                if all.insert(next.clone()) {
                    queue.push(next);
                }
            }
        }
        all
    };
    let mut states = silent([model.first()].into());
    for activity in activities {
        let steps = states.iter().flat_map(|state| model.steps(state)).filter(|(label, _)| label.as_ref() == Some(activity));
        states = silent(steps.map(|(_, next)| next).collect());
    }
    states.iter().any(|state| model.ended(state))
}

/// Whether an end is reached without an activity, by looking at all states.
fn ends_without<Model: Steps>(model: &Model, activity: &str) -> bool {
    let (mut seen, mut queue): (HashSet<_>, Vec<_>) = ([model.first()].into(), vec![model.first()]);
    while let Some(state) = queue.pop() {
        if model.ended(&state) {
            return true;
        }
        for (_, next) in model.steps(&state).into_iter().filter(|(label, _)| label.as_deref() != Some(activity)) {
            if seen.insert(next.clone()) {
                queue.push(next);
            }
        }
    }
    false
}

/// The costs of the ledger are those of the twin, and it names the right events.
fn check_costs<Twin: Steps>(log: &EventLog, ledger: &Ledger, twin: &Twin) -> usize {
    let costs: HashMap<&str, u32> = ledger.deviating.iter().map(|case| (case.case.as_str(), case.cost)).collect();
    let mut checked = 0;
    for case in log.cases() {
        let name = case.name().unwrap();
        let done = activities(case);
        let said = costs.get(name.as_ref()).copied().unwrap_or(0);
        if let Some(real) = cost(twin, &done) {
            assert_eq!(real, said, "{} {name}: {done:?}", ledger.model);
            checked += 1;
        }
    }
    for deviating in &ledger.deviating {
        let case = log.cases().find(|case| case.name().as_deref() == Some(&deviating.case)).unwrap();
        let done = activities(case);
        assert_eq!(deviating.cost, deviating.planted.iter().map(|planted| planted.cost).sum::<u32>());
        for planted in &deviating.planted {
            let (event, activity) = (planted.event.unwrap_or(0), planted.activity.clone().unwrap_or_default());
            match planted.kind {
                PlantKind::Insert => assert_eq!((&done[event], planted.cost), (&activity, 1)),
                PlantKind::Skip => {
                    assert!(!done.contains(&activity) && event <= done.len() && planted.cost == 1);
                }
                PlantKind::ApprovalSkipped => assert!(event <= done.len()),
                _ => assert_eq!(planted.cost, 0),
            }
        }
        // Put back what was left out and take out what was put in: the case is a run again.
        let mut restored: Vec<Option<String>> = done.iter().cloned().map(Some).collect();
        let mut back: Vec<(usize, String)> = Vec::new();
        for planted in &deviating.planted {
            match (planted.kind, planted.event, &planted.activity) {
                (PlantKind::Insert, Some(event), _) => restored[event] = None,
                (PlantKind::Skip | PlantKind::ApprovalSkipped, Some(event), Some(activity)) => back.push((event, activity.clone())),
                _ => {}
            }
        }
        back.sort_by_key(|(event, _)| std::cmp::Reverse(*event));
        let two_at_one_place = back.windows(2).any(|pair| pair[0].0 == pair[1].0);
        for (event, activity) in back {
            restored.insert(event, Some(activity));
        }
        let restored: Vec<String> = restored.into_iter().flatten().collect();
        assert!(two_at_one_place || fits(twin, &restored), "{}: {restored:?}", deviating.case);
    }
    checked
}

#[test]
fn one_plan_gives_one_log() {
    let incident = Catalog::builtin().lifecycle("neutral:incident").unwrap();
    let model = Model::of_lifecycle(&incident, ActivityNames::Ids).unwrap();
    let all: Vec<String> = PlantKind::all().map(|kind| format!("{kind}=20")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let (log, ledger) = simulate(&model, &plan(60, 42, &all)).unwrap();
    let again = simulate(&Model::of_lifecycle(&incident, ActivityNames::Ids).unwrap(), &plan(60, 42, &all)).unwrap();
    assert_eq!(bytes(&log), bytes(&again.0));
    assert_eq!(ledger, again.1);
    assert_ne!(bytes(&log), bytes(&simulate(&model, &plan(60, 43, &all)).unwrap().0));
    // A case is the same whatever number of others there is.
    let (fewer, _) = simulate(&model, &plan(20, 42, &all)).unwrap();
    for (one, other) in fewer.cases().zip(log.cases()) {
        assert!(
            one.events().map(|event| event.attributes().collect::<Vec<_>>()).eq(other.events().map(|event| event.attributes().collect::<Vec<_>>()))
        );
    }
    assert!(fewer.case_count() == 20 && log.case_count() == 60);
}

/// Bytes that a machine of another kind must give too: the digest was taken once, and must not change without being noticed.
#[test]
fn bytes_do_not_change_between_versions() {
    let incident = Catalog::builtin().lifecycle("neutral:incident").unwrap();
    let model = Model::of_lifecycle(&incident, ActivityNames::Ids).unwrap();
    let (log, _) = simulate(&model, &plan(3, 1, &["insert=50"])).unwrap();
    let first = log.cases().next().unwrap();
    assert_eq!(first.name().as_deref(), Some("CASE-000001"));
    let times: Vec<String> = first.events().map(|event| event.instant().unwrap().to_string()).collect();
    insta::assert_debug_snapshot!("simulated_case", activities(first).into_iter().zip(times).collect::<Vec<_>>());
}

/// Every case of every lifecycle is a way over its table, step by step with the states of the log, and instances take every event.
#[test]
fn lifecycles_are_followed() {
    let mut models = 0;
    for lifecycle in LIFECYCLES.iter() {
        let model = Model::of_lifecycle(lifecycle, ActivityNames::Ids).unwrap_or_else(|error| panic!("{error}"));
        models += 1;
        let (log, ledger) = simulate(&model, &plan(25, 5, &[])).unwrap();
        assert_eq!((log.case_count(), ledger.fitting_cases, ledger.deviations, log.event_count()), (25, 25, 0, ledger.events));
        assert!(ledger.deviating.is_empty());
        for case in log.cases() {
            let mut state = lifecycle.initial();
            let mut instance = lifecycle.begin_at(case.events().next().unwrap().instant().unwrap());
            for event in case.events() {
                let id = lifecycle.event(&event.name().unwrap()).unwrap();
                let from = lifecycle.state(event.get("itsm:from").unwrap().as_text().unwrap()).unwrap();
                let to = lifecycle.state(event.get("itsm:to").unwrap().as_text().unwrap()).unwrap();
                assert_eq!(from, state);
                let leads = |id| lifecycle.get_transition(id).is_some_and(|transition| transition.to() == to);
                let mut candidates = lifecycle.table().transitions(state, id).filter(|id| leads(*id)).peekable();
                assert!(candidates.peek().is_some(), "{}: {event:?}", lifecycle.reference());
                // Fields, role and person are those of the log; votes, and an instant that a guard asks for, those of the circumstances.
                let taken = candidates.any(|transition| {
                    let Ok(given) = lifecycle.circumstances(transition) else { return false };
                    let mut context = Context::new().with_actor(event.get(keys::RESOURCE).unwrap().to_string());
                    context = event.get(keys::ROLE).into_iter().fold(context, |context, role| context.with_role(role.to_string()));
                    for attribute in event.attributes() {
                        let Some(name) = attribute.key.strip_prefix("field:") else { continue };
                        let value = given.fields.get(name).filter(|_| given.at.is_some()).cloned().unwrap_or_else(|| match attribute.value {
                            Value::Bool(truth) => expr::Value::Bool(truth),
                            Value::Int(number) => expr::Value::Int(number),
                            Value::Instant(instant) => expr::Value::Instant(instant),
                            other => match lifecycle.fields().get(name).map(|field| *field.r#type) {
                                Some(expr::FieldType::List) => given.fields[name].clone(),
                                _ => expr::Value::Text(other.to_string()),
                            },
                        });
                        context = context.with_field(name, value);
                    }
                    context = given.votes.iter().fold(context, |context, vote| context.with_vote(&vote.voter, &vote.role, vote.yes));
                    context = given.electorate.into_iter().fold(context, Context::with_electorate);
                    context = context.at(given.at.unwrap_or(event.instant().unwrap()));
                    let mut next = instance.clone();
                    match next.apply(id, &context) {
                        Ok(applied) if applied.transition == Some(transition) && applied.irregular.is_empty() => {
                            instance = next;
                            true
                        }
                        _ => false,
                    }
                });
                assert!(taken, "{}: {:?}", lifecycle.reference(), event.attributes().collect::<Vec<_>>());
                state = to;
            }
            assert!(instance.is_ended() && lifecycle.ended(&state), "{}", lifecycle.reference());
            assert!(fits(lifecycle, &activities(case)));
        }
    }
    assert!(models >= 40, "{models}");
}

/// Every case of every workflow is a run of its net, by a token game of the test.
#[test]
fn workflows_are_followed() {
    assert!(WORKFLOWS.len() >= 20);
    for workflow in WORKFLOWS.iter() {
        let model = Model::of_workflow(workflow, ActivityNames::Ids).unwrap_or_else(|error| panic!("{error}"));
        let net = workflow.net().unwrap();
        let (log, ledger) = simulate(&model, &plan(15, 9, &[])).unwrap();
        assert_eq!((ledger.fitting_cases, ledger.deviations), (15, 0));
        for case in log.cases() {
            assert!(fits(net.net(), &activities(case)), "{}: {:?}", workflow.reference(), activities(case));
            for event in case.events() {
                let node = workflow.node_named(&event.name().unwrap()).unwrap();
                let lane = node.lane.map(|lane| workflow.lanes()[lane].id.clone());
                assert_eq!(event.get(keys::ROLE).map(|role| role.to_string()), lane);
            }
        }
    }
}

/// What is planted costs what the ledger says, on every shipped model.
#[test]
fn costs_are_those_of_a_search() {
    let (mut cases, mut skipped, mut approvals) = (0, 0, 0);
    let mut count = |ledger: &Ledger| {
        skipped += ledger.planted[&PlantKind::Skip];
        approvals += ledger.planted[&PlantKind::ApprovalSkipped];
    };
    let planted = ["insert=50", "skip=60", "approval-skipped=60"];
    for lifecycle in LIFECYCLES.iter() {
        let (log, ledger) = simulate(&Model::of_lifecycle(lifecycle, ActivityNames::Ids).unwrap(), &plan(20, 3, &planted)).unwrap();
        cases += check_costs(&log, &ledger, lifecycle);
        count(&ledger);
    }
    assert_eq!(cases, 20 * LIFECYCLES.len());
    assert!(skipped > 200 && approvals > 20, "{skipped} {approvals}");
    let mut cases = 0;
    for workflow in WORKFLOWS.iter() {
        let (log, ledger) = simulate(&Model::of_workflow(workflow, ActivityNames::Ids).unwrap(), &plan(8, 3, &planted)).unwrap();
        cases += check_costs(&log, &ledger, workflow.net().unwrap().net());
        assert_eq!(ledger.planted[&PlantKind::ApprovalSkipped], 0);
    }
    assert!(cases > 7 * WORKFLOWS.len(), "{cases}");
}

/// What every run has, against a search through all states.
#[test]
fn mandatory_activities_are_proved() {
    for lifecycle in LIFECYCLES.iter() {
        let model = Model::of_lifecycle(lifecycle, ActivityNames::Ids).unwrap();
        let wanted: BTreeSet<&str> = model.activities().filter(|activity| !ends_without(lifecycle, activity)).collect();
        assert_eq!(model.mandatory(), wanted, "{}", lifecycle.reference());
    }
    let mut some = 0;
    for workflow in WORKFLOWS.iter() {
        let model = Model::of_workflow(workflow, ActivityNames::Ids).unwrap();
        let net = workflow.net().unwrap();
        for activity in model.mandatory() {
            assert!(!ends_without(net.net(), activity), "{}: {activity}", workflow.reference());
            some += 1;
        }
    }
    assert!(some > 50, "{some}");
}

/// Parallel branches, a choice, a loop and an optional step: by hand, which activities every run has.
#[test]
fn mandatory_activities_of_a_net_by_hand() {
    let workflow = WorkflowBuilder::new("small", "Small")
        .node("call", NodeKind::Start)
        .node("log", NodeKind::Task)
        .node("fork", NodeKind::Parallel)
        .node("repair", NodeKind::Task)
        .node("inform", NodeKind::Task)
        .node("join", NodeKind::Parallel)
        .node("which", NodeKind::Exclusive)
        .node("phone", NodeKind::Task)
        .node("mail", NodeKind::Task)
        .node("again", NodeKind::Exclusive)
        .node("done", NodeKind::End)
        .path(["call", "log", "fork", "repair", "join", "which", "phone", "again", "done"])
        .path(["fork", "inform", "join"])
        .path(["which", "mail", "again"])
        .finish()
        .unwrap();
    let model = Model::of_workflow(&workflow, ActivityNames::Ids).unwrap();
    let mandatory = model.mandatory();
    for activity in ["log", "repair", "inform"] {
        assert!(mandatory.contains(activity), "{activity}");
    }
    assert!(!mandatory.contains("phone") && !mandatory.contains("mail"));
    let (log, ledger) = simulate(&model, &plan(100, 1, &["skip=100", "insert=100"])).unwrap();
    assert_eq!(check_costs(&log, &ledger, workflow.net().unwrap().net()), 100);
    assert_eq!((ledger.planted[&PlantKind::Skip], ledger.not_planted[&PlantKind::Skip], ledger.fitting_cases), (100, 0, 0));
    let variants: HashSet<Vec<String>> = simulate(&model, &plan(200, 1, &[])).unwrap().0.cases().map(activities).collect();
    // Two orders of two branches, two ways to tell.
    assert_eq!(variants.len(), 4);
}

/// A ticket that two people must approve and close, with a field that must be filled.
const TICKET: &str = "
format: itsm/lifecycle/1
id: ticket
title: Ticket
fields: {solution: {type: string}, reason: {type: string}}
roles: [{id: agent}]
states:
  - {id: new, kind: initial}
  - {id: open, kind: open}
  - {id: done, kind: resolved, requires: [solution]}
  - {id: closed, kind: terminal}
events: [{id: take, title: Take it}, {id: solve}, {id: reopen}, {id: close}]
four_eyes: [{first: solve, second: close}]
transitions:
  - {from: [new], on: take, to: open}
  - {from: [open], on: solve, to: done, roles: [agent]}
  - {from: [done], on: reopen, to: open, requires: [reason]}
  - {from: [done], on: close, to: closed, roles: [agent]}
";

/// Violations of rules, found again from the log alone.
fn violations(case: Case<'_>) -> BTreeSet<PlantKind> {
    let mut found = BTreeSet::new();
    let place = |key: &str, words: &[&str]| {
        let text = case.get(key).unwrap().to_string();
        words.iter().position(|word| *word == text).unwrap_or_else(|| panic!("{key}: {text}"))
    };
    let levels = ["high", "medium", "low"];
    let priority = place(PRIORITY, &["critical", "high", "moderate", "low", "planning"]);
    let instant = |key: &str| case.get(key).and_then(Value::as_instant).unwrap();
    found.extend((priority != place(IMPACT, &levels) + place(URGENCY, &levels)).then_some(PlantKind::PriorityMismatch));
    found.extend(case.get(CONFIRMED).is_none().then_some(PlantKind::Unconfirmed));
    let last = case.events().last().unwrap().instant().unwrap();
    found.extend((last > instant(DUE)).then_some(PlantKind::Late));
    let outside = case.events().map(|event| event.instant().unwrap()).any(|at| at < instant(WINDOW_START) || at > instant(WINDOW_END));
    found.extend(outside.then_some(PlantKind::OutsideWindow));
    let mut groups: Vec<String> = case.events().map(|event| event.get(keys::GROUP).unwrap().to_string()).collect();
    groups.dedup();
    found.extend((groups.iter().collect::<HashSet<_>>().len() < groups.len()).then_some(PlantKind::PingPong));
    let (mut solver, mut filled) = (None, HashSet::new());
    for event in case.events() {
        filled.extend(event.attributes().filter_map(|attribute| attribute.key.strip_prefix("field:")));
        let resource = event.get(keys::RESOURCE).unwrap().to_string();
        match event.name().unwrap().as_ref() {
            "solve" => {
                found.extend((!filled.contains("solution")).then_some(PlantKind::MissingField));
                solver = Some(resource);
            }
            "reopen" => found.extend((!filled.contains("reason")).then_some(PlantKind::MissingField)),
            "close" => found.extend((solver.as_ref() == Some(&resource)).then_some(PlantKind::FourEyes)),
            _ => {}
        }
    }
    assert!(case.events().is_sorted_by_key(|event| event.instant()));
    found
}

#[test]
fn rules_are_broken_where_the_ledger_says_so_and_nowhere_else() {
    let ticket = Lifecycle::load(&FileText::new("ticket.yaml", TICKET)).unwrap();
    let model = Model::of_lifecycle(&ticket, ActivityNames::Ids).unwrap();
    let kinds = [
        PlantKind::FourEyes,
        PlantKind::MissingField,
        PlantKind::PingPong,
        PlantKind::Late,
        PlantKind::OutsideWindow,
        PlantKind::Unconfirmed,
        PlantKind::PriorityMismatch,
    ];
    let planted = kinds.iter().map(|kind| Plant { kind: *kind, percent: 15 }).chain(plants(&["insert=20"])).collect();
    let (log, ledger) = simulate(&model, &Plan { cases: 2_000, seed: 11, plants: planted, ..Plan::default() }).unwrap();
    let said: BTreeMap<&str, BTreeSet<PlantKind>> = ledger
        .deviating
        .iter()
        .map(|case| (case.case.as_str(), case.planted.iter().map(|planted| planted.kind).filter(|kind| kinds.contains(kind)).collect()))
        .collect();
    for case in log.cases() {
        let name = case.name().unwrap();
        assert_eq!(violations(case), said.get(name.as_ref()).cloned().unwrap_or_default(), "{name}");
    }
    // 15 of a hundred of 2,000 cases are 300, with a standard deviation of 16.
    for kind in kinds {
        let count = ledger.planted[&kind] + ledger.not_planted[&kind];
        assert!((236..364).contains(&count), "{kind} {count}");
        assert_eq!(ledger.not_planted[&kind], 0, "{kind}");
    }
    for deviating in &ledger.deviating {
        let case = log.cases().find(|case| case.name().as_deref() == Some(&deviating.case)).unwrap();
        for planted in &deviating.planted {
            let at = planted.event.map(|event| (event, text(case, event, keys::NAME)));
            assert_eq!(at.as_ref().map(|(_, name)| name), planted.activity.as_ref());
            if planted.kind == PlantKind::FourEyes {
                assert_eq!((at.unwrap().1.as_str(), planted.about.clone().unwrap()), ("close", text(case, planted.event.unwrap(), keys::RESOURCE)));
            }
        }
    }
    assert_eq!(check_costs(&log, &ledger, &ticket), 2_000);
}

/// With one person in a role, somebody else steps in where two are asked for.
#[test]
fn one_person_is_not_enough() {
    let ticket = Lifecycle::load(&FileText::new("ticket.yaml", TICKET)).unwrap();
    let model = Model::of_lifecycle(&ticket, ActivityNames::Ids).unwrap();
    let alone = Plan { people: 1, groups: 1, ..plan(50, 2, &["ping-pong=100"]) };
    let (log, ledger) = simulate(&model, &alone).unwrap();
    assert!(log.cases().all(|case| violations(case).is_empty()));
    assert_eq!(ledger.not_planted[&PlantKind::PingPong], 50);
    let nobody =
        Plan { people: 0, groups: 0, promise: SignedDuration::ZERO, pace: SignedDuration::ZERO, ..plan(5, 2, &["late=100", "outside-window=100"]) };
    let (log, ledger) = simulate(&model, &nobody).unwrap();
    assert_eq!((log.case_count(), ledger.deviating.len()), (5, 0));
    let long = Plan { promise: SignedDuration::MAX, pace: SignedDuration::MAX, arrival: SignedDuration::MAX, ..plan(5, 2, &["late=100"]) };
    assert_eq!(simulate(&model, &long).unwrap().0.case_count(), 5);
    let negative = Plan { promise: SignedDuration::MIN, pace: SignedDuration::MIN, arrival: SignedDuration::MIN, ..plan(5, 2, &["late=100"]) };
    assert_eq!(simulate(&model, &negative).unwrap().0.case_count(), 5);
}

#[test]
fn times_and_choices_have_the_means_that_were_asked_for() {
    let ticket = Lifecycle::load(&FileText::new("ticket.yaml", TICKET)).unwrap();
    let model = Model::of_lifecycle(&ticket, ActivityNames::Titles).unwrap();
    assert_eq!(model.activities().collect::<Vec<_>>(), ["Take it", "solve", "reopen", "close"]);
    let durations = [("solve".to_owned(), SignedDuration::from_hours(10))].into_iter().collect();
    let asked = Plan { durations, loops: 30, promise: SignedDuration::from_hours(100_000), ..plan(5_000, 1, &[]) };
    let (log, _) = simulate(&model, &asked).unwrap();
    let (mut solve, mut others, mut loops, mut done) = (Vec::new(), Vec::new(), 0, 0);
    for case in log.cases() {
        for pair in case.events().collect::<Vec<_>>().windows(2) {
            let gap = pair[1].instant().unwrap().duration_since(pair[0].instant().unwrap()).as_secs_f64() / 3600.0;
            if pair[1].name().as_deref() == Some("solve") { solve.push(gap) } else { others.push(gap) }
        }
        loops += activities(case).iter().filter(|activity| *activity == "reopen").count();
        done += activities(case).iter().filter(|activity| *activity == "close").count();
    }
    let mean = |gaps: &[f64]| gaps.iter().sum::<f64>() / gaps.len() as f64;
    assert!((mean(&solve) - 10.0).abs() < 0.6 && (mean(&others) - 4.0).abs() < 0.25, "{} {}", mean(&solve), mean(&others));
    // Of a hundred times in `done`, thirty go back.
    let share = loops as f64 / (loops + done) as f64;
    assert!((share - 0.3).abs() < 0.02 && done == 5_000, "{share}");
    let begins: Vec<_> = log.cases().map(|case| case.events().next().unwrap().instant().unwrap()).collect();
    let whole = begins.iter().max().unwrap().duration_since(*begins.iter().min().unwrap()).as_secs_f64() / 3600.0;
    assert!((whole / 5_000.0 - 1.0).abs() < 0.06, "{whole}");
    assert_eq!(log.header().classifiers.len(), 2);
}

#[test]
fn logs_have_the_wanted_size() {
    let incident = Catalog::builtin().lifecycle("neutral:incident").unwrap();
    let model = Model::of_lifecycle(&incident, ActivityNames::Ids).unwrap();
    let (log, ledger) = simulate(&model, &Plan { events: Some(1_000), attributes: 3, ..plan(100_000, 1, &[]) }).unwrap();
    assert!((1_000..1_100).contains(&log.event_count()) && ledger.cases == log.case_count(), "{}", log.event_count());
    assert!(log.events().all(|event| event.get("attribute 3").is_some() && event.get("attribute 4").is_none()));
    let mut table = Vec::new();
    assert!(csv::write(&log, b',', &mut table).unwrap().head, "only the head is lost");
    let (read, findings) = xes::read("log.xes", bytes(&log).as_slice(), &itsm::eventlog::ReadOptions::default());
    assert_eq!((read.unwrap(), findings.len()), (log, 0));
}

#[test]
fn what_is_not_sound_or_has_no_end_is_refused() {
    let stuck = WorkflowBuilder::new("stuck", "Stuck")
        .node("call", NodeKind::Start)
        .node("which", NodeKind::Exclusive)
        .node("phone", NodeKind::Task)
        .node("mail", NodeKind::Task)
        .node("both", NodeKind::Parallel)
        .node("done", NodeKind::End)
        .path(["call", "which", "phone", "both", "done"])
        .path(["which", "mail", "both"])
        .finish()
        .unwrap();
    let refused = Model::of_workflow(&stuck, ActivityNames::Ids).unwrap_err();
    assert!(matches!(refused, SimulationError::NotSound { .. }) && refused.to_string().contains("stuck"), "{refused}");
    for (text, error) in
        [("insrt=3", "did you mean `insert`?"), ("insert", "KIND=PERCENT"), ("insert=101", "0 to 100"), ("zzzzzzzz=1", "none of insert, ")]
    {
        let refused = text.parse::<Plant>().unwrap_err().to_string();
        assert!(refused.contains(error), "{refused}");
    }
    assert_eq!("late = 5%".parse::<Plant>().unwrap().to_string(), "late=5");
}

/// A net of many parallel branches, whose markings nobody can count.
#[test]
fn wide_nets_come_to_their_end() {
    let mut builder = NetBuilder::new("wide");
    let (start, end) = (builder.place("start"), builder.place("end"));
    let (fork, join) = (builder.transition("fork", None), builder.transition("join", None));
    builder.input(fork, start, 1).output(join, end, 1).initial(start, 1).final_(end, 1);
    for branch in 0..42 {
        let (before, middle, after) =
            (builder.place(format!("before {branch}")), builder.place(format!("middle {branch}")), builder.place(format!("after {branch}")));
        let work = builder.transition(format!("work {branch}"), Some(format!("work {branch}")));
        let check = builder.transition(format!("check {branch}"), Some(format!("check {branch}")));
        builder.output(fork, before, 1).input(work, before, 1).output(work, middle, 1);
        builder.input(check, middle, 1).output(check, after, 1).input(join, after, 1);
    }
    let model = Model::of_net(&builder.build().unwrap()).unwrap();
    assert_eq!(model.mandatory().len(), 84);
    let (log, ledger) = simulate(&model, &plan(20, 1, &["skip=100"])).unwrap();
    assert!(log.cases().all(|case| case.len() == 83) && ledger.deviations == 20);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever the model and the plan: cases are runs but for what the ledger says, and the ledger adds up.
    #[test]
    fn log_and_ledger_agree(place in 0..200_usize, seed: u64, loops in 0..=100_u32, longest in 0..40_usize, percents in prop::collection::vec(0..=100_u32, 10)) {
        let plants: Vec<Plant> = PlantKind::all().zip(percents).map(|(kind, percent)| Plant { kind, percent }).collect();
        let asked = Plan { cases: 6, seed, loops, longest, plants, ..Plan::default() };
        let place = place % (LIFECYCLES.len() + WORKFLOWS.len());
        let (log, ledger) = if let Some(lifecycle) = LIFECYCLES.get(place) {
                let (log, ledger) = simulate(&Model::of_lifecycle(lifecycle, ActivityNames::Ids).unwrap(), &asked).unwrap();
                check_costs(&log, &ledger, lifecycle);
                (log, ledger)
        } else {
                let workflow = &WORKFLOWS[place - LIFECYCLES.len()];
                let (log, ledger) = simulate(&Model::of_workflow(workflow, ActivityNames::Ids).unwrap(), &asked).unwrap();
                let net = workflow.net().unwrap();
                let clean = |name: &str| ledger.deviating.iter().all(|case| case.case != name || case.cost == 0);
                for case in log.cases().filter(|case| clean(&case.name().unwrap())) {
                    prop_assert!(fits(net.net(), &activities(case)));
                }
                (log, ledger)
        };
        prop_assert_eq!((ledger.cases, ledger.events), (log.case_count(), log.event_count()));
        prop_assert_eq!(ledger.deviations, ledger.deviating.iter().map(|case| u64::from(case.cost)).sum::<u64>());
        prop_assert_eq!(ledger.fitting_cases, 6 - ledger.deviating.iter().filter(|case| case.cost > 0).count());
        let read: Ledger = serde_json::from_str(&serde_json::to_string(&ledger).unwrap()).unwrap();
        prop_assert_eq!(read, ledger);
    }
}
