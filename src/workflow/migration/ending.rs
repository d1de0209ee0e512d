//! Whether an execution can still end from where it stands.

use std::fmt;

use super::Plan;
use crate::{
    net::{
        Marking,
        soundness::{Limit, Problem, ProblemKind, Verdict, state_space_from},
    },
    workflow::WorkflowNet,
};

/// Whether an end can be reached from everywhere an execution can come to, with nothing left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CanEnd {
    /// It can.
    Yes,
    /// It cannot.
    No {
        /// A shortest run that shows it, in the words of the diagram; empty where it stands wrongly already.
        run: Vec<String>,
        /// What is wrong then.
        why: String,
    },
    /// A limit was reached first.
    Undecided(Limit),
}

impl CanEnd {
    /// Whether it can; none where that is not known.
    #[must_use]
    pub fn known(&self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No { .. } => Some(false),
            Self::Undecided(_) => None,
        }
    }
}

impl fmt::Display for CanEnd {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes => formatter.write_str("it can end"),
            Self::No { run, why } if run.is_empty() => formatter.write_str(why),
            Self::No { run, why } => write!(formatter, "{why} after {}", run.join(", ")),
            Self::Undecided(limit) => write!(formatter, "whether it can end is not known: the limit on {limit} was reached"),
        }
    }
}

impl Plan {
    /// Whether an execution of the new definition can end from a marking. Conditions, timers and events are free choices, as for
    /// soundness; time and memory are those of a search through all markings, bounded by the limits.
    #[must_use]
    pub fn can_end(&self, marking: &Marking) -> CanEnd {
        let net = self.new.net();
        let found = state_space_from(net.net(), marking, self.limits);
        // That no end can be reached is said where nothing shows why.
        let rank = |problem: &&Problem| match problem.kind {
            ProblemKind::CannotComplete { deadlock: false } => 1,
            _ => 0,
        };
        let worst = found.problems.iter().filter(|problem| !matches!(problem.kind, ProblemKind::DeadTransition(_))).min_by_key(rank);
        if let Some(problem) = worst {
            let run = problem.run.iter().filter_map(|step| net.words(self.new.workflow(), *step)).collect();
            return CanEnd::No { run, why: why(net, &problem.kind, &problem.marking) };
        }
        match (found.option_to_complete, found.verdict) {
            (Some(true), _) => CanEnd::Yes,
            (_, Verdict::Undecided(limit)) => CanEnd::Undecided(limit),
            _ => CanEnd::Undecided(Limit::Markings),
        }
    }
}

fn why(net: &WorkflowNet, kind: &ProblemKind, marking: &Marking) -> String {
    let places = || marking.marked().map(|(place, _)| format!("`{}`", net.net().place_name(place))).collect::<Vec<_>>().join(", ");
    match kind {
        ProblemKind::CannotComplete { deadlock: true } => format!("it gets stuck with {}", places()),
        ProblemKind::CannotComplete { deadlock: false } => "no end can be reached any more".to_owned(),
        ProblemKind::ImproperCompletion => format!("it ends twice, with {}", places()),
        ProblemKind::Unbounded(place) => format!("work piles up at `{}` without end", net.net().place_name(*place)),
        ProblemKind::NotAWorkflowNet(_) | ProblemKind::DeadTransition(_) | ProblemKind::NotLiveAndBounded => "it cannot end".to_owned(),
    }
}
