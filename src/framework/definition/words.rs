//! The closed vocabularies of definition files.

use crate::document::vocabulary;

vocabulary! {
    /// Who says so.
    Authority {
        /// The owner of a framework.
        Published,
        /// Somebody else.
        ThirdParty,
        /// This project.
        Ours,
    }
}

vocabulary! {
    /// How far a statement has been looked at by others.
    Review {
        /// Nobody but its author has looked.
        Draft,
        /// Somebody else has looked and agrees.
        Reviewed,
        /// Somebody disagrees.
        Disputed,
        /// Something newer takes its place.
        Superseded,
    }
}

vocabulary! {
    /// What an element is in words that all frameworks share; `kind` says it in the framework's own.
    Role {
        /// A heading, layer, stage, area or dimension.
        Group,
        /// A process, practice or management function.
        Process,
        /// Something that is done.
        Activity,
        /// Something that must hold.
        Requirement,
        /// A part that people play.
        Role,
        /// A document, record or tool.
        Artefact,
        /// Something that is measured.
        Metric,
        /// A word of the vocabulary.
        Term,
        /// A point that is reached or a review that is held.
        Milestone,
        /// Something that an organisation can do.
        Capability,
        /// A rule of thought that guides decisions.
        Principle,
        /// Something that is aimed at.
        Goal,
    }
}

vocabulary! {
    /// What a child is to its parent.
    Edge {
        /// A piece of the parent.
        Part,
        /// Only listed under the parent, which gathers titles.
        Collects,
    }
}

vocabulary! {
    /// How somebody takes part in an activity (RACI).
    Involvement {
        /// Answers for the result.
        Accountable,
        /// Does the work.
        Responsible,
        /// Is asked before.
        Consulted,
        /// Is told after.
        Informed,
        /// The source names the role without a letter.
        NotStated,
    }
}

vocabulary! {
    /// Which way a metric should go.
    Direction {
        /// More is better.
        Up,
        /// Less is better.
        Down,
        /// Neither.
        None,
    }
}

vocabulary! {
    /// Whether every input must come from somewhere inside the framework.
    Flows {
        /// Inputs may come from anywhere: what the sources list is partial.
        Open,
        /// Some element or interface hands out every input.
        Closed,
    }
}

vocabulary! {
    /// One of the five ways in which two non-empty sets can lie to each other (RCC5).
    BaseRelation {
        /// The same.
        Equal,
        /// The first lies strictly inside the second.
        Subset,
        /// The first strictly contains the second.
        Superset,
        /// They share some, and each has something of its own.
        Overlap,
        /// They share nothing.
        Disjoint,
    }
}
