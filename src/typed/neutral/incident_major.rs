//! The types of `neutral:lifecycle/incident.major`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Major incident
    ///
    /// One coordinator leads, status goes out at short intervals, it is not closed by silence, and nothing is closed
    /// before the review is written.
    IncidentMajor = "incident.major" {
        hash: "3741ca3eb13d3cee9d013179f4e8a07c7fad5830c82bcbf22570bfcd660464f6",
        sources: [
            "frameworks/neutral/lifecycles/incident.yaml" = include_str!("../../../frameworks/neutral/lifecycles/incident.yaml"),
        ],
    }
    events {
        /// Assign
        Assign       = "assign",
        /// Start work
        Start        = "start",
        /// Pass on
        Reassign     = "reassign",
        /// Escalate
        Escalate     = "escalate",
        /// Put on hold
        Hold         = "hold",
        /// Resume
        Resume       = "resume",
        /// Remind of what is awaited
        Remind       = "remind",
        /// Resolve
        Resolve      = "resolve",
        /// Resolved by itself
        AutoResolve  = "auto-resolve",
        /// Reopen
        Reopen       = "reopen",
        /// Confirm and close
        Close        = "close",
        /// Cancel
        Cancel       = "cancel",
        /// Report the status
        ReportStatus = "report-status",
        /// Start the review
        StartReview  = "start-review",
        /// Stand down
        StandDown    = "stand-down",
    }
    states {
        /// New
        New = "new", Initial {
            assign:       Assign      => Assigned
                if "the role `service-desk-agent` or `incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
            resolve:      Resolve     => Resolved
                if "the role `service-desk-agent`; the fields `category`, `impact`, `urgency`, `resolution_code`, `resolution`; the actor, who is remembered",
            auto_resolve: AutoResolve => Resolved if "the fields `resolution_code`, `resolution`",
            cancel:       Cancel      => Cancelled if "the role `service-desk-agent` or `incident-manager`; the field `cancellation_reason`",
        }
        /// Assigned
        Assigned = "assigned", Open {
            start:         Start        => InProgress
                if "the role `service-desk-agent` or `technical-specialist`; the fields `assignee`, `coordinator`",
            reassign:      Reassign     => Assigned
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
            escalate:      Escalate     => Assigned
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
            hold:          Hold         => OnHold if "the role `service-desk-agent` or `technical-specialist`; the field `hold_reason`",
            auto_resolve:  AutoResolve  => Resolved if "the fields `resolution_code`, `resolution`",
            cancel:        Cancel       => Cancelled if "the role `service-desk-agent` or `incident-manager`; the field `cancellation_reason`",
            report_status: ReportStatus => Assigned if "the fields `category`, `impact`, `urgency`, `team`; the actor, who is remembered",
            stand_down:    StandDown    => Assigned if "the role `major-incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
        }
        /// In progress
        InProgress = "in-progress", Open {
            reassign:      Reassign     => Assigned
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
            escalate:      Escalate     => InProgress
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the fields `assignee`, `coordinator`",
            hold:          Hold         => OnHold if "the role `service-desk-agent` or `technical-specialist`; the field `hold_reason`",
            resolve:       Resolve      => Resolved
                if "the role `service-desk-agent` or `technical-specialist`; the fields `resolution_code`, `resolution`; the actor, who is remembered",
            auto_resolve:  AutoResolve  => Resolved if "the fields `resolution_code`, `resolution`",
            cancel:        Cancel       => Cancelled if "the role `service-desk-agent` or `incident-manager`; the field `cancellation_reason`",
            report_status: ReportStatus => InProgress if "the fields `assignee`, `coordinator`; the actor, who is remembered",
            stand_down:    StandDown    => InProgress if "the role `major-incident-manager`; the fields `assignee`, `coordinator`",
        }
        /// On hold
        OnHold = "on-hold", Waiting {
            escalate:      Escalate     => OnHold
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the field `hold_reason`",
            resume:        Resume       => InProgress if "the fields `assignee`, `coordinator`",
            remind:        Remind       => OnHold if "the field `hold_reason`; the actor, who is remembered",
            resolve:       Resolve      => Resolved
                if "the role `service-desk-agent` or `technical-specialist`; the fields `resolution_code`, `resolution`; the actor, who is remembered",
            auto_resolve:  AutoResolve  => Resolved if "the fields `resolution_code`, `resolution`",
            cancel:        Cancel       => Cancelled if "the role `service-desk-agent` or `incident-manager`; the field `cancellation_reason`",
            report_status: ReportStatus => OnHold if "the field `hold_reason`; the actor, who is remembered",
            stand_down:    StandDown    => OnHold if "the role `major-incident-manager`; the field `hold_reason`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            reopen:       Reopen      => InProgress
                if "the role `user` or `service-desk-agent`; the fields `assignee`, `reopen_reason`, `coordinator`",
            start_review: StartReview => Review if "the role `major-incident-manager`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
        /// Review
        Review = "review", Open {
            reopen: Reopen => InProgress if "the role `major-incident-manager`; the fields `assignee`, `reopen_reason`, `coordinator`",
            close:  Close  => Closed if "the role `major-incident-manager`; the field `review_report`; another person than did `resolve`",
        }
    }
}
