//! Finding the file of a decision table or a workflow by its reference.

use super::{layer::RecordEntry, resolve::parts};
use crate::{Error, diagnostic::nearest, source::Source};

/// A file of some layer and where it stands.
pub(super) type Entry<'catalog> = (&'catalog dyn Source, &'catalog RecordEntry);

/// What kind of files are looked through.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// What stands between a framework and the id in a long reference.
    pub long: &'static str,
    /// The word for messages.
    pub what: &'static str,
}

impl Kind {
    /// The one file that `framework:kind/id`, `framework:id` or a bare id stands for. Linear in the entries.
    pub fn find<'catalog>(self, entries: impl Iterator<Item = Entry<'catalog>> + Clone, reference: &str) -> Result<Entry<'catalog>, Error> {
        let (framework, id) = parts(reference, self.long);
        let fits = |entry: &RecordEntry| framework.is_none_or(|framework| framework == entry.framework) && entry.id == id;
        let mut found: Vec<_> = entries.clone().filter(|(_, entry)| fits(entry)).collect();
        // A later layer takes the place of an earlier one of the same reference.
        found.reverse();
        let mut frameworks = Vec::new();
        found.retain(|(_, entry)| {
            let new = !frameworks.contains(&&entry.framework);
            frameworks.push(&entry.framework);
            new
        });
        match found.as_slice() {
            [one] => Ok(*one),
            [] => Err(self.unknown(entries, reference)),
            several => Err(Error::ambiguous(reference, several.iter().map(|(_, entry)| self.long_reference(entry)).collect())),
        }
    }

    /// The long reference of an entry.
    pub fn long_reference(self, entry: &RecordEntry) -> String {
        if entry.framework.is_empty() { entry.id.clone() } else { format!("{}:{}{}", entry.framework, self.long, entry.id) }
    }

    fn unknown<'catalog>(self, entries: impl Iterator<Item = Entry<'catalog>>, reference: &str) -> Error {
        let known: Vec<String> = entries.map(|(_, entry)| self.long_reference(entry)).flat_map(|long| [long.replace(self.long, ""), long]).collect();
        let near = nearest(reference, known.iter().map(String::as_str)).map(str::to_owned);
        Error::not_found(self.what, reference, near.into_iter().collect())
    }
}
