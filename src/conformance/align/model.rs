//! What traces are held against: a state machine or a net, with labels.

use rustc_hash::FxHashMap;

use super::{
    narrow,
    structure::{Edge, Step, Structure},
    wide,
};
use crate::{
    lifecycle::{Lifecycle, definition::StateKind},
    net::{Marking, Net, PlaceId, TransitionId},
    workflow::{TranslationError, Workflow},
};

/// A label of a model by its number: what shows in a log when a step happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(u32);

impl Label {
    /// The label with this number, from 0.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }
}

/// What shows in the log of records with a lifecycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifecycleLabels {
    /// The ids of events.
    Events,
    /// The ids of states, as they are entered. The state that a record begins in does not show. A transition back to the same
    /// state may show or not.
    States,
    /// The ids of states, the one that a record begins in included.
    StatesFromInitial,
}

/// A model that traces are held against.
///
/// Several steps may have the same label. Steps without one are silent.
#[derive(Clone, Debug)]
pub struct Model {
    labels: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, Label>,
    pub(super) body: Body,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Machine(Structure),
    Net(LabelledNet),
}

/// A net that knows where it begins and ends.
#[derive(Clone, Debug)]
pub(super) struct LabelledNet {
    pub net: Net,
    /// By transition.
    pub labels: Vec<Option<Label>>,
    pub initial: Marking,
    /// None for nets with ends.
    pub last: Option<Marking>,
}

impl LabelledNet {
    pub fn is_last(&self, marking: &Marking) -> bool {
        self.last.as_ref().map_or_else(|| self.net.is_complete(marking), |last| last == marking)
    }
}

/// Why something is no model for alignments.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Nothing says where a net begins.
    #[error("nothing says where the net begins: it has no initial marking, and {} places without a producer instead of one", .0)]
    NoBeginning(usize),
    /// Nothing says where a net ends.
    #[error("nothing says where the net ends: it has no final marking, and {} places without a consumer instead of one", .0)]
    NoEnd(usize),
    /// A workflow has no net.
    #[error(transparent)]
    Workflow(#[from] TranslationError),
}

impl Model {
    fn new() -> Self {
        Self {
            labels: Vec::new(),
            numbers: FxHashMap::default(),
            body: Body::Machine(Structure { states: 1, entry: 0, exits: vec![0], edges: Vec::new() }),
        }
    }

    fn intern(&mut self, text: &str) -> Label {
        if let Some(label) = self.numbers.get(text) {
            return *label;
        }
        let label = Label(narrow(self.labels.len()));
        self.labels.push(text.into());
        self.numbers.insert(text.into(), label);
        label
    }

    /// A net, labelled by what its transitions show. Its own initial and final markings are honoured; without them the only place
    /// without a producer, and the only one without a consumer, have the token.
    ///
    /// # Errors
    /// There is no such marking and not one such place.
    pub fn from_net(net: &Net) -> Result<Self, ModelError> {
        let only = |places: Vec<PlaceId>| match places.as_slice() {
            [place] => {
                let mut marking = Marking::empty(net.place_count());
                marking.set(*place, 1);
                Ok(marking)
            }
            _ => Err(places.len()),
        };
        let initial = if net.initial().is_empty() {
            only(net.places().filter(|place| net.producers(*place).is_empty()).collect()).map_err(ModelError::NoBeginning)?
        } else {
            net.initial().clone()
        };
        let last = match net.final_marking() {
            Some(last) => Some(last.clone()),
            None if net.ends().is_empty() => {
                Some(only(net.places().filter(|place| net.consumers(*place).is_empty()).collect()).map_err(ModelError::NoEnd)?)
            }
            None => None,
        };
        let mut model = Self::new();
        let labels = net.transitions().map(|transition: TransitionId| net.label(transition).map(|label| model.intern(label))).collect();
        model.body = Body::Net(LabelledNet { net: net.clone(), labels, initial, last });
        Ok(model)
    }

