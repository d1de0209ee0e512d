//! Rules: counts against those of other tools, every template against a twin that takes the definitions literally, planted violations
//! and defects, the shipped packs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by panicking and reads its own files"
)]

mod corpus;
mod files;
mod logs;
mod objects;
mod planted;
mod shipped;
mod stream;
mod twin;
