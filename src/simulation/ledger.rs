//! The ledger: what was planted in which case, and what it costs.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Plan, PlantKind};

/// What a simulated log holds that its model does not allow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The model that the cases were drawn from.
    pub model: String,
    /// The hash of its definition, where it has one.
    pub hash: Option<String>,
    /// The seed.
    pub seed: u64,
    /// Cases in the log.
    pub cases: usize,
    /// Events in the log.
    pub events: usize,
    /// Cases whose activities are a run of the model, with nothing added or left out.
    pub fitting_cases: usize,
    /// The sum of the costs of optimal alignments: a move on one side only costs one, silent ones nothing.
    pub deviations: u64,
    /// How often each kind was planted.
    pub planted: IndexMap<PlantKind, usize>,
    /// In how many cases a kind could not be planted where it was its turn: nothing in the case allows it with a known cost.
    pub not_planted: IndexMap<PlantKind, usize>,
    /// The cases in which something was planted, in the order of the log.
    pub deviating: Vec<DeviatingCase>,
}

/// A case in which something was planted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviatingCase {
    /// Its name in the log.
    pub case: String,
    /// What its optimal alignment costs.
    pub cost: u32,
    /// What was planted.
    pub planted: Vec<Planted>,
}

/// Something that was planted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    /// What it is.
    pub kind: PlantKind,
    /// What it adds to the cost of the optimal alignment.
    pub cost: u32,
    /// The event of the case in the log, counted from 0: the one that is there and should not, or that is wrong; of something that was
    /// left out, the one before which it stood. None for what concerns the whole case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<usize>,
    /// The activity that was inserted, left out, or is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    /// What else there is to know: the field, the person, the groups, the instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

impl Ledger {
    pub(super) fn new(model: &super::Model, plan: &Plan) -> Self {
        let kinds = || PlantKind::all().filter(|kind| plan.plants.iter().any(|plant| plant.kind == *kind)).map(|kind| (kind, 0));
        Self {
            model: model.reference.clone(),
            hash: model.hash.clone(),
            seed: plan.seed,
            planted: kinds().collect(),
            not_planted: kinds().collect(),
            ..Self::default()
        }
    }

    /// Enters a case.
    pub(super) fn enter(&mut self, case: &str, events: usize, planted: Vec<Planted>) {
        self.cases += 1;
        self.events += events;
        let cost = planted.iter().map(|planted| planted.cost).sum::<u32>();
        self.fitting_cases += usize::from(cost == 0);
        self.deviations += u64::from(cost);
        for planted in &planted {
            *self.planted.entry(planted.kind).or_default() += 1;
        }
        if !planted.is_empty() {
            self.deviating.push(DeviatingCase { case: case.to_owned(), cost, planted });
        }
    }
}
