//! What rules can be checked against: rules that they extend, elements, calendars, decision tables.

use crate::{calendar::Calendar, decision::DecisionTable, source::FileText};

/// The surroundings of a file of rules.
pub trait Library: Send + Sync {
    /// The file of the rules that others extend, by its reference.
    fn rules(&self, reference: &str) -> Option<FileText>;

    /// The references of all rules there are, for suggestions.
    fn all_rules(&self) -> Vec<String>;

    /// Whether an element exists, `framework:id`; none when its framework is not known.
    fn has_element(&self, reference: &str) -> Option<bool>;

    /// An element id that is near to one that does not exist, for suggestions.
    fn near_element(&self, reference: &str) -> Option<String>;

    /// A business calendar by its id.
    fn calendar(&self, id: &str) -> Option<Calendar>;

    /// The ids of all calendars; none where calendars are not looked up here.
    fn calendars(&self) -> Option<Vec<String>>;

    /// A decision table by its reference.
    fn decision(&self, reference: &str) -> Option<DecisionTable>;

    /// The references of all decision tables; none where they are not looked up here.
    fn decisions(&self) -> Option<Vec<String>>;
}

/// No surroundings: nothing can be extended, nothing else is looked up.
impl Library for () {
    fn rules(&self, _: &str) -> Option<FileText> {
        None
    }

    fn all_rules(&self) -> Vec<String> {
        Vec::new()
    }

    fn has_element(&self, _: &str) -> Option<bool> {
        None
    }

    fn near_element(&self, _: &str) -> Option<String> {
        None
    }

    fn calendar(&self, _: &str) -> Option<Calendar> {
        None
    }

    fn calendars(&self) -> Option<Vec<String>> {
        None
    }

    fn decision(&self, _: &str) -> Option<DecisionTable> {
        None
    }

    fn decisions(&self) -> Option<Vec<String>> {
        None
    }
}
