//! Why a calendar cannot answer.

use jiff::Timestamp;

use super::BusinessDuration;

/// Why a calendar gives no answer. Every search ends at a stated bound; none goes on for ever.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The question reaches beyond the days for which the calendar knows its hours and holidays.
    #[error("the calendar `{calendar}` answers from {from} to {until}, not at {instant}")]
    OutsideValidity {
        /// The calendar's id.
        calendar: String,
        /// What was asked about.
        instant: Timestamp,
        /// The first instant with an answer.
        from: Timestamp,
        /// The instant at which answers end.
        until: Timestamp,
    },
    /// Nothing opens any more.
    #[error("the calendar `{calendar}` has no opening until {searched_until}, where it ends")]
    NoOpening {
        /// The calendar's id.
        calendar: String,
        /// Where the search ended.
        searched_until: Timestamp,
    },
    /// Nothing closes any more, as in a calendar that is always open.
    #[error("the calendar `{calendar}` does not close until {searched_until}, where it ends")]
    NoClosing {
        /// The calendar's id.
        calendar: String,
        /// Where the search ended.
        searched_until: Timestamp,
    },
    /// The calendar does not hold as much business time as is asked for.
    #[error("the calendar `{calendar}` ends at {searched_until}, before {duration} of business time")]
    NotReached {
        /// The calendar's id.
        calendar: String,
        /// How much was asked for.
        duration: BusinessDuration,
        /// Where the search ended.
        searched_until: Timestamp,
    },
    /// A target below zero.
    #[error("a target cannot be negative: {duration}")]
    NegativeTarget {
        /// The target.
        duration: BusinessDuration,
    },
    /// A pause that ends before it begins.
    #[error("a pause from {from} cannot end at {until}, before it begins")]
    BackwardPause {
        /// Where it begins.
        from: Timestamp,
        /// Where it ends.
        until: Timestamp,
    },
}
