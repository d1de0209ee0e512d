//! A workflow beside the lifecycles of its records: every event that it fires must be one that the record can take then.

use std::collections::BTreeSet;

use indexmap::IndexSet;

use crate::{
    diagnostic::{Code, Diagnostic},
    document::Located,
    lifecycle::{EventId, Lifecycle, StateId, Transition},
    net::{Marking, TransitionId, soundness::Limits},
    source::FileText,
    workflow::{MoveKind, NodeIndex, Workflow, WorkflowNet},
};

/// Something that a workflow asks of a record and the record cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// What it is.
    pub kind: MisfitKind,
    /// The step that asks for it; none for what concerns a record as a whole.
    pub node: Option<NodeIndex>,
    /// The record, by its place in the workflow.
    pub record: usize,
    /// A shortest run of the workflow that shows it, in the words of the diagram.
    pub run: Vec<String>,
}

/// What a record cannot do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MisfitKind {
    /// There is no such lifecycle.
    NoLifecycle {
        /// The reference.
        lifecycle: String,
    },
    /// The lifecycle has no such state to begin in.
    NoState {
        /// The state.
        state: String,
    },
    /// The lifecycle has no such event.
    NoEvent {
        /// The event.
        event: String,
        /// One that is near to it.
        near: Option<String>,
    },
    /// The record can be in a state that does not take the event.
    NotTaken {
        /// The event.
        event: String,
        /// The state.
        state: String,
    },
    /// A limit was reached before everything was looked at.
    LimitReached {
        /// How many markings with states were looked at.
        explored: usize,
    },
}

/// What is looked at: where the tokens are, and the state of each record.
type Situation = (Marking, Vec<Option<StateId>>);

/// Looks for events that a workflow can fire and its records cannot take. `lifecycle` finds a lifecycle by its reference.
///
/// Conditions of the workflow and guards of the lifecycles are free choices: what is found may need data that never come together, and
/// what is not found cannot happen. A step and an event are reported once, with a shortest run. Breadth-first search over markings and
/// states of records, at most `limits.markings` of them.
#[must_use]
pub fn follow(workflow: &Workflow, net: &WorkflowNet, lifecycle: &dyn Fn(&str) -> Option<Lifecycle>, limits: Limits) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    let lifecycles: Vec<Option<Lifecycle>> = workflow.records().iter().map(|record| lifecycle(&record.lifecycle)).collect();
    let mut states = Vec::new();
    for (place, (record, lifecycle)) in workflow.records().iter().zip(&lifecycles).enumerate() {
        let wrong = |kind| Misfit { kind, node: None, record: place, run: Vec::new() };
        states.push(match (lifecycle, &record.state) {
            (None, _) => {
                misfits.push(wrong(MisfitKind::NoLifecycle { lifecycle: record.lifecycle.clone() }));
                None
            }
            (Some(lifecycle), None) => Some(lifecycle.initial()),
            (Some(lifecycle), Some(state)) => {
                let known = lifecycle.state(state);
                if known.is_none() {
                    misfits.push(wrong(MisfitKind::NoState { state: state.clone() }));
                }
                known
            }
        });
    }
    let mut search =
        Search { workflow, net, lifecycles, events: Vec::new(), known: IndexSet::new(), from: Vec::new(), said: BTreeSet::new(), misfits };
    search.look_events_up();
    // A net without bound has no end of markings; whether it has one is the matter of its soundness.
    search.known.insert((net.net().initial().clone(), states));
    search.from.push(None);
    let mut at = 0;
    while let Some(situation) = search.known.get_index(at).cloned() {
        if search.known.len() > limits.markings {
            let kind = MisfitKind::LimitReached { explored: search.known.len() };
            search.misfits.push(Misfit { kind, node: None, record: 0, run: Vec::new() });
            break;
        }
        search.step(at, &situation);
        at += 1;
    }
    search.misfits
}

struct Search<'run> {
    workflow: &'run Workflow,
    net: &'run WorkflowNet,
    lifecycles: Vec<Option<Lifecycle>>,
    /// By transition: what it fires, by record.
    events: Vec<Vec<(usize, EventId)>>,
    known: IndexSet<Situation>,
    /// By situation: the one before it, and the transition between.
    from: Vec<Option<(usize, TransitionId)>>,
    said: BTreeSet<(usize, usize, String)>,
    misfits: Vec<Misfit>,
}

