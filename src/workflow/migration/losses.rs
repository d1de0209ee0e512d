//! What a plan loses or changes of every execution that it concerns.

use super::{
    Plan, PlanLoss,
    places::Places,
    plan::{Target, shown},
};
use crate::workflow::{NodeIndex, Place, Step};

impl Plan {
    /// What is lost or changed for every execution that stands there. Linear in the two definitions.
    #[must_use]
    pub fn losses(&self) -> Vec<PlanLoss> {
        let (before, after) = (Places { program: &self.old }, Places { program: &self.new });
        let mut losses = Vec::new();
        for to in after.program.net().net().places() {
            let from = before.all().zip(&self.targets).filter(|((_, place), target)| **target == Target::To(to) && before.can_rest(*place));
            let from: Vec<String> = from.map(|((place, _), _)| shown(&before, place).to_owned()).collect();
            if from.len() > 1 {
                losses.push(PlanLoss::Merged { places: from, to: shown(&after, to).to_owned() });
            }
        }
        for ((place, was), target) in before.all().zip(&self.targets) {
            match target {
                Target::To(to) => {
                    if let Some(is) = after.program.net().place(*to) {
                        losses.extend(changed(&before, &after, was, is));
                    }
                }
                Target::Dropped if before.can_rest(was) => losses.push(PlanLoss::Dropped { place: shown(&before, place).to_owned() }),
                _ => {}
            }
        }
        for (index, node) in self.old.workflow().nodes() {
            if matches!(node.step, Step::Boundary { .. }) && !self.nodes.contains_key(&index) {
                losses.push(PlanLoss::BoundaryEvent { event: node.id.clone() });
            }
        }
        let declared = |name: &&String| self.new.workflow().fields().get(self.field(name)).is_some();
        let gone = self.old.workflow().definition().fields.keys().filter(|name| !declared(name));
        losses.extend(gone.map(|name| PlanLoss::Field { field: name.clone() }));
        losses
    }
}

/// What is another about a token that goes from one place to another.
fn changed(before: &Places<'_>, after: &Places<'_>, was: Place, is: Place) -> Vec<PlanLoss> {
    let mut losses = Vec::new();
    let owned = str::to_owned;
    match (was, is) {
        (Place::Ended(_), Place::Ended(_)) => {}
        (Place::Ended(end), other) => {
            let to = after.id_of(other).map(|to| owned(shown(after, to))).unwrap_or_default();
            losses.push(PlanLoss::Reopened { end: owned(before.node_id(end)), to });
        }
        (other, Place::Ended(end)) => {
            let place = before.id_of(other).map(|place| owned(shown(before, place))).unwrap_or_default();
            losses.push(PlanLoss::Ended { place, to: owned(after.node_id(end)) });
        }
        _ => {}
    }
    let active = |place: Place| match place {
        Place::Active(node) => Some(node),
        _ => None,
    };
    let step_of = |places: &Places<'_>, place: Place| active(place).and_then(|node| places.step(node).cloned());
    let (old_step, new_step) = (step_of(before, was), step_of(after, is));
    let id = |places: &Places<'_>, place: Place| active(place).map(|node| owned(places.node_id(node))).unwrap_or_default();
    let called = |step: &Option<Step>| match step {
        Some(Step::Call(calls)) => Some(calls.clone()),
        _ => None,
    };
    let (old_call, new_call) = (called(&old_step), called(&new_step));
    if old_call != new_call {
        losses.extend(old_call.map(|calls| PlanLoss::CallGivenUp { step: id(before, was), calls }));
        losses.extend(new_call.map(|calls| PlanLoss::CallToBegin { step: id(after, is), calls }));
    }
    if matches!(old_step, Some(Step::Subprocess)) && !matches!(new_step, Some(Step::Subprocess)) {
        let to = after.id_of(is).map(|to| owned(shown(after, to))).unwrap_or_default();
        losses.push(PlanLoss::Folded { subprocess: id(before, was), to });
    }
    if let (Some(Step::Task(_)), Some(Step::Task(_)), Some(old), Some(new)) = (&old_step, &new_step, active(was), active(is)) {
        let lane = |places: &Places<'_>, node: NodeIndex| {
            let lane = places.workflow().graph().node_weight(node).and_then(|node| node.lane);
            lane.and_then(|lane| places.workflow().lanes().get(lane)).map(|lane| lane.id.clone())
        };
        let (was, is) = (lane(before, old), lane(after, new));
        if was != is {
            losses.push(PlanLoss::Role { step: owned(after.node_id(new)), was, is });
        }
    }
    losses
}
