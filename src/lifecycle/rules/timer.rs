//! The time of a timer must be a duration.

use super::Resolved;
use crate::{
    calendar::{BusinessDuration, DurationError},
    diagnostic::{Code, Diagnostic, Findings},
};

/// Reports times that cannot be read, and those that would be over before they begin.
pub(super) fn check(resolved: &Resolved<'_>, findings: &mut Findings) {
    for said in resolved.draft.timers.values() {
        let after = &said.item.after;
        let read: Result<BusinessDuration, DurationError> = after.parse();
        let message = match read {
            Ok(duration) if duration.is_negative() => format!("`{}` is less than nothing", **after),
            Ok(_) => continue,
            Err(error) => error.to_string(),
        };
        let help = "hours as `PT8H`, days as `P3D`; with a calendar they are open hours and business days";
        findings.push(resolved.draft.at(Diagnostic::error(Code::MalformedDuration, message).help(help), said.file, after));
    }
}
