//! Pictures of graphs: a model, a layered layout of our own, and drawings as SVG, Mermaid and Graphviz DOT.
//!
//! A [`Picture`] says what is to be seen: nodes with shapes and labels, edges between them, lanes. [`svg`] draws it
//! without help from outside; [`mermaid`] and [`dot`] write the languages of other tools; [`layout()`] gives the coordinates alone.
//!
//! ```
//! use itsm::draw::{Edge, Node, Picture, Shape, SvgOptions, dot, mermaid, svg};
//!
//! let picture = Picture::states("Incident")
//!     .node(Node::new("new").label("New").shape(Shape::Initial))
//!     .node(Node::new("hold").label("On hold").shape(Shape::Waiting))
//!     .node(Node::new("closed").label("Closed").shape(Shape::Final))
//!     .edge(Edge::new("new", "hold").label("wait"))
//!     .edge(Edge::new("hold", "new").label("resume"))
//!     .edge(Edge::new("new", "closed").label("close"));
//! assert!(mermaid(&picture).contains("new --> hold : wait"));
//! assert!(dot(&picture).contains("\"new\" -> \"hold\" [label=\"wait\"]"));
//! assert!(svg(&picture, &SvgOptions::default())?.starts_with("<svg "));
//! # Ok::<(), itsm::draw::TooLarge>(())
//! ```
//!
//! Everything is deterministic: the same picture gives the same bytes.

mod dot;
mod layout;
mod mark;
mod mermaid;
mod picture;
mod style;
mod svg;
pub(crate) mod text;

pub use dot::dot;
pub(crate) use layout::layout_sized;
pub use layout::{Area, EdgeLabel, Layout, LayoutOptions, MAX_EDGES, MAX_NODES, MAX_POINTS, PlacedNode, Point, Route, TooLarge, layout};
pub use mark::{Mark, Sign};
pub use mermaid::mermaid;
pub use picture::{Direction, Edge, Emphasis, Lane, Line, Node, Picture, PictureKind, Shape};
pub use svg::{SvgOptions, Theme, svg};
