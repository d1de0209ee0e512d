//! The closed vocabularies of workflow files. The words are those of BPMN 2.0 (OMG, 2011) where it has one.

use crate::document::vocabulary;

vocabulary! {
    /// What a node of a workflow is.
    NodeKind {
        /// Somebody or something does work. (The first word stands in for one that is not known.)
        Task,
        /// Where it begins.
        Start,
        /// Where a branch ends.
        End,
        /// It waits for something to happen.
        Catch,
        /// It makes something known.
        Throw,
        /// Something that may happen while the work it is attached to goes on.
        Boundary,
        /// One way is taken; ways come together without waiting for each other.
        Exclusive,
        /// All ways are taken; ways come together when all have arrived.
        Parallel,
        /// One way or several are taken; those that were taken are waited for.
        Inclusive,
        /// Of several things, what happens first says which way is taken.
        EventBased,
        /// A workflow within the workflow; the nodes in it name it as `inside`.
        Subprocess,
        /// Another workflow is run.
        Call,
    }
}

vocabulary! {
    /// How the work of a task is done.
    TaskKind {
        /// By a person, with the help of a program.
        User,
        /// By a person, without a program.
        Manual,
        /// By a program.
        Service,
        /// By a script of the engine.
        Script,
        /// By rules, such as a decision table.
        BusinessRule,
        /// A message is sent.
        Send,
        /// A message is waited for.
        Receive,
    }
}

vocabulary! {
    /// What an event is about.
    TriggerKind {
        /// A message to one receiver.
        Message,
        /// A point in time or the end of a period.
        Timer,
        /// Something went wrong; what it happens in is given up.
        Error,
        /// Somebody else must know; what it happens in goes on.
        Escalation,
        /// A message to everybody.
        Signal,
        /// A condition comes to hold.
        Condition,
        /// A jump to a place of the same name.
        Link,
        /// The whole workflow, or the subprocess that it stands in, ends at once.
        Terminate,
        /// What was done is undone. Drawn and kept, and refused when it is to be run.
        Compensation,
        /// A transaction is called off. Drawn and kept, and refused when it is to be run.
        Cancel,
    }
}

vocabulary! {
    /// How often a step is done. A mark that is kept; the step counts once in the net.
    Repetition {
        /// Again and again until it is good.
        Loop,
        /// Once for each of several things, one after the other.
        Sequential,
        /// Once for each of several things, at the same time.
        Parallel,
    }
}
