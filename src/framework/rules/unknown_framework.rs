//! `unknown-framework`: what `extends` and `based_on` name is there.

use super::{
    super::{Environment, draft::Draft},
    suggestion,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
};

/// The framework below could not be had.
pub(super) fn base(draft: &Draft, findings: &mut Findings) {
    if let Some((name, finding)) = missing(draft) {
        let help = format!("load `{}` beside this file, and see that it has no error and is not built on this one", **name);
        findings.push(finding.help(help));
    }
}

/// The same with the nearest known name, where one is near, or in other words where the framework is there but does not load.
pub(super) fn suggest(draft: &Draft, environment: &dyn Environment, findings: &mut Findings) {
    let Some((name, finding)) = missing(draft) else { return };
    let known = environment.framework_ids();
    let better = if known.iter().any(|id| id == name.as_str()) {
        let message = format!("the framework `{}` is there, but it does not load", **name);
        draft.finding(Code::UnknownFramework, message, 0, name).help("mend what `itsm check` finds in it, and see that it is not built on this one")
    } else {
        let Some(help) = suggestion(name, known.iter().map(String::as_str)) else { return };
        finding.clone().help(help)
    };
    *findings = std::mem::take(findings).into_iter().filter(|found| found.message() != finding.message()).collect();
    findings.push(better);
}

fn missing(draft: &Draft) -> Option<(&Located<String>, Diagnostic)> {
    let name = draft.head.extends.as_ref().or(draft.head.based_on.as_ref())?;
    if draft.base.is_some() {
        return None;
    }
    Some((name, draft.finding(Code::UnknownFramework, format!("the framework `{}` is not known", **name), 0, name)))
}
