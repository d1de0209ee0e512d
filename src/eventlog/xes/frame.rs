//! What is open while XES is read.

use crate::eventlog::{
    attribute::{Attribute, AttributeValue, Kind},
    log::{CaseIndex, EventIndex, Scope},
};

/// An attribute whose element is still open.
pub(super) struct Pending {
    pub(super) key: String,
    pub(super) value: AttributeValue,
    pub(super) children: Vec<Attribute>,
    /// Whether the values of a list stood in an element of their own.
    pub(super) with_values: bool,
}

/// An element that is open.
pub(super) enum Frame {
    Log,
    Case(CaseIndex),
    Event(EventIndex),
    Global(Scope),
    Attribute(Pending),
    /// The values of a list.
    Values(Vec<Attribute>),
    /// One that has no content, or none that is read.
    Skipped,
}

/// The parts of a log, or of a case, in the order that the standard gives them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Extensions,
    Globals,
    Classifiers,
    Attributes,
    Cases,
    LooseEvents,
}

/// What is said once in a log however often it occurs.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Once {
    Text,
    TextTime,
    NoOffset,
    CaseOrder,
    LogOrder(u8),
}

/// The type that an element says.
pub(super) fn kind(element: &str) -> Option<Kind> {
    Some(match element {
        "string" => Kind::Text,
        "date" => Kind::Instant,
        "int" => Kind::Int,
        "float" => Kind::Float,
        "boolean" => Kind::Bool,
        "id" => Kind::Id,
        "list" => Kind::List,
        "container" => Kind::Container,
        _ => return None,
    })
}

/// True or false, in the forms that XML has.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
