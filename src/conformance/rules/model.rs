//! Rules that were checked, ready to be held against a log.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    definition::{Evidence, RuleSeverity, Template},
    engine,
    waiver::Waiver,
};
use crate::{
    calendar::{BusinessDuration, Calendar},
    decision::DecisionTable,
    digest::Digest,
    expr::{Calendars, Condition, Field},
    framework::definition::Authority,
    provenance::Standing,
};

/// A pack of rules about the history of one type of record.
///
/// ```
/// use itsm::{conformance::rules::Pack, source::FileText};
///
/// let pack = Pack::load(&FileText::new("change.yaml", "
/// format: itsm/rules/1
/// id: change
/// title: Changes
/// rules:
///   - {id: approved-first, template: precedence, first: [approve], second: [start]}
/// "))?;
/// assert_eq!(pack.rules()[0].id(), "approved-first");
/// # Ok::<(), itsm::diagnostic::Findings>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pack {
    pub(super) id: String,
    pub(super) framework: Option<String>,
    pub(super) title: String,
    pub(super) version: Option<String>,
    pub(super) record: Option<String>,
    pub(super) standing: Standing,
    pub(super) authority: Authority,
    pub(super) rules: Vec<Rule>,
    pub(super) fields: IndexMap<String, FieldKey>,
    pub(super) ends: Option<Step>,
    pub(super) resumes: Option<Step>,
    pub(super) calendars: KnownCalendars,
    pub(super) waivers: Vec<Waiver>,
    pub(super) hash: Option<Digest>,
}

impl Pack {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The SHA-256 of the files that it was read from, what it extends first; none for a pack that a program built.
    #[must_use]
    pub fn hash(&self) -> Option<Digest> {
        self.hash
    }

    /// The framework that it belongs to.
    #[must_use]
    pub fn framework(&self) -> Option<&str> {
        self.framework.as_deref()
    }

    /// The long reference, such as `neutral:rule/change`; the id alone without a framework.
    #[must_use]
    pub fn reference(&self) -> String {
        self.framework.as_ref().map_or_else(|| self.id.clone(), |framework| format!("{framework}:rule/{}", self.id))
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The type of record whose history is checked.
    #[must_use]
    pub fn record(&self) -> Option<&str> {
        self.record.as_deref()
    }

    /// How sure it is that this is asked.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Who says that the rules are evidence for the requirements.
    #[must_use]
    pub fn authority(&self) -> Authority {
        self.authority
    }

    /// The rules, those of what it extends first.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule by its id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The keys of all attributes that the rules look at, beside the activities and times of events: what must be kept of a log that
    /// is read in parts, see [`Parting::keys`](crate::eventlog::Parting).
    #[must_use]
    pub fn attributes(&self) -> BTreeSet<String> {
        engine::attributes(self)
    }

    /// The waivers that it holds.
    #[must_use]
    pub fn waivers(&self) -> &[Waiver] {
        &self.waivers
    }
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) template: Template,
    pub(super) severity: RuleSeverity,
    pub(super) why: Option<String>,
    pub(super) message: Option<String>,
    pub(super) standing: Standing,
    pub(super) evidence: Vec<Requirement>,
    pub(super) when: Option<Condition>,
    pub(super) asks: Asks,
}

impl Rule {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is asked, in a few words; the template where nothing is said.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The kind of rule.
    #[must_use]
    pub fn template(&self) -> Template {
        self.template
    }

    /// How bad a deviation is.
    #[must_use]
    pub fn severity(&self) -> RuleSeverity {
        self.severity
    }

    /// Why it is asked.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }

    /// What to do about a deviation.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// How sure it is that this is asked.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// The requirements that it is evidence for.
    #[must_use]
    pub fn evidence(&self) -> &[Requirement] {
        &self.evidence
    }

    /// The condition under which it is asked.
    #[must_use]
    pub fn when(&self) -> Option<&Condition> {
        self.when.as_ref()
    }

    /// The activities that it is about.
    pub fn activities(&self) -> impl Iterator<Item = &str> {
        let asks = &self.asks;
        let steps = [&asks.steps, &asks.first, &asks.second, &asks.revoked].into_iter().chain(&asks.order);
        steps.flat_map(|step| step.activities.iter().map(String::as_str))
    }
}

/// A requirement that a rule is evidence for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// The element of a framework, `framework:id`.
    pub element: String,
    /// How much of it.
    pub evidence: Evidence,
}

/// Something that happens: any of some activities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    /// As the rule names it.
    pub names: Vec<String>,
    pub activities: Vec<String>,
    /// Names that no activity of the log stands for.
    pub unbound: Vec<String>,
}

/// The parameters of a rule; those that its template does not take are empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Asks {
    pub steps: Step,
    pub first: Step,
    pub second: Step,
    pub revoked: Step,
    pub order: Vec<Step>,
    pub count: Option<u32>,
    pub handovers: Option<u32>,
    pub within: Option<BusinessDuration>,
    pub calendar: Option<Calendar>,
    /// Names of fields from here on.
    pub by: Option<String>,
    pub roles: Vec<String>,
    pub fields: Vec<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub table: Option<PriorityTable>,
}

/// What says the value of a field by those of others.
#[derive(Clone, Debug)]
pub(super) enum PriorityTable {
    Decision(DecisionTable),
    Matrix(Matrix),
}

/// The value of a field by those of two others.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    pub rows: String,
    pub columns: String,
    pub value: String,
    /// By row and column.
    pub cells: BTreeMap<(String, String), String>,
}

impl PriorityTable {
    /// The fields that it asks.
    pub fn inputs(&self) -> Vec<&str> {
        match self {
            Self::Decision(table) => table.inputs().iter().map(crate::decision::Input::id).collect(),
            Self::Matrix(matrix) => vec![&matrix.rows, &matrix.columns],
        }
    }

    /// The field whose value it says.
    pub fn output(&self) -> &str {
        match self {
            Self::Decision(table) => table.outputs().first().map_or("", crate::decision::Output::id),
            Self::Matrix(matrix) => &matrix.value,
        }
    }

    /// The value that belongs to values of the inputs; none where the table does not know them.
    pub fn decide(&self, values: &[&str]) -> Option<String> {
        match self {
            Self::Decision(table) => {
                let given = self.inputs().into_iter().zip(values.iter().copied());
                table.decide_named(given).ok()?.value(self.output()).map(str::to_owned)
            }
            Self::Matrix(matrix) => {
                let (row, column) = (values.first()?, values.get(1)?);
                matrix.cells.get(&((*row).to_owned(), (*column).to_owned())).cloned()
            }
        }
    }
}

/// A field and the attribute that holds it.
#[derive(Clone, Debug)]
pub(super) struct FieldKey {
    pub field: Field,
    /// None means the name of the field, or `field:` and the name.
    pub key: Option<String>,
}

/// The calendars that conditions speak of.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownCalendars(pub BTreeMap<String, Calendar>);

impl Calendars for KnownCalendars {
    fn elapsed(&self, calendar: &str, from: Timestamp, to: Timestamp) -> Option<SignedDuration> {
        self.0.get(calendar)?.elapsed(from, to).ok()
    }
}
