//! Whether a workflow is sound, in the words of its diagram.

use std::collections::BTreeSet;

use super::{Move, MoveKind, NodeIndex, Place, TranslationError, Workflow, WorkflowNet};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    net::{
        PlaceId, TransitionId,
        soundness::{Limits, Method, Problem, ProblemKind, Soundness, Verdict, soundness},
    },
    source::FileText,
};

/// Problems of one workflow that are reported; one is the root of most of the others.
const MOST: usize = 10;

/// The answer of [`Workflow::soundness`].
#[derive(Clone, Debug)]
pub struct WorkflowSoundness {
    net: WorkflowNet,
    found: Soundness,
}

impl Workflow {
    /// Whether the workflow is sound: from everywhere an end can be reached, nothing is left behind when it ends, and every step can
    /// happen. Conditions, timers and events are taken as free choices.
    ///
    /// ```
    /// use itsm::{net::soundness::Limits, workflow::{WorkflowBuilder, definition::NodeKind}};
    ///
    /// // One way is taken, and both are waited for.
    /// let stuck = WorkflowBuilder::new("stuck", "Stuck")
    ///     .node("call", NodeKind::Start).node("which", NodeKind::Exclusive)
    ///     .node("phone", NodeKind::Task).node("mail", NodeKind::Task)
    ///     .node("both", NodeKind::Parallel).node("done", NodeKind::End)
    ///     .path(["call", "which", "phone", "both", "done"]).path(["which", "mail", "both"])
    ///     .finish()?;
    /// let answer = stuck.soundness(Limits::default()).unwrap();
    /// assert_eq!(answer.is_sound(), Some(false));
    /// assert_eq!(answer.counterexample(&stuck), ["`call` starts it", "`which` leads to `phone`", "`phone` is done"]);
    /// # Ok::<(), itsm::diagnostic::Findings>(())
    /// ```
    ///
    /// Time is that of [`soundness`] on the [net](Workflow::net).
    ///
    /// # Errors
    /// When the workflow has no net.
    pub fn soundness(&self, limits: Limits) -> Result<WorkflowSoundness, TranslationError> {
        let net = self.net()?;
        let found = soundness(&net.net, limits);
        Ok(WorkflowSoundness { net, found })
    }

    /// The finding for a workflow that has no net; none where the check says so at the trigger.
    #[must_use]
    pub fn no_net(&self, error: &TranslationError, file: Option<&FileText>) -> Option<Diagnostic> {
        let node = match error {
            TranslationError::TooManyWays { node, .. } => self.node_index(node),
            TranslationError::Unsupported { .. } => return None,
            TranslationError::Net(_) => None,
        };
        let finding = Diagnostic::warning(Code::LimitReached, format!("whether the workflow is sound is not known: {error}"));
        Some(self.locate(finding, node, file))
    }

    /// A finding at the id of a node, or at that of the workflow.
    fn locate(&self, finding: Diagnostic, node: Option<NodeIndex>, file: Option<&FileText>) -> Diagnostic {
        let Some(file) = file else { return finding };
        let definition = self.definition();
        let id = node.and_then(|node| definition.nodes.get(node.index())).map_or(&definition.id, |node| &node.id);
        match id.position() {
            Some(position) => finding.located(file, position),
            None => finding.in_file(file.name().clone()),
        }
    }
}

impl WorkflowSoundness {
    /// Whether it is sound; none where a limit was reached first.
    #[must_use]
    pub fn is_sound(&self) -> Option<bool> {
        match self.found.verdict {
            Verdict::Sound => Some(true),
            Verdict::Unsound => Some(false),
            Verdict::Undecided(_) => None,
        }
    }

    /// What was found out about the net.
    #[must_use]
    pub fn found(&self) -> &Soundness {
        &self.found
    }

    /// What the verdict rests on.
    #[must_use]
    pub fn method(&self) -> Method {
        self.found.method
    }

