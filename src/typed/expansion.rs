//! The macro that turns the listing of a lifecycle into types.

/// Turns the listing of a lifecycle into types: `State`, `Event`, a machine, and the states as types in `typestate`.
///
/// `itsm lifecycle typed` writes the listing from a definition; nobody needs to write one by hand. What stands behind
/// `if` says what the event is asked for, and is documentation: the machine runs on the definition itself.
///
/// ```
/// # // A listing as the command writes it, for a definition that stands in the program.
/// mod ticket {
///     const DEFINITION: &str = "
/// format: itsm/lifecycle/1
/// id: ticket
/// title: Ticket
/// fields: {solution: {type: string}}
/// states:
///   - {id: new, kind: initial}
///   - {id: done, kind: resolved, requires: [solution]}
///   - {id: closed, kind: terminal}
/// events: [{id: solve}, {id: reopen}, {id: close}]
/// transitions:
///   - {from: [new], on: solve, to: done}
///   - {from: [done], on: reopen, to: new}
///   - {from: [done], on: close, to: closed}
/// ";
///
///     itsm::typed_lifecycle! {
///         /// Ticket
///         Ticket = "ticket" {
///             hash: "17b8c236c1423ede34ca78daafcd6538cbc33de707b8f85c2cb8a0f7e6d06e36",
///             sources: ["ticket" = DEFINITION],
///         }
///         events {
///             /// Solve
///             Solve  = "solve",
///             /// Reopen
///             Reopen = "reopen",
///             /// Close
///             Close  = "close",
///         }
///         states {
///             /// New
///             New = "new", Initial {
///                 solve:  Solve  => Done if "the field solution",
///             }
///             /// Done
///             Done = "done", Resolved {
///                 reopen: Reopen => New,
///                 close:  Close  => Closed,
///             }
///             /// Closed
///             Closed = "closed", Terminal {}
///         }
///     }
/// }
///
/// use itsm::lifecycle::Context;
/// use ticket::{Event, State, Ticket, typestate::{Closed, New}};
///
/// let mut record = Ticket::begin()?;
/// let refused = record.apply(Event::Solve, &Context::new()).unwrap_err();
/// assert_eq!(refused.to_string(), "`solve` is refused in `new`: the field `solution` is not filled");
/// assert_eq!(State::Done.on(Event::Close), Some(State::Closed));
///
/// // The same with the state in the type: `closed.reopen()` would not compile.
/// let new = New::begin()?;
/// let (new, _) = new.solve(&Context::new()).unwrap_err();
/// let done = new.solve(&Context::new().with_field("solution", "Off and on")).map_err(|(_, refusal)| refusal)?;
/// let closed: Closed = done.close();
/// # let _ = closed;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! typed_lifecycle {
    (
        $(#[$about:meta])*
        $machine:ident = $id:literal {
            hash: $hash:literal,
            sources: [$own:literal = $text:expr $(, $base:literal = $base_text:expr)* $(,)?] $(,)?
        }
        events { $($(#[$event_about:meta])* $event:ident = $event_id:literal),+ $(,)? }
        states {
            $(
                $(#[$state_about:meta])*
                $state:ident = $state_id:literal, $kind:ident {
                    $($method:ident: $on:ident => $to:ident $(| $other:ident)* $(as $outcome:ident)? $(if $asks:literal)?),* $(,)?
                }
            )+
        }
        $(typestate: $none:literal $(,)?)?
    ) => {
        /// The text of the definition.
        pub const SOURCE: &str = $text;

        /// What ties the types together.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Definition;

        impl $crate::typed::Definition for Definition {
            type State = State;
            type Event = Event;
            const ID: &'static str = $id;
            const HASH: &'static str = $hash;
            const SOURCES: &'static [(&'static str, &'static str)] = &[($own, SOURCE) $(, ($base, $base_text))*];

            #[inline]
            fn lifecycle() -> ::core::result::Result<&'static $crate::lifecycle::Lifecycle, &'static $crate::typed::DefinitionError> {
                static COMPILED: $crate::typed::hidden::Compiled = $crate::typed::hidden::Compiled::new($crate::typed::hidden::load::<Definition>);
                COMPILED.as_ref()
            }
        }

        $(#[$about])*
        pub type $machine = $crate::typed::Machine<Definition>;

        $crate::typed_lifecycle!(@names "state" #[doc = "The states."] State { $($(#[$state_about])* $state = $state_id),+ });
        $crate::typed_lifecycle!(@names "event" #[doc = "The events."] Event { $($(#[$event_about])* $event = $event_id),+ });

        impl State {
            /// What kind of state it is.
            #[must_use]
            #[inline]
            pub const fn kind(self) -> $crate::lifecycle::definition::StateKind {
                match self { $(Self::$state => $crate::lifecycle::definition::StateKind::$kind),+ }
            }

            /// The bare step: where an event leads, guards, roles and required fields aside. None when there is no
            /// transition, or when there are several that lead to different states. Constant time, one look-up.
            #[inline]
            #[must_use]
            pub const fn on(self, event: Event) -> ::core::option::Option<Self> {
                #[allow(clippy::indexing_slicing, reason = "enums are places in the table, which is as large as they are many")]
                const TABLE: &[[::core::option::Option<State>; Event::ALL.len()]; State::ALL.len()] = &{
                    #[allow(unused_mut, reason = "a lifecycle may have no transition")]
                    let mut table = [[::core::option::Option::None; Event::ALL.len()]; State::ALL.len()];
                    $($(table[State::$state as usize][Event::$on as usize] = $crate::typed_lifecycle!(@only State $to $($other)*);)*)+
                    table
                };
                #[allow(clippy::indexing_slicing, reason = "enums are places in the table, which is as large as they are many")]
                TABLE[self as usize][event as usize]
            }
        }

        $crate::typed_lifecycle!(@typestate [$($none)?] $($(#[$state_about])* $state $kind { $($method $on [$to $($other)*] [$($outcome)?] [$($asks)?])* })+);
    };

    // An enum and its text forms.
    (@names $what:literal #[$enum_about:meta] $name:ident { $($(#[$about:meta])* $item:ident = $id:literal),+ }) => {
        #[$enum_about]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$about])* $item),+ }

        impl $name {
            /// All of them, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$item),+];

            /// The id in the definition.
            #[must_use]
            #[inline]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$item => $id),+ }
            }
        }

        impl $crate::typed::Name for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = Self::ALL;
            const FIRST: Self = $crate::typed_lifecycle!(@first $($item)+);

            #[inline]
            fn id(self) -> &'static str {
                $name::id(self)
            }

            #[inline]
            fn place(self) -> u16 {
                self as u16
            }
        }

        $crate::typed::hidden::text_forms!($name);
    };

    (@first $first:ident $($other:ident)*) => { Self::$first };

    // Where an event leads, when there is one state only.
    (@only $states:ident $to:ident) => { ::core::option::Option::Some($states::$to) };
    (@only $states:ident $($to:ident)+) => { ::core::option::Option::None };

    (@typestate [$none:literal] $($rest:tt)*) => {};
    (@typestate [] $($(#[$about:meta])* $state:ident $kind:ident { $($method:ident $on:ident $to:tt $outcome:tt $asks:tt)* })+) => {
        /// The states as types: what cannot happen does not compile.
        pub mod typestate {
            $(
                $(#[$about])*
                #[derive(Debug)]
                #[must_use = "the record lives on in it"]
                pub struct $state($crate::typed::Machine<super::Definition>);

                impl $crate::typed::Target for $state {
                    type Definition = super::Definition;

                    #[inline]
                    fn wrap(machine: $crate::typed::Machine<super::Definition>, _: $crate::typed::hidden::Pass) -> Self {
                        Self(machine)
                    }
                }

                impl $crate::typed::InState for $state {
                    const STATE: super::State = super::State::$state;

                    #[inline]
                    fn into_machine(self) -> $crate::typed::Machine<super::Definition> {
                        self.0
                    }
                }

                #[allow(clippy::should_implement_trait, clippy::wrong_self_convention, reason = "events are called what their authors call them")]
                impl $state {
                    $crate::typed_lifecycle!(@begin $kind);

                    /// The machine, to look at.
                    #[must_use]
                    #[inline]
                    pub fn machine(&self) -> &$crate::typed::Machine<super::Definition> {
                        &self.0
                    }

                    /// The machine, for what is decided at run time.
                    #[must_use]
                    #[inline]
                    pub fn into_machine(self) -> $crate::typed::Machine<super::Definition> {
                        self.0
                    }

                    $($crate::typed_lifecycle!(@method $method $on $to $outcome $asks);)*
                }

                impl ::core::convert::TryFrom<$crate::typed::Machine<super::Definition>> for $state {
                    type Error = $crate::typed::Machine<super::Definition>;

                    #[inline]
                    fn try_from(machine: $crate::typed::Machine<super::Definition>) -> ::core::result::Result<Self, Self::Error> {
                        $crate::typed::hidden::narrow(machine)
                    }
                }
            )+
            $($($crate::typed_lifecycle!(@outcome $on $to $outcome);)*)+
        }
    };

    (@begin Initial) => {
        /// A new record.
        ///
        /// # Errors
        /// When the definition cannot be used; records of one lifecycle all fail or none.
        #[inline]
        pub fn begin() -> ::core::result::Result<Self, $crate::typed::DefinitionError> {
            $crate::typed::Machine::begin().map(Self)
        }
    };
    (@begin $kind:ident) => {};

    // An event as a method: asked for nothing, asked for something, several targets.
    (@method $method:ident $on:ident [$to:ident] [] []) => {
        #[doc = concat!("[`", stringify!($on), "`](super::Event::", stringify!($on), "): leads to [`", stringify!($to), "`] and asks for nothing.")]
        #[inline]
        pub fn $method(self) -> $to {
            $crate::typed::hidden::pass(self, super::Event::$on)
        }
    };
    (@method $method:ident $on:ident [$to:ident] [] [$asks:literal]) => {
        #[doc = concat!("[`", stringify!($on), "`](super::Event::", stringify!($on), "): leads to [`", stringify!($to), "`] and asks for ", $asks, ".")]
        ///
        /// # Errors
        /// The record as it was, and everything that is missing.
        #[inline]
        pub fn $method(self, context: &$crate::lifecycle::Context) -> ::core::result::Result<$to, (Self, $crate::typed::Refusal<super::Definition>)> {
            $crate::typed::hidden::ask(self, super::Event::$on, context)
        }
    };
    (@method $method:ident $on:ident $several:tt [$outcome:ident] [$asks:literal]) => {
        #[doc = concat!("[`", stringify!($on), "`](super::Event::", stringify!($on), "): asks for ", $asks, ".")]
        ///
        /// # Errors
        /// The record as it was, and everything that is missing.
        #[inline]
        pub fn $method(self, context: &$crate::lifecycle::Context) -> ::core::result::Result<$outcome, (Self, $crate::typed::Refusal<super::Definition>)> {
            $crate::typed::hidden::ask(self, super::Event::$on, context)
        }
    };

    (@outcome $on:ident $to:tt []) => {};
    (@outcome $on:ident [$first:ident $($other:ident)+] [$outcome:ident]) => {
        #[doc = concat!("Where [`", stringify!($on), "`](super::Event::", stringify!($on), ") has led.")]
        #[derive(Debug)]
        #[must_use = "the record lives on in it"]
        pub enum $outcome {
            #[doc = concat!("To [`", stringify!($first), "`].")]
            $first($first),
            $(
                #[doc = concat!("To [`", stringify!($other), "`].")]
                $other($other),
            )+
        }

        impl $crate::typed::Target for $outcome {
            type Definition = super::Definition;

            #[inline]
            fn wrap(machine: $crate::typed::Machine<super::Definition>, pass: $crate::typed::hidden::Pass) -> Self {
                match machine.state() {
                    $(super::State::$other => Self::$other(<$other as $crate::typed::Target>::wrap(machine, pass)),)+
                    _ => Self::$first(<$first as $crate::typed::Target>::wrap(machine, pass)),
                }
            }
        }
    };
}

/// The text forms of states and events: by id, as serde, strum and the standard library have them.
#[doc(hidden)]
#[macro_export]
macro_rules! __typed_text_forms {
    ($name:ident) => {
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.id())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::typed::UnknownName;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                $crate::typed::hidden::parse(text)
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.id()
            }
        }

        impl ::core::convert::From<$name> for &'static str {
            #[inline]
            fn from(name: $name) -> Self {
                name.id()
            }
        }

        impl $crate::typed::hidden::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::typed::hidden::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.id())
            }
        }

        impl<'de> $crate::typed::hidden::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::typed::hidden::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::typed::hidden::deserialize(deserializer)
            }
        }

        impl $crate::typed::hidden::strum::EnumCount for $name {
            const COUNT: usize = Self::ALL.len();
        }

        impl $crate::typed::hidden::strum::VariantArray for $name {
            const VARIANTS: &'static [Self] = Self::ALL;
        }

        impl $crate::typed::hidden::strum::IntoEnumIterator for $name {
            type Iterator = ::core::iter::Copied<::core::slice::Iter<'static, Self>>;

            #[inline]
            fn iter() -> Self::Iterator {
                Self::ALL.iter().copied()
            }
        }
    };
}
