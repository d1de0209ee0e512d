//! What runs are drawn from: a lifecycle or a sound net, with the activities that show in a log.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{game::Game, machine::Machine, random::Random, run::Run};
use crate::{
    lifecycle::Lifecycle,
    net::{
        Net,
        soundness::{Limits, Verdict, soundness},
    },
    workflow::{TranslationError, Workflow},
};

/// What the activities of a log are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ActivityNames {
    /// By the ids of events and steps.
    #[default]
    Ids,
    /// By their titles. Two of one title are one activity.
    Titles,
}

/// Why there is no log of a model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SimulationError {
    /// The model has no run that ends.
    #[error("`{model}` has no run that ends{}", if why.is_empty() { String::new() } else { format!(": {why}") })]
    NoEnd {
        /// The model.
        model: String,
        /// Why, where it is known.
        why: String,
    },
    /// The workflow, or the net, is not sound, or nobody knows.
    #[error("`{model}` is not known to be sound ({why}); see `itsm workflow check`")]
    NotSound {
        /// The model.
        model: String,
        /// What is wrong first.
        why: String,
    },
    /// The workflow has no net.
    #[error(transparent)]
    NoNet(#[from] TranslationError),
    /// The log cannot hold more.
    #[error(transparent)]
    Full(#[from] crate::eventlog::BuildError),
}

/// A model, prepared for drawing runs. Cheap to use many times.
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) reference: String,
    pub(super) title: String,
    pub(super) hash: Option<String>,
    pub(super) activities: Vec<Activity>,
    pub(super) runs: Runs,
}

/// An activity of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Activity {
    /// What stands in the log.
    pub name: String,
    /// The role that does it, where the model has one role for all.
    pub role: Option<String>,
}

/// How runs come about.
#[derive(Clone, Debug)]
pub(super) enum Runs {
    Machine(Box<Machine>),
    Game(Box<Game>),
}

/// Activities by their names, each once.
#[derive(Default)]
pub(super) struct Naming {
    pub activities: Vec<Activity>,
    known: FxHashMap<String, usize>,
}

impl Naming {
    /// The place of an activity.
    pub fn place(&mut self, name: &str, role: Option<&str>) -> usize {
        if let Some(place) = self.known.get(name) {
            return *place;
        }
        let place = self.activities.len();
        self.activities.push(Activity { name: name.to_owned(), role: role.map(str::to_owned) });
        self.known.insert(name.to_owned(), place);
        place
    }
}

impl Model {
    /// The events of a lifecycle as activities. A run is a way over its table from the initial state to a terminal one, by transitions
    /// for which circumstances are known ([`Lifecycle::circumstances`]). Time is that of finding the circumstances.
    ///
    /// # Errors
    /// [`SimulationError::NoEnd`].
    pub fn of_lifecycle(lifecycle: &Lifecycle, names: ActivityNames) -> Result<Self, SimulationError> {
        let mut naming = Naming::default();
        let machine = Machine::new(lifecycle, names, &mut naming)?;
        Ok(Self {
            reference: lifecycle.reference(),
            title: lifecycle.title().to_owned(),
            hash: Some(lifecycle.hash().to_owned()),
            activities: naming.activities,
            runs: Runs::Machine(Box::new(machine)),
        })
    }

    /// The steps of a workflow as activities: what shows is what is labelled in its [net](Workflow::net), and roles are its lanes. Time is
    /// that of its soundness.
    ///
    /// # Errors
    /// [`SimulationError::NoNet`], [`SimulationError::NotSound`].
    pub fn of_workflow(workflow: &Workflow, names: ActivityNames) -> Result<Self, SimulationError> {
        let translated = workflow.net()?;
        let mut naming = Naming::default();
        let net = translated.net();
        let labels = net.transitions().map(|transition| {
            let id = net.label(transition)?;
            let node = workflow.node_named(id);
            let lane = node.and_then(|node| workflow.lanes().get(node.lane?));
            let title = node.filter(|_| names == ActivityNames::Titles).map(|node| node.title.as_str());
            Some(naming.place(title.unwrap_or(id), lane.map(|lane| lane.id.as_str())))
        });
        let labels = labels.collect();
        let game = sound(net, labels, &workflow.reference())?;
        Ok(Self {
            reference: workflow.reference(),
            title: workflow.title().to_owned(),
            hash: Some(workflow.hash().to_owned()),
            activities: naming.activities,
            runs: Runs::Game(Box::new(game)),
        })
    }

    /// The labels of a net as activities. Time is that of its soundness.
    ///
    /// # Errors
    /// [`SimulationError::NotSound`].
    pub fn of_net(net: &Net) -> Result<Self, SimulationError> {
        let mut naming = Naming::default();
        let labels = net.transitions().map(|transition| Some(naming.place(net.label(transition)?, None))).collect();
        let game = sound(net, labels, net.name())?;
        Ok(Self {
            reference: net.name().to_owned(),
            title: net.name().to_owned(),
            hash: None,
            activities: naming.activities,
            runs: Runs::Game(Box::new(game)),
        })
    }

    /// The activities that can show in a log of it, none twice.
    #[must_use]
    pub fn activities(&self) -> impl ExactSizeIterator<Item = &str> {
        self.activities.iter().map(|activity| activity.name.as_str())
    }

    /// The activities that every run has at least once. To leave one out of a case that has it once costs exactly one move: no run is
    /// without it, and putting it back gives the run. For a net, as far as a search through a bounded number of markings shows it.
    #[must_use]
    pub fn mandatory(&self) -> BTreeSet<&str> {
        let is_mandatory = |place: &usize| match &self.runs {
            Runs::Machine(machine) => machine.is_mandatory(*place),
            Runs::Game(game) => game.is_mandatory(*place),
        };
        let places = (0..self.activities.len()).filter(is_mandatory);
        places.filter_map(|place| self.activities.get(place)).map(|activity| activity.name.as_str()).collect()
    }

    /// A run from the beginning to an end.
    pub(super) fn run(&self, random: &mut Random, loops: u32, longest: usize) -> Result<Run, SimulationError> {
        match &self.runs {
            Runs::Machine(machine) => Ok(machine.run(random, loops, longest)),
            Runs::Game(game) => game.run(random, longest).ok_or_else(|| SimulationError::NoEnd {
                model: self.reference.clone(),
                why: "the search for a way to the end met its limit".to_owned(),
            }),
        }
    }

    /// A name of an activity that the model does not have.
    pub(super) fn foreign(&self) -> String {
        let is_free = |name: &String| self.activities.iter().all(|activity| activity.name != *name);
        let names = std::iter::once("Unplanned work".to_owned()).chain((2..).map(|number: u32| format!("Unplanned work {number}")));
        // There are more numbers than activities.
        names.into_iter().find(is_free).unwrap_or_default()
    }
}

/// A net that is sound.
fn sound(net: &Net, labels: Vec<Option<usize>>, reference: &str) -> Result<Game, SimulationError> {
    let found = soundness(net, Limits::default());
    let why = match found.verdict {
        Verdict::Sound => return Ok(Game::new(net.clone(), labels)),
        Verdict::Unsound => found.problems.first().map_or_else(|| "it is unsound".to_owned(), |problem| problem.sentence(net)),
        Verdict::Undecided(limit) => format!("the limit on {limit} was reached"),
    };
    Err(SimulationError::NotSound { model: reference.to_owned(), why })
}
