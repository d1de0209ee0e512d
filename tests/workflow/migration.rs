//! Migration: plans that are wrong, executions that move, what is lost, what stays as it is, and whether it can still end.

use std::collections::{BTreeMap, BTreeSet};

use itsm::{
    audit::{Journal as _, Kind, Memory, verify_records},
    diagnostic::Findings,
    document::Located,
    jiff::Timestamp,
    net::{Marking, Net},
    source::{FileText, Limits},
    workflow::{
        Step, Workflow,
        definition::{NodeKind, WorkflowFile},
        engine::{Context, Execution, ExecutionRefusal, ExecutionSnapshot, Program},
        migration::{CanEnd, Loss, MigrationError, Plan, PlanLoss, StoredExecution},
    },
};
use proptest::{prelude::*, sample::Index};

use crate::blocks::{block, workflow};

fn load(body: &str) -> Workflow {
    Workflow::load(&FileText::new("work.yaml", format!("format: itsm/workflow/1\nid: work\ntitle: Work\n{body}"))).unwrap()
}

fn at(text: &str) -> Timestamp {
    format!("2026-03-02T{text}:00Z").parse().unwrap()
}

fn plan_text(body: &str) -> FileText {
    FileText::new("plan.yaml", format!("format: itsm/workflow-migration/1\nfrom: {{workflow: work}}\nto: {{workflow: work}}\n{body}"))
}

fn plan(body: &str, old: &Workflow, new: &Workflow) -> Result<Plan, Findings> {
    Plan::load(&plan_text(body), old, new)
}

/// An execution of a workflow after these steps.
fn after(workflow: &Workflow, steps: &[&str]) -> Execution {
    let mut run = Execution::new(&Program::new(workflow).unwrap());
    let start = workflow.nodes().find(|(_, node)| node.inside.is_none() && matches!(node.step, Step::Start(_))).unwrap().1.id.clone();
    run.complete(&start, &Context::new().at(at("09:00"))).unwrap();
    for (minute, step) in (10..).zip(steps) {
        run.complete(step, &Context::new().at(at(&format!("09:{minute}")))).unwrap();
    }
    run
}

const OLD: &str = "
version: '1'
lanes: [{id: agent}, {id: lead}]
fields: {cost: {type: int}, risk: {type: enum, values: [low, high]}, note: {type: string}}
nodes:
  - {id: call, kind: start}
  - {id: both, kind: parallel}
  - {id: plan, kind: task}
  - {id: review, kind: task}
  - {id: together, kind: parallel}
  - {id: build, kind: call, calls: neutral:release}
  - {id: watch, kind: subprocess}
  - {id: watch-start, kind: start, inside: watch}
  - {id: look, kind: task, inside: watch}
  - {id: remind, kind: boundary, on: look, inside: watch, trigger: timer, timer: {after: PT1H}, continues: true}
  - {id: tell, kind: task, inside: watch}
  - {id: told, kind: end, inside: watch}
  - {id: watched, kind: end, inside: watch}
  - {id: done, kind: end}
flows:
  - {from: call, to: both}
  - {from: both, to: plan}
  - {from: both, to: review}
  - {from: plan, to: together}
  - {from: review, to: together}
  - {from: together, to: build}
  - {from: build, to: watch}
  - {from: watch-start, to: look}
  - {from: look, to: watched}
  - {from: remind, to: tell}
  - {from: tell, to: told}
  - {from: watch, to: done}
";

/// The branches one after the other, the subprocess as one step, the call as another.
const NEW: &str = "
version: '2'
lanes: [{id: agent}, {id: lead}]
fields: {price: {type: int}, risk: {type: enum, values: [minor, high]}}
nodes:
  - {id: call, kind: start}
  - {id: plan, kind: task}
  - {id: assess, kind: task}
  - {id: late, kind: boundary, on: assess, trigger: timer, timer: {after: PT30M}}
  - {id: build, kind: call, calls: neutral:deployment}
  - {id: observe, kind: task}
  - {id: done, kind: end}
