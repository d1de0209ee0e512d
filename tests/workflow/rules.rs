//! Planted defects: each is found, where it is, and nothing else.

use itsm::{
    diagnostic::Code,
    net::soundness::Limits,
    source::FileText,
    workflow::{Workflow, check_workflow, definition::WorkflowFile},
};

const GOOD: &str = "\
format: itsm/workflow/1
id: work
title: Work
lanes: [{id: agent}, {id: lead}]
fields:
  level: {type: int}
  until: {type: instant}
nodes:
  - {id: call, kind: start, lane: agent}
  - {id: rank, kind: exclusive}
  - {id: fix, kind: task, lane: agent}
  - {id: late, kind: boundary, on: fix, trigger: timer, timer: {at: until}}
  - {id: lead-it, kind: task, lane: lead}
  - {id: part, kind: subprocess}
  - {id: part-start, kind: start, inside: part}
  - {id: look, kind: task, inside: part}
  - {id: failed, kind: end, inside: part, trigger: error, name: broken}
  - {id: part-end, kind: end, inside: part}
  - {id: good, kind: exclusive, inside: part}
  - {id: broken, kind: boundary, on: part, trigger: error, name: broken}
  - {id: done, kind: end}
flows:
  - {from: call, to: rank}
  - {from: rank, to: fix, when: level > 2}
  - {from: rank, to: lead-it, otherwise: true}
  - {from: fix, to: part}
  - {from: late, to: lead-it}
  - {from: lead-it, to: part}
  - {from: part-start, to: look}
  - {from: look, to: good}
  - {from: good, to: failed, when: level > 9}
  - {from: good, to: part-end, otherwise: true}
  - {from: broken, to: lead-it}
  - {from: part, to: done}
";

fn found(text: &str) -> Vec<(Code, u32)> {
    let file = FileText::new("work.yaml", text.to_owned());
    let (workflow, mut findings) = check_workflow(&file, &(), itsm::source::Limits::default());
    if let Some(workflow) = workflow {
        findings.append(workflow.soundness(Limits::default()).unwrap().findings(&workflow, Some(&file)));
    }
    findings.iter().map(|finding| (finding.code(), finding.position().map_or(0, |position| position.line()))).collect()
}

#[test]
fn the_good_one_has_no_finding() {
    assert_eq!(found(GOOD), []);
}

#[test]
fn planted_defects_are_found_where_they_are() {
    let cases: [(&str, &str, Code, u32); 22] = [
        ("from: call, to: rank", "from: call, to: rang", Code::UndeclaredName, 23),
        ("lane: lead}", "lane: leader}", Code::UndeclaredName, 13),
        ("{id: look, kind: task, inside: part}", "{id: look, kind: task, inside: fix}", Code::UndeclaredName, 16),
        ("{id: lead}", "{id: agent}", Code::DuplicateId, 4),
        ("on: fix, trigger", "on: rank, trigger", Code::MisplacedKey, 12),
        ("timer: {at: until}", "timer: {at: level}", Code::WrongType, 12),
        ("timer: {at: until}", "timer: {after: soon}", Code::MalformedDuration, 12),
        ("timer: {at: until}", "timer: {}", Code::MissingKey, 12),
        ("when: level > 2", "when: levle > 2", Code::InvalidCondition, 24),
        ("lead-it, otherwise: true", "lead-it, when: level > 1", Code::OverlappingBranches, 25),
        ("lead-it, otherwise: true", "lead-it, when: level < 2", Code::IncompleteBranches, 10),
        ("lead-it, otherwise: true", "lead-it", Code::UndecidedBranch, 25),
        ("{from: fix, to: part}", "{from: fix, to: part, when: level > 1}", Code::MisplacedFlow, 26),
        ("{from: fix, to: part}", "{from: fix, to: look}", Code::MisplacedFlow, 26),
        ("{from: fix, to: part}", "{from: fix, to: call}", Code::MisplacedFlow, 26),
        ("  - {from: part, to: done}\n", "", Code::UnreachableNode, 21),
        ("  - {id: part-end, kind: end, inside: part}", "  - {id: part-end, kind: task, inside: part}", Code::NoWayToEnd, 18),
        ("  - {id: call, kind: start, lane: agent}", "  - {id: call, kind: task, lane: agent}", Code::NoStartOrEnd, 2),
        ("kind: end, inside: part, trigger: error", "kind: end, inside: part, trigger: timer", Code::MisplacedKey, 17),
        ("on: part, trigger: error, name: broken", "on: part, trigger: compensation", Code::UnsupportedElement, 20),
        ("id: rank, kind: exclusive", "id: rank, kind: exclusive, calls: other", Code::MisplacedKey, 10),
        ("id: rank, kind: exclusive", "id: rank, kind: exclusive, source: [book]", Code::UndeclaredSource, 10),
    ];
    for (before, after, code, line) in cases {
        assert!(GOOD.contains(before), "{before}");
        let text = GOOD.replacen(before, after, 1);
        let file = FileText::new("work.yaml", text.clone());
        let (_, findings) = check_workflow(&file, &(), itsm::source::Limits::default());
        let seen: Vec<(Code, u32)> = findings.iter().map(|finding| (finding.code(), finding.position().map_or(0, |at| at.line()))).collect();
        assert!(seen.contains(&(code, line)), "{after}: {seen:?}");
    }
}

