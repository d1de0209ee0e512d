//! Alignments: the cheapest way to explain what happened by a run of the model.
//!
//! An alignment goes through a trace and a run of the model together. Events that the run explains are free, as are silent steps of
//! the model; an event that it does not explain (a *log move*) and a visible step that the trace lacks (a *model move*) cost 1 each,
//! or what [`Weights`] say. The cost of the cheapest alignment is the number of deviations of the trace (Adriansyah, "Aligning
//! observed and modeled behavior", 2014). Costs are exact, or the answer says that it is not solved and how much it is at least.
//!
//! ```
//! use itsm::{
//!     conformance::align::{Aligner, LabelMap, Model, Options},
//!     eventlog::{Classifier, LogBuilder, Order},
//!     net::NetBuilder,
//! };
//!
//! let mut builder = NetBuilder::new("ticket");
//! let places: Vec<_> = ["start", "open", "resolved", "closed"].map(|name| builder.place(name)).into();
//! for (at, label) in ["Open", "Resolve", "Close"].into_iter().enumerate() {
//!     let transition = builder.transition(label, Some(label.to_owned()));
//!     builder.input(transition, places[at], 1).output(transition, places[at + 1], 1);
//! }
//! let model = Model::from_net(&builder.initial(places[0], 1).final_(places[3], 1).clone().build()?)?;
//!
//! let mut builder = LogBuilder::new();
//! for trace in [vec!["Open", "Resolve", "Close"], vec!["Open", "Close", "Reopen"]] {
//!     let case = builder.case()?;
//!     for activity in trace {
//!         builder.named_event(case, activity)?;
//!     }
//! }
//! let log = builder.finish(Order::AsAdded);
//! let activities = log.activities(&Classifier::default());
//! let labels = LabelMap::by_name(&model, activities.names());
//! let aligner = Aligner::new(&model, &labels, Options::default());
//! let result = aligner.log(&log.variants(&activities));
//! assert_eq!(result.fitting_cases, 1);
//! assert_eq!(result.deviations, Some(2));
//! let words = result.variants[1].outcome.alignment().unwrap().words(&model, &activities);
//! assert_eq!(words, ["`Resolve` is missing before `Close`", "extra `Reopen` after `Close`"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! How it is computed, the first that applies:
//!
//! 1. **State machines**, and nets with few markings, are solved by a table over the tree of variants: for every prefix the cost of
//!    being in every state. Variants that begin alike share the work, nothing is searched.
//! 2. **Nets of parallel blocks** (whatever goes on between blocks, loops included) become state machines whose steps may be
//!    blocks of machines that run side by side. As branches with different labels do not take each other's events, the cost of a
//!    block is the sum of the costs of its branches, each on the events that it knows. Tables again, in polynomial time.
//! 3. Other nets are searched (A*), within [`Limits`]. What is left costs at least what it costs in the state machines that one token
//!    of the net moves through, each charged for labels of its own.
//!
//! [`Aligner::fit`] only asks which cases fit, [`Monitor`] follows one case event by event,
//! [`StreamAligner`] and [`Follower`] take logs that are too long to be held, [`precision`] says how much of what the
//! model allows is ever done.

mod aligner;
mod blocks;
mod bound;
mod closure;
mod fit;
mod follow;
mod labels;
mod machine;
mod model;
mod monitor;
mod moves;
mod options;
mod outcome;
mod plan;
mod precision;
mod product;
mod search;
mod space;
mod stream;
mod structure;
mod track;
mod trail;

pub use aligner::Aligner;
pub use fit::Fit;
pub use follow::{FollowedAlignment, FollowedCase, Follower};
pub use labels::LabelMap;
pub use model::{Label, LifecycleLabels, Model, ModelError};
pub use monitor::{Monitor, Verdict};
pub use moves::{Alignment, Move};
pub use options::{Limits, Options, Weights};
pub use outcome::{LogAlignment, Outcome, VariantAlignment};
pub use precision::precision;
pub use stream::{ListedVariant, StreamAligner, StreamAlignment};

/// No way: larger than any cost. Two of them still fit into 32 bits.
const NEVER: u32 = 1 << 30;

/// A sum of costs, never more than [`NEVER`].
#[inline]
const fn plus(one: u32, other: u32) -> u32 {
    let sum = one.saturating_add(other);
    if sum < NEVER { sum } else { NEVER }
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
