//! Business calendars of the catalog, found by id.

use super::{Catalog, layer::Layer};
use crate::{
    Error,
    calendar::{self, Calendar},
    diagnostic::nearest,
    source::Limits,
};

impl Catalog {
    /// A business calendar by its id; one of a later layer takes the place of an earlier one. Time is linear in the
    /// calendar files that are not shipped.
    ///
    /// ```
    /// use itsm::catalog::Catalog;
    /// let office = Catalog::builtin().calendar("berlin-office")?;
    /// assert_eq!(office.zone_name(), "Europe/Berlin");
    /// # Ok::<(), itsm::Error>(())
    /// ```
    ///
    /// # Errors
    /// When there is none, with the nearest name, or the findings of its file.
    pub fn calendar(&self, id: &str) -> Result<Calendar, Error> {
        let mut refused = None;
        for (layer, path) in self.calendar_paths().collect::<Vec<_>>().into_iter().rev() {
            // Shipped calendars are called like their files; a test holds them to it.
            if layer.shipped && stem(path) != id {
                continue;
            }
            match calendar::load(layer.source.as_ref(), path, Limits::default()) {
                Ok(found) if found.id() == id => return Ok(found),
                Err(findings) if stem(path) == id => refused = Some(Error::with_findings(format!("the calendar `{path}`"), findings)),
                _ => {}
            }
        }
        Err(refused.unwrap_or_else(|| {
            let known = self.calendar_ids();
            Error::not_found("calendar", id, nearest(id, known.iter().map(String::as_str)).map(str::to_owned).into_iter().collect())
        }))
    }

    /// The ids of all calendars that can be read. Reads every calendar file that is not shipped.
    pub(super) fn calendar_ids(&self) -> Vec<String> {
        let id = |(layer, path): (&Layer, &str)| {
            if layer.shipped {
                return Some(stem(path).to_owned());
            }
            calendar::load(layer.source.as_ref(), path, Limits::default()).ok().map(|calendar| calendar.id().to_owned())
        };
        self.calendar_paths().filter_map(id).collect()
    }

    fn calendar_paths(&self) -> impl Iterator<Item = (&Layer, &str)> {
        self.layers.iter().flat_map(|layer| layer.calendars.iter().map(move |path| (layer, path.as_str())))
    }
}

/// The name of a file without folder and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
