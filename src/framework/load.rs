//! Reading a framework from its files: the fast path that only loads, and the full path that finds everything.

use std::sync::{Arc, LazyLock};

use super::{
    Framework, LocaleOverlay,
    assemble::assemble,
    definition::{FRAMEWORK_FORMAT, FrameworkFile, LOCALE_FORMAT, LocaleFile, PART_FORMAT, PartFile},
    draft::{Draft, LocaleDraft},
    rules,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, Shape, read},
    source::{FileText, Limits, Source, join},
};

/// The other frameworks that a definition may build on or point to.
pub trait Environment: Send + Sync {
    /// A framework by id, when there is one and it loads.
    fn framework(&self, id: &str) -> Option<Arc<Framework>>;

    /// The same as its own files define it, without overlays: what a new edition is made from.
    fn original(&self, id: &str) -> Option<Arc<Framework>> {
        self.framework(id)
    }

    /// The ids of all frameworks there are, for suggestions.
    fn framework_ids(&self) -> Vec<String>;
}

/// No other frameworks.
impl Environment for () {
    fn framework(&self, _: &str) -> Option<Arc<Framework>> {
        None
    }

    fn framework_ids(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Reads one framework definition.
///
/// ```
/// use itsm::{framework::Loader, source::Memory};
///
/// let files = Memory::new().with("framework.yaml", "
/// format: itsm/framework/1
/// id: acme
/// title: Acme way of working
/// edition: '1'
/// publisher: Acme
/// kinds:
///   practice: {title: Practice, role: process}
/// elements:
///   - {id: incident, kind: practice, title: Incident handling}
/// ");
/// let framework = Loader::new(&files, "framework.yaml").load().unwrap();
/// assert_eq!(framework.element("incident").unwrap().title(), "Incident handling");
/// ```
#[derive(Clone, Copy)]
pub struct Loader<'loader> {
    source: &'loader dyn Source,
    path: &'loader str,
    environment: &'loader dyn Environment,
    limits: Limits,
}

impl<'loader> Loader<'loader> {
    /// Reads the framework file at `path` of `source`; parts and locales stand beside it.
    #[must_use]
    pub fn new(source: &'loader dyn Source, path: &'loader str) -> Self {
        Self { source, path, environment: &(), limits: Limits::default() }
    }

