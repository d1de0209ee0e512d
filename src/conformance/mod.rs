//! Conformance: what happened, held against what was agreed.
//!
//! | module | what it answers |
//! | --- | --- |
//! | [`binding`] | which activity of a log is which label of a model |
//! | [`align`] | does a case follow the process, and if not, what is missing and what is too much |
//! | [`rules`] | is each rule kept: orders of steps (Declare), times, people, fields |
//! | [`requirements`] | what the rules say about the requirements of frameworks |

pub mod align;
pub mod binding;
pub mod rules;
mod verdict;

/// Runs the code of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../docs/conformance.md")]
struct Guide;

pub use verdict::{RequirementStatus, RequirementVerdict, requirements};
