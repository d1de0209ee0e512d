//! The closed vocabularies of lifecycle files.

use crate::document::vocabulary;

vocabulary! {
    /// What a state is, whatever it is called.
    StateKind {
        /// Somebody works on it or should. (The first word stands in for one that is not known.)
        Open,
        /// Where every record begins.
        Initial,
        /// It waits for somebody or something outside.
        Waiting,
        /// The work is done, and the record may come back.
        Resolved,
        /// The end.
        Terminal,
    }
}

vocabulary! {
    /// Who brings an event about.
    EventKind {
        /// A person.
        User,
        /// A timer.
        Timer,
        /// Another program.
        System,
    }
}

vocabulary! {
    /// How the votes of an approval are counted. Votes of people who may not vote do not count; the last vote of a
    /// person counts.
    QuorumRule {
        /// One yes is enough.
        Any,
        /// Every voter must say yes.
        All,
        /// A number of yes votes.
        AtLeast,
        /// A share of all voters.
        Percent,
    }
}
