//! Planting: deviations whose cost is certain, and violations of rules.
//!
//! Why the costs are certain. An activity that the model does not have can only be a move on the log, and without it the case is as
//! before: it adds exactly one. An activity that every run has, and that the case has no longer, needs a move on the model at least
//! once; putting it back where it was gives the case as before: it adds exactly one. Both kinds add up, because no move is counted
//! twice. What an approval that is left out costs is computed on the table of the lifecycle.

use std::collections::BTreeSet;

use super::{
    case::{Draft, DraftEvent, group, later, milliseconds},
    ledger::{Ledger, Planted},
    model::{Model, Runs},
    plan::{Plan, PlantKind},
    random::Random,
    write::{PRIORITIES, word},
};

/// Foreign activities in one case, at most.
const INSERTED: usize = 3;

/// What is known of a model for planting.
pub(super) struct Planter<'model> {
    model: &'model Model,
    plan: &'model Plan,
    foreign: String,
    mandatory: BTreeSet<&'model str>,
}

impl<'model> Planter<'model> {
    pub fn new(model: &'model Model, plan: &'model Plan) -> Self {
        let asks = |kind: PlantKind| plan.plants.iter().any(|plant| plant.kind == kind);
        let mandatory = if asks(PlantKind::Skip) || asks(PlantKind::ApprovalSkipped) { model.mandatory() } else { BTreeSet::new() };
        Self { model, plan, foreign: model.foreign(), mandatory }
    }

    /// Draws the kinds that are planted in a case, in the order in which they are planted.
    pub fn draw(&self, random: &mut Random) -> Vec<PlantKind> {
        // Every plant is drawn, so that the draws of one kind do not depend on the others.
        let drawn: Vec<PlantKind> = self.plan.plants.iter().filter(|plant| random.percent(plant.percent)).map(|plant| plant.kind).collect();
        PlantKind::all().filter(|kind| drawn.contains(kind)).collect()
    }

    /// Plants a kind that adds or leaves out events, before they have instants. What came of it is entered.
    pub fn events(&self, kind: PlantKind, draft: &mut Draft, planted: &mut Vec<Planted>, random: &mut Random) {
        match kind {
            PlantKind::Insert => self.insert(draft, planted, random),
            PlantKind::Skip => planted.extend(self.skip(draft, random)),
            PlantKind::ApprovalSkipped => {
                let Some(skipped) = self.skip_approval(draft) else { return };
                move_places(planted, skipped.event.unwrap_or_default(), -1);
                planted.push(skipped);
            }
            _ => {}
        }
    }

    /// Plants a kind that changes who, when and what.
    pub fn values(&self, kind: PlantKind, draft: &mut Draft, random: &mut Random) -> Option<Planted> {
        match kind {
            PlantKind::Insert | PlantKind::Skip | PlantKind::ApprovalSkipped => None,
            PlantKind::FourEyes => one_person(draft),
            PlantKind::MissingField => missing_field(draft, random),
            PlantKind::PingPong => ping_pong(draft, self.plan, random),
            PlantKind::Late => late(draft, self.plan, random),
            PlantKind::OutsideWindow => outside_window(draft, random),
            PlantKind::Unconfirmed => {
                draft.confirmed = false;
                Some(about(kind, None, None))
            }
            PlantKind::PriorityMismatch => {
                let right = draft.priority;
                // One of the four others.
                draft.priority = 1 + (right + i64::try_from(random.below(4)).unwrap_or_default()) % 5;
                Some(about(kind, None, Some(format!("{} instead of {}", word(&PRIORITIES, draft.priority), word(&PRIORITIES, right)))))
            }
        }
    }

    fn insert(&self, draft: &mut Draft, planted: &mut Vec<Planted>, random: &mut Random) {
        let count = 1 + random.place(INSERTED);
        for _ in 0..count {
            let place = random.place(draft.events.len() + 1);
            draft.events.insert(place, DraftEvent { activity: self.foreign.clone(), ..DraftEvent::default() });
            move_places(planted, place, 1);
        }
        let places = draft.events.iter().enumerate().filter(|(_, event)| event.step.is_none()).map(|(place, _)| place);
        planted.extend(places.map(|place| Planted { cost: 1, ..about(PlantKind::Insert, Some((place, &self.foreign)), None) }));
    }

    /// Leaves out an activity that every run has and this case has once.
    fn skip(&self, draft: &mut Draft, random: &mut Random) -> Option<Planted> {
        let places: Vec<usize> = (0..draft.events.len()).filter(|place| self.is_certain(draft, *place)).collect();
        let place = *random.one(&places)?;
        let event = draft.events.remove(place);
        Some(Planted { cost: 1, ..about(PlantKind::Skip, Some((place, &event.activity)), None) })
    }

    fn is_certain(&self, draft: &Draft, place: usize) -> bool {
        let Some(event) = draft.events.get(place) else { return false };
        self.mandatory.contains(event.activity.as_str()) && draft.events.iter().filter(|other| other.activity == event.activity).count() == 1
    }

