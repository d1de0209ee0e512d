//! placeholder
pub mod catalog;
pub mod diagnostic;
pub mod document;
mod error;
pub mod framework;
pub mod id;
pub mod locale;
pub mod mapping;
pub mod report;
pub mod schema;
pub mod source;

pub use error::Error;
pub use petgraph;
