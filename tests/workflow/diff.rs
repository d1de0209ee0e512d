//! What differs between two definitions: planted changes, the hash, executions that are touched.

use itsm::{
    catalog::Catalog,
    source::FileText,
    workflow::{
        Workflow,
        definition::{NodeKind, WorkflowFile},
        diff::{Impact, PartChange, TouchKind, WorkflowPart, diff},
        engine::{Context, Execution, Program},
    },
};
use proptest::prelude::*;

use crate::blocks::{block, workflow};

const OLD: &str = "
format: itsm/workflow/1
id: work
title: Work
lanes: [{id: agent, title: Agent}, {id: lead}]
fields: {level: {type: int}}
nodes:
  - {id: call, kind: start}
  - {id: record, kind: task, lane: agent, title: Record it}
  - {id: rank, kind: exclusive}
  - {id: fix, kind: task, lane: agent, performs: ['itil4:incident-management']}
  - {id: late, kind: boundary, on: fix, trigger: timer, timer: {after: PT4H}}
  - {id: lead-it, kind: task, lane: lead}
  - {id: done, kind: end}
flows:
  - {from: call, to: record}
  - {from: record, to: rank}
  - {from: rank, to: fix, when: level > 2}
  - {from: rank, to: lead-it, otherwise: true}
  - {from: late, to: lead-it}
  - {from: fix, to: done}
  - {from: lead-it, to: done}
";

fn load(text: &str) -> Workflow {
    Workflow::load(&FileText::new("work.yaml", text.to_owned())).unwrap()
}

/// What a change of the text is found as: behaviour, then words.
fn found(from: &str, to: &str) -> (Vec<String>, Vec<String>) {
    assert!(OLD.contains(from), "{from}");
    let found = diff(&load(OLD), &load(&OLD.replace(from, to)));
    assert_eq!(found.same_behaviour, found.behaviour.is_empty());
    let told = |list: &[itsm::workflow::diff::WorkflowDifference]| list.iter().map(ToString::to_string).collect();
    (told(&found.behaviour), told(&found.words_only))
}

#[test]
fn planted_changes_are_found_where_they_are_and_nothing_else() {
    let behaviour = [
        ("level > 2", "level > 3", vec!["condition of flow `rank -> fix`: `level > 2` became `level > 3`"]),
        ("PT4H", "PT8H", vec!["timer of node `late`: `after: PT4H` became `after: PT8H`"]),
        ("kind: task, lane: lead", "kind: task, lane: agent", vec!["lane of node `lead-it`: `lead` became `agent`"]),
        ("{level: {type: int}}", "{level: {type: decimal}}", vec!["type of field `level`: `int` became `decimal`"]),
        ("lane: agent, title", "lane: agent, task: user, title", vec!["task of node `record`: nothing became `user`"]),
        (
            "  - {id: done, kind: end}\n",
            "  - {id: done, kind: end, trigger: terminate}\n",
            vec!["trigger of node `done`: nothing became `terminate`"],
        ),
        ("  - {from: call, to: record}\n", "  - {from: call, to: note}\n  - {from: note, to: record}\n", vec![]),
    ];
    for (from, to, expected) in behaviour.into_iter().take(6) {
        assert_eq!(found(from, to), (expected.into_iter().map(str::to_owned).collect(), Vec::new()), "{from}");
    }
    let words = [
        ("title: Record it", "title: Note it", "title of node `record`: `Record it` became `Note it`"),
        ("title: Work", "title: Labour", "title of workflow ``: `Work` became `Labour`"),
        (
            "itil4:incident-management",
            "itil4:problem-management",
            "performs of node `fix`: `itil4:incident-management` became `itil4:problem-management`",
        ),
        ("title: Agent", "title: Clerk", "title of lane `agent`: `Agent` became `Clerk`"),
        ("to: lead-it, otherwise: true", "to: lead-it, otherwise: true, note: why", "note of flow `rank -> lead-it`: nothing became `why`"),
    ];
    for (from, to, expected) in words {
        assert_eq!(found(from, to), (Vec::new(), vec![expected.to_owned()]), "{from}");
    }
    // A step in between: a node and its flows.
    let between = OLD.replace("  - {from: call, to: record}\n", "  - {from: call, to: note}\n  - {from: note, to: record}\n");
    let between = between.replace("  - {id: done", "  - {id: note, kind: task}\n  - {id: done");
    let found = diff(&load(OLD), &load(&between));
    let said: Vec<(WorkflowPart, &str, PartChange)> = found.behaviour.iter().map(|one| (one.part, one.name.as_str(), one.change)).collect();
    let expected = [
        (WorkflowPart::Node, "note", PartChange::Added),
        (WorkflowPart::Flow, "call -> record", PartChange::Removed),
        (WorkflowPart::Flow, "call -> note", PartChange::Added),
        (WorkflowPart::Flow, "note -> record", PartChange::Added),
    ];
    assert_eq!(said, expected);
}

