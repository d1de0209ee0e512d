//! Proposes which activity of a log is which label of a model.

use std::fmt::Write as _;

use super::{definition::BINDING_FORMAT, likeness::Likeness};
use crate::document::vocabulary;

/// A label of a model with everything that it is called: its title, and titles in other languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelName {
    /// The label.
    pub label: String,
    /// Its other names.
    pub names: Vec<String>,
}

impl ModelName {
    /// A label with its other names.
    #[must_use]
    pub fn new<N: Into<String>>(label: impl Into<String>, names: impl IntoIterator<Item = N>) -> Self {
        Self { label: label.into(), names: names.into_iter().map(Into::into).collect() }
    }
}

vocabulary! {
    /// Why an activity is taken for a label, the surest first.
    Reason {
        /// The texts are the same.
        SameText,
        /// They are the same without case, accents and signs.
        SameName,
        /// The words are the same but for their endings and order.
        SameWords,
        /// The words mean the same at a service desk.
        SameMeaning,
        /// One of the values that the activity is made of is a name of the label in one of these senses.
        SameValue,
        /// More than half of the words mean the same, and no other label has as many.
        Similar,
    }
}

/// An activity that was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The activity of the log.
    pub activity: String,
    /// The label of the model.
    pub label: String,
    /// Why.
    pub reason: Reason,
    /// The name of the label that was found.
    pub name: String,
}

/// What was placed and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Activities with their labels, in the order of the log.
    pub placed: Vec<Placed>,
    /// Activities without a label.
    pub unplaced: Vec<String>,
    /// Labels that no activity was taken for.
    pub unused: Vec<String>,
}

/// Less than this, in thousandths, is no likeness.
const LEAST: usize = 500;

/// Proposes a label for each activity. Several activities may have one label. An activity that two labels fit equally well is left
/// out: a guess would look like knowledge. Time is the product of activities and names, and of their words.
#[must_use]
pub fn propose<'name>(activities: impl IntoIterator<Item = &'name str>, model: &[ModelName]) -> Proposal {
    let names: Vec<(&str, &str, Likeness)> = model
        .iter()
        .flat_map(|label| {
            std::iter::once(label.label.as_str())
                .chain(label.names.iter().map(String::as_str))
                .map(|name| (label.label.as_str(), name, Likeness::of(name)))
        })
        .collect();
    let mut proposal = Proposal::default();
    for activity in activities {
        match place(activity, &names) {
            Some(placed) => proposal.placed.push(placed),
            None => proposal.unplaced.push(activity.to_owned()),
        }
    }
    let is_used = |label: &str| proposal.placed.iter().any(|placed| placed.label == label);
    proposal.unused = model.iter().map(|label| label.label.clone()).filter(|label| !is_used(label)).collect();
    proposal
}

/// Whether the name of a label is that of an activity.
type Test<'own> = &'own dyn Fn(&str, &Likeness) -> bool;

/// What joins the values of several keys in an activity.
const JOINED_BY: char = '+';

/// Words of `lifecycle:transition`, which say how far an activity is and not which it is. Source: IEEE 1849-2023 (XES), lifecycle
/// extension, standard transitional model.
const TRANSITIONS: [&str; 13] = [
    "ate_abort",
    "assign",
    "autoskip",
    "complete",
    "manualskip",
    "pi_abort",
    "reassign",
    "resume",
    "schedule",
    "start",
    "suspend",
    "unknown",
    "withdraw",
];

/// Which of several values says what the activity is.
enum Telling<'name> {
    /// The last one, such as the sub-status behind the status; of an activity that is complete the one before.
    Value(&'name str),
    /// None: it is another stage of an activity, which has no label of its own.
    Stage,
    /// It is of one value only.
    Whole,
}

fn telling(activity: &str) -> Telling<'_> {
    let Some((before, last)) = activity.rsplit_once(JOINED_BY) else { return Telling::Whole };
    match last.to_ascii_lowercase().as_str() {
        "complete" => Telling::Value(before),
        stage if TRANSITIONS.contains(&stage) => Telling::Stage,
        _ => Telling::Value(last),
    }
}

fn place(activity: &str, names: &[(&str, &str, Likeness)]) -> Option<Placed> {
    let own = Likeness::of(activity);
    match named(activity, &own, names) {
        Named::One(placed) => Some(placed),
        Named::Several => None,
        Named::Nobody => match telling(activity) {
            Telling::Value(value) => by_value(activity, value, names).or_else(|| similar(activity, &own, names)),
            Telling::Stage => None,
            Telling::Whole => similar(activity, &own, names),
        },
    }
}

/// The label that one of the values of an activity names.
fn by_value(activity: &str, value: &str, names: &[(&str, &str, Likeness)]) -> Option<Placed> {
    match named(value, &Likeness::of(value), names) {
        Named::One(placed) => Some(Placed { activity: activity.to_owned(), reason: Reason::SameValue, ..placed }),
        Named::Several | Named::Nobody => None,
    }
}

