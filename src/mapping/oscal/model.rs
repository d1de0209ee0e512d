//! A mapping collection as it stands in a file, with all members that have no field.

use serde_json::{Number, Value as Json};

use crate::{document::Located, mapping::Members};

/// A mapping collection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    /// Its UUID.
    pub uuid: Option<Located<String>>,
    /// Title, version, `oscal-version` and the like.
    pub metadata: Members,
    /// How the mappings were made, unless they say otherwise.
    pub provenance: Settings,
    /// Members of `provenance` that have no field.
    pub provenance_other: Members,
    /// The mappings, each between two resources.
    pub mappings: Vec<Mapping>,
    /// Members that have no field, such as `back-matter`.
    pub other: Members,
}

/// How mappings were made; every field may be said on each level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// `human`, `automation` or `hybrid`.
    pub method: Option<Located<String>>,
    /// `syntactic`, `semantic` or `functional`.
    pub matching_rationale: Option<Located<String>>,
    /// `complete`, `not-complete`, `draft`, `deprecated` or `superseded`.
    pub status: Option<Located<String>>,
    /// What was done, in words.
    pub description: Option<String>,
    /// How sure the author is.
    pub confidence: Option<Confidence>,
    /// How much of the target is covered.
    pub coverage: Option<Coverage>,
}

impl Settings {
    /// These settings, and where they say nothing those of the scope above.
    #[must_use]
    pub fn over(&self, above: &Self) -> Self {
        Self {
            method: self.method.clone().or_else(|| above.method.clone()),
            matching_rationale: self.matching_rationale.clone().or_else(|| above.matching_rationale.clone()),
            status: self.status.clone().or_else(|| above.status.clone()),
            description: self.description.clone().or_else(|| above.description.clone()),
            confidence: self.confidence.clone().or_else(|| above.confidence.clone()),
            coverage: self.coverage.clone().or_else(|| above.coverage.clone()),
        }
    }
}

/// How sure an author is: from 1.2.1 on a category or a number, in 1.2.0 possibly both and a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Confidence {
    /// From 0 to 1.
    pub percentage: Option<Number>,
    /// A word such as `high`.
    pub category: Option<String>,
    /// The `STRVALUE` of 1.2.0 and members that have no field.
    pub other: Members,
}

/// How much of the target is covered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// How the number was made, such as `arbitrary`.
    pub method: Option<String>,
    /// From 0 to 1: `target-coverage`, in 1.2.0 `STRVALUE`.
    pub target: Option<Number>,
    /// Members that have no field.
    pub other: Members,
}

/// A mapping between two resources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// Its UUID.
    pub uuid: Option<Located<String>>,
    /// Where the sources come from.
    pub source: Resource,
    /// Where the targets come from.
    pub target: Resource,
    /// How the mapping was made.
    pub settings: Settings,
    /// The statements.
    pub maps: Vec<Map>,
    /// Sources without a counterpart.
    pub source_gap: Option<Gap>,
    /// Targets without a counterpart.
    pub target_gap: Option<Gap>,
    /// Members that have no field.
    pub other: Members,
}

/// A catalogue, a profile or something else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource {
    /// `catalog`, `profile` or another word.
    pub kind: Option<String>,
    /// Where it is.
    pub href: Option<Located<String>>,
    /// Members that have no field.
    pub other: Members,
}

/// A statement about sources and targets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// Its UUID.
    pub uuid: Option<Located<String>>,
    /// The relation, as written.
    pub relationship: Located<String>,
    /// The namespace of the relation, when it is not OSCAL's.
    pub namespace: Option<String>,
    /// One side.
    pub sources: Vec<Item>,
    /// The other side.
    pub targets: Vec<Item>,
    /// How it was made.
    pub settings: Settings,
    /// Members that have no field, such as `qualifiers` and `remarks`.
    pub other: Members,
    /// Where it begins; counts for nothing in comparisons.
    pub place: Located<()>,
}

/// A control or statement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// `control` or `statement`.
    pub kind: Option<String>,
    /// The id in its resource.
    pub id: Located<String>,
    /// Members that have no field.
    pub other: Members,
}

/// Controls without a counterpart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gap {
    /// Its UUID.
    pub uuid: Option<Located<String>>,
    /// Which controls.
    pub unmapped: Vec<Selection>,
    /// Members that have no field.
    pub other: Members,
}

/// A selection of controls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Controls by id.
    pub ids: Vec<Located<String>>,
    /// Whether their children are meant as well: `yes` or `no`.
    pub children: Option<String>,
    /// `matching` (patterns) and members that have no field.
    pub other: Members,
}

impl Collection {
    /// The OSCAL version that the metadata names.
    #[must_use]
    pub fn oscal_version(&self) -> Option<&str> {
        self.metadata.get("oscal-version").and_then(Json::as_str)
    }
}

impl Confidence {
    /// The number, when there is one.
    #[must_use]
    pub fn fraction(&self) -> Option<f64> {
        self.percentage.as_ref().and_then(Number::as_f64)
    }
}
