//! Executions in a file: JSON Lines of snapshots.

use std::path::Path;

use itsm::{
    Error,
    diagnostic::Findings,
    source::{Folder, Source as _},
    workflow::migration::StoredExecution,
};

/// The folder of a file, and its name there.
pub fn beside(path: &Path) -> (Folder, String) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    (Folder::new(path.parent().unwrap_or(Path::new(""))), name)
}

/// The executions of a file.
pub fn read(path: &Path) -> Result<Vec<StoredExecution>, Error> {
    let refused = |findings: Findings| Error::with_findings(format!("`{}`", path.display()), findings);
    let (folder, name) = beside(path);
    let file = folder.read(&name).map_err(|finding| refused((*finding).into()))?;
    let (executions, findings) = StoredExecution::read_all(&file);
    if findings.errors() > 0 { Err(refused(findings)) } else { Ok(executions) }
}
