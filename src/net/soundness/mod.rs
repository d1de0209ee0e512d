//! Soundness of workflow nets: can every case end, end properly, and take every step.
//!
//! A net is **sound** (van der Aalst 1997, 2011) when from every marking that it can come to it can still complete, when
//! it never completes and leaves something behind, and when every transition can fire in some run. We also ask that it is
//! bounded, which follows from the others but for nets with resets or inclusive joins.
//!
//! [`soundness`] tries what is cheap first:
//!
//! 1. *Structure*: one source, its token, an end, and every node on a path between them ([`Defect`]). Linear.
//! 2. *Reduction*: rules of Murata (1989), Berthelot (1986) and Desel and Esparza (1995) that change nothing about the
//!    verdict ([`reduce`]). Block-structured nets end as a single transition. About linear.
//! 3. *Free choice*: when a choice never depends on other tokens, the rank theorem decides ([`free_choice`]). Polynomial.
//! 4. *State space*: search through all markings of the reduced net ([`state_space`]). Exponential in what runs in parallel,
//!    so it has [`Limits`].
//!
//! Steps 2 and 3 are for nets without resets and inclusive joins. What is not sound is searched without reduction and breadth
//! first, so that every problem comes with a shortest run that shows it.
//!
//! ```
//! use itsm::net::{NetBuilder, soundness::{Limits, Verdict, soundness}};
//!
//! // One of two branches is taken, but the join waits for both.
//! let mut builder = NetBuilder::new("mismatch");
//! let [start, left, right, end] = ["start", "left", "right", "end"].map(|name| builder.place(name));
//! for (name, place) in [("go left", left), ("go right", right)] {
//!     let choice = builder.transition(name, Some(name.to_owned()));
//!     builder.input(choice, start, 1).output(choice, place, 1);
//! }
//! let join = builder.transition("join", None);
//! builder.input(join, left, 1).input(join, right, 1).output(join, end, 1);
//! builder.initial(start, 1).final_(end, 1);
//! let net = builder.build()?;
//!
//! let found = soundness(&net, Limits::default());
//! assert_eq!(found.verdict, Verdict::Unsound);
//! let sentences: Vec<String> = found.problems.iter().map(|problem| problem.sentence(&net)).collect();
//! assert_eq!(sentences, [
//!     "the case cannot complete at the beginning: no way on leads to the end",
//!     "the case cannot complete after `go left`: nothing can happen any more",
//!     "`join` can never happen",
//! ]);
//! # Ok::<(), itsm::net::NetError>(())
//! ```
//!
//! # Sources
//!
//! - W. van der Aalst, *Verification of workflow nets*, ICATPN 1997; W. van der Aalst et al., *Soundness of workflow nets:
//!   classification, decidability, and analysis*, Formal Aspects of Computing 23 (2011). Soundness is liveness and boundedness
//!   of the net whose end leads back to its start.
//! - T. Murata, *Petri nets: properties, analysis and applications*, Proceedings of the IEEE 77 (1989), section V-C.
//! - G. Berthelot, *Transformations and decompositions of nets*, LNCS 254 (1986).
//! - J. Desel, J. Esparza, *Free choice Petri nets*, Cambridge 1995: rank theorem, siphons, reduction.
//! - P. Kemper, F. Bause, *An efficient polynomial-time algorithm to decide liveness and boundedness of free-choice nets*, LNCS
//!   616 (1992): minimal siphons in linear time.
//! - R. Karp, R. Miller, *Parallel program schemata*, JCSS 3 (1969): unboundedness by covering.
//! - H. Verbeek, T. Basten, W. van der Aalst, *Diagnosing workflow processes using Woflan*, The Computer Journal 44 (2001).

mod free_choice;
mod join;
mod packing;
mod pump;
mod rank;
mod reduction;
mod search;
mod siphon;
mod store;
mod structure;

pub use free_choice::free_choice;
pub use reduction::reduce;
pub use search::{state_space, state_space_from};
pub use structure::{Defect, defects};

use schemars::JsonSchema;
use serde::Serialize;
use strum::{Display, EnumIter};

use super::{Marking, Net, PlaceId, TransitionId};

/// How far a search goes before it gives up with [`Verdict::Undecided`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Markings that are kept.
    pub markings: usize,
    /// Memory of the search in bytes, about.
    pub bytes: usize,
}

impl Default for Limits {
    /// A million markings and half a gibibyte.
    fn default() -> Self {
        Self { markings: 1_000_000, bytes: 512 * 1024 * 1024 }
    }
}

/// Which limit ended a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema, Display, EnumIter)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Limit {
    /// [`Limits::markings`].
    Markings,
    /// [`Limits::bytes`].
    Bytes,
    /// A place would have more than 2^32 - 1 tokens.
    Tokens,
}

/// Whether a net is sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Proved.
    Sound,
    /// Disproved; [`Soundness::problems`] says why.
    Unsound,
    /// The search met a limit before anything was found.
    Undecided(Limit),
}

/// What the verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema, Display, EnumIter)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Method {
    /// It is no workflow net.
    Structure,
    /// Rules reduced it to a single step.
    Reduction,
    /// The rank theorem for free-choice nets.
    FreeChoice,
    /// All markings were looked at.
    StateSpace,
}

/// The answer of [`soundness`] and [`state_space`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soundness {
    /// Whether the net is sound.
    pub verdict: Verdict,
    /// What the verdict rests on.
    pub method: Method,
    /// Markings that searches looked at, those of reduced nets included; 0 when no search was needed.
    pub markings_explored: u64,
    /// From every marking that the net comes to, it can complete. Nothing when that is not known.
    pub option_to_complete: Option<bool>,
    /// It never completes and leaves something behind.
    pub proper_completion: Option<bool>,
    /// Every transition fires in some run.
    pub no_dead_transitions: Option<bool>,
    /// The tokens on every place have a greatest number.
    pub bounded: Option<bool>,
    /// What is wrong: the structure first, then by the length of the run, then dead transitions.
    pub problems: Vec<Problem>,
}

