//! A lifecycle as a picture.

use super::{Event, EventId, Lifecycle, State, StateId, Transition, definition::StateKind};
use crate::draw::{Edge, Emphasis, Node, Picture, Shape};

impl Lifecycle {
    /// The picture of the states and what leads from one to the other; [`draw`](crate::draw) writes it as SVG, DOT or
    /// Mermaid.
    ///
    /// Events that nobody brings about by hand are dashed; what needs a guard, a role or a vote shows it in the guide, not
    /// here. Linear in the transitions.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let event = |id| self.get_event(id).map_or("", Event::title);
        self.picture_with(self.title(), self.summary().unwrap_or_default(), &|_, state: &State| state.title().to_owned(), &event)
    }

    /// The picture with titles of another language.
    pub(super) fn picture_with<'titles>(
        &self,
        title: &str,
        summary: &str,
        state_title: &dyn Fn(StateId, &State) -> String,
        event_title: &dyn Fn(EventId) -> &'titles str,
    ) -> Picture {
        let nodes = self.states().map(|(id, state)| {
            let (shape, emphasis) = match state.kind() {
                StateKind::Initial => (Shape::Initial, Emphasis::default()),
                StateKind::Open => (Shape::State, Emphasis::default()),
                StateKind::Waiting => (Shape::Waiting, Emphasis::default()),
                StateKind::Resolved => (Shape::State, Emphasis::Good),
                StateKind::Terminal => (Shape::Final, Emphasis::default()),
            };
            Node::new(state.id()).label(state_title(id, state)).shape(shape).emphasis(emphasis)
        });
        let edges = self.transitions().map(|(_, transition)| self.edge(transition, event_title(transition.on())));
        Picture::states(title).description(summary).nodes_of(nodes).edges_of(edges)
    }

    fn edge(&self, transition: &Transition, title: &str) -> Edge {
        let event = self.get_event(transition.on());
        let edge = Edge::new(self.state_name(transition.from()), self.state_name(transition.to())).label(title);
        if event.is_some_and(|event| event.kind() != super::definition::EventKind::User) { edge.dashed() } else { edge }
    }
}
