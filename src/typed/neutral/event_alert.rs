//! The types of `neutral:lifecycle/event-alert`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Event and alert
    ///
    /// Something is noticed by a tool; rules drop it, note it, or turn it into an alert that is answered until the
    /// condition is gone.
    EventAlert = "event-alert" {
        hash: "e814cc26dec0b541cd1f9c55d48b16487bf1263acf7197e039f4f654931abb52",
        sources: [
            "frameworks/neutral/lifecycles/event-alert.yaml" = include_str!("../../../frameworks/neutral/lifecycles/event-alert.yaml"),
        ],
    }
    events {
        /// Log
        Log         = "log",
        /// Filter out
        FilterOut   = "filter-out",
        /// Classify
        Classify    = "classify",
        /// Note only
        InformOnly  = "inform-only",
        /// Start the response
        Respond     = "respond",
        /// Acknowledge
        Acknowledge = "acknowledge",
        /// Nobody answers
        Overdue     = "overdue",
        /// Response complete
        Complete    = "complete",
        /// Condition gone
        Clear       = "clear",
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
            inform_only: InformOnly  => Closed,
            respond:     Respond     => Responding,
            acknowledge: Acknowledge => Responding if "the role `operator`; the field `responder`",
            overdue:     Overdue     => Classified if "the field `severity`; the actor, who is remembered",
            clear:       Clear       => Closed,
        }
        /// Being answered
        Responding = "responding", Open {
            complete: Complete => Closed if "the role `operator`; the field `outcome`",
            clear:    Clear    => Closed,
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
