//! The map between two editions that a definition states by `based_on` and `from`.

use super::Catalog;
use crate::{
    Error,
    document::Located,
    framework::{Element, Framework, definition::Authority},
    id::ElementId,
    mapping::{MappingSet, Relation, Row, Term, TermKind, predicate},
};

impl Catalog {
    /// The rows that `newer` states about the framework it is based on: one for every element with `from`, its relation
    /// what `edition_relation` says, or all five when it says nothing. Time is linear in the elements.
    ///
    /// That an element comes from another is no claim that they are equal: a name that was kept can stand for something
    /// wider. `authority` is that of whoever wrote the definition.
    #[must_use]
    pub fn edition_map(newer: &Framework, authority: Authority) -> Option<MappingSet> {
        let older = newer.based_on()?;
        let mut set = MappingSet::new(format!("urn:itsm:edition:{}", newer.id()));
        set.title = Some(format!("Edition map from {} to {older}", newer.id()));
        set.subject_framework = Some(Located::new(newer.id().to_owned()));
        set.object_framework = Some(Located::new(older.to_owned()));
        set.subject_version = Some(newer.edition().to_owned());
        for element in newer.elements() {
            if let Some(row) = row(newer, older, element, authority) {
                set.push(row);
            }
        }
        Some(set)
    }

    /// The map from an older edition to a newer one: the rows of all sets from one to the other, or else of those the
    /// other way round, or else what the newer definition says about its origin; none when nothing joins the two.
    ///
    /// # Errors
    /// When a framework is not known, or the findings of a file that does not load.
    pub fn editions(&self, older: &str, newer: &str) -> Result<Option<MappingSet>, Error> {
        let (_, definition) = (self.framework(older)?, self.framework(newer)?);
        let mut sets: Vec<MappingSet> = self.mapping_sets(older, newer)?.iter().map(|set| set.as_ref().clone()).collect();
        if sets.is_empty() {
            sets = self.mapping_sets(newer, older)?.iter().map(|set| set.invert()).collect();
        }
        if sets.is_empty() && definition.based_on() == Some(older) {
            sets.extend(Self::edition_map(&definition, Authority::Ours).map(|set| set.invert()));
        }
        let mut sets = sets.into_iter();
        let Some(mut first) = sets.next() else { return Ok(None) };
        for row in sets.flat_map(|set| set.rows().to_vec()) {
            first.push(row);
        }
        Ok(Some(first))
    }
}

fn row(newer: &Framework, older: &str, element: &Element, authority: Authority) -> Option<Row> {
    let definition = element.definition();
    let from = definition.from.as_ref()?;
    let relation = Relation::from_bases(definition.edition_relation.iter().copied()).unwrap_or(Relation::ANY);
    let term = |id: ElementId, label: Option<String>| Term { id: Located::new(id.to_string()), kind: TermKind::Element, label };
    let source =
        definition.source.first().map(|key| newer.sources().get(key.as_str()).map_or_else(|| key.to_string(), |source| source.title.clone()));
    let subject = term(ElementId::new(newer.id(), element.id()), Some(element.title().to_owned()));
    let object = term(ElementId::new(older, from.as_str()), None);
    Some(Row {
        rationale: Some(format!("The definition of {} takes this element over from {older}.", newer.id())),
        source,
        standing: element.standing(),
        authority,
        position: from.position(),
        ..Row::new(subject, predicate::nearest_to(relation), object, relation, "semapv:ManualMappingCuration")
    })
}
