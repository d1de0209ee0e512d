//! Declare models in the text format that `RuM` and `Declare4Py` read and write (`.decl`).
//!
//! There is no specification: what is read here was taken from the models that `Declare4Py` ships with its tests and tutorials
//! (<https://github.com/ivanDonadello/Declare4Py>), which come from `RuM` (<https://rulemining.org>) and `Declare4Py`.
//!
//! | line | what becomes of it |
//! | --- | --- |
//! | `activity Approve` | the activity is declared |
//! | `Response[Approve, Start] \| \| \|` | a rule; the first three fields after it are conditions on both events and on the time between them |
//! | `bind Approve: org:group`, `org:group: A, B`, `cost: integer between 1 and 5` | kept for conditions in that format; not needed here |
//! | empty, `# ...` | nothing |
//!
//! A constraint with a condition is left out with a finding, since without its condition it would ask for more than it says. A limit
//! on the time between both events of a response, such as `|0,2,d`, is one too.

use super::{
    Library, Pack,
    definition::{RULES_FORMAT, RuleDefinition, RulesFile, Template},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, Position},
    source::{FileText, Limits},
};

/// The names of templates, spaces, hyphens and case aside, and the order of their activities: whether the activity that is written
/// first is the first of both.
const NAMES: [(&str, Template); 34] = [
    ("existence", Template::Existence),
    ("atleast", Template::Existence),
    ("participation", Template::Existence),
    ("absence", Template::Absence),
    ("exactly", Template::Exactly),
    ("init", Template::Init),
    ("end", Template::End),
    ("last", Template::End),
    ("choice", Template::Choice),
    ("exclusivechoice", Template::ExclusiveChoice),
    ("respondedexistence", Template::RespondedExistence),
    ("coexistence", Template::Coexistence),
    ("response", Template::Response),
    ("precedence", Template::Precedence),
    ("alternateresponse", Template::AlternateResponse),
    ("alternateprecedence", Template::AlternatePrecedence),
    ("chainresponse", Template::ChainResponse),
    ("chainprecedence", Template::ChainPrecedence),
    ("succession", Template::Succession),
    ("alternatesuccession", Template::AlternateSuccession),
    ("chainsuccession", Template::ChainSuccession),
    ("notrespondedexistence", Template::NotRespondedExistence),
    ("notcoexistence", Template::NotCoexistence),
    ("notresponse", Template::NotSuccession),
    ("notsuccession", Template::NotSuccession),
    ("notchainresponse", Template::NotChainSuccession),
    ("notchainsuccession", Template::NotChainSuccession),
    ("notprecedence", Template::NotPrecedence),
    ("notchainprecedence", Template::NotChainPrecedence),
    ("noncoexistence", Template::NotCoexistence),
    ("nonsuccession", Template::NotSuccession),
    ("nonchainsuccession", Template::NotChainSuccession),
    ("negativesuccession", Template::NotSuccession),
    ("atmost", Template::Absence),
];

/// Reads a Declare model as rules, named `r1`, `r2` and so on by their constraints; the pack is named after the file. Linear in the text.
///
/// A constraint that cannot be read is left out, with a finding; what is left is a pack all the same. None when the file is too large.
///
/// Findings: `malformed-constraint` and `undeclared-name` (warnings: the others are read), `limit-reached`.
#[must_use]
pub fn read(file: &FileText, limits: Limits) -> (Option<Pack>, Findings) {
    let mut findings = Findings::new();
    let mut reader = Reader { file, activities: Vec::new(), rules: Vec::new(), findings: &mut findings };
    let size = u64::try_from(file.text().len()).unwrap_or(u64::MAX);
    if size > limits.file_bytes || file.text().lines().count() > limits.nodes {
        let message = format!("the model is larger than {} bytes or {} lines", limits.file_bytes, limits.nodes);
        findings.push(Diagnostic::error(Code::LimitReached, message).in_file(file.name().clone()));
        return (None, findings);
    }
    let mut constraints = Vec::new();
    for (number, line) in (1_u32..).zip(file.text().lines()) {
        match line.trim_start() {
            rest if rest.is_empty() || rest.starts_with('#') => {}
            rest if word(rest, "activity").is_some() => reader.activities.extend(word(rest, "activity").map(|name| name.trim().to_owned())),
            // What events hold is declared for conditions.
            rest if word(rest, "bind").is_some() => {}
            rest if is_attribute(rest) => {}
            _ => constraints.push((number, line)),
        }
    }
    for (number, line) in constraints {
        reader.constraint(number, line);
    }
    let rules = std::mem::take(&mut reader.rules);
    let name = file.name().rsplit(['/', '\\']).next().unwrap_or_default();
    let id = name.strip_suffix(".decl").unwrap_or(name).to_owned();
    let definition = RulesFile {
        format: Located::new(RULES_FORMAT.to_owned()),
        title: format!("Declare model {id}"),
        id: Located::new(id),
        rules,
        ..RulesFile::default()
    };
    let (pack, found) = Pack::check(definition, Some(file), &() as &dyn Library);
    findings.append(found);
    findings.sort();
    (pack, findings)
}

/// What follows a word and a space.
fn word<'line>(line: &'line str, word: &str) -> Option<&'line str> {
    line.strip_prefix(word).filter(|rest| rest.starts_with([' ', '\t']))
}

/// Whether a line declares values: a colon before any bracket that opens a constraint.
fn is_attribute(line: &str) -> bool {
    let constraint = line.find('[').unwrap_or(usize::MAX);
    line.match_indices(':').any(|(at, _)| at < constraint && line.get(at.saturating_add(1)..).is_some_and(|rest| rest.starts_with([' ', '\t'])))
}

