//! The types of `neutral:lifecycle/knowledge-article`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Knowledge article
    ///
    /// What somebody knows is written down, approved by another, used while it is true, and taken out of sight when it
    /// is not.
    KnowledgeArticle = "knowledge-article" {
        hash: "b5e67114943e84f0cc477d10ec4f7684db9231cfa2bb18a5092c56e1ff0dd272",
        sources: [
            "frameworks/neutral/lifecycles/knowledge-article.yaml" = include_str!("../../../frameworks/neutral/lifecycles/knowledge-article.yaml"),
        ],
    }
    events {
        /// Submit for review
        Submit            = "submit",
        /// Approve
        Approve           = "approve",
        /// Send back
        Reject            = "reject",
        /// Flag
        Flag              = "flag",
        /// Review is due
        ReviewDue         = "review-due",
        /// Newer version published
        Supersede         = "supersede",
        /// Ask for retirement
        RequestRetirement = "request-retirement",
        /// Retire
        ApproveRetirement = "approve-retirement",
        /// Keep
        RejectRetirement  = "reject-retirement",
        /// Discard
        Discard           = "discard",
    }
    states {
        /// Draft
        Draft = "draft", Initial {
            submit:  Submit  => InReview if "the role `author`; the fields `text`, `author`; the actor, who is remembered",
            discard: Discard => Retired if "the role `author`",
        }
        /// In review
        InReview = "in-review", Waiting {
            approve: Approve => Published
                if "the role `reviewer`; the field `audience`; the approval of `publication`; another person than did `submit`",
            reject:  Reject  => Draft if "the role `reviewer`; the field `review_comment`; the refusal of `publication`",
        }
        /// Published
        Published = "published", Resolved {
            flag:               Flag              => InReview if "the role `reader` or `author`; the fields `text`, `author`, `review_comment`",
            review_due:         ReviewDue         => InReview if "the fields `text`, `author`",
            supersede:          Supersede         => Outdated if "the field `newer_version`",
            request_retirement: RequestRetirement => PendingRetirement if "the role `author`; the field `retirement_reason`",
        }
        /// Waiting to be retired
        PendingRetirement = "pending-retirement", Waiting {
            approve_retirement: ApproveRetirement => Retired if "the role `knowledge-manager`; the approval of `retirement`",
            reject_retirement:  RejectRetirement  => Published if "the role `knowledge-manager`; the field `audience`; the refusal of `retirement`",
        }
        /// Outdated
        Outdated = "outdated", Terminal {}
        /// Retired
        Retired = "retired", Terminal {}
    }
}
