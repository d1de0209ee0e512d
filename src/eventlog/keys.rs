//! Keys of attributes that the standard extensions of XES give a meaning (IEEE 1849-2016, section 7).

/// The name of a log, a case or the activity of an event.
pub const NAME: &str = "concept:name";
/// Which run of an activity an event belongs to.
pub const INSTANCE: &str = "concept:instance";
/// What happened to the activity: `start`, `complete` and others.
pub const LIFECYCLE: &str = "lifecycle:transition";
/// When an event happened.
pub const TIME: &str = "time:timestamp";
/// Who or what brought an event about.
pub const RESOURCE: &str = "org:resource";
/// The role in which they did.
pub const ROLE: &str = "org:role";
/// The group that they belong to.
pub const GROUP: &str = "org:group";
