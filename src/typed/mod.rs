//! Lifecycles as types: what cannot happen does not compile, or is refused with the same reasons as everywhere.
//!
//! Every built-in lifecycle has a module, `typed::FRAMEWORK::LIFECYCLE`, a model one of its own
//! (`typed::neutral::change_emergency`). The modules are generated from the definitions by `itsm lifecycle typed`, which
//! does the same with files of your own; [`typed_lifecycle!`](crate::typed_lifecycle) is what it writes.
//!
//! A [`Machine`] decides at run time, with enums for states and events:
//!
//! ```
//! use itsm::{lifecycle::Context, typed::neutral::incident::{Event, Incident, State}};
//!
//! let mut incident = Incident::begin()?;
//! let context = Context::new()
//!     .with_role("service-desk-agent")
//!     .with_field("category", "network")
//!     .with_field("impact", "high")
//!     .with_field("urgency", "low")
//!     .with_field("team", "network operations");
//! incident.apply(Event::Assign, &context)?;
//! assert_eq!(incident.state(), State::Assigned);
//!
//! let refused = incident.apply(Event::Close, &context).unwrap_err();
//! assert_eq!(refused.to_string(), "`close` is refused in `assigned`: there is no transition on it");
//! let allowed: Vec<Event> = refused.alternatives(&incident, &context).iter().map(|choice| choice.event).collect();
//! assert!(allowed.contains(&Event::Start) && !allowed.contains(&Event::Close));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In `typestate` each state is a type whose methods are the events that it has a transition on. An event that asks for
//! nothing gives the next state; one that asks for something gives it or the record as it was with the refusal:
//!
//! ```
//! use itsm::{lifecycle::Context, typed::neutral::incident::typestate::{Assigned, New, Resolved}};
//!
//! let resolved: Resolved = match New::begin()?.assign(&Context::new()) {
//!     Ok(assigned) => panic!("{assigned:?} without a role"),
//!     Err((new, _)) => match new.auto_resolve(&Context::new().with_field("resolution_code", "no-fault-found")) {
//!         Err((new, refusal)) => {
//!             assert_eq!(refusal.to_string(), "`auto-resolve` is refused in `new`: the field `resolution` is not filled");
//!             # let context = Context::new().with_field("resolution_code", "no-fault-found").with_field("resolution", "It went away");
//!             new.auto_resolve(&context).map_err(|(_, refusal)| refusal)?
//!         }
//!         Ok(resolved) => resolved,
//!     },
//! };
//! let closed = resolved.auto_close();                     // asks for nothing; `closed` has no event at all
//! let machine = closed.into_machine();                    // back to what is decided at run time
//! assert!(Assigned::try_from(machine).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ```compile_fail,E0599
//! use itsm::typed::neutral::incident::typestate::New;
//! New::begin().unwrap().close();                          // nothing is closed before it is resolved
//! ```
//!
//! A typed state cannot be copied or made up: a record is in one state, and comes into it by its events.
//!
//! ```compile_fail,E0423
//! use itsm::typed::neutral::incident::{Incident, typestate::Closed};
//! let closed = Closed(Incident::begin().unwrap());
//! ```

pub mod cobit2019;
pub mod fitsm3;
pub mod itil4;
pub mod itop;
pub mod mof4;
pub mod neutral;

mod definition;
mod expansion;
mod generate;
mod machine;
mod name;
mod rust_name;
mod sources;
mod typestate;

pub use definition::{Definition, DefinitionError};
pub use generate::{Destination, GenerateError, generate, module_name};
pub use machine::{Allowed, Applied, Machine, Refusal, RestoreError};
pub use name::{Name, UnknownName};
pub use sources::{Definitions, SourceText};
pub use typestate::{InState, Target};

/// What the macro needs and nobody else.
#[doc(hidden)]
pub mod hidden {
    pub use serde;
    pub use strum;

    pub use super::typestate::{Pass, ask, narrow, pass};
    use super::{Definition, DefinitionError, Name, UnknownName};
    pub use crate::__typed_text_forms as text_forms;
    use crate::lifecycle::Lifecycle;

    /// A definition, loaded when it is first asked for.
    pub struct Compiled(std::sync::LazyLock<Result<Lifecycle, DefinitionError>>);

    impl Compiled {
        /// The definition that a function loads.
        pub const fn new(load: fn() -> Result<Lifecycle, DefinitionError>) -> Self {
            Self(std::sync::LazyLock::new(load))
        }

        /// What was loaded.
        #[inline]
        pub fn as_ref(&self) -> Result<&Lifecycle, &DefinitionError> {
            (*self.0).as_ref()
        }
    }

    /// Loads a definition.
    pub fn load<D: Definition>() -> Result<Lifecycle, DefinitionError> {
        super::definition::load::<D>()
    }

    /// The name of an id.
    pub fn parse<N: Name>(text: &str) -> Result<N, UnknownName> {
        super::name::parse(text)
    }

    /// Reads a name by its id.
    pub fn deserialize<'de, N: Name, D: serde::Deserializer<'de>>(deserializer: D) -> Result<N, D::Error> {
        super::name::deserialize(deserializer)
    }
}
