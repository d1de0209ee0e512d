//! A list of findings with its counts.

use super::{Diagnostic, Severity};

/// All findings of one run, in the order of files and lines once sorted.
///
/// The first [`Findings::LISTED`] are kept; further ones are counted, so that a hostile file cannot fill the memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    list: Vec<Diagnostic>,
    /// How many of each severity are in the list.
    listed: [usize; 3],
    /// How many of each severity came after it was full.
    further: [usize; 3],
}

impl Findings {
    /// No findings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many findings are kept.
    pub const LISTED: usize = 10_000;

    /// Adds one.
    pub fn push(&mut self, finding: Diagnostic) {
        let full = self.list.len() >= Self::LISTED;
        let counts = if full { &mut self.further } else { &mut self.listed };
        if let Some(count) = counts.get_mut(place(finding.severity())) {
            *count = count.saturating_add(1);
        }
        if !full {
            self.list.push(finding);
        }
    }

    /// Adds those of another run.
    pub fn append(&mut self, other: Self) {
        for (count, more) in self.further.iter_mut().zip(other.further) {
            *count = count.saturating_add(more);
        }
        other.list.into_iter().for_each(|finding| self.push(finding));
    }

    /// How many findings were counted without being kept.
    #[must_use]
    pub fn further(&self) -> usize {
        self.further.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Sorts by file, line, column and code, and drops exact repetitions.
    pub fn sort(&mut self) {
        let key = |finding: &Diagnostic| {
            let place = finding.position().map_or((0, 0), |position| (position.line(), position.column()));
            (finding.file().map(str::to_owned), place, finding.code(), finding.message().to_owned())
        };
        self.list.sort_by_cached_key(key);
        self.list.dedup();
        self.listed = [Severity::Error, Severity::Warning, Severity::Note]
            .map(|severity| self.list.iter().filter(|finding| finding.severity() == severity).count());
    }

    /// The number of errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// The number of warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        let of = |counts: &[usize; 3]| counts.get(place(severity)).copied().unwrap_or_default();
        of(&self.listed).saturating_add(of(&self.further))
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The number of findings that are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The findings in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }
}

impl<'findings> IntoIterator for &'findings Findings {
    type Item = &'findings Diagnostic;
    type IntoIter = std::slice::Iter<'findings, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl IntoIterator for Findings {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Diagnostic> for Findings {
    fn from(finding: Diagnostic) -> Self {
        let mut list = Self::new();
        list.push(finding);
        list
    }
}

impl FromIterator<Diagnostic> for Findings {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(findings: I) -> Self {
        let mut list = Self::new();
        list.extend(findings);
        list
    }
}

impl Extend<Diagnostic> for Findings {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

/// The place of a severity in the counts of further findings.
fn place(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Note => 2,
    }
}
