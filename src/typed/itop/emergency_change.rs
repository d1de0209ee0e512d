//! The types of `itop:lifecycle/emergency-change`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Emergency change
    ///
    /// A change without validation, approved after planning.
    EmergencyChange = "emergency-change" {
        hash: "326cd27944f601e741b83dbb728df12e7c450655f8c98c3f5e86c0de4a4f612c",
        sources: [
            "frameworks/tools/itop/lifecycles/emergency-change.yaml" = include_str!("../../../frameworks/tools/itop/lifecycles/emergency-change.yaml"),
        ],
    }
    events {
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
            ev_assign: EvAssign => Assigned
                if "the fields `caller_id`, `title`, `manager_group_id`, `supervisor_group_id`, `team_id`, `agent_id`, `manager_id`, `supervisor_id`",
        }
        /// Validated
        Validated = "validated", Open {}
        /// Rejected
        Rejected = "rejected", Open {}
        /// Assigned
        Assigned = "assigned", Open {
            ev_plan: EvPlan => Plannedscheduled
                if "the fields `caller_id`, `title`, `manager_group_id`, `supervisor_group_id`, `team_id`, `agent_id`, `manager_id`, `supervisor_id`, `end_date`, `fallback`, `impact`, `outage`, `start_date`",
        }
        /// Planned and scheduled
        Plannedscheduled = "plannedscheduled", Waiting {
            ev_approve:    EvApprove    => Approved
                if "the fields `caller_id`, `title`, `team_id`, `agent_id`, `end_date`, `fallback`, `start_date`, `approval_comment`, `approval_date`",
            ev_notapprove: EvNotapprove => Notapproved
                if "the fields `caller_id`, `title`, `team_id`, `reason`, `agent_id`, `end_date`, `fallback`, `outage`, `start_date`",
        }
        /// Approved
        Approved = "approved", Open {
            ev_implement: EvImplement => Implemented if "the fields `caller_id`, `team_id`, `agent_id`, `end_date`, `fallback`",
        }
        /// Not approved
        Notapproved = "notapproved", Waiting {
            ev_replan: EvReplan => Plannedscheduled
                if "the fields `caller_id`, `title`, `manager_group_id`, `supervisor_group_id`, `team_id`, `agent_id`, `manager_id`, `supervisor_id`, `end_date`, `fallback`, `impact`, `outage`, `start_date`",
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
