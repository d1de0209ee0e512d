//! The lifecycle file: what a record's states are, what may happen in each, who may do it and what it needs.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EventKind, FieldType, QuorumRule, StateKind};
use crate::{
    document::Located,
    framework::definition::{SourceDefinition, Standing},
};

/// A lifecycle: the state machine of one kind of record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Lifecycle definition")]
pub struct LifecycleFile {
    /// `itsm/lifecycle/1`.
    pub format: Located<String>,
    /// The id, such as `incident`; within a framework its long form is `FRAMEWORK:lifecycle/ID`.
    pub id: Located<String>,
    /// The framework that it belongs to, such as `itil4` or `neutral`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Located<String>>,
    /// The title.
    pub title: String,
    /// The version of the definition; instances remember it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What kind of record lives it, such as `incident`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Which of several independent axes of the record this is, such as `working-state`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub axis: Option<String>,
    /// What it is, in one or two sentences of the author's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// How sure it is that records live like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// The publications that facts come from, by key.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub sources: IndexMap<String, SourceDefinition>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// The lifecycle that this one is made from: what this file says is added or takes the place of the same there. Its
    /// models are models of this one too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Located<String>>,
    /// What is taken out of the extended lifecycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Removals>,
    /// Whether only what is allowed may happen. `false` is for records whose tool enforces nothing: everything is
    /// accepted, and what was not allowed is noted.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub enforced: bool,
    /// The fields of the record that the lifecycle speaks of.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<String, FieldDefinition>,
    /// Lists of codes, such as closure codes; a field of type `enum` can take its values from one.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub codes: IndexMap<String, Vec<CodeDefinition>>,
    /// The roles that people act in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleDefinition>,
    /// The states.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<StateDefinition>,
    /// The events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventDefinition>,
    /// What may happen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<TransitionDefinition>,
    /// What happens by itself after a while.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<TimerDefinition>,
    /// Decisions by votes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<ApprovalDefinition>,
    /// Events that one person must not do both of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub four_eyes: Vec<FourEyesDefinition>,
    /// Variants of the lifecycle, such as the emergency change: each is a lifecycle of its own, `ID.MODEL`. One of the same id
    /// takes the place of a model of the extended lifecycle.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<ModelDefinition>,
}

#[allow(clippy::missing_const_for_fn, reason = "serde wants a plain function")]
fn yes() -> bool {
    true
}

/// What a lifecycle or model takes out of the one below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "removals"))]
pub struct Removals {
    /// States, with all transitions from and to them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<Located<String>>,
    /// Events, with all their transitions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Located<String>>,
    /// Transitions, by state and event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<TransitionName>,
    /// Timers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<Located<String>>,
    /// Approvals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Located<String>>,
    /// Models of the extended lifecycle, which are taken over otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<Located<String>>,
}

/// A transition by the state it leaves and its event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "transition"))]
pub struct TransitionName {
    /// The state.
    pub from: Located<String>,
    /// The event.
    pub on: Located<String>,
}

/// A field of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "field"))]
pub struct FieldDefinition {
    /// What it holds.
    pub r#type: Located<FieldType>,
    /// The values of an `enum`, or of the items of a `list`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Located<String>>,
    /// The list of codes that an `enum` takes its values from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codes: Option<Located<String>>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether it holds something about a person, which audit records keep only as a salted hash when redacted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
}

/// A code of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "code"))]
pub struct CodeDefinition {
    /// The code.
    pub id: Located<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A role that people act in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "role"))]
pub struct RoleDefinition {
    /// The id.
    pub id: Located<String>,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The element of a framework that describes the role, `framework:id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<Located<String>>,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "state"))]
pub struct StateDefinition {
    /// The id.
    pub id: Located<String>,
    /// What kind of state it is.
    pub kind: StateKind,
    /// The title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Free words that policies hang on, such as `clock-stops`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Fields that must be filled for the record to enter the state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Located<String>>,
    /// How sure the state is; absent takes the lifecycle's standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Something that can happen to the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "event"))]
pub struct EventDefinition {
    /// The id.
    pub id: Located<String>,
    /// The title, as on a button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who brings it about; absent means a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EventKind>,
    /// How sure the event is; absent takes the lifecycle's standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What an event does in a state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "transition"))]
pub struct TransitionDefinition {
    /// The states it leaves: ids, `tag:WORD` for all states with a tag, or `*` for all that are not terminal.
    pub from: Vec<Located<String>>,
    /// States that are left out of the above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Located<String>>,
    /// The event.
    pub on: Located<String>,
    /// The state it leads to; absent means the same state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Located<String>>,
    /// A condition over the fields (CEL); of several transitions on one event the one whose guard holds is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Located<String>>,
    /// Taken when no guard of the others holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub otherwise: bool,
    /// Roles of which the actor must have one; absent means anybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Located<String>>,
    /// Fields that must be filled for it, beside those that the state it leads to requires.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Located<String>>,
    /// What the caller is to do then, as named verbs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<String>,
    /// The framework elements that it performs, `framework:id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub performs: Vec<Located<String>>,
    /// How sure it is; absent takes the lifecycle's standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// Keys of `sources`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An event that comes by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "timer"))]
pub struct TimerDefinition {
    /// The id.
    pub id: Located<String>,
    /// The states in which it runs: ids or `tag:WORD`.
    pub r#in: Vec<Located<String>>,
    /// How long, ISO 8601: `PT8H` are hours, `P1D` are days. With a calendar these are open hours and business days, without one days of 24 hours.
    pub after: Located<String>,
    /// What it is measured by; absent means that the time since the state was entered is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Located<String>>,
    /// The calendar whose open hours count; absent means all hours count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Located<String>>,
    /// The event that it brings about.
    pub fires: Located<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A decision by votes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "approval"))]
pub struct ApprovalDefinition {
    /// The id.
    pub id: Located<String>,
    /// The state in which votes are cast.
    pub r#in: Located<String>,
    /// The roles that vote.
    pub voters: Vec<Located<String>>,
    /// When the approval is given.
    pub quorum: QuorumDefinition,
    /// The event that needs the approval.
    pub approve: Located<String>,
    /// The event that needs the refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reject: Option<Located<String>>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// When an approval is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "quorum"))]
pub struct QuorumDefinition {
    /// How votes are counted.
    pub rule: Located<QuorumRule>,
    /// For `at-least`: how many yes votes are needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// For `percent`: the share of all voters that must say yes, from 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u32>,
    /// Whether a single no refuses, whatever the others say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub veto: bool,
}

/// Events that one person must not do both of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "four-eyes constraint"))]
pub struct FourEyesDefinition {
    /// The event that comes first.
    pub first: Located<String>,
    /// The event that another person must do.
    pub second: Located<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A variant of a lifecycle: what it says is added or takes the place of the same in the lifecycle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "model"))]
pub struct ModelDefinition {
    /// The id; the variant is `LIFECYCLE.ID`.
    pub id: Located<String>,
    /// The title.
    pub title: String,
    /// What it is, in one or two sentences of the author's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// What is taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<Removals>,
    /// States that are added or replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<StateDefinition>,
    /// Events that are added or replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventDefinition>,
    /// Transitions that are added; one takes the place of all of the same state and event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<TransitionDefinition>,
    /// Timers that are added or replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<TimerDefinition>,
    /// Approvals that are added or replaced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<ApprovalDefinition>,
    /// Constraints that are added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub four_eyes: Vec<FourEyesDefinition>,
}
