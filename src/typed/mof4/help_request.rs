//! The types of `mof4:lifecycle/help-request`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Help request
    ///
    /// A user's request is recorded, classified, checked for support, ranked, resolved by its category, confirmed and
    /// closed.
    HelpRequest = "help-request" {
        hash: "b779d56bdeeea4d18486b31aa3dd3001852bb90ba5540ffe0945deb7c74fdd9e",
        sources: [
            "frameworks/mof4/lifecycles/help-request.yaml" = include_str!("../../../frameworks/mof4/lifecycles/help-request.yaml"),
        ],
    }
    events {
        /// Record contact and details
        Record       = "record",
        /// Categorize
        Categorize   = "categorize",
        /// Ask for more detail
        NoCategory   = "no-category",
        /// Supportable
        Supported    = "supported",
        /// Not supportable
        NotSupported = "not-supported",
        /// Prioritize
        Prioritize   = "prioritize",
        /// Resolve
        Resolve      = "resolve",
        /// More action is needed
        NotResumed   = "not-resumed",
        /// Verify and close
        Close        = "close",
    }
    states {
        /// Opened
        Opened = "opened", Initial {
            record: Record => Recorded if "the role `customer-service-representative`; the fields `contact`, `details`",
        }
        /// Recorded
        Recorded = "recorded", Open {
            categorize:  Categorize => Categorized if "the role `customer-service-representative`; the field `category`",
            no_category: NoCategory => Recorded if "the role `customer-service-representative`; the fields `contact`, `details`",
        }
        /// Categorized
        Categorized = "categorized", Open {
            supported:     Supported    => Supportable if "the role `customer-service-representative`",
            not_supported: NotSupported => ClosedUnsupported if "the role `customer-service-representative`",
        }
        /// Supportable
        Supportable = "supportable", Open {
            prioritize: Prioritize => InResolution if "the role `customer-service-representative`; the field `priority`",
        }
        /// In resolution
        InResolution = "in-resolution", Open {
            resolve: Resolve => ToBeConfirmed if "the role `customer-service-representative`; the fields `resolution`, `articles_used`",
        }
        /// Waiting for confirmation
        ToBeConfirmed = "to-be-confirmed", Resolved {
            not_resumed: NotResumed => InResolution if "the role `customer-service-representative` or `user`; the field `priority`",
            close:       Close      => Closed if "the role `customer-service-representative`",
        }
        /// Closed
        Closed = "closed", Terminal {}
        /// Closed as not supportable
        ClosedUnsupported = "closed-unsupported", Terminal {}
    }
}
