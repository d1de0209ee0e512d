//! BPMN 2.0 in and out.
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
    reason = "a test fails by panicking and reads its own files"
)]

mod changing;
mod corpus;
mod diagram;
mod export;
mod hostile;
mod reading;
mod round_trip;
mod tools;
