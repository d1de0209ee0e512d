//! Logs without names of people and tickets: pseudonyms by a key, times moved, everything dropped that is not known to be harmless.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use rustc_hash::FxHashMap;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::{
    attribute::{Attribute, AttributeValue, Kind, Value},
    builder::{BuildError, LogBuilder, Order, Target},
    keys,
    log::{AttributeView, EventLog, NamedClassifier, Scope},
};
use crate::digest::{Digest, hex, hmac};

/// What is done with an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Treatment {
    /// It stays what it is; points in time are moved.
    Kept,
    /// Its values are replaced: the same value by the same pseudonym.
    Pseudonymised,
    /// It is not in the new log.
    Dropped,
}

/// The secret that pseudonyms and the move of times come from.
#[derive(Clone)]
pub struct AnonymiseKey(Vec<u8>);

impl AnonymiseKey {
    /// The fewest bytes of a key.
    pub const LEAST: usize = 16;

    /// A key of these bytes; none when they are fewer than [`AnonymiseKey::LEAST`]. Whoever can guess it can undo the pseudonyms.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= Self::LEAST).then(|| Self(bytes.to_vec()))
    }

    /// A new key, and its text, which makes the same key again: 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the operating system gives no random numbers, in words.
    pub fn random() -> Result<(Self, String), String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| format!("the operating system gives no random numbers: {error}"))?;
        let text = hex(&bytes);
        Ok((Self(text.as_bytes().to_vec()), text))
    }

    fn digest(&self, class: &str, text: &str) -> Digest {
        // The length keeps class and text apart.
        hmac(&self.0, &[&u64::try_from(class.len()).unwrap_or(u64::MAX).to_be_bytes(), class.as_bytes(), text.as_bytes()])
    }

    /// A number of weeks from a year to twenty years.
    fn weeks(&self, what: &str) -> i64 {
        let [first, second, ..] = *self.digest("weeks", what).bytes();
        52 + i64::from(u16::from_be_bytes([first, second])) % 989
    }
}

/// Nothing of the secret.
impl std::fmt::Debug for AnonymiseKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("AnonymiseKey")
    }
}

/// What is wanted otherwise than usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnonymiseOptions {
    /// Keys that are kept.
    pub keep: BTreeSet<String>,
    /// Keys that are dropped; this counts before the others.
    pub drop: BTreeSet<String>,
    /// Keys whose values are replaced, each with the key whose values it shares, which is itself or another; `case` for names of cases. The
    /// same value then has the same pseudonym in both.
    pub pseudonym: BTreeMap<String, String>,
    /// Whether the times of each case are moved by weeks of its own, so that nobody sees what happened at the same time.
    pub each_case: bool,
}

impl AnonymiseOptions {
    /// Different values up to which activities and life cycle steps are taken for names that many share.
    pub const MOST_ACTIVITIES: usize = 100;
    /// Different values up to which a priority and the like is taken for one.
    pub const MOST_LEVELS: usize = 20;
}

/// Where an attribute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Place {
    /// At the head of the log.
    Log,
    /// At cases.
    Case,
    /// At events.
    Event,
    /// In another attribute.
    Nested,
}

/// What was done with all attributes of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Treated {
    /// Where they stand.
    pub place: Place,
    /// The key.
    pub key: String,
    /// What was done.
    pub treatment: Treatment,
    /// Why.
    pub reason: &'static str,
}

