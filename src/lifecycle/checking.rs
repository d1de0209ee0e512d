//! What a lifecycle can be checked against: other lifecycles that it extends, the elements that it points to, calendars.

use crate::{calendar::Calendar, source::FileText};

/// The surroundings of a lifecycle file.
pub trait Library: Send + Sync {
    /// The file of a lifecycle that another one extends, by its reference.
    fn lifecycle(&self, reference: &str) -> Option<FileText>;

    /// The references of all lifecycles there are, for suggestions.
    fn lifecycles(&self) -> Vec<String>;

    /// Whether an element exists, `framework:id`; none when its framework is not known.
    fn has_element(&self, reference: &str) -> Option<bool>;

    /// Element ids that are near to one that does not exist, for suggestions.
    fn near_element(&self, reference: &str) -> Option<String>;

    /// A business calendar by its id.
    fn calendar(&self, _id: &str) -> Option<Calendar> {
        None
    }

    /// The ids of all calendars; none where calendars are not looked up here.
    fn calendars(&self) -> Option<Vec<String>> {
        None
    }
}

/// No surroundings: nothing can be extended, elements and calendars are not looked up.
impl Library for () {
    fn lifecycle(&self, _: &str) -> Option<FileText> {
        None
    }

    fn lifecycles(&self) -> Vec<String> {
        Vec::new()
    }

    fn has_element(&self, _: &str) -> Option<bool> {
        None
    }

    fn near_element(&self, _: &str) -> Option<String> {
        None
    }
}
