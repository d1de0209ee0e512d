//! What the columns of exports of known tools hold, as data.
//!
//! The names are those of fields and of their English titles as the tools ship them; who renamed or translated them says the columns
//! himself.

use super::{Columns, Events};
use crate::eventlog::keys;

/// What the columns of a tool's exports hold.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name on the command line.
    pub name: &'static str,
    /// Which export of which tool it is.
    pub title: &'static str,
    case: &'static [&'static str],
    events: Layout,
    keys: &'static [(&'static str, &'static [&'static str])],
    of_case: &'static [&'static str],
}

/// Where the events are; of several names of a column the first that is there counts.
#[derive(Clone, Copy, Debug)]
enum Layout {
    Rows { activity: &'static [&'static str], time: &'static [&'static str] },
    Times(&'static [(&'static str, &'static [&'static str])]),
}

/// The event of a milestone and the names of its column.
type Times = &'static [(&'static str, &'static [&'static str])];

const SERVICENOW_TIMES: Times =
    &[("opened", &["opened_at", "Opened"]), ("resolved", &["resolved_at", "Resolved"]), ("closed", &["closed_at", "Closed"])];
const JIRA_TIMES: Times = &[("created", &["Created"]), ("resolved", &["Resolved"])];
const ITOP_TIMES: Times = &[
    ("started", &["start_date", "Start date"]),
    ("assigned", &["assignment_date", "Assignment date"]),
    ("resolved", &["resolution_date", "Resolution date"]),
    ("closed", &["close_date", "Close date"]),
];
const GLPI_TIMES: Times = &[
    ("opened", &["Opening date", "date"]),
    ("taken-into-account", &["Take into account date", "takeintoaccountdate"]),
    ("solved", &["Resolution date", "solvedate"]),
    ("closed", &["Closing date", "closedate"]),
];
const ZAMMAD_TIMES: Times = &[
    ("created", &["created_at", "Created at"]),
    ("first-response", &["first_response_at", "First response"]),
    ("closed", &["close_at", "Closing time"]),
];
const OTRS_TIMES: Times = &[("created", &["Created"]), ("closed", &["Closed"])];

const PRESETS: [Preset; 7] = [
    Preset {
        name: "servicenow",
        title: "ServiceNow: one row for each update of a record",
        case: &["number", "Number"],
        events: Layout::Rows {
            activity: &["incident_state", "Incident state", "state", "State"],
            time: &["sys_updated_at", "sys_updated_on", "Updated"],
        },
        keys: &[(keys::RESOURCE, &["sys_updated_by", "Updated by"]), (keys::GROUP, &["assignment_group", "Assignment group"])],
        of_case: &["opened_at", "Opened", "opened_by", "Opened by", "sys_created_at", "sys_created_on", "Created", "sys_created_by", "Created by"],
    },
    Preset {
        name: "servicenow-list",
        title: "ServiceNow: one row for each record",
        case: &["number", "Number"],
        events: Layout::Times(SERVICENOW_TIMES),
        keys: &[],
        of_case: &[],
    },
    Preset {
        name: "jira",
        title: "Jira Service Management: issues as CSV, one row for each",
        case: &["Issue key", "Key"],
        events: Layout::Times(JIRA_TIMES),
        keys: &[],
        of_case: &[],
    },
    Preset {
        name: "itop",
        title: "iTop: tickets, one row for each",
        case: &["ref", "Ref"],
        events: Layout::Times(ITOP_TIMES),
        keys: &[],
        of_case: &[],
    },
    Preset {
        name: "glpi",
        title: "GLPI: tickets, one row for each",
        case: &["ID", "id"],
        events: Layout::Times(GLPI_TIMES),
        keys: &[],
        of_case: &[],
    },
    Preset {
        name: "zammad",
        title: "Zammad: tickets, one row for each",
        case: &["number", "Number", "#"],
        events: Layout::Times(ZAMMAD_TIMES),
        keys: &[],
        of_case: &[],
    },
    Preset {
        name: "otrs",
        title: "OTRS: results of a ticket search, one row for each",
        case: &["TicketNumber", "Ticket#", "Ticket Number"],
        events: Layout::Times(OTRS_TIMES),
        keys: &[],
        of_case: &[],
    },
];

/// All presets.
#[must_use]
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

impl Preset {
    /// The preset of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// The columns that it takes a table with this header to have; the first name of a column that is not there.
    pub(in crate::eventlog) fn columns(&self, header: &[String]) -> Columns {
        let pick = |names: &[&'static str]| there(names, header).or(names.first().copied()).unwrap_or_default().to_owned();
        let events = match self.events {
            Layout::Rows { activity, time } => Events::Rows { activity: pick(activity), time: Some(pick(time)) },
            Layout::Times(times) => {
                // Which of the columns are in an export is for its user to choose; the first is the one that every ticket has.
                let found = times.iter().enumerate().filter(|(index, (_, names))| *index == 0 || there(names, header).is_some());
                Events::Times(found.map(|(_, (activity, names))| (pick(names), (*activity).to_owned())).collect())
            }
        };
        let keys = self.keys.iter().filter_map(|(key, names)| Some((there(names, header)?.to_owned(), (*key).to_owned())));
        let of_case = self.of_case.iter().filter(|name| is_there(name, header)).map(|name| (*name).to_owned());
        Columns { case: pick(self.case), events, keys: keys.collect(), of_case: of_case.collect(), rest: true }
    }

    /// Whether a table with this header looks like such an export: the case, and the activity with its time or the times of two events.
    pub(in crate::eventlog) fn fits(&self, header: &[String]) -> bool {
        there(self.case, header).is_some()
            && match self.events {
                Layout::Rows { activity, time } => there(activity, header).is_some() && there(time, header).is_some(),
                Layout::Times(times) => times.iter().filter(|(_, names)| there(names, header).is_some()).count() > 1,
            }
    }
}

fn there(names: &[&'static str], header: &[String]) -> Option<&'static str> {
    names.iter().copied().find(|name| is_there(name, header))
}

fn is_there(name: &str, header: &[String]) -> bool {
    header.iter().any(|column| column.trim() == name)
}
