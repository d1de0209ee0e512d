//! Process trees: blocks inside blocks, from which a sound net follows.
//!
//! ```
//! use itsm::net::{process_tree::ProcessTree, soundness::{Limits, soundness}};
//!
//! let task = |name: &str| ProcessTree::Task(name.to_owned());
//! let tree = ProcessTree::Sequence(vec![
//!     task("Register"),
//!     ProcessTree::Parallel(vec![task("Inform"), task("Examine")]),
//!     ProcessTree::Loop { body: task("Decide").into(), redo: task("Ask").into(), exit: ProcessTree::Silent.into() },
//! ]);
//! assert_eq!(tree.to_string(), "sequence(Register, parallel(Inform, Examine), loop(Decide, Ask, silent))");
//! assert!(soundness(&tree.net()?, Limits::default()).is_sound());
//! # Ok::<(), itsm::net::NetError>(())
//! ```

mod net;
mod read;

use std::fmt;

pub use read::{read, read_bytes};

/// A process as blocks inside blocks (S. Leemans et al., *Discovering block-structured process models*, 2013).
///
/// A block without parts does what a silent step does. Trees are walked recursively: [`read`] bounds their depth, and who builds
/// deeper ones than some thousand levels needs the stack for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProcessTree {
    /// A task, by the name that shows in a log.
    Task(String),
    /// A step that nobody sees.
    Silent,
    /// All parts in this order.
    Sequence(Vec<Self>),
    /// One of the parts.
    Exclusive(Vec<Self>),
    /// All parts, at the same time or in any order.
    Parallel(Vec<Self>),
    /// At least one of the parts, at the same time or in any order.
    Inclusive(Vec<Self>),
    /// All parts in any order, one after the other.
    Interleaving(Vec<Self>),
    /// The body; then, as often as one likes, the redo part and the body again; then the exit part.
    Loop {
        /// What is done at least once.
        body: Box<Self>,
        /// What is done before it is done again.
        redo: Box<Self>,
        /// What is done last.
        exit: Box<Self>,
    },
}

impl fmt::Display for ProcessTree {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut block = |name: &str, parts: &[&Self]| {
            write!(formatter, "{name}(")?;
            for (number, part) in parts.iter().enumerate() {
                write!(formatter, "{}{part}", if number == 0 { "" } else { ", " })?;
            }
            formatter.write_str(")")
        };
        match self {
            Self::Task(name) => formatter.write_str(name),
            Self::Silent => formatter.write_str("silent"),
            Self::Sequence(parts) => block("sequence", &parts.iter().collect::<Vec<_>>()),
            Self::Exclusive(parts) => block("exclusive", &parts.iter().collect::<Vec<_>>()),
            Self::Parallel(parts) => block("parallel", &parts.iter().collect::<Vec<_>>()),
            Self::Inclusive(parts) => block("inclusive", &parts.iter().collect::<Vec<_>>()),
            Self::Interleaving(parts) => block("interleaving", &parts.iter().collect::<Vec<_>>()),
            Self::Loop { body, redo, exit } => block("loop", &[body, redo, exit]),
        }
    }
}
