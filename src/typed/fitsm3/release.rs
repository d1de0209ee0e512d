//! The types of `fitsm3:lifecycle/release`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Release in FitSM
    ///
    /// Planned from approved changes, built, tested, announced, deployed, judged and closed.
    Release = "release" {
        hash: "cc421beadd097dc281ca18475599de100ac4242662b94392cc4c9fc7e8a80828",
        sources: [
            "frameworks/fitsm3/lifecycles/release.yaml" = include_str!("../../../frameworks/fitsm3/lifecycles/release.yaml"),
        ],
    }
    events {
        /// Build
        Build      = "build",
        /// Test
        Test       = "test",
        /// Test failed
        TestFailed = "test-failed",
        /// Accept
        Accept     = "accept",
        /// Deploy
        Deploy     = "deploy",
        /// Deployed
        Succeed    = "succeed",
        /// Failed
        Fail       = "fail",
        /// Plan again
        Replan     = "replan",
        /// Review, inform and close
        Close      = "close",
    }
    states {
        /// Planned
        Planned = "planned", Initial {
            build: Build => InBuild if "the role `release-owner`; the fields `release_owner`, `changes`, `acceptance_criteria`",
        }
        /// In build
        InBuild = "in-build", Open {
            test: Test => InTest if "the role `process-staff`",
        }
        /// In test
        InTest = "in-test", Open {
            test_failed: TestFailed => InBuild if "the role `process-staff`; the fields `release_owner`, `changes`, `acceptance_criteria`",
            accept:      Accept     => InPreparation if "the role `release-owner`; the field `test_results`",
        }
        /// In preparation
        InPreparation = "in-preparation", Open {
            deploy: Deploy => InDeployment if "the role `release-owner`; the field `failure_plan`",
        }
        /// In deployment
        InDeployment = "in-deployment", Open {
            succeed: Succeed => Deployed if "the role `release-owner`",
            fail:    Fail    => Failed if "the role `release-owner`",
        }
        /// Deployed
        Deployed = "deployed", Resolved {
            close: Close => Closed if "the role `release-owner`; the field `evaluation`",
        }
        /// Failed
        Failed = "failed", Open {
            replan: Replan => Planned if "the role `release-owner`",
            close:  Close  => Closed if "the role `release-owner`; the field `evaluation`",
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
