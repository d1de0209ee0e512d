//! Where files come from: a trait over folders, embedded tables and memory, with limits on what is read.
//!
//! The library never opens a file by itself: every reader is handed a [`Source`]. [`Folder`] reads a
//! directory, [`Embedded`] the files compiled into the program, [`Memory`] what a test or an editor holds.

mod folder;
mod limits;
mod memory;

pub use folder::Folder;
pub(crate) use folder::not_utf8;
pub use limits::Limits;
pub use memory::{Embedded, Memory};

use std::{
    borrow::Cow,
    fmt,
    io::{self, Read},
    sync::{Arc, OnceLock},
};

use crate::diagnostic::Diagnostic;

/// A named text: what was read, and the name that findings show for it.
#[derive(Clone)]
pub struct FileText {
    name: Arc<str>,
    content: Arc<Content>,
}

struct Content {
    text: Cow<'static, str>,
    /// Where each line begins, found when the first line is asked for.
    starts: OnceLock<Vec<usize>>,
}

impl FileText {
    /// Gives `text` the name that findings show.
    ///
    /// A byte order mark at the start is dropped, so that columns count what a person sees.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Cow<'static, str>>) -> Self {
        let text = match text.into() {
            Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
            Cow::Owned(text) => match text.strip_prefix('\u{feff}') {
                Some(rest) => Cow::Owned(rest.to_owned()),
                None => Cow::Owned(text),
            },
        };
        Self { name: name.into(), content: Arc::new(Content { text, starts: OnceLock::new() }) }
    }

    /// The name shown in findings, usually a path.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The text itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.content.text
    }

    /// Line `number` (from 1), without its line break. The first call takes time linear in the text, further ones are
    /// constant, so that a file full of findings is no burden.
    #[must_use]
    pub fn line(&self, number: u32) -> Option<&str> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        let starts = self.content.starts.get_or_init(|| {
            // YAML 1.2, section 5.4: a carriage return ends a line, alone or before a line feed.
            let bytes = self.text().as_bytes();
            let ends = |at: usize, byte: u8| byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            let breaks = bytes.iter().enumerate().filter(|(at, byte)| ends(*at, **byte)).map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        let start = *starts.get(index)?;
        let end = starts.get(index + 1).copied().unwrap_or(self.text().len());
        let line = self.text().get(start..end)?;
        Some(line.trim_end_matches(['\n', '\r']))
    }
}

impl PartialEq for FileText {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text() == other.text()
    }
}

impl Eq for FileText {}

impl fmt::Debug for FileText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FileText({}, {} bytes)", self.name, self.text().len())
    }
}

/// A file that is open.
pub struct FileStream<'source> {
    /// The name that findings show.
    pub name: Arc<str>,
    /// How many bytes it has, where that is known.
    pub length: Option<u64>,
    /// Its bytes.
    pub input: Box<dyn Read + 'source>,
}

impl fmt::Debug for FileStream<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FileStream({})", self.name)
    }
}

/// A place that files are read from, by paths relative to it with `/` between the parts.
pub trait Source: fmt::Debug + Send + Sync {
    /// Reads one file.
    ///
    /// # Errors
    /// A finding that says why: not there, a folder, unreadable, too large, not UTF-8.
    fn read(&self, path: &str) -> Result<FileText, Box<Diagnostic>>;

    /// Opens one file to be read piece by piece, as files are that are larger than a text in memory should be, or no text. What is read has no
    /// limit here; whoever reads it sets one.
    ///
    /// # Errors
    /// A finding that says why: not there, a folder, unreadable. A source without files of its own hands out the text of [`Source::read`].
    fn open(&self, path: &str) -> Result<FileStream<'_>, Box<Diagnostic>> {
        let file = self.read(path)?;
        let bytes = file.text().as_bytes().to_vec();
        let length = u64::try_from(bytes.len()).ok();
        Ok(FileStream { name: Arc::clone(file.name()), length, input: Box::new(io::Cursor::new(bytes)) })
    }

    /// Whether a file stands at `path`; never an error.
    fn exists(&self, path: &str) -> bool;

    /// The paths of all files, in alphabetical order.
    ///
    /// # Errors
    /// A finding when a folder cannot be listed or holds more files than the limit.
    fn list(&self) -> Result<Vec<String>, Box<Diagnostic>>;
}

/// Joins a folder and a relative path, refusing to leave the source (`..`, absolute paths, back slashes).
#[must_use]
pub fn join(folder: &str, path: &str) -> Option<String> {
    let leaves = path.starts_with('/') || path.contains('\\') || path.contains(':') || path.contains('\0');
    if leaves || path.split('/').any(|part| part == ".." || part.is_empty()) {
        return None;
    }
    let folder = folder.trim_end_matches('/');
    Some(if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") })
}