flows:
  - {from: call, to: plan}
  - {from: plan, to: assess}
  - {from: assess, to: build}
  - {from: late, to: build}
  - {from: build, to: observe}
  - {from: observe, to: done}
";

fn listed(findings: &Findings) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.code(), finding.position().map_or(0, |position| position.line()))).collect()
}

#[test]
fn everything_that_is_wrong_with_a_plan_is_found_at_once() {
    let (old, new) = (load(OLD), load(NEW));
    let wrong = "\
steps:
  - {from: [reviev], to: assess}
  - {from: [review], to: asess}
  - {from: [plan, plan], to: plan}
  - {from: [watch], to: observe}
  - {from: ['plan -> together'], to: call}
stay: [both]
fields: [{from: costs, to: price}]
";
    let (plan, findings) = Plan::check(&plan_text(wrong), &old, &new, Limits::default());
    assert!(plan.is_none());
    // `review -> together` has nowhere to go; `review` is named, though wrongly.
    let expected = [
        "unmapped-step 3",
        "undeclared-name 5",
        "undeclared-name 6",
        "ambiguous-move 7",
        "impossible-move 9",
        "impossible-move 10",
        "undeclared-name 11",
    ];
    assert_eq!(listed(&findings), expected, "{findings:?}");
    let other = FileText::new(
        "plan.yaml",
        "format: itsm/workflow-migration/1\nfrom: {workflow: play, version: '1'}\nto: {workflow: work, version: '3', hash: abc}\nsteps: [{from: [fix]}]\n",
    );
    let (_, findings) = Plan::check(&other, &old, &new, Limits::default());
    assert!(
        ["unknown-workflow 2", "unknown-workflow 3", "missing-key 4"].iter().all(|one| listed(&findings).contains(&(*one).to_owned())),
        "{findings:?}"
    );
    assert!(!listed(&findings).iter().any(|one| one.starts_with("unmapped")), "what could not be read is not missing: {findings:?}");
}

const GOOD: &str = "\
steps:
  - {from: [review], to: assess}
  - {from: ['plan -> together'], to: plan}
  - {from: [watch], to: observe}
drop: ['review -> together']
fields: [{from: cost, to: price}]
";

#[test]
fn executions_move_with_their_work_and_say_what_they_lose() {
    let (old, new) = (load(OLD), load(NEW));
    let plan = plan(GOOD, &old, &new).unwrap();
    let losses = plan.losses();
    let call = PlanLoss::CallGivenUp { step: "build".to_owned(), calls: "neutral:release".to_owned() };
    let merged = PlanLoss::Merged { places: vec!["plan -> together".to_owned(), "plan".to_owned()], to: "plan".to_owned() };
    let folded = PlanLoss::Folded { subprocess: "watch".to_owned(), to: "observe".to_owned() };
    let event = PlanLoss::BoundaryEvent { event: "remind".to_owned() };
    let dropped = PlanLoss::Dropped { place: "review -> together".to_owned() };
    for loss in [call, merged, folded, event, dropped, PlanLoss::Field { field: "note".to_owned() }] {
        assert!(losses.contains(&loss), "{loss:?} of {losses:#?}");
    }

    // One branch is done: the other goes on where it did.
    let mut run = after(&old, &[]);
    let data = Context::new().at(at("09:20")).with_field("cost", 5_i64).with_field("risk", "low").with_field("note", "quick");
    run.complete("review", &data).unwrap();
    let moved = plan.migrate(&run.snapshot(), &Context::new()).unwrap();
    assert_eq!((moved.from.as_str(), moved.to.as_str(), moved.can_end.clone()), ("plan", "plan", CanEnd::Yes));
    assert_eq!(moved.lost.len(), 3, "{:?}", moved.lost);
    assert!(moved.lost.contains(&Loss::Token { place: "review -> together".to_owned() }));
    assert!(moved.lost.iter().any(|loss| matches!(loss, Loss::Value { field, .. } if field == "risk")));
    let mut run = Execution::restore(plan.after(), &moved.after).unwrap();
    assert_eq!((run.sequence(), run.offers().next().unwrap().since), (3, Some(at("09:00"))));
    assert_eq!(run.data().keys().collect::<Vec<_>>(), ["price"]);
    run.complete("plan", &Context::new()).unwrap();

    // Both at work: two tokens on the same way, which would end twice.
    let both = plan.migrate(&after(&old, &[]).snapshot(), &Context::new()).unwrap_err();
    assert!(matches!(&both, MigrationError::CannotEnd(why) if why.contains("done")), "{both}");

    // Inside the subprocess, with a reminder that has happened: one step now.
    let mut inside = after(&old, &["plan", "review", "build"]);
    inside.advance(at("11:00"), &Context::new()).1.unwrap();
    assert_eq!(inside.standing(), "look, tell");
    let moved = plan.migrate(&inside.snapshot(), &Context::new()).unwrap();
    assert_eq!(moved.to, "observe");
    assert!(moved.lost.contains(&Loss::Happened { event: "remind".to_owned() }), "{:?}", moved.lost);
    assert!(moved.lost.contains(&Loss::Token { place: "look".to_owned() }) && moved.lost.contains(&Loss::Token { place: "tell".to_owned() }));
}

