//! Whether what workflows do to records is what the records' lifecycles allow.

mod follow;

pub use follow::{Misfit, MisfitKind, follow};
