//! BPMN 2.0 (OMG, formal/2011-01-03): files of other modelling tools in, and ours out.
//!
//! [`read`] makes a [`BpmnDocument`] of a file: a [`WorkflowFile`] for every process, and beside it the whole file as a tree, so
//! that [`write()`] gives back what is not understood as it was. Only what was changed in a workflow is changed in the file.
//!
//! What BPMN has no place for (elements of frameworks, lifecycle events, fields, records, standing, sources) stands in
//! attributes and elements of the namespace `urn:itsm:bpmn:1`, so that a workflow comes back from BPMN as it went.
//!
//! ```
//! use itsm::{source::{FileText, Limits}, workflow::{Workflow, WorkflowBuilder, bpmn, definition::NodeKind}};
//!
//! let workflow = WorkflowBuilder::new("intake", "Intake")
//!     .node("call", NodeKind::Start)
//!     .node("record", NodeKind::Task)
//!     .node("done", NodeKind::End)
//!     .path(["call", "record", "done"])
//!     .finish()?;
//! let (text, _) = workflow.to_bpmn();
//!
//! let file = FileText::new("intake.bpmn", text);
//! let (document, findings) = bpmn::read(&file, Limits::default());
//! assert!(findings.is_empty());
//! let definition = document.unwrap().processes()[0].workflow.clone();
//! let (again, _) = Workflow::check(&definition, Some(&file), &());
//! assert_eq!(again.unwrap().definition(), workflow.definition());
//! # Ok::<(), itsm::diagnostic::Findings>(())
//! ```
//!
//! [`WorkflowFile`]: super::definition::WorkflowFile

mod diagram;
mod document;
mod parse;
mod read;
mod tree;
mod write;

pub use document::{BpmnDocument, MessageFlow, Participant, Process};
pub use read::{read, read_bytes};
pub use write::write;

/// The namespace of BPMN 2.0 models.
pub(super) const BPMN: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/// The namespaces of its diagrams.
pub(super) const BPMN_DI: &str = "http://www.omg.org/spec/BPMN/20100524/DI";
pub(super) const DC: &str = "http://www.omg.org/spec/DD/20100524/DC";
pub(super) const DI: &str = "http://www.omg.org/spec/DD/20100524/DI";
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The namespace of what BPMN has no place for.
pub const ITSM: &str = "urn:itsm:bpmn:1";

/// The languages of expressions that are ours: conditions in CEL, and times that are said in words.
pub(super) const CEL: &str = "urn:itsm:cel";
pub(super) const WORDS: &str = "urn:itsm:words";

/// What is kept as the language of an expression that does not say one.
pub(super) const UNKNOWN: &str = "unknown";

/// Whether a text looks like a BPMN 2.0 file: XML whose root is called `definitions` and names the namespace of BPMN. Looks at no
/// more than the start tag of the root.
#[must_use]
pub fn is_bpmn(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else {
            break;
        };
        let Some((_, behind)) = rest.split_once(end) else { return false };
        rest = behind.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let name = tag.split(|character: char| character.is_whitespace() || matches!(character, '>' | '/')).next().unwrap_or_default();
    let is_root = name == "definitions" || name.ends_with(":definitions");
    is_root && tag.split('>').next().is_some_and(|tag| tag.contains(BPMN))
}
