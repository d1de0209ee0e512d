//! Logs from rows: what the columns hold, presets for known tools, guesses by names; shared by tables and JSON Lines.

mod fill;
mod guess;
mod missing;
mod plan;
mod presets;

pub use presets::{Preset, presets};

pub(super) use fill::{Filler, Issue};
pub(super) use guess::{guess, guess_dates};
pub(super) use missing::Missing;
pub(super) use plan::{Lacking, Places, Plan};

use std::str::FromStr;

use super::{builder::Order, keys, shown};
use crate::diagnostic::{Code, Severity, nearest};

/// What a column that begins with this holds is about the case; the rest of its name is the key. As pm4py writes logs.
pub(super) const OF_CASE: &str = "case:";
/// The column of cases in the form that [`csv::write`](super::csv::write) gives a log.
pub(super) const CASE_NAME: &str = "case:concept:name";

/// How a table, or JSON Lines, are read.
#[derive(Clone, Debug)]
pub struct Table {
    /// What its columns hold; without it, and without a preset, guessed by their names.
    pub columns: Option<Columns>,
    /// The export of a known tool that it is; does not count where `columns` are said.
    pub preset: Option<&'static Preset>,
    /// What stands between cells of a table; absent means comma, semicolon, tab or `|`, whichever makes rows of one length.
    pub delimiter: Option<u8>,
    /// Cells that stand for nothing; blanks around them do not count.
    pub missing: Vec<String>,
    /// The order of events in a case.
    pub order: Order,
}

/// Guessed columns and delimiter; cells that are empty or `?` are missing; events in the order of their times, as exports begin with the
/// latest as often as not.
impl Default for Table {
    fn default() -> Self {
        Self { columns: None, preset: None, delimiter: None, missing: vec![String::new(), "?".to_owned()], order: Order::ByTime }
    }
}

/// What the columns of a table, or the keys of JSON Lines, hold.
///
/// Columns are compared exactly at first, then without regard to case and to blanks around them.
///
/// ```
/// use itsm::eventlog::{Columns, Events, keys};
///
/// let columns: Columns = "case=number,activity=incident_state,time=sys_updated_at,resource=assigned_to,of-case=opened_by".parse()?;
/// assert_eq!(columns.case, "number");
/// assert_eq!(columns.keys, [("assigned_to".to_owned(), keys::RESOURCE.to_owned())]);
///
/// let columns: Columns = "case=Issue key,event:created=Created,event:resolved=Resolved".parse()?;
/// assert!(matches!(columns.events, Events::Times(times) if times.len() == 2));
///
/// let error = "case=number,activty=state".parse::<Columns>().unwrap_err();
/// assert_eq!(error.to_string(), "`activty` is nothing that a column can hold; did you mean `activity`?");
/// # Ok::<(), itsm::eventlog::ColumnsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The name of the case, such as the number of a ticket.
    pub case: String,
    /// Where events are.
    pub events: Events,
    /// Columns whose values are attributes under another key than the name of the column: the column, and the key.
    pub keys: Vec<(String, String)>,
    /// Columns that are about the case and not about the event.
    pub of_case: Vec<String>,
    /// Whether columns that are not named are attributes under their own names; of the events, or of the cases where each row is one.
    pub rest: bool,
}

/// Where the events of a table are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Events {
    /// Each row is an event: an entry of a history, or one update of a ticket.
    Rows {
        /// The column of the activity, such as the state that a ticket came to.
        activity: String,
        /// The column of the time.
        time: Option<String>,
    },
    /// Each row is a case, and each of these columns holds the time of an event: the column, and the activity.
    Times(Vec<(String, String)>),
}

impl Columns {
    /// Tables in which each row is an event; all other columns are attributes of events.
    #[must_use]
    pub fn rows(case: impl Into<String>, activity: impl Into<String>, time: Option<&str>) -> Self {
        let events = Events::Rows { activity: activity.into(), time: time.map(str::to_owned) };
        Self { case: case.into(), events, keys: Vec::new(), of_case: Vec::new(), rest: true }
    }

    /// In words, for findings.
    pub(super) fn described(&self) -> String {
        let events = match &self.events {
            Events::Rows { activity, time } => {
                let time = time.as_ref().map_or_else(|| "no times".to_owned(), |time| format!("times in `{time}`"));
                format!("each row an event, activities in `{activity}`, {time}")
            }
            Events::Times(times) => {
                let names: Vec<String> = times.iter().map(|(column, activity)| format!("`{activity}` at `{column}`")).collect();
                format!("each row a case with the events {}", names.join(", "))
            }
        };
        format!("cases in `{}`, {events}", self.case)
    }
}

