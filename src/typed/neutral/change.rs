//! The types of `neutral:lifecycle/change`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Change
    ///
    /// What is to be changed is described, judged, decided by those who may, planned, carried out in its window, and
    /// looked back at.
    Change = "change" {
        hash: "a8d4145a278cd6a6349ec45b0abe8828fd77c63b750d6e9a10eeb93406010265",
        sources: [
            "frameworks/neutral/lifecycles/change.yaml" = include_str!("../../../frameworks/neutral/lifecycles/change.yaml"),
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
            decline: Decline => Rejected if "the role `change-manager` or `change-authority`; the field `decision_reason`",
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
            reject:    Reject    => Rejected if "the role `change-authority`; the field `decision_reason`; the refusal of `change-authority`",
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
        /// Rejected
        Rejected = "rejected", Terminal {}
        /// Cancelled
        Cancelled = "cancelled", Terminal {}
    }
}
