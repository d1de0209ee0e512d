//! A workflow made ready to run: its net, and for every transition who moves it.

use std::sync::Arc;

use petgraph::{Direction, visit::EdgeRef as _};
use rustc_hash::FxHashMap;

use super::super::{Answer, FlowIndex, MoveKind, NodeIndex, Place, Step, TranslationError, Trigger, Workflow, WorkflowNet};
use crate::net::{Net, PlaceId, TransitionId};

/// A workflow made ready to run. Cheap to clone; share one between all executions.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub workflow: Workflow,
    pub net: WorkflowNet,
    /// By transition: who moves it.
    pub movers: Vec<Mover>,
    /// By transition: the boundary events that will not happen any more when it fires: where that is marked, and what settles it.
    pub settles: Vec<Box<[(PlaceId, TransitionId)]>>,
    /// By place: the choice of the gateway that is left from there.
    pub choices: Vec<Option<usize>>,
    pub gateways: Vec<Gateway>,
    /// Inclusive joins, which wait until nothing else can come.
    pub joins: Vec<TransitionId>,
    /// Events that happen when a condition comes to hold.
    pub conditional: Vec<TransitionId>,
    /// By node: the transitions by which it is done or happens, when something from outside says so.
    pub outside: Vec<Vec<TransitionId>>,
    /// By place: whether it is remembered since when tokens are there.
    pub lasting: Vec<bool>,
}

/// Who moves a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mover {
    /// It follows by itself.
    Itself,
    /// It follows by itself when nothing else does.
    Join,
    /// A gateway chooses among ways.
    Gateway,
    /// It follows by itself when a condition holds.
    Condition,
    /// Somebody or something outside.
    Outside,
    /// Another transition, whose step ends.
    Other,
}

/// A gateway and its ways out.
#[derive(Debug)]
pub(super) struct Gateway {
    pub node: NodeIndex,
    pub ways: Vec<Way>,
    /// The transition for each set of ways, as bits in the order of `ways`.
    pub sets: FxHashMap<u32, TransitionId>,
}

#[derive(Debug)]
pub(super) struct Way {
    pub flow: FlowIndex,
    pub to: NodeIndex,
}

impl Program {
    /// Makes a workflow ready to run. Time is that of [`Workflow::net`].
    ///
    /// # Errors
    /// When the workflow has no net: compensation and cancellation of transactions are not run.
    pub fn new(workflow: &Workflow) -> Result<Self, TranslationError> {
        let net = workflow.net()?;
        let mut inner = Inner {
            workflow: workflow.clone(),
            movers: Vec::new(),
            settles: Vec::new(),
            choices: vec![None; net.net.place_count()],
            gateways: Vec::new(),
            joins: Vec::new(),
            conditional: Vec::new(),
            outside: vec![Vec::new(); workflow.graph().node_count()],
            lasting: net.places.iter().map(|place| matches!(place, Place::Active(_) | Place::At(_))).collect(),
            net,
        };
        inner.movers = inner.net.net.transitions().map(|transition| inner.mover(transition)).collect();
        inner.settles = inner.net.net.transitions().map(|transition| inner.settled_by(transition)).collect();
        inner.joins = inner.moved_by(Mover::Join);
        inner.conditional = inner.moved_by(Mover::Condition);
        for transition in inner.moved_by(Mover::Outside) {
            if let Some(node) = inner.net.transition(transition).map(|done| done.node) {
                inner.outside.get_mut(node.index()).into_iter().for_each(|ways: &mut Vec<_>| ways.push(transition));
            }
        }
        inner.gateways();
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The workflow.
    #[must_use]
    pub fn workflow(&self) -> &Workflow {
        &self.inner.workflow
    }

    /// The net whose tokens are moved.
    #[must_use]
    pub fn net(&self) -> &WorkflowNet {
        &self.inner.net
    }
}

impl Inner {
    pub fn net(&self) -> &Net {
        &self.net.net
    }

    pub fn id(&self, node: NodeIndex) -> &str {
        self.workflow.graph().node_weight(node).map_or("", |node| node.id.as_str())
    }

