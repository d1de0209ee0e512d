//! The types of `itil4:lifecycle/service-request`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Service request by the activities of ITIL 4
    ///
    /// Categorized, fulfilled by its model or ad hoc, and reviewed.
    ServiceRequest = "service-request" {
        hash: "3b610c148ee682460fb86d441cb91fefdc6845a513ee1fac5c7536f5b37225b9",
        sources: [
            "frameworks/itil4/lifecycles/service-request.yaml" = include_str!("../../../frameworks/itil4/lifecycles/service-request.yaml"),
        ],
    }
    events {
        /// Categorize
        Categorize    = "categorize",
        /// Start the model
        StartModel    = "start-model",
        /// Leave the model
        MakeException = "make-exception",
        /// Fulfil
        Fulfil        = "fulfil",
        /// Refuse
        Refuse        = "refuse",
        /// Not as asked
        NotFulfilled  = "not-fulfilled",
        /// Close after the review
        Close         = "close",
    }
    states {
        /// Submitted
        Submitted = "submitted", Initial {
            categorize: Categorize => Categorized if "the role `service-desk-agent`; the field `category`",
        }
        /// Categorized
        Categorized = "categorized", Open {
            start_model:    StartModel    => InFulfilment if "the role `service-desk-agent` or `fulfilment-team`; the field `request_model`",
            make_exception: MakeException => AdHocFulfilment if "the role `service-owner`; the field `exception_reason`",
        }
        /// In fulfilment by its model
        InFulfilment = "in-fulfilment", Open {
            make_exception: MakeException => AdHocFulfilment if "the role `service-owner`; the field `exception_reason`",
            fulfil:         Fulfil        => Fulfilled if "the role `fulfilment-team`; the field `result`",
        }
        /// In ad hoc fulfilment
        AdHocFulfilment = "ad-hoc-fulfilment", Open {
            fulfil: Fulfil => Fulfilled if "the role `fulfilment-team`; the field `result`",
            refuse: Refuse => Refused if "the role `service-owner`; the field `refusal_reason`",
        }
        /// Fulfilled
        Fulfilled = "fulfilled", Resolved {
            not_fulfilled: NotFulfilled => InFulfilment if "the role `service-desk-agent`; the field `request_model`",
            close:         Close        => Closed if "the role `service-desk-agent`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Refused
        Refused = "refused", Terminal {}
    }
}
