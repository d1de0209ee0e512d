//! Definitions that are named on the command line: a reference of the catalog, or a file.

use std::path::Path;

use itsm::{
    Error,
    source::{FileText, Folder, Source as _},
};

/// Whether a text names a file rather than something of the catalog.
pub fn is_file(text: &str) -> bool {
    let path = Path::new(text);
    let endings = ["yaml", "yml", "json", "bpmn", "pnml", "ptml", "xml"];
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known))) || path.is_file()
}

/// Reads a definition file.
pub fn read(text: &str) -> Result<FileText, Error> {
    let path = Path::new(text);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Folder::new(path.parent().unwrap_or(Path::new(""))).read(&name).map_err(|finding| Error::with_findings(text, (*finding).into()))
}
