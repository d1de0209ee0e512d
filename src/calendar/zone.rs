//! Finding a zone by its IANA name: in the database of the machine, else in the one that is compiled in.

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::diagnostic::nearest;

/// The zone of an IANA name.
///
/// A machine's database may hold more than names of IANA, such as `localtime`, which means another zone on every machine.
/// So a name that the compiled database does not know must at least be that of a region and a place.
pub(super) fn find(name: &str) -> Option<TimeZone> {
    let bundled = TimeZoneDatabase::bundled().get(name);
    let place = name.contains('/') && !name.starts_with("posix/") && !name.starts_with("right/");
    let found = if bundled.is_ok() || place { jiff::tz::db().get(name).or(bundled) } else { bundled };
    found.ok().filter(|zone| !zone.is_unknown())
}

/// What to write instead of a name that no zone has.
pub(super) fn suggestion(name: &str) -> String {
    let offset = name.trim_start_matches(|character: char| character.is_ascii_alphabetic());
    if offset.starts_with(['+', '-']) && offset.contains(|character: char| character.is_ascii_digit()) {
        return "an offset from UTC does not know summer time; name a place, such as `Europe/Berlin`, or `UTC`".to_owned();
    }
    let database = TimeZoneDatabase::bundled();
    let names: Vec<String> = database.available().map(|zone| zone.to_string()).collect();
    let city = |zone: &&String| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&name.trim().replace(' ', "_")));
    let near = names.iter().find(city).map(String::as_str).or_else(|| nearest(name, names.iter().map(String::as_str)));
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write a name of the IANA time zone database, such as `Europe/Berlin`, `America/New_York` or `UTC`".to_owned(),
    }
}
