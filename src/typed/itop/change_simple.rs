//! The types of `itop:lifecycle/change-simple`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Change (simple change module)
    ///
    /// One machine for all changes, as the simple change module has it: planned, then approved or rejected.
    ChangeSimple = "change-simple" {
        hash: "3ce8394d43db70aa8439272135a5563f5248418d3da34af1f0e8171315cc46dd",
        sources: [
            "frameworks/tools/itop/lifecycles/change-simple.yaml" = include_str!("../../../frameworks/tools/itop/lifecycles/change-simple.yaml"),
        ],
    }
    events {
        /// Assign
        EvAssign  = "ev-assign",
        /// Plan
        EvPlan    = "ev-plan",
        /// Reject
        EvReject  = "ev-reject",
        /// Reopen
        EvReopen  = "ev-reopen",
        /// Approve
        EvApprove = "ev-approve",
        /// Close
        EvFinish  = "ev-finish",
    }
    states {
        /// New
        New = "new", Initial {
            ev_assign: EvAssign => Assigned if "the fields `description`, `org_id`, `title`, `agent_id`, `changemanager_id`, `team_id`",
        }
        /// Assigned
        Assigned = "assigned", Open {
            ev_plan: EvPlan => Planned
                if "the fields `caller_id`, `description`, `org_id`, `title`, `agent_id`, `changemanager_id`, `team_id`, `end_date`, `fallback_plan`, `outage`, `start_date`",
        }
        /// Planned
        Planned = "planned", Waiting {
            ev_reject:  EvReject  => Rejected if "the field `reject_reason`",
            ev_approve: EvApprove => Approved,
        }
        /// Rejected
        Rejected = "rejected", Waiting {
            ev_reopen: EvReopen => Assigned if "the fields `description`, `org_id`, `title`, `agent_id`, `changemanager_id`, `team_id`",
        }
        /// Approved
        Approved = "approved", Open {
            ev_finish: EvFinish => Closed,
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
