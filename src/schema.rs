//! JSON Schemas of every file format and every JSON output, made from the Rust types.

use std::str::FromStr;

use schemars::Schema;
use strum::{Display, EnumIter, EnumString, IntoEnumIterator, IntoStaticStr};

use crate::{
    audit::Record,
    calendar::definition::CalendarFile,
    catalog::Hit,
    conformance::{
        binding::BindingFile,
        rules::{
            Baseline,
            definition::{RulesFile, WaiversFile},
        },
    },
    decision::definition::DecisionFile,
    diagnostic::render::FindingsRecord,
    framework::{
        Difference,
        definition::{FrameworkFile, LocaleFile, PartFile},
    },
    lifecycle::{
        LifecycleDiff, TestPaths,
        definition::LifecycleFile,
        migration::{MigrationReport, StoredRecord, definition::MigrationFile},
    },
    mapping::{Agreement, MappingDifference},
    report::{
        ConformRecord, CoverageRecord, CrosswalkRecord, DecisionRecord, DecisionRow, DecisionTableRecord, ElementRecord, ElementRow,
        ExplanationRecord, FrameworkRecord, FrameworkRow, LifecycleRow, LogStatsRecord, MappingRow, MergeRecord, MigrationRecord, RulesRow,
        VerificationRecord, WorkflowCheckRecord, WorkflowRow,
    },
    simulation::Ledger,
    workflow::{
        definition::WorkflowFile,
        diff::WorkflowDiff,
        migration::{self, StoredExecution, definition::WorkflowMigrationFile},
    },
};

/// What a schema describes: file formats first, then JSON outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum SchemaKind {
    /// A framework file.
    Framework,
    /// A part file.
    Part,
    /// A locale file.
    Locale,
    /// A calendar file.
    Calendar,
    /// A lifecycle file.
    Lifecycle,
    /// A workflow file.
    Workflow,
    /// A file of rules.
    Rules,
    /// A file of waivers.
    Waivers,
    /// A baseline of known deviations.
    Baseline,
    /// A binding of a log to a model.
    Binding,
    /// A migration file.
    Migration,
    /// A line of a file of stored records.
    StoredRecord,
    /// A migration file of a workflow.
    WorkflowMigration,
    /// A line of a file of stored executions.
    StoredExecution,
    /// A line of an audit trail.
    AuditRecord,
    /// A decision file.
    Decision,
    /// The output of `itsm list frameworks`.
    ListFrameworks,
    /// The output of `itsm list elements`.
    ListElements,
    /// The output of `itsm list lifecycles`.
    ListLifecycles,
    /// The output of `itsm list workflows`.
    ListWorkflows,
    /// The output of `itsm list decisions`.
    ListDecisions,
    /// The output of `itsm list rules`.
    ListRules,
    /// The output of `itsm list mappings`.
    ListMappings,
    /// The output of `itsm show` for an element.
    Show,
    /// The output of `itsm show` for a framework.
    ShowFramework,
    /// The output of `itsm search`.
    Search,
    /// The output of `itsm compare`.
    Compare,
    /// The output of `itsm compare --explain`.
    Explain,
    /// The output of `itsm coverage`.
    Coverage,
    /// The output of `itsm map diff`.
    MapDiff,
    /// The output of `itsm map agree`.
    MapAgree,
    /// The output of `itsm map merge`.
    MapMerge,
    /// The output of `itsm map migrate`.
    MapMigrate,
    /// The output of `itsm lifecycle migrate`.
    LifecycleMigrate,
    /// The output of `itsm audit verify`.
    AuditVerify,
    /// The output of `itsm log stats`.
    LogStats,
    /// What `itsm log generate` has planted.
    LogLedger,
    /// The output of `itsm decide`.
    Decide,
    /// The output of `itsm decide` without values: the table itself.
    DecideTable,
    /// The output of `itsm check`.
    Check,
    /// The output of `itsm diff`.
    Diff,
    /// The output of `itsm workflow check`.
    WorkflowCheck,
    /// The output of `itsm conform`.
    Conform,
    /// The output of `itsm workflow diff`.
    WorkflowDiff,
    /// The output of `itsm workflow migrate`.
    WorkflowMigrate,
    /// The output of `itsm lifecycle paths`.
    LifecyclePaths,
    /// The output of `itsm lifecycle diff`.
    LifecycleDiff,
}

