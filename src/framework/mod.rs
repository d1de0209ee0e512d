//! Framework definitions.
pub mod definition;
