//! From a file to lifecycles: the lifecycle itself and its models.

use std::sync::LazyLock;

use super::{
    Library, Lifecycle,
    definition::{LIFECYCLE_FORMAT, LifecycleFile, ModelDefinition},
    draft::{Draft, Said, at},
    expand::{Step, expand},
    rules::{self, Resolved},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, Shape, read},
    source::{FileText, Limits},
};

/// How many lifecycles may extend each other in a row.
const DEEPEST: usize = 16;

impl Lifecycle {
    /// Loads the lifecycle of a file that stands alone; its models are left aside.
    ///
    /// # Errors
    /// All findings of [`check_lifecycle`], when one is an error.
    pub fn load(file: &FileText) -> Result<Self, Findings> {
        let (lifecycles, findings) = check_lifecycle(file, &(), Limits::default());
        lifecycles.into_iter().next().ok_or(findings)
    }

    /// Loads the lifecycle of a file and its models, `ID.MODEL`, with what it extends.
    ///
    /// # Errors
    /// All findings of [`check_lifecycle`], when one is an error.
    pub fn load_all(file: &FileText, library: &dyn Library, limits: Limits) -> Result<Vec<Self>, Findings> {
        let (lifecycles, findings) = check_lifecycle(file, library, limits);
        if findings.errors() > 0 { Err(findings) } else { Ok(lifecycles) }
    }
}

/// Checks a lifecycle file: everything that is wrong with it and its models, in one run.
///
/// The lifecycle comes back first, then its models, when no finding is an error. What is wrong below, in a lifecycle that
/// it extends, is a finding of that file. Linear in the files, but for transitions of one state and event.
#[must_use]
pub fn check_lifecycle(file: &FileText, library: &dyn Library, limits: Limits) -> (Vec<Lifecycle>, Findings) {
    let mut lifecycles = Vec::new();
    let mut findings = examine(file, library, limits, &mut |draft, steps| lifecycles.push(Lifecycle::compile(draft, steps, library)));
    if findings.errors() > 0 {
        lifecycles.clear();
    }
    findings.sort();
    (lifecycles, findings)
}

/// The findings of [`check_lifecycle`] alone, in half the time: nothing is compiled.
#[must_use]
pub fn lifecycle_findings(file: &FileText, library: &dyn Library, limits: Limits) -> Findings {
    let mut findings = examine(file, library, limits, &mut |_, _| {});
    findings.sort();
    findings
}

/// Checks a file and hands over the lifecycle and its models one after the other, as long as there is no error.
fn examine(file: &FileText, library: &dyn Library, limits: Limits, found_good: &mut dyn FnMut(&Draft, &[Step])) -> Findings {
    let mut findings = Findings::new();
    let Some((head, mut draft, below)) = drafted(file, library, limits, &mut Vec::new(), &mut findings) else { return findings };
    let own_file = draft.own_file();
    let models = std::mem::take(&mut draft.models);
    let mut drafts = Vec::new();
    for said in models.values() {
        let extended = head.extends.as_ref().filter(|_| said.file != own_file);
        drafts.push((draft.with_model(said, &mut findings), extended.map(|extended| (said, extended))));
    }
    drafts.insert(0, (draft, None));
    let mut first = Findings::new();
    for (place, (draft, taken_over)) in drafts.iter().enumerate() {
        let mut found = Findings::new();
        let steps = expand(draft, &mut found);
        let whole = found.errors() == 0 && findings.errors() == 0;
        found.append(rules::all(&Resolved::new(draft, &steps), whole, library));
        // What is wrong with the lifecycle is said once, and not again for each model.
        if place == 0 {
            first = found.clone();
        }
        let found = found.into_iter().filter(|finding| place == 0 || !first.iter().any(|known| same(known, finding)));
        let new: Findings = match taken_over {
            Some((said, extended)) => misfits(found.collect(), said, extended, file, below.as_ref(), library),
            None => found.filter(|finding| finding.file().is_none_or(|named| named == file.name().as_ref())).collect(),
        };
        if findings.errors() == 0 && new.errors() == 0 {
            found_good(draft, &steps);
        }
        findings.append(new);
    }
    findings
}

/// What is wrong with a model that was taken over and is not wrong where it comes from: it stands in another file, so it is
/// said where this one extends that.
fn misfits(
    found: Findings,
    model: &Said<ModelDefinition>,
    extended: &Located<String>,
    file: &FileText,
    below: Option<&Draft>,
    library: &dyn Library,
) -> Findings {
    let mut known = Findings::new();
    if let Some(draft) = below.map(|below| below.with_model(model, &mut Findings::new())) {
        let steps = expand(&draft, &mut known);
        known.append(rules::all(&Resolved::new(&draft, &steps), true, library));
    }
    let new = found.into_iter().filter(|finding| !known.iter().any(|known| (known.code(), known.message()) == (finding.code(), finding.message())));
    new.map(|finding| {
        let message = format!("the model `{}` does not fit what it is taken over to: {}", *model.item.id, finding.message());
        let help = format!("change the model under `models`, or take it out: `remove: {{models: [{}]}}`", *model.item.id);
        at(Diagnostic::new(finding.severity(), finding.code(), message).help(help), file, extended)
    })
    .collect()
}

fn same(one: &Diagnostic, other: &Diagnostic) -> bool {
    (one.code(), one.position(), one.message()) == (other.code(), other.position(), other.message())
}

/// The file with what it extends: its head, itself, and what lies below it.
fn drafted(
    file: &FileText,
    library: &dyn Library,
    limits: Limits,
    above: &mut Vec<String>,
    findings: &mut Findings,
) -> Option<(LifecycleFile, Draft, Option<Draft>)> {
    static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<LifecycleFile>);
    let head: LifecycleFile = read(file, &SHAPE, LIFECYCLE_FORMAT, limits, findings)?;
    let mut below = None;
    if let Some(extended) = &head.extends {
        let refuse = |message: String, help: Option<String>| at(Diagnostic::error(Code::UnknownLifecycle, message).help_if(help), file, extended);
        if above.iter().any(|known| known == extended.as_str()) || above.len() >= DEEPEST {
            findings.push(refuse(format!("`{}` extends itself in the end", **extended), None));
        } else if let Some(base) = library.lifecycle(extended) {
            above.push(extended.to_string());
            // The findings below are those of the other file.
            below = drafted(&base, library, limits, above, &mut Findings::new()).map(|(_, draft, _)| draft);
        } else {
            let known = library.lifecycles();
            let near = nearest(extended, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            findings.push(refuse(format!("there is no lifecycle `{}`", **extended), near));
        }
    }
    // Sources may stand in the part that could not be read.
    if !findings.iter().any(|finding| matches!(finding.code(), Code::YamlSyntax | Code::LimitReached)) {
        rules::undeclared_source::check(file, &head, findings);
    }
    let draft = Draft::of(file, &head, below.clone(), findings);
    Some((head, draft, below))
}
