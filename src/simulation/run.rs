//! A run of a model: what was done, in order, before anybody says when and by whom.

use jiff::Timestamp;

use crate::expr::Value;

/// A run.
pub(super) type Run = Vec<Step>;

/// Something that was done.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Step {
    /// The activity, by its place in the model.
    pub activity: usize,
    /// Who may do it; none for whoever.
    pub role: Option<String>,
    /// Whether a program did it.
    pub by_itself: bool,
    /// The states of the record before and after.
    pub states: Option<(String, String)>,
    /// Fields that must be filled for it.
    pub required: Vec<String>,
    /// What fields hold.
    pub fields: Vec<(String, Value)>,
    /// The instant that instants in fields are meant for.
    pub at: Option<Timestamp>,
    /// Activities whose last actor must be another.
    pub another_than: Vec<usize>,
    /// Whether it stands for an approval that was given.
    pub approves: bool,
}
