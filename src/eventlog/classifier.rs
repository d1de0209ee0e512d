//! What makes two events the same activity.

use std::{convert::Infallible, fmt, str::FromStr};

use rustc_hash::FxHashMap;

use super::{
    attribute::Kind,
    column::Values,
    keys,
    log::{Case, EventIndex, EventLog, NamedClassifier},
    strings::{Strings, Text, narrow, wide},
};

/// Keys whose values, joined by `+`, are the activity of an event.
///
/// Two events are the same activity when the joined texts are the same (as in `OpenXES`). A key without a value gives an empty
/// text.
///
/// ```
/// use itsm::eventlog::{Classifier, LogBuilder, Order};
///
/// let mut builder = LogBuilder::new();
/// let case = builder.named_case("INC-1")?;
/// for step in ["start", "complete"] {
///     let event = builder.named_event(case, "diagnose")?;
///     builder.set(event, "lifecycle:transition", step)?;
/// }
/// let log = builder.finish(Order::AsAdded);
/// assert_eq!(log.activities(&Classifier::default()).len(), 1);
///
/// let activities = log.activities(&"concept:name+lifecycle:transition".parse()?);
/// let names: Vec<&str> = activities.names().collect();
/// assert_eq!(names, ["diagnose+start", "diagnose+complete"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Classifier {
    keys: Vec<String>,
}

/// By the name of the activity alone, `concept:name`.
impl Default for Classifier {
    fn default() -> Self {
        Self::new([keys::NAME])
    }
}

impl Classifier {
    /// A classifier of these keys, in this order.
    pub fn new<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Self {
        Self { keys: keys.into_iter().map(Into::into).collect() }
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }
}

impl From<&NamedClassifier> for Classifier {
    fn from(named: &NamedClassifier) -> Self {
        Self::new(named.keys.iter().cloned())
    }
}

/// Keys with `+` between them.
impl FromStr for Classifier {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text.split('+')))
    }
}

impl fmt::Display for Classifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.keys.join("+"))
    }
}

/// An activity by its number, in the order in which activities first occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Activity(u32);

impl Activity {
    /// The number, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        wide(self.0)
    }
}

/// The activity of every event of a log, by one classifier. Takes 4 bytes an event.
#[derive(Clone)]
pub struct Activities {
    names: Strings,
    by_text: Vec<Text>,
    numbers: FxHashMap<Text, Activity>,
    of: Vec<Activity>,
}

impl EventLog {
    /// The activities of all events. Linear in the events; texts are looked at once each where the classifier has one key.
    #[must_use]
    pub fn activities(&self, classifier: &Classifier) -> Activities {
        let mut activities =
            Activities { names: Strings::default(), by_text: Vec::new(), numbers: FxHashMap::default(), of: Vec::with_capacity(self.event_count()) };
        match classifier.keys() {
            [key] if self.fill_by_number(key, &mut activities) => {}
            keys => self.fill_by_text(keys, &mut activities),
        }
        activities
    }

    /// By the numbers of the texts of a key that every event has; false when it is not so.
    fn fill_by_number(&self, key: &str, activities: &mut Activities) -> bool {
        let Some(key) = self.strings().find(key) else { return false };
        let mut columns = self.event_table().keyed(key).filter(|(_, column)| column.values.len() > 0);
        let (Some((_, column)), None) = (columns.next(), columns.next()) else { return false };
        let Values::Text(texts) = &column.values else { return false };
        if texts.len() != self.event_count() {
            return false;
        }
        let mut numbers: FxHashMap<Text, Activity> = FxHashMap::default();
        let of = texts.iter().map(|text| *numbers.entry(*text).or_insert_with(|| activities.number(self.strings().get(*text)))).collect();
        activities.of = of;
        true
    }

    fn fill_by_text(&self, keys: &[String], activities: &mut Activities) {
        let mut joined = String::new();
        for event in self.events() {
            joined.clear();
            for (index, key) in keys.iter().enumerate() {
                if index > 0 {
                    joined.push('+');
                }
                if let Some(value) = event.get(key).filter(|value| !matches!(value.kind(), Kind::List | Kind::Container)) {
                    joined.push_str(&value.shown());
                }
            }
            let number = activities.number(&joined);
            activities.of.push(number);
        }
    }
}

impl Activities {
    fn number(&mut self, name: &str) -> Activity {
        let next = Activity(narrow(self.by_text.len()));
        // The names together can be longer than 4 GiB only where every one is; they then share the number of the empty one.
        let Some(text) = self.names.intern(name).or_else(|| self.names.find("")) else { return Activity(0) };
        *self.numbers.entry(text).or_insert_with(|| {
            self.by_text.push(text);
            next
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_text.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_text.is_empty()
    }

    /// The name of an activity; empty for a number of other activities.
    #[must_use]
    pub fn name(&self, activity: Activity) -> &str {
        self.by_text.get(activity.index()).map_or("", |text| self.names.get(*text))
    }

    /// All names, by number.
    #[must_use]
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.by_text.iter().map(|text| self.names.get(*text))
    }

    /// The activity of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Activity> {
        self.numbers.get(&self.names.find(name)?).copied()
    }

    /// The activity of an event.
    #[must_use]
    pub fn of(&self, event: EventIndex) -> Option<Activity> {
        self.of.get(event.index()).copied()
    }

    /// The activities of a case, in order.
    #[must_use]
    pub fn sequence(&self, case: Case<'_>) -> &[Activity] {
        let range = case.range();
        self.of.get(wide(range.start)..wide(range.end)).unwrap_or_default()
    }
}

impl fmt::Debug for Activities {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.names()).finish()
    }
}
