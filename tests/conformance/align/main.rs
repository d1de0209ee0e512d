//! Alignments: costs and moves against a naive twin and against the results of other tools.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by panicking and reads its own files"
)]

mod corpus;
mod figures;
mod laws;
#[path = "../../../benches/support/nets.rs"]
pub mod nets;
#[path = "../../../benches/support/runs.rs"]
pub mod runs;
mod searched;
mod stream;
mod twin;
