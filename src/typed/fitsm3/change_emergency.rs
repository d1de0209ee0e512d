//! The types of `fitsm3:lifecycle/change.emergency`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Emergency change
    ///
    /// Assessed briefly and approved by one member who can be reached; never closed without the review.
    ChangeEmergency = "change.emergency" {
        hash: "f5a7d9fc3cc2516b1052c0aee29ebcbb473c175ddc9d30f166b5a135d14f466a",
        sources: [
            "frameworks/fitsm3/lifecycles/change.yaml" = include_str!("../../../frameworks/fitsm3/lifecycles/change.yaml"),
        ],
    }
    events {
        /// Register
        Register   = "register",
        /// Classify
        Classify   = "classify",
        /// Assess
        Assess     = "assess",
        /// Approve
        Approve    = "approve",
        /// Reject
        Reject     = "reject",
        /// Plan and schedule
        Schedule   = "schedule",
        /// Reschedule
        Reschedule = "reschedule",
        /// Implement
        Implement  = "implement",
        /// Finish
        Finish     = "finish",
        /// Hold the post implementation review
        Review     = "review",
        /// Close
        Close      = "close",
    }
    states {
        /// Requested
        Requested = "requested", Initial {
            register: Register => Registered
                if "the role `change-owner` or `process-manager`; the fields `request_for_change`, `change_owner`; the actor, who is remembered",
        }
        /// Registered
        Registered = "registered", Open {
            classify: Classify => Classified if "the role `change-owner`; the field `change_type`",
        }
        /// Classified
        Classified = "classified", Open {
            assess: Assess => Assessed if "the role `change-owner`; the fields `risks`, `impact`",
        }
        /// Assessed
        Assessed = "assessed", Waiting {
            approve: Approve => Approved if "the role `change-advisory-board`; the approval of `board`; another person than did `register`",
            reject:  Reject  => Rejected if "the role `change-advisory-board`; the field `rejection_reason`; the refusal of `board`",
        }
        /// Approved
        Approved = "approved", Open {
            schedule: Schedule => Scheduled if "the role `change-owner`; the field `scheduled_start`",
        }
        /// Scheduled
        Scheduled = "scheduled", Waiting {
            reschedule: Reschedule => Approved if "the role `change-owner`",
            implement:  Implement  => InImplementation if "the role `change-owner`",
        }
        /// In implementation
        InImplementation = "in-implementation", Open {
            finish: Finish => Implemented if "the role `change-owner`; the field `result`",
        }
        /// Implemented
        Implemented = "implemented", Resolved {
            review: Review => Reviewed if "the role `process-manager` or `change-owner`; the field `review_report`",
        }
        /// Reviewed
        Reviewed = "reviewed", Open {
            close: Close => Closed if "the role `process-manager`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Rejected
        Rejected = "rejected", Terminal {}
    }
}
