//! The types of `itil4:lifecycle/event-alert`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Event by the activities of ITIL 4
    ///
    /// Detected, logged, filtered, classified, and answered by the response that was selected.
    EventAlert = "event-alert" {
        hash: "ab9c23b490cf9c6876fb4e6674371c9d460fe0ad6b5cf3ec51046718250f9cf7",
        sources: [
            "frameworks/itil4/lifecycles/event-alert.yaml" = include_str!("../../../frameworks/itil4/lifecycles/event-alert.yaml"),
            "neutral:lifecycle/event-alert" = crate::typed::neutral::event_alert::SOURCE,
        ],
    }
    events {
        /// Log
        Log        = "log",
        /// Filter out
        FilterOut  = "filter-out",
        /// Classify
        Classify   = "classify",
        /// Note only
        InformOnly = "inform-only",
        /// Start the response
        Respond    = "respond",
        /// Response complete
        Complete   = "complete",
    }
    states {
        /// Detected
        Detected = "detected", Initial {
            log: Log => Logged if "the field `source_of_event`",
        }
        /// Logged
        Logged = "logged", Open {
            filter_out: FilterOut => Filtered,
            classify:   Classify  => Classified if "the field `severity`",
        }
        /// Filtered out
        Filtered = "filtered", Terminal {}
        /// Classified
        Classified = "classified", Open {
            inform_only: InformOnly => Closed,
            respond:     Respond    => Responding,
        }
        /// Being answered
        Responding = "responding", Open {
            complete: Complete => Closed if "the role `operator`; the field `outcome`",
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
