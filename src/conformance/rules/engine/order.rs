//! Rules about the order of steps: the definitions on finite traces, each in one pass or two over the events of a case.
//!
//! The templates are those of Declare (van der Aalst, Pesic and Schonenberg, "Declarative workflows: balancing between flexibility and
//! support", 2009); activations are counted as Maggi and others do (Burattin, Maggi and Sperduti, "Conformance checking based on
//! multi-perspective declarative process models", 2016).

use super::{super::definition::Template, State};

/// The step is the first of two, or the one that the rule is about.
pub(super) const FIRST: u32 = 1;
/// The step is the second of two.
pub(super) const SECOND: u32 = 2;
/// The step takes back what came before.
pub(super) const REVOKED: u32 = 4;

/// The events of a case as a rule sees them.
#[derive(Clone, Copy)]
pub(super) struct Trace<'trace> {
    /// Numbers of activities.
    pub events: &'trace [u32],
    /// What each activity is to the rule: a set of bits. In an order, bit `n` is the `n`th step.
    pub class: &'trace [u32],
    /// Whether the case goes on.
    pub open: bool,
    /// How often.
    pub count: u32,
    /// How many steps an order has.
    pub length: u32,
}

/// Tells the sink each activation of a rule about order. Linear in the events; for `required-order` times the steps.
pub(super) fn walk(template: Template, trace: Trace<'_>, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
    match template {
        Template::Existence
        | Template::Absence
        | Template::Exactly
        | Template::Init
        | Template::End
        | Template::Choice
        | Template::ExclusiveChoice => {
            trace.once(template, sink);
        }
        Template::RespondedExistence | Template::Coexistence | Template::NotCoexistence | Template::NotRespondedExistence => {
            trace.anywhere(template, sink);
        }
        Template::Response | Template::AlternateResponse | Template::ChainResponse | Template::NotSuccession | Template::NotChainSuccession => {
            trace.after(template, sink);
        }
        Template::Precedence | Template::AlternatePrecedence | Template::ChainPrecedence | Template::NotPrecedence | Template::NotChainPrecedence => {
            trace.before(template, sink);
        }
        Template::Succession => {
            trace.after(Template::Response, sink);
            trace.before(Template::Precedence, sink);
        }
        Template::AlternateSuccession => {
            trace.after(Template::AlternateResponse, sink);
            trace.before(Template::AlternatePrecedence, sink);
        }
        Template::ChainSuccession => {
            trace.after(Template::ChainResponse, sink);
            trace.before(Template::ChainPrecedence, sink);
        }
        Template::Approval => trace.approval(sink),
        Template::Reopening => trace.reopening(sink),
        Template::RequiredOrder => trace.required_order(sink),
        Template::ForbiddenOrder => trace.forbidden_order(sink),
        // Not about order; nothing is said.
        Template::TimeLimit
        | Template::FourEyes
        | Template::SeparationOfDuties
        | Template::RequiredFields
        | Template::PingPong
        | Template::ChangeWindow
        | Template::UserConfirmation
        | Template::Priority
        | Template::LinkedRecord => {}
    }
}

/// Whether what a rule says depends on the order of steps alone.
pub(super) fn is_order(template: Template) -> bool {
    template < Template::TimeLimit
}

/// Whether the rule is activated by the case and not by events.
pub(super) fn by_case(template: Template) -> bool {
    matches!(template, Template::Existence | Template::Absence | Template::Exactly | Template::Choice | Template::ExclusiveChoice)
}

