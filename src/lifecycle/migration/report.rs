//! Many records that move, and what became of each.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Loss, Plan, PlanLoss};
use crate::{
    diagnostic::Findings,
    document::lines,
    expr::Value,
    lifecycle::{Context, Snapshot},
    source::FileText,
};

/// A record as an application keeps it: one line of a JSON Lines file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Stored record")]
pub struct StoredRecord {
    /// The number of the record.
    pub record: String,
    /// Where it is in its life.
    pub snapshot: Snapshot,
    /// What its fields hold.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Value>,
}

impl StoredRecord {
    /// Reads a JSON Lines file of records; blank lines are skipped. All lines that are none are reported, up to a hundred.
    ///
    /// Findings: `wrong-type`, `unknown-key`, `missing-key` and the like are all `yaml-syntax` here, with the line and column that
    /// the JSON reader names; `duplicate-id` for a record that comes twice; `limit-reached` after a hundred findings.
    #[must_use]
    pub fn read_all(file: &FileText) -> (Vec<Self>, Findings) {
        lines(file, "record", "{\"record\": \"INC-1\", \"snapshot\": {…}, \"fields\": {…}}", |stored: &Self| &stored.record)
    }

    /// The context in which the record stands: its fields.
    #[must_use]
    pub fn context(&self) -> Context {
        self.fields.iter().fold(Context::new(), |context, (name, value)| context.with_field(name.clone(), value.clone()))
    }
}

/// What becomes of records by a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "Migration report")]
pub struct MigrationReport {
    /// The reference of the old definition.
    pub from: String,
    /// Its hash.
    pub from_hash: String,
    /// The reference of the new definition.
    pub to: String,
    /// Its hash.
    pub to_hash: String,
    /// What is lost of every record that it concerns.
    pub losses: Vec<PlanLoss>,
    /// How many records there are.
    pub records: usize,
    /// The records that move, in the order in which they came.
    pub moved: Vec<Moved>,
    /// The records that do not.
    pub not_moved: Vec<NotMoved>,
}

/// A record that moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// The number of the record.
    pub record: String,
    /// The state it was in.
    pub from: String,
    /// The state it goes to.
    pub to: String,
    /// What it no longer knows.
    pub lost: Vec<Loss>,
    /// The fields that the state asks for and that are not filled.
    pub lacks: Vec<String>,
    /// What it was.
    pub before: Snapshot,
    /// What it is now.
    pub after: Snapshot,
}

/// A record that does not move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotMoved {
    /// The number of the record.
    pub record: String,
    /// The state it is in, as its snapshot says.
    pub state: String,
    /// Why.
    pub why: String,
}

impl Plan {
    /// A record as it is to be kept afterwards: its fields under their new names. Fields that the new definition does not
    /// declare are kept all the same.
    #[must_use]
    pub fn stored(&self, record: &StoredRecord, after: &Snapshot) -> StoredRecord {
        let fields = record.fields.iter().map(|(name, value)| (self.field(name).to_owned(), value.clone()));
        StoredRecord { record: record.record.clone(), snapshot: after.clone(), fields: fields.collect() }
    }

    /// Moves many records. None is stored: keep the snapshots of the report when it is as it should be, all of them or none.
    /// Linear in the records.
    #[must_use]
    pub fn migrate_all<'records>(&self, records: impl IntoIterator<Item = &'records StoredRecord>) -> MigrationReport {
        let mut report = MigrationReport {
            from: self.old.reference(),
            from_hash: self.old.hash().to_owned(),
            to: self.new.reference(),
            to_hash: self.new.hash().to_owned(),
            losses: self.losses(),
            records: 0,
            moved: Vec::new(),
            not_moved: Vec::new(),
        };
        for stored in records {
            report.records += 1;
            let (record, state) = (stored.record.clone(), stored.snapshot.state.clone());
            match self.migrate(&stored.snapshot, &stored.context()) {
                Ok(migrated) => {
                    let to = migrated.after.state.clone();
                    let (lost, lacks, before, after) = (migrated.lost, migrated.lacks, migrated.before, migrated.after);
                    report.moved.push(Moved { record, from: state, to, lost, lacks, before, after });
                }
                Err(error) => report.not_moved.push(NotMoved { record, state, why: error.to_string() }),
            }
        }
        report
    }
}
