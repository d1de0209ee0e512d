//! Where an execution can stand: the places of the net in the words of a plan.

use petgraph::Direction;

use crate::{
    net::PlaceId,
    workflow::{FlowIndex, NodeIndex, Place, Step, Workflow, engine::Program},
};

/// A place as a plan names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Node(NodeIndex),
    Flow(FlowIndex),
}

/// The places of one definition.
pub(super) struct Places<'program> {
    pub program: &'program Program,
}

impl<'program> Places<'program> {
    pub fn workflow(&self) -> &'program Workflow {
        self.program.workflow()
    }

    pub fn all(&self) -> impl Iterator<Item = (PlaceId, Place)> + use<'program> {
        let net = self.program.net();
        net.net().places().filter_map(move |id| Some((id, net.place(id)?)))
    }

    pub fn name(&self, place: PlaceId) -> &'program str {
        self.program.net().net().place_name(place)
    }

    pub fn id_of(&self, place: Place) -> Option<PlaceId> {
        self.all().find(|(_, known)| *known == place).map(|(id, _)| id)
    }

    pub fn node_id(&self, node: NodeIndex) -> &'program str {
        self.workflow().graph().node_weight(node).map_or("", |node| node.id.as_str())
    }

    pub fn step(&self, node: NodeIndex) -> Option<&'program Step> {
        self.workflow().graph().node_weight(node).map(|node| &node.step)
    }

    /// What a name of a plan means: a node, a flow as `FROM -> TO`, or the id of a flow.
    pub fn spot(&self, name: &str) -> Option<Spot> {
        if let Some(node) = self.workflow().node_index(name) {
            return Some(Spot::Node(node));
        }
        let named = self.all().find_map(|(id, place)| match place {
            Place::Flow(flow) if self.name(id) == name => Some(flow),
            _ => None,
        });
        let by_id = || self.workflow().flows().find(|(.., flow)| flow.id.as_deref() == Some(name)).map(|(flow, ..)| flow);
        named.or_else(by_id).map(Spot::Flow)
    }

    /// The names that a plan can use for places where an execution can stand.
    pub fn names(&self) -> impl Iterator<Item = &'program str> + use<'program> {
        let net = self.program.net();
        let workflow = self.workflow();
        let nodes = workflow.nodes().map(|(_, node)| node.id.as_str());
        nodes.chain(self.all().filter(|(_, place)| matches!(place, Place::Flow(_))).map(move |(id, _)| net.net().place_name(id)))
    }

    /// Where a token stands while an execution waits at a spot; none where nothing waits.
    pub fn resting(&self, spot: Spot) -> Option<PlaceId> {
        match spot {
            Spot::Flow(flow) => self.id_of(Place::Flow(flow)),
            Spot::Node(node) => [Place::Active(node), Place::Ended(node)]
                .into_iter()
                .chain(matches!(self.step(node), Some(Step::EventBased)).then_some(Place::At(node)))
                .find_map(|place| self.id_of(place)),
        }
    }

    /// Whether a token can stand there between two steps. Everywhere else it moves on by itself.
    pub fn can_rest(&self, place: Place) -> bool {
        match place {
            Place::Active(_) | Place::Armed(_) | Place::Settled(_) => true,
            // Inside a subprocess only ends that wait for others.
            Place::Ended(_) => self.id_of(place).is_some_and(|id| {
                let net = self.program.net().net();
                net.consumers(id).is_empty() || net.consumers(id).iter().any(|gather| net.is_inclusive(*gather))
            }),
            Place::At(node) => matches!(self.step(node), Some(Step::EventBased)),
            Place::Flow(flow) => self.workflow().graph().edge_endpoints(flow).is_some_and(|(_, to)| self.waits_for_others(to)),
            Place::Begin(scope) => scope.is_none(),
            Place::Finished(_) => false,
        }
    }

    /// Whether branches wait for each other at a node.
    fn waits_for_others(&self, node: NodeIndex) -> bool {
        matches!(self.step(node), Some(Step::Parallel | Step::Inclusive))
            && self.workflow().graph().edges_directed(node, Direction::Incoming).count() > 1
    }

    /// The flow between two nodes: of several the one of this number, from 0.
    pub fn flow_between(&self, from: NodeIndex, to: NodeIndex, number: usize) -> Option<FlowIndex> {
        self.workflow().flows().filter(|(_, start, end, _)| (*start, *end) == (from, to)).nth(number).map(|(flow, ..)| flow)
    }

    /// The number of a flow among those between its nodes, from 0.
    pub fn number(&self, flow: FlowIndex) -> usize {
        let ends = self.workflow().graph().edge_endpoints(flow);
        self.workflow().flows().filter(|(other, from, to, _)| Some((*from, *to)) == ends && *other < flow).count()
    }

    /// The subprocess that a place stands in; none at the top.
    pub fn scope(&self, place: Place) -> Option<NodeIndex> {
        let inside = |node: NodeIndex| self.workflow().graph().node_weight(node).and_then(|node| node.inside);
        match place {
            Place::Begin(scope) => scope,
            Place::Finished(scope) => Some(scope),
            Place::Flow(flow) => self.workflow().graph().edge_endpoints(flow).and_then(|(from, _)| inside(from)),
            Place::Active(node) | Place::At(node) | Place::Armed(node) | Place::Settled(node) | Place::Ended(node) => inside(node),
        }
    }

    /// The subprocesses around a place, the innermost first.
    pub fn around(&self, place: Place) -> impl Iterator<Item = NodeIndex> {
        let outer = |scope: &NodeIndex| self.workflow().graph().node_weight(*scope).and_then(|node| node.inside);
        std::iter::successors(self.scope(place), outer)
    }
}
