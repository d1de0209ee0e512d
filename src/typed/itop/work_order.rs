//! The types of `itop:lifecycle/work-order`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Work order
    ///
    /// A task of a ticket: open or closed, nothing between.
    WorkOrder = "work-order" {
        hash: "3cb64f50660dee79f1bf4babb5667740dfded7da20263c9b7e0163e9d3e20a67",
        sources: [
            "frameworks/tools/itop/lifecycles/work-order.yaml" = include_str!("../../../frameworks/tools/itop/lifecycles/work-order.yaml"),
        ],
    }
    events {
        /// Close
        EvClose = "ev-close",
    }
    states {
        /// open
        Open = "open", Initial {
            ev_close: EvClose => Closed,
        }
        /// closed
        Closed = "closed", Terminal {}
    }
}
