//! The types of `mof4:lifecycle/change.shortened-review`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Change with shortened review
    ///
    /// For emergency and minor changes: one reviewer is enough, which is our reading of shortened.
    ChangeShortenedReview = "change.shortened-review" {
        hash: "b173d5d8ba56a2e364f4f178e605c9555fbf156c60cf3427f9750972b6312f2a",
        sources: [
            "frameworks/mof4/lifecycles/change.yaml" = include_str!("../../../frameworks/mof4/lifecycles/change.yaml"),
        ],
    }
    events {
        /// Classify
        Classify      = "classify",
        /// Hand over for review
        RequestReview = "request-review",
        /// Approve and schedule
        Approve       = "approve",
        /// Refuse
        Refuse        = "refuse",
        /// Start development
        Develop       = "develop",
        /// Go
        Go            = "go",
        /// No-go
        NoGo          = "no-go",
        /// Released
        Released      = "released",
        /// Hand over to operations
        HandOver      = "hand-over",
        /// Close the RFC
        Close         = "close",
    }
    states {
        /// RFC initiated
        Initiated = "initiated", Initial {
            classify: Classify => Classified
                if "the role `change-initiator` or `change-manager`; the fields `description`, `configuration_items`, `risk`, `priority`, `category`; the actor, who is remembered",
        }
        /// Classified
        Classified = "classified", Open {
            request_review: RequestReview => InReview if "the role `change-manager`",
        }
        /// In review
        InReview = "in-review", Waiting {
            approve: Approve => Scheduled
                if "the role `reviewer`; the field `scheduled_start`; the approval of `review`; another person than did `classify`",
            refuse:  Refuse  => Refused if "the role `reviewer`; the field `refusal_reason`; the refusal of `review`",
        }
        /// Approved and scheduled
        Scheduled = "scheduled", Open {
            develop: Develop => InDevelopment if "the role `development-team`",
        }
        /// In development and test
        InDevelopment = "in-development", Open {
            go:    Go   => InRelease if "the role `change-manager`; the field `test_results`",
            no_go: NoGo => InDevelopment if "the role `change-manager`",
        }
        /// Being released
        InRelease = "in-release", Open {
            released: Released => InQuietPeriod if "the role `release-team`",
        }
        /// In the quiet period
        InQuietPeriod = "in-quiet-period", Open {
            hand_over: HandOver => InValidation if "the role `release-team`; the field `customer_approval`",
        }
        /// Being validated
        InValidation = "in-validation", Open {
            close: Close => Closed if "the role `change-manager`; the field `validation`",
        }
        /// RFC closed
        Closed = "closed", Terminal {}
        /// RFC closed as refused
        Refused = "refused", Terminal {}
    }
}