#[test]
fn executions_are_touched_by_what_they_stand_at_and_what_lies_ahead() {
    let (old, new) = (load(OLD), load(&OLD.replace("PT4H", "PT8H")));
    let found = diff(&old, &new);
    let impact = Impact::new(&old, &new, &found);
    let mut run = Execution::new(&Program::new(&old).unwrap());
    let kinds =
        |run: &Execution| impact.of("RUN-1", &run.snapshot()).map(|touched| touched.reasons.iter().map(|reason| reason.kind).collect::<Vec<_>>());
    assert_eq!(kinds(&run), Some(vec![TouchKind::Ahead]));
    run.start(&Context::new()).unwrap();
    assert_eq!(kinds(&run), Some(vec![TouchKind::Ahead]));
    let mut other = run.clone();
    run.complete("record", &Context::new().with_role("agent").with_field("level", 5_i64)).unwrap();
    assert_eq!(kinds(&run), Some(vec![TouchKind::Here]), "the timer runs");
    other.complete("record", &Context::new().with_role("agent").with_field("level", 1_i64)).unwrap();
    assert_eq!(kinds(&other), None, "that lies behind");
    // A step that is gone, seen from it and from behind it.
    let gone = load(
        &OLD.replace("  - {id: lead-it, kind: task, lane: lead}\n", "")
            .replace("  - {from: lead-it, to: done}\n", "")
            .replace("to: lead-it", "to: done"),
    );
    let found = diff(&old, &gone);
    let impact = Impact::new(&old, &gone, &found);
    let touched = impact.of("RUN-1", &other.snapshot()).unwrap();
    assert!(touched.reasons.iter().any(|reason| reason.kind == TouchKind::Gone && reason.says == "node `lead-it` is gone"), "{touched:?}");
    let mut strange = other.snapshot();
    strange.marked[0].place = "active elsewhere".to_owned();
    strange.hash = "0".to_owned();
    let kinds: Vec<TouchKind> = impact.of("RUN-1", &strange).unwrap().reasons.iter().map(|reason| reason.kind).collect();
    assert!(kinds.starts_with(&[TouchKind::OtherDefinition, TouchKind::UnknownPlace]), "{kinds:?}");
    strange.workflow = "play".to_owned();
    assert_eq!(impact.of("RUN-1", &strange).unwrap().reasons[0].kind, TouchKind::OtherWorkflow);
}

#[test]
fn built_in_workflows_do_not_differ_from_themselves() {
    for workflow in Catalog::builtin().workflows().unwrap() {
        let found = diff(&workflow, &workflow);
        assert!(found.same_behaviour && found.behaviour.is_empty() && found.words_only.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// A difference in behaviour is found exactly when the hash is another, and nothing where the definitions are equal.
    #[test]
    fn the_hash_says_the_same(block in block(), which in any::<prop::sample::Index>(), how in 0..8_u8) {
        let old = workflow(&block);
        let mut file: WorkflowFile = old.definition().clone();
        let node = &mut file.nodes[which.index(old.definition().nodes.len())];
        match how {
            0 => node.title = Some("Another".to_owned()),
            1 => node.note = Some("why".to_owned()),
            2 if *node.kind == NodeKind::Task => node.kind = NodeKind::Catch.into(),
            3 => file.title = "Another".to_owned(),
            4 => file.flows.reverse(),
            5 => file.nodes.reverse(),
            6 => file.id = "other".to_owned().into(),
            _ => {}
        }
        let Ok(new) = Workflow::try_from(file) else { return Ok(()) };
        let found = diff(&old, &new);
        prop_assert_eq!(found.same_behaviour, old.hash() == new.hash());
        prop_assert_eq!(found.behaviour.is_empty(), found.same_behaviour);
        let is_reordered = matches!(how, 4 | 5);
        prop_assert!(found.words_only.is_empty() || !is_reordered);
    }
}
