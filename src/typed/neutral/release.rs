//! The types of `neutral:lifecycle/release`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Release
    ///
    /// A bundle of changes is built and tested together, put into use, verified, taken back if need be, and reviewed.
    Release = "release" {
        hash: "87e67a8d992b51f8084c84f7c11ec81de7a3e46c0633cf9f6324d4510ad68e7b",
        sources: [
            "frameworks/neutral/lifecycles/release.yaml" = include_str!("../../../frameworks/neutral/lifecycles/release.yaml"),
        ],
    }
    events {
        /// Start building
        Build              = "build",
        /// Hand over for test
        SubmitForTest      = "submit-for-test",
        /// Test failed
        TestFailed         = "test-failed",
        /// Accept
        Accept             = "accept",
        /// Withdraw the acceptance
        WithdrawAcceptance = "withdraw-acceptance",
        /// Deploy
        Deploy             = "deploy",
        /// Verified
        Verify             = "verify",
        /// Roll back
        RollBack           = "roll-back",
        /// Plan again
        Replan             = "replan",
        /// Start the review
        StartReview        = "start-review",
        /// Close
        Close              = "close",
        /// Cancel
        Cancel             = "cancel",
    }
    states {
        /// Planned
        Planned = "planned", Initial {
            build:  Build  => Building if "the role `release-manager`; the fields `contents`, `release_date`",
            cancel: Cancel => Cancelled if "the role `release-manager`; the field `cancellation_reason`",
        }
        /// Building
        Building = "building", Open {
            submit_for_test: SubmitForTest => Testing if "the role `development-team`; the actor, who is remembered",
            cancel:          Cancel        => Cancelled if "the role `release-manager`; the field `cancellation_reason`",
        }
        /// Testing
        Testing = "testing", Open {
            test_failed: TestFailed => Building if "the role `tester`; the fields `contents`, `release_date`",
            accept:      Accept     => Ready
                if "the role `tester`; the fields `test_report`, `acceptance`; another person than did `submit-for-test`",
            cancel:      Cancel     => Cancelled if "the role `release-manager`; the field `cancellation_reason`",
        }
        /// Ready
        Ready = "ready", Waiting {
            withdraw_acceptance: WithdrawAcceptance => Testing if "the role `tester` or `release-manager`",
            deploy:              Deploy             => Deploying if "the role `deployment-manager`; the fields `changes`, `back_out_plan`",
            cancel:              Cancel             => Cancelled if "the role `release-manager`; the field `cancellation_reason`",
        }
        /// Deploying
        Deploying = "deploying", Open {
            verify:    Verify   => Released if "the role `release-manager` or `tester`",
            roll_back: RollBack => RolledBack if "the role `deployment-manager`",
        }
        /// Rolled back
        RolledBack = "rolled-back", Open {
            replan:       Replan      => Planned if "the role `release-manager`",
            start_review: StartReview => Review if "the role `release-manager`",
        }
        /// Released
        Released = "released", Resolved {
            roll_back:    RollBack    => RolledBack if "the role `deployment-manager`",
            start_review: StartReview => Review if "the role `release-manager`",
        }
        /// Review
        Review = "review", Open {
            close: Close => Closed if "the role `release-manager`; the fields `review_report`, `outcome`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
