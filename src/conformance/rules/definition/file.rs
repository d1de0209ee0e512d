//! The file of rules: what they speak of, and what each asks.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Evidence, FieldType, RuleSeverity, Template, WaiverDefinition};
use crate::{
    document::Located,
    framework::definition::Authority,
    provenance::{SourceDefinition, Standing},
};

/// A pack of rules about the history of one type of record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Rules")]
pub struct RulesFile {
    /// `itsm/rules/1`.
    pub format: Located<String>,
    /// The id, such as `change`; within a framework its long form is `FRAMEWORK:rule/ID`.
    pub id: Located<String>,
    /// The framework that it belongs to, such as `itil4` or `neutral`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Located<String>>,
    /// The title.
    pub title: String,
    /// The version of the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The type of record whose history is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// What it is, in one or two sentences of the author's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// How sure it is that this is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Who says that the rules are evidence for the requirements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// The publications that facts come from, by key.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sources: IndexMap<String, SourceDefinition>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// The rules that these build on, such as `neutral:rule/change`. Steps and fields of the same name take the place of those
    /// there, rules of the same id add to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Located<String>>,
    /// Rules of what is extended that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<Located<String>>,
    /// The words of the rules for what happens, each with the activities of the log that it stands for. None means that the log
    /// has no such activity: rules about it are not applicable. Without any steps, rules name activities themselves.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub steps: IndexMap<Located<String>, Vec<Located<String>>>,
    /// The words of the rules for attributes of the log.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<Located<String>, RuleFieldDefinition>,
    /// The steps after which a case has ended. Without any, all cases are taken to have ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<Located<String>>,
    /// The steps after which a case that had ended is open again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resumes: Vec<Located<String>>,
    /// The rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleDefinition>,
    /// Deviations that are accepted for a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverDefinition>,
}

/// An attribute of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "field"))]
pub struct RuleFieldDefinition {
    /// What it holds.
    pub r#type: Located<FieldType>,
    /// The values of an `enum`, or of the items of a `list`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Located<String>>,
    /// The key of the attribute of events or cases; absent means its own name. With `field:` before it, as
    /// audit trails have it, it is found too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Located<String>>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A rule. Which keys a template takes stands in the guide.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "rule"))]
pub struct RuleDefinition {
    /// The id.
    pub id: Located<String>,
    /// What is asked, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The kind of rule. Absent where a rule of the same id is extended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Located<Template>>,
    /// How bad a deviation is; medium when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<RuleSeverity>,
    /// Why it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What to do about a deviation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The condition over the fields under which it is asked (CEL).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Located<String>>,
    /// How sure it is that this is asked; absent takes the standing of the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// The requirements that it is evidence for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceDefinition>,
    /// The steps that it is about; any of them will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Located<String>>,
    /// The first of two steps; any of them will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<Located<String>>,
    /// The second of two steps; any of them will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second: Vec<Located<String>>,
    /// Steps in an order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<Located<String>>,
    /// The steps after which what came before does not count any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<Located<String>>,
    /// How often.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Located<u32>>,
    /// How many times the work may be handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handovers: Option<Located<u32>>,
    /// How long it may take at most, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Located<String>>,
    /// The calendar whose open hours count; absent means all hours count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Located<String>>,
    /// The field that says who; absent means the attribute `org:resource`, or `org:role` where roles are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Located<String>>,
    /// Roles in which it may be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Located<String>>,
    /// Fields that must be filled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Located<String>>,
    /// The field that holds the earliest instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Located<String>>,
    /// The field that holds the latest instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Located<String>>,
    /// The decision table, such as `neutral:priority`; its inputs and its first output are fields of the same names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Located<String>>,
    /// A table of its own instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<MatrixDefinition>,
    /// The field that names the linked record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Located<String>>,
}

/// A table of two fields that says the value of a third.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "matrix"))]
pub struct MatrixDefinition {
    /// The field whose values are the rows.
    pub rows: Located<String>,
    /// The field whose values are the columns.
    pub columns: Located<String>,
    /// The field whose value stands in the cells.
    pub value: Located<String>,
    /// The value by row and column.
    pub cells: IndexMap<String, IndexMap<String, String>>,
}

/// A requirement that a rule is evidence for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "evidence"))]
pub struct EvidenceDefinition {
    /// The element of a framework, `framework:id`.
    pub element: Located<String>,
    /// How much of it; a part when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}