/// A log without names, with pseudonyms by a key: the same key, value and attribute give the same pseudonym, in other logs too.
///
/// What is not known to be harmless is dropped. Known are, unless `options` say otherwise:
///
/// - names of cases, `concept:instance`, `org:` and `identity:` attributes, which get pseudonyms;
/// - `concept:name` of events and the `lifecycle:` attributes, which are kept when they have at most
///   [`AnonymiseOptions::MOST_ACTIVITIES`] different values, and get pseudonyms beyond, as they then name more than steps;
/// - `priority`, `impact`, `urgency`, `severity` and `risk`, which are kept when they have at most [`AnonymiseOptions::MOST_LEVELS`];
/// - `time:` attributes that are points in time. All points in time that are kept are moved back by the same weeks, one to twenty years by the
///   key, so that weekdays, times of day in UTC and all distances stay. Where clocks are changed local times may differ by an hour; holidays
///   fall on other days.
///
/// Attributes of the log and inside others are dropped unless their key is named; so are globals and all extensions but standard ones. The
/// order of cases and events stays.
///
/// A pseudonym hides a name, not a person: rare sequences of steps, times between events and numbers that are kept can tell who knows a case
/// which one it is.
///
/// Time is linear; memory is that of both logs and a pseudonym for each value.
///
/// # Errors
/// [`BuildError`] for a log that is too large to be copied.
///
/// ```
/// use itsm::eventlog::{AnonymiseKey, AnonymiseOptions, LogBuilder, Order, anonymise, keys};
///
/// let mut builder = LogBuilder::new();
/// let case = builder.named_case("INC-1")?;
/// let event = builder.named_event(case, "assign")?;
/// builder.set(event, keys::RESOURCE, "ann")?;
/// builder.set(event, "note", "call Ann on 555-0100")?;
/// let log = builder.finish(Order::AsAdded);
///
/// let key = AnonymiseKey::new(b"a secret of sixteen bytes or more").unwrap();
/// let (log, treated) = anonymise(&log, &key, &AnonymiseOptions::default())?;
/// let event = log.events().next().unwrap();
/// assert_eq!(event.name().as_deref(), Some("assign"));
/// assert!(event.get(keys::RESOURCE).unwrap().as_text().unwrap().starts_with("resource-"));
/// assert!(event.get("note").is_none());
/// assert_eq!(treated.len(), 4);
/// # Ok::<(), itsm::eventlog::BuildError>(())
/// ```
pub fn anonymise(log: &EventLog, key: &AnonymiseKey, options: &AnonymiseOptions) -> Result<(EventLog, Vec<Treated>), BuildError> {
    let mut work = Work { log, key, options, treated: BTreeMap::new(), pseudonyms: FxHashMap::default() };
    let mut builder = LogBuilder::new();
    for case in log.cases() {
        let own = builder.case()?;
        let name = case.name();
        let move_by = if options.each_case { work.move_by(name.as_deref().unwrap_or_default()) } else { work.move_by("") };
        for view in case.attributes() {
            work.copy(&mut builder, (own.into(), Place::Case), view, move_by)?;
        }
        for event in case.events() {
            let to = builder.event(own)?;
            for view in event.attributes() {
                work.copy(&mut builder, (to.into(), Place::Event), view, move_by)?;
            }
        }
    }
    let move_by = work.move_by("");
    for event in log.loose_events() {
        let to = builder.loose_event()?;
        for view in event.attributes() {
            work.copy(&mut builder, (to.into(), Place::Event), view, move_by)?;
        }
    }
    work.head(&mut builder, move_by);
    let treated = work.treated.into_iter().map(|((place, key), (treatment, reason))| Treated { place, key, treatment, reason }).collect();
    Ok((builder.finish(Order::AsAdded), treated))
}

struct Work<'run> {
    log: &'run EventLog,
    key: &'run AnonymiseKey,
    options: &'run AnonymiseOptions,
    treated: BTreeMap<(Place, String), (Treatment, &'static str)>,
    /// By class and value.
    pseudonyms: FxHashMap<String, FxHashMap<String, String>>,
}

