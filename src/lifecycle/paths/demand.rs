//! What a transition asks for, and the circumstances in which exactly that is missing.

use super::{
    super::{EventId, Lifecycle, Reason, Transition, TransitionId, part::FieldId},
    ExpectedReason, Given, ReasonKind,
    given::{Wish, approval, proposals, votes},
    walk::Walk,
};
use crate::expr::Truth;

/// One thing that a transition asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Demand {
    Role,
    Field(FieldId),
    Guard,
    /// Enough votes.
    Votes,
    /// Votes for this and not against it.
    Decision,
    /// Another person than the one who did the event.
    OtherPerson(EventId),
    /// That it is known who acts, after the event.
    Person(EventId),
}

/// All that a transition asks for.
pub(super) fn demands(transition: &Transition) -> Vec<Demand> {
    let mut demands = Vec::new();
    demands.extend((!transition.roles.is_empty()).then_some(Demand::Role));
    demands.extend(transition.requires.iter().map(|field| Demand::Field(*field)));
    demands.extend(transition.guard.is_some().then_some(Demand::Guard));
    if transition.approval.is_some() {
        demands.extend([Demand::Votes, Demand::Decision]);
    }
    demands.extend(transition.not_after.iter().flat_map(|first| [Demand::OtherPerson(*first), Demand::Person(*first)]));
    demands
}

impl Demand {
    /// The event that must have happened for it to be asked.
    pub(super) fn after(self) -> Option<EventId> {
        match self {
            Self::OtherPerson(event) | Self::Person(event) => Some(event),
            _ => None,
        }
    }

    /// The reason of the refusal when it is missing.
    pub(super) fn reason(self, lifecycle: &Lifecycle, transition: &Transition) -> ExpectedReason {
        let (kind, about) = match self {
            Self::Role => {
                let roles = transition.roles.iter().filter_map(|role| lifecycle.roles().get(role.place()).cloned());
                (ReasonKind::Role, roles.collect())
            }
            Self::Field(field) => {
                (ReasonKind::Field, lifecycle.fields().get_index(field.place()).map(|(name, _)| name.clone()).into_iter().collect())
            }
            Self::Guard => (ReasonKind::Guard, transition.guard().map(str::to_owned).into_iter().collect()),
            Self::Votes | Self::Decision => {
                let kind = if self == Self::Votes { ReasonKind::Undecided } else { ReasonKind::DecidedOtherwise };
                (kind, approval(lifecycle, transition).map(|(approval, _)| approval.id.clone()).into_iter().collect())
            }
            Self::OtherPerson(event) => (ReasonKind::SamePerson, vec![lifecycle.event_name(event).to_owned()]),
            Self::Person(_) => (ReasonKind::NoActor, Vec::new()),
        };
        ExpectedReason { kind, about }
    }

    /// Whether what a transition lacks is this and nothing else. A guard that asks a field has no answer without it, and one
    /// person may have done several events before.
    fn is_all_of(self, reasons: &[Reason], lifecycle: &Lifecycle, transition: &Transition) -> bool {
        let wanted = self.reason(lifecycle, transition);
        let is_wanted = |reason: &Reason| match (self, reason) {
            (Self::OtherPerson(_), Reason::SamePerson { event, .. }) => wanted.about.contains(event),
            _ => ExpectedReason::from(reason) == wanted,
        };
        let may_come = |reason: &Reason| match self {
            Self::Field(_) => matches!(reason, Reason::Guard(_) | Reason::GuardUnknown { .. }),
            Self::OtherPerson(_) => matches!(reason, Reason::SamePerson { .. }),
            _ => false,
        };
        reasons.iter().any(is_wanted) && reasons.iter().all(|reason| is_wanted(reason) || may_come(reason))
    }

    /// Takes a step in which exactly this is missing; or says why there is none.
    pub(super) fn try_without(self, walk: &mut Walk, id: TransitionId, usual: &Given) -> Result<(), String> {
        let lifecycle = walk.instance.lifecycle().clone();
        let Some(transition) = lifecycle.get_transition(id) else { return Err(String::new()) };
        let mut why = String::new();
        for given in self.circumstances(walk, id, transition, usual)? {
            let lacks = walk.lacks(transition, &given.context());
            if !self.is_all_of(&lacks, &lifecycle, transition) {
                let lacks: Vec<String> = lacks.iter().map(ToString::to_string).collect();
                why = format!("it does not come alone: {}", if lacks.is_empty() { "nothing is missing".to_owned() } else { lacks.join("; ") });
            } else if walk.refuse(transition.on(), given) {
                return Ok(());
            } else {
                "another transition on the event is taken then".clone_into(&mut why);
            }
        }
        Err(why)
    }

    /// Circumstances in which this may be what is missing, the better ones first.
    fn circumstances(self, walk: &Walk, id: TransitionId, transition: &Transition, usual: &Given) -> Result<Vec<Given>, String> {
        let lifecycle = walk.instance.lifecycle();
        let usual = walk.named(transition, usual);
        let named = |given: Vec<Given>| given.into_iter().map(|given| Given { actor: usual.actor.clone(), ..given }).collect::<Vec<_>>();
        Ok(match self {
            Self::Role => {
                let wrong = other_role(lifecycle, transition);
                vec![Given { roles: wrong.into_iter().collect(), ..usual.clone() }, Given { roles: Vec::new(), ..usual }]
            }
            Self::Field(field) => {
                let mut given = named(proposals(lifecycle, id, Wish { guard: Truth::True, empty: Some(field) }).unwrap_or_default());
                let mut fields = usual.fields.clone();
                if let Some((name, _)) = lifecycle.fields().get_index(field.place()) {
                    fields.shift_remove(name);
                }
                given.push(Given { fields, ..usual });
                given
            }
            Self::Guard => named(proposals(lifecycle, id, Wish { guard: Truth::False, empty: None })?),
            Self::Votes => vec![Given { votes: Vec::new(), electorate: None, ..usual }],
            Self::Decision => match approval(lifecycle, transition) {
                Some((approval, given)) => {
                    let (votes, electorate) = votes(lifecycle, approval, !given)?;
                    vec![Given { votes, electorate, ..usual }]
                }
                None => Vec::new(),
            },
            Self::OtherPerson(event) => vec![Given { actor: walk.instance.last_actor(event).map(str::to_owned), ..usual }],
            Self::Person(_) => vec![Given { actor: None, ..usual }],
        })
    }
}

/// A role that no transition of the state on the event takes.
fn other_role(lifecycle: &Lifecycle, transition: &Transition) -> Option<String> {
    let all = lifecycle.table().transitions(transition.from(), transition.on()).filter_map(|id| lifecycle.get_transition(id));
    let taken: Vec<usize> = all.flat_map(|transition| transition.roles.iter().map(|role| role.place())).collect();
    lifecycle.roles().iter().enumerate().find(|(place, _)| !taken.contains(place)).map(|(_, role)| role.clone())
}