    /// Leaves out the first approval.
    fn skip_approval(&self, draft: &mut Draft) -> Option<Planted> {
        let approves = |event: &DraftEvent| event.step.as_ref().is_some_and(|step| step.approves);
        let place = draft.events.iter().position(approves)?;
        let cost = match &self.model.runs {
            Runs::Machine(machine) => {
                let mut activities = draft.activities();
                let before = machine.cost(&activities);
                activities.remove(place);
                machine.cost(&activities).checked_sub(before)?
            }
            Runs::Game(_) if self.is_certain(draft, place) => 1,
            Runs::Game(_) => return None,
        };
        let event = draft.events.remove(place);
        Some(Planted { cost, ..about(PlantKind::ApprovalSkipped, Some((place, &event.activity)), None) })
    }
}

/// What stands behind a place moves when an event comes or goes there.
fn move_places(planted: &mut [Planted], place: usize, by: isize) {
    for event in planted.iter_mut().filter_map(|planted| planted.event.as_mut()).filter(|event| **event > place) {
        *event = event.saturating_add_signed(by);
    }
}

/// What costs no move.
fn about(kind: PlantKind, event: Option<(usize, &str)>, about: Option<String>) -> Planted {
    let (event, activity) = event.unzip();
    Planted { kind, cost: 0, event, activity: activity.map(str::to_owned), about }
}

/// The second of two activities is done by whoever last did the first.
fn one_person(draft: &mut Draft) -> Option<Planted> {
    let (place, actor) = draft.events.iter().enumerate().find_map(|(place, event)| {
        let barred = &event.step.as_ref()?.another_than;
        let before = draft.events.get(..place)?.iter().rev();
        let first = before.clone().find(|other| other.step.as_ref().is_some_and(|step| barred.contains(&step.activity)))?;
        Some((place, first.resource.clone()))
    })?;
    let event = draft.events.get_mut(place)?;
    event.resource.clone_from(&actor);
    Some(about(PlantKind::FourEyes, Some((place, &event.activity)), Some(actor)))
}

/// A field that an event asks for is filled nowhere in the case.
fn missing_field(draft: &mut Draft, random: &mut Random) -> Option<Planted> {
    let mut asked: Vec<(usize, String)> = Vec::new();
    for (place, step) in draft.events.iter().enumerate().filter_map(|(place, event)| Some((place, event.step.as_ref()?))) {
        let is_filled = |name: &String| step.fields.iter().any(|(filled, _)| filled == name);
        let new = step.required.iter().filter(|name| is_filled(name) && asked.iter().all(|(_, known)| known != *name));
        asked.extend(new.map(|name| (place, name.clone())).collect::<Vec<_>>());
    }
    let (place, field) = random.one(&asked)?.clone();
    for step in draft.events.iter_mut().filter_map(|event| event.step.as_mut()) {
        step.fields.retain(|(name, _)| *name != field);
    }
    let event = draft.events.get(place)?;
    Some(about(PlantKind::MissingField, Some((place, &event.activity)), Some(field)))
}

/// Two groups send the ticket back and forth with every event.
fn ping_pong(draft: &mut Draft, plan: &Plan, random: &mut Random) -> Option<Planted> {
    if draft.events.len() < 3 || plan.groups < 2 {
        return None;
    }
    let first = random.place(plan.groups);
    let second = (first + 1 + random.place(plan.groups - 1)) % plan.groups;
    for (place, event) in draft.events.iter_mut().enumerate() {
        event.group = group(if place % 2 == 0 { first } else { second });
    }
    let returns = draft.events.len() - 2;
    Some(about(PlantKind::PingPong, None, Some(format!("{} and {}, {returns} times back", group(first), group(second)))))
}

/// The case takes from a tenth to all of the promised time longer than it may.
fn late(draft: &mut Draft, plan: &Plan, random: &mut Random) -> Option<Planted> {
    let promise = milliseconds(plan.promise);
    if draft.events.len() < 2 || promise == 0 {
        return None;
    }
    draft.stretch(promise.saturating_add(promise / 10 + 1).saturating_add(random.below(promise)));
    draft.window.1 = draft.last();
    let place = draft.events.len() - 1;
    let activity = draft.events.last().map(|event| event.activity.clone()).unwrap_or_default();
    Some(about(PlantKind::Late, Some((place, &activity)), Some(format!("due {}", draft.due))))
}

/// The window closes before the last event.
fn outside_window(draft: &mut Draft, random: &mut Random) -> Option<Planted> {
    let (first, last) = (draft.events.first()?.at, draft.last());
    let length = milliseconds(last.duration_since(first));
    if length < 2 {
        return None;
    }
    draft.window.1 = later(first, length - 1 - random.below(length / 2));
    let place = draft.events.len() - 1;
    let activity = draft.events.last().map(|event| event.activity.clone()).unwrap_or_default();
    Some(about(PlantKind::OutsideWindow, Some((place, &activity)), Some(format!("window until {}", draft.window.1))))
}

impl Ledger {
    /// Enters that a kind could not be planted.
    pub(super) fn not_planted(&mut self, kind: PlantKind) {
        *self.not_planted.entry(kind).or_default() += 1;
    }
}
