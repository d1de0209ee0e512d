//! Running workflows: timers, refusals, errors, races, snapshots, audit trails.

use itsm::{
    audit::{Journal as _, Memory, verify_records},
    jiff::Timestamp,
    source::FileText,
    workflow::{
        Workflow,
        engine::{Context, Execution, ExecutionRefusal, Program, RestoreError},
    },
};

fn load(body: &str) -> Workflow {
    Workflow::load(&FileText::new("work.yaml", format!("format: itsm/workflow/1\nid: work\ntitle: Work\n{body}"))).unwrap()
}

fn at(text: &str) -> Timestamp {
    format!("2026-03-02T{text}:00Z").parse().unwrap()
}

fn offers(run: &Execution) -> Vec<String> {
    run.offers().map(|offer| offer.node.id.clone()).collect()
}

const TIMED: &str = "\
lanes: [{id: agent}]
nodes:
  - {id: call, kind: start}
  - {id: fix, kind: task, lane: agent}
  - {id: remind, kind: boundary, on: fix, trigger: timer, timer: {after: PT1H}, continues: true}
  - {id: tell, kind: task}
  - {id: told, kind: end}
  - {id: late, kind: boundary, on: fix, trigger: timer, timer: {after: PT4H}}
  - {id: escalate, kind: task}
  - {id: done, kind: end}
flows:
  - {from: call, to: fix}
  - {from: fix, to: done}
  - {from: remind, to: tell}
  - {from: tell, to: told}
  - {from: late, to: escalate}
  - {from: escalate, to: done}
";

#[test]
fn timers_happen_at_their_time_and_once() {
    let workflow = load(TIMED);
    let program = Program::new(&workflow).unwrap();
    let mut run = Execution::new(&program);
    run.start(&Context::new().at(at("09:00"))).unwrap();
    let due: Vec<Option<Timestamp>> = run.due().map(|due| due.at).collect();
    assert_eq!(due, [Some(at("10:00")), Some(at("13:00"))]);
    let (none, refused) = run.advance(at("09:59"), &Context::new());
    assert!(none.is_empty() && refused.is_ok());
    let (first, refused) = run.advance(at("12:00"), &Context::new());
    assert!(first.len() == 1 && refused.is_ok());
    assert_eq!(offers(&run), ["fix", "tell"]);
    assert_eq!(run.due().count(), 1, "a reminder comes once");
    let (second, _) = run.advance(at("14:00"), &Context::new());
    assert_eq!(second.len(), 1);
    // The step was given up; the branch of the reminder goes on.
    assert_eq!(offers(&run), ["tell", "escalate"]);
    run.complete("tell", &Context::new()).unwrap();
    assert!(run.complete("escalate", &Context::new()).unwrap().ended);
    assert_eq!(run.complete("tell", &Context::new()), Err(ExecutionRefusal::Ended));
}

#[test]
fn a_step_that_is_done_settles_its_reminders() {
    let program = Program::new(&load(TIMED)).unwrap();
    let mut run = Execution::new(&program);
    run.start(&Context::new()).unwrap();
    let agent = Context::new().with_role("agent");
    let before = run.snapshot();
    assert!(matches!(run.complete("fix", &Context::new()), Err(ExecutionRefusal::Role { .. })));
    assert!(matches!(run.complete("tell", &agent), Err(ExecutionRefusal::NotWaiting { .. })));
    assert_eq!(run.complete("fixx", &agent), Err(ExecutionRefusal::NoSuchNode("fixx".to_owned())));
    assert_eq!(run.snapshot(), before, "a refusal changes nothing");
    assert!(run.complete("fix", &agent).unwrap().ended);
    assert_eq!(run.due().count(), 0);
}

#[test]
fn conditions_decide_and_ask() {
    let workflow = load(
        "\
fields: {level: {type: int}}
nodes:
  - {id: call, kind: start}
  - {id: rank, kind: task}
  - {id: which, kind: exclusive}
  - {id: high, kind: task}
  - {id: low, kind: task}
  - {id: done, kind: end}
flows:
  - {from: call, to: rank}
  - {from: rank, to: which}
  - {from: which, to: high, when: level > 2}
  - {from: which, to: low, when: level < 2}
  - {from: high, to: done}
  - {from: low, to: done}
"
        .replace("level < 2", "level <= 2")
        .as_str(),
    );
    let program = Program::new(&workflow).unwrap();
    let mut run = Execution::new(&program);
    run.start(&Context::new()).unwrap();
    assert!(matches!(run.complete("rank", &Context::new()), Err(ExecutionRefusal::Unknown { .. })), "nobody knows the level");
    assert!(matches!(run.complete("rank", &Context::new().with_field("level", "x")), Err(ExecutionRefusal::Field { .. })));
    assert_eq!(run.complete("rank", &Context::new().with_field("leevl", 1)), Err(ExecutionRefusal::NoSuchField("leevl".to_owned())));
    run.complete("rank", &Context::new().with_field("level", 3)).unwrap();
    assert_eq!(offers(&run), ["high"]);
}