#[test]
fn timers_go_on_since_the_step_began_and_the_report_says_when_they_are_due() {
    let (old, new) = (load(OLD), load(NEW));
    let one = plan(
        &GOOD
            .replace("'plan -> together'], to: plan", "'plan -> together', plan], to: assess")
            .replace("[review], to: assess", "[review], to: build"),
        &old,
        &new,
    );
    let one = one.unwrap();
    let moved = one.migrate(&after(&old, &["review"]).snapshot(), &Context::new()).unwrap();
    assert_eq!(moved.to, "assess");
    let said: Vec<String> = moved.timers.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["`late` is due at 2026-03-02T09:30:00Z"]);
}

#[test]
fn what_stays_is_refused_with_its_reason_and_nothing_else_stops() {
    let (old, new) = (load(OLD), load(NEW));
    let plan = plan(&GOOD.replace("  - {from: [watch], to: observe}\n", "").replace("drop:", "stay: [look, watched, tell, told]\ndrop:"), &old, &new);
    // The subprocess that is gone needs no line of its own.
    let plan = plan.unwrap();
    let inside = after(&old, &["plan", "review", "build"]).snapshot();
    assert_eq!(plan.migrate(&inside, &Context::new()).unwrap_err(), MigrationError::Stays { place: "look".to_owned() });
    let executions = [
        ("RUN-1", after(&old, &["review"]).snapshot()),
        ("RUN-2", inside),
        ("RUN-3", after(&old, &[]).snapshot()),
        ("RUN-4", after(&new, &[]).snapshot()),
    ];
    let executions: Vec<StoredExecution> =
        executions.into_iter().map(|(execution, snapshot)| StoredExecution { execution: execution.to_owned(), snapshot }).collect();
    let report = plan.migrate_all(&executions, &Context::new());
    assert_eq!((report.executions, report.moved.len(), report.not_moved.len()), (4, 1, 3));
    let why: Vec<&str> = report.not_moved.iter().map(|stays| stays.why.as_str()).collect();
    assert!(why[0].contains("stay") && why[1].contains("done") && why[2].contains("changed since"), "{why:?}");
    let mut changed = executions[0].clone();
    changed.snapshot.marked[0].place = "nowhere".to_owned();
    assert_eq!(plan.migrate_all([&changed], &Context::new()).not_moved.len(), 1);
}

