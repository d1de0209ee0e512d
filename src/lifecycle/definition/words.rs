//! The closed vocabularies of lifecycle files.

use crate::framework::definition::vocabulary;

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
    /// What a field holds.
    FieldType {
        /// True or false.
        Bool,
        /// A whole number.
        Int,
        /// A number with decimals.
        Decimal,
        /// A text.
        String,
        /// A point in time.
        Instant,
        /// A length of time.
        Duration,
        /// One of the values that the definition lists.
        Enum,
        /// Several texts.
        List,
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
