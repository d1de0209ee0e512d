//! The types of `purchase`, generated from its definition. Not to be edited; make them anew with
//! `ITSM_BLESS=1 cargo test --features expr --test typed`.

itsm::typed_lifecycle! {
    /// Purchase \<of anything\>
    ///
    /// Guards, several targets, votes, four eyes, names that need care in Rust.
    Purchase = "purchase" {
        hash: "c2097915ed9b650ee29a1dac0b0e841a3d92b01673c14d83bdc7b526892b287e",
        sources: [
            "purchase.yaml" = include_str!("purchase.yaml"),
        ],
    }
    events {
        /// submit
        Submit          = "submit",
        /// 2nd-opinion
        Event2ndOpinion = "2nd-opinion",
        /// decline
        Decline         = "decline",
        /// deliver
        Deliver         = "deliver",
        /// move
        Move            = "move",
        /// begin
        Begin           = "begin",
        /// drop
        Drop            = "drop",
    }
    states {
        /// Draft
        Draft = "draft", Initial {
            submit: Submit => Approved | State2ndLook as DraftSubmit
                if "the role `buyer`; `price < 100 && supplier == 'known'`; the actor, who is remembered; or for the role `buyer`; `price >= 100 || supplier == 'new'`; the actor, who is remembered",
            drop:   Drop   => None,
        }
        /// A second look
        State2ndLook = "2nd-look", Waiting {
            on_2nd_opinion: Event2ndOpinion => Approved if "the role `controller`; the approval of `money`; another person than did `submit`",
            decline:        Decline         => None if "the refusal of `money`",
            drop:           Drop            => None,
        }
        /// Approved
        Approved = "approved", Open {
            deliver: Deliver => Result if "the field `receipt`",
            drop:    Drop    => None,
        }
        /// Delivered
        Result = "result", Resolved {
            move_:  Move  => Self_ | None as ResultMove if "`now() > instant('2026-01-01T00:00:00Z')`; or for nothing",
            begin_: Begin => Draft,
            drop:   Drop  => None,
        }
        /// Kept
        Self_ = "self", Terminal {}
        /// Dropped
        None = "none", Terminal {}
    }
}
