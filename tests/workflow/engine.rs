//! The engine and the net are one: what the one can do the other can do.

use std::collections::BTreeSet;

use itsm::{
    net::{
        Marking,
        soundness::{Limits, state_space},
    },
    workflow::{
        MoveKind, Step, Workflow, WorkflowNet,
        engine::{Context, Execution, ExecutionRefusal, Program},
    },
};
use proptest::prelude::*;

use crate::blocks::{block, workflow};

/// Steps of the traces that are compared.
const LENGTH: usize = 4;
/// Traces beyond which a workflow is left aside.
const MOST: usize = 4_000;

/// A trace and whether the workflow has ended behind it.
type Traces = BTreeSet<(Vec<String>, bool)>;

/// Every answer to every question a step asks: the steps that come of it.
fn answered(run: &Execution, node: &str, context: &Context, found: &mut Vec<Execution>) {
    let mut next = run.clone();
    match next.complete(node, context) {
        Ok(_) => found.push(next),
        Err(ExecutionRefusal::Undecided { gateway, ways }) => {
            let inclusive = matches!(run.workflow().node_named(&gateway).unwrap().step, Step::Inclusive);
            for set in 1..1_usize << ways.len() {
                if inclusive || set.count_ones() == 1 {
                    let taken = ways.iter().enumerate().filter(|(way, _)| set >> way & 1 == 1).map(|(_, to)| to.clone());
                    answered(run, node, &context.clone().with_choice(gateway.clone(), taken), found);
                }
            }
        }
        Err(refusal) => panic!("{refusal}"),
    }
}

fn traces_of_engine(workflow: &Workflow) -> Option<Traces> {
    let program = Program::new(workflow).unwrap();
    let mut open = Vec::new();
    let start = workflow.nodes().find(|(_, node)| matches!(node.step, Step::Start(_)) && node.inside.is_none()).unwrap().1.id.clone();
    answered(&Execution::new(&program), &start, &Context::new(), &mut open);
    let mut open: Vec<(Vec<String>, Execution)> = open.into_iter().map(|run| (Vec::new(), run)).collect();
    let mut traces = Traces::new();
    let mut seen = BTreeSet::new();
    while let Some((trace, run)) = open.pop() {
        if !seen.insert((trace.clone(), run.marking().clone())) {
            continue;
        }
        if seen.len() > MOST {
            return None;
        }
        assert!(run.has_ended() || run.waiting().next().is_some(), "stuck after {trace:?}");
        traces.insert((trace.clone(), run.has_ended()));
        if trace.len() < LENGTH {
            for offer in run.offers() {
                let mut found = Vec::new();
                answered(&run, &offer.node.id, &Context::new(), &mut found);
                let longer: Vec<String> = trace.iter().cloned().chain([offer.node.id.clone()]).collect();
                open.extend(found.into_iter().map(|run| (longer.clone(), run)));
            }
        }
    }
    Some(traces)
}

