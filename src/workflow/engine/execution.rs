//! A running workflow.

use std::{collections::VecDeque, sync::Arc};

use indexmap::IndexMap;
use jiff::Timestamp;

use super::{
    context::Context,
    drive::{Drive, State, is_step},
    program::{Inner, Program},
    refusal::ExecutionRefusal as Refusal,
    since::Since,
};
use crate::{
    expr::Value,
    net::{Marking, PlaceId, TransitionId},
    workflow::{Fired, MoveKind, NodeIndex, Place, Step, Workflow, WorkflowNet},
};

/// A running workflow: where its tokens are.
///
/// ```
/// use itsm::workflow::{WorkflowBuilder, definition::NodeKind, engine::{Context, Execution, Program}};
///
/// let workflow = WorkflowBuilder::new("fix", "Fix and tell")
///     .node("call", NodeKind::Start).node("both", NodeKind::Parallel)
///     .node("fix", NodeKind::Task).node("tell", NodeKind::Task)
///     .node("joined", NodeKind::Parallel).node("done", NodeKind::End)
///     .path(["call", "both", "fix", "joined", "done"]).path(["both", "tell", "joined"])
///     .finish().unwrap();
/// let program = Program::new(&workflow)?;
/// let mut run = Execution::new(&program);
/// run.start(&Context::new())?;
/// assert_eq!(run.offers().map(|offer| offer.node.id.as_str()).collect::<Vec<_>>(), ["fix", "tell"]);
/// run.complete("tell", &Context::new())?;
/// assert!(run.complete("fix", &Context::new())?.ended);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Execution {
    pub(super) program: Program,
    pub(super) state: State,
    pub(super) sequence: u64,
    /// Kept so that a step allocates nothing for it.
    next: Option<Box<(State, VecDeque<PlaceId>)>>,
}

/// Work that is offered, or an event that is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'run> {
    /// Its place in the graph.
    pub index: NodeIndex,
    /// The step or event.
    pub node: &'run crate::workflow::Node,
    /// The role that it is offered to.
    pub lane: Option<&'run str>,
    /// Since when; none when nobody said it.
    pub since: Option<Timestamp>,
}

/// What a step has led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The number of the step in the life of the execution, from 1.
    pub sequence: u64,
    /// Everything that happened, in order, as transitions of the net; [`WorkflowNet::transition`] says what each means.
    pub fired: Vec<TransitionId>,
    /// The lifecycle events to be applied to records, in order.
    pub fires: Vec<Fired>,
    /// The steps that began and are offered now.
    pub began: Vec<NodeIndex>,
    /// What was made known: the throw events and ends with a message, signal, escalation or error.
    pub thrown: Vec<NodeIndex>,
    /// Whether the workflow has ended.
    pub ended: bool,
}

