//! The types of `itil4:lifecycle/service-level-agreement`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --test typed`.

crate::typed_lifecycle! {
    /// Service level agreement by the activities of ITIL 4
    ///
    /// From the customer's requirements over viability, draft and negotiation to an enabled agreement that is
    /// reviewed, prolonged or withdrawn.
    ServiceLevelAgreement = "service-level-agreement" {
        hash: "6b5dd8e68f46093c4a02a7043acd3dcb162d2752440a925427f83a6971ad713b",
        sources: [
            "frameworks/itil4/lifecycles/service-level-agreement.yaml" = include_str!("../../../frameworks/itil4/lifecycles/service-level-agreement.yaml"),
            "neutral:lifecycle/service-level-agreement" = crate::typed::neutral::service_level_agreement::SOURCE,
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
    }
    states {
        /// Requirements
        Requirements = "requirements", Initial {
            analyse: Analyse => Viability if "the role `relationship-manager`; the fields `customer`, `requirements`",
        }
        /// Viability analysis
        Viability = "viability", Open {
            viable: Viable => Draft if "the role `service-owner`; the field `viability`",
            adjust: Adjust => Requirements if "the role `service-owner`",
        }
        /// Draft
        Draft = "draft", Open {
            offer: Offer => Negotiation if "the role `relationship-manager`; the field `targets`",
        }
        /// Negotiation
        Negotiation = "negotiation", Waiting {
            sign:    Sign   => Agreed if "the role `customer` or `service-owner`; the field `valid_until`; the approval of `both-sides`",
            return_: Return => Viability
                if "the role `customer` or `service-owner`; the fields `customer`, `requirements`, `objections`; the refusal of `both-sides`",
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
