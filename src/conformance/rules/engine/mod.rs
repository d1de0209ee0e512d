//! Rules held against a log: names become numbers, cases become sequences of them.

mod attributes;
mod columns;
mod compile;
mod order;
mod run;
mod sentence;
mod stream;
mod times;

pub(super) use compile::attributes;
pub use compile::{Compiled, Options};
pub use stream::StreamRules;

/// What is said of one activation of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// As it should be.
    Kept,
    /// Not as it should be.
    Violated,
    /// It may still become so.
    Pending,
    /// The log does not say enough.
    Unknown,
}

/// Takes the activations of a case: the place of the event, none for the case as a whole, and what is said of it.
pub(super) type Sink<'sink> = &'sink mut dyn FnMut(Option<usize>, State);
