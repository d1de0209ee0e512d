//! The incident of `incident.yaml` by hand and in other crates, each as its documentation has it.

/// What a developer writes by hand.
pub mod by_hand {
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum State {
        New,
        EscalatedTto,
        Assigned,
        EscalatedTtr,
        Pending,
        Resolved,
        Closed,
    }

    #[derive(Clone, Copy)]
    pub enum Event {
        Assign,
        Timeout,
        Autoresolve,
        Pending,
        Resolve,
        Reassign,
        Close,
        Reopen,
        Autoclose,
    }

    /// In the order of the file.
    pub const EVENTS: [Event; 9] = [
        Event::Assign,
        Event::Timeout,
        Event::Autoresolve,
        Event::Pending,
        Event::Resolve,
        Event::Reassign,
        Event::Close,
        Event::Reopen,
        Event::Autoclose,
    ];

    /// One arm a target, as people write it.
    pub fn step(state: State, event: Event) -> Option<State> {
        match (state, event) {
            (State::New | State::EscalatedTto | State::Pending, Event::Assign) | (State::EscalatedTtr | State::Assigned, Event::Reassign) => {
                Some(State::Assigned)
            }
            (State::New, Event::Timeout) => Some(State::EscalatedTto),
            (State::Assigned, Event::Timeout) => Some(State::EscalatedTtr),
            (State::Assigned | State::EscalatedTtr, Event::Pending) => Some(State::Pending),
            (State::Assigned | State::EscalatedTtr, Event::Resolve) => Some(State::Resolved),
            (State::New | State::Assigned | State::EscalatedTtr | State::Pending | State::Resolved, Event::Autoresolve) => Some(State::Resolved),
            (State::Resolved, Event::Close) => Some(State::Closed),
            (State::Resolved, Event::Reopen) => Some(State::Assigned),
            _ => None,
        }
    }
}

/// `statig`: a handler a state.
pub mod in_statig {
    pub use super::by_hand::Event;
    use statig::prelude::*;

    #[derive(Default)]
    pub struct Incident;

    #[state_machine(initial = "State::fresh()")]
    impl Incident {
        #[state]
        fn fresh(event: &Event) -> Outcome<State> {
            match event {
                Event::Assign => Transition(State::assigned()),
                Event::Timeout => Transition(State::escalated_tto()),
                Event::Autoresolve => Transition(State::resolved()),
                _ => Handled,
            }
        }

        #[state]
        fn escalated_tto(event: &Event) -> Outcome<State> {
            match event {
                Event::Assign => Transition(State::assigned()),
                _ => Handled,
            }
        }

        #[state]
        fn assigned(event: &Event) -> Outcome<State> {
            match event {
                Event::Pending => Transition(State::pending()),
                Event::Resolve | Event::Autoresolve => Transition(State::resolved()),
                Event::Reassign => Transition(State::assigned()),
                Event::Timeout => Transition(State::escalated_ttr()),
                _ => Handled,
            }
        }

        #[state]
        fn escalated_ttr(event: &Event) -> Outcome<State> {
            match event {
                Event::Pending => Transition(State::pending()),
                Event::Resolve | Event::Autoresolve => Transition(State::resolved()),
                Event::Reassign => Transition(State::assigned()),
                _ => Handled,
            }
        }

        #[state]
        fn pending(event: &Event) -> Outcome<State> {
            match event {
                Event::Assign => Transition(State::assigned()),
                Event::Autoresolve => Transition(State::resolved()),
                _ => Handled,
            }
        }

        #[state]
        fn resolved(event: &Event) -> Outcome<State> {
            match event {
                Event::Close => Transition(State::closed()),
                Event::Reopen => Transition(State::assigned()),
                Event::Autoresolve => Transition(State::resolved()),
                _ => Handled,
            }
        }

        #[state]
        fn closed(event: &Event) -> Outcome<State> {
            let _ = event;
            Handled
        }
    }
}

/// `rust-fsm`: a table in a macro.
pub mod in_rust_fsm {
    use rust_fsm::state_machine;

    state_machine! {
        pub incident(New)

        New => { Assign => Assigned, Timeout => EscalatedTto, Autoresolve => Resolved },
        EscalatedTto(Assign) => Assigned,
        Assigned => { Pending => Pending, Resolve => Resolved, Reassign => Assigned, Timeout => EscalatedTtr, Autoresolve => Resolved },
        EscalatedTtr => { Pending => Pending, Resolve => Resolved, Reassign => Assigned, Autoresolve => Resolved },
        Pending => { Assign => Assigned, Autoresolve => Resolved },
        Resolved => { Close => Closed, Reopen => Assigned, Autoresolve => Resolved },
        // It has no event that nothing takes.
        Closed(Autoclose) => Closed,
    }

    pub use incident::{Input, State, StateMachine};

    /// In the order of the file.
    pub const EVENTS: [fn() -> Input; 9] = [
        || Input::Assign,
        || Input::Timeout,
        || Input::Autoresolve,
        || Input::Pending,
        || Input::Resolve,
        || Input::Reassign,
        || Input::Close,
        || Input::Reopen,
        || Input::Autoclose,
    ];
}

/// `smlang`: a table in a macro.
pub mod in_smlang {
    use smlang::statemachine;

    statemachine! {
        derive_states: [Clone, Copy],
        derive_events: [Clone, Copy],
        transitions: {
            *New + Assign = Assigned,
            New + Timeout = EscalatedTto,
            New + Autoresolve = Resolved,
            EscalatedTto + Assign = Assigned,
            Assigned + Pending = Pending,
            Assigned + Resolve = Resolved,
            Assigned + Reassign = Assigned,
            Assigned + Timeout = EscalatedTtr,
            Assigned + Autoresolve = Resolved,
            EscalatedTtr + Pending = Pending,
            EscalatedTtr + Resolve = Resolved,
            EscalatedTtr + Reassign = Assigned,
            EscalatedTtr + Autoresolve = Resolved,
            Pending + Assign = Assigned,
            Pending + Autoresolve = Resolved,
            Resolved + Close = Closed,
            Resolved + Reopen = Assigned,
            Resolved + Autoresolve = Resolved,
            // It has no event that nothing takes; no record stays closed here.
            Closed + Autoclose = Closed,
        }
    }

    pub struct Nothing;

    impl StateMachineContext for Nothing {}

    /// In the order of the file.
    pub const EVENTS: [Events; 9] = [
        Events::Assign,
        Events::Timeout,
        Events::Autoresolve,
        Events::Pending,
        Events::Resolve,
        Events::Reassign,
        Events::Close,
        Events::Reopen,
        Events::Autoclose,
    ];
}
