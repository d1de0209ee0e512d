//! Where records are kept.

use std::ops::ControlFlow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Entry, Record};
use crate::digest::Digest;

/// Where a ticket stands: the last record of its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Head {
    /// The number of its last event.
    pub sequence: u64,
    /// The hash of the record of that event.
    pub hash: Digest,
}

/// Why a journal did not keep or give something.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Another writer was faster, or an event was left out.
    #[error("`{record}` is at sequence {found}{}; the event was to be its number {sequence}", if sequence <= found { " already" } else { "" })]
    Conflict {
        /// The ticket.
        record: String,
        /// The number that the event was to have.
        sequence: u64,
        /// The number of the last event that the journal has; 0 where it has none.
        found: u64,
    },
    /// The record of an event would be longer than [`LONGEST`](super::LONGEST).
    #[error("event {sequence} of `{record}` takes more than {} bytes as a record; keep long texts elsewhere, and name the place", super::LONGEST)]
    TooLong {
        /// The ticket.
        record: String,
        /// The number of the event.
        sequence: u64,
    },
    /// Another program is writing and does not end; nothing was kept, and the call may be tried again.
    #[error("another program holds the journal for too long; try again")]
    Busy,
    /// Personal texts were taken out, and the place where they were may still hold copies of them.
    #[error("{taken} texts were taken out, but copies may remain in the file while another program reads it; redact again when it does not")]
    Lingering {
        /// How many were taken out.
        taken: usize,
    },
    /// What is kept cannot be read: it was damaged or is none of ours.
    #[error("{0}")]
    Damaged(String),
    /// The place where it is kept failed; what was not acknowledged may be there or not.
    #[error("the journal cannot be reached: {0}")]
    Store(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// There are no random numbers for salts.
    #[error("{0}")]
    Salt(String),
}

/// A place that keeps audit records. What it acknowledged, it keeps; of two writers of one event, one wins and the other is
/// told.
pub trait Journal {
    /// Keeps an event: its sequence must be one more than the journal has of the ticket (compare and swap).
    ///
    /// # Errors
    /// [`JournalError::Conflict`] when it is not; the journal stays as it is. Other errors as they say.
    fn append(&mut self, entry: Entry) -> Result<Head, JournalError> {
        let heads = self.append_all(vec![entry])?;
        heads.into_iter().next().ok_or_else(|| JournalError::Damaged("the journal kept nothing".to_owned()))
    }

    /// Keeps several events, all of them or none, in their order.
    ///
    /// # Errors
    /// Those of [`Journal::append`]; the journal stays as it is.
    fn append_all(&mut self, entries: Vec<Entry>) -> Result<Vec<Head>, JournalError>;

    /// Where a ticket stands; none when the journal knows nothing of it.
    ///
    /// # Errors
    /// When the journal cannot be reached.
    fn head(&self, record: &str) -> Result<Option<Head>, JournalError>;

    /// The life of a ticket, in order; empty when the journal knows nothing of it.
    ///
    /// # Errors
    /// When the journal cannot be reached or holds what is no record.
    fn history(&self, record: &str) -> Result<Vec<Record>, JournalError>;

    /// Shows every record, in the order in which they were kept, without holding them all, until the visitor has enough.
    ///
    /// # Errors
    /// When the journal cannot be reached or holds what is no record.
    fn visit(&self, visitor: &mut dyn FnMut(Record) -> ControlFlow<()>) -> Result<(), JournalError>;

    /// Takes personal texts out of the records of a ticket, those that `choose` says; the chain holds. Returns how many were
    /// taken out.
    ///
    /// # Errors
    /// When the journal cannot be reached or holds what is no record. [`JournalError::Lingering`] when they were taken out and
    /// the place may still hold copies.
    fn redact(&mut self, record: &str, choose: &dyn Fn(&str) -> bool) -> Result<usize, JournalError>;

    /// As [`Journal::redact`], in the records of all tickets: what somebody asks for who wants to be forgotten.
    ///
    /// # Errors
    /// Those of [`Journal::redact`].
    fn redact_everywhere(&mut self, choose: &dyn Fn(&str) -> bool) -> Result<usize, JournalError>;
}

/// Whether an event follows what a journal has of its ticket; gives the hash that it follows.
///
/// # Errors
/// [`JournalError::Conflict`] when it does not.
pub fn follows(entry: &Entry, head: Option<Head>) -> Result<Option<Digest>, JournalError> {
    let found = head.map_or(0, |head| head.sequence);
    if found.checked_add(1) != Some(entry.sequence) {
        return Err(JournalError::Conflict { record: entry.record.clone(), sequence: entry.sequence, found });
    }
    Ok(head.map(|head| head.hash))
}
