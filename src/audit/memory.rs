//! A journal in memory, for tests and for applications that keep records elsewhere.

use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use super::{Entry, Head, Journal, JournalError, Record, Salts, journal::follows, salt::Draw};

/// A journal in memory.
#[derive(Debug, Default)]
pub struct Memory {
    records: Vec<Record>,
    /// The places of the records of each ticket.
    places: FxHashMap<String, Vec<usize>>,
    salts: Salts,
}

impl Memory {
    /// An empty journal.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty journal with other salts than those of the operating system, for tests.
    #[must_use]
    pub fn with_salts(salts: Salts) -> Self {
        Self { salts, ..Self::default() }
    }

    /// All records, in the order in which they were kept.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }
}

fn last(records: &[Record], places: &FxHashMap<String, Vec<usize>>, record: &str) -> Option<Head> {
    let place = places.get(record)?.last()?;
    records.get(*place).map(Record::head)
}

impl Journal for Memory {
    fn append_all(&mut self, entries: Vec<Entry>) -> Result<Vec<Head>, JournalError> {
        // Sealed first and kept afterwards: all or none.
        let mut sealed: Vec<Record> = Vec::with_capacity(entries.len());
        let mut heads: FxHashMap<String, Head> = FxHashMap::default();
        let mut draw = Draw::new(&mut self.salts, entries.len());
        for entry in entries {
            let head = heads.get(&entry.record).copied().or_else(|| last(&self.records, &self.places, &entry.record));
            let previous = follows(&entry, head)?;
            let record = entry.seal_with(previous, || draw.next_salt())?;
            heads.insert(record.record.clone(), record.head());
            sealed.push(record);
        }
        let kept = sealed.iter().map(Record::head).collect();
        for record in sealed {
            self.places.entry(record.record.clone()).or_default().push(self.records.len());
            self.records.push(record);
        }
        Ok(kept)
    }

    fn head(&self, record: &str) -> Result<Option<Head>, JournalError> {
        Ok(last(&self.records, &self.places, record))
    }

    fn history(&self, record: &str) -> Result<Vec<Record>, JournalError> {
        let places = self.places.get(record).into_iter().flatten();
        Ok(places.filter_map(|place| self.records.get(*place).cloned()).collect())
    }

    fn visit(&self, visitor: &mut dyn FnMut(Record) -> ControlFlow<()>) -> Result<(), JournalError> {
        let _ = self.records.iter().try_for_each(|record| visitor(record.clone()));
        Ok(())
    }

    fn redact(&mut self, record: &str, choose: &dyn Fn(&str) -> bool) -> Result<usize, JournalError> {
        let mut taken = 0;
        for place in self.places.get(record).into_iter().flatten() {
            taken += self.records.get_mut(*place).map_or(0, |record| record.redact_where(choose));
        }
        Ok(taken)
    }

    fn redact_everywhere(&mut self, choose: &dyn Fn(&str) -> bool) -> Result<usize, JournalError> {
        Ok(self.records.iter_mut().map(|record| record.redact_where(choose)).sum())
    }
}
