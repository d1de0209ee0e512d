//! Where in a row everything stands.

use std::{borrow::Cow, collections::HashMap};

use super::{Columns, Events, OF_CASE};
use crate::{diagnostic::nearest, eventlog::keys};

/// What is done with a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::eventlog) enum Role {
    /// The case, the activity, the time, or the time of an event: looked up by its place.
    Named,
    /// An attribute of the event.
    Event(String),
    /// An attribute of the case.
    Case(String),
    /// Not read.
    Left,
}

/// Where events are, by places of columns.
#[derive(Clone, Debug)]
pub(in crate::eventlog) enum Places {
    Rows {
        activity: usize,
        time: Option<usize>,
    },
    /// The place of each time and the activity.
    Times(Vec<(usize, String)>),
}

/// The columns of a table by their places.
#[derive(Clone, Debug)]
pub(in crate::eventlog) struct Plan {
    pub(in crate::eventlog) case: usize,
    pub(in crate::eventlog) events: Places,
    pub(in crate::eventlog) roles: Vec<Role>,
    rest: bool,
    /// Keys that are taken, of events and of cases, with the number that the next column of this key gets. The names come from
    /// strangers, so the hash function must not be one that they know.
    taken: [HashMap<String, u32>; 2],
}

/// A column that is not there, and the one that has nearly its name.
#[derive(Debug)]
pub(in crate::eventlog) struct Lacking {
    pub(in crate::eventlog) column: String,
    pub(in crate::eventlog) near: Option<String>,
}

impl Plan {
    /// The plan of a table with this header; without one, all columns that are not there.
    pub(in crate::eventlog) fn new(columns: &Columns, header: &[String]) -> Result<Self, Vec<Lacking>> {
        let mut lacking = Vec::new();
        let mut find = |name: &str| {
            let place = find(name, header);
            if place.is_none() {
                let near = nearest(name, header.iter().take(1000).map(String::as_str)).map(str::to_owned);
                lacking.push(Lacking { column: name.to_owned(), near });
            }
            place.unwrap_or(usize::MAX)
        };
        let case = find(&columns.case);
        let events = match &columns.events {
            Events::Rows { activity, time } => Places::Rows { activity: find(activity), time: time.as_deref().map(&mut find) },
            Events::Times(times) => Places::Times(times.iter().map(|(column, activity)| (find(column), activity.clone())).collect()),
        };
        let keyed: Vec<(usize, &str)> = columns.keys.iter().map(|(column, key)| (find(column), key.as_str())).collect();
        let of_case: Vec<usize> = columns.of_case.iter().map(|column| find(column)).collect();
        if !lacking.is_empty() {
            return Err(lacking);
        }
        let taken = |keys: &[&str]| keys.iter().map(|key| ((*key).to_owned(), 2)).collect();
        let mut plan = Self {
            case,
            events,
            roles: vec![Role::Left; header.len()],
            rest: columns.rest,
            taken: [taken(&[keys::NAME, keys::TIME]), taken(&[keys::NAME])],
        };
        let named = plan.named();
        // Columns with a key of their own come first, so that no other takes it.
        for (place, key) in keyed {
            plan.put(place, key, of_case.contains(&place));
        }
        for (place, name) in header.iter().enumerate() {
            if named.contains(&place) {
                plan.assign(place, Role::Named);
            } else if plan.roles.get(place) == Some(&Role::Left) && (columns.rest || of_case.contains(&place)) {
                plan.put(place, name, of_case.contains(&place));
            }
        }
        Ok(plan)
    }

    /// Gives a role to a column that turns up later, as keys of JSON Lines do.
    pub(in crate::eventlog) fn add(&mut self, name: &str, wanted: bool) {
        self.roles.push(Role::Left);
        if self.rest && wanted {
            self.put(self.roles.len().saturating_sub(1), name, false);
        }
    }

    /// Leaves columns out whose keys are not wanted.
    pub(in crate::eventlog) fn keep(&mut self, wanted: impl Fn(&str) -> bool) {
        for role in &mut self.roles {
            if matches!(role, Role::Event(key) | Role::Case(key) if !wanted(key)) {
                *role = Role::Left;
            }
        }
    }

    /// The places that are looked up.
    fn named(&self) -> Vec<usize> {
        let mut named = vec![self.case];
        match &self.events {
            Places::Rows { activity, time } => {
                named.push(*activity);
                named.extend(time);
            }
            Places::Times(times) => named.extend(times.iter().map(|(place, _)| *place)),
        }
        named
    }

    /// Makes a column an attribute.
    fn put(&mut self, place: usize, name: &str, stated: bool) {
        let name = if name.trim().is_empty() { Cow::Owned(format!("column {}", place.saturating_add(1))) } else { Cow::Borrowed(name) };
        let of_case = stated || name.starts_with(OF_CASE) || matches!(self.events, Places::Times(_));
        let key = name.strip_prefix(OF_CASE).unwrap_or(&name);
        let [events, cases] = &mut self.taken;
        let role = if of_case { Role::Case(free(key, cases)) } else { Role::Event(free(key, events)) };
        self.assign(place, role);
    }

    fn assign(&mut self, place: usize, role: Role) {
        if let Some(slot) = self.roles.get_mut(place) {
            *slot = role;
        }
    }
}

/// The key, or the key with a number behind it where it is taken: exports repeat names of columns.
fn free(key: &str, taken: &mut HashMap<String, u32>) -> String {
    let mut candidate = key.to_owned();
    while let Some(number) = taken.get_mut(&candidate) {
        let next = *number;
        *number = number.saturating_add(1);
        // Numbers are counted at the key itself, so that a thousand columns of one name are no thousand walks.
        candidate = format!("{key} ({next})");
        if !taken.contains_key(&candidate) {
            break;
        }
        key.clone_into(&mut candidate);
    }
    taken.insert(candidate.clone(), 2);
    candidate
}

fn find(name: &str, header: &[String]) -> Option<usize> {
    let plain = |text: &str| text.trim().to_lowercase();
    header.iter().position(|column| column == name).or_else(|| {
        let wanted = plain(name);
        header.iter().position(|column| plain(column) == wanted)
    })
}
