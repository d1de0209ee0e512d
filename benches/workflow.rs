//! Steps of running workflows, without an audit trail, and the layout of a workflow with 100 nodes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the macros of criterion make undocumented functions; a bench fails by panicking"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use itsm::{
    catalog::Catalog,
    draw::{LayoutOptions, SvgOptions, layout, svg},
    workflow::{
        Workflow, WorkflowBuilder,
        definition::{NodeDefinition, NodeKind},
        engine::{Context, Execution, Program},
    },
};

/// A step with its circumstances, made before the clock runs.
type Steps = Vec<(itsm::workflow::NodeIndex, Context)>;

fn steps(workflow: &Workflow, named: impl IntoIterator<Item = (String, Context)>) -> Steps {
    named.into_iter().map(|(node, context)| (workflow.node_index(&node).unwrap(), context)).collect()
}

/// Two tasks and a condition that leads back, for ever.
fn looping() -> (Workflow, Steps) {
    let workflow = WorkflowBuilder::new("loop", "Loop")
        .field("again", serde_json::from_str(r#"{"type": "bool"}"#).unwrap())
        .node("call", NodeKind::Start)
        .node("enter", NodeKind::Exclusive)
        .node("look", NodeKind::Task)
        .node("fix", NodeKind::Task)
        .node("leave", NodeKind::Exclusive)
        .node("done", NodeKind::End)
        .path(["call", "enter", "look", "fix", "leave"])
        .flow_when("leave", "enter", "again")
        .flow_otherwise("leave", "done")
        .finish()
        .unwrap();
    let round = ["look", "fix"].map(|step| (step.to_owned(), Context::new()));
    let steps = steps(&workflow, round);
    (workflow, steps)
}

/// Blocks one after the other in a loop: a task, then two branches of a task each that come together. `blocks` times six nodes.
fn blocks(blocks: usize) -> (Workflow, Steps) {
    let mut builder = WorkflowBuilder::new("blocks", "Blocks").node("call", NodeKind::Start).node("enter", NodeKind::Exclusive);
    builder = builder.flow("call", "enter");
    let mut last = "enter".to_owned();
    let mut round = Vec::new();
    for block in 0..blocks {
        let name = |part: &str| format!("{part}{block}");
        let [task, split, left, right, join] = ["task", "split", "left", "right", "join"].map(name);
        for (id, kind) in
            [(&task, NodeKind::Task), (&split, NodeKind::Parallel), (&left, NodeKind::Task), (&right, NodeKind::Task), (&join, NodeKind::Parallel)]
        {
            let mut node = NodeDefinition::new(id.clone(), kind);
            node.title = Some(format!("Do the work called {id}"));
            builder = builder.node_with(node);
        }
        builder = builder.path([last.as_str(), task.as_str(), split.as_str(), left.as_str(), join.as_str()]).path([
            split.as_str(),
            right.as_str(),
            join.as_str(),
        ]);
        last = join;
        round.extend([task, left, right].map(|step| (step, Context::new())));
    }
    let builder =
        builder.node("leave", NodeKind::Exclusive).node("done", NodeKind::End).path([last.as_str(), "leave", "enter"]).flow("leave", "done");
    let workflow = builder.finish().unwrap();
    // The way back is chosen with the last step.
    let end = round.len() - 1;
    round[end].1 = Context::new().with_choice("leave", ["enter"]);
    let steps = steps(&workflow, round);
    (workflow, steps)
}

fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("engine");
    let (looped, round) = looping();
    let hundred = blocks(19);
    let small = blocks(1);
    for (name, workflow, round, first) in [
        ("steps of a loop of two tasks and a condition".to_owned(), &looped, &round, Context::new().with_field("again", true)),
        (format!("steps of branches in a loop, {} nodes", small.0.graph().node_count()), &small.0, &small.1, Context::new()),
        (format!("steps of branches in a loop, {} nodes", hundred.0.graph().node_count()), &hundred.0, &hundred.1, Context::new()),
    ] {
        let program = Program::new(workflow).unwrap();
        let mut run = Execution::new(&program);
        run.complete("call", &first).unwrap();
        group.throughput(Throughput::Elements(u64::try_from(round.len()).unwrap()));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for (node, context) in round {
                    black_box(run.happen(*node, black_box(context)).unwrap());
                }
            });
        });
    }
    group.finish();
}

fn pictures(criterion: &mut Criterion) {
    let (workflow, _) = blocks(19);
    let picture = workflow.picture();
    let nodes = workflow.graph().node_count();
    criterion.bench_function(&format!("layout of a workflow of {nodes} nodes"), |bencher| {
        bencher.iter(|| layout(black_box(&picture), LayoutOptions::default()));
    });
    let largest = Catalog::builtin().workflows().unwrap().into_iter().max_by_key(|workflow| workflow.graph().node_count()).unwrap();
    let picture = largest.picture();
    criterion.bench_function(&format!("layout of {}, {} nodes", largest.reference(), largest.graph().node_count()), |bencher| {
        bencher.iter(|| layout(black_box(&picture), LayoutOptions::default()));
    });
    criterion.bench_function(&format!("svg of {}", largest.reference()), |bencher| bencher.iter(|| svg(black_box(&picture), &SvgOptions::default())));
}

criterion_group!(benches, engine, pictures);
criterion_main!(benches);
