//! Petri nets: the model, how tokens move, [`soundness`].
//!
//! A [`Net`] is built once with a [`NetBuilder`] and never changes; a [`Marking`] says where the tokens are. Nets have
//! weighted arcs, resets (cancellation) and inclusive joins, so that workflows of BPMN have a net that means the same.
//!
//! ```
//! use itsm::net::NetBuilder;
//!
//! let mut builder = NetBuilder::new("two steps");
//! let (start, middle, end) = (builder.place("start"), builder.place("middle"), builder.place("end"));
//! let register = builder.transition("register", Some("Register".to_owned()));
//! let skip = builder.transition("skip", None);                    // silent: nobody sees it happen
//! builder.input(register, start, 1).output(register, middle, 1);
//! builder.input(skip, middle, 1).output(skip, end, 1);
//! builder.initial(start, 1).final_(end, 1);
//! let net = builder.build()?;
//!
//! let mut marking = net.initial().clone();
//! assert_eq!(net.enabled(&marking).collect::<Vec<_>>(), [register]);
//! net.fire(&mut marking, register).unwrap();
//! net.fire(&mut marking, skip).unwrap();
//! assert!(net.is_complete(&marking));
//! # Ok::<(), itsm::net::NetError>(())
//! ```

mod builder;
mod marking;
mod model;
mod picture;
pub mod pnml;
pub mod process_tree;
mod rows;
pub mod soundness;

pub use builder::{NetBuilder, NetError};
pub use marking::{FireError, Marking};
pub use model::{Net, PlaceArc, PlaceId, TransitionId};
