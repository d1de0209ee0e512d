//! The types of `neutral:lifecycle/fulfilment-task`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Fulfilment task
    ///
    /// A piece of work is given to a team, done, and looked at by whoever needs the result; it can go back for rework.
    FulfilmentTask = "fulfilment-task" {
        hash: "aaff3889234c37c1826c58de8f5ea53ebeeb7ee175d91a2e9a676a00f55403e4",
        sources: [
            "frameworks/neutral/lifecycles/fulfilment-task.yaml" = include_str!("../../../frameworks/neutral/lifecycles/fulfilment-task.yaml"),
        ],
    }
    events {
        /// Assign
        Assign     = "assign",
        /// Start work
        Start      = "start",
        /// Pass on
        Reassign   = "reassign",
        /// Put on hold
        Hold       = "hold",
        /// Resume
        Resume     = "resume",
        /// Complete
        Complete   = "complete",
        /// Give up
        Fail       = "fail",
        /// Send back
        Rework     = "rework",
        /// Accept the result
        Accept     = "accept",
        /// Accept without an answer
        AutoAccept = "auto-accept",
        /// Cancel
        Cancel     = "cancel",
    }
    states {
        /// Created
        Created = "created", Initial {
            assign: Assign => Assigned if "the role `coordinator`; the field `team`",
            cancel: Cancel => Cancelled if "the role `coordinator`; the field `cancellation_reason`",
        }
        /// Assigned
        Assigned = "assigned", Open {
            start:    Start    => InProgress if "the role `task-owner`; the field `assignee`",
            reassign: Reassign => Assigned if "the role `task-owner` or `coordinator`; the field `team`",
            cancel:   Cancel   => Cancelled if "the role `coordinator`; the field `cancellation_reason`",
        }
        /// In progress
        InProgress = "in-progress", Open {
            reassign: Reassign => Assigned if "the role `task-owner` or `coordinator`; the field `team`",
            hold:     Hold     => OnHold if "the role `task-owner`; the field `hold_reason`",
            complete: Complete => Completed if "the role `task-owner`; the field `result`",
            fail:     Fail     => Failed if "the role `task-owner`; the field `result`",
            cancel:   Cancel   => Cancelled if "the role `coordinator`; the field `cancellation_reason`",
        }
        /// On hold
        OnHold = "on-hold", Waiting {
            resume: Resume => InProgress if "the field `assignee`",
            fail:   Fail   => Failed if "the role `task-owner`; the field `result`",
            cancel: Cancel => Cancelled if "the role `coordinator`; the field `cancellation_reason`",
        }
        /// Completed
        Completed = "completed", Resolved {
            rework:      Rework     => InProgress if "the role `coordinator`; the fields `assignee`, `rework_reason`",
            accept:      Accept     => Closed if "the role `coordinator`",
            auto_accept: AutoAccept => Closed,
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Failed
        Failed = "failed", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
