//! Event logs: what happened to which record, in columns.

mod attribute;
mod builder;
mod classifier;
mod column;
mod instant;
pub mod keys;
mod log;
mod options;
mod strings;
mod table;
mod variants;
pub mod xes;

pub use attribute::{Attribute, AttributeValue, Kind, Value};
pub use builder::{BuildError, LogBuilder, Order, Target};
pub use classifier::{Activities, Activity, Classifier};
pub use instant::{DateOrder, Dates};
pub use log::{AttributeView, Case, CaseIndex, ColumnView, Event, EventIndex, EventLog, Extension, Header, NamedClassifier, Scope};
pub use options::ReadOptions;
pub use variants::{Prefix, Variants};
