//! placeholder
pub mod diagnostic;
pub mod document;
pub mod framework;
pub mod source;