impl Trace<'_> {
    /// What an activity is to the rule.
    pub fn class_of(&self, activity: u32) -> u32 {
        self.class.get(usize::try_from(activity).unwrap_or(usize::MAX)).copied().unwrap_or_default()
    }

    fn classes(&self) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator {
        self.events.iter().map(|event| self.class_of(*event))
    }

    /// What an activation is whose answer has not come.
    fn unanswered(&self) -> State {
        if self.open { State::Pending } else { State::Violated }
    }

    /// The place of the `n`th event, from 1, that is the first step.
    fn nth(&self, n: u32) -> Option<usize> {
        let n = usize::try_from(n).unwrap_or(usize::MAX).checked_sub(1)?;
        self.classes().enumerate().filter(|(_, class)| class & FIRST != 0).nth(n).map(|(at, _)| at)
    }

    /// Rules that the case as a whole activates, once.
    fn once(&self, template: Template, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
        let kept = |kept: bool| if kept { State::Kept } else { self.unanswered() };
        match template {
            Template::Init => {
                if let Some(first) = self.classes().next() {
                    sink(Some(0), if first & FIRST != 0 { State::Kept } else { State::Violated });
                }
            }
            Template::End => {
                if let Some(last) = self.classes().next_back() {
                    sink(Some(self.events.len().saturating_sub(1)), kept(last & FIRST != 0));
                }
            }
            Template::Choice | Template::ExclusiveChoice => {
                let all = self.classes().fold(0, |all, class| all | class);
                let both = all & FIRST != 0 && all & SECOND != 0;
                let state = if both && template == Template::ExclusiveChoice { State::Violated } else { kept(all & (FIRST | SECOND) != 0) };
                sink(None, state);
            }
            _ => {
                let found = self.classes().fold(0_u32, |sum, class| sum.saturating_add(class & FIRST));
                match template {
                    Template::Absence if found >= self.count => sink(self.nth(self.count), State::Violated),
                    Template::Absence => sink(None, State::Kept),
                    Template::Exactly if found > self.count => sink(self.nth(self.count.saturating_add(1)), State::Violated),
                    Template::Exactly => sink(None, kept(found == self.count)),
                    _ => sink(None, kept(found >= self.count)),
                }
            }
        }
    }

    /// Rules for which it does not matter which step comes before the other.
    fn anywhere(&self, template: Template, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
        let all = self.classes().fold(0, |all, class| all | class);
        let both = all & FIRST != 0 && all & SECOND != 0;
        let (activators, state) = match template {
            Template::RespondedExistence => (FIRST, if all & SECOND != 0 { State::Kept } else { self.unanswered() }),
            Template::Coexistence => (FIRST | SECOND, if both { State::Kept } else { self.unanswered() }),
            Template::NotCoexistence => (FIRST | SECOND, if both { State::Violated } else { State::Kept }),
            _ => (FIRST, if all & SECOND != 0 { State::Violated } else { State::Kept }),
        };
        for (at, class) in self.classes().enumerate() {
            // A step that is both activates twice, as one and as the other.
            (0..(class & activators).count_ones()).for_each(|_| sink(Some(at), state));
        }
    }

    /// Rules about what follows the first step.
    fn after(&self, template: Template, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
        let mut seen = false;
        // The classes of the next event, and of the next one that is either step.
        let (mut next, mut next_of_both) = (None, None);
        for (at, class) in self.classes().enumerate().rev() {
            if class & FIRST != 0 {
                let answered = |next: Option<u32>| match next {
                    Some(next) if next & SECOND != 0 => State::Kept,
                    Some(_) => State::Violated,
                    None => self.unanswered(),
                };
                let state = match template {
                    Template::Response if seen => State::Kept,
                    Template::Response => self.unanswered(),
                    Template::AlternateResponse => answered(next_of_both),
                    Template::ChainResponse => answered(next),
                    Template::NotSuccession if seen => State::Violated,
                    Template::NotChainSuccession if next.is_some_and(|next| next & SECOND != 0) => State::Violated,
                    _ => State::Kept,
                };
                sink(Some(at), state);
            }
            seen |= class & SECOND != 0;
            next = Some(class);
            if class & (FIRST | SECOND) != 0 {
                next_of_both = next;
            }
        }
    }

    /// Rules about what precedes the second step.
    fn before(&self, template: Template, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
        let mut seen = false;
        let (mut last, mut last_of_both) = (0, 0);
        for (at, class) in self.classes().enumerate() {
            if class & SECOND != 0 {
                let kept = match template {
                    Template::Precedence => seen,
                    Template::AlternatePrecedence => last_of_both & FIRST != 0,
                    Template::ChainPrecedence => last & FIRST != 0,
                    Template::NotPrecedence => !seen,
                    _ => last & FIRST == 0,
                };
                sink(Some(at), if kept { State::Kept } else { State::Violated });
            }
            seen |= class & FIRST != 0;
            last = class;
            if class & (FIRST | SECOND) != 0 {
                last_of_both = class;
            }
        }
    }

    fn approval(&self, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
        let mut approved = false;
        for (at, class) in self.classes().enumerate() {
            if class & SECOND != 0 {
                sink(Some(at), if approved { State::Kept } else { State::Violated });
            }
            approved = (approved && class & REVOKED == 0) || class & FIRST != 0;
        }
    }

    fn reopening(&self, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
        let mut found = 0_u32;
        for (at, class) in self.classes().enumerate().filter(|(_, class)| class & FIRST != 0) {
            found = found.saturating_add(class & FIRST);
            sink(Some(at), if found > self.count { State::Violated } else { State::Kept });
        }
    }

    fn required_order(&self, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
        // The first event of each step, and the latest of those of the steps before it.
        let mut latest: Option<usize> = None;
        for step in 0..self.length {
            let bit = 1_u32.checked_shl(step).unwrap_or_default();
            let Some(at) = self.classes().position(|class| class & bit != 0) else { continue };
            sink(Some(at), if latest.is_some_and(|latest| latest > at) { State::Violated } else { State::Kept });
            latest = latest.max(Some(at));
        }
    }

    fn forbidden_order(&self, sink: &mut (impl FnMut(Option<usize>, State) + ?Sized)) {
        // From the end, each step is taken as late as can be: where the steps from `wanted` on follow, they follow then.
        let mut wanted = self.length.saturating_sub(1);
        for (at, class) in self.classes().enumerate().rev() {
            if class & FIRST != 0 {
                sink(Some(at), if wanted == 0 { State::Violated } else { State::Kept });
            }
            if wanted > 0 && class & 1_u32.checked_shl(wanted).unwrap_or_default() != 0 {
                wanted = wanted.saturating_sub(1);
            }
        }
    }
}
