//! The types of `neutral:lifecycle/configuration-item-working-state`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Working state of a configuration item
    ///
    /// Whether an item works, works badly or not at all, as monitoring and incidents tell; the end is when it is taken
    /// out of use.
    ConfigurationItemWorkingState = "configuration-item-working-state" {
        hash: "286f414fa03bca10032be16bd3b3da3c9c87dfd5c60aef5f573df24a09ec8887",
        sources: [
            "frameworks/neutral/lifecycles/configuration-item-working-state.yaml" = include_str!("../../../frameworks/neutral/lifecycles/configuration-item-working-state.yaml"),
        ],
    }
    events {
        /// Works
        ReportOperational = "report-operational",
        /// Works badly
        ReportDegraded    = "report-degraded",
        /// Does not work
        ReportFailed      = "report-failed",
        /// No news
        ReportLost        = "report-lost",
        /// Begin the planned outage
        BeginOutage       = "begin-outage",
        /// End the planned outage
        EndOutage         = "end-outage",
        /// Take out of use
        TakeOutOfUse      = "take-out-of-use",
    }
    states {
        /// Unknown
        Unknown = "unknown", Initial {
            report_operational: ReportOperational => Operational if "the field `reported_by`",
            report_degraded:    ReportDegraded    => Degraded if "the field `reported_by`",
            report_failed:      ReportFailed      => Failed if "the field `reported_by`",
            begin_outage:       BeginOutage       => PlannedOutage if "the role `resource-owner`; the field `outage_end`",
            take_out_of_use:    TakeOutOfUse      => OutOfUse if "the role `configuration-manager`",
        }
        /// Operational
        Operational = "operational", Open {
            report_degraded: ReportDegraded => Degraded if "the field `reported_by`",
            report_failed:   ReportFailed   => Failed if "the field `reported_by`",
            report_lost:     ReportLost     => Unknown,
            begin_outage:    BeginOutage    => PlannedOutage if "the role `resource-owner`; the field `outage_end`",
            take_out_of_use: TakeOutOfUse   => OutOfUse if "the role `configuration-manager`",
        }
        /// Degraded
        Degraded = "degraded", Open {
            report_operational: ReportOperational => Operational if "the field `reported_by`",
            report_failed:      ReportFailed      => Failed if "the field `reported_by`",
            report_lost:        ReportLost        => Unknown,
            begin_outage:       BeginOutage       => PlannedOutage if "the role `resource-owner`; the field `outage_end`",
            take_out_of_use:    TakeOutOfUse      => OutOfUse if "the role `configuration-manager`",
        }
        /// Failed
        Failed = "failed", Open {
            report_operational: ReportOperational => Operational if "the field `reported_by`",
            report_degraded:    ReportDegraded    => Degraded if "the field `reported_by`",
            report_lost:        ReportLost        => Unknown,
            begin_outage:       BeginOutage       => PlannedOutage if "the role `resource-owner`; the field `outage_end`",
            take_out_of_use:    TakeOutOfUse      => OutOfUse if "the role `configuration-manager`",
        }
        /// Planned outage
        PlannedOutage = "planned-outage", Waiting {
            end_outage:      EndOutage    => Unknown if "the role `resource-owner`",
            take_out_of_use: TakeOutOfUse => OutOfUse if "the role `configuration-manager`",
        }
        /// Out of use
        OutOfUse = "out-of-use", Terminal {}
    }
}
