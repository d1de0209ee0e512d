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

/// The same with the nearest known name, where one is near.
pub(super) fn suggest(draft: &Draft, environment: &dyn Environment, findings: &mut Findings) {
    let Some((name, finding)) = missing(draft) else { return };
    let known = environment.framework_ids();
    if let Some(help) = suggestion(name, known.iter().map(String::as_str)) {
        *findings = std::mem::take(findings).into_iter().filter(|found| found.message() != finding.message()).collect();
        findings.push(finding.help(help));
    }
}

fn missing(draft: &Draft) -> Option<(&Located<String>, Diagnostic)> {
    let name = draft.head.extends.as_ref().or(draft.head.based_on.as_ref())?;
    if draft.base.is_some() {
        return None;
    }
    Some((name, draft.finding(Code::UnknownFramework, format!("the framework `{}` is not known", **name), 0, name)))
}
