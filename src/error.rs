//! Why an operation failed.

use std::fmt;

use crate::diagnostic::{Findings, render};

/// Why an operation failed: something was not found, or files have findings.
///
/// The text is a sentence that a user can act on. Ask [`Error::is_not_found`] and [`Error::findings`] for the kind.
#[derive(Clone, Debug)]
pub struct Error {
    kind: Box<ErrorKind>,
}

#[derive(Clone, Debug, thiserror::Error)]
enum ErrorKind {
    #[error("there is no {what} `{name}`{}", suggestion(.near))]
    NotFound { what: &'static str, name: String, near: Vec<String> },
    #[error("`{name}` stands for several elements: {}", .candidates.join(", "))]
    Ambiguous { name: String, candidates: Vec<String> },
    #[error("no mapping set joins `{subject}` and `{object}`; there are sets for {}", if .sets.is_empty() { "no frameworks".to_owned() } else { .sets.join(", ") })]
    NotMapped { subject: String, object: String, sets: Vec<String> },
    #[error("{what} has {}", render::summary(.findings))]
    Findings { what: String, findings: Findings },
}

fn suggestion(near: &[String]) -> String {
    match near {
        [] => String::new(),
        [one] => format!("; did you mean `{one}`?"),
        several => format!("; did you mean one of {}?", several.join(", ")),
    }
}

impl Error {
    pub(crate) fn not_found(what: &'static str, name: &str, near: Vec<String>) -> Self {
        ErrorKind::NotFound { what, name: name.to_owned(), near }.into()
    }

    pub(crate) fn ambiguous(name: &str, candidates: Vec<String>) -> Self {
        ErrorKind::Ambiguous { name: name.to_owned(), candidates }.into()
    }

    pub(crate) fn not_mapped(subject: &str, object: &str, sets: Vec<String>) -> Self {
        ErrorKind::NotMapped { subject: subject.to_owned(), object: object.to_owned(), sets }.into()
    }

    /// That `what` cannot be used because of its findings.
    pub fn with_findings(what: impl Into<String>, findings: Findings) -> Self {
        ErrorKind::Findings { what: what.into(), findings }.into()
    }

    /// Whether a name was not found or stood for several things.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(*self.kind, ErrorKind::NotFound { .. } | ErrorKind::Ambiguous { .. } | ErrorKind::NotMapped { .. })
    }

    /// The findings, when files were wrong.
    #[must_use]
    pub fn findings(&self) -> Option<&Findings> {
        match &*self.kind {
            ErrorKind::Findings { findings, .. } => Some(findings),
            _ => None,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind: Box::new(kind) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(formatter)
    }
}

impl std::error::Error for Error {}
