//! Workflows: rules with planted defects, the engine against the net, the built-in ones.
#![cfg(feature = "expr")]
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod blocks;
mod diff;
mod engine;
mod migration;
mod pictures;
mod rules;
mod running;
mod shipped;
mod write;
