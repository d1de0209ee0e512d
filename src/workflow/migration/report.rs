//! Many executions that move, and what became of each.

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CanEnd, Loss, Migrated, Plan, PlanLoss, TimerChange};
use crate::{
    diagnostic::Findings,
    document::lines,
    net::Marking,
    source::FileText,
    workflow::engine::{Context, ExecutionSnapshot},
};

/// An execution as an application keeps it: one line of a JSON Lines file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Stored execution")]
pub struct StoredExecution {
    /// The number under which the execution is kept.
    pub execution: String,
    /// Where it stands.
    pub snapshot: ExecutionSnapshot,
}

impl StoredExecution {
    /// Reads a JSON Lines file of executions; blank lines are skipped. All lines that are none are reported, up to a hundred.
    ///
    /// Findings: `yaml-syntax` for a line that is none, with the line and column that the JSON reader names; `duplicate-id` for an
    /// execution that comes twice; `limit-reached` after a hundred findings.
    #[must_use]
    pub fn read_all(file: &FileText) -> (Vec<Self>, Findings) {
        lines(file, "execution", "{\"execution\": \"RUN-1\", \"snapshot\": {…}}", |stored: &Self| &stored.execution)
    }
}

/// What becomes of executions by a plan.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Workflow migration report")]
pub struct MigrationReport {
    /// The reference of the old definition.
    pub from: String,
    /// Its hash.
    pub from_hash: String,
    /// The reference of the new definition.
    pub to: String,
    /// Its hash.
    pub to_hash: String,
    /// What is lost or changed for every execution that it concerns.
    pub losses: Vec<PlanLoss>,
    /// How many executions there are.
    pub executions: usize,
    /// The executions that move, in the order in which they came.
    pub moved: Vec<Moved>,
    /// The executions that do not.
    pub not_moved: Vec<NotMoved>,
}

/// An execution that moves.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Moved {
    /// Its number.
    pub execution: String,
    /// Where it stood.
    pub from: String,
    /// Where it stands now.
    pub to: String,
    /// What followed by itself.
    pub followed: Vec<String>,
    /// The lifecycle events to be applied to records because of that, in order.
    pub fires: Vec<FiredEvent>,
    /// What it no longer knows.
    pub lost: Vec<Loss>,
    /// Timers that are due at another time than before.
    pub timers: Vec<TimerChange>,
    /// Whether it can end from there; null where a limit was reached first.
    pub can_end: Option<bool>,
    /// What it was.
    pub before: ExecutionSnapshot,
    /// What it is now.
    pub after: ExecutionSnapshot,
}

/// A lifecycle event to be applied to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FiredEvent {
    /// The record of the workflow.
    pub record: String,
    /// The event.
    pub event: String,
}

/// An execution that does not move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotMoved {
    /// Its number.
    pub execution: String,
    /// The places where it stands, as its snapshot says.
    pub at: String,
    /// Why.
    pub why: String,
}

impl Plan {
    /// Moves many executions. None is stored: keep the snapshots of the report when it is as it should be, all of them or none.
    ///
    /// Linear in the executions; of those that come to stand at the same places it is asked once whether they can end.
    #[must_use]
    pub fn migrate_all<'executions>(&self, executions: impl IntoIterator<Item = &'executions StoredExecution>, context: &Context) -> MigrationReport {
        let (old, new) = (self.before().workflow(), self.after().workflow());
        let mut report = MigrationReport {
            from: old.reference(),
            from_hash: old.hash().to_owned(),
            to: new.reference(),
            to_hash: new.hash().to_owned(),
            losses: self.losses(),
            executions: 0,
            moved: Vec::new(),
            not_moved: Vec::new(),
        };
        let mut known: FxHashMap<Marking, CanEnd> = FxHashMap::default();
        for stored in executions {
            report.executions += 1;
            let mut can_end = |marking: &Marking| known.entry(marking.clone()).or_insert_with(|| self.can_end(marking)).clone();
            match self.migrate_with(&stored.snapshot, context, &mut can_end) {
                Ok(migrated) => report.moved.push(self.moved(stored, migrated)),
                Err(error) => {
                    let at: Vec<&str> = stored.snapshot.marked.iter().map(|marked| marked.place.as_str()).collect();
                    report.not_moved.push(NotMoved { execution: stored.execution.clone(), at: at.join(", "), why: error.to_string() });
                }
            }
        }
        report
    }

    fn moved(&self, stored: &StoredExecution, migrated: Migrated) -> Moved {
        let record = |place: usize| self.after().workflow().records().get(place).map(|record| record.id.clone()).unwrap_or_default();
        let fires = migrated.progress.fires.iter().map(|fired| FiredEvent { record: record(fired.record), event: fired.event.clone() });
        Moved {
            execution: stored.execution.clone(),
            fires: fires.collect(),
            can_end: migrated.can_end.known(),
            from: migrated.from,
            to: migrated.to,
            followed: migrated.followed,
            lost: migrated.lost,
            timers: migrated.timers,
            before: migrated.before,
            after: migrated.after,
        }
    }
}
