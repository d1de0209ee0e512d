//! The types of `itop:lifecycle/routine-change`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Routine change
    ///
    /// A standard change, planned and carried out without approval.
    RoutineChange = "routine-change" {
        hash: "dda154943cd46b0df80dbfbd06f63797658a0b9c044aed2987c53af45571dedf",
        sources: [
            "frameworks/tools/itop/lifecycles/routine-change.yaml" = include_str!("../../../frameworks/tools/itop/lifecycles/routine-change.yaml"),
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
        /// Do Not Approve
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
            ev_implement: EvImplement => Implemented if "the fields `caller_id`, `team_id`, `agent_id`, `end_date`, `fallback`",
        }
        /// Approved
        Approved = "approved", Open {}
        /// Not approved
        Notapproved = "notapproved", Open {}
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
