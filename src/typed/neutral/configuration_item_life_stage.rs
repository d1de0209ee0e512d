//! The types of `neutral:lifecycle/configuration-item-life-stage`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Life stage of a configuration item
    ///
    /// From the plan through stock, test and use to disposal, with ways back into stock and for what has gone missing.
    ConfigurationItemLifeStage = "configuration-item-life-stage" {
        hash: "5ad7658c71058b87e605d65f050f23d4983e2691c3fde8c38d0cc73a9753343d",
        sources: [
            "frameworks/neutral/lifecycles/configuration-item-life-stage.yaml" = include_str!("../../../frameworks/neutral/lifecycles/configuration-item-life-stage.yaml"),
        ],
    }
    events {
        /// Order
        Order         = "order",
        /// Build
        Build         = "build",
        /// Receive
        Receive       = "receive",
        /// Install for test
        Install       = "install",
        /// Uninstall
        Uninstall     = "uninstall",
        /// Put into use
        Deploy        = "deploy",
        /// Take into maintenance
        Maintain      = "maintain",
        /// Bring back
        Return        = "return",
        /// Withdraw into stock
        Withdraw      = "withdraw",
        /// Report missing
        ReportMissing = "report-missing",
        /// Found
        Found         = "found",
        /// Write off
        WriteOff      = "write-off",
        /// Retire
        Retire        = "retire",
        /// Take back into stock
        Reactivate    = "reactivate",
        /// Dispose of
        Dispose       = "dispose",
        /// Drop the plan
        Drop          = "drop",
    }
    states {
        /// Planned
        Planned = "planned", Initial {
            order: Order => Ordered if "the role `it-asset-manager`; the field `order`",
            build: Build => InTest if "the role `resource-owner`; the field `owner`",
            drop:  Drop  => Dropped if "the role `it-asset-manager` or `resource-owner`; the field `retirement_reason`",
        }
        /// Ordered
        Ordered = "ordered", Open {
            receive: Receive => InStock if "the role `it-asset-manager`; the field `location`",
            drop:    Drop    => Dropped if "the role `it-asset-manager` or `resource-owner`; the field `retirement_reason`",
        }
        /// In stock
        InStock = "in-stock", Open {
            install:        Install       => InTest if "the role `resource-owner`; the field `owner`",
            deploy:         Deploy        => Live if "the role `deployment-manager`; the fields `location`, `owner`, `change`",
            report_missing: ReportMissing => Missing if "the role `configuration-manager`",
            retire:         Retire        => Retired if "the role `service-owner` or `it-asset-manager`; the field `retirement_reason`",
        }
        /// In test
        InTest = "in-test", Open {
            uninstall:      Uninstall     => InStock if "the role `resource-owner`; the field `location`",
            deploy:         Deploy        => Live if "the role `deployment-manager`; the fields `location`, `owner`, `change`",
            report_missing: ReportMissing => Missing if "the role `configuration-manager`",
        }
        /// Live
        Live = "live", Open {
            maintain:       Maintain      => InMaintenance if "the role `resource-owner`",
            withdraw:       Withdraw      => InStock if "the role `resource-owner`; the fields `location`, `change`",
            report_missing: ReportMissing => Missing if "the role `configuration-manager`",
            retire:         Retire        => Retired if "the role `service-owner` or `it-asset-manager`; the field `retirement_reason`",
        }
        /// In maintenance
        InMaintenance = "in-maintenance", Waiting {
            return_: Return => Live if "the role `resource-owner`; the fields `location`, `owner`",
            retire:  Retire => Retired if "the role `service-owner` or `it-asset-manager`; the field `retirement_reason`",
        }
        /// Missing
        Missing = "missing", Waiting {
            found:     Found    => InStock if "the role `configuration-manager`; the field `location`",
            write_off: WriteOff => Retired if "the role `it-asset-manager`; the field `retirement_reason`; the actor, who is remembered",
        }
        /// Retired
        Retired = "retired", Resolved {
            reactivate: Reactivate => InStock if "the role `it-asset-manager`; the field `location`",
            dispose:    Dispose    => Disposed if "the role `it-asset-manager`; the field `disposal_evidence`; another person than did `write-off`",
        }
        /// Disposed of
        Disposed = "disposed", Terminal {}
        /// Dropped
        Dropped = "dropped", Terminal {}
    }
}
