//! Journals that outlive the program.

mod sqlite;

pub use sqlite::SqliteJournal;
