//! An alignment: its cost, its moves, and what deviates in words.

use super::{Label, LabelMap, Model};
use crate::eventlog::{Activities, Activity};

/// A step of an alignment. Silent steps of the model are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// The model explains an event.
    Both(Activity, Label),
    /// An event that the model does not explain.
    Log(Activity),
    /// A step of the model that the log lacks.
    Model(Label),
}

/// A cheapest alignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// What its deviations cost; 0 when the trace fits.
    pub cost: u64,
    /// Its moves, in order; empty when they were not asked for.
    pub moves: Vec<Move>,
}

impl Alignment {
    /// Whether the trace is one of the model.
    #[must_use]
    pub fn fits(&self) -> bool {
        // INVARIANT: weights are at least 1.
        self.cost == 0
    }

    /// For each sentence of [`words`](Self::words) the labels that it is about: the one that is missing, or those that the event that is
    /// too much stands for.
    #[must_use]
    pub fn labels(&self, map: &LabelMap) -> Vec<Vec<Label>> {
        let labels = |done: &Move| match done {
            Move::Both(..) => None,
            Move::Model(label) => Some(vec![*label]),
            Move::Log(activity) => Some(map.get(activity.index()).to_vec()),
        };
        self.moves.iter().filter_map(labels).collect()
    }

    /// What deviates, a sentence for each move, in order.
    ///
    /// A step that is missing is placed before the next event that the model explains, or at the end; an event that is too much,
    /// after the one before it.
    #[must_use]
    pub fn words(&self, model: &Model, activities: &Activities) -> Vec<String> {
        let mut words = Vec::new();
        let mut before: Option<Activity> = None;
        for (at, done) in self.moves.iter().enumerate() {
            match *done {
                Move::Both(activity, _) => before = Some(activity),
                Move::Log(activity) => {
                    let name = activities.name(activity);
                    words.push(match before {
                        Some(before) => format!("extra `{name}` after `{}`", activities.name(before)),
                        None => format!("extra `{name}` at the beginning"),
                    });
                    before = Some(activity);
                }
                Move::Model(label) => {
                    let text = model.text(label);
                    let next =
                        self.moves.iter().skip(at + 1).find_map(|next| if let Move::Both(activity, _) = next { Some(*activity) } else { None });
                    words.push(match (next, before) {
                        (Some(next), _) => format!("`{text}` is missing before `{}`", activities.name(next)),
                        (None, Some(before)) => format!("`{text}` is missing after `{}`", activities.name(before)),
                        (None, None) => format!("`{text}` is missing"),
                    });
                }
            }
        }
        words
    }
}
