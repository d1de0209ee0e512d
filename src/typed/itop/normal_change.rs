//! The types of `itop:lifecycle/normal-change`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Normal change
    ///
    /// A change that is validated first and approved after planning.
    NormalChange = "normal-change" {
        hash: "8710f9102930c7d69d1605958e6d7745763ab91a35f8a27dc5a2c2625bc96b20",
        sources: [
            "frameworks/tools/itop/lifecycles/normal-change.yaml" = include_str!("../../../frameworks/tools/itop/lifecycles/normal-change.yaml"),
        ],
    }
    events {
        /// Validate
        EvValidate   = "ev-validate",
        /// Reject
        EvReject     = "ev-reject",
        /// Assign
        EvAssign     = "ev-assign",
        /// Reopen
        EvReopen     = "ev-reopen",
        /// Plan
        EvPlan       = "ev-plan",
        /// Approve
        EvApprove    = "ev-approve",
        /// Replan
        EvReplan     = "ev-replan",
        /// Reject approval
        EvNotapprove = "ev-notapprove",
        /// Implement
        EvImplement  = "ev-implement",
        /// Monitor
        EvMonitor    = "ev-monitor",
        /// Finish
        EvFinish     = "ev-finish",
    }
    states {
        /// New
        New = "new", Initial {
            ev_validate: EvValidate => Validated
                if "the fields `caller_id`, `title`, `acceptance_comment`, `acceptance_date`, `manager_group_id`, `supervisor_group_id`, `team_id`",
            ev_reject:   EvReject   => Rejected if "the fields `caller_id`, `title`, `reason`",
        }
        /// Validated
        Validated = "validated", Open {
            ev_assign: EvAssign => Assigned
                if "the fields `caller_id`, `title`, `manager_group_id`, `supervisor_group_id`, `agent_id`, `manager_id`, `supervisor_id`",
        }
        /// Rejected
        Rejected = "rejected", Waiting {
            ev_reopen: EvReopen => New if "the fields `caller_id`, `title`",
        }
        /// Assigned
        Assigned = "assigned", Open {
            ev_plan: EvPlan => Plannedscheduled
                if "the fields `caller_id`, `title`, `manager_group_id`, `supervisor_group_id`, `agent_id`, `manager_id`, `supervisor_id`, `end_date`, `fallback`, `impact`, `outage`, `start_date`",
        }
        /// Planned and scheduled
        Plannedscheduled = "plannedscheduled", Waiting {
            ev_approve:    EvApprove    => Approved
                if "the fields `caller_id`, `title`, `agent_id`, `end_date`, `fallback`, `start_date`, `approval_comment`, `approval_date`",
            ev_notapprove: EvNotapprove => Notapproved
                if "the fields `caller_id`, `title`, `reason`, `agent_id`, `end_date`, `fallback`, `outage`, `start_date`",
        }
        /// Approved
        Approved = "approved", Open {
            ev_implement: EvImplement => Implemented if "the fields `caller_id`, `agent_id`, `end_date`, `fallback`",
        }
        /// Not approved
        Notapproved = "notapproved", Waiting {
            ev_replan: EvReplan => Plannedscheduled
                if "the fields `caller_id`, `title`, `manager_group_id`, `supervisor_group_id`, `agent_id`, `manager_id`, `supervisor_id`, `end_date`, `fallback`, `impact`, `outage`, `start_date`",
        }
        /// Implemented
        Implemented = "implemented", Resolved {
            ev_monitor: EvMonitor => Monitored,
            ev_finish:  EvFinish  => Closed,
        }
        /// Monitored
        Monitored = "monitored", Resolved {
            ev_finish: EvFinish => Closed,
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
