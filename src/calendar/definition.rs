//! What an author writes: the calendar file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Located;

/// The `format:` line of a calendar file.
pub const CALENDAR_FORMAT: &str = "itsm/calendar/1";

/// A business calendar: a weekly pattern on the wall clock of a zone, with holidays and exceptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Business calendar")]
pub struct CalendarFile {
    /// `itsm/calendar/1`.
    pub format: Located<String>,
    /// The name that targets and timers use, of `a-z`, `0-9` and single hyphens.
    pub id: Located<String>,
    /// The title for people.
    pub title: Located<String>,
    /// The version of these rules; every evaluation names it. Change it with every change of the hours.
    pub version: Located<String>,
    /// What the calendar is for, in one or two sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Where the facts come from, such as the law that names the holidays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<String>,
    /// The IANA name of the zone whose wall clock counts, such as `Europe/Berlin`.
    pub zone: Located<String>,
    /// The days for which the calendar answers; absent means 1970 to 2199.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<ValidityDefinition>,
    /// The windows of a week without holidays; a weekday that is absent is closed.
    #[serde(default)]
    pub week: Located<WeekDefinition>,
    /// Days on which nothing is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<HolidayDefinition>,
    /// iCalendar files whose all-day events are holidays too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holiday_files: Vec<HolidayFileDefinition>,
    /// Days with hours of their own, whatever weekday or holiday they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<ExceptionDefinition>,
}

/// The first and the last day for which a calendar answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidityDefinition {
    /// The first day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Located<String>>,
    /// The last day, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Located<String>>,
}

/// The windows of each weekday, `HH:MM-HH:MM` from `00:00` to `24:00`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "week"))]
pub struct WeekDefinition {
    /// The windows of Monday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub monday: Vec<Located<String>>,
    /// The windows of Tuesday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tuesday: Vec<Located<String>>,
    /// The windows of Wednesday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wednesday: Vec<Located<String>>,
    /// The windows of Thursday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thursday: Vec<Located<String>>,
    /// The windows of Friday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub friday: Vec<Located<String>>,
    /// The windows of Saturday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saturday: Vec<Located<String>>,
    /// The windows of Sunday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sunday: Vec<Located<String>>,
}

impl WeekDefinition {
    /// The weekdays in order, Monday first.
    pub(super) fn days(&self) -> [(&'static str, &[Located<String>]); 7] {
        [
            ("monday", &self.monday),
            ("tuesday", &self.tuesday),
            ("wednesday", &self.wednesday),
            ("thursday", &self.thursday),
            ("friday", &self.friday),
            ("saturday", &self.saturday),
            ("sunday", &self.sunday),
        ]
    }
}

/// One holiday, or several days in a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "holiday"))]
pub struct HolidayDefinition {
    /// What the day is called.
    pub name: Located<String>,
    /// The day, `YYYY-MM-DD`; or give `from` and `until`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Located<String>>,
    /// The first of several days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Located<String>>,
    /// The last of several days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Located<String>>,
}

/// An iCalendar file (RFC 5545) with holidays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "holiday file"))]
pub struct HolidayFileDefinition {
    /// The path of the file, relative to the calendar file.
    pub file: Located<String>,
    /// Titles of events that are no holidays here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Located<String>>,
}

/// A day with hours of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-itsm-item" = "exception"))]
pub struct ExceptionDefinition {
    /// Why the day is special.
    pub name: Located<String>,
    /// The day, `YYYY-MM-DD`.
    pub date: Located<String>,
    /// The windows of that day, instead of those of the weekday.
    pub hours: Vec<Located<String>>,
}
