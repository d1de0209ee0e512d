//! The types of `cobit2019:lifecycle/change`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Change in COBIT
    ///
    /// A formal request is evaluated, approved or rejected, carried out and closed; each stands in one tracking
    /// category.
    Change = "change" {
        hash: "3a92d9680ae88cc1f382b7ee82faceec892a7cc957570f9e64ea40c32bdb7a63",
        sources: [
            "frameworks/cobit2019/lifecycles/change.yaml" = include_str!("../../../frameworks/cobit2019/lifecycles/change.yaml"),
        ],
    }
    events {
        /// Submit
        Submit  = "submit",
        /// Approve
        Approve = "approve",
        /// Reject
        Reject  = "reject",
        /// Start
        Start   = "start",
        /// Close and document
        Close   = "close",
    }
    states {
        /// Requested
        Requested = "requested", Initial {
            submit: Submit => InEvaluation
                if "the role `requester`; the fields `request`, `category`, `configuration_items`, `priority`; the actor, who is remembered",
        }
        /// In evaluation
        InEvaluation = "in-evaluation", Waiting {
            approve: Approve => ApprovedNotStarted
                if "the role `owner`; the fields `impact_assessment`, `plan`; the approval of `owners`; another person than did `submit`",
            reject:  Reject  => Rejected if "the role `owner`; the field `decision_reason`; the refusal of `owners`",
        }
        /// Approved, not yet started
        ApprovedNotStarted = "approved-not-started", Open {
            start: Start => InProcess if "the role `implementer`",
        }
        /// In process
        InProcess = "in-process", Open {
            close: Close => Closed if "the role `change-manager`; the field `documentation`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Rejected
        Rejected = "rejected", Terminal {}
    }
}
