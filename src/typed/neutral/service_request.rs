//! The types of `neutral:lifecycle/service-request`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Service request
    ///
    /// Something from the catalogue is asked for, approved if its model says so, delivered by tasks, and closed when
    /// the requester agrees or says nothing.
    ServiceRequest = "service-request" {
        hash: "2988fa5cea30d0e3caf204ccc7a1e9fddb18bd7bc80be2a73d831f06bf2a4695",
        sources: [
            "frameworks/neutral/lifecycles/service-request.yaml" = include_str!("../../../frameworks/neutral/lifecycles/service-request.yaml"),
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
    }
    states {
        /// Submitted
        Submitted = "submitted", Initial {
            request_approval: RequestApproval => WaitingForApproval
                if "the fields `catalogue_item`, `requester`, `approver`; the actor, who is remembered",
            start:            Start           => InFulfilment
                if "the role `service-desk-agent` or `fulfilment-team`; the fields `catalogue_item`, `requester`, `team`",
            cancel:           Cancel          => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
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
    }
}
