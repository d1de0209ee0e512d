//! The closed vocabularies of rules.

use crate::document::vocabulary;

vocabulary! {
    /// What a rule asks. Those up to `not-chain-precedence` are templates of Declare (Pesic, Schonenberg and van der Aalst 2007),
    /// those after it are what IT service management needs beside them. `docs/rules.md` defines each.
    Template {
        /// A step comes at least so often.
        Existence,
        /// A step comes fewer times than so often.
        Absence,
        /// A step comes exactly so often.
        Exactly,
        /// A step comes first.
        Init,
        /// A step comes last.
        End,
        /// One of two steps comes, or both.
        Choice,
        /// One of two steps comes, not both.
        ExclusiveChoice,
        /// Where the first step comes, the second comes before or after it.
        RespondedExistence,
        /// Both steps come, or neither.
        Coexistence,
        /// After the first step comes the second.
        Response,
        /// Before the second step came the first.
        Precedence,
        /// After the first step comes the second, before the first comes again.
        AlternateResponse,
        /// Before the second step came the first, after the second came the last time.
        AlternatePrecedence,
        /// Right after the first step comes the second.
        ChainResponse,
        /// Right before the second step came the first.
        ChainPrecedence,
        /// Response and precedence.
        Succession,
        /// Alternate response and alternate precedence.
        AlternateSuccession,
        /// Chain response and chain precedence.
        ChainSuccession,
        /// Where the first step comes, the second does not.
        NotRespondedExistence,
        /// Not both steps come.
        NotCoexistence,
        /// After the first step the second does not come.
        NotSuccession,
        /// Right after the first step the second does not come.
        NotChainSuccession,
        /// Before the second step the first did not come.
        NotPrecedence,
        /// Right before the second step the first did not come.
        NotChainPrecedence,
        /// The steps come in this order.
        RequiredOrder,
        /// The steps do not come one after the other in this order.
        ForbiddenOrder,
        /// What needs approval was approved before, and the approval still counts.
        Approval,
        /// A step comes again so often and no more.
        Reopening,
        /// After the first step the second comes in time.
        TimeLimit,
        /// Two steps of a case are done by different people.
        FourEyes,
        /// Who does the one never does the other, in any case.
        SeparationOfDuties,
        /// Fields are filled by the time of a step.
        RequiredFields,
        /// The work is not handed back and forth.
        PingPong,
        /// A step happens between two planned instants.
        ChangeWindow,
        /// Nothing is closed without the user's word.
        UserConfirmation,
        /// A field has the value that a decision table gives it.
        Priority,
        /// A record of another type is linked by the time of a step.
        LinkedRecord,
    }
}

vocabulary! {
    /// How bad a deviation is.
    RuleSeverity {
        /// Somebody must look at it.
        High,
        /// Somebody should look at it.
        Medium,
        /// Good to know.
        Low,
    }
}

vocabulary! {
    /// How much of a requirement a rule that holds is evidence for.
    Evidence {
        /// A part: other things must hold too.
        Part,
        /// The whole: where the rule holds, the requirement is met as far as a log can show.
        Whole,
    }
}