impl Search<'_> {
    /// Which transition fires what; events that a lifecycle does not have are said here.
    fn look_events_up(&mut self) {
        for (index, node) in self.workflow.nodes() {
            for fired in &node.fires {
                let Some(Some(lifecycle)) = self.lifecycles.get(fired.record) else { continue };
                if lifecycle.event(&fired.event).is_none() {
                    let near = lifecycle.nearest_event(&fired.event).map(str::to_owned);
                    let kind = MisfitKind::NoEvent { event: fired.event.clone(), near };
                    self.misfits.push(Misfit { kind, node: Some(index), record: fired.record, run: Vec::new() });
                }
            }
        }
        for transition in self.net.net().transitions() {
            let done = self.net.transition(transition).filter(|done| {
                matches!(
                    done.kind,
                    MoveKind::Start | MoveKind::Complete | MoveKind::Happen | MoveKind::Throw | MoveKind::End | MoveKind::Raise { .. }
                )
            });
            let fires = done.and_then(|done| self.workflow.graph().node_weight(done.node)).map(|node| node.fires.as_slice()).unwrap_or_default();
            let events = fires.iter().filter_map(|fired| {
                let lifecycle = self.lifecycles.get(fired.record)?.as_ref()?;
                Some((fired.record, lifecycle.event(&fired.event)?))
            });
            self.events.push(events.collect());
        }
    }

    fn step(&mut self, at: usize, (marking, states): &Situation) {
        for transition in self.net.net().transitions() {
            let mut next = marking.clone();
            if !self.net.net().is_enabled(marking, transition) || self.net.net().fire(&mut next, transition).is_err() {
                continue;
            }
            let mut worlds = vec![states.clone()];
            for (record, event) in self.events.get(transition.index()).cloned().unwrap_or_default() {
                worlds = worlds.into_iter().flat_map(|world| self.apply(at, transition, record, event, world)).collect();
            }
            for world in worlds {
                if self.known.insert((next.clone(), world)) {
                    self.from.push(Some((at, transition)));
                }
            }
        }
    }

    /// The states after an event. Where it is not taken the record stays where it is, so that what follows is looked at too.
    fn apply(
        &mut self,
        at: usize,
        transition: TransitionId,
        record: usize,
        event: EventId,
        world: Vec<Option<StateId>>,
    ) -> Vec<Vec<Option<StateId>>> {
        let Some(Some(lifecycle)) = self.lifecycles.get(record).cloned() else { return vec![world] };
        let Some(state) = world.get(record).copied().flatten() else { return vec![world] };
        let targets: BTreeSet<StateId> =
            lifecycle.table().transitions(state, event).filter_map(|id| lifecycle.get_transition(id)).map(Transition::to).collect();
        if targets.is_empty() {
            if lifecycle.is_enforced() {
                self.say(at, transition, record, &lifecycle, state, event);
            }
            return vec![world];
        }
        let into = |target: StateId| {
            let mut next = world.clone();
            if let Some(slot) = next.get_mut(record) {
                *slot = Some(target);
            }
            next
        };
        targets.into_iter().map(into).collect()
    }

    fn say(&mut self, at: usize, transition: TransitionId, record: usize, lifecycle: &Lifecycle, state: StateId, event: EventId) {
        let Some(node) = self.net.transition(transition).map(|done| done.node) else { return };
        let event = lifecycle.get_event(event).map_or_else(String::new, |event| event.id().to_owned());
        let state = lifecycle.get_state(state).map_or_else(String::new, |state| state.id().to_owned());
        if !self.said.insert((node.index(), record, event.clone())) {
            return;
        }
        let mut run = vec![transition];
        let mut place = at;
        while let Some(Some((before, transition))) = self.from.get(place) {
            run.push(*transition);
            place = *before;
        }
        let run = run.into_iter().rev().filter_map(|step| self.net.words(self.workflow, step)).collect();
        self.misfits.push(Misfit { kind: MisfitKind::NotTaken { event, state }, node: Some(node), record, run });
    }
}

impl Misfit {
    /// The finding in the file that the workflow was read from.
    #[must_use]
    pub fn finding(&self, workflow: &Workflow, file: Option<&FileText>) -> Diagnostic {
        let definition = workflow.definition();
        let record = definition.records.get(self.record);
        let node = self.node.and_then(|node| definition.nodes.get(node.index()));
        let (name, id) = (record.map_or("", |record| record.id.as_str()), node.map_or("", |node| node.id.as_str()));
        let place = |event: &str| {
            node.and_then(|node| node.fires.iter().find(|fired| *fired.event == event && *fired.record == name)).map(|fired| &fired.event)
        };
        match &self.kind {
            MisfitKind::NoLifecycle { lifecycle } => {
                let finding = Diagnostic::error(Code::UnknownLifecycle, format!("there is no lifecycle `{lifecycle}`"));
                at(finding, record.map(|record| &record.lifecycle), file)
            }
            MisfitKind::NoState { state } => {
                let finding = Diagnostic::error(Code::UndeclaredName, format!("the lifecycle of `{name}` has no state `{state}`"));
                at(finding, record.and_then(|record| record.state.as_ref()), file)
            }
            MisfitKind::NoEvent { event, near } => {
                let finding = Diagnostic::error(Code::UndeclaredName, format!("the lifecycle of `{name}` has no event `{event}`"));
                at(finding.help_if(near.as_ref().map(|near| format!("did you mean `{near}`?"))), place(event), file)
            }
            MisfitKind::NotTaken { event, state } => {
                let message = format!("`{id}` fires `{event}`, which `{name}` cannot take in `{state}`: after {}", self.run.join(", "));
                let finding = Diagnostic::error(Code::RecordCannotFollow, message);
                at(finding.help("fire it where the record has come to a state that takes it, or change the lifecycle"), place(event), file)
            }
            MisfitKind::LimitReached { explored } => {
                let message = format!("whether the records can follow is not known: the limit was reached after {explored} situations");
                at(Diagnostic::warning(Code::LimitReached, message), Some(&definition.id), file)
            }
        }
    }
}

fn at(finding: Diagnostic, name: Option<&Located<String>>, file: Option<&FileText>) -> Diagnostic {
    match (file, name.and_then(Located::position)) {
        (Some(file), Some(position)) => finding.located(file, position),
        (Some(file), None) => finding.in_file(file.name().clone()),
        (None, _) => finding,
    }
}
