//! The types of `fitsm3:lifecycle/problem`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Problem in FitSM
    ///
    /// Registered, classified, analysed for its root cause, a known error with workarounds, resolved and closed.
    Problem = "problem" {
        hash: "998f50507832e58aa7d370c6b9cc4b0ff860b27c355102a61fb2d2eea4120977",
        sources: [
            "frameworks/fitsm3/lifecycles/problem.yaml" = include_str!("../../../frameworks/fitsm3/lifecycles/problem.yaml"),
        ],
    }
    events {
        /// Register
        Register               = "register",
        /// Classify and prioritise
        Classify               = "classify",
        /// Categorise as known error
        CategoriseAsKnownError = "categorise-as-known-error",
        /// Add a workaround
        AddWorkaround          = "add-workaround",
        /// Choose an option
        StartResolution        = "start-resolution",
        /// Option did not work
        NoResolution           = "no-resolution",
        /// Resolve
        Resolve                = "resolve",
        /// Reopen
        Reopen                 = "reopen",
        /// Close
        Close                  = "close",
    }
    states {
        /// Identified
        Identified = "identified", Initial {
            register: Register => Registered if "the role `process-staff`",
        }
        /// Registered
        Registered = "registered", Open {
            classify: Classify => InAnalysis
                if "the role `process-staff` or `problem-owner`; the fields `problem_owner`, `classification`, `priority`",
        }
        /// In analysis
        InAnalysis = "in-analysis", Open {
            categorise_as_known_error: CategoriseAsKnownError => KnownError if "the role `problem-owner`; the fields `root_cause`, `known_error`",
        }
        /// Known error
        KnownError = "known-error", Open {
            add_workaround:   AddWorkaround   => KnownError if "the role `problem-owner`; the fields `root_cause`, `known_error`, `workaround`",
            start_resolution: StartResolution => InResolution if "the role `problem-owner`; the field `workaround`",
        }
        /// In resolution
        InResolution = "in-resolution", Open {
            no_resolution: NoResolution => KnownError if "the role `problem-owner`; the fields `root_cause`, `known_error`",
            resolve:       Resolve      => Resolved if "the role `problem-owner`; the field `resolution`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            reopen: Reopen => InAnalysis if "the role `problem-owner` or `process-manager`; the fields `problem_owner`, `classification`, `priority`",
            close:  Close  => Closed if "the role `process-manager`",
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
