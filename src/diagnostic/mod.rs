//! Findings: what is wrong, where, what was expected, and how to mend it.
//!
//! Every check of the library returns [`Findings`]: all of them at once, each with a stable [`Code`] that
//! `itsm explain CODE` tells more about. [`render`] turns them into text for people, screen readers and tools.

mod code;
mod findings;
mod nearest;
pub mod render;
mod shown;

pub use code::Code;
pub use findings::Findings;
pub use nearest::nearest;
pub(crate) use shown::shown;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumIter, EnumString};

use crate::{document::Position, source::FileText};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, Display, EnumString, EnumIter)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Severity {
    /// The file cannot be used as it is.
    Error,
    /// The file works, but something in it is probably not meant.
    Warning,
    /// Good to know; never changes an exit code.
    Note,
}

/// One finding in one place.
///
/// The message is a sentence in lower case without a full stop, user text in backticks; `help` says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    code: Code,
    severity: Severity,
    message: String,
    file: Option<Arc<str>>,
    position: Option<Position>,
    excerpt: Option<String>,
    help: Option<String>,
}

/// Longest line that is kept as an excerpt, in characters; longer ones are shown without one.
const EXCERPT_LIMIT: usize = 400;

impl Diagnostic {
    /// A finding of the given severity, without a place yet.
    #[must_use]
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        // INVARIANT: a message is one line, so that plain output and annotations stay one finding a line.
        let message = message.into().replace(['\n', '\r'], " ");
        Self { code, severity, message, file: None, position: None, excerpt: None, help: None }
    }

    /// An error: the file cannot be used as it is.
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning: probably not meant.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Names the file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<Arc<str>>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Says where in the file, without an excerpt.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// Names the file and the position, and keeps the source line as an excerpt.
    #[must_use]
    pub fn located(mut self, file: &FileText, position: Position) -> Self {
        self.file = Some(Arc::clone(file.name()));
        self.position = Some(position);
        self.excerpt = file.line(position.line()).filter(|line| line.chars().take(EXCERPT_LIMIT + 1).count() <= EXCERPT_LIMIT).map(str::to_owned);
        self
    }

    /// As [`Diagnostic::located`] when the position is known, else in the file as a whole.
    #[must_use]
    pub fn located_if(self, file: &FileText, position: Option<Position>) -> Self {
        match position {
            Some(position) => self.located(file, position),
            None => self.in_file(Arc::clone(file.name())),
        }
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into().replace(['\n', '\r'], " "));
        self
    }

    /// Says what to do when there is something to say.
    #[must_use]
    pub fn help_if(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Makes an error a warning and says why it is not sure.
    #[must_use]
    pub fn doubted(mut self, why: &str) -> Self {
        self.severity = self.severity.max(Severity::Warning);
        let help = match self.help.take() {
            None => why.to_owned(),
            Some(help) if help.ends_with('?') => format!("{help} {why}"),
            Some(help) => format!("{help}; {why}"),
        };
        self.help(help)
    }

    /// Puts the finding on the heap, for results.
    #[must_use]
    pub fn boxed(self) -> Box<Self> {
        Box::new(self)
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The file, when there is one.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Line and column, when known.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The source line, when it was at hand and not too long.
    #[must_use]
    pub fn excerpt(&self) -> Option<&str> {
        self.excerpt.as_deref()
    }

    /// What to do about it.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}
