//! Conformance: does what happened follow what was agreed.
//!
//! [`rules`] checks event logs against rules, one by one: orders of steps (Declare), times, people, fields.

pub mod rules;
