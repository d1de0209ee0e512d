//! What an execution writes into the audit trail: records of the same form as those of lifecycles.

use super::{
    context::Context,
    execution::{Execution, Progress},
};
use crate::{
    audit::{Definition, Entry, EntryChange, Kind},
    workflow::{MoveKind, Trigger},
};

/// The state of a workflow that is over, as the audit trail says it.
const ENDED: &str = "ended";
/// The state of one that has not begun.
const NEW: &str = "new";

impl Execution {
    /// Where it stands in words: the steps and events that are waited for, boundary events aside, joined by commas; `new` before it
    /// begins and `ended` at the end.
    #[must_use]
    pub fn standing(&self) -> String {
        if self.sequence == 0 {
            return NEW.to_owned();
        }
        let waits = self.waiting().filter(|offer| !matches!(offer.node.step, crate::workflow::Step::Boundary { .. }));
        let names: Vec<&str> = waits.map(|offer| offer.node.id.as_str()).collect();
        if names.is_empty() { ENDED.to_owned() } else { names.join(", ") }
    }

    /// The entry of a step that was taken, for a [`Journal`](crate::audit::Journal); none where the context says no instant, or
    /// the progress is not one of this execution.
    ///
    /// `before` is [`Execution::standing`] before the step, `record` the number under which the execution is kept. The event is the node
    /// that was done or happened.
    #[must_use]
    pub fn entry(&self, record: &str, before: &str, progress: &Progress, context: &Context) -> Option<Entry> {
        let at = context.at.or(self.state.at)?;
        let cause = progress.fired.iter().find_map(|fired| self.net().transition(*fired).filter(|done| done.kind != MoveKind::Skip))?;
        let node = self.workflow().graph().node_weight(cause.node)?;
        let kind = match node.step.trigger() {
            Some(Trigger::Timer(_)) => Kind::Timer,
            _ if context.actor.is_some() => Kind::User,
            _ => Kind::System,
        };
        let role = node.lane.and_then(|lane| self.workflow().lanes().get(lane)).map(|lane| lane.id.clone());
        let changes = context.data.iter().map(|(field, value)| EntryChange {
            field: field.clone(),
            old: None,
            new: value.is_filled().then(|| value.to_string()),
            personal: false,
        });
        let workflow = self.workflow();
        Some(Entry {
            kind_of_record: "workflow".to_owned(),
            kind,
            actor: context.actor.clone(),
            role: role.filter(|role| context.roles.contains(role)),
            changes: changes.collect(),
            reason: context.reason.clone(),
            definition: Some(Definition {
                id: workflow.reference(),
                version: workflow.version().map(str::to_owned),
                hash: workflow.hash().to_owned(),
            }),
            ..Entry::new(record, progress.sequence, at, node.id.clone(), before, self.standing())
        })
    }
}
