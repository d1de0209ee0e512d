//! A net as a picture.

use super::{Net, PlaceId, TransitionId};
use crate::draw::{Edge, Emphasis, Node, Picture, Shape};

impl Net {
    /// The picture of the net; [`draw`](crate::draw) writes it as SVG, DOT or Mermaid.
    ///
    /// Places are small circles, those that are marked at the beginning with a thin border and ends with a thick one, the number of
    /// tokens below. Transitions are boxes with their labels; silent ones are muted and bear nothing. Weights above 1 stand at
    /// arcs, resets are dashed. Linear.
    #[must_use]
    pub fn picture(&self) -> Picture {
        let places = self.places().map(|place| self.place_node(place));
        let transitions = self.transitions().map(|transition| self.transition_node(transition));
        let edges = self.transitions().flat_map(|transition| self.edges(transition));
        Picture::flow(self.name()).nodes_of(places).nodes_of(transitions).edges_of(edges)
    }

    fn place_node(&self, place: PlaceId) -> Node {
        let tokens = self.initial().get(place);
        let is_end = self.ends().contains(&place) || self.final_marking().is_some_and(|marking| marking.get(place) > 0);
        let shape = match (tokens, is_end) {
            (_, true) => Shape::End,
            (0, false) => Shape::Event,
            _ => Shape::Start,
        };
        let label = match tokens {
            0 => String::new(),
            1 => "●".to_owned(),
            more => format!("● {more}"),
        };
        Node::new(format!("p{}", place.number())).label(label).shape(shape)
    }

    fn transition_node(&self, transition: TransitionId) -> Node {
        let node = Node::new(format!("t{}", transition.number())).shape(if self.is_inclusive(transition) { Shape::Inclusive } else { Shape::Task });
        match self.label(transition) {
            Some(label) => node.label(label),
            None => node.label("").emphasis(Emphasis::Muted),
        }
    }

    fn edges(&self, transition: TransitionId) -> impl Iterator<Item = Edge> {
        let weight = |weight: u32| if weight > 1 { weight.to_string() } else { String::new() };
        let box_id = format!("t{}", transition.number());
        let circle = |place: PlaceId| format!("p{}", place.number());
        let inputs = self.inputs(transition).iter().map(|arc| Edge::new(circle(arc.place), &box_id).label(weight(arc.weight)));
        let resets = self.resets(transition).iter().map(|place| Edge::new(circle(*place), &box_id).label("reset").dashed());
        let outputs = self.outputs(transition).iter().map(|arc| Edge::new(&box_id, circle(arc.place)).label(weight(arc.weight)));
        inputs.chain(resets).chain(outputs).collect::<Vec<_>>().into_iter()
    }
}
