//! `dangling-reference`: everything that names an element names one that exists.

use super::{
    super::{Environment, draft::Draft},
    stand_in, suggestion,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
};

/// `parent`, `from` and `hide`: what the tree is put together by.
pub(super) fn parents(draft: &Draft, findings: &mut Findings) {
    for entry in &draft.entries {
        if let Some(parent) = entry.definition.parent.as_ref().filter(|parent| !draft.knows(parent)) {
            findings.push(dangling(draft, entry.file, parent, "there is no element"));
        }
        let Some(from) = &entry.definition.from else { continue };
        match (&draft.head.based_on, draft.base.as_deref()) {
            (None, _) => {
                let finding =
                    draft.finding(Code::DanglingReference, "`from` is used, but the framework is not based on another".to_owned(), entry.file, from);
                findings.push(finding.help("add `based_on: ...` to the framework file, or take the line out"));
            }
            (Some(older), Some(base)) if base.element(from).is_none() => {
                let message = format!("there is no element `{}` in `{}`", **from, **older);
                let help = suggestion(from, base.elements().iter().map(super::super::Element::id));
                findings.push(draft.finding(Code::DanglingReference, message, entry.file, from).help_if(help));
            }
            _ => {}
        }
    }
    for hidden in &draft.head.hide {
        let Some(base) = draft.extended() else {
            if draft.head.extends.is_none() {
                let finding =
                    draft.finding(Code::DanglingReference, "`hide` is used, but the file does not extend a framework".to_owned(), 0, hidden);
                findings.push(finding.help("add `extends: ...`, or take the line out"));
            }
            continue;
        };
        if base.element(hidden).is_none() {
            let message = format!("there is no element `{}` in `{}` to hide", **hidden, base.id());
            let help = suggestion(hidden, base.elements().iter().map(super::super::Element::id));
            findings.push(draft.finding(Code::DanglingReference, message, 0, hidden).help_if(help));
        }
    }
}

/// The two ends of interfaces.
pub(super) fn interfaces(draft: &Draft, findings: &mut Findings) {
    for (file, interface) in &draft.interfaces {
        for end in [&interface.from, &interface.to] {
            if end.as_str() != "*" && !stand_in(end) && !draft.knows(end) {
                findings.push(dangling(draft, *file, end, "an interface names an element that does not exist:"));
            }
        }
    }
}

/// References, and the elements that roles and artefacts point to.
pub(super) fn references(draft: &Draft, environment: &dyn Environment, findings: &mut Findings) {
    for entry in &draft.entries {
        let definition = &entry.definition;
        let roles = definition.roles.iter().filter_map(|role| role.element.as_ref());
        let artefacts = definition.artefacts.iter().filter_map(|artefact| artefact.element.as_ref());
        let references = definition.references.iter().map(|reference| &reference.to);
        for name in references.chain(roles).chain(artefacts) {
            if stand_in(name) || draft.knows(name) {
                continue;
            }
            findings.extend(unresolved(draft, environment, entry.file, name));
        }
    }
}

/// Why a name does not resolve, looking into the framework that its prefix names.
fn unresolved(draft: &Draft, environment: &dyn Environment, file: usize, name: &Located<String>) -> Option<Diagnostic> {
    let Some((prefix, id)) = name.split_once(':') else { return Some(dangling(draft, file, name, "there is no element")) };
    if prefix == draft.framework_id() {
        return (!draft.knows(id)).then(|| dangling(draft, file, name, "there is no element"));
    }
    // Where an overlay does not load, the framework below it is looked into.
    if let Some(framework) = environment.framework(prefix).or_else(|| environment.original(prefix)) {
        // What an overlay hides is left out on purpose.
        let hidden = || environment.original(prefix).is_some_and(|original| original.element(id).is_some());
        if framework.element(id).is_some() || hidden() {
            return None;
        }
        let help = suggestion(id, framework.elements().iter().map(super::super::Element::id));
        let message = format!("there is no element `{id}` in `{prefix}`");
        return Some(draft.finding(Code::DanglingReference, message, file, name).help_if(help));
    }
    let known = environment.framework_ids();
    if known.iter().any(|id| id == prefix) {
        // It is there but does not load: its own findings say why.
        return None;
    }
    let help = suggestion(prefix, known.iter().map(String::as_str))
        .unwrap_or_else(|| "load that framework beside this one to have the reference checked".to_owned());
    Some(
        draft
            .warning(Code::UnknownFramework, format!("the framework `{prefix}` is not known, so `{}` was not looked up", **name), file, name)
            .help(help),
    )
}

fn dangling(draft: &Draft, file: usize, name: &Located<String>, what: &str) -> Diagnostic {
    let help = suggestion(name, draft.known_ids());
    draft.finding(Code::DanglingReference, format!("{what} `{}`", **name), file, name).help_if(help)
}
