//! One statement of a mapping set.

use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RationaleKind, Relation, Strength, predicate};
use crate::{
    document::{Located, Position, vocabulary},
    framework::definition::{Authority, Review, Standing},
};

/// Slot names and their text, shared between rows.
pub type Slots = IndexMap<Arc<str>, Arc<str>>;

vocabulary! {
    /// Where a row comes from.
    #[derive(Default)]
    Origin {
        /// Somebody wrote it.
        #[default]
        Stated,
        /// Composed from other rows, and certain enough to tell disjoint from the rest; or split off a group of several sources or targets.
        Derived,
        /// Composed from other rows, and still open between disjoint and others.
        Candidate,
    }
}

vocabulary! {
    /// What one side of a row is.
    TermKind {
        /// An element of a framework, `framework:id`.
        Element,
        /// Something outside the frameworks, a CURIE of the file's own prefixes.
        External,
        /// A text without an id (SSSOM's literal mappings).
        Literal,
        /// Nothing: the other side has no counterpart (`sssom:NoTermFound`).
        Nothing,
    }
}

/// One side of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// `framework:id` of an element, the CURIE of anything else, or the text of a literal.
    pub id: Located<String>,
    /// What it is.
    pub kind: TermKind,
    /// Its title, as the file gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Term {
    /// An element of a framework, `framework:id`.
    #[must_use]
    pub fn element(id: impl Into<String>) -> Self {
        Self { id: Located::new(id.into()), kind: TermKind::Element, label: None }
    }

    /// The framework of an element, the part of its id before the colon.
    #[must_use]
    pub fn framework(&self) -> Option<&str> {
        if self.kind == TermKind::Element { self.id.split_once(':').map(|(framework, _)| framework) } else { None }
    }
}

/// A statement that one thing lies in some way to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// The first side.
    pub subject: Term,
    /// The second side.
    pub object: Term,
    /// The predicate that the file states, a CURIE in its usual prefix.
    pub predicate: Located<String>,
    /// Whether the predicate is negated (`predicate_modifier` is `Not`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub negated: bool,
    /// What is possible between the sides: `ext_relation` where the file has it, else what the predicate says. A
    /// row without a counterpart leaves all open.
    pub relation: Relation,
    /// Where the row comes from.
    #[serde(default)]
    pub origin: Origin,
    /// How the mapping was found, a CURIE such as `semapv:ManualMappingCuration`.
    pub justification: String,
    /// Why it holds, in the author's words (`ext_rationale`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// What the reason looks at: wording, meaning or result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rationale_kind: Option<RationaleKind>,
    /// How strong the author thinks the link is, on a scale of the author's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// The set that the row was first stated in (`mapping_source`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How sure its author is, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// How sure the fact is (`ext_standing`); absent means unconfirmed.
    pub standing: Standing,
    /// Who says so (`ext_authority`); absent means a third party.
    pub authority: Authority,
    /// Who has looked at it (`ext_review`); absent means draft.
    pub review: Review,
    /// All further columns, as they were written.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub other: Slots,
    /// Slots that the set states for all its rows; shared, so that a long value costs nothing a row.
    #[serde(default, skip_serializing_if = "no_slots")]
    pub inherited: Arc<Slots>,
    /// Where the row begins, when it came from a file.
    #[serde(skip)]
    pub position: Option<Position>,
}

fn no_slots(slots: &Arc<Slots>) -> bool {
    slots.is_empty()
}

impl Row {
    /// A row that says how two things lie to each other and nothing else: found by `justification`, said by a third
    /// party, unconfirmed, a draft.
    #[must_use]
    pub fn new(subject: Term, predicate: impl Into<String>, object: Term, relation: Relation, justification: impl Into<String>) -> Self {
        Self {
            subject,
            object,
            predicate: Located::new(predicate.into()),
            negated: false,
            relation,
            origin: Origin::Stated,
            justification: justification.into(),
            rationale: None,
            rationale_kind: None,
            strength: None,
            source: None,
            confidence: None,
            standing: Standing::Unconfirmed,
            authority: Authority::ThirdParty,
            review: Review::Draft,
            other: Slots::default(),
            inherited: Arc::default(),
            position: None,
        }
    }

    /// Whether two rows say the same to the letter, wherever they stand.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        // Taken apart, so that a new field cannot be forgotten here.
        let Self {
            subject,
            object,
            predicate,
            negated,
            relation,
            origin,
            justification,
            rationale,
            rationale_kind,
            strength,
            source,
            confidence,
            standing,
            authority,
            review,
            other: slots,
            inherited,
            position: _,
        } = self;
        (negated, relation, origin, rationale_kind, standing, authority, review)
            == (&other.negated, &other.relation, &other.origin, &other.rationale_kind, &other.standing, &other.authority, &other.review)
            && (subject, object, predicate) == (&other.subject, &other.object, &other.predicate)
            && (justification, rationale, source) == (&other.justification, &other.rationale, &other.source)
            && (confidence, strength) == (&other.confidence, &other.strength)
            && slots == &other.other
            && (Arc::ptr_eq(inherited, &other.inherited) || inherited == &other.inherited)
    }

    /// The text of a further slot: the row's own, or else what the set states for all rows.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.other.get(name).or_else(|| self.inherited.get(name)).map(AsRef::as_ref)
    }

    /// Whether the row states that one side has no counterpart.
    ///
    /// The predicate says which kind of counterpart was looked for. A negated row of this kind states nothing.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        !self.negated && (self.subject.kind == TermKind::Nothing || self.object.kind == TermKind::Nothing)
    }

    /// The predicate read from the other side, when there is one.
    #[must_use]
    pub fn inverse_predicate(&self) -> Option<&'static str> {
        predicate::inverse_of(&self.predicate)
    }
}
