//! The types of `cobit2019:lifecycle/change.pre-approved`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Pre-approved change
    ///
    /// A frequent change with low risk that was approved in advance.
    ChangePreApproved = "change.pre-approved" {
        hash: "bd46cbf3724fa1a610c225c3df6f74f250006ff399af6fecb7d52ea71ace02f6",
        sources: [
            "frameworks/cobit2019/lifecycles/change.yaml" = include_str!("../../../frameworks/cobit2019/lifecycles/change.yaml"),
        ],
    }
    events {
        /// Submit
        Submit = "submit",
        /// Start
        Start  = "start",
        /// Close and document
        Close  = "close",
    }
    states {
        /// Requested
        Requested = "requested", Initial {
            submit: Submit => ApprovedNotStarted if "the role `requester` or `owner`; the fields `request`, `category`, `plan`",
        }
        /// Approved, not yet started
        ApprovedNotStarted = "approved-not-started", Open {
            start: Start => InProcess if "the role `implementer`",
        }
        /// In process
        InProcess = "in-process", Open {
            close: Close => Closed if "the role `change-manager`; the field `documentation`",
        }
        /// Closed
        Closed = "closed", Terminal {}
    }
}
