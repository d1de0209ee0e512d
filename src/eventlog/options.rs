//! How logs of strangers are read.

use super::Dates;
use crate::source::Limits;

/// How a log is read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// How points in time are read.
    pub dates: Dates,
    /// Bounds: `file_bytes` for the text after decompression, `depth` for elements in elements, `nodes` for values. A log takes at
    /// most about 16 bytes a node and the bytes of its different texts; an attribute inside another, and the first value of a key,
    /// count as 16 nodes.
    pub limits: Limits,
}

impl ReadOptions {
    /// Bounds for logs, far above those for files that people write: 2 GiB of text, a hundred million values.
    pub const LIMITS: Limits = Limits { file_bytes: 2 * 1024 * 1024 * 1024, depth: 256, nodes: 100_000_000, files: 1 };
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { dates: Dates::default(), limits: Self::LIMITS }
    }
}
