//! Since when work goes on and events are waited for.

use jiff::Timestamp;

use crate::net::PlaceId;

/// Since when each token is on a place where that is remembered; of one place the oldest first.
///
/// A list of the tokens and not of the places, so that a copy costs what is going on and not how large the workflow is.
#[derive(Debug, Default)]
pub(super) struct Since(Vec<(PlaceId, Option<Timestamp>)>);

impl Clone for Since {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }

    fn clone_from(&mut self, source: &Self) {
        self.0.clone_from(&source.0);
    }
}

impl Since {
    pub fn push(&mut self, place: PlaceId, since: Option<Timestamp>) {
        self.0.push((place, since));
    }

    /// The oldest token of a place goes.
    pub fn pop(&mut self, place: PlaceId) {
        if let Some(position) = self.0.iter().position(|(known, _)| *known == place) {
            self.0.remove(position);
        }
    }

    /// All tokens of a place go.
    pub fn clear(&mut self, place: PlaceId) {
        self.0.retain(|(known, _)| *known != place);
    }

    pub fn of(&self, place: PlaceId) -> impl Iterator<Item = Option<Timestamp>> {
        self.0.iter().filter(move |(known, _)| *known == place).map(|(_, since)| *since)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
