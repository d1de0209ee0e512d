//! From a workflow to its net.

use std::collections::BTreeMap;

use petgraph::{Direction, visit::EdgeRef as _};

use super::{
    Answer, FlowIndex, NodeIndex, Step, Trigger, Workflow,
    net::{Move, MoveKind, Place, WorkflowNet},
};
use crate::net::{NetBuilder, NetError, PlaceId};

/// Ways out of an inclusive gateway; every set of them is a transition.
const MOST_WAYS: usize = 10;

/// Why a workflow has no net.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TranslationError {
    /// Too many ways.
    #[error("the inclusive gateway `{node}` has {ways} ways out, and every set of them is a step of its own: at most {MOST_WAYS} can be looked at")]
    TooManyWays {
        /// The gateway.
        node: String,
        /// How many.
        ways: usize,
    },
    /// What cannot be run.
    #[error("`{node}` is about `{trigger}`, which is drawn and kept, and cannot be run")]
    Unsupported {
        /// The event.
        node: String,
        /// What it is about.
        trigger: String,
    },
    /// The net cannot be built.
    #[error(transparent)]
    Net(#[from] NetError),
}

impl Workflow {
    /// The net that the workflow means; see [`WorkflowNet`].
    ///
    /// Linear in nodes and flows, but for gateways with several ways in and out, and inclusive ones: `2^n` for `n` ways out.
    ///
    /// # Errors
    /// What has no net: an inclusive gateway with more than 10 ways out, compensation and cancellation of transactions.
    pub fn net(&self) -> Result<WorkflowNet, TranslationError> {
        let mut translation =
            Translation { workflow: self, builder: NetBuilder::new(self.id()), places: Vec::new(), moves: Vec::new(), ids: BTreeMap::new() };
        translation.places();
        for (node, _) in self.nodes() {
            translation.node(node)?;
        }
        let begin = translation.place(Place::Begin(None));
        translation.builder.initial(begin, 1);
        let ends = translation.ends(None);
        translation.builder.ends(ends);
        let Translation { builder, places, moves, .. } = translation;
        Ok(WorkflowNet { net: builder.build()?, places, moves })
    }
}

struct Translation<'workflow> {
    workflow: &'workflow Workflow,
    builder: NetBuilder,
    places: Vec<Place>,
    moves: Vec<Move>,
    ids: BTreeMap<Key, PlaceId>,
}

/// A place by which it is found again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u8, usize);

impl Key {
    fn of(place: Place) -> Self {
        match place {
            Place::Begin(scope) => Self(0, scope.map_or(0, |node| node.index() + 1)),
            Place::Flow(flow) => Self(1, flow.index()),
            Place::Active(node) => Self(2, node.index()),
            Place::At(node) => Self(3, node.index()),
            Place::Armed(node) => Self(4, node.index()),
            Place::Settled(node) => Self(5, node.index()),
            Place::Ended(node) => Self(6, node.index()),
            Place::Finished(node) => Self(7, node.index()),
        }
    }
}

impl<'workflow> Translation<'workflow> {
    /// All places, before any transition, so that what empties others finds them.
    fn places(&mut self) {
        self.place(Place::Begin(None));
        for (flow, from, ..) in self.workflow.flows() {
            // What an event-based gateway waits for happens while its token is at the gateway.
            if !self.workflow.graph().node_weight(from).is_some_and(|node| matches!(node.step, Step::EventBased)) {
                self.place(Place::Flow(flow));
            }
        }
        for (index, node) in self.workflow.nodes() {
            match &node.step {
                Step::Catch(Trigger::Link(_)) => {}
                Step::Task(_) | Step::Call(_) | Step::Catch(_) if !self.is_raced(index) => drop(self.place(Place::Active(index))),
                Step::Subprocess => {
                    self.place(Place::Active(index));
                    self.place(Place::Begin(Some(index)));
                    self.place(Place::Finished(index));
                }
                Step::Boundary { interrupts: false, .. } => {
                    self.place(Place::Armed(index));
                    self.place(Place::Settled(index));
                }
                Step::EventBased => drop(self.place(Place::At(index))),
                Step::Exclusive | Step::Inclusive if self.needs_middle(index) => drop(self.place(Place::At(index))),
                Step::End(_) if self.caught(index).is_none() => drop(self.place(Place::Ended(index))),
                _ => {}
            }
        }
    }

    fn place(&mut self, place: Place) -> PlaceId {
        let workflow = self.workflow;
        *self.ids.entry(Key::of(place)).or_insert_with(|| {
            self.places.push(place);
            self.builder.place(name(workflow, place))
        })
    }

