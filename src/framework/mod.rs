//! Frameworks: their definition files, loading, checking, translation, comparison of editions and process interfaces.
//!
//! [`definition`] holds what an author writes, [`Loader`] reads and checks it, [`Framework`] is the loaded result.

mod assemble;
pub mod definition;
mod diff;
mod draft;
mod index;
mod interfaces;
mod load;
mod model;
mod names;
mod rules;

pub use diff::{Change, Difference, diff};
pub use index::ElementIndex;
pub use interfaces::{InterfaceGraph, Wildcards};
pub use load::{Environment, Loader, check_locale};
pub use model::{Element, Framework};
pub use names::{LocaleOverlay, Name, Names};
