//! The types of `itop:lifecycle/problem`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Problem
    ///
    /// A problem in four states; known errors are records of their own, without states.
    Problem = "problem" {
        hash: "9022c9ddde20c970a8c5cf1f926e22af3e35f6d0149e655a0fe64b6380de93d8",
        sources: [
            "frameworks/tools/itop/lifecycles/problem.yaml" = include_str!("../../../frameworks/tools/itop/lifecycles/problem.yaml"),
        ],
    }
    events {
        /// Assign
        EvAssign   = "ev-assign",
        /// Reassign
        EvReassign = "ev-reassign",
        /// Resolve
        EvResolve  = "ev-resolve",
        /// Close
        EvClose    = "ev-close",
    }
    states {
        /// New
        New = "new", Initial {
            ev_assign: EvAssign => Assigned if "the fields `agent_id`, `team_id`",
        }
        /// Assigned
        Assigned = "assigned", Open {
            ev_reassign: EvReassign => Assigned if "the fields `agent_id`, `team_id`",
            ev_resolve:  EvResolve  => Resolved if "the field `service_id`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            ev_reassign: EvReassign => Assigned if "the fields `agent_id`, `team_id`",
            ev_close:    EvClose    => Closed,
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