    fn id(&self, index: NodeIndex) -> &'workflow str {
        self.workflow.graph().node_weight(index).map_or("", |node| node.id.as_str())
    }

    fn flows(&self, node: NodeIndex, direction: Direction) -> Vec<FlowIndex> {
        // petgraph gives the edge that was added last first.
        let mut flows: Vec<FlowIndex> = self.workflow.graph().edges_directed(node, direction).map(|edge| edge.id()).collect();
        flows.reverse();
        flows
    }

    fn incoming(&self, node: NodeIndex) -> Vec<FlowIndex> {
        self.flows(node, Direction::Incoming)
    }

    fn outgoing(&self, node: NodeIndex) -> Vec<FlowIndex> {
        self.flows(node, Direction::Outgoing)
    }

    /// Whether an event is one of those that an event-based gateway waits for.
    fn is_raced(&self, node: NodeIndex) -> bool {
        self.workflow
            .graph()
            .neighbors_directed(node, Direction::Incoming)
            .any(|from| self.workflow.graph().node_weight(from).is_some_and(|from| matches!(from.step, Step::EventBased)))
    }

    /// Whether coming to a gateway and leaving it are two steps.
    fn needs_middle(&self, node: NodeIndex) -> bool {
        let (incoming, outgoing) = (self.incoming(node).len(), self.outgoing(node).len());
        let is_inclusive = self.workflow.graph().node_weight(node).is_some_and(|node| matches!(node.step, Step::Inclusive));
        incoming > 1 && (outgoing > 1 || is_inclusive)
    }

    /// A transition that takes one token from each of the inputs and puts one on each output.
    fn add(&mut self, kind: MoveKind, node: NodeIndex, inputs: &[PlaceId], taken: Vec<FlowIndex>, others: &[PlaceId]) -> crate::net::TransitionId {
        let step = self.workflow.graph().node_weight(node);
        let is_seen = matches!(kind, MoveKind::Complete | MoveKind::Happen | MoveKind::Throw);
        let label = step.filter(|_| is_seen).map(|node| node.id.clone());
        let transition = self.builder.transition(format!("{} {}", verb(kind), self.id(node)), label);
        for input in inputs {
            self.builder.input(transition, *input, 1);
        }
        for flow in &taken {
            let place = self.place(Place::Flow(*flow));
            self.builder.output(transition, place, 1);
        }
        for output in others {
            self.builder.output(transition, *output, 1);
        }
        self.moves.push(Move { kind, node, taken: taken.into() });
        transition
    }

    fn node(&mut self, index: NodeIndex) -> Result<(), TranslationError> {
        let Some(node) = self.workflow.graph().node_weight(index) else { return Ok(()) };
        if let Some(trigger @ (Trigger::Compensation | Trigger::Cancel)) = node.step.trigger() {
            let trigger = trigger.kind().map(|kind| kind.to_string()).unwrap_or_default();
            return Err(TranslationError::Unsupported { node: node.id.clone(), trigger });
        }
        match &node.step {
            Step::Start(_) => {
                let begin = self.place(Place::Begin(node.inside));
                let taken = self.outgoing(index);
                self.add(MoveKind::Start, index, &[begin], taken, &[]);
            }
            Step::Task(_) | Step::Call(_) if self.is_raced(index) => self.raced(index),
            Step::Task(_) | Step::Call(_) => self.activity(index),
            Step::Subprocess => self.subprocess(index),
            Step::Catch(Trigger::Link(_)) => {}
            Step::Catch(_) if self.is_raced(index) => self.raced(index),
            Step::Catch(_) => {
                let active = self.place(Place::Active(index));
                self.enter(index, &[active]);
                let taken = self.outgoing(index);
                self.add(MoveKind::Complete, index, &[active], taken, &[]);
            }
            Step::Throw(Trigger::Link(link)) => {
                let landing = self.landing(index, link).map(|catch| self.outgoing(catch)).unwrap_or_default();
                self.each_incoming(MoveKind::Throw, index, &landing);
            }
            Step::Throw(_) => {
                let taken = self.outgoing(index);
                self.each_incoming(MoveKind::Throw, index, &taken);
            }
            Step::Boundary { on, interrupts, .. } => self.boundary(index, *on, *interrupts),
            Step::Exclusive => self.exclusive(index),
            Step::Parallel => {
                let inputs: Vec<PlaceId> = self.incoming(index).into_iter().map(|flow| self.place(Place::Flow(flow))).collect();
                let taken = self.outgoing(index);
                self.add(MoveKind::Pass, index, &inputs, taken, &[]);
            }
            Step::Inclusive => self.inclusive(index)?,
            Step::EventBased => {
                let waiting = self.place(Place::At(index));
                self.enter(index, &[waiting]);
            }
            Step::End(trigger) => match self.caught(index) {
                Some((step, caught_by)) => self.raise(index, step, caught_by),
                None => self.end(index, node.inside, trigger),
            },
        }
        Ok(())
    }

    /// One transition for each flow that leads to a node.
    fn each_incoming(&mut self, kind: MoveKind, index: NodeIndex, taken: &[FlowIndex]) {
        for flow in self.incoming(index) {
            let place = self.place(Place::Flow(flow));
            self.add(kind, index, &[place], taken.to_vec(), &[]);
        }
    }

    fn enter(&mut self, index: NodeIndex, outputs: &[PlaceId]) {
        for flow in self.incoming(index) {
            let place = self.place(Place::Flow(flow));
            self.add(MoveKind::Enter, index, &[place], Vec::new(), outputs);
        }
    }

    /// The boundary events that let a step go on.
    fn reminders(&self, step: NodeIndex) -> Vec<NodeIndex> {
        let is_reminder = |step_of: &Step| matches!(step_of, Step::Boundary { on, interrupts: false, .. } if *on == step);
        self.workflow.nodes().filter(|(_, node)| is_reminder(&node.step)).map(|(index, _)| index).collect()
    }

    /// What marks that a step goes on, and what its end takes.
    fn lasting(&mut self, step: NodeIndex) -> (Vec<PlaceId>, Vec<PlaceId>) {
        let active = self.place(Place::Active(step));
        let reminders = self.reminders(step);
        let armed = reminders.iter().map(|reminder| self.place(Place::Armed(*reminder)));
        let on: Vec<PlaceId> = [active].into_iter().chain(armed.collect::<Vec<_>>()).collect();
        let settled: Vec<PlaceId> = reminders.iter().map(|reminder| self.place(Place::Settled(*reminder))).collect();
        (on, [active].into_iter().chain(settled).collect())
    }

    fn activity(&mut self, index: NodeIndex) {
        let (on, off) = self.lasting(index);
        self.enter(index, &on);
        let taken = self.outgoing(index);
        self.add(MoveKind::Complete, index, &off, taken, &[]);
    }

    fn subprocess(&mut self, index: NodeIndex) {
        let (mut on, mut off) = self.lasting(index);
        on.push(self.place(Place::Begin(Some(index))));
        self.enter(index, &on);
        let finished = self.place(Place::Finished(index));
        let ends = self.ends(Some(index));
        if self.runs_side_by_side(index) && ends.len() > 1 {
            let gather = self.add(MoveKind::Gather, index, &ends, Vec::new(), &[finished]);
            self.builder.inclusive(gather);
        } else {
            for end in ends {
                self.add(MoveKind::Gather, index, &[end], Vec::new(), &[finished]);
            }
        }
        off.push(finished);
        let taken = self.outgoing(index);
        self.add(MoveKind::Complete, index, &off, taken, &[]);
    }

    /// Whether there may be several tokens inside a subprocess.
    fn runs_side_by_side(&self, scope: NodeIndex) -> bool {
        self.workflow.nodes().filter(|(index, _)| self.is_within(*index, Some(scope))).any(|(index, node)| match &node.step {
            Step::Boundary { interrupts, .. } => !interrupts,
            Step::Exclusive | Step::EventBased => false,
            _ => self.workflow.graph().edges(index).count() > 1,
        })
    }

    /// What an event-based gateway waits for: it happens while the gateway is entered.
    fn raced(&mut self, index: NodeIndex) {
        for flow in self.incoming(index) {
            let Some((gateway, _)) = self.workflow.graph().edge_endpoints(flow) else { continue };
            let waiting = self.place(Place::At(gateway));
            let taken = self.outgoing(index);
            self.add(MoveKind::Complete, index, &[waiting], taken, &[]);
        }
    }

    fn boundary(&mut self, index: NodeIndex, on: NodeIndex, interrupts: bool) {
        let taken = self.outgoing(index);
        if interrupts {
            let (_, off) = self.lasting(on);
            let given_up = self.add(MoveKind::Happen, index, &off, taken, &[]);
            self.empty(given_up, Some(on));
        } else {
            let (armed, settled) = (self.place(Place::Armed(index)), self.place(Place::Settled(index)));
            self.add(MoveKind::Happen, index, &[armed], taken, &[settled]);
            self.add(MoveKind::Skip, index, &[armed], Vec::new(), &[settled]);
        }
    }

    fn exclusive(&mut self, index: NodeIndex) {
        let outgoing = self.outgoing(index);
        if self.needs_middle(index) {
            let middle = self.place(Place::At(index));
            for flow in self.incoming(index) {
                let place = self.place(Place::Flow(flow));
                self.add(MoveKind::Join, index, &[place], Vec::new(), &[middle]);
            }
            for flow in outgoing {
                self.add(MoveKind::Pass, index, &[middle], vec![flow], &[]);
            }
            return;
        }
        for from in self.incoming(index) {
            let place = self.place(Place::Flow(from));
            for flow in &outgoing {
                self.add(MoveKind::Pass, index, &[place], vec![*flow], &[]);
            }
        }
    }

    fn inclusive(&mut self, index: NodeIndex) -> Result<(), TranslationError> {
        let inputs: Vec<PlaceId> = self.incoming(index).into_iter().map(|flow| self.place(Place::Flow(flow))).collect();
        let from = if let [one] = inputs.as_slice() {
            *one
        } else {
            let middle = self.place(Place::At(index));
            let join = self.add(MoveKind::Join, index, &inputs, Vec::new(), &[middle]);
            self.builder.inclusive(join);
            middle
        };
        let graph = self.workflow.graph();
        let is_otherwise = |flow: &FlowIndex| graph.edge_weight(*flow).is_some_and(|flow| matches!(flow.answer, Answer::Otherwise));
        let (otherwise, ways): (Vec<FlowIndex>, Vec<FlowIndex>) = self.outgoing(index).into_iter().partition(is_otherwise);
        if ways.len() > MOST_WAYS {
            return Err(TranslationError::TooManyWays { node: self.id(index).to_owned(), ways: ways.len() });
        }
        for set in 1..1_usize << ways.len() {
            let taken = ways.iter().enumerate().filter(|(way, _)| set >> way & 1 == 1).map(|(_, flow)| *flow).collect();
            self.add(MoveKind::Pass, index, &[from], taken, &[]);
        }
        for flow in otherwise {
            self.add(MoveKind::Pass, index, &[from], vec![flow], &[]);
        }
        Ok(())
    }

    fn end(&mut self, index: NodeIndex, scope: Option<NodeIndex>, trigger: &Trigger) {
        let ended = self.place(Place::Ended(index));
        for flow in self.incoming(index) {
            let place = self.place(Place::Flow(flow));
            let end = self.add(MoveKind::End, index, &[place], Vec::new(), &[ended]);
            match trigger {
                Trigger::Terminate => self.empty(end, scope),
                // Nobody catches it, so everything is given up.
                Trigger::Error(_) => self.empty(end, None),
                _ => {}
            }
        }
    }

    /// An error end gives up the step that catches it.
    fn raise(&mut self, index: NodeIndex, step: NodeIndex, caught_by: NodeIndex) {
        for flow in self.incoming(index) {
            let inputs = [self.place(Place::Flow(flow)), self.place(Place::Active(step))];
            let taken = self.outgoing(caught_by);
            let raised = self.add(MoveKind::Raise { caught_by }, index, &inputs, taken, &[]);
            self.empty(raised, Some(step));
            for reminder in self.reminders(step) {
                for place in [Place::Armed(reminder), Place::Settled(reminder)] {
                    let place = self.place(place);
                    self.builder.reset(raised, place);
                }
            }
        }
    }

    /// The step that an error end gives up, and the boundary event that catches the error; none for other ends.
    fn caught(&self, end: NodeIndex) -> Option<(NodeIndex, NodeIndex)> {
        let node = self.workflow.graph().node_weight(end)?;
        match &node.step {
            Step::End(Trigger::Error(name)) => self.catcher(node.inside, name.as_deref()),
            _ => None,
        }
    }

    /// The nearest subprocess around a scope with a boundary event that catches an error.
    fn catcher(&self, scope: Option<NodeIndex>, error: Option<&str>) -> Option<(NodeIndex, NodeIndex)> {
        let mut around = scope;
        while let Some(step) = around {
            let catches = |step_of: &Step| match step_of {
                Step::Boundary { on, trigger: Trigger::Error(name), .. } => *on == step && (name.is_none() || name.as_deref() == error),
                _ => false,
            };
            if let Some((catcher, _)) = self.workflow.nodes().find(|(_, node)| catches(&node.step)) {
                return Some((step, catcher));
            }
            around = self.workflow.graph().node_weight(step).and_then(|node| node.inside);
        }
        None
    }

    /// Where a link lands: the event of that name in the same scope.
    fn landing(&self, from: NodeIndex, link: &str) -> Option<NodeIndex> {
        let scope = self.workflow.graph().node_weight(from)?.inside;
        let is_it = |step: &Step| matches!(step, Step::Catch(Trigger::Link(name)) if name == link);
        self.workflow.nodes().find(|(_, node)| node.inside == scope && is_it(&node.step)).map(|(index, _)| index)
    }

    /// The places of the ends of a scope.
    fn ends(&mut self, scope: Option<NodeIndex>) -> Vec<PlaceId> {
        let ends: Vec<NodeIndex> =
            self.workflow.nodes().filter(|(_, node)| node.inside == scope && matches!(node.step, Step::End(_))).map(|(index, _)| index).collect();
        let ends = ends.into_iter().filter(|end| self.caught(*end).is_none()).collect::<Vec<_>>();
        ends.into_iter().map(|end| self.place(Place::Ended(end))).collect()
    }

    /// Empties everything inside a scope, or everything there is.
    fn empty(&mut self, transition: crate::net::TransitionId, scope: Option<NodeIndex>) {
        let inside: Vec<PlaceId> = self
            .places
            .iter()
            .filter(|place| self.stands_within(**place, scope))
            .filter_map(|place| self.ids.get(&Key::of(*place)).copied())
            .collect();
        for place in inside {
            self.builder.reset(transition, place);
        }
    }

    /// Whether a place is inside a scope.
    fn stands_within(&self, place: Place, scope: Option<NodeIndex>) -> bool {
        match place {
            Place::Begin(of) => of.is_some_and(|of| scope.is_none_or(|scope| of == scope || self.is_within(of, Some(scope)))),
            Place::Finished(of) => scope.is_none_or(|scope| of == scope || self.is_within(of, Some(scope))),
            Place::Flow(flow) => self.workflow.graph().edge_endpoints(flow).is_some_and(|(from, _)| self.is_within(from, scope)),
            Place::Active(node) | Place::At(node) | Place::Armed(node) | Place::Settled(node) | Place::Ended(node) => self.is_within(node, scope),
        }
    }

    /// Whether a node stands inside a scope, however deep.
    fn is_within(&self, node: NodeIndex, scope: Option<NodeIndex>) -> bool {
        let Some(scope) = scope else { return true };
        let mut around = self.workflow.graph().node_weight(node).and_then(|node| node.inside);
        while let Some(step) = around {
            if step == scope {
                return true;
            }
            around = self.workflow.graph().node_weight(step).and_then(|node| node.inside);
        }
        false
    }
}