/// Why a text does not say what columns hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// Not `WHAT=COLUMN`.
    #[error("`{0}` is not of the form `what=column`")]
    NoPair(String),
    /// A word that means nothing here.
    #[error("`{word}` is nothing that a column can hold; {}", near.map_or_else(|| format!("known are {}", WORDS.join(", ")), |near| format!("did you mean `{near}`?")))]
    Unknown {
        /// The word.
        word: String,
        /// The nearest known one.
        near: Option<&'static str>,
    },
    /// Something that must be said.
    #[error("it is not said which column holds the {0}")]
    Missing(&'static str),
    /// An activity, and times of events.
    #[error("`activity` and `time` are for tables in which each row is an event, `event:NAME` for those in which each row is a case")]
    Mixed,
    /// A word said twice.
    #[error("`{0}` is said twice")]
    Twice(&'static str),
}

const WORDS: [&str; 10] = ["case", "activity", "time", "resource", "role", "group", "lifecycle", "of-case", "event:NAME", "key:KEY"];

/// The key of a word for a usual attribute.
fn usual(word: &str) -> Option<&'static str> {
    match word {
        "resource" => Some(keys::RESOURCE),
        "role" => Some(keys::ROLE),
        "group" => Some(keys::GROUP),
        "lifecycle" => Some(keys::LIFECYCLE),
        _ => None,
    }
}

/// Pairs of `what=column` with commas between them: `case`, `activity`, `time`, `resource`, `role`, `group`, `lifecycle`, `of-case` (more
/// than once), `event:NAME` for the time of an event where each row is a case, `key:KEY` for any other attribute, and `rest=leave`. A piece
/// without `=` belongs to the name of the column before it, so that names may hold commas.
impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(text: &str) -> Result<Self, ColumnsError> {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        for piece in text.split(',') {
            match (piece.split_once('='), pairs.last_mut()) {
                (Some((word, column)), _) => pairs.push((word.trim(), column.to_owned())),
                (None, Some((_, column))) => {
                    column.push(',');
                    column.push_str(piece);
                }
                (None, None) => return Err(ColumnsError::NoPair(piece.to_owned())),
            }
        }
        let (mut case, mut activity, mut time) = (None, None, None);
        let (mut times, mut keys, mut of_case, mut rest) = (Vec::new(), Vec::new(), Vec::new(), true);
        for (word, column) in pairs {
            let column = column.trim().to_owned();
            match word {
                "case" => once(&mut case, column, "case")?,
                "activity" => once(&mut activity, column, "activity")?,
                "time" => once(&mut time, column, "time")?,
                "of-case" => of_case.push(column),
                "rest" if column == "leave" => rest = false,
                "rest" if column == "keep" => rest = true,
                _ => match (word.strip_prefix("event:"), word.strip_prefix("key:").or_else(|| usual(word))) {
                    (Some(name), _) => times.push((column, name.to_owned())),
                    (_, Some(key)) => keys.push((column, key.to_owned())),
                    _ => return Err(ColumnsError::Unknown { word: word.to_owned(), near: nearest(word, WORDS).and_then(of_words) }),
                },
            }
        }
        let case = case.ok_or(ColumnsError::Missing("case"))?;
        let events = match (activity, times.is_empty()) {
            (Some(activity), true) => Events::Rows { activity, time },
            (None, true) => return Err(ColumnsError::Missing("activity")),
            (None, false) if time.is_none() => Events::Times(times),
            _ => return Err(ColumnsError::Mixed),
        };
        Ok(Self { case, events, keys, of_case, rest })
    }
}

fn once(slot: &mut Option<String>, column: String, word: &'static str) -> Result<(), ColumnsError> {
    if slot.replace(column).is_some() { Err(ColumnsError::Twice(word)) } else { Ok(()) }
}

fn of_words(near: &str) -> Option<&'static str> {
    WORDS.into_iter().find(|word| *word == near)
}

/// That columns were guessed.
pub(super) fn guessed(columns: &Columns, preset: Option<&Preset>) -> Issue {
    let export = preset.map_or_else(String::new, |preset| format!("this looks like {}: ", preset.title));
    let message = format!("{export}{}", columns.described());
    let help = "say what the columns hold, or which preset it is, when that is not so".to_owned();
    Issue { severity: Severity::Note, code: Code::GuessedColumns, column: None, message, help }
}

/// That a column is not there.
pub(super) fn lacking(column: &Lacking) -> Issue {
    let help = column.near.as_ref().map_or_else(|| "the first row names the columns".to_owned(), |near| format!("is it `{}`?", shown(near)));
    Issue::error(Code::MissingColumn, None, format!("there is no column `{}`", shown(&column.column)), help)
}
