//! The net of a workflow: what its places and transitions mean in the words of the diagram.

use super::{FlowIndex, Node, NodeIndex, Workflow};
use crate::net::{Net, PlaceId, TransitionId};

/// The Petri net that a workflow means, with the way back to the diagram.
///
/// Execution and soundness share it: the engine moves its tokens, and what can happen in the one can happen in the other. In
/// the net, conditions, timers and whatever else comes from outside are free choices.
///
/// | in the diagram | in the net |
/// | --- | --- |
/// | a flow | a place |
/// | a start | takes the one token that the net begins with; of several starts, one |
/// | a task, a call, an event that waits | a place for the time that it lasts, a transition for every flow that begins it, one that completes it |
/// | exclusive gateway | a transition for every way through |
/// | parallel gateway | one transition |
/// | inclusive gateway | an inclusive join; a transition for every set of ways out, which `otherwise` is part of alone |
/// | event-based gateway | a place; a transition for every event it leads to |
/// | boundary event that gives the step up | takes the step's token, empties everything inside |
/// | boundary event that lets the step go on | happens once while the step lasts, or not |
/// | subprocess | a place for the time that it lasts; it is done when its ends have come together (an inclusive join, where branches run side by side) |
/// | end | a place that is marked once at most, or the run is improper |
/// | `terminate`, and an error nobody catches | empties everything around it |
/// | an error end inside a subprocess | gives up the nearest subprocess around it that has a boundary event for that error |
/// | `repeat` | once: it is a mark |
///
/// Sources: R. Dijkman, M. Dumas, C. Ouyang, "Semantics and analysis of business process models in BPMN", Information and
/// Software Technology 50(12), 2008, for what both have; the inclusive join is that of BPMN 2.0 (OMG, 2011), table 13.3.
#[derive(Clone, Debug)]
pub struct WorkflowNet {
    pub(super) net: Net,
    pub(super) places: Vec<Place>,
    pub(super) moves: Vec<Move>,
}

/// What a place of the net means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The workflow, or a subprocess, is about to begin.
    Begin(Option<NodeIndex>),
    /// A token is on a flow.
    Flow(FlowIndex),
    /// A step goes on, or an event is waited for.
    Active(NodeIndex),
    /// A gateway has been entered and not been left.
    At(NodeIndex),
    /// A boundary event may still happen to the step that goes on.
    Armed(NodeIndex),
    /// A boundary event has happened to the step that goes on, or will not.
    Settled(NodeIndex),
    /// An end was reached.
    Ended(NodeIndex),
    /// Everything inside a subprocess is done.
    Finished(NodeIndex),
}

/// What a transition of the net means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Move {
    /// What happens.
    pub kind: MoveKind,
    /// The node that it happens to.
    pub node: NodeIndex,
    /// The flows on which tokens are put.
    pub taken: Box<[FlowIndex]>,
}

/// What happens to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoveKind {
    /// The start happens.
    Start,
    /// A step begins, or an event is waited for from now on.
    Enter,
    /// A step is done, or the event that was waited for happens.
    Complete,
    /// A boundary event happens.
    Happen,
    /// A boundary event will not happen any more, because its step ends.
    Skip,
    /// Tokens come together at an inclusive gateway, or one comes to a gateway that several flows lead to.
    Join,
    /// A gateway is passed.
    Pass,
    /// Something is made known.
    Throw,
    /// A branch ends.
    End,
    /// The ends of a subprocess have come together.
    Gather,
    /// An error ends a branch, and the boundary event of this node catches it.
    Raise {
        /// The boundary event.
        caught_by: NodeIndex,
    },
}

impl WorkflowNet {
    /// The net.
    #[must_use]
    pub fn net(&self) -> &Net {
        &self.net
    }

    /// What a place means; none for a place of another net.
    #[must_use]
    pub fn place(&self, place: PlaceId) -> Option<Place> {
        self.places.get(place.index()).copied()
    }

    /// What a transition means; none for a transition of another net.
    #[must_use]
    pub fn transition(&self, transition: TransitionId) -> Option<&Move> {
        self.moves.get(transition.index())
    }

    /// What a transition does, in the words of the diagram; none for what a reader of the diagram does not see: a step is entered, a
    /// boundary event does not happen.
    #[must_use]
    pub fn words(&self, workflow: &Workflow, transition: TransitionId) -> Option<String> {
        let done = self.transition(transition)?;
        let node = workflow.graph().node_weight(done.node)?;
        let titles = |flows: &[FlowIndex]| {
            let title = |flow: &FlowIndex| way(workflow, *flow);
            flows.iter().filter_map(title).collect::<Vec<_>>().join(" and ")
        };
        Some(match done.kind {
            MoveKind::Start => format!("`{}` starts it", node.id),
            MoveKind::Complete if node.step.is_activity() => format!("`{}` is done", node.id),
            MoveKind::Complete | MoveKind::Happen => format!("`{}` happens", node.id),
            MoveKind::Pass if is_choice(workflow, done.node) => format!("`{}` leads to {}", node.id, titles(&done.taken)),
            MoveKind::Throw => format!("`{}` is thrown", node.id),
            MoveKind::End => format!("`{}` is reached", node.id),
            MoveKind::Raise { caught_by } => {
                let catcher = workflow.graph().node_weight(caught_by).map_or("", |node: &Node| node.id.as_str());
                format!("`{}` is reached, and `{catcher}` catches it", node.id)
            }
            MoveKind::Pass if done.taken.len() > 1 => format!("`{}` leads to {}", node.id, titles(&done.taken)),
            MoveKind::Enter | MoveKind::Skip | MoveKind::Join | MoveKind::Gather | MoveKind::Pass => return None,
        })
    }
}

/// Whether somebody chooses among several ways there.
fn is_choice(workflow: &Workflow, node: NodeIndex) -> bool {
    workflow.graph().edges(node).count() > 1 && !matches!(workflow.graph().node_weight(node).map(|node| &node.step), Some(super::Step::Parallel))
}

/// Where a flow leads, with what is written at it.
fn way(workflow: &Workflow, flow: FlowIndex) -> Option<String> {
    let (_, to) = workflow.graph().edge_endpoints(flow)?;
    let to = &workflow.graph().node_weight(to)?.id;
    let title = &workflow.graph().edge_weight(flow)?.title;
    Some(if title.is_empty() { format!("`{to}`") } else { format!("`{to}` ({title})") })
}
