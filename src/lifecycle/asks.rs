//! What a transition asks for, by name.

use super::{Lifecycle, Transition};

/// Everything that a transition asks for beside its state and its event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asks<'lifecycle> {
    /// The roles of which the actor must have one; none means anybody.
    pub roles: Vec<&'lifecycle str>,
    /// The fields that must be filled, those that the state it leads to requires included.
    pub fields: Vec<&'lifecycle str>,
    /// The condition that must hold, as it was written.
    pub guard: Option<&'lifecycle str>,
    /// The approval that must be given (true) or refused (false).
    pub approval: Option<(&'lifecycle str, bool)>,
    /// The events that the actor must not have done.
    pub another_than: Vec<&'lifecycle str>,
    /// Whether it is kept in mind who does it, as another person must do a later event, or when, as a timer runs from then on.
    pub remembers: bool,
}

impl Asks<'_> {
    /// Whether it asks for nothing: whoever does it, whatever the record holds, it happens.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Lifecycle {
    /// What one of its transitions asks for, by name. Linear in what it asks for.
    ///
    /// ```
    /// use itsm::catalog::Catalog;
    /// let incident = Catalog::builtin().lifecycle("neutral:incident")?;
    /// let (_, first) = incident.transitions().next().expect("an incident can be assigned");
    /// assert_eq!(incident.asks(first).roles, ["service-desk-agent", "incident-manager"]);
    /// assert_eq!(incident.asks(first).fields, ["category", "impact", "urgency", "team"]);
    /// # Ok::<(), itsm::Error>(())
    /// ```
    #[must_use]
    pub fn asks<'lifecycle>(&'lifecycle self, transition: &'lifecycle Transition) -> Asks<'lifecycle> {
        let compiled = &self.inner;
        let approval = |(place, given)| Some((compiled.approvals.get(usize::from(place))?.id.as_str(), given));
        Asks {
            roles: transition.roles.iter().filter_map(|role| compiled.roles.get(role.place()).map(String::as_str)).collect(),
            fields: transition.requires.iter().filter_map(|field| Some(compiled.fields.get_index(field.place())?.0.as_str())).collect(),
            guard: transition.guard(),
            approval: transition.approval.and_then(approval),
            another_than: transition.not_after.iter().map(|event| self.event_name(*event)).collect(),
            remembers: compiled.four_eyes.iter().any(|(first, _)| *first == transition.on)
                || (transition.from == transition.to && compiled.timers.iter().any(|timer| timer.fires == transition.on)),
        }
    }
}
