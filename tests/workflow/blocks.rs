//! Random block-structured workflows.

use itsm::workflow::{Workflow, WorkflowBuilder, definition::NodeKind};
use proptest::prelude::*;

/// A piece of a workflow with one way in and one way out.
#[derive(Clone, Debug)]
pub enum Block {
    Task,
    Sequence(Vec<Block>),
    Choice(NodeKind, Vec<Block>),
    Loop(Box<Block>, Box<Block>),
    Inside(Box<Block>),
}

pub fn block() -> impl Strategy<Value = Block> {
    Just(Block::Task).prop_recursive(3, 10, 3, |inner| {
        let kind = prop_oneof![Just(NodeKind::Exclusive), Just(NodeKind::Parallel), Just(NodeKind::Inclusive)];
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 2..3).prop_map(Block::Sequence),
            3 => (kind, prop::collection::vec(inner.clone(), 2..4)).prop_map(|(kind, branches)| Block::Choice(kind, branches)),
            1 => (inner.clone(), inner.clone()).prop_map(|(body, redo)| Block::Loop(Box::new(body), Box::new(redo))),
            1 => inner.prop_map(|inside| Block::Inside(Box::new(inside))),
        ]
    })
}

struct Draft {
    builder: WorkflowBuilder,
    count: usize,
    inside: Option<String>,
}

impl Draft {
    fn node(&mut self, kind: NodeKind) -> String {
        let id = format!("{}{}", &kind.as_str()[..1], self.count);
        self.count += 1;
        let mut node = itsm::workflow::definition::NodeDefinition::new(id.clone(), kind);
        node.inside = self.inside.clone().map(Into::into);
        self.builder = std::mem::take(&mut self.builder).node_with(node);
        id
    }

    fn flow(&mut self, from: &str, to: &str) {
        self.builder = std::mem::take(&mut self.builder).flow(from, to);
    }

    /// Adds a block and gives its first and its last node.
    fn block(&mut self, block: &Block) -> (String, String) {
        match block {
            Block::Task => {
                let task = self.node(NodeKind::Task);
                (task.clone(), task)
            }
            Block::Sequence(blocks) => {
                let ends: Vec<(String, String)> = blocks.iter().map(|block| self.block(block)).collect();
                for pair in ends.windows(2) {
                    self.flow(&pair[0].1, &pair[1].0);
                }
                (ends[0].0.clone(), ends[ends.len() - 1].1.clone())
            }
            Block::Choice(kind, branches) => {
                let (split, join) = (self.node(*kind), self.node(*kind));
                for branch in branches {
                    let (first, last) = self.block(branch);
                    self.flow(&split, &first);
                    self.flow(&last, &join);
                }
                (split, join)
            }
            Block::Loop(body, redo) => {
                let (enter, leave) = (self.node(NodeKind::Exclusive), self.node(NodeKind::Exclusive));
                let (body, redo) = (self.block(body), self.block(redo));
                for (from, to) in [(&enter, &body.0), (&body.1, &leave), (&leave, &redo.0), (&redo.1, &enter)] {
                    self.flow(from, to);
                }
                (enter, leave)
            }
            Block::Inside(inside) => {
                let around = self.node(NodeKind::Subprocess);
                let outer = self.inside.replace(around.clone());
                let (start, end) = (self.node(NodeKind::Start), self.node(NodeKind::End));
                let (first, last) = self.block(inside);
                self.flow(&start, &first);
                self.flow(&last, &end);
                self.inside = outer;
                (around.clone(), around)
            }
        }
    }
}

pub fn workflow(block: &Block) -> Workflow {
    let mut draft = Draft { builder: WorkflowBuilder::new("random", "Random"), count: 0, inside: None };
    let (start, end) = (draft.node(NodeKind::Start), draft.node(NodeKind::End));
    let (first, last) = draft.block(block);
    draft.flow(&start, &first);
    draft.flow(&last, &end);
    draft.builder.finish().unwrap()
}
