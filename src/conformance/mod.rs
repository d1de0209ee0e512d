//! Conformance: what happened, held against what was agreed.
//!
//! | module | what it answers |
//! | --- | --- |
//! | [`binding`] | which activity of a log is which label of a model |

pub mod binding;
