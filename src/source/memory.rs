//! Sources that are held in memory: a map of texts, and the table compiled into the program.

use std::{borrow::Cow, collections::BTreeMap};

use super::{FileText, Source};
use crate::diagnostic::{Code, Diagnostic};

/// Files held in a map from path to text, for tests, editors and generated definitions.
///
/// ```
/// use itsm::source::{Memory, Source};
/// let files = Memory::new().with("a.yaml", "id: a");
/// assert_eq!(files.read("a.yaml").unwrap().text(), "id: a");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Cow<'static, str>>,
}

impl Memory {
    /// A source without files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }
}

impl Source for Memory {
    fn read(&self, path: &str) -> Result<FileText, Box<Diagnostic>> {
        self.files.get(path).map_or_else(|| missing(path), |text| Ok(FileText::new(path, text.clone())))
    }

    fn exists(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn list(&self) -> Result<Vec<String>, Box<Diagnostic>> {
        Ok(self.files.keys().cloned().collect())
    }
}

/// A table of paths and texts compiled into the program, sorted by path.
#[derive(Clone, Copy)]
pub struct Embedded {
    table: &'static [(&'static str, &'static str)],
}

impl Embedded {
    /// Wraps a table that is sorted by path (look-ups are binary searches).
    #[must_use]
    pub const fn new(table: &'static [(&'static str, &'static str)]) -> Self {
        Self { table }
    }

    /// The text at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&'static str> {
        let index = self.table.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?;
        self.table.get(index).map(|(_, text)| *text)
    }

    /// All paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.table.iter().map(|(path, _)| *path)
    }
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Embedded({} files)", self.table.len())
    }
}

impl Source for Embedded {
    fn read(&self, path: &str) -> Result<FileText, Box<Diagnostic>> {
        self.get(path).map_or_else(|| missing(path), |text| Ok(FileText::new(format!("frameworks/{path}"), text)))
    }

    fn exists(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    fn list(&self) -> Result<Vec<String>, Box<Diagnostic>> {
        Ok(self.paths().map(str::to_owned).collect())
    }
}

fn missing(path: &str) -> Result<FileText, Box<Diagnostic>> {
    Err(Diagnostic::error(Code::UnreadableFile, format!("there is no file `{path}`")).in_file(path.to_owned()).boxed())
}
