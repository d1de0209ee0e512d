//! The types of `neutral:lifecycle/access-request`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Access request
    ///
    /// A right is asked for, checked, approved and granted for a time; while it lasts it is confirmed again, and at
    /// the end it is taken away.
    AccessRequest = "access-request" {
        hash: "8d61fca9ae483bb467e9cc5a1a3390cbb7149f1b9afac2bdc3f22ae5b73d59eb",
        sources: [
            "frameworks/neutral/lifecycles/access-request.yaml" = include_str!("../../../frameworks/neutral/lifecycles/access-request.yaml"),
        ],
    }
    events {
        /// Check the entitlement
        Check           = "check",
        /// Ask for approval
        RequestApproval = "request-approval",
        /// Not entitled
        NotEntitled     = "not-entitled",
        /// Approved in advance
        PreApproved     = "pre-approved",
        /// Approve
        Approve         = "approve",
        /// Reject
        Reject          = "reject",
        /// Remind
        Remind          = "remind",
        /// Granted
        Grant           = "grant",
        /// Confirmation is due
        ReviewDue       = "review-due",
        /// Still needed
        Confirm         = "confirm",
        /// Take away
        Revoke          = "revoke",
        /// Expired
        Expire          = "expire",
        /// Taken away
        RevocationDone  = "revocation-done",
        /// Cancel
        Cancel          = "cancel",
    }
    states {
        /// Requested
        Requested = "requested", Initial {
            check:  Check  => EntitlementCheck if "the role `service-desk-agent`; the fields `requester`, `beneficiary`, `right`",
            cancel: Cancel => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Check of the entitlement
        EntitlementCheck = "entitlement-check", Open {
            request_approval: RequestApproval => WaitingForApproval
                if "the role `service-desk-agent`; the field `justification`; the actor, who is remembered",
            not_entitled:     NotEntitled     => Rejected if "the role `service-desk-agent`; the field `decision_reason`",
            pre_approved:     PreApproved     => Granting if "the role `service-desk-agent`; the actor, who is remembered",
            cancel:           Cancel          => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Waiting for approval
        WaitingForApproval = "waiting-for-approval", Waiting {
            approve: Approve => Granting
                if "the role `data-owner`; the approval of `owner`; another person than did `request-approval`; the actor, who is remembered",
            reject:  Reject  => Rejected if "the role `data-owner`; the field `decision_reason`; the refusal of `owner`",
            remind:  Remind  => WaitingForApproval if "the field `justification`; the actor, who is remembered",
            cancel:  Cancel  => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Being granted
        Granting = "granting", Open {
            grant:  Grant  => Active if "the role `access-manager`; the field `valid_until`; another person than did `approve` or `pre-approved`",
            cancel: Cancel => Cancelled if "the role `user` or `service-desk-agent`; the field `cancellation_reason`",
        }
        /// Access active
        Active = "active", Resolved {
            review_due: ReviewDue => UnderReview,
            revoke:     Revoke    => Revoking if "the role `user` or `data-owner` or `access-manager`; the field `revocation_reason`",
            expire:     Expire    => Revoking if "the field `revocation_reason`",
        }
        /// To be confirmed
        UnderReview = "under-review", Open {
            remind:  Remind  => UnderReview if "the actor, who is remembered",
            confirm: Confirm => Active if "the role `data-owner`; the field `valid_until`",
            revoke:  Revoke  => Revoking if "the role `user` or `data-owner` or `access-manager`; the field `revocation_reason`",
            expire:  Expire  => Revoking if "the field `revocation_reason`",
        }
        /// Being taken away
        Revoking = "revoking", Open {
            revocation_done: RevocationDone => Revoked if "the role `access-manager`",
        }
        /// Taken away
        Revoked = "revoked", Terminal {}
        /// Rejected
        Rejected = "rejected", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