/// The labels that have a name.
enum Named {
    One(Placed),
    Several,
    Nobody,
}

/// The label that has the name, in the surest sense in which any has it.
fn named(activity: &str, own: &Likeness, names: &[(&str, &str, Likeness)]) -> Named {
    let tests: [(Reason, Test<'_>); 4] = [
        (Reason::SameText, &|name, _| name == activity),
        (Reason::SameName, &|_, other| !own.folded.is_empty() && other.folded == own.folded),
        (Reason::SameWords, &|_, other| own.has_the_words_of(other)),
        (Reason::SameMeaning, &|_, other| own.means_what(other)),
    ];
    for (reason, fits) in tests {
        let mut found = names.iter().filter(|(_, name, other)| fits(name, other));
        if let Some((label, name, _)) = found.next() {
            let is_one = found.all(|(other, ..)| other == label);
            return if is_one { Named::One(placed(activity, reason, label, name)) } else { Named::Several };
        }
    }
    Named::Nobody
}

/// The label that has most of the words.
fn similar(activity: &str, own: &Likeness, names: &[(&str, &str, Likeness)]) -> Option<Placed> {
    let most = names.iter().map(|(.., other)| own.in_common(other)).max().filter(|most| *most > LEAST)?;
    let mut best = names.iter().filter(|(.., other)| own.in_common(other) == most);
    let (label, name, _) = best.next()?;
    best.all(|(other, ..)| other == label).then(|| placed(activity, Reason::Similar, label, name))
}

fn placed(activity: &str, reason: Reason, label: &str, name: &str) -> Placed {
    Placed { activity: activity.to_owned(), label: label.to_owned(), reason, name: name.to_owned() }
}

impl Proposal {
    /// A binding file with what was placed and why, and in comments what was not.
    #[must_use]
    pub fn to_yaml(&self, model: Option<&str>, classifier: &[String]) -> String {
        let mut text =
            format!("# Which activity of the log is which label of the model. Proposed by likeness: look it through.\nformat: {BINDING_FORMAT}\n");
        // Writing into memory does not fail.
        if let Some(model) = model {
            let _ = writeln!(text, "model: {}", quoted(model));
        }
        if !classifier.is_empty() {
            let _ = writeln!(text, "classifier: [{}]", classifier.iter().map(|key| quoted(key)).collect::<Vec<_>>().join(", "));
        }
        text.push_str(if self.placed.is_empty() { "activities: {}\n" } else { "activities:\n" });
        for placed in &self.placed {
            let _ = writeln!(text, "  {}: [{}]  # {}", quoted(&placed.activity), quoted(&placed.label), placed.reason.as_str().replace('-', " "));
        }
        if !self.unplaced.is_empty() {
            text.push_str("  # Not placed: give them a label, or move them to `ignore`. Until then each of their events is one too much.\n");
            for activity in &self.unplaced {
                let _ = writeln!(text, "  # {}: []", quoted(activity));
            }
        }
        text.push_str("# Activities that the model says nothing about; their events are left out.\nignore: []\n");
        if !self.unused.is_empty() {
            let _ = writeln!(
                text,
                "# Labels that no activity stands for: {}",
                self.unused.iter().map(|label| quoted(label)).collect::<Vec<_>>().join(", ")
            );
        }
        text
    }
}

/// A text in double quotes; what JSON writes is YAML. Line breaks are escaped, so that comments stay comments.
fn quoted(text: &str) -> String {
    // YAML takes three more characters for line breaks than JSON does.
    let json = serde_json::to_string(text).unwrap_or_default();
    json.replace('\u{85}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029").replace('\u{7f}', "\\u007f")
}

#[cfg(test)]
mod tests {
    use super::{ModelName, Reason, propose};

    #[test]
    fn of_several_values_the_telling_one_counts() {
        let model =
            [("take", "Take"), ("resolve", "Resolve"), ("cancel", "Cancel"), ("close", "Close")].map(|(label, title)| ModelName::new(label, [title]));
        let activities =
            ["Completed+Cancelled", "Taken+complete", "Taken+start", "Completed+In Call", "Queued+suspend", "Done+Resolved", "Waiting+Odd"];
        let proposal = propose(activities, &model);
        let placed: Vec<_> = proposal.placed.iter().map(|placed| (placed.activity.as_str(), placed.label.as_str(), placed.reason)).collect();
        assert_eq!(
            placed,
            [
                ("Completed+Cancelled", "cancel", Reason::SameValue),
                ("Taken+complete", "take", Reason::SameValue),
                ("Completed+In Call", "close", Reason::Similar),
                ("Done+Resolved", "resolve", Reason::SameValue),
            ]
        );
        assert_eq!(proposal.unplaced, ["Taken+start", "Queued+suspend", "Waiting+Odd"]);
    }
}