impl Execution {
    /// An execution that has not begun.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        let net = program.inner.net();
        let state = State { marking: net.initial().clone(), since: Since::default(), data: Arc::default(), at: None };
        Self { program: program.clone(), state, sequence: 0, next: None }
    }

    /// The workflow.
    #[must_use]
    pub fn workflow(&self) -> &Workflow {
        self.program.workflow()
    }

    /// What it was made of.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Where the tokens are.
    #[must_use]
    pub fn marking(&self) -> &Marking {
        &self.state.marking
    }

    /// How many steps it has taken.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &IndexMap<String, Value> {
        &self.state.data
    }

    /// Whether everything is over: no token is anywhere but on ends.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        // Where work goes on there is a token.
        if !self.state.since.is_empty() {
            return false;
        }
        let places = &self.net().places;
        self.state.marking.marked().all(|(place, _)| matches!(places.get(place.index()), Some(Place::Ended(_))))
    }

    pub(super) fn net(&self) -> &WorkflowNet {
        &self.program.inner.net
    }

    fn inner(&self) -> &Inner {
        &self.program.inner
    }

    /// The work that is offered now: tasks and calls, in the order of the graph; one entry for each time it is to be done.
    pub fn offers(&self) -> impl Iterator<Item = Offer<'_>> {
        self.waiting().filter(|offer| matches!(offer.node.step, Step::Task(_) | Step::Call(_)))
    }

    /// Everything that is waited for: work, and events that may happen, boundary events among them.
    pub fn waiting(&self) -> impl Iterator<Item = Offer<'_>> {
        self.workflow().nodes().flat_map(move |(index, node)| {
            let ways = self.inner().ways(index);
            let open = ways.iter().filter(|way| self.can_fire(**way));
            let place = open
                .clone()
                .find_map(|way| self.inner().net().inputs(*way).iter().find(|arc| self.inner().is_lasting(arc.place)).map(|arc| arc.place));
            let since = place.map(|place| self.state.since.of(place));
            let times: Vec<Option<Timestamp>> = match since {
                Some(since) if is_step(self.workflow(), index) => since.collect(),
                since => open.take(1).map(|_| ()).zip([since.and_then(|mut since| since.next().flatten())]).map(|((), since)| since).collect(),
            };
            let lane = node.lane.and_then(|lane| self.workflow().lanes().get(lane)).map(|lane| lane.id.as_str());
            times.into_iter().map(move |since| Offer { index, node, lane, since })
        })
    }

    fn can_fire(&self, transition: TransitionId) -> bool {
        let settles = self.inner().settles.get(transition.index()).map(Box::as_ref).unwrap_or_default();
        let inputs = self.inner().net().inputs(transition);
        inputs.iter().all(|arc| self.state.marking.get(arc.place) > 0 || settles.iter().any(|(settled, _)| *settled == arc.place))
    }

    /// Begins, where the workflow has one start. Time is linear in what follows by itself.
    ///
    /// # Errors
    /// When there are several starts (name one with [`Execution::complete`]), when it has begun, or what [`Execution::complete`] refuses.
    pub fn start(&mut self, context: &Context) -> Result<Progress, Refusal> {
        let starts: Vec<NodeIndex> = self
            .workflow()
            .nodes()
            .filter(|(_, node)| node.inside.is_none() && matches!(node.step, Step::Start(_)))
            .map(|(index, _)| index)
            .collect();
        match starts.as_slice() {
            [start] => self.happen(*start, context),
            several => Err(Refusal::SeveralStarts(several.iter().map(|start| self.inner().id(*start).to_owned()).collect())),
        }
    }

    /// A step is done, or an event happens, by its id; see [`Execution::happen`].
    ///
    /// # Errors
    /// See [`Execution::happen`].
    pub fn complete(&mut self, node: &str, context: &Context) -> Result<Progress, Refusal> {
        let index = self.workflow().node_index(node).ok_or_else(|| Refusal::NoSuchNode(node.to_owned()))?;
        self.happen(index, context)
    }

    /// A step is done, or an event happens; then everything that follows by itself. Time is linear in what follows.
    ///
    /// # Errors
    /// When it is not waited for; when the actor does not have the role of its lane; when a value does not fit its field; when a gateway
    /// behind it has no way, several ways, or asks which. The execution is as it was then.
    pub fn happen(&mut self, node: NodeIndex, context: &Context) -> Result<Progress, Refusal> {
        let transition = self.ready(node, context)?;
        let mut next = match self.next.take() {
            Some(mut next) => {
                next.0.clone_from(&self.state);
                next.1.clear();
                next
            }
            None => Box::new((self.state.clone(), VecDeque::new())),
        };
        let mut fired = Vec::with_capacity(8);
        let (state, queue) = next.as_mut();
        let driven = self.drive(transition, context, state, queue, &mut fired);
        let result = driven.map(|()| {
            std::mem::swap(&mut self.state, &mut next.0);
            self.sequence = self.sequence.saturating_add(1);
            self.progress(fired)
        });
        self.next = Some(next);
        result
    }

    /// The transition by which a node is done or happens.
    fn ready(&self, node: NodeIndex, context: &Context) -> Result<TransitionId, Refusal> {
        let ways = self.inner().ways(node);
        let Some(transition) = ways.iter().copied().find(|way| self.can_fire(*way)) else {
            if self.has_ended() && self.sequence > 0 {
                return Err(Refusal::Ended);
            }
            let waiting = self.waiting().map(|offer| offer.node.id.clone()).collect();
            return Err(Refusal::NotWaiting { node: self.inner().id(node).to_owned(), waiting });
        };
        let known = self.workflow().graph().node_weight(node);
        let lane = known.filter(|node| matches!(node.step, Step::Task(_))).and_then(|node| self.workflow().lanes().get(node.lane?));
        match lane {
            Some(lane) if !context.roles.contains(&lane.id) => Err(Refusal::Role { node: self.inner().id(node).to_owned(), lane: lane.id.clone() }),
            _ => Ok(transition),
        }
    }

    fn drive(
        &self,
        transition: TransitionId,
        context: &Context,
        next: &mut State,
        queue: &mut VecDeque<PlaceId>,
        fired: &mut Vec<TransitionId>,
    ) -> Result<(), Refusal> {
        for (name, value) in &context.data {
            let field = self.workflow().fields().get(name).ok_or_else(|| Refusal::NoSuchField(name.clone()))?;
            let value = field.accept(value.clone()).map_err(|why| Refusal::Field { field: name.clone(), why })?;
            Arc::make_mut(&mut next.data).insert(name.clone(), value);
        }
        next.at = context.at.or(next.at);
        let mut drive = Drive { program: self.inner(), state: next, context, fired, queue };
        drive.fire(transition);
        drive.settle()
    }

    pub(super) fn progress(&self, fired: Vec<TransitionId>) -> Progress {
        let mut progress = Progress { sequence: self.sequence, ended: self.has_ended(), ..Progress::default() };
        for done in fired.iter().filter_map(|transition| self.net().transition(*transition)) {
            let Some(node) = self.workflow().graph().node_weight(done.node) else { continue };
            match done.kind {
                MoveKind::Start | MoveKind::Complete | MoveKind::Happen => progress.fires.extend(node.fires.iter().cloned()),
                MoveKind::Throw | MoveKind::End | MoveKind::Raise { .. } => {
                    progress.fires.extend(node.fires.iter().cloned());
                    if node.step.trigger().is_some_and(|trigger| trigger.kind().is_some()) {
                        progress.thrown.push(done.node);
                    }
                }
                MoveKind::Enter if is_step(self.workflow(), done.node) => progress.began.push(done.node),
                MoveKind::Enter | MoveKind::Skip | MoveKind::Join | MoveKind::Pass | MoveKind::Gather => {}
            }
        }
        progress.fired = fired;
        progress
    }
}