struct Reader<'read> {
    file: &'read FileText,
    activities: Vec<String>,
    rules: Vec<RuleDefinition>,
    findings: &'read mut Findings,
}

impl Reader<'_> {
    fn refuse(&mut self, number: u32, line: &str, part: &str, message: String, help: Option<String>) {
        let finding = Diagnostic::warning(Code::MalformedConstraint, message).help_if(help);
        self.findings.push(finding.located(self.file, position(number, line, part)));
    }

    fn constraint(&mut self, number: u32, line: &str) {
        let Some((name, rest)) = line.split_once('[') else {
            let help = "a constraint looks like `Response[approve, start] | | |`".to_owned();
            return self.refuse(number, line, line.trim(), "this is no constraint, so it is left out".to_owned(), Some(help));
        };
        // Names of activities may hold brackets of their own, conditions too; the list ends before the first condition.
        let (list, conditions) = match rest.split_once('|') {
            Some((list, conditions)) => (list.trim_end(), conditions),
            None => (rest.trim_end(), ""),
        };
        let Some(list) = list.strip_suffix(']') else {
            let help = Some("close the list of activities with `]`".to_owned());
            return self.refuse(number, line, list, "the constraint does not end, so it is left out".to_owned(), help);
        };
        let Some((template, digits)) = self.template(number, line, name) else { return };
        if let Some(condition) = conditions.split('|').map(str::trim).find(|condition| !condition.is_empty()) {
            let message = "the constraint has a condition on data or time, which is not read, so it is left out".to_owned();
            let help = "write it as a rule in YAML: `when` says a condition, `template: time-limit` a limit in time".to_owned();
            return self.refuse(number, line, condition, message, Some(help));
        }
        let unary = matches!(template, Template::Existence | Template::Absence | Template::Exactly | Template::Init | Template::End);
        let Some(names) = self.split(list, if unary { 1 } else { 2 }) else {
            let message = format!("`{}` takes {}, so the constraint is left out", name.trim(), if unary { "one activity" } else { "two activities" });
            return self.refuse(number, line, list.trim(), message, None);
        };
        let located: Vec<Located<String>> = names.iter().map(|name| Located::at((*name).to_owned(), position(number, line, name))).collect();
        for name in located.iter().filter(|name| !self.activities.is_empty() && !self.activities.iter().any(|known| *known == ***name)) {
            let near = nearest(name, self.activities.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let finding = Diagnostic::warning(Code::UndeclaredName, format!("the model declares no activity `{}`", **name)).help_if(near);
            self.findings.push(finding.located_if(self.file, name.position()));
        }
        let mut names = located.into_iter();
        let (one, two) = (names.next().into_iter().collect(), names.next().into_iter().collect());
        // Absence2[a] says fewer than two; Existence and Exactly at least and exactly so often.
        let count = digits.filter(|_| unary).map(Located::new);
        let title = format!("{}[{}]", name.trim(), list.trim());
        let id = Located::at(format!("r{}", self.rules.len().saturating_add(1)), position(number, line, name.trim()));
        let template = Some(Located::at(template, position(number, line, name.trim())));
        let (steps, first) = if unary { (one, Vec::new()) } else { (Vec::new(), one) };
        self.rules.push(RuleDefinition { id, title: Some(title), template, steps, first, second: two, count, ..RuleDefinition::default() });
    }

    /// The template of a name such as `Existence2`.
    fn template(&mut self, number: u32, line: &str, name: &str) -> Option<(Template, Option<u32>)> {
        let plain: String =
            name.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '_')).flat_map(char::to_lowercase).collect();
        let letters = plain.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let digits = plain.strip_prefix(letters).unwrap_or_default();
        let count = digits.parse::<u32>().ok();
        let found = NAMES.iter().find(|(known, _)| *known == letters).map(|(_, template)| *template);
        let counted = matches!(found, Some(Template::Existence | Template::Absence | Template::Exactly));
        match found {
            // AtMost1[a] is Absence2[a].
            Some(template) if letters == "atmost" => Some((template, Some(count.unwrap_or(1).saturating_add(1)))),
            Some(template) if digits.is_empty() || (counted && count.is_some_and(|count| count > 0)) => Some((template, count)),
            _ => {
                let near = nearest(letters, NAMES.iter().map(|(name, _)| *name)).map(|near| format!("did you mean `{near}`?"));
                let message = format!("there is no template `{}`, so the constraint is left out", name.trim());
                self.refuse(number, line, name.trim(), message, near);
                None
            }
        }
    }

    /// The activities of a list. Where names hold commas, those that are declared say where one ends.
    fn split<'list>(&self, list: &'list str, count: usize) -> Option<Vec<&'list str>> {
        let list = list.trim();
        if count == 1 {
            return (!list.is_empty()).then(|| vec![list]);
        }
        let at_commas = || list.match_indices(',').filter_map(|(at, _)| Some((list.get(..at)?.trim(), list.get(at.saturating_add(1)..)?.trim())));
        let known = |name: &str| self.activities.iter().any(|activity| activity == name);
        let declared = at_commas().find(|(one, two)| known(one) && known(two));
        let mut all = at_commas();
        let ((Some((one, two)), ..) | (None, Some((one, two)), None)) = (declared, all.next(), all.next()) else { return None };
        (!one.is_empty() && !two.is_empty()).then(|| vec![one, two])
    }
}

/// Where a part of a line stands.
fn position(number: u32, line: &str, part: &str) -> Position {
    let before = line.find(part).and_then(|at| line.get(..at)).unwrap_or_default();
    let narrow = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Position::new(number, narrow(before.chars().count()).saturating_add(1), narrow(part.chars().count().max(1)))
}
