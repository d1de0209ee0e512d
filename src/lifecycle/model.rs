//! A lifecycle as a program works with it: names as numbers, transitions in a table.

use std::sync::Arc;

use indexmap::IndexMap;
use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::{
    Instance, Library, Table, Timer,
    conditions::{condition, fields, named_calendars},
    definition::{EventKind, FieldDefinition, QuorumDefinition, QuorumRule, StateKind},
    draft::{About, Draft, Said},
    expand::{Step, leaves},
    hash::{Statement, statement},
    part::{Approval, Event, EventId, FieldId, RoleId, State, StateId, Transition, TransitionId},
    table::Entry,
};
use crate::{
    calendar::Calendar,
    diagnostic::{Findings, nearest},
    expr::Fields,
    framework::definition::Standing,
};

/// The state machine of a record. Cheap to clone; share one between all instances.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    pub(super) inner: Arc<Compiled>,
}

/// What a lifecycle is compiled to.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    pub id: String,
    pub title: String,
    pub about: About,
    pub enforced: bool,
    pub initial: StateId,
    pub states: Box<[State]>,
    pub events: Box<[Event]>,
    pub transitions: Box<[Transition]>,
    pub table: Table,
    pub fields: IndexMap<String, FieldDefinition>,
    /// The same, as conditions know them.
    pub conditions: Fields,
    pub roles: Box<[String]>,
    pub timers: Box<[Timer]>,
    pub approvals: Box<[Approval]>,
    /// The calendars that timers and guards name, as far as they are known.
    pub calendars: Vec<Calendar>,
    /// Events that one person must not do both of: the first and the second.
    pub four_eyes: Box<[(EventId, EventId)]>,
    pub hash: String,
    /// What the definition says, to tell two apart.
    pub statement: Statement,
    state_ids: FxHashMap<String, StateId>,
    event_ids: FxHashMap<String, EventId>,
}

impl Lifecycle {
    /// Compiles a draft without errors.
    pub(super) fn compile(draft: &Draft, steps: &[Step], library: &dyn Library) -> Self {
        let state_id = |name: &str| draft.states.get_index_of(name).and_then(number).map(StateId);
        let event_id = |name: &str| draft.events.get_index_of(name).and_then(number).map(EventId);
        let role_id = |name: &str| draft.roles.get_index_of(name).and_then(number).map(RoleId);
        let field_id = |name: &str| draft.fields.get_index_of(name).and_then(number).map(FieldId);
        let states: Box<[State]> = draft
            .states
            .values()
            .map(|said| State {
                id: said.item.id.to_string(),
                title: said.item.title.clone().unwrap_or_else(|| said.item.id.to_string()),
                kind: said.item.kind,
                tags: said.item.tags.iter().cloned().collect(),
                requires: said.item.requires.iter().filter_map(|name| field_id(name)).collect(),
            })
            .collect();
        let events = draft.events.values().map(|said| Event {
            id: said.item.id.to_string(),
            title: said.item.title.clone().unwrap_or_else(|| said.item.id.to_string()),
            kind: said.item.kind.unwrap_or(EventKind::User),
        });
        let four_eyes: Box<[(EventId, EventId)]> =
            draft.four_eyes.iter().filter_map(|pair| Some((event_id(&pair.item.first)?, event_id(&pair.item.second)?))).collect();
        let approval_of = |step: &Step| {
            let said = draft.approvals.values().enumerate().find_map(|(place, said)| {
                let here = draft.states.get_index_of(said.item.r#in.as_str()) == Some(step.from);
                let event = |name: &str| draft.events.get_index_of(name) == Some(step.on);
                let decides =
                    if event(&said.item.approve) { Some(true) } else { said.item.reject.as_ref().filter(|name| event(name)).map(|_| false) };
                Some((place, decides.filter(|_| here)?))
            });
            said.and_then(|(place, given)| Some((number(place)?, given)))
        };
        let conditions = fields(draft);
        let transitions: Box<[Transition]> = steps
            .iter()
            .map(|step| {
                let definition = step.definition();
                let target = draft.states.get_index(step.to).map(|(_, said)| said.item.requires.as_slice()).unwrap_or_default();
                let mut requires: Vec<FieldId> = definition.requires.iter().chain(target).filter_map(|name| field_id(name)).collect();
                requires.sort_unstable();
                requires.dedup();
                let on = EventId(number(step.on).unwrap_or(u16::MAX));
                let mut transition = Transition {
                    from: StateId(number(step.from).unwrap_or(u16::MAX)),
                    on,
                    to: StateId(number(step.to).unwrap_or(u16::MAX)),
                    plain: false,
                    otherwise: definition.otherwise,
                    guard: definition.guard.clone().and_then(|guard| {
                        let said = Said { file: step.said.file, item: guard };
                        condition(draft, &said, &conditions).ok().map(Box::new)
                    }),
                    roles: definition.roles.iter().filter_map(|name| role_id(name)).collect(),
                    requires: requires.into(),
                    approval: approval_of(step),
                    not_after: four_eyes.iter().filter(|(_, second)| *second == on).map(|(first, _)| *first).collect(),
                    effects: definition.effects.iter().cloned().collect(),
                    performs: definition.performs.iter().map(|element| element.to_string()).collect(),
                };
                transition.plain = transition.guard.is_none()
                    && transition.roles.is_empty()
                    && transition.requires.is_empty()
                    && transition.approval.is_none()
                    && transition.not_after.is_empty();
                transition
            })
            .collect();
        let events: Box<[Event]> = events.collect();
        let timers = timers(draft);
        let entries = steps.iter().zip(&transitions).map(|(step, transition)| {
            // Remembered are who did the first of two events that one person must not do both of, and when a timer fired.
            let remembered = four_eyes.iter().any(|(first, _)| *first == transition.on)
                || (step.from == step.to && timers.iter().any(|timer| timer.fires == transition.on));
            Entry { from: step.from, on: step.on, to: step.to, plain: transition.plain && !remembered }
        });
        let table = Table::new(states.len(), events.len(), entries);
        let initial = states.iter().position(|state| state.kind == StateKind::Initial).and_then(number).unwrap_or(0);
        let statement = statement(draft, steps);
        let compiled = Compiled {
            id: draft.id.to_string(),
            title: draft.title.clone(),
            about: draft.about.clone(),
            enforced: draft.enforced,
            initial: StateId(initial),
            state_ids: draft.states.keys().filter_map(|name| Some((name.clone(), state_id(name)?))).collect(),
            event_ids: draft.events.keys().filter_map(|name| Some((name.clone(), event_id(name)?))).collect(),
            states,
            events,
            transitions,
            table,
            fields: draft.fields.iter().map(|(name, said)| (name.clone(), said.item.clone())).collect(),
            conditions,
            roles: draft.roles.keys().cloned().collect(),
            timers,
            approvals: approvals(draft),
            calendars: calendars(draft, library),
            four_eyes,
            hash: statement.hash(),
            statement,
        };
        Self { inner: Arc::new(compiled) }
    }

    /// The id, with the model behind a point.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// The framework that it belongs to.
    #[must_use]
    pub fn framework(&self) -> Option<&str> {
        self.inner.about.framework.as_deref()
    }

    /// The long reference, `FRAMEWORK:lifecycle/ID`, or the id where it belongs to no framework.
    #[must_use]
    pub fn reference(&self) -> String {
        self.framework().map_or_else(|| self.id().to_owned(), |framework| format!("{framework}:lifecycle/{}", self.id()))
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.inner.title
    }

    /// The version of the definition.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.inner.about.version.as_deref()
    }

