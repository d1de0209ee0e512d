//! Logs in tables: CSV, TSV and the like.

mod read;
mod scan;
mod write;

pub use read::read;
pub(super) use read::read_with;
pub use write::write;
