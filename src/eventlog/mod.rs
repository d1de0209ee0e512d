//! Event logs: what happened to which record, in columns.
//!
//! [`read`] takes a log of any format, [`EventLog::from_path`] one of a file; [`xes`], [`csv`], [`jsonl`], [`ocel`] and [`audit`] are the formats.
//! [`read_parts`] reads a log of any length in parts. [`LogBuilder`] builds a log by hand. An [`EventLog`] has cases and events with attributes, the [activities](EventLog::activities) of
//! its events by a [`Classifier`], its [variants](EventLog::variants) and [figures](EventLog::stats).

/// The code of the guide runs as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/event-logs.md")]
struct Guide;

mod anonymise;
mod attribute;
pub mod audit;
mod builder;
mod classifier;
mod column;
pub mod csv;
mod flat;
mod format;
mod instant;
pub mod jsonl;
pub mod keys;
mod lines;
mod log;
pub mod ocel;
mod options;
mod picture;
mod rows;
mod stats;
mod stream;
mod strings;
mod table;
mod variants;
pub mod xes;

use crate::diagnostic::shown;
pub use anonymise::{AnonymiseKey, AnonymiseOptions, Place, Treated, Treatment, anonymise};
pub use attribute::{Attribute, AttributeValue, Kind, Value};
pub use builder::{BuildError, LogBuilder, Order, Target};

pub use classifier::{Activities, Activity, Classifier};
pub use flat::Lost;
pub use format::{AnyLog, LogFormat, Reading, read, read_any};
pub use instant::{DateOrder, Dates};
pub use log::{AttributeView, Case, CaseIndex, ColumnView, Event, EventIndex, EventLog, Extension, Header, NamedClassifier, Scope};
pub use options::ReadOptions;
pub use rows::{Columns, ColumnsError, Events, Preset, Table, presets};
pub use stats::{Bar, Count, Durations, LogStats, Spread, VariantCount};
pub use stream::{Grouping, Parting, Recent, Take, read_parts};
pub use variants::{Prefix, Variants};
