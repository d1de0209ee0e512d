//! The types of `neutral:lifecycle/change.standard`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Standard change
    ///
    /// A change that is known, tested and authorized in advance by its template; only one that is taken back is
    /// reviewed.
    ChangeStandard = "change.standard" {
        hash: "95229c26005c5990bbdd36237cb9a4f5ebb86f1bd58cf9ae1b0fe13562cbe644",
        sources: [
            "frameworks/neutral/lifecycles/change.yaml" = include_str!("../../../frameworks/neutral/lifecycles/change.yaml"),
        ],
    }
    events {
        /// Decline
        Decline    = "decline",
        /// Schedule
        Schedule   = "schedule",
        /// Reschedule
        Reschedule = "reschedule",
        /// Start
        Start      = "start",
        /// Finish
        Finish     = "finish",
        /// Back out
        BackOut    = "back-out",
        /// Close
        Close      = "close",
        /// Cancel
        Cancel     = "cancel",
    }
    states {
        /// Registered
        Registered = "registered", Initial {
            decline:  Decline  => Rejected if "the role `change-manager` or `change-authority`; the field `decision_reason`",
            schedule: Schedule => Scheduled
                if "the role `change-initiator` or `change-coordinator`; the fields `description`, `configuration_items`, `requester`, `scheduled_start`, `scheduled_end`, `template`",
            cancel:   Cancel   => Cancelled if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Scheduled
        Scheduled = "scheduled", Waiting {
            reschedule: Reschedule => Registered if "the role `change-initiator` or `change-coordinator`",
            start:      Start      => Implementation if "the role `implementer`",
            cancel:     Cancel     => Cancelled if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Implementation
        Implementation = "implementation", Open {
            finish:   Finish  => Closed if "the role `implementer`; the field `outcome`; the actor, who is remembered",
            back_out: BackOut => Review if "the role `implementer`; the field `outcome`; the actor, who is remembered",
        }
        /// Review
        Review = "review", Open {
            close: Close => Closed
                if "the role `change-manager`; the fields `outcome`, `review_report`; another person than did `finish` or `back-out`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Rejected
        Rejected = "rejected", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
