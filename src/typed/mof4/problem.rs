//! The types of `mof4:lifecycle/problem`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Problem in MOF
    ///
    /// Documented, filtered, researched in a loop until the cause is known, and closed when the outcome has been used.
    Problem = "problem" {
        hash: "18adc746d97d74f73e3282e2d4ee4984027287ec76e2a519dfb8365a2ec5fc6d",
        sources: [
            "frameworks/mof4/lifecycles/problem.yaml" = include_str!("../../../frameworks/mof4/lifecycles/problem.yaml"),
        ],
    }
    events {
        /// Document
        Document             = "document",
        /// Pursue
        Pursue               = "pursue",
        /// Do not pursue
        DoNotPursue          = "do-not-pursue",
        /// Write the known error record
        PublishKnownError    = "publish-known-error",
        /// Research again
        Repeat               = "repeat",
        /// Cause found
        CauseFound           = "cause-found",
        /// Neither workaround nor fix
        NoSolution           = "no-solution",
        /// Workaround or fix found
        SolutionFound        = "solution-found",
        /// Ask for a standard change
        AskForStandardChange = "ask-for-standard-change",
        /// Act proactively
        ActProactively       = "act-proactively",
        /// Close
        Close                = "close",
    }
    states {
        /// Noticed
        Noticed = "noticed", Initial {
            document: Document => Documented
                if "the role `problem-analyst` or `problem-manager`; the fields `description`, `classification`, `priority`",
        }
        /// Documented
        Documented = "documented", Open {
            pursue:        Pursue      => InResearch if "the role `problem-manager`",
            do_not_pursue: DoNotPursue => NotPursued if "the role `problem-manager`; the field `not_pursued_reason`",
        }
        /// In research
        InResearch = "in-research", Open {
            publish_known_error: PublishKnownError => InResearch if "the role `problem-analyst`; the field `known_error`",
            repeat:              Repeat            => InResearch if "the role `problem-analyst`",
            cause_found:         CauseFound        => CauseKnown if "the role `problem-analyst`; the fields `root_cause`, `known_error`",
        }
        /// Cause known
        CauseKnown = "cause-known", Open {
            no_solution:    NoSolution    => Documented if "the role `problem-analyst`; the fields `description`, `classification`, `priority`",
            solution_found: SolutionFound => SolutionKnown if "the role `problem-analyst`; the field `instructions`",
        }
        /// Workaround or fix known
        SolutionKnown = "solution-known", Resolved {
            ask_for_standard_change: AskForStandardChange => SolutionKnown if "the role `problem-manager`; the field `instructions`",
            act_proactively:         ActProactively       => SolutionKnown if "the role `problem-manager`; the field `instructions`",
            close:                   Close                => Closed if "the role `problem-manager`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Not pursued
        NotPursued = "not-pursued", Terminal {}
    }
}
