//! A crosswalk between two frameworks: the rows that mapping sets state, and what no row reaches.

use std::{collections::BTreeSet, sync::Arc};

use rustc_hash::FxHashSet;

use super::{Catalog, Derivation, load::NamedSet};
use crate::{
    Error,
    diagnostic::{Code, Diagnostic, Findings, nearest},
    framework::{
        Element, ElementIndex, Framework,
        definition::{Authority, Review, Standing},
    },
    id::ElementId,
    mapping::{MappingSet, Origin, Premise, Relation, Row, Term},
};

/// Two frameworks side by side.
#[derive(Clone, Debug)]
pub struct Crosswalk {
    subject: Arc<Framework>,
    object: Arc<Framework>,
    rows: Vec<CrosswalkRow>,
    unmapped_subject: Vec<ElementIndex>,
    unmapped_object: Vec<ElementIndex>,
    sets: Vec<String>,
    findings: Findings,
    derivation: Option<Derivation>,
}

/// One row of a crosswalk: how an element of the subject lies to one of the object.
#[derive(Clone, Debug, PartialEq)]
pub struct CrosswalkRow {
    /// The element of the subject framework.
    pub subject: ElementIndex,
    /// The element of the object framework.
    pub object: ElementIndex,
    /// The relations that are possible, read from subject to object.
    pub relation: Relation,
    /// Where the row comes from.
    pub origin: Origin,
    /// How confident its author is, from 0 to 1.
    pub confidence: Option<f64>,
    /// Why the author thinks so.
    pub rationale: Option<String>,
    /// Where the author has it from.
    pub source: Option<String>,
    /// How sure the fact is.
    pub standing: Standing,
    /// Who says so.
    pub authority: Authority,
    /// How far others have looked at it.
    pub review: Review,
    /// The id of the mapping set.
    pub set: String,
    /// Whether the set states it the other way round.
    pub inverted: bool,
    /// What a derived row follows from; empty for stated rows.
    pub premises: Vec<Premise>,
}

impl Crosswalk {
    /// The framework that rows are read from.
    #[must_use]
    pub fn subject(&self) -> &Arc<Framework> {
        &self.subject
    }

    /// The framework that rows are read to.
    #[must_use]
    pub fn object(&self) -> &Arc<Framework> {
        &self.object
    }

    /// The rows, in the order of the subject's elements, then of the object's.
    #[must_use]
    pub fn rows(&self) -> &[CrosswalkRow] {
        &self.rows
    }

    /// The elements of the subject that no row reaches, of the kinds that the mapping speaks about.
    #[must_use]
    pub fn unmapped_subject(&self) -> &[ElementIndex] {
        &self.unmapped_subject
    }

    /// The elements of the object that no row reaches, of the kinds that the mapping speaks about.
    #[must_use]
    pub fn unmapped_object(&self) -> &[ElementIndex] {
        &self.unmapped_object
    }

    /// The ids of the mapping sets that the rows come from.
    #[must_use]
    pub fn sets(&self) -> &[String] {
        &self.sets
    }

    /// Rows that could not be shown, since they name elements that do not exist.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// How derived rows came about; none when only stated rows were asked for.
    #[must_use]
    pub fn derivation(&self) -> Option<&Derivation> {
        self.derivation.as_ref()
    }

    /// Two frameworks and no row yet.
    pub(super) fn empty(subject: Arc<Framework>, object: Arc<Framework>) -> Self {
        let (rows, sets) = (Vec::new(), Vec::new());
        Self { subject, object, rows, unmapped_subject: Vec::new(), unmapped_object: Vec::new(), sets, findings: Findings::new(), derivation: None }
    }

    /// The same with other rows, some of them derived.
    pub(super) fn with_rows(mut self, rows: Vec<CrosswalkRow>, derivation: Derivation) -> Self {
        self.derivation = Some(derivation);
        self.sorted(rows)
    }

    /// Takes rows in, in the order of both trees, and lists what they do not reach.
    fn sorted(mut self, mut rows: Vec<CrosswalkRow>) -> Self {
        let (subject_order, object_order) = (order(&self.subject), order(&self.object));
        let place = |order: &[usize], index: ElementIndex| order.get(index.place()).copied().unwrap_or(usize::MAX);
        rows.sort_by_key(|row| (place(&subject_order, row.subject), place(&object_order, row.object), row.origin, row.inverted));
        self.unmapped_subject = unmapped(&self.subject, rows.iter().map(|row| row.subject));
        self.unmapped_object = unmapped(&self.object, rows.iter().map(|row| row.object));
        self.rows = rows;
        self
    }
}

