//! The types of `neutral:lifecycle/service-level-agreement`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Service level agreement
    ///
    /// What a customer needs is checked for what can be delivered, written down, agreed by both sides, put to work,
    /// and reviewed in time.
    ServiceLevelAgreement = "service-level-agreement" {
        hash: "1623ad9a7632d1e35d51d6e0176e6b736dfd5c9ed55bc9569d8b4578c8e3689a",
        sources: [
            "frameworks/neutral/lifecycles/service-level-agreement.yaml" = include_str!("../../../frameworks/neutral/lifecycles/service-level-agreement.yaml"),
        ],
    }
    events {
        /// Analyse
        Analyse             = "analyse",
        /// Viable
        Viable              = "viable",
        /// Requirements must change
        Adjust              = "adjust",
        /// Offer
        Offer               = "offer",
        /// Sign
        Sign                = "sign",
        /// Not agreed
        Return              = "return",
        /// Put to work
        Enable              = "enable",
        /// Review
        Review              = "review",
        /// Review is due
        ReviewDue           = "review-due",
        /// Prolong
        Prolong             = "prolong",
        /// Requirements have changed
        RequirementsChanged = "requirements-changed",
        /// Expired
        Expire              = "expire",
        /// Withdraw
        Withdraw            = "withdraw",
        /// Abandon
        Abandon             = "abandon",
    }
    states {
        /// Requirements
        Requirements = "requirements", Initial {
            analyse: Analyse => Viability if "the role `relationship-manager`; the fields `customer`, `requirements`",
            abandon: Abandon => Withdrawn if "the role `relationship-manager`; the field `end_reason`",
        }
        /// Viability analysis
        Viability = "viability", Open {
            viable:  Viable  => Draft if "the role `service-owner`; the field `viability`",
            adjust:  Adjust  => Requirements if "the role `service-owner`",
            abandon: Abandon => Withdrawn if "the role `relationship-manager`; the field `end_reason`",
        }
        /// Draft
        Draft = "draft", Open {
            offer:   Offer   => Negotiation if "the role `relationship-manager`; the field `targets`",
            abandon: Abandon => Withdrawn if "the role `relationship-manager`; the field `end_reason`",
        }
        /// Negotiation
        Negotiation = "negotiation", Waiting {
            sign:    Sign    => Agreed if "the role `customer` or `service-owner`; the field `valid_until`; the approval of `both-sides`",
            return_: Return  => Viability
                if "the role `customer` or `service-owner`; the fields `customer`, `requirements`, `objections`; the refusal of `both-sides`",
            abandon: Abandon => Withdrawn if "the role `relationship-manager`; the field `end_reason`",
        }
        /// Agreed
        Agreed = "agreed", Open {
            enable: Enable => Active if "the role `service-owner`",
        }
        /// Active
        Active = "active", Open {
            review:     Review    => InReview if "the role `service-owner`",
            review_due: ReviewDue => InReview,
            expire:     Expire    => Withdrawn if "the field `end_reason`",
        }
        /// In review
        InReview = "in-review", Open {
            prolong:              Prolong             => Active if "the role `customer`; the fields `valid_until`, `review_report`",
            requirements_changed: RequirementsChanged => Requirements if "the role `customer`",
            expire:               Expire              => Withdrawn if "the field `end_reason`",
            withdraw:             Withdraw            => Withdrawn if "the role `customer`; the field `end_reason`",
        }
        /// Withdrawn
        Withdrawn = "withdrawn", Terminal {}
    }
}
