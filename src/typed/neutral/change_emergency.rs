//! The types of `neutral:lifecycle/change.emergency`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Emergency change
    ///
    /// A change that cannot wait: decided by a small group that can be reached at once, or begun before and accounted
    /// for afterwards, and always reviewed.
    ChangeEmergency = "change.emergency" {
        hash: "8b3d8b270c9bbbee268479ca9869f24b5f4321ceed88a0a7c591e63e45e55b01",
        sources: [
            "frameworks/neutral/lifecycles/change.yaml" = include_str!("../../../frameworks/neutral/lifecycles/change.yaml"),
        ],
    }
    events {
        /// Decline
        Decline              = "decline",
        /// Ask for authorization
        RequestAuthorization = "request-authorization",
        /// Authorize
        Authorize            = "authorize",
        /// Reject
        Reject               = "reject",
        /// Remind the authority
        Remind               = "remind",
        /// Finish
        Finish               = "finish",
        /// Back out
        BackOut              = "back-out",
        /// Close
        Close                = "close",
        /// Cancel
        Cancel               = "cancel",
        /// Start before the record is complete
        StartAtOnce          = "start-at-once",
    }
    states {
        /// Registered
        Registered = "registered", Initial {
            decline:               Decline              => Rejected if "the role `change-manager` or `change-authority`; the field `decision_reason`",
            request_authorization: RequestAuthorization => Authorization
                if "the role `change-manager` or `change-coordinator`; the fields `description`, `requester`; the actor, who is remembered",
            cancel:                Cancel               => Cancelled
                if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
            start_at_once:         StartAtOnce          => Implementation if "the role `implementer`",
        }
        /// Emergency authorization
        Authorization = "authorization", Waiting {
            authorize: Authorize => Implementation
                if "the role `change-authority`; the approval of `change-authority`; another person than did `request-authorization`",
            reject:    Reject    => Rejected if "the role `change-authority`; the field `decision_reason`; the refusal of `change-authority`",
            remind:    Remind    => Authorization if "the fields `description`, `requester`; the actor, who is remembered",
            cancel:    Cancel    => Cancelled if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Implementation
        Implementation = "implementation", Open {
            finish:   Finish  => Review if "the role `implementer`; the field `outcome`; the actor, who is remembered",
            back_out: BackOut => Review if "the role `implementer`; the field `outcome`; the actor, who is remembered",
        }
        /// Review
        Review = "review", Open {
            close: Close => Closed
                if "the role `change-manager`; the fields `description`, `configuration_items`, `requester`, `risk`, `impact_assessment`, `outcome`, `review_report`; another person than did `finish` or `back-out`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Rejected
        Rejected = "rejected", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
