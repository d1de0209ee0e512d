//! The types of `cobit2019:lifecycle/problem`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Problem in COBIT
    ///
    /// Open, in progress, closed, and perhaps reopened: the statuses of a catalogue with an audit trail.
    Problem = "problem" {
        hash: "75a8fae73232ab25a6a63cdba204683f8d29f3b5c9e233cebfbe79b43adc5185",
        sources: [
            "frameworks/cobit2019/lifecycles/problem.yaml" = include_str!("../../../frameworks/cobit2019/lifecycles/problem.yaml"),
        ],
    }
    events {
        /// Classify and assign
        Assign          = "assign",
        /// Raise a known error
        RaiseKnownError = "raise-known-error",
        /// Ready to close
        Resolve         = "resolve",
        /// Reopen
        Reopen          = "reopen",
        /// Close
        Close           = "close",
    }
    states {
        /// Open
        Open = "open", Initial {
            assign: Assign => InProgress if "the role `problem-manager`; the fields `classification`, `priority`, `support_group`",
        }
        /// In progress
        InProgress = "in-progress", Open {
            raise_known_error: RaiseKnownError => InProgress
                if "the role `support-group`; the fields `classification`, `priority`, `support_group`, `root_cause`, `known_error`",
            resolve:           Resolve         => Resolved if "the role `support-group`; the field `closure_grounds`",
        }
        /// To be closed
        Resolved = "resolved", Resolved {
            reopen: Reopen => Reopened if "the role `problem-manager`; the field `reopen_reason`",
            close:  Close  => Closed if "the role `problem-manager`",
        }
        /// Reopened
        Reopened = "reopened", Open {
            assign:            Assign          => InProgress
                if "the role `problem-manager`; the fields `classification`, `priority`, `support_group`",
            raise_known_error: RaiseKnownError => Reopened if "the role `support-group`; the fields `root_cause`, `known_error`, `reopen_reason`",
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
