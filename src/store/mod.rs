//! Journals that outlive the program.

mod file;
mod sealing;
mod sqlite;

pub use file::is_sqlite;
pub use sqlite::SqliteJournal;
