//! The types of `neutral:lifecycle/suggestion`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Suggestion
    ///
    /// Somebody proposes an improvement; it is weighed, decided on, carried out, and who proposed it hears about each
    /// step.
    Suggestion = "suggestion" {
        hash: "fadfea7d90406fe5e516e27f8eedb20b5fb482f81a3f9723bc54581cd7a4c1cf",
        sources: [
            "frameworks/neutral/lifecycles/suggestion.yaml" = include_str!("../../../frameworks/neutral/lifecycles/suggestion.yaml"),
        ],
    }
    events {
        /// Weigh
        Evaluate       = "evaluate",
        /// Merge
        Merge          = "merge",
        /// Put up for decision
        Propose        = "propose",
        /// Accept
        Accept         = "accept",
        /// Reject
        Reject         = "reject",
        /// Remind
        Remind         = "remind",
        /// Start
        Start          = "start",
        /// Report on progress
        ReportProgress = "report-progress",
        /// Finish
        Finish         = "finish",
        /// Drop
        Drop           = "drop",
        /// Without effect
        NotEffective   = "not-effective",
        /// Close
        Close          = "close",
        /// Withdraw
        Withdraw       = "withdraw",
    }
    states {
        /// Received
        Received = "received", Initial {
            evaluate: Evaluate => UnderEvaluation if "the role `improvement-manager`; the fields `proposer`, `proposal`",
            withdraw: Withdraw => Withdrawn if "the role `proposer`",
        }
        /// Being weighed
        UnderEvaluation = "under-evaluation", Open {
            merge:    Merge    => Merged if "the role `improvement-manager`; the field `merged_into`",
            propose:  Propose  => WaitingForDecision if "the role `improvement-manager`; the fields `expected_benefit`, `effort`",
            withdraw: Withdraw => Withdrawn if "the role `proposer`",
        }
        /// Waiting for a decision
        WaitingForDecision = "waiting-for-decision", Waiting {
            accept:   Accept   => Accepted if "the role `decision-maker`; the approval of `decision`",
            reject:   Reject   => Rejected if "the role `decision-maker`; the field `decision_reason`; the refusal of `decision`",
            remind:   Remind   => WaitingForDecision if "the fields `expected_benefit`, `effort`; the actor, who is remembered",
            withdraw: Withdraw => Withdrawn if "the role `proposer`",
        }
        /// Accepted
        Accepted = "accepted", Open {
            start: Start => InProgress if "the role `implementer`; the field `owner`",
            drop:  Drop  => Rejected if "the role `decision-maker`; the field `decision_reason`",
        }
        /// In progress
        InProgress = "in-progress", Open {
            report_progress: ReportProgress => InProgress if "the role `implementer`; the field `owner`",
            finish:          Finish         => Implemented if "the role `implementer`",
            drop:            Drop           => Rejected if "the role `decision-maker`; the field `decision_reason`",
        }
        /// Implemented
        Implemented = "implemented", Resolved {
            not_effective: NotEffective => InProgress if "the role `improvement-manager`; the field `owner`",
            close:         Close        => Closed if "the role `improvement-manager`; the field `result`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Rejected
        Rejected = "rejected", Terminal {}
        /// Merged
        Merged = "merged", Terminal {}
        /// Withdrawn
        Withdrawn = "withdrawn", Terminal {}
    }
}