#[test]
fn unsound_ones_have_a_run() {
    let work = |nodes: &str, flows: &str| {
        let text = format!("format: itsm/workflow/1\nid: work\ntitle: Work\nnodes:\n{nodes}flows:\n{flows}");
        Workflow::load(&FileText::new("work.yaml", text)).unwrap()
    };
    // Both ways are taken, and come together where only one is waited for.
    let twice = work(
        "  - {id: a, kind: start}\n  - {id: both, kind: parallel}\n  - {id: x, kind: task}\n  - {id: y, kind: task}\n  - {id: one, kind: exclusive}\n  - {id: z, kind: end}\n",
        "  - {from: a, to: both}\n  - {from: both, to: x}\n  - {from: both, to: y}\n  - {from: x, to: one}\n  - {from: y, to: one}\n  - {from: one, to: z}\n",
    );
    let answer = twice.soundness(Limits::default()).unwrap();
    assert_eq!(answer.is_sound(), Some(false));
    let run = answer.counterexample(&twice);
    assert_eq!(run.iter().filter(|step| *step == "`z` is reached").count(), 2, "{run:?}");
    let findings = answer.findings(&twice, None);
    assert!(findings.iter().all(|finding| finding.message().starts_with("`z` is reached twice")), "{findings:?}");
    // A loop that starts more than it waits for.
    let grows = work(
        "  - {id: a, kind: start}\n  - {id: again, kind: exclusive}\n  - {id: both, kind: parallel}\n  - {id: x, kind: task}\n  - {id: y, kind: task}\n  - {id: z, kind: end}\n",
        "  - {from: a, to: again}\n  - {from: again, to: both}\n  - {from: both, to: x}\n  - {from: both, to: y}\n  - {from: x, to: again}\n  - {from: y, to: z}\n",
    );
    let answer = grows.soundness(Limits::default()).unwrap();
    assert_eq!(answer.is_sound(), Some(false));
}

#[test]
fn definitions_survive_json_and_hashes_know_behaviour_only() {
    let file = FileText::new("work.yaml", GOOD);
    let workflow = Workflow::load(&file).unwrap();
    let json = serde_json::to_string(workflow.definition()).unwrap();
    let read: WorkflowFile = serde_json::from_str(&json).unwrap();
    assert_eq!(&read, workflow.definition());
    let again = Workflow::try_from(read).unwrap();
    assert_eq!(again.hash(), workflow.hash());
    let titled = Workflow::load(&FileText::new("work.yaml", GOOD.replace("title: Work", "title: Other"))).unwrap();
    assert_eq!(titled.hash(), workflow.hash());
    let changed = Workflow::load(&FileText::new("work.yaml", GOOD.replace("level > 2", "level > 3"))).unwrap();
    assert_ne!(changed.hash(), workflow.hash());
}
