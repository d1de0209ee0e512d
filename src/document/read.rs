//! From file to Rust type with all findings: what every definition format shares.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::{Node, Shape, parse};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{FileText, Limits},
};

/// Decodes one definition file: the fast path when everything fits, else all findings and what is left of it.
///
/// `shape` is that of `T`, and `format` what the file says in its `format:` line. Time is linear in the text.
///
/// Findings: those of [`parse`] and [`Document::shape`](super::Document::shape), and `unsupported-format`.
pub fn read<T: DeserializeOwned + JsonSchema>(file: &FileText, shape: &Shape, format: &str, limits: Limits, findings: &mut Findings) -> Option<T> {
    let (document, syntax) = parse(file, limits);
    let clean = syntax.is_empty();
    // A key that stands twice does not end the reading, so what is missing is really missing.
    let whole = syntax.iter().all(|finding| finding.code() == Code::DuplicateKey);
    findings.append(syntax);
    let Some(mut document) = document else {
        if whole {
            findings.push(
                Diagnostic::error(Code::YamlSyntax, "the file is empty").in_file(file.name().clone()).help(format!("begin with `format: {format}`")),
            );
        }
        return None;
    };
    findings.extend(unsupported(file, &document.root, format));
    if clean && let Ok(decoded) = document.decode() {
        return Some(decoded);
    }
    findings.append(document.shape(shape, whole));
    match document.decode() {
        Ok(decoded) => Some(decoded),
        Err(finding) => {
            // INVARIANT: nothing that stops a file from loading goes unreported.
            findings.push(*finding);
            None
        }
    }
}

/// The finding that a file says it is of another format than the one that is read.
#[must_use]
pub fn unsupported(file: &FileText, root: &Node<'_>, format: &str) -> Option<Diagnostic> {
    let found = root.get("format")?;
    let text = found.text().filter(|text| *text != format)?;
    let finding = Diagnostic::error(Code::UnsupportedFormat, format!("the format `{text}` is not the one that is read here"));
    Some(finding.located(file, found.position).help(format!("write `format: {format}`")))
}
