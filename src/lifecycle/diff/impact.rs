//! Which records a change of the definition touches, by the states that they are in.

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LifecycleDiff, LifecycleDifference, LifecyclePart, PartChange, four_eyes_name, transition_name};
use crate::{
    document::vocabulary,
    lifecycle::{Lifecycle, Snapshot, StateId, Transition},
};

vocabulary! {
    /// Why a record is touched.
    TouchKind {
        /// Something about the lifecycle as a whole is another.
        Lifecycle,
        /// Its state is gone.
        StateGone,
        /// Something about its state, or about what the next state requires, is another.
        State,
        /// An event that can happen next is brought about by somebody else.
        Event,
        /// A way out of its state is new, gone or another.
        Transition,
        /// A field that a way out of its state asks for is another.
        Field,
        /// A timer that runs in its state is new, gone or another.
        Timer,
        /// An approval that is due in its state is new, gone or another.
        Approval,
        /// Who may act next, or what is remembered for it, is another.
        FourEyes,
        /// Its snapshot was taken of neither definition.
        OtherDefinition,
        /// Its snapshot was taken of another lifecycle; nothing is known of it.
        OtherLifecycle,
        /// Its state is in neither definition; the snapshot was damaged.
        UnknownState,
    }
}

/// A record that is touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TouchedRecord {
    /// The record.
    pub record: String,
    /// The state that it is in.
    pub state: String,
    /// Why it is touched.
    pub reasons: Vec<TouchReason>,
}

/// Why a record is touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TouchReason {
    /// The kind of reason.
    pub kind: TouchKind,
    /// The place of the difference in `behaviour`, from 0; null where the snapshot itself is the reason.
    pub difference: Option<usize>,
    /// The reason as a sentence.
    pub says: String,
}

/// What a change of the definition means for the records in each state.
#[derive(Clone, Debug)]
pub struct Impact {
    older: (String, String),
    newer: String,
    /// For every state of either definition the differences that touch a record in it.
    by_state: FxHashMap<String, Vec<usize>>,
    /// For every event the differences about four eyes that a record brings along which remembers who did it.
    by_memory: FxHashMap<String, Vec<usize>>,
    reasons: Vec<TouchReason>,
}

impl Impact {
    /// What differences mean for records. Linear in both definitions and the differences.
    #[must_use]
    pub fn new(older: &Lifecycle, newer: &Lifecycle, diff: &LifecycleDiff) -> Self {
        let mut places: FxHashMap<(LifecyclePart, &str), Vec<usize>> = FxHashMap::default();
        for (place, difference) in diff.behaviour.iter().enumerate() {
            places.entry((difference.part, &difference.name)).or_default().push(place);
        }
        let mut impact = Self {
            older: (older.id().to_owned(), older.hash().to_owned()),
            newer: newer.hash().to_owned(),
            by_state: FxHashMap::default(),
            by_memory: FxHashMap::default(),
            reasons: diff.behaviour.iter().enumerate().map(|(place, difference)| reason(place, difference)).collect(),
        };
        let whole: Vec<usize> =
            diff.behaviour.iter().enumerate().filter(|(_, one)| one.part == LifecyclePart::Lifecycle).map(|(place, _)| place).collect();
        for state in older.states().chain(newer.states()).map(|(_, state)| state.id()) {
            let about: FxHashSet<(LifecyclePart, String)> =
                [older, newer].into_iter().filter_map(|lifecycle| Some(about(lifecycle, lifecycle.state(state)?))).flatten().collect();
            let mut touching = whole.clone();
            for (part, name) in &about {
                let found = places.get(&(*part, name.as_str())).into_iter().flatten().copied();
                touching.extend(found.filter(|place| diff.behaviour.get(*place).is_some_and(|difference| counts(difference, state))));
            }
            touching.sort_unstable();
            touching.dedup();
            impact.by_state.insert(state.to_owned(), touching);
        }
        for lifecycle in [older, newer] {
            for (first, second) in &lifecycle.inner.four_eyes {
                let (first, second) = (lifecycle.event_name(*first), lifecycle.event_name(*second));
                let name = four_eyes_name(first, second);
                let found = places.get(&(LifecyclePart::FourEyes, name.as_str())).into_iter().flatten();
                impact.by_memory.entry(first.to_owned()).or_default().extend(found);
            }
        }
        impact
    }