    /// The net that was looked at.
    #[must_use]
    pub fn net(&self) -> &WorkflowNet {
        &self.net
    }

    /// A shortest run that shows the first problem, step by step in the words of the diagram; empty when there is none.
    #[must_use]
    pub fn counterexample(&self, workflow: &Workflow) -> Vec<String> {
        let shown = self.roots().into_iter().find(|problem| !problem.run.is_empty());
        shown.map(|problem| self.run(workflow, &problem.run)).unwrap_or_default()
    }

    fn run(&self, workflow: &Workflow, run: &[TransitionId]) -> Vec<String> {
        run.iter().filter_map(|step| self.net.words(workflow, *step)).collect()
    }

    /// The problems as findings at the nodes that they are about: at most ten, and a limit that was reached.
    #[must_use]
    pub fn findings(&self, workflow: &Workflow, file: Option<&FileText>) -> Findings {
        let mut findings = Findings::new();
        if let Verdict::Undecided(limit) = self.found.verdict {
            let message = format!(
                "whether the workflow is sound is not known: the limit on {limit} was reached after {} markings",
                self.found.markings_explored
            );
            let help = "raise the limit, or divide the workflow into subprocesses that are checked by themselves";
            findings.push(workflow.locate(Diagnostic::warning(Code::LimitReached, message).help(help), None, file));
        }
        let mut said = BTreeSet::new();
        for problem in self.roots() {
            let Some((message, help, node)) = self.told(workflow, problem) else { continue };
            if said.len() < MOST && said.insert(message.clone()) {
                findings.push(workflow.locate(Diagnostic::error(Code::UnsoundWorkflow, message).help(help), node, file));
            }
        }
        findings
    }

    /// The problems that others follow from: behind where work gets stuck nothing happens, and from before it no end can be
    /// reached either. What stands on its own shows again when these are mended.
    fn roots(&self) -> Vec<&Problem> {
        let rank = |problem: &Problem| match problem.kind {
            ProblemKind::NotAWorkflowNet(_) => 0,
            ProblemKind::CannotComplete { deadlock: true } | ProblemKind::ImproperCompletion | ProblemKind::Unbounded(_) => 1,
            ProblemKind::CannotComplete { deadlock: false } => 2,
            ProblemKind::DeadTransition(_) => 3,
            ProblemKind::NotLiveAndBounded => 4,
        };
        // Where nothing but ends is marked nobody waits: an end was reached twice, which is a problem of its own.
        let waits = |problem: &&Problem| match problem.kind {
            ProblemKind::CannotComplete { .. } => problem.marking.marked().any(|(place, _)| !matches!(self.net.place(place), Some(Place::Ended(_)))),
            _ => true,
        };
        let least = self.found.problems.iter().filter(waits).map(rank).min();
        self.found.problems.iter().filter(waits).filter(|problem| Some(rank(problem)) == least).collect()
    }