impl Soundness {
    fn sound(method: Method, markings_explored: u64) -> Self {
        let yes = Some(true);
        Self {
            verdict: Verdict::Sound,
            method,
            markings_explored,
            option_to_complete: yes,
            proper_completion: yes,
            no_dead_transitions: yes,
            bounded: yes,
            problems: Vec::new(),
        }
    }

    /// Whether the net is proved sound.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.verdict == Verdict::Sound
    }
}

/// Something that makes a net unsound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// A shortest run from the initial marking that shows it; empty when none is needed or the initial marking itself does.
    /// (For [`ProblemKind::Unbounded`] a run, not always a shortest one.)
    pub run: Vec<TransitionId>,
    /// The marking at the end of the run.
    pub marking: Marking,
}

/// What makes a net unsound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The net is no workflow net.
    NotAWorkflowNet(Defect),
    /// From the marking the end cannot be reached.
    CannotComplete {
        /// Nothing at all can happen; otherwise steps can go on, in vain.
        deadlock: bool,
    },
    /// The final marking is there with something left over, or an end is marked twice.
    ImproperCompletion,
    /// The transition never fires.
    DeadTransition(TransitionId),
    /// The tokens on the place grow without end: a part of the run can be repeated, each time adding some.
    Unbounded(PlaceId),
    /// The net with its end led back to its start is not live and bounded, which is known from its structure or from a
    /// reduced net; no run that shows it was found within the limits.
    NotLiveAndBounded,
}

impl Problem {
    fn without_run(kind: ProblemKind, net: &Net) -> Self {
        Self { kind, run: Vec::new(), marking: net.initial().clone() }
    }

    /// The problem in one sentence, without a full stop. Steps have their labels, silent ones their names.
    #[must_use]
    pub fn sentence(&self, net: &Net) -> String {
        let step = |transition: TransitionId| format!("`{}`", net.label(transition).unwrap_or_else(|| net.transition_name(transition)));
        let after = match self.run.as_slice() {
            [] => "at the beginning".to_owned(),
            run => format!("after {}", run.iter().map(|transition| step(*transition)).collect::<Vec<_>>().join(", ")),
        };
        match &self.kind {
            ProblemKind::NotAWorkflowNet(defect) => defect.sentence(net),
            ProblemKind::CannotComplete { deadlock: true } => format!("the case cannot complete {after}: nothing can happen any more"),
            ProblemKind::CannotComplete { deadlock: false } => format!("the case cannot complete {after}: no way on leads to the end"),
            ProblemKind::ImproperCompletion => {
                let left: Vec<String> = self.marking.marked().map(|(place, tokens)| format!("{tokens} on `{}`", net.place_name(place))).collect();
                format!("the case completes improperly {after}: there are tokens {}", left.join(", "))
            }
            ProblemKind::DeadTransition(transition) => format!("{} can never happen", step(*transition)),
            ProblemKind::Unbounded(place) => format!("tokens on `{}` grow without end {after}", net.place_name(*place)),
            ProblemKind::NotLiveAndBounded => "the net is not sound by its structure; no run that shows it was found within the limits".to_owned(),
        }
    }
}

/// Decides soundness, by the cheapest way that works.
///
/// Deterministic. Time and memory are about linear for block-structured nets, polynomial for free-choice nets, and bounded by
/// `limits` for others.
#[must_use]
pub fn soundness(net: &Net, limits: Limits) -> Soundness {
    if !defects(net).is_empty() || net.has_resets() || net.has_inclusive_joins() {
        return state_space(net, limits);
    }
    let reduced = reduce(net);
    if reduction::is_trivial(&reduced) {
        return Soundness::sound(Method::Reduction, 0);
    }
    // With several ends, all of them as one: what is sound then is sound with ends of their own, since every case marks one
    // end once. The other way round it is not, as parallel branches may each have an end.
    let joined = (reduced.ends().len() > 1).then(|| join::ends(&reduced)).flatten().map(|joined| reduce(&joined));
    if joined.as_ref().is_some_and(reduction::is_trivial) {
        return Soundness::sound(Method::Reduction, 0);
    }
    let structural = free_choice(joined.as_ref().unwrap_or(&reduced));
    if structural == Some(true) {
        return Soundness::sound(Method::FreeChoice, 0);
    }
    if structural == Some(false) && joined.is_none() {
        return with_run(net, limits, Method::FreeChoice, 0);
    }
    if reduced.place_count() == net.place_count() && reduced.transition_count() == net.transition_count() {
        return state_space(net, limits);
    }
    let found = state_space(&reduced, limits);
    match found.verdict {
        Verdict::Sound => Soundness::sound(Method::StateSpace, found.markings_explored),
        Verdict::Unsound => with_run(net, limits, Method::StateSpace, found.markings_explored),
        Verdict::Undecided(limit) => Soundness {
            verdict: Verdict::Undecided(limit),
            option_to_complete: None,
            proper_completion: None,
            no_dead_transitions: None,
            bounded: None,
            ..found
        },
    }
}

/// The runs for a net that is known to be unsound.
fn with_run(net: &Net, limits: Limits, method: Method, before: u64) -> Soundness {
    let mut found = state_space(net, limits);
    found.markings_explored = found.markings_explored.saturating_add(before);
    if found.verdict != Verdict::Unsound {
        found.verdict = Verdict::Unsound;
        found.problems = vec![Problem::without_run(ProblemKind::NotLiveAndBounded, net)];
    }
    found.method = method;
    found
}
