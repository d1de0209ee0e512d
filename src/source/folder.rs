//! A source that is a directory of the file system.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{FileStream, FileText, Limits, Source};
use crate::{
    diagnostic::{Code, Diagnostic},
    document::xml,
};

/// A directory; paths are relative to it, and names in findings are the paths that a user would type.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    limits: Limits,
}

impl Folder {
    /// Reads below `root` with the default [`Limits`].
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), limits: Limits::default() }
    }

    /// Replaces the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn shown(&self, path: &str) -> String {
        let joined = if path.is_empty() { self.root.clone() } else { self.root.join(path) };
        let text = joined.to_string_lossy().replace('\\', "/");
        text.strip_prefix("./").map_or(text.clone(), str::to_owned)
    }

    fn walk(&self, relative: &str, depth: usize, found: &mut Vec<String>) -> Result<(), Box<Diagnostic>> {
        let unlisted = |error: &io::Error| {
            Diagnostic::error(Code::UnreadableFile, format!("the folder `{}` cannot be listed: {error}", self.shown(relative)))
                .in_file(self.shown(relative))
                .boxed()
        };
        let mut entries: Vec<_> =
            fs::read_dir(self.root.join(relative)).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(|error| unlisted(&error))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let path = if relative.is_empty() { name } else { format!("{relative}/{name}") };
            let kind = entry.file_type().map_err(|error| unlisted(&error))?;
            // Links are not followed: a folder of a stranger must not lead out of itself.
            if kind.is_dir() {
                if depth >= self.limits.depth {
                    return self.limit(&path, format!("folders are nested deeper than {} levels", self.limits.depth));
                }
                self.walk(&path, depth + 1, found)?;
            } else if kind.is_file() {
                found.push(path);
            }
            if found.len() > self.limits.files {
                return self.limit(relative, format!("the folder holds more than {} files", self.limits.files));
            }
        }
        Ok(())
    }

    fn limit(&self, path: &str, message: String) -> Result<(), Box<Diagnostic>> {
        Err(Diagnostic::error(Code::LimitReached, message).in_file(self.shown(path)).boxed())
    }
}

impl Source for Folder {
    fn read(&self, path: &str) -> Result<FileText, Box<Diagnostic>> {
        let shown = self.shown(path);
        read_path(&self.root.join(path), &shown, self.limits)
    }

    fn open(&self, path: &str) -> Result<FileStream<'_>, Box<Diagnostic>> {
        let shown = self.shown(path);
        let (file, length) = open_path(&self.root.join(path), &shown)?;
        Ok(FileStream { name: shown.into(), length: Some(length), input: Box::new(file) })
    }

    fn exists(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    fn list(&self) -> Result<Vec<String>, Box<Diagnostic>> {
        let mut found = Vec::new();
        self.walk("", 0, &mut found)?;
        found.sort();
        Ok(found)
    }
}

fn refuse(code: Code, shown: &str, message: String, help: &str) -> Diagnostic {
    Diagnostic::error(code, message).in_file(shown.to_owned()).help(help)
}

fn unreadable(shown: &str, error: &io::Error) -> Diagnostic {
    let message = match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file `{shown}`"),
        io::ErrorKind::PermissionDenied => format!("the file `{shown}` may not be read by this user"),
        _ => format!("the file `{shown}` cannot be read: {error}"),
    };
    refuse(Code::UnreadableFile, shown, message, "check the path and its permissions")
}

/// Opens a regular file; its length too.
fn open_path(path: &Path, shown: &str) -> Result<(File, u64), Box<Diagnostic>> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(shown, &error).boxed())?;
    if metadata.is_dir() {
        return Err(refuse(Code::UnreadableFile, shown, format!("`{shown}` is a folder where a file was expected"), "name a file in it").boxed());
    }
    if !metadata.is_file() {
        // A pipe or a device could block for ever.
        return Err(refuse(Code::UnreadableFile, shown, format!("`{shown}` is not a regular file"), "copy its content to a file first").boxed());
    }
    File::open(path).map(|file| (file, metadata.len())).map_err(|error| unreadable(shown, &error).boxed())
}

/// Reads one file within the limits; every way to fail becomes a finding that names the file. XML may be in the encodings that
/// its first bytes and its declaration name, everything else is UTF-8.
fn read_path(path: &Path, shown: &str, limits: Limits) -> Result<FileText, Box<Diagnostic>> {
    let (file, _) = open_path(path, shown)?;
    let mut bytes = Vec::new();
    file.take(limits.file_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| unreadable(shown, &error).boxed())?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.file_bytes {
        let message = format!("the file `{shown}` is larger than {} bytes", limits.file_bytes);
        return Err(refuse(Code::LimitReached, shown, message, "split it into part files, or raise the limit in the program that reads it").boxed());
    }
    if xml::is_likely(&bytes) {
        return xml::text(shown, &bytes, limits);
    }
    String::from_utf8(bytes).map(|text| FileText::new(shown, text)).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        not_utf8(shown, error.as_bytes(), valid).boxed()
    })
}

/// The finding for bytes of which only the first `valid` are UTF-8, with the place of the first that is not.
pub(crate) fn not_utf8(shown: &str, bytes: &[u8], valid: usize) -> Diagnostic {
    let line = bytes.iter().take(valid).filter(|byte| **byte == b'\n').count();
    let start = bytes.iter().take(valid).rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let column = bytes.get(start..valid).and_then(|part| std::str::from_utf8(part).ok()).map_or(0, |part| part.chars().count());
    let position = crate::document::Position::new(number(line) + 1, number(column) + 1, 1);
    Diagnostic::error(Code::NotUtf8, format!("the file `{shown}` is not UTF-8 text: byte {valid} does not belong to any character"))
        .in_file(shown.to_owned())
        .at(position)
        .help("save the file as UTF-8")
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX - 1)
}
