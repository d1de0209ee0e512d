//! Calendars that timers and guards name must exist, where calendars can be looked up.

use super::Resolved;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    lifecycle::{Library, conditions::named_calendars},
};

/// Reports names of calendars that the library does not have.
pub(super) fn check(resolved: &Resolved<'_>, library: &dyn Library, findings: &mut Findings) {
    for (name, file, place) in named_calendars(resolved.draft) {
        if library.calendar(&name).is_some() {
            continue;
        }
        let Some(known) = library.calendars() else { return };
        let near = nearest(&name, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let finding = Diagnostic::error(Code::UndeclaredName, format!("there is no calendar `{name}`")).help_if(near);
        findings.push(resolved.draft.at(finding, file, &place));
    }
}