    /// The record with the reasons why it is touched; none when it is not.
    #[must_use]
    pub fn of(&self, record: &str, snapshot: &Snapshot) -> Option<TouchedRecord> {
        let mut reasons = Vec::new();
        let mut alone = |kind, says: String| reasons.push(TouchReason { kind, difference: None, says });
        if snapshot.lifecycle != self.older.0 {
            alone(TouchKind::OtherLifecycle, format!("its snapshot is one of `{}`, not of `{}`", snapshot.lifecycle, self.older.0));
        } else if snapshot.hash == self.newer {
            return None;
        } else {
            if snapshot.hash != self.older.1 {
                alone(TouchKind::OtherDefinition, "its snapshot was taken of a definition that is neither of the two".to_owned());
            }
            let Some(places) = self.by_state.get(&snapshot.state) else {
                alone(TouchKind::UnknownState, format!("neither definition has its state `{}`", snapshot.state));
                return Some(TouchedRecord { record: record.to_owned(), state: snapshot.state.clone(), reasons });
            };
            let memory = snapshot.done.iter().filter_map(|(event, _)| self.by_memory.get(event)).flatten();
            let mut places: Vec<usize> = places.iter().chain(memory).copied().collect();
            places.sort_unstable();
            places.dedup();
            reasons.extend(places.into_iter().filter_map(|place| self.reasons.get(place).cloned()));
        }
        (!reasons.is_empty()).then(|| TouchedRecord { record: record.to_owned(), state: snapshot.state.clone(), reasons })
    }
}

/// The parts of a definition that concern a record in a state.
fn about(lifecycle: &Lifecycle, state: StateId) -> Vec<(LifecyclePart, String)> {
    let named = lifecycle.state_name(state);
    let mut parts = vec![(LifecyclePart::State, named.to_owned())];
    for (event, known) in lifecycle.events() {
        for transition in lifecycle.table().transitions(state, event).filter_map(|id| lifecycle.get_transition(id)) {
            parts.push((LifecyclePart::Transition, transition_name(named, known.id())));
            parts.push((LifecyclePart::Event, known.id().to_owned()));
            parts.push((LifecyclePart::State, lifecycle.state_name(transition.to()).to_owned()));
            parts.extend(fields(lifecycle, transition).map(|field| (LifecyclePart::Field, field)));
            let approval = transition.approval.and_then(|(place, _)| lifecycle.inner.approvals.get(usize::from(place)));
            parts.extend(approval.map(|approval| (LifecyclePart::Approval, approval.id.clone())));
            let pairs = lifecycle.inner.four_eyes.iter().filter(|(first, second)| [*first, *second].contains(&event));
            let name = |(first, second): &(_, _)| four_eyes_name(lifecycle.event_name(*first), lifecycle.event_name(*second));
            parts.extend(pairs.map(|pair| (LifecyclePart::FourEyes, name(pair))));
        }
    }
    let timers = lifecycle.timers().iter().filter(|timer| timer.states().contains(&state));
    parts.extend(timers.map(|timer| (LifecyclePart::Timer, timer.id().to_owned())));
    parts
}

/// The fields that a transition asks for, by requiring them or in its guard.
fn fields(lifecycle: &Lifecycle, transition: &Transition) -> impl Iterator<Item = String> {
    let required = transition.requires.iter().filter_map(|field| lifecycle.fields().get_index(field.place())).map(|(name, _)| name.clone());
    required.chain(transition.guard.iter().flat_map(|guard| guard.fields()).map(str::to_owned))
}

/// Whether a difference in a part that concerns a state touches a record in it: of the states that it may come to next
/// only what they require counts, and an event that is new or gone shows in its transitions.
fn counts(difference: &LifecycleDifference, state: &str) -> bool {
    match difference.part {
        LifecyclePart::State if difference.name != state => difference.aspect.as_deref() == Some("requires"),
        LifecyclePart::Event => difference.change == PartChange::Changed,
        _ => true,
    }
}

fn reason(place: usize, difference: &LifecycleDifference) -> TouchReason {
    let kind = match difference.part {
        LifecyclePart::State if difference.change == PartChange::Removed => TouchKind::StateGone,
        LifecyclePart::State => TouchKind::State,
        LifecyclePart::Event => TouchKind::Event,
        LifecyclePart::Transition => TouchKind::Transition,
        LifecyclePart::Field => TouchKind::Field,
        LifecyclePart::Timer => TouchKind::Timer,
        LifecyclePart::Approval => TouchKind::Approval,
        LifecyclePart::FourEyes => TouchKind::FourEyes,
        LifecyclePart::Lifecycle | LifecyclePart::Role | LifecyclePart::Codes => TouchKind::Lifecycle,
    };
    TouchReason { kind, difference: Some(place), says: difference.to_string() }
}
