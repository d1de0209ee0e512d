//! A case on its way into the log: steps with instants, people, groups and values.

use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashMap;

use super::{
    model::{Activity, Model},
    plan::Plan,
    random::Random,
    run::{Run, Step},
};

/// Steps of the scale of impact, urgency and priority.
const SCALE: u64 = 3;
/// In how many of a hundred cases the ticket is handed over to another group, once.
const HANDED_OVER: u32 = 30;

/// A case.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub events: Vec<DraftEvent>,
    pub impact: i64,
    pub urgency: i64,
    pub priority: i64,
    pub due: Timestamp,
    pub window: (Timestamp, Timestamp),
    pub confirmed: bool,
}

/// An event.
#[derive(Clone, Debug, Default)]
pub(super) struct DraftEvent {
    /// What was done; none for an activity that the model does not have.
    pub step: Option<Step>,
    pub activity: String,
    pub at: Timestamp,
    pub resource: String,
    pub role: Option<String>,
    pub group: String,
}

impl Draft {
    /// The events of a run, without instants and people.
    pub fn of(model: &Model, run: Run) -> Self {
        let name = |place: usize| model.activities.get(place).map_or_else(String::new, |activity| activity.name.clone());
        let event = |step: Step| DraftEvent { activity: name(step.activity), step: Some(step), ..DraftEvent::default() };
        Self { events: run.into_iter().map(event).collect(), ..Self::default() }
    }

    /// The activities of the model among the events.
    pub fn activities(&self) -> Vec<usize> {
        self.events.iter().filter_map(|event| event.step.as_ref()).map(|step| step.activity).collect()
    }

    /// Gives every event its instant, from the beginning of the case on.
    pub fn take_time(&mut self, begin: Timestamp, plan: &Plan, random: &mut Random) {
        let mut at = begin;
        for event in &mut self.events {
            let mean = plan.durations.get(&event.activity).unwrap_or(&plan.pace);
            at = later(at, random.exponential(milliseconds(*mean)));
            event.at = at;
        }
        let Some(first) = self.events.first().map(|event| event.at) else { return };
        self.due = later(first, milliseconds(plan.promise));
        if at > self.due {
            self.stretch(milliseconds(plan.promise));
        }
        self.window = (first, self.last());
    }

    /// The instant of the last event.
    pub fn last(&self) -> Timestamp {
        self.events.last().map(|event| event.at).unwrap_or_default()
    }

    /// Moves events so that the case takes so many milliseconds from the first event to the last, and the times between keep their shares.
    pub fn stretch(&mut self, length: u64) {
        let Some(first) = self.events.first().map(|event| event.at) else { return };
        let since = |at: Timestamp| u64::try_from(at.as_millisecond().saturating_sub(first.as_millisecond())).unwrap_or_default();
        let whole = since(self.last());
        let count = self.events.len();
        for (place, event) in self.events.iter_mut().enumerate() {
            let share = if place + 1 == count && place > 0 {
                length
            } else {
                u64::try_from(u128::from(since(event.at)) * u128::from(length) / u128::from(whole.max(1))).unwrap_or(length)
            };
            event.at = later(first, share);
        }
    }

    /// Says who does what, and which group has the ticket. Groups change once at most, and nobody does what another must do.
    pub fn take_people(&mut self, activities: &[Activity], plan: &Plan, random: &mut Random) {
        let first = random.place(plan.groups);
        let second = (first + 1 + random.place(plan.groups.saturating_sub(1))).checked_rem(plan.groups.max(1)).unwrap_or_default();
        let is_handed_over = random.percent(HANDED_OVER);
        let handover = if is_handed_over { random.place(self.events.len()) } else { self.events.len() };
        let mut last_actor: FxHashMap<usize, String> = FxHashMap::default();
        for (place, event) in self.events.iter_mut().enumerate() {
            event.group = group(if place < handover { first } else { second });
            let own = event.step.as_ref().and_then(|step| activities.get(step.activity)).and_then(|activity| activity.role.clone());
            event.role = event.step.as_ref().and_then(|step| step.role.clone()).or(own);
            let barred: Vec<String> =
                event.step.iter().flat_map(|step| &step.another_than).filter_map(|other| last_actor.get(other)).cloned().collect();
            let by_itself = event.step.as_ref().is_some_and(|step| step.by_itself);
            event.resource =
                if by_itself && barred.is_empty() { "system".to_owned() } else { somebody(event.role.as_deref(), &barred, plan, random) };
            if let Some(step) = &event.step {
                last_actor.insert(step.activity, event.resource.clone());
            }
        }
    }

    /// Draws impact and urgency, from which the priority follows.
    pub fn take_values(&mut self, random: &mut Random) {
        let mut draw = || 1 + i64::try_from(random.below(SCALE)).unwrap_or_default();
        (self.impact, self.urgency) = (draw(), draw());
        self.priority = priority(self.impact, self.urgency);
        self.confirmed = true;
    }
}

/// The priority of an impact and an urgency, 1 being the highest of each: 1 and 1 give 1, 3 and 3 give 5.
pub(super) fn priority(impact: i64, urgency: i64) -> i64 {
    impact + urgency - 1
}

/// The name of a group.
pub(super) fn group(place: usize) -> String {
    format!("Group {}", place + 1)
}

/// Somebody in a role who is not barred.
fn somebody(role: Option<&str>, barred: &[String], plan: &Plan, random: &mut Random) -> String {
    let named = |number: usize| format!("{} {number}", role.unwrap_or("person"));
    let drawn = random.place(plan.people) + 1;
    let others = (1..=plan.people).map(|step| (drawn - 1 + step) % plan.people.max(1) + 1);
    // One more than all who are barred is always left.
    let more = plan.people + 1..=plan.people + barred.len() + 1;
    std::iter::once(drawn).chain(others).chain(more).map(named).find(|name| !barred.contains(name)).unwrap_or_default()
}

/// A duration in milliseconds; nothing for one that goes back.
pub(super) fn milliseconds(duration: SignedDuration) -> u64 {
    u64::try_from(duration.as_millis().max(0)).unwrap_or(u64::MAX)
}

/// So many milliseconds later, as far as there is time.
pub(super) fn later(at: Timestamp, milliseconds: u64) -> Timestamp {
    let step = SignedDuration::from_millis(i64::try_from(milliseconds).unwrap_or(i64::MAX));
    at.checked_add(step).unwrap_or(Timestamp::MAX)
}