    /// A workflow, by the net that it means; the labels are the ids of what can be seen to happen.
    ///
    /// # Errors
    /// The workflow has no net.
    pub fn from_workflow(workflow: &Workflow) -> Result<Self, ModelError> {
        Self::from_net(workflow.net()?.net())
    }

    /// A lifecycle. Guards, roles and required fields are not asked. A run may end in a terminal state; where there is none, in any.
    #[must_use]
    pub fn from_lifecycle(lifecycle: &Lifecycle, labels: LifecycleLabels) -> Self {
        let mut model = Self::new();
        let mut edges = Vec::new();
        for (_, transition) in lifecycle.transitions() {
            let text = match labels {
                LifecycleLabels::Events => lifecycle.get_event(transition.on()).map_or("", |event| event.id()),
                LifecycleLabels::States | LifecycleLabels::StatesFromInitial => lifecycle.get_state(transition.to()).map_or("", |state| state.id()),
            };
            let step = Step::Shown(model.intern(text));
            edges.push(Edge { from: narrow(transition.from().place()), to: narrow(transition.to().place()), step });
        }
        let mut states = narrow(lifecycle.states().len());
        let finals = lifecycle.states().filter(|(_, state)| state.kind() == StateKind::Terminal);
        let mut exits: Vec<u32> = finals.map(|(id, _)| narrow(id.place())).collect();
        if exits.is_empty() {
            exits = (0..states).collect();
        }
        let mut entry = narrow(lifecycle.initial().place());
        if labels == LifecycleLabels::StatesFromInitial {
            let step = Step::Shown(model.intern(lifecycle.get_state(lifecycle.initial()).map_or("", |state| state.id())));
            edges.push(Edge { from: states, to: entry, step });
            entry = states;
            states += 1;
        }
        model.machine(states, entry, exits, edges);
        model
    }

    /// A state machine by its edges: from, what shows (nothing for silent ones), to. States are numbers below `states`; edges and
    /// states beyond are left out.
    ///
    /// ```
    /// use itsm::conformance::align::Model;
    ///
    /// let model = Model::from_edges(3, 0, [2], [(0, Some("open"), 1), (1, Some("note"), 1), (1, Some("close"), 2)]);
    /// assert_eq!(model.labels().collect::<Vec<_>>(), ["open", "note", "close"]);
    /// ```
    #[must_use]
    pub fn from_edges<'label>(
        states: u32,
        initial: u32,
        last: impl IntoIterator<Item = u32>,
        edges: impl IntoIterator<Item = (u32, Option<&'label str>, u32)>,
    ) -> Self {
        let mut model = Self::new();
        let mut kept = Vec::new();
        for (from, label, to) in edges {
            let step = label.map_or(Step::Silent, |label| Step::Shown(model.intern(label)));
            if from < states && to < states {
                kept.push(Edge { from, to, step });
            }
        }
        let exits = last.into_iter().filter(|state| *state < states).collect();
        model.machine(states.max(1), initial.min(states.saturating_sub(1)), exits, kept);
        model
    }

    fn machine(&mut self, states: u32, entry: u32, exits: Vec<u32>, mut edges: Vec<Edge>) {
        let key = |edge: &Edge| (edge.from, edge.to, if let Step::Shown(label) = &edge.step { Some(*label) } else { None });
        edges.sort_unstable_by_key(key);
        edges.dedup_by_key(|edge| key(edge));
        self.body = Body::Machine(Structure { states, entry, exits, edges }.reachable());
    }

    /// The texts of all labels, by number.
    #[must_use]
    pub fn labels(&self) -> impl ExactSizeIterator<Item = &str> {
        self.labels.iter().map(|label| &**label)
    }

    /// The label with this text.
    #[must_use]
    pub fn label(&self, text: &str) -> Option<Label> {
        self.numbers.get(text).copied()
    }

    /// The text of a label; empty for one of another model.
    #[must_use]
    pub fn text(&self, label: Label) -> &str {
        self.labels.get(wide(label.0)).map_or("", |label| label)
    }
}
