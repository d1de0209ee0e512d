//! The fold: events in order become the stretches in which the clock counts.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Change, ClockEvent, EarlierPauses, Phase, Policy, Reading, Span, Target};
use crate::{
    calendar::{
        BusinessDuration, Calendar, CalendarError,
        deadline::{Stretch, counted, reach},
    },
    diagnostic::nearest,
};

/// Why a history cannot be folded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The calendar cannot answer.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A target names a calendar that was not given.
    #[error("the target `{target}` counts on the calendar `{calendar}`, which is not there{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    NoSuchCalendar {
        /// The target.
        target: String,
        /// The calendar's id.
        calendar: String,
        /// The nearest id that is there.
        near: Option<String>,
    },
    /// A retroactive policy names an event that has not happened by then.
    #[error("a retroactive policy counts from the event `{event}`, which has not happened by {at}")]
    NoSuchEvent {
        /// The event's name.
        event: String,
        /// When the policy was applied.
        at: Timestamp,
    },
}

/// A clock whose history has been replayed.
///
/// ```
/// use itsm::{calendar::{self, BusinessDuration, clock::{Change, ClockEvent, ServiceClock, Target}}, source::{Limits, Memory}};
///
/// let files = Memory::new().with("office.yaml", "
/// format: itsm/calendar/1
/// id: office
/// title: Office hours
/// version: '1'
/// zone: UTC
/// week: {monday: ['08:00-16:00'], tuesday: ['08:00-16:00']}
/// ");
/// let office = calendar::load(&files, "office.yaml", Limits::default()).unwrap();
/// let event = |sequence, at: &str, change| ClockEvent { at: at.parse().unwrap(), sequence, name: "event".to_owned(), change: Some(change) };
/// let target = Target { name: "resolution".to_owned(), duration: BusinessDuration::hours(4), calendar: "office".to_owned() };
/// let history = [
///     event(1, "2026-03-02T14:00:00Z", Change::Start { target }),
///     event(2, "2026-03-02T15:00:00Z", Change::Pause),            // one hour of Monday ...
///     event(3, "2026-03-03T08:30:00Z", Change::Resume),           // ... one hour and a half on hold ...
/// ];
/// let clock = ServiceClock::replay(&history, &[office], "2026-03-03T09:00:00Z".parse()?)?;
/// assert_eq!(clock.reading().deadline, Some("2026-03-03T11:30:00Z".parse()?));
/// assert_eq!(clock.reading().slack, Some("PT2H30M".parse()?));
/// assert_eq!(clock.threshold(75)?, Some("2026-03-03T10:30:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ServiceClock {
    reading: Reading,
    fold: Fold,
}

impl ServiceClock {
    /// Replays the events up to and including `as_of`, in whatever order they come. To see what another version of a calendar
    /// would have given, replay with that one: nothing is recomputed behind your back.
    ///
    /// Time is that of sorting the events; each retroactive change looks at what was before once more.
    ///
    /// # Errors
    /// [`ClockError`].
    pub fn replay(events: &[ClockEvent], calendars: &[Calendar], as_of: Timestamp) -> Result<Self, ClockError> {
        let mut history: Vec<&ClockEvent> = events.iter().filter(|event| event.at <= as_of).collect();
        history.sort_unstable();
        history.dedup();
        let mut fold = Fold::new(calendars);
        for event in history {
            fold.first.entry(event.name.clone()).or_insert(event.at);
            if let Some(change) = &event.change
                && !fold.apply(change, event.at)?
            {
                fold.without_effect.push(event.sequence);
            }
        }
        let reading = fold.read(as_of)?;
        Ok(Self { reading, fold })
    }

    /// What the clock shows.
    #[must_use]
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// When `percent` of a hundred of the target are counted if nothing else happens: the time of a reminder, which therefore
    /// never lies in closed hours. None unless the clock runs.
    ///
    /// # Errors
    /// Any [`CalendarError`].
    pub fn threshold(&self, percent: u32) -> Result<Option<Timestamp>, CalendarError> {
        match (&self.reading.target, self.reading.phase) {
            (Some(target), Phase::Running) => reach(&self.fold.stretches, self.fold.anchor, target.duration.percent(percent)),
            _ => Ok(None),
        }
    }

    /// When `left` of the target is still left if nothing else happens, such as one hour before the deadline. None unless the
    /// clock runs, and when `left` is of another unit than the target or more than all of it.
    ///
    /// # Errors
    /// Any [`CalendarError`].
    pub fn when_left(&self, left: BusinessDuration) -> Result<Option<Timestamp>, CalendarError> {
        let target = self.reading.target.as_ref().filter(|_| self.reading.phase == Phase::Running).map(|target| target.duration);
        let before = match (target, left) {
            (Some(target @ BusinessDuration::Time(_)), BusinessDuration::Time(_))
            | (Some(target @ BusinessDuration::Days(_)), BusinessDuration::Days(_)) => target.with_count(target.count().saturating_sub(left.count())),
            _ => return Ok(None),
        };
        if before.is_negative() { Ok(None) } else { reach(&self.fold.stretches, self.fold.anchor, before) }
    }
}

/// The state of the fold.
#[derive(Clone, Debug)]
struct Fold {
    calendars: Vec<Calendar>,
    /// When each name was first seen.
    first: BTreeMap<String, Timestamp>,
    phase: Phase,
    spans: Vec<Span>,
    /// What counts; the last one lasts while the clock runs.
    stretches: Vec<Stretch>,
    /// When counting began.
    anchor: Timestamp,
    target: Option<(Target, Calendar)>,
    without_effect: Vec<u64>,
}

