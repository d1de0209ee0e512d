//! Events that come by the clock, and when.

use jiff::{SignedDuration, Timestamp};

use super::{
    context::Context,
    execution::{Execution, Progress},
    refusal::ExecutionRefusal,
};
use crate::{
    calendar::BusinessDuration,
    expr::Value,
    net::PlaceId,
    workflow::{NodeIndex, Place, Step, Trigger, When},
};

/// A timer that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueTimer {
    /// The event.
    pub node: NodeIndex,
    /// When it is due; none where nobody can say: the workflow was never told the time, the field is not filled, the calendar is not
    /// known or never open long enough, or the time is said in words only.
    pub at: Option<Timestamp>,
}

/// The hours of a day that no calendar cuts.
const HOURS: i64 = 24;

impl Execution {
    /// The timers that run now, in the order of the graph.
    pub fn due(&self) -> impl Iterator<Item = DueTimer> {
        self.waiting().filter_map(|offer| {
            let Some(Trigger::Timer(schedule)) = offer.node.step.trigger() else { return None };
            let since = offer.since.or_else(|| self.attached_since(&offer.node.step));
            let at = match &schedule.when {
                When::After(after) => since.and_then(|since| self.after(since, *after, schedule.calendar.as_deref())),
                When::At(instant) => Some(*instant),
                When::Field(field) => match self.data().get(field) {
                    Some(Value::Instant(instant)) => Some(*instant),
                    _ => None,
                },
                When::Open => None,
            };
            Some(DueTimer { node: offer.index, at })
        })
    }

    /// Since when the step of a boundary event goes on.
    fn attached_since(&self, step: &Step) -> Option<Timestamp> {
        let Step::Boundary { on, .. } = step else { return None };
        let place = self.net().places.iter().position(|place| *place == Place::Active(*on))?;
        let place = PlaceId::new(u32::try_from(place).ok()?);
        self.state.since.of(place).next().flatten()
    }

    fn after(&self, since: Timestamp, after: BusinessDuration, calendar: Option<&str>) -> Option<Timestamp> {
        if let Some(calendar) = calendar {
            return self.workflow().calendar(calendar)?.deadline(since, after, &[]).ok().flatten();
        }
        let length = match after {
            BusinessDuration::Time(time) => time,
            BusinessDuration::Days(days) => SignedDuration::try_from_hours(days.saturating_mul(HOURS)).unwrap_or(SignedDuration::MAX),
        };
        Some(since.checked_add(length).unwrap_or(Timestamp::MAX))
    }

    /// Lets every timer happen that is due by an instant, each at its time, the earliest first, and what they set off in turn. A timer
    /// that a gateway behind it refuses stays due, and is given back with the refusal.
    ///
    /// # Errors
    /// The first refusal; what happened before it stays so, and is in the other part of the pair.
    pub fn advance(&mut self, until: Timestamp, context: &Context) -> (Vec<Progress>, Result<(), ExecutionRefusal>) {
        let mut all = Vec::new();
        loop {
            let next = self.due().filter_map(|due| Some((due.at.filter(|at| *at <= until)?, due.node))).min();
            let Some((at, node)) = next else { return (all, Ok(())) };
            match self.happen(node, &context.clone().at(at)) {
                Ok(progress) => all.push(progress),
                Err(refusal) => return (all, Err(refusal)),
            }
        }
    }
}
