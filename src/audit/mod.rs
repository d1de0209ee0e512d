//! The audit trail of records: what happened, who did it, and a chain of hashes that shows when somebody changed it later.
//!
//! Every event that a record accepts gives an [`Entry`]; a [`Journal`] seals it into a [`Record`], which carries the hash of
//! the record before. Each ticket has a chain of its own. [`verify`] finds the first break of every chain.
//!
//! Names of people and what they wrote are [personal](Text::Personal): they enter the hash by a salted digest, so that
//! [`Record::redact`] can take them out later and the chain still holds.
//!
//! # What is hashed
//!
//! The hash of a record is the SHA-256 of its canonical JSON (RFC 8785: keys sorted, no spaces), without the key `hash`,
//! and with every personal text replaced by `{"redacted": DIGEST}`. The digest of a personal text is the SHA-256 of its 16
//! bytes of salt followed by its bytes in UTF-8. `previous` is the hash of the record before in the life of the same
//! ticket, and null in its first.
//!
//! So that this is the hash of the line as it stands, whoever reads it, a line has one form but for the order of keys and
//! spaces: what is absent is left out (only `previous` is ever null), instants are in UTC as
//! `2026-03-02T09:00:00.5Z` without zeros at the end of the fraction, digests and salts in lower case, and nothing else is
//! in it. A line of another form is a finding.
//!
//! A chain shows changes, insertions and removals within it. That records were cut off at its end, or that somebody wrote
//! the whole chain anew with hashes that fit, shows only by comparison: keep the [`Head`] of each ticket elsewhere, and say
//! to [`Verifier::expect`] what it was.
//!
//! What is not personal stays for ever. Numbers of tickets, names of states, roles and [related things](Related) are not
//! personal texts: give a person who is related by a number that means nothing outside your system.
//!
//! ```
//! use itsm::audit::{Entry, Journal, Memory, verify_records};
//!
//! let mut journal = Memory::new();
//! let entry = Entry::new("INC-1", 1, "2026-03-02T09:00:00Z".parse()?, "assign", "new", "assigned").by("ann");
//! let head = journal.append(entry.clone())?;
//! assert_eq!(head.sequence, 1);
//! assert_eq!(journal.append(entry).unwrap_err().to_string(), "`INC-1` is at sequence 1 already; the event was to be its number 1");
//!
//! let mut records = journal.history("INC-1")?;
//! records[0].redact();                                     // `ann` is gone, the chain holds
//! assert!(verify_records(&records).findings.is_empty());
//! records[0].to = "closed".to_owned();
//! assert_eq!(verify_records(&records).findings.errors(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// The code of the guide for embedders runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/audit.md")]
struct Guide;

mod canonical;
mod entry;
mod journal;
mod json;
mod line;
mod memory;
mod record;
mod salt;
mod text;
mod verify;

pub use entry::{Entry, EntryChange};
pub use journal::{Head, Journal, JournalError, follows};
#[cfg(feature = "sqlite")]
pub(crate) use line::{Misread, parse, write};
pub use memory::Memory;
pub use record::{Change, Definition, Kind, LONGEST, Record, Related};
#[cfg(feature = "sqlite")]
pub(crate) use salt::Draw;
pub use salt::{Salt, Salts};
pub use text::{PersonalText, RedactedText, Text};
pub use verify::{Verification, Verifier, verify, verify_records};