impl SchemaKind {
    /// All kinds, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// The name of the file in `schemas/`.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{self}.schema.json")
    }

    /// The schema, JSON Schema draft 2020-12.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::Framework => schemars::schema_for!(FrameworkFile),
            Self::Part => schemars::schema_for!(PartFile),
            Self::Locale => schemars::schema_for!(LocaleFile),
            Self::Calendar => schemars::schema_for!(CalendarFile),
            Self::Lifecycle => schemars::schema_for!(LifecycleFile),
            Self::Workflow => schemars::schema_for!(WorkflowFile),
            Self::Rules => schemars::schema_for!(RulesFile),
            Self::Waivers => schemars::schema_for!(WaiversFile),
            Self::Baseline => schemars::schema_for!(Baseline),
            Self::Binding => schemars::schema_for!(BindingFile),
            Self::Migration => schemars::schema_for!(MigrationFile),
            Self::StoredRecord => schemars::schema_for!(StoredRecord),
            Self::AuditRecord => schemars::schema_for!(Record),
            Self::AuditVerify => schemars::schema_for!(VerificationRecord),
            Self::LogStats => schemars::schema_for!(LogStatsRecord),
            Self::LogLedger => schemars::schema_for!(Ledger),
            Self::LifecycleMigrate => schemars::schema_for!(MigrationReport),
            Self::Decision => schemars::schema_for!(DecisionFile),
            Self::ListFrameworks => schemars::schema_for!(Vec<FrameworkRow>),
            Self::ListElements => schemars::schema_for!(Vec<ElementRow>),
            Self::ListWorkflows => schemars::schema_for!(Vec<WorkflowRow>),
            Self::ListLifecycles => schemars::schema_for!(Vec<LifecycleRow>),
            Self::ListDecisions => schemars::schema_for!(Vec<DecisionRow>),
            Self::ListRules => schemars::schema_for!(Vec<RulesRow>),
            Self::ListMappings => schemars::schema_for!(Vec<MappingRow>),
            Self::Show => schemars::schema_for!(ElementRecord),
            Self::ShowFramework => schemars::schema_for!(FrameworkRecord),
            Self::Search => schemars::schema_for!(Vec<Hit>),
            Self::Compare => schemars::schema_for!(CrosswalkRecord),
            Self::Explain => schemars::schema_for!(ExplanationRecord),
            Self::Coverage => schemars::schema_for!(CoverageRecord),
            Self::MapDiff => schemars::schema_for!(Vec<MappingDifference>),
            Self::MapAgree => schemars::schema_for!(Agreement),
            Self::MapMerge => schemars::schema_for!(MergeRecord),
            Self::MapMigrate => schemars::schema_for!(MigrationRecord),
            Self::Decide => schemars::schema_for!(DecisionRecord),
            Self::DecideTable => schemars::schema_for!(DecisionTableRecord),
            Self::Check => schemars::schema_for!(FindingsRecord),
            Self::Diff => schemars::schema_for!(Vec<Difference>),
            Self::WorkflowMigration => schemars::schema_for!(WorkflowMigrationFile),
            Self::StoredExecution => schemars::schema_for!(StoredExecution),
            Self::WorkflowDiff => schemars::schema_for!(WorkflowDiff),
            Self::WorkflowMigrate => schemars::schema_for!(migration::MigrationReport),
            Self::WorkflowCheck => schemars::schema_for!(WorkflowCheckRecord),
            Self::Conform => schemars::schema_for!(ConformRecord),
            Self::LifecyclePaths => schemars::schema_for!(TestPaths),
            Self::LifecycleDiff => schemars::schema_for!(LifecycleDiff),
        }
    }

    /// The schema as text that ends with a line break, as it stands in `schemas/`.
    #[must_use]
    pub fn text(self) -> String {
        let mut text = serde_json::to_string_pretty(&self.schema()).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The kind of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::from_str(name).ok()
    }
}
