//! `undeclared-level`: every scale and level that an element names is declared.

use super::{
    super::{definition::ScaleDefinition, draft::Draft},
    stand_in, suggestion,
};
use crate::diagnostic::{Code, Findings};

pub(super) fn check(draft: &Draft, findings: &mut Findings) {
    let scale =
        |id: &str| -> Option<&ScaleDefinition> { draft.head.scales.get(id).or_else(|| draft.base.as_ref().and_then(|base| base.scales().get(id))) };
    for entry in &draft.entries {
        for level in entry.definition.levels.iter().filter(|level| !stand_in(&level.scale)) {
            let Some(declared) = scale(&level.scale) else {
                let known = draft.head.scales.keys().map(String::as_str);
                let help = suggestion(&level.scale, known).unwrap_or_else(|| "declare it under `scales:`".to_owned());
                let message = format!("the scale `{}` is not declared", *level.scale);
                findings.push(draft.finding(Code::UndeclaredLevel, message, entry.file, &level.scale).help(help));
                continue;
            };
            if !declared.levels.iter().any(|known| known.level == *level.level) {
                let known: Vec<&str> = declared.levels.iter().map(|level| level.level.as_str()).collect();
                let message = format!("the scale `{}` has no level `{}`", *level.scale, *level.level);
                let help = format!("its levels are: {}", known.join(", "));
                findings.push(draft.finding(Code::UndeclaredLevel, message, entry.file, &level.level).help(help));
            }
        }
    }
}
