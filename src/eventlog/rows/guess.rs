//! Guesses: what columns hold by their names, and the order of dates by their numbers.

use super::{CASE_NAME, Columns, Preset, presets};
use crate::eventlog::{
    instant::{DateOrder, Dates},
    keys,
};

/// Names of columns in lower case without signs, the likeliest first.
const CASES: [&str; 14] = [
    "caseconceptname",
    "caseid",
    "case",
    "casenumber",
    "incidentid",
    "incidentnumber",
    "ticketid",
    "ticketnumber",
    "ticket",
    "requestid",
    "srnumber",
    "issuekey",
    "traceid",
    "number",
];
const ACTIVITIES: [&str; 11] =
    ["conceptname", "activity", "activityname", "event", "eventname", "action", "task", "step", "status", "state", "incidentstate"];
const TIMES: [&str; 12] = [
    "timetimestamp",
    "timestamp",
    "completetimestamp",
    "completetime",
    "endtime",
    "eventtime",
    "time",
    "datetime",
    "date",
    "changedat",
    "updatedat",
    "sysupdatedat",
];
const RESOURCES: [&str; 6] = ["orgresource", "resource", "user", "agent", "assignedto", "owner"];

/// What was guessed.
pub(in crate::eventlog) struct Guess {
    pub(in crate::eventlog) columns: Columns,
    /// The export that it looks like.
    pub(in crate::eventlog) preset: Option<&'static Preset>,
    /// Whether the names say it themselves: those of XES, as this program and others write them.
    pub(in crate::eventlog) certain: bool,
}

/// What the columns of a table hold, by their names; none where no column looks like cases, or none like activities.
pub(in crate::eventlog) fn guess(header: &[String]) -> Option<Guess> {
    let has = |name: &str| header.iter().any(|column| column == name);
    if has(CASE_NAME) && has(keys::NAME) {
        let columns = Columns::rows(CASE_NAME, keys::NAME, has(keys::TIME).then_some(keys::TIME));
        return Some(Guess { columns, preset: None, certain: true });
    }
    if let Some(preset) = presets().iter().find(|preset| preset.fits(header)) {
        return Some(Guess { columns: preset.columns(header), preset: Some(preset), certain: false });
    }
    let plain: Vec<String> =
        header.iter().map(|name| name.chars().filter(|sign| sign.is_alphanumeric()).collect::<String>().to_lowercase()).collect();
    let find = |known: &[&str]| known.iter().find_map(|name| plain.iter().position(|column| column == name)).and_then(|index| header.get(index));
    let (case, activity) = (find(&CASES)?, find(&ACTIVITIES)?);
    let mut columns = Columns::rows(case, activity, find(&TIMES).map(String::as_str));
    columns.keys.extend(find(&RESOURCES).filter(|column| *column != keys::RESOURCE).map(|column| (column.clone(), keys::RESOURCE.to_owned())));
    Some(Guess { columns, preset: None, certain: false })
}

/// Which number of dates is the day, where it is not stated and some date of these says it: `29/2/2016` can only be day first.
pub(in crate::eventlog) fn guess_dates<'text>(texts: &(impl Iterator<Item = &'text str> + Clone), dates: &Dates) -> Option<DateOrder> {
    if dates.order != DateOrder::Unstated || !texts.clone().any(|text| dates.is_ambiguous(text)) {
        return None;
    }
    let read = |order: DateOrder| {
        let dates = Dates { order, zone: dates.zone.clone() };
        texts.clone().filter(|text| dates.parse(text).is_some()).count()
    };
    let (day, month) = (read(DateOrder::DayFirst), read(DateOrder::MonthFirst));
    match day.cmp(&month) {
        std::cmp::Ordering::Greater => Some(DateOrder::DayFirst),
        std::cmp::Ordering::Less => Some(DateOrder::MonthFirst),
        std::cmp::Ordering::Equal => None,
    }
}