/// What transitions are called in the net.
fn verb(kind: MoveKind) -> &'static str {
    match kind {
        MoveKind::Start => "start",
        MoveKind::Enter => "enter",
        MoveKind::Complete => "complete",
        MoveKind::Happen => "happen",
        MoveKind::Skip => "skip",
        MoveKind::Join => "join",
        MoveKind::Pass => "pass",
        MoveKind::Throw => "throw",
        MoveKind::End => "end",
        MoveKind::Gather => "gather",
        MoveKind::Raise { .. } => "raise",
    }
}

/// What places are called in the net.
fn name(workflow: &Workflow, place: Place) -> String {
    let graph = workflow.graph();
    let id = |node: NodeIndex| graph.node_weight(node).map_or("", |node| node.id.as_str());
    match place {
        Place::Begin(None) => "begin".to_owned(),
        Place::Begin(Some(node)) => format!("begin {}", id(node)),
        Place::Flow(flow) => {
            let (from, to) = graph.edge_endpoints(flow).unwrap_or_default();
            let before = graph.edges_connecting(from, to).filter(|edge| edge.id() < flow).count();
            let number = if before == 0 { String::new() } else { format!(" #{}", before + 1) };
            format!("{} -> {}{number}", id(from), id(to))
        }
        Place::Active(node) => format!("active {}", id(node)),
        Place::At(node) => format!("at {}", id(node)),
        Place::Armed(node) => format!("armed {}", id(node)),
        Place::Settled(node) => format!("settled {}", id(node)),
        Place::Ended(node) => format!("ended {}", id(node)),
        Place::Finished(node) => format!("finished {}", id(node)),
    }
}
