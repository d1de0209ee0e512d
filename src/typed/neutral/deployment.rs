//! The types of `neutral:lifecycle/deployment`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Deployment
    ///
    /// Components are brought into an environment: both are verified first, the result afterwards, and what does not
    /// work is taken back.
    Deployment = "deployment" {
        hash: "f379d1899cc0729a39b26ff1cccc94e579a55e9712ed78affa36526746ba7791",
        sources: [
            "frameworks/neutral/lifecycles/deployment.yaml" = include_str!("../../../frameworks/neutral/lifecycles/deployment.yaml"),
        ],
    }
    events {
        /// Prepare
        Prepare     = "prepare",
        /// Components and target are fit
        VerifyReady = "verify-ready",
        /// Not fit
        Unfit       = "unfit",
        /// Deploy
        Start       = "start",
        /// Deployed
        Finish      = "finish",
        /// Failed
        Fail        = "fail",
        /// Works
        Accept      = "accept",
        /// Does not work
        RollBack    = "roll-back",
        /// Try again
        Retry       = "retry",
        /// Back to before
        Restored    = "restored",
        /// Cancel
        Cancel      = "cancel",
    }
    states {
        /// Planned
        Planned = "planned", Initial {
            prepare: Prepare => Verification if "the role `deployment-manager`; the fields `components`, `environment`, `back_out_plan`",
            cancel:  Cancel  => Cancelled if "the role `deployment-manager`; the field `cancellation_reason`",
        }
        /// Verification of components and target
        Verification = "verification", Open {
            verify_ready: VerifyReady => Ready if "the role `deployment-team`; the field `change`",
            unfit:        Unfit       => Planned if "the role `deployment-team`",
            cancel:       Cancel      => Cancelled if "the role `deployment-manager`; the field `cancellation_reason`",
        }
        /// Ready
        Ready = "ready", Waiting {
            start:  Start  => Deploying if "the role `deployment-team`",
            cancel: Cancel => Cancelled if "the role `deployment-manager`; the field `cancellation_reason`",
        }
        /// Deploying
        Deploying = "deploying", Open {
            finish: Finish => Checking,
            fail:   Fail   => RollingBack if "the field `failure`",
        }
        /// Checking the result
        Checking = "checking", Open {
            accept:    Accept   => Completed if "the role `deployment-team` or `deployment-manager`; the field `verification`",
            roll_back: RollBack => RollingBack if "the role `deployment-manager`; the field `failure`",
        }
        /// Rolling back
        RollingBack = "rolling-back", Open {
            retry:    Retry    => Deploying if "the role `deployment-manager`",
            restored: Restored => RolledBack if "the role `deployment-team`",
        }
        /// Completed
        Completed = "completed", Terminal {}
        /// Rolled back
        RolledBack = "rolled-back", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
