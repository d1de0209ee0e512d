//! Binding: which activity or status of a log is which label of a model.
//!
//! ```
//! use itsm::{conformance::binding::{Binding, ModelName, propose}, source::{FileText, Limits}};
//!
//! // What a log calls things, and what a model calls them.
//! let model = [ModelName::new("resolve", ["Resolve the incident", "Lösen"]), ModelName::new("close", ["Close"])];
//! let proposal = propose(["Incident resolved", "Closed", "Printed"], &model);
//! let placed: Vec<_> = proposal.placed.iter().map(|one| (one.activity.as_str(), one.label.as_str())).collect();
//! assert_eq!(placed, [("Incident resolved", "resolve"), ("Closed", "close")]);
//! assert_eq!(proposal.unplaced, ["Printed"]);
//!
//! // Written down, corrected by hand, and read again.
//! let text = proposal.to_yaml(Some("acme:lifecycle/incident"), &[]);
//! let (binding, findings) = Binding::read(&FileText::new("binding.yaml", text), Limits::default());
//! assert!(findings.is_empty());
//! assert_eq!(binding.unwrap().labels("Closed"), Some(vec!["close"]));
//! ```

mod definition;
mod file;
mod likeness;
mod propose;

pub use definition::{BINDING_FORMAT, BindingFile};
pub use file::Binding;
pub use propose::{ModelName, Placed, Proposal, Reason, propose};