#[test]
fn a_step_goes_into_a_subprocess_and_out_of_one() {
    let flat = load(
        "nodes: [{id: call, kind: start}, {id: fix, kind: task}, {id: done, kind: end}]\nflows: [{from: call, to: fix}, {from: fix, to: done}]\n",
    );
    let deep = load(
        "nodes: [{id: call, kind: start}, {id: outer, kind: subprocess}, {id: o1, kind: start, inside: outer}, {id: inner, kind: subprocess, inside: outer},
  {id: i1, kind: start, inside: inner}, {id: fix, kind: task, inside: inner}, {id: i2, kind: end, inside: inner}, {id: o2, kind: end, inside: outer}, {id: done, kind: end},
  {id: nag, kind: boundary, on: outer, trigger: timer, timer: {after: PT2H}, continues: true}, {id: told, kind: end}]
flows: [{from: call, to: outer}, {from: o1, to: inner}, {from: i1, to: fix}, {from: fix, to: i2}, {from: inner, to: o2}, {from: outer, to: done}, {from: nag, to: told}]\n",
    );
    let into = Plan::by_name(&flat, &deep).unwrap();
    let moved = into.migrate(&after(&flat, &[]).snapshot(), &Context::new()).unwrap();
    let run = Execution::restore(into.after(), &moved.after).unwrap();
    assert_eq!(run.marking(), after(&deep, &[]).marking(), "the subprocesses around it are entered, and their reminders armed");
    assert_eq!(run.due().next().unwrap().at, Some(at("11:00")));
    // Out again: an end must be named, what nothing rests at need not be.
    assert_eq!(Plan::by_name(&deep, &flat).unwrap_err().errors(), 1);
    let out = plan("drop: [told]\n", &deep, &flat).unwrap();
    let back = out.migrate(&moved.after, &Context::new()).unwrap();
    assert_eq!(Execution::restore(out.after(), &back.after).unwrap().marking(), after(&flat, &[]).marking());
}

#[test]
fn what_follows_by_itself_follows_and_is_audited() {
    let old = load(
        "records: [{id: ticket, lifecycle: 'neutral:incident'}]
nodes: [{id: call, kind: start}, {id: split, kind: parallel}, {id: a, kind: task}, {id: b, kind: task}, {id: join, kind: parallel}, {id: done, kind: end}]
flows: [{from: call, to: split}, {from: split, to: a}, {from: split, to: b}, {from: a, to: join}, {from: b, to: join}, {from: join, to: done}]\n",
    );
    // The second branch is gone: nothing is waited for any more where it has been dropped.
    let new = load(
        "records: [{id: ticket, lifecycle: 'neutral:incident'}]
nodes: [{id: call, kind: start}, {id: a, kind: task}, {id: join, kind: exclusive}, {id: told, kind: throw, trigger: message, name: ready, fires: [{record: ticket, event: resolve}]}, {id: b, kind: task}, {id: done, kind: end}]
flows: [{from: call, to: a}, {from: a, to: join}, {from: b, to: join}, {from: join, to: told}, {from: told, to: done}, {from: call, to: b}]\n",
    );
    let plan = plan("drop: [b]\n", &old, &new).unwrap();
    let moved = plan.migrate(&after(&old, &["a"]).snapshot(), &Context::new()).unwrap();
    assert!(moved.progress.ended && moved.followed == ["`told` is thrown", "`done` is reached"], "{:?}", moved.followed);
    assert_eq!(moved.progress.fires[0].event, "resolve");
    let context = Context::new().at(at("12:00")).with_actor("ann").because("one branch less");
    let entry = moved.entry("RUN-1", &context).unwrap();
    assert_eq!((entry.kind, entry.from.as_str(), entry.to.as_str(), entry.sequence), (Kind::Migration, "b", "ended", 3));
    assert_eq!(entry.definition.as_ref().unwrap().hash, new.hash());
    // The trail of the execution goes on with it.
    let mut journal = Memory::new();
    let program = Program::new(&old).unwrap();
    let mut run = Execution::new(&program);
    for (step, minute) in [("call", "09:00"), ("a", "09:10")] {
        let (before, context) = (run.standing(), Context::new().at(at(minute)));
        let progress = run.complete(step, &context).unwrap();
        journal.append(run.entry("RUN-1", &before, &progress, &context).unwrap()).unwrap();
    }
    journal.append(entry).unwrap();
    assert!(verify_records(journal.records()).findings.is_empty());
}

