//! The types of `cobit2019:lifecycle/change.emergency`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Emergency change
    ///
    /// Approved provisionally, carried out, authorized and reviewed afterwards.
    ChangeEmergency = "change.emergency" {
        hash: "b2089e70079d28c2f55c593a173f6d226c3a5007658e858922c0cb41d2fdc827",
        sources: [
            "frameworks/cobit2019/lifecycles/change.yaml" = include_str!("../../../frameworks/cobit2019/lifecycles/change.yaml"),
        ],
    }
    events {
        /// Approve provisionally
        ApproveProvisionally = "approve-provisionally",
        /// Finish
        Finish               = "finish",
        /// Authorize afterwards
        AuthorizeAfterwards  = "authorize-afterwards",
        /// Refuse afterwards
        RefuseAfterwards     = "refuse-afterwards",
        /// Close after the review
        CloseAfterReview     = "close-after-review",
    }
    states {
        /// Requested
        Requested = "requested", Initial {
            approve_provisionally: ApproveProvisionally => InProcess if "the role `owner` or `change-manager`; the field `emergency_reason`",
        }
        /// In process
        InProcess = "in-process", Open {
            finish: Finish => ToBeAuthorized if "the role `implementer` or `requester`; the fields `request`, `impact_assessment`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Waiting for the authorization
        ToBeAuthorized = "to-be-authorized", Waiting {
            authorize_afterwards: AuthorizeAfterwards => InReview if "the role `owner`; the approval of `owners`",
            refuse_afterwards:    RefuseAfterwards    => InReview if "the role `owner`; the field `decision_reason`; the refusal of `owners`",
        }
        /// In review
        InReview = "in-review", Open {
            close_after_review: CloseAfterReview => Closed if "the role `change-manager`; the fields `documentation`, `review_report`",
        }
    }
}
