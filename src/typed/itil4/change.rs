//! The types of `itil4:lifecycle/change`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Change by the activities of ITIL 4
    ///
    /// As the neutral change, but what is declined or refused goes through review and closure like everything else.
    Change = "change" {
        hash: "a21864bb29c472b21b601827c6ea0906db9c5672fe5ed67a46104594f0ce4287",
        sources: [
            "frameworks/itil4/lifecycles/change.yaml" = include_str!("../../../frameworks/itil4/lifecycles/change.yaml"),
            "neutral:lifecycle/change" = crate::typed::neutral::change::SOURCE,
        ],
    }
    events {
        /// Submit
        Submit                     = "submit",
        /// Assess
        Assess                     = "assess",
        /// Decline
        Decline                    = "decline",
        /// Ask for authorization
        RequestAuthorization       = "request-authorization",
        /// Authorize
        Authorize                  = "authorize",
        /// Send back
        Return                     = "return",
        /// Reject
        Reject                     = "reject",
        /// Remind the authority
        Remind                     = "remind",
        /// Ask again
        RequestSecondAuthorization = "request-second-authorization",
        /// Schedule
        Schedule                   = "schedule",
        /// Reschedule
        Reschedule                 = "reschedule",
        /// Start
        Start                      = "start",
        /// Finish
        Finish                     = "finish",
        /// Back out
        BackOut                    = "back-out",
        /// Close
        Close                      = "close",
        /// Cancel
        Cancel                     = "cancel",
    }
    states {
        /// Draft
        Draft = "draft", Initial {
            submit: Submit => Registered if "the role `change-initiator`; the fields `description`, `requester`; the actor, who is remembered",
            cancel: Cancel => Cancelled if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Registered
        Registered = "registered", Open {
            assess:  Assess  => Assessment if "the role `change-coordinator`; the field `configuration_items`",
            decline: Decline => Review if "the role `change-manager` or `change-authority`; the fields `decision_reason`, `outcome`",
            cancel:  Cancel  => Cancelled if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Assessment
        Assessment = "assessment", Open {
            request_authorization: RequestAuthorization => Authorization if "the role `change-coordinator`; the fields `risk`, `impact_assessment`",
            cancel:                Cancel               => Cancelled
                if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Authorization
        Authorization = "authorization", Waiting {
            authorize: Authorize => Planning if "the role `change-authority`; the approval of `change-authority`; another person than did `submit`",
            return_:   Return    => Assessment if "the role `change-authority`; the fields `configuration_items`, `decision_reason`",
            reject:    Reject    => Review
                if "the role `change-authority`; the fields `decision_reason`, `outcome`; the refusal of `change-authority`",
            remind:    Remind    => Authorization if "the fields `risk`, `impact_assessment`; the actor, who is remembered",
            cancel:    Cancel    => Cancelled if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Planning
        Planning = "planning", Open {
            request_second_authorization: RequestSecondAuthorization => Authorization
                if "the role `change-coordinator`; the fields `risk`, `impact_assessment`",
            schedule:                     Schedule                   => Scheduled
                if "the role `change-coordinator`; the fields `plan`, `back_out_plan`, `scheduled_start`, `scheduled_end`",
            cancel:                       Cancel                     => Cancelled
                if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Scheduled
        Scheduled = "scheduled", Waiting {
            reschedule: Reschedule => Planning if "the role `change-coordinator`",
            start:      Start      => Implementation if "the role `implementer`",
            cancel:     Cancel     => Cancelled if "the role `change-initiator` or `change-manager`; the field `cancellation_reason`",
        }
        /// Implementation
        Implementation = "implementation", Open {
            finish:   Finish  => Review if "the role `implementer`; the field `outcome`; the actor, who is remembered",
            back_out: BackOut => Review if "the role `implementer`; the field `outcome`; the actor, who is remembered",
        }
        /// Review
        Review = "review", Open {
            close: Close => Closed
                if "the role `change-manager`; the fields `outcome`, `review_report`; another person than did `finish` or `back-out`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
