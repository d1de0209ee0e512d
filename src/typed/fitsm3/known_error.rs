//! The types of `fitsm3:lifecycle/known-error`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Entry of the known error database
    ///
    /// Added, kept up to date while the error is there, deactivated when it is gone.
    KnownError = "known-error" {
        hash: "165e18f724f39aafd841942fc18760e4375b85e89ec449cab5081acfc5bf5824",
        sources: [
            "frameworks/fitsm3/lifecycles/known-error.yaml" = include_str!("../../../frameworks/fitsm3/lifecycles/known-error.yaml"),
        ],
    }
    events {
        /// Add
        Add        = "add",
        /// Update
        Update     = "update",
        /// Deactivate
        Deactivate = "deactivate",
    }
    states {
        /// New
        New = "new", Initial {
            add: Add => Active if "the role `problem-owner`; the fields `error`, `workaround`",
        }
        /// Active
        Active = "active", Open {
            update:     Update     => Active if "the role `problem-owner`; the fields `error`, `workaround`",
            deactivate: Deactivate => Deactivated if "the role `problem-owner` or `process-manager`; the field `deactivation_reason`",
        }
        /// Deactivated
        Deactivated = "deactivated", Terminal {}
    }
}