    pub fn mover_of(&self, transition: TransitionId) -> Mover {
        self.movers.get(transition.index()).copied().unwrap_or(Mover::Other)
    }

    /// Whether it is remembered since when tokens are on a place.
    pub fn is_lasting(&self, place: PlaceId) -> bool {
        self.lasting.get(place.index()) == Some(&true)
    }

    /// The gateway that is left from a place.
    pub fn gateway_at(&self, place: PlaceId) -> Option<&Gateway> {
        self.gateways.get(self.choices.get(place.index()).copied().flatten()?)
    }

    /// The transitions by which a node is done or happens from outside.
    pub fn ways(&self, node: NodeIndex) -> &[TransitionId] {
        self.outside.get(node.index()).map(Vec::as_slice).unwrap_or_default()
    }

    fn moved_by(&self, mover: Mover) -> Vec<TransitionId> {
        self.net().transitions().filter(|transition| self.mover_of(*transition) == mover).collect()
    }

    fn mover(&self, transition: TransitionId) -> Mover {
        let Some(done) = self.net.transition(transition) else { return Mover::Other };
        let Some(node) = self.workflow.graph().node_weight(done.node) else { return Mover::Other };
        if self.net().is_inclusive(transition) {
            return Mover::Join;
        }
        match (done.kind, &node.step) {
            (MoveKind::Start, _) if node.inside.is_none() => Mover::Outside,
            (MoveKind::Skip, _) => Mover::Other,
            (MoveKind::Pass, Step::Exclusive | Step::Inclusive) if self.workflow.graph().edges(done.node).count() > 1 => Mover::Gateway,
            (MoveKind::Complete | MoveKind::Happen, step) => match step.trigger() {
                Some(Trigger::Condition(Some(_))) => Mover::Condition,
                Some(Trigger::None) => Mover::Itself,
                None if matches!(step, Step::Subprocess) => Mover::Itself,
                _ => Mover::Outside,
            },
            _ => Mover::Itself,
        }
    }

    /// The boundary events that a transition needs settled.
    fn settled_by(&self, transition: TransitionId) -> Box<[(PlaceId, TransitionId)]> {
        let settled = self.net().inputs(transition).iter().filter_map(|arc| match self.net.place(arc.place) {
            Some(Place::Settled(node)) => {
                let skip = self
                    .net()
                    .producers(arc.place)
                    .iter()
                    .find(|producer| self.net.transition(**producer).is_some_and(|done| done.kind == MoveKind::Skip && done.node == node))?;
                Some((arc.place, *skip))
            }
            _ => None,
        });
        settled.collect()
    }

    fn gateways(&mut self) {
        let mut gateways: FxHashMap<PlaceId, Vec<TransitionId>> = FxHashMap::default();
        for transition in self.moved_by(Mover::Gateway) {
            if let Some(arc) = self.net().inputs(transition).first() {
                gateways.entry(arc.place).or_default().push(transition);
            }
        }
        let mut places: Vec<(PlaceId, Vec<TransitionId>)> = gateways.into_iter().collect();
        places.sort_unstable();
        for (place, transitions) in places {
            let Some(node) = transitions.first().and_then(|first| self.net.transition(*first)).map(|done| done.node) else { continue };
            let graph = self.workflow.graph();
            let mut ways: Vec<Way> = graph.edges_directed(node, Direction::Outgoing).map(|edge| Way { flow: edge.id(), to: edge.target() }).collect();
            ways.reverse();
            let bits = |taken: &[FlowIndex]| {
                ways.iter().enumerate().filter(|(_, way)| taken.contains(&way.flow)).fold(0_u32, |set, (bit, _)| set | 1 << bit)
            };
            let sets = transitions.iter().filter_map(|transition| Some((bits(&self.net.transition(*transition)?.taken), *transition))).collect();
            if let Some(slot) = self.choices.get_mut(place.index()) {
                *slot = Some(self.gateways.len());
            }
            self.gateways.push(Gateway { node, ways, sets });
        }
    }

    /// When a way is taken.
    pub fn answer(&self, way: &Way) -> &Answer {
        self.workflow.graph().edge_weight(way.flow).map_or(&Answer::Open, |flow| &flow.answer)
    }
}
