//! The types of `itop:lifecycle/user-request-simple`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// User request (simple ticket module)
    ///
    /// Requests and incidents in one class, as the simple ticket module has them; the same states as the user request,
    /// with the type of the request asked for.
    UserRequestSimple = "user-request-simple" {
        hash: "b2d2c09372bc231e5075f3ecc0094cf5fe63394fb8e82f9b3d8d54a424e81b4e",
        sources: [
            "frameworks/tools/itop/lifecycles/user-request-simple.yaml" = include_str!("../../../frameworks/tools/itop/lifecycles/user-request-simple.yaml"),
        ],
    }
    events {
        /// Assign
        EvAssign          = "ev-assign",
        /// Re-assign
        EvReassign        = "ev-reassign",
        /// Approve
        EvApprove         = "ev-approve",
        /// Reject
        EvReject          = "ev-reject",
        /// Pending
        EvPending         = "ev-pending",
        /// Timeout
        EvTimeout         = "ev-timeout",
        /// Automatic resolve
        EvAutoresolve     = "ev-autoresolve",
        /// Automatic close
        EvAutoclose       = "ev-autoclose",
        /// Mark as resolved
        EvResolve         = "ev-resolve",
        /// Close this request
        EvClose           = "ev-close",
        /// Re-open
        EvReopen          = "ev-reopen",
        /// Wait for approval
        EvWaitForApproval = "ev-wait-for-approval",
    }
    states {
        /// New
        New = "new", Initial {
            ev_assign:            EvAssign          => Assigned if "the fields `org_id`, `agent_id`, `request_type`, `team_id`",
            ev_timeout:           EvTimeout         => EscalatedTto if "the fields `caller_id`, `org_id`",
            ev_autoresolve:       EvAutoresolve     => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
            ev_wait_for_approval: EvWaitForApproval => WaitingForApproval if "the fields `caller_id`, `org_id`",
        }
        /// Escalated TTO
        EscalatedTto = "escalated-tto", Open {
            ev_assign: EvAssign => Assigned if "the fields `org_id`, `agent_id`, `request_type`, `team_id`",
        }
        /// Assigned
        Assigned = "assigned", Open {
            ev_reassign:    EvReassign    => Assigned if "the fields `org_id`, `agent_id`, `request_type`, `team_id`",
            ev_pending:     EvPending     => Pending if "the fields `org_id`, `agent_id`, `request_type`, `team_id`, `pending_reason`",
            ev_timeout:     EvTimeout     => EscalatedTtr if "the fields `org_id`, `agent_id`, `request_type`, `team_id`",
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
            ev_resolve:     EvResolve     => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
        }
        /// Escalated TTR
        EscalatedTtr = "escalated-ttr", Open {
            ev_reassign:    EvReassign    => Assigned if "the fields `org_id`, `agent_id`, `request_type`, `team_id`",
            ev_pending:     EvPending     => Pending if "the fields `org_id`, `agent_id`, `request_type`, `team_id`, `pending_reason`",
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
            ev_resolve:     EvResolve     => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
        }
        /// Waiting for approval
        WaitingForApproval = "waiting-for-approval", Waiting {
            ev_approve: EvApprove => Approved if "the fields `caller_id`, `org_id`",
            ev_reject:  EvReject  => Rejected if "the fields `caller_id`, `org_id`",
        }
        /// Approved
        Approved = "approved", Open {
            ev_assign:      EvAssign      => Assigned if "the fields `org_id`, `agent_id`, `request_type`, `team_id`",
            ev_timeout:     EvTimeout     => EscalatedTto if "the fields `caller_id`, `org_id`",
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
        }
        /// Rejected
        Rejected = "rejected", Waiting {
            ev_reopen: EvReopen => New if "the fields `caller_id`, `org_id`",
        }
        /// Pending
        Pending = "pending", Waiting {
            ev_assign:      EvAssign      => Assigned if "the fields `org_id`, `agent_id`, `request_type`, `team_id`",
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
            ev_close:       EvClose       => Closed,
            ev_reopen:      EvReopen      => Assigned if "the fields `org_id`, `agent_id`, `request_type`, `team_id`",
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
