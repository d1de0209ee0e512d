//! XES, the format of IEEE 1849: reading and writing.

mod frame;
mod read;
mod scan;
mod standard;
mod write;

pub use read::read;
pub(super) use read::read_with;
pub(super) use standard::extension;
pub use write::{Written, write};