/// What can be decided at a step, told as numbers so that a renamed workflow gets the same answers.
fn complete(run: &mut Execution, node: &str, answers: &mut impl Iterator<Item = usize>, made: &mut Vec<(String, Vec<String>)>) {
    let mut context = Context::new();
    loop {
        match run.complete(node, &context) {
            Ok(_) => return,
            Err(ExecutionRefusal::Undecided { gateway, ways }) => {
                let inclusive = matches!(run.workflow().node_named(&gateway).unwrap().step, Step::Inclusive);
                let answer = answers.next().unwrap_or(0);
                let taken: Vec<String> = if inclusive {
                    let set = answer % ((1 << ways.len()) - 1) + 1;
                    ways.iter().enumerate().filter(|(way, _)| set >> way & 1 == 1).map(|(_, to)| to.clone()).collect()
                } else {
                    vec![ways[answer % ways.len()].clone()]
                };
                made.push((gateway.clone(), taken.clone()));
                context = context.with_choice(gateway, taken);
            }
            Err(refusal) => panic!("{refusal}"),
        }
    }
}

/// A step and what was chosen in it.
type Taken = (String, Vec<(String, Vec<String>)>);

/// Goes on with an execution; what was done can be done again by `replay`.
fn walk(run: &mut Execution, picks: &[(Index, usize)]) -> Vec<Taken> {
    let mut script = Vec::new();
    for (pick, answer) in picks {
        let open: Vec<String> = run.waiting().map(|offer| offer.node.id.clone()).collect();
        if open.is_empty() {
            break;
        }
        let node = pick.get(&open).clone();
        let mut made = Vec::new();
        complete(run, &node, &mut (*answer..), &mut made);
        script.push((node, made));
    }
    script
}

fn replay(run: &mut Execution, script: &[Taken], name: &dyn Fn(&str) -> String) {
    for (node, choices) in script {
        let chosen = |context: Context, (gateway, ways): &(String, Vec<String>)| context.with_choice(name(gateway), ways.iter().map(|way| name(way)));
        run.complete(&name(node), &choices.iter().fold(Context::new(), chosen)).unwrap();
    }
}

/// All ids with something before them, nodes and flows the other way round.
fn renamed(workflow: &Workflow) -> Workflow {
    let mut file: WorkflowFile = workflow.definition().clone();
    let new = |id: &Located<String>| Located::new(format!("x-{}", **id));
    for node in &mut file.nodes {
        node.id = new(&node.id);
        node.inside = node.inside.as_ref().map(new);
        node.on = node.on.as_ref().map(new);
    }
    for flow in &mut file.flows {
        (flow.from, flow.to) = (new(&flow.from), new(&flow.to));
    }
    file.nodes.reverse();
    file.flows.reverse();
    Workflow::try_from(file).unwrap()
}

fn marks(snapshot: &ExecutionSnapshot) -> BTreeMap<String, u32> {
    snapshot.marked.iter().map(|marked| (marked.place.clone(), marked.tokens)).collect()
}

/// Whether from every marking that follows a complete one can be reached, and none has an end twice: all of them, as sets.
fn naive(net: &Net, from: &Marking) -> Option<bool> {
    let mut after: BTreeMap<Marking, Vec<Marking>> = BTreeMap::new();
    let mut open = vec![from.clone()];
    while let Some(marking) = open.pop() {
        if after.contains_key(&marking) {
            continue;
        }
        if after.len() > 3_000 || marking.tokens().iter().any(|tokens| *tokens > 6) {
            return None;
        }
        let next = net.enabled(&marking).map(|transition| {
            let mut next = marking.clone();
            net.fire(&mut next, transition).unwrap();
            next
        });
        let next: Vec<Marking> = next.collect();
        open.extend(next.iter().cloned());
        after.insert(marking, next);
    }
    let mut good: BTreeSet<Marking> = after.keys().filter(|marking| net.is_complete(marking)).cloned().collect();
    loop {
        let more: Vec<Marking> = after
            .iter()
            .filter(|(marking, next)| !good.contains(marking) && next.iter().any(|next| good.contains(next)))
            .map(|(marking, _)| marking.clone())
            .collect();
        if more.is_empty() {
            break;
        }
        good.extend(more);
    }
    Some(after.keys().all(|marking| good.contains(marking) && !net.is_improper(marking)))
}

