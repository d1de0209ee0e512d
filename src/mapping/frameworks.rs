//! Which frameworks of ours the resources of a foreign file stand for.

use rustc_hash::FxHashMap;

/// Names of foreign resources (a library URN, the address of a catalogue) and the framework ids that they stand for.
///
/// A reader takes the ids of a resource that is named here for elements, all others for things outside the frameworks.
/// Names are compared in lower case; look-up takes constant time.
///
/// ```
/// use itsm::mapping::Frameworks;
/// let frameworks = Frameworks::new().with("urn:intuitem:risk:framework:itil4", "itil4");
/// assert_eq!(frameworks.of("urn:Intuitem:risk:framework:ITIL4"), Some("itil4"));
/// assert_eq!(frameworks.of("urn:intuitem:risk:framework:other"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frameworks {
    ids: FxHashMap<String, String>,
}

impl Frameworks {
    /// No names: everything is outside.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a name.
    #[must_use]
    pub fn with(mut self, resource: &str, framework: impl Into<String>) -> Self {
        self.ids.insert(resource.to_lowercase(), framework.into());
        self
    }

    /// The framework that a resource stands for.
    #[must_use]
    pub fn of(&self, resource: &str) -> Option<&str> {
        self.ids.get(&resource.to_lowercase()).map(String::as_str)
    }
}