impl Work<'_> {
    fn move_by(&self, what: &str) -> SignedDuration {
        SignedDuration::from_hours(-7 * 24 * self.key.weeks(what))
    }

    /// What is done with a key, found out once.
    fn treatment(&mut self, place: Place, key: &str) -> Treatment {
        if let Some((treatment, _)) = self.treated.get(&(place, key.to_owned())) {
            return *treatment;
        }
        let (treatment, reason) = self.decided(place, key);
        self.treated.insert((place, key.to_owned()), (treatment, reason));
        treatment
    }

    fn decided(&self, place: Place, key: &str) -> (Treatment, &'static str) {
        let options = self.options;
        if options.drop.contains(key) {
            return (Treatment::Dropped, "as was asked");
        }
        if options.pseudonym.contains_key(key) {
            return (Treatment::Pseudonymised, "as was asked");
        }
        if options.keep.contains(key) {
            return (Treatment::Kept, "as was asked");
        }
        let prefix = key.split_once(':').map_or("", |(prefix, _)| prefix);
        match (place, key, prefix) {
            (Place::Log | Place::Nested, ..) => (Treatment::Dropped, "nobody said what it is"),
            (Place::Case, keys::NAME, _) | (Place::Event, keys::INSTANCE, _) | (_, _, "identity") => (Treatment::Pseudonymised, "it names one thing"),
            (_, _, "org") => (Treatment::Pseudonymised, "it names people"),
            (Place::Event, keys::NAME, _) | (_, _, "lifecycle") if self.values(place, key, AnonymiseOptions::MOST_ACTIVITIES) => {
                (Treatment::Kept, "its few values are steps")
            }
            (Place::Event, keys::NAME, _) | (_, _, "lifecycle") => (Treatment::Pseudonymised, "it has too many different values for steps"),
            (_, _, "time") => (Treatment::Kept, "times are moved, and what is no time is dropped"),
            (_, "priority" | "impact" | "urgency" | "severity" | "risk", _) if self.values(place, key, AnonymiseOptions::MOST_LEVELS) => {
                (Treatment::Kept, "its few values are levels")
            }
            _ => (Treatment::Dropped, "nobody said what it is"),
        }
    }

    /// Whether a key has at most so many different values.
    fn values(&self, place: Place, key: &str, most: usize) -> bool {
        let mut known = BTreeSet::new();
        for kind in [Kind::Text, Kind::Id, Kind::Int, Kind::Float, Kind::Bool] {
            let (column, rows) = match place {
                Place::Case => (self.log.case_column(key, kind), self.log.case_count()),
                _ => (self.log.event_column(key, kind), self.log.event_count()),
            };
            let Some(column) = column else { continue };
            for value in (0..rows).filter_map(|row| column.get(row)) {
                let text = value.shown();
                if !known.contains(text.as_ref()) {
                    known.insert(text.into_owned());
                }
                if known.len() > most {
                    return false;
                }
            }
        }
        true
    }

    fn copy(
        &mut self,
        builder: &mut LogBuilder,
        (target, place): (Target, Place),
        view: AttributeView<'_>,
        move_by: SignedDuration,
    ) -> Result<(), BuildError> {
        if let Some(made) = self.made(place, view.key, view.value, view.children, move_by) {
            builder.set_nested(target, &made.key, made.value.view(), made.children)?;
        }
        Ok(())
    }

    /// The attribute as the new log has it; none when it is dropped. The depth is bounded by that of logs.
    fn made(&mut self, place: Place, key: &str, value: Value<'_>, children: &[Attribute], move_by: SignedDuration) -> Option<Attribute> {
        let value = match (self.treatment(place, key), value) {
            (Treatment::Dropped, _) => return None,
            (_, Value::List(items)) => AttributeValue::List(self.nested(items, move_by)),
            (_, Value::Container) => AttributeValue::Container,
            (Treatment::Pseudonymised, value) => self.pseudonym(place, key, value),
            (Treatment::Kept, Value::Instant(instant)) => AttributeValue::Instant(instant.checked_add(move_by).ok()?),
            // A time that could not be read cannot be moved.
            (Treatment::Kept, Value::Text(_) | Value::Id(_)) if key.starts_with("time:") => return None,
            (Treatment::Kept, value) => value.into(),
        };
        Some(Attribute { key: key.to_owned(), value, children: self.nested(children, move_by) })
    }

    fn nested(&mut self, attributes: &[Attribute], move_by: SignedDuration) -> Vec<Attribute> {
        attributes.iter().filter_map(|item| self.made(Place::Nested, &item.key, item.value.view(), &item.children, move_by)).collect()
    }

    fn pseudonym(&mut self, place: Place, key: &str, value: Value<'_>) -> AttributeValue {
        let class = if (place, key) == (Place::Case, keys::NAME) { CASE } else { self.options.pseudonym.get(key).map_or(key, String::as_str) };
        let text = value.shown();
        if let Value::Id(_) = value {
            return AttributeValue::Id(uuid(self.key.digest(class, &text)));
        }
        let known = self.pseudonyms.entry(class.to_owned()).or_default();
        if let Some(pseudonym) = known.get(text.as_ref()) {
            return AttributeValue::Text(pseudonym.clone());
        }
        let digits = hex(self.key.digest(class, &text).bytes().get(..8).unwrap_or_default());
        let pseudonym = format!("{}-{digits}", class.rsplit(':').next().unwrap_or(class));
        known.insert(text.into_owned(), pseudonym.clone());
        AttributeValue::Text(pseudonym)
    }

    /// The head: attributes that are named, standard extensions of the keys that are there, and classifiers by such keys.
    fn head(&mut self, builder: &mut LogBuilder, move_by: SignedDuration) {
        let header = self.log.header();
        let attributes = header
            .attributes
            .iter()
            .filter_map(|attribute| self.made(Place::Log, &attribute.key, attribute.value.view(), &attribute.children, move_by))
            .collect();
        if !(header.case_globals.is_empty() && header.event_globals.is_empty()) {
            self.treated.insert((Place::Log, "globals".to_owned()), (Treatment::Dropped, "their values are examples"));
        }
        let stays =
            |place: Place, key: &str| self.treated.get(&(place, key.to_owned())).is_some_and(|(treatment, _)| *treatment != Treatment::Dropped);
        let of_kept_keys = |classifier: &&NamedClassifier| {
            let place = if classifier.scope == Scope::Case { Place::Case } else { Place::Event };
            classifier.keys.iter().all(|key| stays(place, key))
        };
        let classifiers: Vec<NamedClassifier> = header.classifiers.iter().filter(of_kept_keys).cloned().collect();
        let kept = self.treated.iter().filter(|(_, (treatment, _))| *treatment != Treatment::Dropped).map(|((_, key), _)| key.as_str());
        let new = builder.header_mut();
        new.declare(kept);
        new.attributes = attributes;
        new.classifiers = classifiers;
    }
}

/// The class of names of cases.
const CASE: &str = "case";

/// A UUID of version 8, whose bits are anybody's own (RFC 9562, section 5.8).
fn uuid(digest: Digest) -> String {
    let mut digits = hex(digest.bytes().get(..16).unwrap_or_default());
    digits.replace_range(12..13, "8");
    digits.replace_range(16..17, "a");
    for place in [20, 16, 12, 8] {
        digits.insert(place, '-');
    }
    digits
}