impl Fold {
    fn new(calendars: &[Calendar]) -> Self {
        Self {
            calendars: calendars.to_vec(),
            first: BTreeMap::new(),
            phase: Phase::NotStarted,
            spans: Vec::new(),
            stretches: Vec::new(),
            anchor: Timestamp::MIN,
            target: None,
            without_effect: Vec::new(),
        }
    }

    /// Applies a change; false when it does not fit the phase.
    fn apply(&mut self, change: &Change, at: Timestamp) -> Result<bool, ClockError> {
        match (change, self.phase) {
            (Change::Start { target }, Phase::NotStarted) => {
                self.aim(target)?;
                self.enter(Phase::Running, at);
                self.count_by(&Policy::Restart, at)?;
            }
            (Change::Pause, Phase::Running) => self.enter(Phase::Paused, at),
            (Change::Resume, Phase::Paused) => {
                self.enter(Phase::Running, at);
                self.count_by(&Policy::Carry, at)?;
            }
            (Change::Stop, Phase::Running | Phase::Paused) => self.enter(Phase::Stopped, at),
            (Change::Reopen { policy }, Phase::Stopped) => {
                self.enter(Phase::Running, at);
                self.count_by(policy, at)?;
            }
            (Change::Retarget { target, policy }, Phase::Running | Phase::Paused | Phase::Stopped) => {
                self.aim(target)?;
                self.count_by(policy, at)?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn aim(&mut self, target: &Target) -> Result<(), ClockError> {
        let found = self.calendars.iter().find(|calendar| calendar.id() == target.calendar).cloned();
        let calendar = found.ok_or_else(|| ClockError::NoSuchCalendar {
            target: target.name.clone(),
            calendar: target.calendar.clone(),
            near: nearest(&target.calendar, self.calendars.iter().map(Calendar::id)).map(str::to_owned),
        })?;
        self.target = Some((target.clone(), calendar));
        Ok(())
    }

    fn enter(&mut self, phase: Phase, at: Timestamp) {
        self.close(at);
        if let Some(span) = self.spans.last_mut() {
            span.until = Some(at);
        }
        self.spans.push(Span { from: at, until: None, phase });
        self.phase = phase;
    }

    /// Ends the stretch that lasts, if one does.
    fn close(&mut self, at: Timestamp) {
        if let Some(stretch) = self.stretches.last_mut().filter(|stretch| stretch.until.is_none()) {
            stretch.until = Some(at);
        }
    }

    /// Applies a policy to what was counted, and goes on counting on the target's calendar if the clock runs.
    fn count_by(&mut self, policy: &Policy, at: Timestamp) -> Result<(), ClockError> {
        let Some((_, calendar)) = self.target.clone() else { return Ok(()) };
        self.close(at);
        match policy {
            Policy::Carry => {}
            Policy::Restart => {
                self.stretches.clear();
                self.anchor = at;
            }
            Policy::Retroactive { event, pauses } => {
                let from = *self.first.get(event).ok_or_else(|| ClockError::NoSuchEvent { event: event.clone(), at })?;
                self.stretches = self.running(from, at, *pauses, &calendar);
                self.anchor = from;
            }
        }
        if self.phase == Phase::Running {
            self.stretches.push(Stretch { calendar, from: at, until: None });
        }
        Ok(())
    }

    /// The stretches of `[from, until)` that a retroactive policy counts.
    fn running(&self, from: Timestamp, until: Timestamp, pauses: EarlierPauses, calendar: &Calendar) -> Vec<Stretch> {
        let counts = |phase: Phase| match phase {
            Phase::NotStarted | Phase::Running => true,
            Phase::Paused => pauses == EarlierPauses::Ignore,
            Phase::Stopped => false,
        };
        let start = self.spans.first().map_or(until, |span| span.from);
        let before = Span { from, until: Some(start), phase: Phase::NotStarted };
        let spans = std::iter::once(&before).chain(&self.spans).filter(|span| counts(span.phase));
        let clipped = spans.map(|span| (span.from.max(from), span.until.unwrap_or(until).min(until)));
        let stretch = |(from, until)| Stretch { calendar: calendar.clone(), from, until: Some(until) };
        clipped.filter(|(from, until)| from < until).map(stretch).collect()
    }

    fn read(&self, as_of: Timestamp) -> Result<Reading, ClockError> {
        let mut reading = Reading {
            as_of,
            phase: self.phase,
            target: None,
            calendar_version: None,
            consumed: None,
            slack: None,
            deadline: None,
            reached: None,
            breached: false,
            spans: self.spans.clone(),
            without_effect: self.without_effect.clone(),
        };
        let Some((target, calendar)) = &self.target else { return Ok(reading) };
        let consumed = counted(&self.stretches, self.anchor, as_of, target.duration)?;
        let end = reach(&self.stretches, self.anchor, target.duration)?;
        reading.target = Some(target.clone());
        reading.calendar_version = Some(calendar.version().to_owned());
        reading.consumed = Some(consumed);
        reading.slack = Some(target.duration.with_count(target.duration.count().saturating_sub(consumed.count())));
        reading.deadline = end.filter(|_| self.phase == Phase::Running);
        reading.reached = end.filter(|end| *end <= as_of);
        let ran_until = self.stretches.last().map(|stretch| stretch.until.unwrap_or(as_of));
        reading.breached = reading.reached.is_some_and(|reached| ran_until.is_some_and(|until| reached < until));
        Ok(reading)
    }
}