    fn told(&self, workflow: &Workflow, problem: &Problem) -> Option<(String, &'static str, Option<NodeIndex>)> {
        let after = match self.run(workflow, &problem.run).as_slice() {
            [] => "from the beginning".to_owned(),
            run => format!("after {}", run.join(", ")),
        };
        let marked: Vec<(Place, u32)> = problem.marking.marked().filter_map(|(place, tokens)| Some((self.net.place(place)?, tokens))).collect();
        let waiting: Vec<NodeIndex> = marked.iter().filter_map(|(place, _)| waiting_at(workflow, *place)).collect();
        let id = |node: NodeIndex| workflow.graph().node_weight(node).map_or("", |node| node.id.as_str());
        let listed = waiting.iter().map(|node| format!("`{}`", id(*node))).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ");
        Some(match &problem.kind {
            ProblemKind::CannotComplete { deadlock: true } => (
                format!("work gets stuck at {listed} {after}"),
                "a gateway that joins must wait for what was branched, and for no more",
                waiting.first().copied(),
            ),
            ProblemKind::CannotComplete { deadlock: false } => {
                (format!("no end can be reached any more {after}"), "add a way that leads out", waiting.first().copied())
            }
            ProblemKind::ImproperCompletion => {
                let twice = marked.iter().find_map(|(place, tokens)| match place {
                    Place::Ended(node) if *tokens > 1 => Some(*node),
                    _ => None,
                });
                let message = match twice {
                    Some(end) => format!("`{}` is reached twice {after}", id(end)),
                    None => format!("something is left behind at {listed} {after}"),
                };
                (
                    message,
                    "branches that run side by side must come together in a `parallel` or `inclusive` gateway",
                    twice.or(waiting.first().copied()),
                )
            }
            ProblemKind::DeadTransition(transition) => self.dead(workflow, *transition)?,
            ProblemKind::Unbounded(place) => {
                let node = self.net.place(*place).and_then(|place| waiting_at(workflow, place));
                let at = node.map_or_else(|| "an end".to_owned(), |node| format!("`{}`", id(node)));
                (format!("work piles up at {at} without end {after}"), "a loop must not start more than it waits for", node)
            }
            ProblemKind::NotAWorkflowNet(_) | ProblemKind::NotLiveAndBounded => {
                (problem.sentence(&self.net.net), "see the structure of the workflow", None)
            }
        })
    }

    /// A transition that never fires: the whole node, or one of the ways through it. What else is dead follows from that.
    fn dead(&self, workflow: &Workflow, transition: TransitionId) -> Option<(String, &'static str, Option<NodeIndex>)> {
        let dead: BTreeSet<usize> = self
            .found
            .problems
            .iter()
            .filter_map(|problem| match problem.kind {
                ProblemKind::DeadTransition(transition) => Some(transition.index()),
                _ => None,
            })
            .collect();
        let Move { node, kind, taken } = self.net.transition(transition)?;
        let own = self.net.moves.iter().enumerate().filter(|(_, other)| other.node == *node);
        let id = &workflow.graph().node_weight(*node)?.id;
        let help = "what leads to it is never there at the same time, or never at all";
        if own.clone().all(|(place, _)| dead.contains(&place)) {
            return Some((format!("`{id}` can never happen"), help, Some(*node)));
        }
        // A step that begins, and can never be done: it is the step that is dead.
        match kind {
            MoveKind::Complete | MoveKind::Happen | MoveKind::End | MoveKind::Raise { .. } => {
                Some((format!("`{id}` can never be done"), help, Some(*node)))
            }
            MoveKind::Pass if taken.iter().all(|flow| self.never_taken(*flow, &dead)) => {
                let to = workflow.graph().edge_endpoints(*taken.first()?).and_then(|(_, to)| workflow.graph().node_weight(to))?;
                Some((format!("the way from `{id}` to `{}` can never be taken", to.id), help, Some(*node)))
            }
            _ => None,
        }
    }

    fn never_taken(&self, flow: super::FlowIndex, dead: &BTreeSet<usize>) -> bool {
        self.net.moves.iter().enumerate().filter(|(_, other)| other.taken.contains(&flow)).all(|(place, _)| dead.contains(&place))
    }

    /// What a place of the net means.
    #[must_use]
    pub fn place(&self, place: PlaceId) -> Option<Place> {
        self.net.place(place)
    }
}

/// Where a token waits, as a reader of the diagram sees it; none for ends that were reached.
fn waiting_at(workflow: &Workflow, place: Place) -> Option<NodeIndex> {
    match place {
        Place::Flow(flow) => workflow.graph().edge_endpoints(flow).map(|(_, to)| to),
        Place::Active(node) | Place::At(node) | Place::Armed(node) | Place::Finished(node) => Some(node),
        Place::Begin(scope) => scope,
        Place::Settled(_) | Place::Ended(_) => None,
    }
}
