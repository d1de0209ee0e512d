//! Conformance: what happened, held against what was agreed.
//!
//! | module | what it answers |
//! | --- | --- |
//! | [`binding`] | which activity of a log is which label of a model |
//! | [`rules`] | is each rule kept: orders of steps (Declare), times, people, fields |

pub mod binding;
pub mod rules;
