//! Event logs: the columns against a twin that keeps rows, formats against each other and against outside judges, hostile files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

mod anonymise;
mod audit;
mod corpus;
mod csv;
mod jsonl;
mod logs;
mod model;
mod ocel;
#[cfg(feature = "sqlite")]
mod ocel_sqlite;
mod picture;
mod stats;
mod stream;
mod xes;
