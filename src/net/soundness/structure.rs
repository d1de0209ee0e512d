//! Whether a net is a workflow net: one source, an end, and every node between them.

use super::super::{Marking, Net, PlaceId, TransitionId};

/// Why a net is no workflow net.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Defect {
    /// The net says neither a final marking nor ends.
    NoEnd,
    /// There is not exactly one place without a producer; here they are.
    Sources(Vec<PlaceId>),
    /// The initial marking is not one token on the source.
    InitialMarking,
    /// For nets with a final marking: there is not exactly one place without a consumer. For nets with ends: these places
    /// are ends with a consumer, or are without one and no ends.
    Sinks(Vec<PlaceId>),
    /// The final marking is not one token on the sink.
    FinalMarking,
    /// Nodes that are on no path from the source to an end.
    NotOnPath {
        /// The places.
        places: Vec<PlaceId>,
        /// The transitions.
        transitions: Vec<TransitionId>,
    },
}

/// Most names in a sentence.
const MOST_NAMES: usize = 5;

impl Defect {
    /// The defect in a sentence, without a full stop.
    #[must_use]
    pub fn sentence(&self, net: &Net) -> String {
        let places = |places: &[PlaceId]| list(places.iter().map(|place| net.place_name(*place)));
        match self {
            Self::NoEnd => "the net does not say when it is complete; give a final marking".to_owned(),
            Self::Sources(found) if found.is_empty() => "every place has a producer, so that there is no beginning".to_owned(),
            Self::Sources(found) => format!("several places have no producer: {}", places(found)),
            Self::InitialMarking => "the initial marking is not one token on the place without a producer".to_owned(),
            Self::Sinks(found) if found.is_empty() => "every place has a consumer, so that there is no end".to_owned(),
            Self::Sinks(found) if net.final_marking().is_some() => format!("several places have no consumer: {}", places(found)),
            Self::Sinks(found) => format!("ends are not the places without a consumer: {}", places(found)),
            Self::FinalMarking => "the final marking is not one token on the place without a consumer".to_owned(),
            Self::NotOnPath { places: lost, transitions } => {
                let steps = transitions.iter().map(|transition| net.label(*transition).unwrap_or_else(|| net.transition_name(*transition)));
                format!("on no path from the beginning to the end: {}", list(steps.chain(lost.iter().map(|place| net.place_name(*place)))))
            }
        }
    }
}

fn list<'names>(names: impl Iterator<Item = &'names str>) -> String {
    let mut quoted: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let further = quoted.len().saturating_sub(MOST_NAMES);
    quoted.truncate(MOST_NAMES);
    if further > 0 {
        quoted.push(format!("{further} more"));
    }
    quoted.join(", ")
}

/// Why a net is no workflow net; empty when it is one.
///
/// Linear in the net. Paths follow arcs; resets are none.
#[must_use]
pub fn defects(net: &Net) -> Vec<Defect> {
    let mut found = Vec::new();
    let sources: Vec<PlaceId> = net.places().filter(|place| net.producers(*place).is_empty()).collect();
    let sinks: Vec<PlaceId> = net.places().filter(|place| net.consumers(*place).is_empty()).collect();
    let is_one_token = |marking: &Marking, place: PlaceId| marking.marked().eq([(place, 1)]);
    match *sources {
        [source] if is_one_token(net.initial(), source) => {}
        [_] => found.push(Defect::InitialMarking),
        _ => found.push(Defect::Sources(sources.clone())),
    }
    if let Some(end) = net.final_marking() {
        match *sinks {
            [sink] if is_one_token(end, sink) => {}
            [_] => found.push(Defect::FinalMarking),
            _ => found.push(Defect::Sinks(sinks.clone())),
        }
    } else if net.ends().is_empty() {
        found.push(Defect::NoEnd);
    } else {
        let is_end = |place: &PlaceId| net.ends().binary_search(place).is_ok();
        let wrong: Vec<PlaceId> = net.places().filter(|place| is_end(place) != net.consumers(*place).is_empty()).collect();
        if !wrong.is_empty() {
            found.push(Defect::Sinks(wrong));
        }
    }
    // Without a beginning and an end there are no paths to speak of.
    if found.is_empty() {
        let lost = not_on_path(net, &sources, &sinks);
        found.extend(lost);
    }
    found
}

/// Places and transitions that were reached.
struct Reached {
    places: Vec<bool>,
    transitions: Vec<bool>,
}

fn not_on_path(net: &Net, sources: &[PlaceId], sinks: &[PlaceId]) -> Option<Defect> {
    let forward = reach(net, sources, Net::consumers, |net, transition| net.outputs(transition).iter().map(|arc| arc.place).collect());
    let backward = reach(net, sinks, Net::producers, |net, transition| net.inputs(transition).iter().map(|arc| arc.place).collect());
    let is_on = |one: &[bool], other: &[bool], index: usize| one.get(index) == Some(&true) && other.get(index) == Some(&true);
    let places: Vec<PlaceId> = net.places().filter(|place| !is_on(&forward.places, &backward.places, place.index())).collect();
    let transitions: Vec<TransitionId> =
        net.transitions().filter(|transition| !is_on(&forward.transitions, &backward.transitions, transition.index())).collect();
    (!places.is_empty() || !transitions.is_empty()).then_some(Defect::NotOnPath { places, transitions })
}

/// What can be reached from some places, with the steps given as functions so that it works in both directions.
fn reach(
    net: &Net,
    from: &[PlaceId],
    transitions_of: impl Fn(&Net, PlaceId) -> &[TransitionId],
    places_of: impl Fn(&Net, TransitionId) -> Vec<PlaceId>,
) -> Reached {
    let mut reached = Reached { places: vec![false; net.place_count()], transitions: vec![false; net.transition_count()] };
    let mut walk: Vec<PlaceId> = Vec::new();
    let enter = |places: &mut Vec<bool>, walk: &mut Vec<PlaceId>, place: PlaceId| {
        if let Some(seen) = places.get_mut(place.index())
            && !std::mem::replace(seen, true)
        {
            walk.push(place);
        }
    };
    for place in from {
        enter(&mut reached.places, &mut walk, *place);
    }
    while let Some(place) = walk.pop() {
        for transition in transitions_of(net, place) {
            if let Some(seen) = reached.transitions.get_mut(transition.index())
                && !std::mem::replace(seen, true)
            {
                for next in places_of(net, *transition) {
                    enter(&mut reached.places, &mut walk, next);
                }
            }
        }
    }
    reached
}
