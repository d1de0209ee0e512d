//! Records and executions as applications keep them, and files beside other files.

use std::path::Path;

use itsm::{
    Error,
    diagnostic::Findings,
    source::{FileText, Folder, Source as _},
};

/// The folder of a file, and its name there.
pub fn beside(path: &Path) -> (Folder, String) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    (Folder::new(path.parent().unwrap_or(Path::new(""))), name)
}

/// What a file of JSON Lines holds, read as the library reads it; all lines that are refused are told.
pub fn read<Item>(path: &Path, read_all: fn(&FileText) -> (Vec<Item>, Findings)) -> Result<Vec<Item>, Error> {
    let refused = |findings: Findings| Error::with_findings(format!("`{}`", path.display()), findings);
    let (folder, name) = beside(path);
    let file = folder.read(&name).map_err(|finding| refused((*finding).into()))?;
    let (items, findings) = read_all(&file);
    if findings.errors() > 0 { Err(refused(findings)) } else { Ok(items) }
}
