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
//! A chain shows changes, insertions and removals within it. That records were cut off at its end shows only by
//! comparison: keep the [`Head`] of each ticket elsewhere, and [`verify`] says what it finds.
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

/// The code of the guide runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/audit.md")]
struct Guide;

mod canonical;
mod entry;
mod journal;
mod lines;
mod memory;
mod record;
mod salt;
mod verify;

pub use entry::{Entry, EntryChange};
pub use journal::{Head, Journal, JournalError, follows};
pub use lines::{LineError, Lines};
pub use memory::Memory;
pub use record::{Change, Definition, Kind, Record, Related, Text};
pub use salt::{Salt, Salts};
pub use verify::{Verification, Verifier, verify, verify_records};