#[test]
fn the_first_event_wins_a_race_and_an_error_gives_the_subprocess_up() {
    let workflow = load(
        "\
nodes:
  - {id: call, kind: start}
  - {id: wait, kind: event-based}
  - {id: answer, kind: catch, trigger: message, name: answer}
  - {id: silence, kind: catch, trigger: timer, timer: {after: P1D}}
  - {id: work, kind: subprocess}
  - {id: in, kind: start, inside: work}
  - {id: both, kind: parallel, inside: work}
  - {id: one, kind: task, inside: work}
  - {id: other, kind: task, inside: work}
  - {id: fine, kind: end, inside: work}
  - {id: broken, kind: end, inside: work, trigger: error, name: broken}
  - {id: caught, kind: boundary, on: work, trigger: error, name: broken}
  - {id: repair, kind: task}
  - {id: done, kind: end}
flows:
  - {from: call, to: wait}
  - {from: wait, to: answer}
  - {from: wait, to: silence}
  - {from: answer, to: work}
  - {from: silence, to: done}
  - {from: in, to: both}
  - {from: both, to: one}
  - {from: both, to: other}
  - {from: one, to: fine}
  - {from: other, to: broken}
  - {from: caught, to: repair}
  - {from: repair, to: done}
  - {from: work, to: done}
",
    );
    let program = Program::new(&workflow).unwrap();
    let mut run = Execution::new(&program);
    run.start(&Context::new().at(at("09:00"))).unwrap();
    let waiting: Vec<String> = run.waiting().map(|offer| offer.node.id.clone()).collect();
    assert_eq!(waiting, ["answer", "silence"]);
    assert_eq!(run.due().next().unwrap().at, Some("2026-03-03T09:00:00Z".parse().unwrap()));
    run.complete("answer", &Context::new()).unwrap();
    assert!(matches!(run.complete("silence", &Context::new()), Err(ExecutionRefusal::NotWaiting { .. })));
    assert_eq!(offers(&run), ["one", "other"]);
    let progress = run.complete("other", &Context::new()).unwrap();
    assert_eq!(offers(&run), ["repair"], "the other branch is given up");
    assert_eq!(progress.thrown.len(), 1);
    assert!(run.complete("repair", &Context::new()).unwrap().ended);
}

#[test]
fn snapshots_know_their_definition() {
    let program = Program::new(&load(TIMED)).unwrap();
    let mut run = Execution::new(&program);
    run.start(&Context::new().at(at("09:00"))).unwrap();
    let text = serde_json::to_string(&run.snapshot()).unwrap();
    let snapshot = serde_json::from_str(&text).unwrap();
    let mut again = Execution::restore(&program, &snapshot).unwrap();
    assert_eq!(again.snapshot(), run.snapshot());
    let (happened, _) = again.advance(at("10:30"), &Context::new());
    assert_eq!(happened.len(), 1, "what was running goes on");
    let other = Program::new(&load(&TIMED.replace("PT1H", "PT2H"))).unwrap();
    assert!(matches!(Execution::restore(&other, &snapshot), Err(RestoreError::OtherDefinition { .. })));
}

#[test]
fn steps_are_kept_in_an_audit_trail() {
    let program = Program::new(&load(TIMED)).unwrap();
    let mut run = Execution::new(&program);
    let mut journal = Memory::default();
    let agent = Context::new().with_actor("ann").with_role("agent").because("asked for");
    for (node, context) in [("call", agent.clone().at(at("09:00"))), ("fix", agent.at(at("09:30")))] {
        let before = run.standing();
        let progress = run.complete(node, &context).unwrap();
        journal.append(run.entry("RUN-1", &before, &progress, &context).unwrap()).unwrap();
    }
    let records = journal.history("RUN-1").unwrap();
    let steps: Vec<(&str, &str, &str)> = records.iter().map(|record| (record.event.as_str(), record.from.as_str(), record.to.as_str())).collect();
    assert_eq!(steps, [("call", "new", "fix"), ("fix", "fix", "ended")]);
    assert!(verify_records(records.iter()).findings.is_empty());
}
