//! The files that a lifecycle is made from: its own, and those that it extends.

use std::sync::{Mutex, PoisonError};

use crate::{
    diagnostic::Findings,
    lifecycle::{Library, Lifecycle},
    source::{FileText, Limits},
};

/// The lifecycles of a file with the files that they are made from.
#[derive(Clone, Debug)]
pub struct Definitions {
    /// The lifecycle and its models.
    pub lifecycles: Vec<Lifecycle>,
    /// The file, then those that it extends, each with the reference that the file above it has for it. The file itself
    /// goes by its name.
    pub sources: Vec<(String, FileText)>,
}

/// Where generated code takes the text of a definition from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The reference that the definition goes by.
    pub reference: String,
    /// A Rust expression of type `&'static str`, such as `include_str!("incident.yaml")`.
    pub expression: String,
}

impl Definitions {
    /// Loads the lifecycles of a file, and keeps in mind what they extend.
    ///
    /// # Errors
    /// All findings, when one is an error.
    pub fn load(file: &FileText, library: &dyn Library, limits: Limits) -> Result<Self, Findings> {
        let listening = Listening { library, heard: Mutex::new(vec![(file.name().to_string(), file.clone())]) };
        let lifecycles = Lifecycle::load_all(file, &listening, limits)?;
        let sources = listening.heard.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Self { lifecycles, sources })
    }
}

/// A library that keeps in mind what it was asked for.
struct Listening<'library> {
    library: &'library dyn Library,
    heard: Mutex<Vec<(String, FileText)>>,
}

impl Library for Listening<'_> {
    fn lifecycle(&self, reference: &str) -> Option<FileText> {
        let file = self.library.lifecycle(reference)?;
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.iter().all(|(known, _)| known != reference) {
            heard.push((reference.to_owned(), file.clone()));
        }
        Some(file)
    }

    fn lifecycles(&self) -> Vec<String> {
        self.library.lifecycles()
    }

    fn has_element(&self, reference: &str) -> Option<bool> {
        self.library.has_element(reference)
    }

    fn near_element(&self, reference: &str) -> Option<String> {
        self.library.near_element(reference)
    }
}
