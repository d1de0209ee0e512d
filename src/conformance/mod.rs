//! Conformance: what happened, held against what may happen.
//!
//! | module | what it answers |
//! | --- | --- |
//! | [`align`] | does a case follow the process, and if not, what is missing and what is too much |

pub mod align;
