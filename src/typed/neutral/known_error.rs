//! The types of `neutral:lifecycle/known-error`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Known error
    ///
    /// What is known about an error is written down, published for the service desk, looked at from time to time, and
    /// retired after the fix.
    KnownError = "known-error" {
        hash: "3a72ca78679fb82551b5094ede3345a87381ba40999b2ba4ce6a154511441747",
        sources: [
            "frameworks/neutral/lifecycles/known-error.yaml" = include_str!("../../../frameworks/neutral/lifecycles/known-error.yaml"),
        ],
    }
    events {
        /// Publish
        Publish      = "publish",
        /// Discard
        Discard      = "discard",
        /// Review
        Review       = "review",
        /// Review is due
        ReviewDue    = "review-due",
        /// Still true
        Confirm      = "confirm",
        /// Fix confirmed
        FixConfirmed = "fix-confirmed",
        /// Seen again
        Recur        = "recur",
        /// Retire
        Retire       = "retire",
    }
    states {
        /// Draft
        Draft = "draft", Initial {
            publish: Publish => Published if "the role `problem-manager`; the fields `symptoms`, `workaround`, `problem`",
            discard: Discard => Retired if "the role `problem-manager`",
        }
        /// Published
        Published = "published", Open {
            review:        Review       => UnderReview if "the role `specialist-team`",
            review_due:    ReviewDue    => UnderReview,
            fix_confirmed: FixConfirmed => Resolved if "the role `problem-manager`; the field `fix_evidence`",
        }
        /// Under review
        UnderReview = "under-review", Open {
            confirm:       Confirm      => Published if "the role `specialist-team`; the fields `symptoms`, `workaround`, `problem`",
            fix_confirmed: FixConfirmed => Resolved if "the role `problem-manager`; the field `fix_evidence`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            recur:  Recur  => Published if "the role `problem-manager` or `specialist-team`; the fields `symptoms`, `workaround`, `problem`",
            retire: Retire => Retired if "the role `knowledge-manager`",
        }
        /// Retired
        Retired = "retired", Terminal {}
    }
}
