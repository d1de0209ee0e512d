//! Bounds on what is read from strangers' files.

/// How much of a stranger's file is taken in before it is refused with `limit-reached`.
///
/// The defaults are far above what the largest shipped framework needs, and enough for a mapping set of sixty thousand rows in any format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in one file.
    pub file_bytes: u64,
    /// Levels of nesting in one document.
    pub depth: usize,
    /// Scalars, lists and mappings in one document, aliases counted as often as they are used.
    pub nodes: usize,
    /// Files in one folder tree.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 64 * 1024 * 1024, depth: 64, nodes: 4_000_000, files: 10_000 }
    }
}