impl Catalog {
    /// Lays two frameworks side by side by the mapping sets between them, in either direction.
    ///
    /// Rows of a set from object to subject are turned round: their relation is replaced by its converse. What no row
    /// reaches is listed for the kinds that the rows speak about: a set of practices leaves practices unmapped, never
    /// terms. Time is linear in the rows and elements, up to sorting.
    ///
    /// ```
    /// use itsm::catalog::Catalog;
    /// let catalog = Catalog::builtin();
    /// let crosswalk = catalog.compare("itil4", "fitsm3")?;
    /// assert!(!crosswalk.rows().is_empty());
    /// # Ok::<(), itsm::Error>(())
    /// ```
    ///
    /// # Errors
    /// When a framework is not known, when no set joins the two, or the findings of files that do not load.
    pub fn compare(&self, subject: &str, object: &str) -> Result<Crosswalk, Error> {
        let (subject, object) = (self.framework(subject)?, self.framework(object)?);
        let forward = self.all_sets(&subject, &object)?;
        let reverse = if subject.id() == object.id() { Vec::new() } else { self.all_sets(&object, &subject)? };
        if forward.is_empty() && reverse.is_empty() {
            let pairs: BTreeSet<String> = self.mapped_pairs().into_iter().map(|(subject, object)| format!("{subject} and {object}")).collect();
            return Err(Error::not_mapped(subject.id(), object.id(), pairs.into_iter().collect()));
        }
        let mut builder = Builder { catalog: self, subject: &subject, object: &object, rows: Vec::new(), findings: Findings::new() };
        for (file, set) in &forward {
            builder.add(file, set, false);
        }
        for (file, set) in &reverse {
            builder.add(file, set, true);
        }
        let Builder { mut rows, mut findings, .. } = builder;
        findings.sort();
        let stated: FxHashSet<_> = rows.iter().filter(|row| !row.inverted).map(|row| (row.subject, row.object, row.relation)).collect();
        rows.retain(|row| !row.inverted || !stated.contains(&(row.subject, row.object, row.relation)));
        let sets = forward.iter().chain(&reverse).filter_map(|(_, set)| set.id.as_ref()).map(|id| id.to_string()).collect();
        Ok(Crosswalk { sets, findings, ..Crosswalk::empty(subject, object) }.sorted(rows))
    }
}

impl Catalog {
    /// The mapping sets from one framework to another; where none joins the two either way and one is made from the other, the
    /// edition map of its definition.
    fn all_sets(&self, subject: &Framework, object: &Framework) -> Result<Vec<NamedSet>, Error> {
        let mut sets = self.named_sets(subject.id(), object.id())?;
        if sets.is_empty() && subject.based_on() == Some(object.id()) && self.named_sets(object.id(), subject.id())?.is_empty() {
            let name = self.definition(subject.id()).map_or_else(|| subject.id(), |(_, definition)| definition.path.as_str());
            let authority = if self.is_shipped(subject.id()) { Authority::Ours } else { Authority::ThirdParty };
            sets.extend(Self::edition_map(subject, authority).map(|set| (Arc::from(name), Arc::new(set))));
        }
        Ok(sets)
    }
}

struct Builder<'frameworks> {
    catalog: &'frameworks Catalog,
    subject: &'frameworks Framework,
    object: &'frameworks Framework,
    rows: Vec<CrosswalkRow>,
    findings: Findings,
}

impl Builder<'_> {
    fn add(&mut self, file: &str, set: &MappingSet, inverted: bool) {
        let name = set.id.as_ref().map_or("", |id| id.as_str());
        for row in set.rows().iter().filter(|row| !row.is_gap()) {
            let (from, to) = if inverted { (&row.object, &row.subject) } else { (&row.subject, &row.object) };
            let subject = self.find(self.subject, from, file, row);
            let object = self.find(self.object, to, file, row);
            let (Some(subject), Some(object)) = (subject, object) else { continue };
            self.rows.push(CrosswalkRow {
                subject,
                object,
                relation: if inverted { row.relation.converse() } else { row.relation },
                origin: row.origin,
                confidence: row.confidence,
                rationale: row.rationale.clone(),
                source: row.source.clone(),
                standing: row.standing,
                authority: row.authority,
                review: row.review,
                set: name.to_owned(),
                inverted,
                premises: Vec::new(),
            });
        }
    }

    fn find(&mut self, framework: &Framework, term: &Term, file: &str, row: &Row) -> Option<ElementIndex> {
        let reference = term.id.as_str();
        let id: Option<ElementId> = reference.parse().ok();
        let found = id.as_ref().filter(|id| id.framework() == framework.id()).and_then(|id| framework.index_of(id.element()));
        // A row to an element that an overlay hides is left out on purpose.
        let hidden = || id.as_ref().is_some_and(|id| self.catalog.hides(framework.id(), id.element()));
        if found.is_none() && !hidden() {
            let local = id.as_ref().map_or(reference, ElementId::element);
            let help = nearest(local, framework.elements().iter().map(Element::id)).map(|near| format!("did you mean `{}:{near}`?", framework.id()));
            let mut finding = Diagnostic::warning(Code::UnknownMappedElement, format!("there is no element `{reference}` in `{}`", framework.id()))
                .in_file(file.to_owned())
                .help_if(help);
            if let Some(position) = term.id.position().or(row.position) {
                finding = finding.at(position);
            }
            self.findings.push(finding);
        }
        found
    }
}

/// The place of every element in a walk of the tree.
fn order(framework: &Framework) -> Vec<usize> {
    let mut order = vec![usize::MAX; framework.elements().len()];
    for (place, (_, index, _)) in framework.walk().enumerate() {
        if let Some(slot) = order.get_mut(index.place()) {
            *slot = place;
        }
    }
    order
}

/// The elements that are not reached, of the kinds that are, in the order of a walk.
fn unmapped(framework: &Framework, reached: impl Iterator<Item = ElementIndex>) -> Vec<ElementIndex> {
    let reached: FxHashSet<ElementIndex> = reached.collect();
    let kinds: FxHashSet<&str> = reached.iter().filter_map(|index| framework.get(*index)).map(Element::kind).collect();
    let walk = framework.walk();
    walk.filter(|(_, index, element)| kinds.contains(element.kind()) && !reached.contains(index)).map(|(_, index, _)| index).collect()
}