    /// Gives the frameworks that this one may build on or point to.
    #[must_use]
    pub fn with_environment(mut self, environment: &'loader dyn Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Replaces the limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Loads the framework: the fast path. Time is linear in the files.
    ///
    /// # Errors
    /// All findings of the full path, when a file does not decode or the elements do not form a tree.
    pub fn load(&self) -> Result<Framework, Findings> {
        let mut findings = Findings::new();
        if let Some(draft) = self.draft(&mut findings) {
            if findings.is_empty() {
                findings.append(draft.structural());
            }
            if findings.errors() == 0 {
                return Ok(assemble(draft));
            }
        }
        Err(self.check().1)
    }

    /// Checks the framework, its parts and its locales: everything that is wrong, in one run.
    ///
    /// The framework comes back when there is no error.
    #[must_use]
    pub fn check(&self) -> (Option<Framework>, Findings) {
        let mut findings = Findings::new();
        let mut framework = None;
        if let Some(draft) = self.draft(&mut findings) {
            findings.append(rules::all(&draft, self.environment));
            let locales: Vec<(usize, Located<String>)> = draft.head.locales.iter().map(|language| (0, language.clone())).collect();
            for (file, language) in locales {
                if let Some(locale) = self.locale_draft(&draft.files, file, &language, &mut findings) {
                    findings.append(rules::locale(&locale, &draft));
                }
            }
            if findings.errors() == 0 {
                framework = Some(assemble(draft));
            }
        }
        findings.sort();
        (framework, findings)
    }

    /// Loads the titles of one language; `framework` is the one that [`Loader::load`] gave.
    ///
    /// # Errors
    /// All findings, when the file is not there or does not decode.
    pub fn load_locale(&self, framework: &Framework, language: &str) -> Result<LocaleOverlay, Findings> {
        let mut findings = Findings::new();
        let language = Located::new(language.to_owned());
        match self.locale_draft(&[], 0, &language, &mut findings) {
            Some(draft) if findings.errors() == 0 => Ok(LocaleOverlay::new(draft.locale, framework)),
            _ => Err(findings),
        }
    }

    /// Decodes all files; what does not fit is reported and left out.
    fn draft(&self, findings: &mut Findings) -> Option<Draft> {
        static FRAMEWORK: LazyLock<Shape> = LazyLock::new(Shape::of::<FrameworkFile>);
        static PART: LazyLock<Shape> = LazyLock::new(Shape::of::<PartFile>);
        let file = match self.source.read(self.path) {
            Ok(file) => file,
            Err(finding) => {
                findings.push(*finding);
                return None;
            }
        };
        let head: FrameworkFile = read(&file, &FRAMEWORK, FRAMEWORK_FORMAT, self.limits, findings)?;
        let base = match (&head.extends, &head.based_on) {
            (Some(extended), _) => self.environment.framework(extended),
            (None, Some(older)) => self.environment.original(older),
            (None, None) => None,
        };
        let parts = head.parts.clone();
        let mut draft = Draft::new(file, head, base);
        draft.head_read = !cut_short(findings);
        for part in &parts {
            let Some(file) = self.beside(part, &draft.files, 0, findings) else { continue };
            let decoded: Option<PartFile> = read(&file, &PART, PART_FORMAT, self.limits, findings);
            let Some(decoded) = decoded else { continue };
            let (named, expected) = (&decoded.framework, draft.framework_id());
            if named.as_str() != expected && !named.is_empty() && !expected.is_empty() {
                findings.push(other_framework(&file, named, expected));
            }
            draft.add_part(file, decoded);
        }
        draft.all_read = !cut_short(findings);
        Some(draft)
    }

    fn locale_draft(&self, files: &[FileText], at: usize, language: &Located<String>, findings: &mut Findings) -> Option<LocaleDraft> {
        let path = Located::at(format!("locale/{language}.yaml"), language.position().unwrap_or_default());
        let file = self.beside(&path, files, at, findings)?;
        let locale = read_locale(&file, self.limits, findings)?;
        if *locale.language != **language && !locale.language.is_empty() {
            let finding = Diagnostic::error(Code::InvalidLanguage, format!("the file for `{language}` says that it is `{}`", locale.language))
                .help("rename the file or mend its `language:` line");
            findings.push(place(finding, &file, &locale.language));
        }
        Some(LocaleDraft { file, locale })
    }

    /// Reads a file that is named relative to the framework file.
    fn beside(&self, name: &Located<String>, files: &[FileText], at: usize, findings: &mut Findings) -> Option<FileText> {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let named = |finding: Diagnostic| match files.get(at) {
            Some(file) => place(finding, file, name),
            None => finding.in_file(self.path.to_owned()),
        };
        let Some(path) = join(folder, name) else {
            findings.push(named(
                Diagnostic::error(Code::PartNotFound, format!("the path `{name}` leads out of the framework's folder"))
                    .help("name a file in the same folder or below it, with `/` between the parts"),
            ));
            return None;
        };
        if !self.source.exists(&path) {
            let listed = self.source.list().unwrap_or_default();
            let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let help = nearest(name, listed.iter().filter_map(|path| path.strip_prefix(&prefix)))
                .map_or_else(|| "add the file or take its line out".to_owned(), |near| format!("did you mean `{near}`?"));
            findings.push(named(Diagnostic::error(Code::PartNotFound, format!("there is no file `{name}` beside this one")).help(help)));
            return None;
        }
        match self.source.read(&path) {
            Ok(file) => Some(file),
            Err(finding) => {
                findings.push(*finding);
                None
            }
        }
    }
}

fn read_locale(file: &FileText, limits: Limits, findings: &mut Findings) -> Option<LocaleFile> {
    static LOCALE: LazyLock<Shape> = LazyLock::new(Shape::of::<LocaleFile>);
    read(file, &LOCALE, LOCALE_FORMAT, limits, findings)
}

/// Reads a locale file for itself, as for its titles of lifecycles. What it says of elements is checked by [`Loader::check`],
/// which knows the framework.
///
/// Findings: those of [`document::read`](crate::document::read()), `invalid-language`, `undeclared-source`.
#[must_use]
pub fn check_locale(file: &FileText, limits: Limits) -> (Option<LocaleFile>, Findings) {
    let mut findings = Findings::new();
    let Some(locale) = read_locale(file, limits, &mut findings) else { return (None, findings) };
    let draft = LocaleDraft { file: file.clone(), locale };
    findings.append(rules::locale_alone(&draft));
    (Some(draft.locale), findings)
}

/// Whether a file could not be read to its end.
fn cut_short(findings: &Findings) -> bool {
    findings.iter().any(|finding| matches!(finding.code(), Code::YamlSyntax | Code::LimitReached))
}

fn other_framework(file: &FileText, named: &Located<String>, expected: &str) -> Diagnostic {
    let finding = Diagnostic::error(Code::WrongFramework, format!("this part belongs to `{named}`, but `{expected}` lists it"));
    place(finding.help(format!("write `framework: {expected}` or take the part out of the list")), file, named)
}

fn place(finding: Diagnostic, file: &FileText, name: &Located<String>) -> Diagnostic {
    match name.position() {
        Some(position) => finding.located(file, position),
        None => finding.in_file(file.name().clone()),
    }
}
