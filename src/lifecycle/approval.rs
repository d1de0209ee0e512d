//! Votes, and what they decide.

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    definition::QuorumRule,
    model::Lifecycle,
    part::{Approval, RoleId},
};

/// A vote of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Vote {
    /// Who votes.
    pub voter: String,
    /// The role in which they vote.
    pub role: String,
    /// Yes or no.
    pub yes: bool,
}

/// What the votes of an approval decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Enough have said yes.
    Given,
    /// It can no longer be given, or somebody has vetoed it.
    Refused,
    /// Votes are missing.
    Open,
}

impl Approval {
    /// What votes decide. The last vote of a person counts; votes in other roles than those that vote do not.
    ///
    /// `electorate` is how many people may vote; without it `all` and `percent` can be refused by a no, but never given
    /// by those who have voted alone, since nobody knows who is missing. Linear in the votes.
    pub(super) fn decide(&self, lifecycle: &Lifecycle, votes: &[Vote], electorate: Option<u32>) -> Decision {
        let may_vote = |role: &str| {
            let place = lifecycle.roles().iter().position(|known| known == role).and_then(|place| u16::try_from(place).ok());
            place.is_some_and(|place| self.voters.contains(&RoleId(place)))
        };
        let (yes, no) = count(votes, may_vote);
        if self.veto && no > 0 {
            return Decision::Refused;
        }
        let needed = match self.rule {
            QuorumRule::Any => Some(1),
            QuorumRule::AtLeast => Some(self.number),
            QuorumRule::All => electorate,
            // Rounded up: 50 percent of three are two.
            QuorumRule::Percent => electorate.map(|all| u32::try_from((u64::from(all) * u64::from(self.number)).div_ceil(100)).unwrap_or(u32::MAX)),
        };
        match (needed, electorate) {
            (Some(needed), _) if yes >= needed.max(1) => Decision::Given,
            (Some(needed), Some(all)) if all.saturating_sub(no) < needed.max(1) => Decision::Refused,
            (None, _) if self.rule == QuorumRule::All && no > 0 => Decision::Refused,
            // One no among those who are asked for any yes, with nobody else to ask, is known only with the electorate.
            _ => Decision::Open,
        }
    }
}

/// Votes up to this many are counted without allocating.
const FEW: usize = 32;

/// How many say yes and how many no; the last vote of a person counts.
fn count(votes: &[Vote], may_vote: impl Fn(&str) -> bool) -> (u32, u32) {
    let (mut yes, mut no) = (0, 0);
    let mut known = FxHashSet::default();
    for (place, vote) in votes.iter().enumerate().rev().filter(|(_, vote)| may_vote(&vote.role)) {
        let later = votes.get(place + 1..).unwrap_or_default();
        let again = match votes.len() {
            ..=FEW => later.iter().any(|later| later.voter == vote.voter && may_vote(&later.role)),
            _ => !known.insert(vote.voter.as_str()),
        };
        if !again {
            *(if vote.yes { &mut yes } else { &mut no }) += 1;
        }
    }
    (yes, no)
}