fn traces_of_net(workflow: &Workflow, net: &WorkflowNet) -> Option<Traces> {
    let mut open: Vec<(Vec<String>, Marking)> = vec![(Vec::new(), net.net().initial().clone())];
    let mut traces = Traces::new();
    let mut seen = BTreeSet::new();
    while let Some((trace, marking)) = open.pop() {
        if !seen.insert((trace.clone(), marking.clone())) {
            continue;
        }
        if seen.len() > MOST * 20 {
            return None;
        }
        traces.insert((trace.clone(), net.net().is_complete(&marking)));
        for transition in net.net().enabled(&marking) {
            let done = net.transition(transition).unwrap();
            let node = &workflow.graph()[done.node];
            let mut longer = trace.clone();
            if done.kind == MoveKind::Complete && matches!(node.step, Step::Task(_)) {
                longer.push(node.id.clone());
            }
            if longer.len() <= LENGTH {
                let mut next = marking.clone();
                net.net().fire(&mut next, transition).unwrap();
                open.push((longer, next));
            }
        }
    }
    // Before the end is reached in the net its last step may have been taken: what has ended once has ended.
    Some(traces)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_run_of_the_engine_is_one_of_the_net_and_back(block in block()) {
        let workflow = workflow(&block);
        let (Some(engine), Some(net)) = (traces_of_engine(&workflow), traces_of_net(&workflow, &workflow.net().unwrap())) else { return Ok(()) };
        let ended = |traces: &Traces| traces.iter().filter(|(_, ended)| *ended).cloned().collect::<Traces>();
        let all = |traces: &Traces| traces.iter().map(|(trace, _)| trace.clone()).collect::<BTreeSet<_>>();
        prop_assert_eq!(all(&engine), all(&net));
        prop_assert_eq!(ended(&engine), ended(&net));
    }

    #[test]
    fn blocks_are_sound_however_it_is_found_out(block in block()) {
        let workflow = workflow(&block);
        let answer = workflow.soundness(Limits::default()).unwrap();
        prop_assert_eq!(answer.is_sound(), Some(true));
        let searched = state_space(answer.net().net(), Limits::default());
        prop_assert!(searched.is_sound(), "{:?}", searched.problems);
        prop_assert!(answer.findings(&workflow, None).is_empty());
    }

    #[test]
    fn what_the_engine_fires_the_net_can_fire(block in block(), picks in prop::collection::vec(any::<prop::sample::Index>(), 40)) {
        let workflow = workflow(&block);
        let program = Program::new(&workflow).unwrap();
        let mut run = Execution::new(&program);
        let mut marking = program.net().net().initial().clone();
        let mut picks = picks.iter();
        let start = workflow.nodes().find(|(_, node)| matches!(node.step, Step::Start(_)) && node.inside.is_none()).unwrap().1.id.clone();
        let mut next = Some(start);
        while let (Some(node), Some(pick)) = (next.take(), picks.next()) {
            let mut found = Vec::new();
            answered(&run, &node, &Context::new(), &mut found);
            let before = run.sequence();
            let chosen = pick.get(&found).clone();
            // The same answers again, to see what was fired.
            run = chosen;
            prop_assert_eq!(run.sequence(), before + 1);
            let snapshot = run.snapshot();
            let again = Execution::restore(&program, &snapshot).unwrap();
            prop_assert_eq!(again.snapshot(), snapshot);
            prop_assert_eq!(again.marking(), run.marking());
            next = picks.next().and_then(|pick| {
                let offers: Vec<String> = run.offers().map(|offer| offer.node.id.clone()).collect();
                (!offers.is_empty()).then(|| pick.get(&offers).clone())
            });
            marking.clone_from(run.marking());
        }
        prop_assert!(run.has_ended() || run.waiting().next().is_some());
    }
}

/// Progress says what was fired, and the net can fire exactly that from where it stood.
#[test]
fn fired_transitions_lead_from_one_marking_to_the_next() {
    let catalog = itsm::catalog::Catalog::builtin();
    for workflow in catalog.workflows().unwrap() {
        let program = Program::new(&workflow).unwrap();
        let mut marking = program.net().net().initial().clone();
        let mut run = Execution::new(&program);
        let mut next: Option<String> = run.waiting().next().map(|offer| offer.node.id.clone());
        for _ in 0..60 {
            let Some(node) = next.take() else { break };
            let lanes: Vec<String> = workflow.lanes().iter().map(|lane| lane.id.clone()).collect();
            let context = lanes.iter().fold(Context::new(), |context, lane| context.with_role(lane.clone()));
            // A gateway that asks for data stops the walk: its fields are not filled here.
            let Ok(progress) = run.complete(&node, &context) else { break };
            for fired in &progress.fired {
                program.net().net().fire(&mut marking, *fired).unwrap();
            }
            assert_eq!(&marking, run.marking(), "{}", workflow.reference());
            next = run.offers().next().map(|offer| offer.node.id.clone());
        }
        assert!(run.sequence() > 0, "{} does not begin", workflow.reference());
    }
}
