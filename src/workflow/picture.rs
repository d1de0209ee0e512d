//! A workflow as a picture.

use petgraph::Direction;

use super::{Node, Step, Trigger, Workflow, definition::TaskKind};
use crate::draw::{self, Edge, Emphasis, Mark, Picture, Shape, Sign};

impl Workflow {
    /// The picture of the steps and what follows what, with lanes; [`draw`] writes it as SVG, DOT or Mermaid.
    ///
    /// What is inside a subprocess is drawn beside it, joined to it by a dashed line, as is what may happen while a step goes
    /// on. Time is the product of nodes and flows at most.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let name = |index| self.graph().node_weight(index).map_or("", |node: &Node| node.id.as_str());
        let lanes = self.drawn_lanes();
        let nodes = self.nodes().zip(lanes).map(|((_, node), lane)| self.drawn(node, lane));
        let flows = self.flows().map(|(_, from, to, flow)| Edge::new(name(from), name(to)).label(flow.title.as_str()));
        let attached = self.nodes().filter_map(|(_, node)| match &node.step {
            Step::Boundary { on, .. } => Some(Edge::new(name(*on), node.id.as_str()).dashed()),
            Step::Start(_) => Some(Edge::new(name(node.inside?), node.id.as_str()).dashed()),
            Step::Throw(Trigger::Link(link)) => self.caught(link).map(|to| Edge::new(node.id.as_str(), to).dashed()),
            _ => None,
        });
        let picture = self.lanes().iter().fold(Picture::flow(self.title()), |picture, lane| picture.lane(lane.id.as_str(), lane.title.as_str()));
        picture.description(self.definition().summary.as_deref().unwrap_or_default()).nodes_of(nodes).edges_of(flows.chain(attached))
    }

    fn caught(&self, link: &str) -> Option<&str> {
        self.nodes().find_map(|(_, node)| matches!(&node.step, Step::Catch(Trigger::Link(name)) if name == link).then_some(node.id.as_str()))
    }

    /// The lane that each node is drawn in. Gateways, events and what runs by itself stand where the work comes from, or else where it
    /// goes: a diagram in which they stand apart cannot be read. Work of people that nobody was named for stays outside.
    fn drawn_lanes(&self) -> Vec<Option<usize>> {
        let mut lanes: Vec<Option<usize>> = self.nodes().map(|(_, node)| node.lane).collect();
        for direction in [Direction::Incoming, Direction::Outgoing] {
            let mut changed = true;
            while changed {
                changed = false;
                for (index, node) in self.nodes() {
                    if is_work_of_people(&node.step) || lanes.get(index.index()).is_some_and(Option::is_some) {
                        continue;
                    }
                    let attached = match &node.step {
                        Step::Boundary { on, .. } => lanes.get(on.index()).copied().flatten(),
                        _ => None,
                    };
                    let mut beside =
                        self.graph().neighbors_directed(index, direction).filter_map(|other| lanes.get(other.index()).copied().flatten());
                    if let Some(lane) = attached.or_else(|| beside.next())
                        && let Some(slot) = lanes.get_mut(index.index())
                    {
                        *slot = Some(lane);
                        changed = true;
                    }
                }
            }
        }
        lanes
    }

    fn drawn(&self, node: &Node, lane: Option<usize>) -> draw::Node {
        let shape = match &node.step {
            Step::Task(_) => Shape::Task,
            Step::Start(_) => Shape::Start,
            Step::End(_) => Shape::End,
            Step::Catch(_) | Step::Throw(_) | Step::Boundary { .. } => Shape::Event,
            Step::Exclusive => Shape::Exclusive,
            Step::Parallel => Shape::Parallel,
            Step::Inclusive => Shape::Inclusive,
            Step::EventBased => Shape::EventBased,
            Step::Subprocess | Step::Call(_) => Shape::Subprocess,
        };
        let emphasis = match node.step.trigger() {
            Some(Trigger::Error(_) | Trigger::Terminate) => Emphasis::Bad,
            _ => Emphasis::Plain,
        };
        // A gateway that only joins needs no words.
        let label = if node.step.is_gateway() && node.title == node.id { "" } else { node.title.as_str() };
        let mut drawn = draw::Node::new(node.id.as_str()).label(label).shape(shape).emphasis(emphasis);
        drawn.mark = node.step.trigger().and_then(sign).map(|sign| Mark { sign, is_thrown: matches!(node.step, Step::Throw(_) | Step::End(_)) });
        match lane.and_then(|lane| self.lanes().get(lane)) {
            Some(lane) => drawn.lane(lane.id.as_str()),
            None => drawn,
        }
    }
}

/// Whether somebody does it, and not a program, rules or another workflow.
fn is_work_of_people(step: &Step) -> bool {
    !matches!(step, Step::Task(Some(TaskKind::Service | TaskKind::Script | TaskKind::BusinessRule)) | Step::Subprocess | Step::Call(_))
        && step.is_activity()
}

/// The sign of what an event is about.
fn sign(trigger: &Trigger) -> Option<Sign> {
    Some(match trigger {
        Trigger::None => return None,
        Trigger::Message(_) => Sign::Message,
        Trigger::Timer(_) => Sign::Timer,
        Trigger::Error(_) => Sign::Error,
        Trigger::Escalation(_) => Sign::Escalation,
        Trigger::Signal(_) => Sign::Signal,
        Trigger::Condition(_) => Sign::Condition,
        Trigger::Link(_) => Sign::Link,
        Trigger::Terminate => Sign::Terminate,
        Trigger::Compensation => Sign::Compensation,
        Trigger::Cancel => Sign::Cancel,
    })
}
