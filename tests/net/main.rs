//! Petri nets: soundness against a naive twin and against results of other tools, files, process trees, pictures.
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

mod files;
mod hostile;
mod model;
#[path = "../../benches/support/nets.rs"]
pub mod nets;
mod picture;
mod sound;
mod trees;
mod twin;
