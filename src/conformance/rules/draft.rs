//! Rules as they were written, laid over those that they extend.

use indexmap::IndexMap;

use super::{
    Library,
    definition::{EvidenceDefinition, RULES_FORMAT, RuleDefinition, RuleFieldDefinition, RulesFile},
    load::SHAPE,
    parameters,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, read},
    source::{FileText, Limits},
};

/// How many packs may extend one another.
const LAYERS: usize = 16;

/// Something and the file that says it.
#[derive(Clone, Debug)]
pub(super) struct Said<T> {
    /// The place of the file.
    pub file: usize,
    pub item: T,
}

/// What the checks look at: all layers as one.
pub(super) struct Draft<'library> {
    /// None for what a program built.
    pub files: Vec<Option<FileText>>,
    pub library: &'library dyn Library,
    /// The definition on top.
    pub head: RulesFile,
    pub steps: IndexMap<String, Said<Vec<Located<String>>>>,
    pub fields: IndexMap<String, Said<RuleFieldDefinition>>,
    pub ends: Said<Vec<Located<String>>>,
    pub resumes: Said<Vec<Located<String>>>,
    pub rules: IndexMap<String, Said<RuleDefinition>>,
    /// By the id of the rule.
    pub evidence: IndexMap<String, Vec<Said<EvidenceDefinition>>>,
    pub record: Option<String>,
}

impl<'library> Draft<'library> {
    /// Lays a definition over what it extends. Linear in all of them.
    pub fn new(head: RulesFile, file: Option<&FileText>, library: &'library dyn Library, limits: Limits, findings: &mut Findings) -> Self {
        let mut layers = vec![(head.clone(), file.cloned())];
        while let Some(extended) = layers.last().and_then(|(top, _)| top.extends.clone()) {
            let above = layers.last().and_then(|(_, file)| file.clone());
            match below(&extended, above.as_ref(), layers.len(), library, limits, findings) {
                Some(layer) => layers.push(layer),
                None => break,
            }
        }
        layers.reverse();
        let nothing = || Said { file: 0, item: Vec::new() };
        let mut draft = Self {
            files: layers.iter().map(|(_, file)| file.clone()).collect(),
            library,
            head,
            steps: IndexMap::new(),
            fields: IndexMap::new(),
            ends: nothing(),
            resumes: nothing(),
            rules: IndexMap::new(),
            evidence: IndexMap::new(),
            record: None,
        };
        for (file, (layer, _)) in layers.into_iter().enumerate() {
            draft.lay(file, layer, findings);
        }
        draft
    }

    fn lay(&mut self, file: usize, layer: RulesFile, findings: &mut Findings) {
        for (name, item) in layer.steps {
            self.steps.insert(name.into_inner(), Said { file, item });
        }
        for (name, item) in layer.fields {
            self.fields.insert(name.into_inner(), Said { file, item });
        }
        self.record = layer.record.or(self.record.take());
        if !layer.ends.is_empty() {
            self.ends = Said { file, item: layer.ends };
        }
        if !layer.resumes.is_empty() {
            self.resumes = Said { file, item: layer.resumes };
        }
        for id in &layer.remove {
            if self.rules.shift_remove(id.as_str()).is_none() {
                findings.push(self.unknown(file, id, "rule to leave out", self.rules.keys().map(String::as_str)));
            }
        }
        let mut own: IndexMap<String, Located<String>> = IndexMap::new();
        for rule in layer.rules {
            if let Some(first) = own.insert(rule.id.to_string(), rule.id.clone()) {
                let line = first.position().map_or_else(String::new, |position| format!("; the first stands in line {}", position.line()));
                let finding = Diagnostic::error(Code::DuplicateId, format!("there are two rules `{}`", *rule.id));
                findings.push(self.at(file, finding.help(format!("give one of them another id{line}")), &rule.id));
                continue;
            }
            let id = rule.id.to_string();
            let evidence = rule.evidence.iter().cloned().map(|item| Said { file, item });
            if let (Some(below), None) = (self.rules.get(&id), &rule.template) {
                if let Some(key) = parameters::written(&rule).first() {
                    let message = format!("`{key}` of the rule `{id}` cannot be changed alone");
                    let finding =
                        Diagnostic::error(Code::MisplacedKey, message).help("write the whole rule with its `template`, which takes its place");
                    findings.push(self.at(file, finding, &rule.id));
                }
                let said = Said { file: below.file, item: over(&below.item, &rule) };
                self.evidence.entry(id.clone()).or_default().extend(evidence);
                self.rules.insert(id, said);
            } else {
                self.evidence.insert(id.clone(), evidence.collect());
                self.rules.insert(id, Said { file, item: rule });
            }
        }
    }

    /// A finding at a name of a file.
    pub fn at(&self, file: usize, finding: Diagnostic, name: &Located<impl Sized>) -> Diagnostic {
        match (self.files.get(file).and_then(Option::as_ref), name.position()) {
            (Some(file), Some(position)) => finding.located(file, position),
            (Some(file), None) => finding.in_file(file.name().clone()),
            (None, _) => finding,
        }
    }

    /// The file on top.
    pub fn top(&self) -> usize {
        self.files.len().saturating_sub(1)
    }

    /// Reports a name that is not declared, with the nearest one that is.
    pub fn unknown<'known>(&self, file: usize, name: &Located<String>, what: &str, known: impl Iterator<Item = &'known str>) -> Diagnostic {
        let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
        self.at(file, Diagnostic::error(Code::UndeclaredName, format!("there is no {what} `{}`", **name)).help_if(near), name)
    }
}

/// A rule with what another of the same id says about it; evidence is kept beside.
fn over(below: &RuleDefinition, rule: &RuleDefinition) -> RuleDefinition {
    let mut both = below.clone();
    both.title = rule.title.clone().or(both.title);
    both.severity = rule.severity.or(both.severity);
    both.why = rule.why.clone().or(both.why);
    both.message = rule.message.clone().or(both.message);
    both.standing = rule.standing.or(both.standing);
    both
}

/// The rules that others extend.
fn below(
    extended: &Located<String>,
    above: Option<&FileText>,
    layers: usize,
    library: &dyn Library,
    limits: Limits,
    findings: &mut Findings,
) -> Option<(RulesFile, Option<FileText>)> {
    let place = |finding: Diagnostic| match above {
        Some(file) => finding.located_if(file, extended.position()),
        None => finding,
    };
    if layers >= LAYERS {
        let message = format!("more than {LAYERS} packs of rules extend one another");
        findings.push(place(Diagnostic::error(Code::LimitReached, message).help("perhaps one extends itself in the end")));
        return None;
    }
    let Some(file) = library.rules(extended) else {
        let known = library.all_rules();
        let near = nearest(extended, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        findings.push(place(Diagnostic::error(Code::UnknownRules, format!("there are no rules `{}` to extend", **extended)).help_if(near)));
        return None;
    };
    let definition = read::<RulesFile>(&file, &SHAPE, RULES_FORMAT, limits, findings)?;
    Some((definition, Some(file)))
}
