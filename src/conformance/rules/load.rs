//! From a file, or from what a program built, to a pack of rules.

use std::sync::LazyLock;

use super::{
    Library, Pack,
    definition::{RULES_FORMAT, RulesFile},
    draft::Draft,
    resolve::resolve,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Shape, read},
    source::{FileText, Limits},
};

/// What the file must look like.
pub(super) static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<RulesFile>);

impl Pack {
    /// Loads the rules of a file that stands alone: elements, calendars and tables are not looked up.
    ///
    /// # Errors
    /// All findings of [`check_rules`], when one is an error.
    pub fn load(file: &FileText) -> Result<Self, Findings> {
        let (pack, findings) = check_rules(file, &(), Limits::default());
        pack.ok_or(findings)
    }

    /// Makes a pack of what a program built, or a reader of another format read. `file` is what positions in the definition
    /// point into, where there is one. The pack comes back when no finding is an error.
    #[must_use]
    pub fn check(definition: RulesFile, file: Option<&FileText>, library: &dyn Library) -> (Option<Self>, Findings) {
        let mut findings = Findings::new();
        let pack = checked(definition, file, library, Limits::default(), &mut findings);
        findings.sort();
        (pack.filter(|_| findings.errors() == 0), findings)
    }
}

/// Checks a file of rules: everything that is wrong with it and with what it extends, in one run. The pack comes back when no
/// finding is an error. Linear in the files.
///
/// Findings: those of [`document::read`](crate::document::read()), `undeclared-name`, `undeclared-source`, `duplicate-id`, `missing-key`,
/// `misplaced-key`, `dangling-reference`, `unknown-rules`, `malformed-duration`, `malformed-date`, `limit-reached`, `invalid-condition`.
#[must_use]
pub fn check_rules(file: &FileText, library: &dyn Library, limits: Limits) -> (Option<Pack>, Findings) {
    let mut findings = Findings::new();
    let Some(definition) = read::<RulesFile>(file, &SHAPE, RULES_FORMAT, limits, &mut findings) else { return (None, findings) };
    // What is missing may stand in the part that could not be read.
    let whole = !findings.iter().any(|finding| matches!(finding.code(), Code::YamlSyntax | Code::LimitReached));
    let pack = if whole { checked(definition, Some(file), library, limits, &mut findings) } else { None };
    findings.sort();
    (pack.filter(|_| findings.errors() == 0), findings)
}

fn checked(definition: RulesFile, file: Option<&FileText>, library: &dyn Library, limits: Limits, findings: &mut Findings) -> Option<Pack> {
    sources(&definition, file, findings);
    let draft = Draft::new(definition, file, library, limits, findings);
    let pack = resolve(&draft, findings);
    (findings.errors() == 0).then_some(pack)
}

/// Every source that is cited is declared in the same file.
fn sources(definition: &RulesFile, file: Option<&FileText>, findings: &mut Findings) {
    let cited = definition.source.iter().chain(definition.rules.iter().flat_map(|rule| &rule.source));
    for key in cited.filter(|key| !definition.sources.contains_key(key.as_str())) {
        let near = nearest(key, definition.sources.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let help = near.unwrap_or_else(|| "declare it under `sources:` of this file".to_owned());
        let finding = Diagnostic::error(Code::UndeclaredSource, format!("the source `{}` is not declared", **key)).help(help);
        findings.push(match file {
            Some(file) => finding.located_if(file, key.position()),
            None => finding,
        });
    }
}
