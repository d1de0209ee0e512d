//! The types of `itil4:lifecycle/problem`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Problem by the activities of ITIL 4
    ///
    /// As the neutral problem; it is registered by the proactive or the reactive process and goes through problem
    /// control and error control.
    Problem = "problem" {
        hash: "306f1bcafa9513c1005a897ac6784334d9936822969c1b7f2438f944920c3326",
        sources: [
            "frameworks/itil4/lifecycles/problem.yaml" = include_str!("../../../frameworks/itil4/lifecycles/problem.yaml"),
            "neutral:lifecycle/problem" = crate::typed::neutral::problem::SOURCE,
        ],
    }
    events {
        /// Register
        Submit            = "submit",
        /// Accept for investigation
        Accept            = "accept",
        /// Do not pursue
        Reject            = "reject",
        /// Put on hold
        Hold              = "hold",
        /// Resume
        Resume            = "resume",
        /// Cause found
        Diagnose          = "diagnose",
        /// Stop the investigation
        StopInvestigation = "stop-investigation",
        /// Close as irrelevant
        CloseIrrelevant   = "close-irrelevant",
        /// Approve the fix
        ApproveFix        = "approve-fix",
        /// Live with it
        AcceptRisk        = "accept-risk",
        /// Remind of the review
        RemindOfReview    = "remind-of-review",
        /// No longer acceptable
        ReviewInvalid     = "review-invalid",
        /// No longer there
        NoLongerExists    = "no-longer-exists",
        /// Resolve
        Resolve           = "resolve",
        /// Fix failed
        FixFailed         = "fix-failed",
        /// Reopen
        Reopen            = "reopen",
        /// Close
        Close             = "close",
        /// Register from a review
        SubmitProactively = "submit-proactively",
    }
    states {
        /// New
        New = "new", Initial {
            submit:             Submit            => Assessment if "the role `registrar` or `problem-manager`; the field `category`",
            submit_proactively: SubmitProactively => Assessment if "the role `registrar` or `problem-manager`; the field `category`",
        }
        /// Assessment
        Assessment = "assessment", Open {
            accept: Accept => Investigation if "the role `problem-manager`; the fields `impact`, `urgency`, `owner`",
            reject: Reject => Cancelled if "the role `problem-manager`; the field `cancellation_reason`",
        }
        /// Investigation
        Investigation = "investigation", Open {
            reject:             Reject            => Cancelled if "the role `problem-manager`; the field `cancellation_reason`",
            hold:               Hold              => OnHold if "the role `specialist-team` or `problem-manager`; the field `hold_reason`",
            diagnose:           Diagnose          => KnownError if "the role `specialist-team`; the fields `cause`, `workaround`",
            stop_investigation: StopInvestigation => Closed if "the role `problem-manager`; the field `closure_code`",
            close_irrelevant:   CloseIrrelevant   => Closed if "the role `problem-manager`; the field `closure_code`",
        }
        /// On hold
        OnHold = "on-hold", Waiting {
            resume:             Resume            => Investigation
                if "the role `specialist-team` or `problem-manager`; the fields `impact`, `urgency`, `owner`",
            stop_investigation: StopInvestigation => Closed if "the role `problem-manager`; the field `closure_code`",
        }
        /// Known error
        KnownError = "known-error", Open {
            approve_fix: ApproveFix => FixInProgress if "the role `problem-manager`; the field `chosen_solution`",
            accept_risk: AcceptRisk => Monitoring if "the role `problem-manager`; the field `accepted_risk`",
        }
        /// Fix in progress
        FixInProgress = "fix-in-progress", Open {
            resolve:    Resolve   => Resolved if "the role `specialist-team`; the field `resolution`; the actor, who is remembered",
            fix_failed: FixFailed => KnownError if "the role `specialist-team`; the fields `cause`, `workaround`",
        }
        /// Lived with and watched
        Monitoring = "monitoring", Waiting {
            remind_of_review: RemindOfReview => Monitoring if "the field `accepted_risk`; the actor, who is remembered",
            review_invalid:   ReviewInvalid  => KnownError if "the role `specialist-team` or `problem-manager`; the fields `cause`, `workaround`",
            no_longer_exists: NoLongerExists => Closed if "the role `problem-manager`; the field `closure_code`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            reopen: Reopen => FixInProgress if "the role `problem-manager`; the field `chosen_solution`",
            close:  Close  => Closed if "the role `problem-manager`; the field `closure_code`; another person than did `resolve`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
