//! The types of `neutral:lifecycle/software-licence-request`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Software licence request
    ///
    /// Software is asked for, checked against the catalogue and the licences at hand, approved, bought if none is
    /// free, used, and given back.
    SoftwareLicenceRequest = "software-licence-request" {
        hash: "0a77633940b0f08b770a1f9eb704e02874642aa758ea4a075a71c47c4bb9161a",
        sources: [
            "frameworks/neutral/lifecycles/software-licence-request.yaml" = include_str!("../../../frameworks/neutral/lifecycles/software-licence-request.yaml"),
        ],
    }
    events {
        /// Check
        Check           = "check",
        /// Product not allowed
        NotAllowed      = "not-allowed",
        /// Ask for approval
        RequestApproval = "request-approval",
        /// Approve
        Approve         = "approve",
        /// Reject
        Reject          = "reject",
        /// Remind
        Remind          = "remind",
        /// Buy
        Buy             = "buy",
        /// Delivered
        Delivered       = "delivered",
        /// Allocate a free licence
        Allocate        = "allocate",
        /// Installed
        Install         = "install",
        /// Usage is to be checked
        UsageCheck      = "usage-check",
        /// Take back
        Reclaim         = "reclaim",
        /// Removed
        Removed         = "removed",
        /// Cancel
        Cancel          = "cancel",
    }
    states {
        /// Requested
        Requested = "requested", Initial {
            check:  Check  => LicenceCheck if "the role `service-desk-agent`; the fields `requester`, `product`",
            cancel: Cancel => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Check of product and licences
        LicenceCheck = "licence-check", Open {
            not_allowed:      NotAllowed      => Rejected if "the role `licence-manager`; the field `decision_reason`",
            request_approval: RequestApproval => WaitingForApproval
                if "the role `service-desk-agent` or `licence-manager`; the field `cost_centre`; the actor, who is remembered",
            cancel:           Cancel          => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Waiting for approval
        WaitingForApproval = "waiting-for-approval", Waiting {
            approve: Approve => Approved if "the role `budget-owner`; the approval of `budget`; another person than did `request-approval`",
            reject:  Reject  => Rejected if "the role `budget-owner`; the field `decision_reason`; the refusal of `budget`",
            remind:  Remind  => WaitingForApproval if "the field `cost_centre`; the actor, who is remembered",
            cancel:  Cancel  => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Approved
        Approved = "approved", Open {
            buy:      Buy      => OnOrder if "the role `licence-manager`; the field `order`",
            allocate: Allocate => Allocating if "the role `licence-manager`; the field `licence`",
            cancel:   Cancel   => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// On order
        OnOrder = "on-order", Waiting {
            delivered: Delivered => Allocating if "the role `licence-manager`; the field `licence`",
            cancel:    Cancel    => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Being allocated
        Allocating = "allocating", Open {
            install: Install => InUse if "the role `service-desk-agent`; the field `device_or_account`",
            cancel:  Cancel  => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// In use
        InUse = "in-use", Resolved {
            usage_check: UsageCheck => InUse if "the field `device_or_account`; the actor, who is remembered",
            reclaim:     Reclaim    => Reclaiming if "the role `user` or `licence-manager`; the field `reclaim_reason`",
        }
        /// Being taken back
        Reclaiming = "reclaiming", Open {
            removed: Removed => Returned if "the role `service-desk-agent`",
        }
        /// Given back
        Returned = "returned", Terminal {}
        /// Rejected
        Rejected = "rejected", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
