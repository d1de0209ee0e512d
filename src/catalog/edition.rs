//! The map between two editions that a definition states by `based_on` and `from`.

use super::Catalog;
use crate::{
    document::Located,
    framework::{Element, Framework, definition::Authority, definition::Review},
    id::ElementId,
    mapping::{MappingSet, Origin, Relation, Row, Term, TermKind},
};

/// The predicate of rows whose relation the definition leaves open.
const RELATED: &str = "skos:relatedMatch";

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
}

fn row(newer: &Framework, older: &str, element: &Element, authority: Authority) -> Option<Row> {
    let definition = element.definition();
    let from = definition.from.as_ref()?;
    let relation = Relation::from_bases(definition.edition_relation.iter().copied()).unwrap_or(Relation::ANY);
    let predicate = match relation {
        Relation::EQUAL => "skos:exactMatch",
        Relation::SUBSET => "skos:broadMatch",
        Relation::SUPERSET => "skos:narrowMatch",
        _ => RELATED,
    };
    let term = |id: ElementId, label: Option<String>| Term { id: Located::new(id.to_string()), kind: TermKind::Element, label };
    let source =
        definition.source.first().map(|key| newer.sources().get(key.as_str()).map_or_else(|| key.to_string(), |source| source.title.clone()));
    Some(Row {
        subject: term(ElementId::new(newer.id(), element.id()), Some(element.title().to_owned())),
        object: term(ElementId::new(older, from.as_str()), None),
        predicate: Located::new(predicate.to_owned()),
        negated: false,
        relation,
        origin: Origin::Stated,
        justification: "semapv:ManualMappingCuration".to_owned(),
        rationale: Some(format!("The definition of {} takes this element over from {older}.", newer.id())),
        rationale_kind: None,
        strength: None,
        source,
        confidence: None,
        standing: element.standing(),
        authority,
        review: Review::Draft,
        other: crate::mapping::Slots::default(),
        inherited: std::sync::Arc::default(),
        position: from.position(),
    })
}