fn picks() -> impl Strategy<Value = Vec<(Index, usize)>> {
    prop::collection::vec((any::<Index>(), 0..64_usize), 0..10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn moving_to_the_same_definition_changes_nothing(block in block(), first in picks(), second in picks()) {
        let workflow = workflow(&block);
        let plan = Plan::by_name(&workflow, &workflow).unwrap();
        prop_assert!(plan.losses().is_empty(), "{:?}", plan.losses());
        let mut run = Execution::new(plan.before());
        walk(&mut run, &first);
        let moved = plan.migrate(&run.snapshot(), &Context::new()).unwrap();
        prop_assert!(moved.progress.fired.is_empty() && moved.lost.is_empty() && moved.timers.is_empty());
        prop_assert_eq!(moved.can_end.clone(), CanEnd::Yes);
        let mut expected = run.snapshot();
        expected.sequence += 1;
        prop_assert_eq!(&moved.after, &expected);
        let mut other = Execution::restore(plan.after(), &moved.after).unwrap();
        let script = walk(&mut run, &second);
        replay(&mut other, &script, &str::to_owned);
        prop_assert_eq!(other.marking(), run.marking());
    }

    #[test]
    fn a_moved_execution_goes_on_as_the_renamed_one(block in block(), first in picks(), second in picks()) {
        let old = workflow(&block);
        let new = renamed(&old);
        let name = |id: &str| format!("x-{id}");
        let lines: Vec<String> = old.nodes().map(|(_, node)| format!("  - {{from: [{}], to: {}}}\n", node.id, name(&node.id))).collect();
        let lines = lines.concat();
        let text = FileText::new("plan.yaml", format!("format: itsm/workflow-migration/1\nfrom: {{workflow: random}}\nto: {{workflow: random}}\nsteps:\n{lines}"));
        let plan = Plan::load(&text, &old, &new).unwrap();
        let (mut run, mut twin) = (Execution::new(plan.before()), Execution::new(plan.after()));
        let script = walk(&mut run, &first);
        replay(&mut twin, &script, &name);
        let moved = plan.migrate(&run.snapshot(), &Context::new()).unwrap();
        prop_assert_eq!(moved.can_end.clone(), CanEnd::Yes);
        prop_assert_eq!(marks(&moved.after), marks(&twin.snapshot()));
        let mut run = Execution::restore(plan.after(), &moved.after).unwrap();
        let script = walk(&mut twin, &second);
        replay(&mut run, &script, &str::to_owned);
        prop_assert_eq!(run.marking(), twin.marking());
        prop_assert_eq!(run.standing() == "ended", twin.standing() == "ended");
    }

    #[test]
    fn whether_it_can_end_is_what_all_markings_say(block in block(), first in picks(), place in any::<Index>()) {
        let old = workflow(&block);
        let gateways: Vec<usize> = old.definition().nodes.iter().enumerate()
            .filter(|(_, node)| matches!(*node.kind, NodeKind::Parallel | NodeKind::Exclusive)).map(|(place, _)| place).collect();
        prop_assume!(!gateways.is_empty());
        let mut file = old.definition().clone();
        let node = &mut file.nodes[*place.get(&gateways)];
        node.kind = Located::new(if *node.kind == NodeKind::Parallel { NodeKind::Exclusive } else { NodeKind::Parallel });
        let Ok(new) = Workflow::try_from(file) else { return Ok(()) };
        let Ok(plan) = Plan::by_name(&old, &new) else { return Ok(()) };
        let mut run = Execution::new(plan.before());
        walk(&mut run, &first);
        let net = plan.after().net().net();
        // The marking as the plan puts it, before what follows by itself.
        let mut marking = Marking::empty(net.place_count());
        for marked in run.snapshot().marked {
            let Some(place) = net.places().find(|place| net.place_name(*place) == marked.place) else { return Ok(()) };
            marking.set(place, marked.tokens);
        }
        if let Some(expected) = naive(net, &marking) {
            prop_assert_eq!(plan.can_end(&marking).known(), Some(expected), "{}", plan.can_end(&marking));
        }
    }
}
