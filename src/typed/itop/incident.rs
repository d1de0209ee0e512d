//! The types of `itop:lifecycle/incident`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Incident
    ///
    /// An incident with two escalations that are states: one when nobody takes it in time, one when it is not resolved
    /// in time.
    Incident = "incident" {
        hash: "6111438eb60e11c9585b8f3d51f0582e61b6729c39d877b9cb4ea02640282d62",
        sources: [
            "frameworks/tools/itop/lifecycles/incident.yaml" = include_str!("../../../frameworks/tools/itop/lifecycles/incident.yaml"),
        ],
    }
    events {
        /// Assign
        EvAssign      = "ev-assign",
        /// Re-assign
        EvReassign    = "ev-reassign",
        /// Pending
        EvPending     = "ev-pending",
        /// Timeout
        EvTimeout     = "ev-timeout",
        /// Automatic resolve
        EvAutoresolve = "ev-autoresolve",
        /// Automatic close
        EvAutoclose   = "ev-autoclose",
        /// Mark as resolved
        EvResolve     = "ev-resolve",
        /// Close this request
        EvClose       = "ev-close",
        /// Re-open
        EvReopen      = "ev-reopen",
    }
    states {
        /// New
        New = "new", Initial {
            ev_assign:      EvAssign      => Assigned if "the fields `org_id`, `agent_id`, `team_id`",
            ev_timeout:     EvTimeout     => EscalatedTto if "the fields `caller_id`, `org_id`",
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
        }
        /// Escalated TTO
        EscalatedTto = "escalated-tto", Open {
            ev_assign: EvAssign => Assigned if "the fields `org_id`, `agent_id`, `team_id`",
        }
        /// Assigned
        Assigned = "assigned", Open {
            ev_reassign:    EvReassign    => Assigned if "the fields `org_id`, `agent_id`, `team_id`",
            ev_pending:     EvPending     => Pending if "the fields `org_id`, `agent_id`, `team_id`, `pending_reason`",
            ev_timeout:     EvTimeout     => EscalatedTtr if "the fields `org_id`, `agent_id`, `team_id`",
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
            ev_resolve:     EvResolve     => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
        }
        /// Escalated TTR
        EscalatedTtr = "escalated-ttr", Open {
            ev_reassign:    EvReassign    => Assigned if "the fields `org_id`, `agent_id`, `team_id`",
            ev_pending:     EvPending     => Pending if "the fields `org_id`, `agent_id`, `team_id`, `pending_reason`",
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
            ev_resolve:     EvResolve     => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
        }
        /// Pending
        Pending = "pending", Waiting {
            ev_assign:      EvAssign      => Assigned if "the fields `org_id`, `agent_id`, `team_id`",
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            ev_autoresolve: EvAutoresolve => Resolved if "the fields `resolution_code`, `service_id`, `solution`",
            ev_close:       EvClose       => Closed,
            ev_reopen:      EvReopen      => Assigned if "the fields `org_id`, `agent_id`, `team_id`",
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
