//! A net whose ends are one place.

use super::super::{Net, NetBuilder, PlaceId};

/// The same net with one place instead of its ends and a final marking of one token on it; nothing when it cannot be built.
pub(super) fn ends(net: &Net) -> Option<Net> {
    let mut builder = NetBuilder::new(net.name());
    let is_end = |place: PlaceId| net.ends().binary_search(&place).is_ok();
    let end = builder.place("end");
    let places: Vec<PlaceId> = net.places().map(|place| if is_end(place) { end } else { builder.place(net.place_name(place)) }).collect();
    let new = |place: PlaceId| places.get(place.index()).copied();
    for transition in net.transitions() {
        let copy = builder.transition(net.transition_name(transition), net.label(transition).map(str::to_owned));
        for arc in net.inputs(transition) {
            builder.input(copy, new(arc.place)?, arc.weight);
        }
        for arc in net.outputs(transition) {
            builder.output(copy, new(arc.place)?, arc.weight);
        }
    }
    for (place, tokens) in net.initial().marked() {
        builder.initial(new(place)?, tokens);
    }
    builder.final_(end, 1);
    builder.build().ok()
}
