//! The types of `cobit2019:lifecycle/service-request`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Service request in COBIT
    ///
    /// As the neutral service request, with the entitlement checked before approval or fulfilment.
    ServiceRequest = "service-request" {
        hash: "5efbced8135e8d11c91f3cb7da8945910899899e0943719e01589dac845389c9",
        sources: [
            "frameworks/cobit2019/lifecycles/service-request.yaml" = include_str!("../../../frameworks/cobit2019/lifecycles/service-request.yaml"),
            "neutral:lifecycle/service-request" = crate::typed::neutral::service_request::SOURCE,
        ],
    }
    events {
        /// Ask for approval
        RequestApproval = "request-approval",
        /// Approve
        Approve         = "approve",
        /// Reject
        Reject          = "reject",
        /// Start fulfilment
        Start           = "start",
        /// Change the request
        Amend           = "amend",
        /// Put on hold
        Hold            = "hold",
        /// Resume
        Resume          = "resume",
        /// Remind
        Remind          = "remind",
        /// Leave the model
        MakeException   = "make-exception",
        /// Refuse
        Refuse          = "refuse",
        /// Fulfil
        Fulfil          = "fulfil",
        /// Not as asked
        Reopen          = "reopen",
        /// Confirm and close
        Close           = "close",
        /// Close without an answer
        AutoClose       = "auto-close",
        /// Cancel
        Cancel          = "cancel",
        /// Check the entitlement
        Check           = "check",
        /// Not entitled
        NotEntitled     = "not-entitled",
    }
    states {
        /// Submitted
        Submitted = "submitted", Initial {
            cancel: Cancel => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
            check:  Check  => EntitlementCheck if "the role `service-desk-agent`; the fields `catalogue_item`, `requester`",
        }
        /// Waiting for approval
        WaitingForApproval = "waiting-for-approval", Waiting {
            approve: Approve => Approved if "the role `approver`; the approval of `request`; another person than did `request-approval`",
            reject:  Reject  => Rejected if "the role `approver`; the field `decision_reason`; the refusal of `request`",
            amend:   Amend   => Submitted if "the role `user` or `service-desk-agent`; the field `amendment`",
            remind:  Remind  => WaitingForApproval if "the field `approver`; the actor, who is remembered",
            cancel:  Cancel  => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Approved
        Approved = "approved", Open {
            start:  Start  => InFulfilment if "the role `service-desk-agent` or `fulfilment-team`; the field `team`",
            amend:  Amend  => Submitted if "the role `user` or `service-desk-agent`; the field `amendment`",
            cancel: Cancel => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// In fulfilment
        InFulfilment = "in-fulfilment", Open {
            amend:          Amend         => Submitted if "the role `user` or `service-desk-agent`; the field `amendment`",
            hold:           Hold          => OnHold if "the role `fulfilment-team`; the field `hold_reason`",
            make_exception: MakeException => AdHocFulfilment if "the role `service-owner`; the field `exception_reason`",
            fulfil:         Fulfil        => Fulfilled if "the role `fulfilment-team`; the field `closure_code`",
            cancel:         Cancel        => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Ad hoc fulfilment
        AdHocFulfilment = "ad-hoc-fulfilment", Open {
            refuse: Refuse => Rejected if "the role `service-owner`; the field `decision_reason`",
            fulfil: Fulfil => Fulfilled if "the role `fulfilment-team`; the field `closure_code`",
            cancel: Cancel => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// On hold
        OnHold = "on-hold", Waiting {
            amend:  Amend  => Submitted if "the role `user` or `service-desk-agent`; the field `amendment`",
            resume: Resume => InFulfilment if "the field `team`",
            remind: Remind => OnHold if "the field `hold_reason`; the actor, who is remembered",
            cancel: Cancel => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Fulfilled
        Fulfilled = "fulfilled", Resolved {
            reopen:     Reopen    => InFulfilment if "the role `user` or `service-desk-agent`; the fields `team`, `reopen_reason`",
            close:      Close     => Closed if "the role `user` or `service-desk-agent`",
            auto_close: AutoClose => Closed,
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Rejected
        Rejected = "rejected", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
        /// Check of the entitlement
        EntitlementCheck = "entitlement-check", Open {
            request_approval: RequestApproval => WaitingForApproval
                if "the role `service-desk-agent`; the fields `approver`, `entitlement`; the actor, who is remembered",
            start:            Start           => InFulfilment
                if "the role `service-desk-agent` or `fulfilment-team`; the fields `team`, `entitlement`",
            cancel:           Cancel          => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
            not_entitled:     NotEntitled     => Rejected if "the role `service-desk-agent`; the field `decision_reason`",
        }
    }
}