    /// What kind of record lives it.
    #[must_use]
    pub fn record(&self) -> Option<&str> {
        self.inner.about.record.as_deref()
    }

    /// Which of several independent axes of the record it is.
    #[must_use]
    pub fn axis(&self) -> Option<&str> {
        self.inner.about.axis.as_deref()
    }

    /// What it is, in the author's words.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        self.inner.about.summary.as_deref()
    }

    /// The reference of the lifecycle that it extends, as it is written.
    #[must_use]
    pub fn extends(&self) -> Option<&str> {
        self.inner.about.extends.as_deref()
    }

    /// The model that it is: what stands behind the point of its id.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.inner.about.model.as_deref()
    }

    /// How sure it is that records live like this; unconfirmed where the file does not say.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.inner.about.standing.unwrap_or(Standing::Unconfirmed)
    }

    /// Whether only what is allowed may happen.
    #[must_use]
    pub fn is_enforced(&self) -> bool {
        self.inner.enforced
    }

    /// SHA-256 of what changes behaviour, in hex: states, events, transitions, fields, roles, timers, approvals; not
    /// titles, remarks or the order of definitions.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.inner.hash
    }

    /// The table that it runs on.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.inner.table
    }

    /// Where records begin.
    #[must_use]
    pub fn initial(&self) -> StateId {
        self.inner.initial
    }

    /// A new record in its initial state.
    #[must_use]
    pub fn begin(&self) -> Instance {
        Instance::new(self.clone(), None)
    }

    /// A new record in its initial state since an instant, from which its timers run.
    #[must_use]
    pub fn begin_at(&self, instant: Timestamp) -> Instance {
        Instance::new(self.clone(), Some(instant))
    }

    /// The same lifecycle with a calendar that timers and guards may name, in the place of one of the same id. The catalog
    /// finds calendars by itself; this is for lifecycles that are loaded alone.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        let compiled = Arc::make_mut(&mut self.inner);
        compiled.calendars.retain(|known| known.id() != calendar.id());
        compiled.calendars.push(calendar);
        self
    }

    /// A calendar that timers or guards name, when it is known.
    #[must_use]
    pub fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.inner.calendars.iter().find(|calendar| calendar.id() == id)
    }

    /// The states in the order of the file.
    #[must_use]
    pub fn states(&self) -> impl ExactSizeIterator<Item = (StateId, &State)> {
        self.inner.states.iter().enumerate().map(|(place, state)| (StateId(number(place).unwrap_or(u16::MAX)), state))
    }

    /// The events in the order of the file.
    #[must_use]
    pub fn events(&self) -> impl ExactSizeIterator<Item = (EventId, &Event)> {
        self.inner.events.iter().enumerate().map(|(place, event)| (EventId(number(place).unwrap_or(u16::MAX)), event))
    }

    /// The transitions, one a source state, sorted by state and event.
    #[must_use]
    pub fn transitions(&self) -> impl ExactSizeIterator<Item = (TransitionId, &Transition)> {
        self.inner.transitions.iter().enumerate().map(|(place, transition)| (TransitionId(u32::try_from(place).unwrap_or(u32::MAX)), transition))
    }

    /// What happens by itself.
    #[must_use]
    pub fn timers(&self) -> &[Timer] {
        &self.inner.timers
    }

    /// The fields it speaks of.
    #[must_use]
    pub fn fields(&self) -> &IndexMap<String, FieldDefinition> {
        &self.inner.fields
    }

    /// The roles people act in.
    #[must_use]
    pub fn roles(&self) -> &[String] {
        &self.inner.roles
    }

    /// A state by its id.
    #[must_use]
    pub fn state(&self, id: &str) -> Option<StateId> {
        self.inner.state_ids.get(id).copied()
    }

    /// An event by its id.
    #[must_use]
    pub fn event(&self, id: &str) -> Option<EventId> {
        self.inner.event_ids.get(id).copied()
    }

    /// The event whose id is nearest to a text, for suggestions.
    #[must_use]
    pub fn nearest_event(&self, id: &str) -> Option<&str> {
        nearest(id, self.inner.events.iter().map(Event::id))
    }

    /// The state of an id of this lifecycle; an id of another gives none or a wrong one.
    #[must_use]
    pub fn get_state(&self, id: StateId) -> Option<&State> {
        self.inner.states.get(id.place())
    }

    /// The event of an id of this lifecycle.
    #[must_use]
    pub fn get_event(&self, id: EventId) -> Option<&Event> {
        self.inner.events.get(id.place())
    }

    /// The transition of an id of this lifecycle.
    #[must_use]
    pub fn get_transition(&self, id: TransitionId) -> Option<&Transition> {
        self.inner.transitions.get(id.place())
    }

    /// The fields that must be filled on the way to a state.
    pub fn required(&self, state: StateId) -> impl Iterator<Item = &str> {
        let requires = self.get_state(state).map_or(&[] as &[FieldId], |state| &state.requires);
        requires.iter().filter_map(|field| self.inner.fields.get_index(field.place()).map(|(name, _)| name.as_str()))
    }

    pub(super) fn state_name(&self, id: StateId) -> &str {
        self.get_state(id).map_or("", State::id)
    }

    pub(super) fn event_name(&self, id: EventId) -> &str {
        self.get_event(id).map_or("", Event::id)
    }
}

