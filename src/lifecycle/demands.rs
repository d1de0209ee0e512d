//! What a transition asks for, and what of it is missing.

use std::borrow::Cow;

use jiff::Timestamp;

use super::{Context, Decision, Instance, Lifecycle, Reason, Transition, part::RoleId};
use crate::{
    calendar::Calendar,
    expr::{Calendars, Condition, Environment, FieldValues, Fields, Value},
};

impl Instance {
    /// Whether a transition lacks nothing. Allocates nothing where conditions have answers.
    pub(super) fn is_open(&self, transition: &Transition, context: &Context) -> bool {
        let mut open = true;
        self.each_lack(transition, context, &mut |_| open = false);
        open
    }

    /// Everything that a transition still lacks.
    pub(super) fn lacks(&self, transition: &Transition, context: &Context) -> Vec<Reason> {
        let mut lacks = Vec::new();
        self.each_lack(transition, context, &mut |reason| lacks.push(reason()));
        lacks
    }

    /// Tells everything that a transition lacks, one after the other; the reason is put into words only when asked for.
    fn each_lack(&self, transition: &Transition, context: &Context, tell: &mut dyn FnMut(&dyn Fn() -> Reason)) {
        let compiled = &self.lifecycle().inner;
        let role = |id: &RoleId| compiled.roles.get(id.place()).map_or("", String::as_str);
        if !transition.roles.is_empty() && !transition.roles.iter().any(|id| context.roles.iter().any(|own| own == role(id))) {
            tell(&|| Reason::Role(transition.roles.iter().map(|id| role(id).to_owned()).collect()));
        }
        for field in &transition.requires {
            if let Some((name, _)) = compiled.fields.get_index(field.place())
                && !context.has(name)
            {
                tell(&|| Reason::Field(name.clone()));
            }
        }
        if let Some(guard) = &transition.guard {
            match self.lifecycle().holds(guard, context) {
                Ok(true) => {}
                Ok(false) => tell(&|| Reason::Guard(guard.text().to_owned())),
                Err(why) => tell(&|| Reason::GuardUnknown { guard: guard.text().to_owned(), why: why.clone() }),
            }
        }
        self.votes_lack(transition, context, tell);
        for first in &transition.not_after {
            let Some(before) = self.last_actor(*first) else { continue };
            match context.actor() {
                None => tell(&|| Reason::NoActor),
                Some(actor) if actor == before => {
                    tell(&|| Reason::SamePerson { actor: actor.to_owned(), event: self.lifecycle().event_name(*first).to_owned() });
                }
                Some(_) => {}
            }
        }
    }

    fn votes_lack(&self, transition: &Transition, context: &Context, tell: &mut dyn FnMut(&dyn Fn() -> Reason)) {
        if let Some((place, given)) = transition.approval
            && let Some(approval) = self.lifecycle().inner.approvals.get(usize::from(place))
        {
            match (approval.decide(self.lifecycle(), &context.votes, context.electorate), given) {
                (Decision::Given, true) | (Decision::Refused, false) => {}
                (Decision::Open, _) => tell(&|| Reason::Undecided(approval.id.clone())),
                (Decision::Given, false) | (Decision::Refused, true) => tell(&|| Reason::DecidedOtherwise(approval.id.clone())),
            }
        }
    }
}

impl Lifecycle {
    /// Whether a guard holds, or why nobody can say.
    pub(super) fn holds(&self, guard: &Condition, context: &Context) -> Result<bool, String> {
        if context.at.is_none() && guard.text().contains("now(") {
            return Err("it must be known when it happens".to_owned());
        }
        let values = Filled { fields: &self.inner.conditions, context };
        let calendars = Known(&self.inner.calendars);
        let environment = Environment { now: context.at.unwrap_or_default(), calendars: &calendars };
        guard.holds(&values, &environment).map_err(|error| error.to_string())
    }
}

/// The filled fields of a context, each with the type that it declares.
struct Filled<'a> {
    fields: &'a Fields,
    context: &'a Context,
}

impl FieldValues for Filled<'_> {
    fn value(&self, name: &str) -> Option<Cow<'_, Value>> {
        let value = self.context.get(name)?;
        let field = self.fields.get(name).filter(|field| !field.fits(value));
        // A text that does not fit its field stays a text, and the condition says that it does not fit.
        Some(field.and_then(|field| field.accept(value.clone()).ok()).map_or(Cow::Borrowed(value), Cow::Owned))
    }
}

/// The calendars that conditions and timers name.
pub(super) struct Known<'a>(pub(super) &'a [Calendar]);

impl Calendars for Known<'_> {
    fn elapsed(&self, calendar: &str, from: Timestamp, to: Timestamp) -> Option<jiff::SignedDuration> {
        self.0.iter().find(|known| known.id() == calendar)?.elapsed(from, to).ok()
    }
}
