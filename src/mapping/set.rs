//! A list of rows with what holds for all of them.

use std::iter::FusedIterator;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Group, Relation, Row, Term};
use crate::document::Located;

/// A mapping set: its metadata and its rows in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MappingSet {
    /// The set's id, an IRI; a set without one is reported by the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Located<String>>,
    /// The version of the set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What the set is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The licence, an IRI; a set without one is reported by the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Located<String>>,
    /// The framework of the subjects, when `subject_source` names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_framework: Option<Located<String>>,
    /// The framework of the objects, when `object_source` names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_framework: Option<Located<String>>,
    /// The version of the subjects' source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_version: Option<String>,
    /// The version of the objects' source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_version: Option<String>,
    /// The date of publication, or else the date of the mapping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Prefixes and the IRIs that they stand for, as the file declares them.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub curie_map: IndexMap<String, String>,
    /// All slots of the set but `curie_map`, as text under their SSSOM names: lists joined by `|` (with `\|` and `\\` for
    /// the two signs), anything deeper as JSON.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub metadata: IndexMap<String, String>,
    /// The rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rows: Vec<Row>,
    /// Statements about several elements at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Group>,
}

impl MappingSet {
    /// An empty set.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: Some(Located::new(id.into())), ..Self::default() }
    }

    /// Gives the set an id, an IRI.
    pub fn set_id(&mut self, id: &str) {
        self.id = Some(Located::new(id.to_owned()));
        self.metadata.insert("mapping_set_id".to_owned(), id.to_owned());
    }

    /// Gives the set a licence, an IRI.
    pub fn set_licence(&mut self, licence: &str) {
        self.licence = Some(Located::new(licence.to_owned()));
        self.metadata.insert("license".to_owned(), licence.to_owned());
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// The rows in order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Adds a statement about several elements at once, and the rows that follow from it for single pairs
    /// ([`Group::split`]), so long as the set then holds at most `most` rows; false when they would be more and none
    /// was added.
    pub fn push_group(&mut self, group: Group, most: usize) -> bool {
        let fits = self.rows.len().saturating_add(group.pairs()) <= most;
        if fits {
            self.rows.extend(group.split());
        }
        self.groups.push(group);
        fits
    }

    /// Adds a statement about several elements at once whose rows are there already.
    pub(super) fn keep_group(&mut self, group: Group) {
        self.groups.push(group);
    }

    /// The statements about several elements at once, in order.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The same with no rows and no groups.
    pub(super) fn without_rows(&self) -> Self {
        Self {
            id: self.id.clone(),
            version: self.version.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            licence: self.licence.clone(),
            subject_framework: self.subject_framework.clone(),
            object_framework: self.object_framework.clone(),
            subject_version: self.subject_version.clone(),
            object_version: self.object_version.clone(),
            date: self.date.clone(),
            curie_map: self.curie_map.clone(),
            metadata: self.metadata.clone(),
            rows: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// Takes groups whose rows stand in the set already.
    pub(super) fn set_groups(&mut self, groups: Vec<Group>) {
        self.groups = groups;
    }

    /// The rows, to be changed in place.
    pub(super) fn rows_mut(&mut self) -> &mut [Row] {
        &mut self.rows
    }

    /// The rows between two ids, in order; linear in the number of rows.
    pub fn find<'set>(&'set self, subject: &'set str, object: &'set str) -> impl Iterator<Item = &'set Row> {
        self.rows.iter().filter(move |row| *row.subject.id == subject && *row.object.id == object)
    }

    /// The rows that state that one side has no counterpart.
    pub fn gaps(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.is_gap())
    }

    /// The rows read from the other side, in order.
    pub fn inverted(&self) -> impl ExactSizeIterator<Item = Inverted<'_>> + FusedIterator {
        self.rows.iter().map(Inverted::new)
    }
}

/// A row read from the other side: subject and object change places.
#[derive(Clone, Copy, Debug)]
pub struct Inverted<'set> {
    subject: &'set Term,
    object: &'set Term,
    row: &'set Row,
}

impl<'set> Inverted<'set> {
    fn new(row: &'set Row) -> Self {
        Self { subject: &row.object, object: &row.subject, row }
    }

    /// The object of the row.
    #[must_use]
    pub fn subject(self) -> &'set Term {
        self.subject
    }

    /// The subject of the row.
    #[must_use]
    pub fn object(self) -> &'set Term {
        self.object
    }

    /// The converse relation.
    #[must_use]
    pub fn relation(self) -> Relation {
        self.row.relation.converse()
    }

    /// The inverse predicate, broad for narrow; none when the predicate has no known one.
    #[must_use]
    pub fn predicate(self) -> Option<&'static str> {
        self.row.inverse_predicate()
    }

    /// The row as it was stated.
    #[must_use]
    pub fn row(self) -> &'set Row {
        self.row
    }
}