/// What happens by itself.
fn timers(draft: &Draft) -> Box<[Timer]> {
    let timers = draft.timers.values().filter_map(|said| {
        let states = leaves(draft, said.file, &said.item.r#in, &[], &mut Findings::new());
        Some(Timer {
            id: said.item.id.to_string(),
            states: states.into_iter().filter_map(number).map(StateId).collect(),
            after: said.item.after.parse().ok()?,
            clock: said.item.clock.as_ref().map(|name| name.to_string()),
            calendar: said.item.calendar.as_ref().map(|name| name.to_string()),
            fires: EventId(draft.events.get_index_of(said.item.fires.as_str()).and_then(number)?),
        })
    });
    timers.collect()
}

/// The calendars that are named and known.
fn calendars(draft: &Draft, library: &dyn Library) -> Vec<Calendar> {
    let mut names: Vec<String> = named_calendars(draft).into_iter().map(|(name, ..)| name).collect();
    names.sort();
    names.dedup();
    names.iter().filter_map(|name| library.calendar(name)).collect()
}

/// The decisions by votes.
fn approvals(draft: &Draft) -> Box<[Approval]> {
    let approvals = draft.approvals.values().map(|said| {
        let QuorumDefinition { rule, count, percent, veto } = &said.item.quorum;
        Approval {
            id: said.item.id.to_string(),
            voters: said.item.voters.iter().filter_map(|name| draft.roles.get_index_of(name.as_str()).and_then(number).map(RoleId)).collect(),
            rule: **rule,
            number: match **rule {
                QuorumRule::AtLeast => count.unwrap_or(1),
                QuorumRule::Percent => percent.unwrap_or(100),
                QuorumRule::Any | QuorumRule::All => 0,
            },
            veto: *veto,
        }
    });
    approvals.collect()
}

/// A place as a small number.
fn number(place: usize) -> Option<u16> {
    u16::try_from(place).ok()
}
