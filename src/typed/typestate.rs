//! Records whose state is their type: what the generated types have in common.

use super::{Definition, Machine, Name, Refusal};
use crate::lifecycle::Context;

/// What only this library can make, so that a record comes into a state by its events alone.
#[derive(Debug)]
pub struct Pass(());

/// Where an event can lead: a state as a type, or an enum of several.
pub trait Target: Sized {
    /// The lifecycle.
    type Definition: Definition;

    /// The record of a machine that has come here.
    #[doc(hidden)]
    fn wrap(machine: Machine<Self::Definition>, pass: Pass) -> Self;
}

/// A state as a type.
pub trait InState: Target {
    /// The state.
    const STATE: <Self::Definition as Definition>::State;

    /// The machine, for what is decided at run time.
    #[must_use]
    fn into_machine(self) -> Machine<Self::Definition>;
}

/// Takes the only transition on an event, which asks for nothing and so cannot be refused.
pub fn pass<From: InState, To: Target<Definition = From::Definition>>(from: From, event: <From::Definition as Definition>::Event) -> To {
    let mut machine = from.into_machine();
    let applied = machine.apply(event, &Context::new());
    debug_assert!(applied.is_ok(), "{event:?} asks for nothing");
    To::wrap(machine, Pass(()))
}

/// Takes a transition on an event that may be refused.
///
/// # Errors
/// The record as it was, and everything that is missing.
pub fn ask<From: InState, To: Target<Definition = From::Definition>>(
    from: From,
    event: <From::Definition as Definition>::Event,
    context: &Context,
) -> Result<To, (From, Refusal<From::Definition>)> {
    let mut machine = from.into_machine();
    match machine.apply(event, context) {
        Ok(_) => Ok(To::wrap(machine, Pass(()))),
        Err(refusal) => Err((From::wrap(machine, Pass(())), refusal)),
    }
}

/// The record of a machine, when it is in the state.
///
/// # Errors
/// The machine, when it is in another state.
pub fn narrow<To: InState>(machine: Machine<To::Definition>) -> Result<To, Machine<To::Definition>> {
    if machine.state().place() == To::STATE.place() { Ok(To::wrap(machine, Pass(()))) } else { Err(machine) }
}
