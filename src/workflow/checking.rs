//! What a workflow can be checked against: elements that it points to, calendars, other workflows that it calls.

use crate::calendar::Calendar;

/// The surroundings of a workflow.
pub trait Library: Send + Sync {
    /// Whether an element exists, `framework:id`; none when its framework is not known.
    fn has_element(&self, reference: &str) -> Option<bool>;

    /// An element id that is near to one that does not exist, for suggestions.
    fn near_element(&self, reference: &str) -> Option<String>;

    /// A business calendar by its id.
    fn calendar(&self, id: &str) -> Option<Calendar>;

    /// The ids of all calendars; none where calendars are not looked up here.
    fn calendars(&self) -> Option<Vec<String>>;

    /// The references of all workflows there are; none where workflows are not looked up here.
    fn workflows(&self) -> Option<Vec<String>>;
}

/// No surroundings: elements, calendars and workflows are not looked up.
impl Library for () {
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

    fn workflows(&self) -> Option<Vec<String>> {
        None
    }
}
