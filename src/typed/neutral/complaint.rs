//! The types of `neutral:lifecycle/complaint`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Complaint
    ///
    /// A customer is not content: the complaint is confirmed, looked into by somebody else than its cause, answered,
    /// and may be disputed.
    Complaint = "complaint" {
        hash: "d6b179b31d71e37b10679ebfacd4bbd26e47be462b6bdd749479fda7a6d5e3c8",
        sources: [
            "frameworks/neutral/lifecycles/complaint.yaml" = include_str!("../../../frameworks/neutral/lifecycles/complaint.yaml"),
        ],
    }
    events {
        /// Confirm receipt
        Acknowledge = "acknowledge",
        /// Look into it
        Investigate = "investigate",
        /// Ask the complainant
        Ask         = "ask",
        /// Complainant replied
        Reply       = "reply",
        /// Remind
        Remind      = "remind",
        /// Escalate
        Escalate    = "escalate",
        /// Answer
        Answer      = "answer",
        /// Not content with the answer
        Dispute     = "dispute",
        /// Answer accepted
        Accept      = "accept",
        /// Close without a reply
        AutoClose   = "auto-close",
        /// Withdraw
        Withdraw    = "withdraw",
    }
    states {
        /// Received
        Received = "received", Initial {
            acknowledge: Acknowledge => Acknowledged
                if "the role `service-desk-agent` or `relationship-manager`; the fields `complainant`, `subject`",
            withdraw:    Withdraw    => Withdrawn if "the role `complainant`",
        }
        /// Confirmed to the complainant
        Acknowledged = "acknowledged", Open {
            investigate: Investigate => InInvestigation if "the role `relationship-manager`; the field `owner`",
            escalate:    Escalate    => Acknowledged if "the role `complainant` or `relationship-manager`; the fields `complainant`, `subject`",
            withdraw:    Withdraw    => Withdrawn if "the role `complainant`",
        }
        /// Being looked into
        InInvestigation = "in-investigation", Open {
            ask:      Ask      => WaitingForComplainant if "the role `relationship-manager`; the field `question`",
            escalate: Escalate => InInvestigation if "the role `complainant` or `relationship-manager`; the field `owner`",
            answer:   Answer   => Answered if "the role `relationship-manager`; the fields `answer`, `outcome`",
            withdraw: Withdraw => Withdrawn if "the role `complainant`",
        }
        /// Waiting for the complainant
        WaitingForComplainant = "waiting-for-complainant", Waiting {
            reply:    Reply    => InInvestigation if "the role `complainant` or `service-desk-agent`; the field `owner`",
            remind:   Remind   => WaitingForComplainant if "the field `question`; the actor, who is remembered",
            answer:   Answer   => Answered if "the role `relationship-manager`; the fields `answer`, `outcome`",
            withdraw: Withdraw => Withdrawn if "the role `complainant`",
        }
        /// Answered
        Answered = "answered", Resolved {
            dispute:    Dispute   => InInvestigation if "the role `complainant`; the fields `owner`, `dispute`",
            accept:     Accept    => Closed if "the role `complainant` or `service-desk-agent`",
            auto_close: AutoClose => Closed,
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Withdrawn
        Withdrawn = "withdrawn", Terminal {}
    }
}
