//! The types of `cobit2019:lifecycle/incident`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Incident in COBIT
    ///
    /// As the neutral incident, without closing by silence.
    Incident = "incident" {
        hash: "0b5b494c76e8970d7149effd85e9bc448db03e910fc5878f64940f62987c8160",
        sources: [
            "frameworks/cobit2019/lifecycles/incident.yaml" = include_str!("../../../frameworks/cobit2019/lifecycles/incident.yaml"),
            "neutral:lifecycle/incident" = crate::typed::neutral::incident::SOURCE,
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
        /// Declare a major incident
        DeclareMajor = "declare-major",
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
        /// Ask the user again
        AskAgain     = "ask-again",
    }
    states {
        /// New
        New = "new", Initial {
            assign:        Assign       => Assigned
                if "the role `service-desk-agent` or `incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
            declare_major: DeclareMajor => New if "the role `incident-manager` or `major-incident-manager`; the field `coordinator`",
            resolve:       Resolve      => Resolved
                if "the role `service-desk-agent`; the fields `category`, `impact`, `urgency`, `resolution_code`, `resolution`",
            auto_resolve:  AutoResolve  => Resolved if "the fields `resolution_code`, `resolution`",
            cancel:        Cancel       => Cancelled if "the role `service-desk-agent` or `incident-manager`; the field `cancellation_reason`",
        }
        /// Assigned
        Assigned = "assigned", Open {
            start:         Start        => InProgress if "the role `service-desk-agent` or `technical-specialist`; the field `assignee`",
            reassign:      Reassign     => Assigned
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
            escalate:      Escalate     => Assigned
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
            declare_major: DeclareMajor => Assigned
                if "the role `incident-manager` or `major-incident-manager`; the fields `category`, `impact`, `urgency`, `team`, `coordinator`",
            hold:          Hold         => OnHold if "the role `service-desk-agent` or `technical-specialist`; the field `hold_reason`",
            auto_resolve:  AutoResolve  => Resolved if "the fields `resolution_code`, `resolution`",
            cancel:        Cancel       => Cancelled if "the role `service-desk-agent` or `incident-manager`; the field `cancellation_reason`",
        }
        /// In progress
        InProgress = "in-progress", Open {
            reassign:      Reassign     => Assigned
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the fields `category`, `impact`, `urgency`, `team`",
            escalate:      Escalate     => InProgress
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the field `assignee`",
            declare_major: DeclareMajor => InProgress
                if "the role `incident-manager` or `major-incident-manager`; the fields `assignee`, `coordinator`",
            hold:          Hold         => OnHold if "the role `service-desk-agent` or `technical-specialist`; the field `hold_reason`",
            resolve:       Resolve      => Resolved
                if "the role `service-desk-agent` or `technical-specialist`; the fields `resolution_code`, `resolution`",
            auto_resolve:  AutoResolve  => Resolved if "the fields `resolution_code`, `resolution`",
            cancel:        Cancel       => Cancelled if "the role `service-desk-agent` or `incident-manager`; the field `cancellation_reason`",
        }
        /// On hold
        OnHold = "on-hold", Waiting {
            escalate:      Escalate     => OnHold
                if "the role `service-desk-agent` or `technical-specialist` or `incident-manager`; the field `hold_reason`",
            declare_major: DeclareMajor => OnHold
                if "the role `incident-manager` or `major-incident-manager`; the fields `hold_reason`, `coordinator`",
            resume:        Resume       => InProgress if "the field `assignee`",
            remind:        Remind       => OnHold if "the field `hold_reason`; the actor, who is remembered",
            resolve:       Resolve      => Resolved
                if "the role `service-desk-agent` or `technical-specialist`; the fields `resolution_code`, `resolution`",
            auto_resolve:  AutoResolve  => Resolved if "the fields `resolution_code`, `resolution`",
            cancel:        Cancel       => Cancelled if "the role `service-desk-agent` or `incident-manager`; the field `cancellation_reason`",
        }
        /// Resolved
        Resolved = "resolved", Resolved {
            reopen:    Reopen   => InProgress if "the role `user` or `service-desk-agent`; the fields `assignee`, `reopen_reason`",
            close:     Close    => Closed if "the role `user` or `service-desk-agent` or `incident-manager`; the field `user_confirmation`",
            ask_again: AskAgain => Resolved if "the fields `resolution_code`, `resolution`; the actor, who is remembered",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
