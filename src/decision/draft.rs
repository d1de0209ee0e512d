//! A table with its names resolved to numbers: every rule is a box, one set of numbers an input.

use indexmap::IndexMap;

use super::{
    definition::{DecisionFile, HitPolicy, InputDefinition, OutputDefinition},
    domain::Domain,
    ranges::Ranges,
    unary,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, nearest},
    document::{Located, Position},
    source::FileText,
};

/// The most inputs, rules and values of one input or output that are read.
pub(super) const MOST_INPUTS: usize = 32;
pub(super) const MOST_RULES: usize = 2_000;
pub(super) const MOST_VALUES: usize = 1_000;

/// A rule as a box.
#[derive(Clone, Debug)]
pub(super) struct RuleDraft {
    /// What it is called in messages, such as `rule 3`.
    pub name: String,
    pub at: Option<Position>,
    /// What each input may be. A test that could not be read lets everything through.
    pub tests: Vec<Ranges>,
    /// Whether all tests could be read.
    pub sure: bool,
    /// The value of each output; none where it is not known.
    pub gives: Vec<Option<u16>>,
    pub note: Option<String>,
}

impl RuleDraft {
    /// Lets only some values of an input through; a test that could not be read is no longer sure.
    fn narrow(&mut self, input: Option<usize>, test: Option<Ranges>) {
        match (input.and_then(|place| self.tests.get_mut(place)), test) {
            (Some(slot), Some(set)) => *slot = set,
            _ => self.sure = false,
        }
    }
}

/// What an output is said to do when an input rises.
#[derive(Clone, Debug)]
pub(super) struct Claim<'file> {
    pub output: usize,
    pub input: usize,
    pub rising: bool,
    pub said: &'file Located<String>,
}

/// A definition with everything resolved that could be.
#[derive(Debug)]
pub(super) struct Draft<'file> {
    pub file: &'file FileText,
    pub definition: &'file DecisionFile,
    pub hit: HitPolicy,
    pub domains: Vec<Domain>,
    pub rules: Vec<RuleDraft>,
    pub otherwise: Option<Vec<Option<u16>>>,
    pub claims: Vec<Claim<'file>>,
    /// The places of inputs that may change places, with where it says so.
    pub symmetric: Vec<(usize, &'file Located<String>)>,
}

impl<'file> Draft<'file> {
    /// Resolves a definition; what is wrong with its names is reported, and the rest is kept.
    ///
    /// `whole` is false when the file could not be read to its end, so that nothing is called missing. None when the table
    /// is larger than the bounds.
    pub fn of(file: &'file FileText, definition: &'file DecisionFile, whole: bool, findings: &mut Findings) -> Option<Self> {
        let mut resolver = Resolver { file, definition, whole, findings };
        resolver.head();
        if !resolver.fits() {
            return None;
        }
        let domains: Vec<Domain> = definition.inputs.iter().map(|input| resolver.domain(input)).collect();
        for output in &definition.outputs {
            resolver.values(&output.values, output.titles.keys());
        }
        let mut rules = resolver.rules(&domains);
        rules.extend(resolver.matrix(&domains));
        let otherwise = (!definition.otherwise.is_empty()).then(|| {
            let at = definition.otherwise.keys().next().and_then(Located::position);
            resolver.gives(&definition.otherwise, at, "`otherwise`")
        });
        let claims = definition.outputs.iter().enumerate().flat_map(|(place, output)| resolver.claims(place, output)).collect();
        let symmetric = definition.symmetric.iter().filter_map(|said| Some((resolver.input(said)?, said))).collect();
        Some(Self { file, definition, hit: definition.hit.unwrap_or(HitPolicy::Unique), domains, rules, otherwise, claims, symmetric })
    }

    /// A finding at a place of the file.
    pub fn at(&self, finding: Diagnostic, position: Option<Position>) -> Diagnostic {
        finding.located_if(self.file, position)
    }

    /// The id of an input.
    pub fn input_id(&self, place: usize) -> &str {
        self.definition.inputs.get(place).map_or("", |input| input.id.as_str())
    }

    /// `impact = high, urgency = low` for a value of each input.
    pub fn combination(&self, numbers: &[i64]) -> String {
        let texts = numbers.iter().zip(&self.domains).enumerate();
        let texts: Vec<String> = texts.map(|(place, (number, domain))| format!("{} = {}", self.input_id(place), domain.text(*number))).collect();
        texts.join(", ")
    }

    /// The value of an output, as it is written.
    pub fn value(&self, output: usize, value: u16) -> &str {
        self.definition.outputs.get(output).and_then(|output| output.values.get(usize::from(value))).map_or("", |name| name.as_str())
    }

    /// Where the table holds its rules.
    pub fn body(&self) -> Option<Position> {
        let matrix = self.definition.matrix.as_ref().and_then(Located::position);
        self.definition.rules.position().or(matrix).or(self.definition.id.position())
    }
}

struct Resolver<'file, 'findings> {
    file: &'file FileText,
    definition: &'file DecisionFile,
    whole: bool,
    findings: &'findings mut Findings,
}

impl<'file> Resolver<'file, '_> {
    fn push(&mut self, code: Code, message: String, at: Option<Position>, help: Option<String>) {
        self.findings.push(Diagnostic::error(code, message).located_if(self.file, at).help_if(help));
    }

    /// What the table says about itself.
    fn head(&mut self) {
        let id = &self.definition.id;
        let fits = id.split('-').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        // What stands in for a missing id is empty, and has its finding already.
        if !fits && !id.is_empty() {
            let help = "use lower-case letters, digits and single hyphens, such as `priority`".to_owned();
            self.push(Code::IdPatternMismatch, format!("the id `{}` is not made of a-z, 0-9 and `-`", **id), id.position(), Some(help));
        }
        for key in self.definition.source.iter().filter(|key| !self.definition.sources.contains_key(key.as_str())) {
            let near = nearest(key, self.definition.sources.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let help = near.unwrap_or_else(|| "declare it under `sources:`".to_owned());
            self.push(Code::UndeclaredSource, format!("the source `{}` is not declared", **key), key.position(), Some(help));
        }
        for (list, what) in [
            (self.definition.inputs.iter().map(|input| &input.id).collect::<Vec<_>>(), "input"),
            (self.definition.outputs.iter().map(|output| &output.id).collect(), "output"),
        ] {
            if list.is_empty() && self.whole && !self.findings.iter().any(|finding| finding.message() == format!("the file has no `{what}s`")) {
                self.push(Code::MissingKey, format!("the table has no {what}"), id.position(), Some(format!("name one under `{what}s:`")));
            }
            self.repeated(&list, what);
        }
    }

    /// Whether the table is within the bounds.
    fn fits(&mut self) -> bool {
        let cells: usize = self.definition.matrix.iter().flat_map(|matrix| matrix.cells.values()).map(Vec::len).sum();
        let values = self.definition.inputs.iter().map(|input| &input.values).chain(self.definition.outputs.iter().map(|output| &output.values));
        let sizes = [
            ("inputs", self.definition.inputs.len(), MOST_INPUTS),
            ("outputs", self.definition.outputs.len(), MOST_INPUTS),
            ("rules", self.definition.rules.len().saturating_add(cells), MOST_RULES),
            ("values of one input or output", values.map(Vec::len).max().unwrap_or(0), MOST_VALUES),
        ];
        let mut fits = true;
        for (what, size, most) in sizes.into_iter().filter(|(_, size, most)| size > most) {
            fits = false;
            let help = "split the table into several, one of which decides what the next one asks".to_owned();
            self.push(Code::LimitReached, format!("the table has {size} {what}, more than {most}"), self.definition.id.position(), Some(help));
        }
        fits
    }

    fn repeated(&mut self, names: &[&Located<String>], what: &str) {
        for (place, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            if names.iter().take(place).any(|other| other == name) {
                self.push(
                    Code::DuplicateId,
                    format!("there are two {what}s `{}`", ***name),
                    name.position(),
                    Some("take one of the two out".to_owned()),
                );
            }
        }
    }

    /// Values are there once, and titles are those of values.
    fn values<'names>(&mut self, values: &[Located<String>], titles: impl Iterator<Item = &'names Located<String>>) {
        self.repeated(&values.iter().collect::<Vec<_>>(), "value");
        for title in titles.filter(|title| !values.contains(title)) {
            let near = nearest(title, values.iter().map(|value| value.as_str())).map(|near| format!("did you mean `{near}`?"));
            self.push(Code::UndeclaredName, format!("there is no value `{}` to give a title to", **title), title.position(), near);
        }
    }

    fn domain(&mut self, input: &InputDefinition) -> Domain {
        self.values(&input.values, input.titles.keys());
        let (from, to) = (self.bound(input.from.as_ref()).unwrap_or(i64::MIN), self.bound(input.to.as_ref()).unwrap_or(i64::MAX));
        if let Some(bound) = input.from.as_ref().or(input.to.as_ref()).filter(|_| !input.values.is_empty()) {
            let help = "take out `values` or the bound".to_owned();
            let message = format!("the input `{}` has values and a bound of numbers", *input.id);
            self.push(Code::MalformedTest, message, bound.position(), Some(help));
        }
        if !input.values.is_empty() {
            return Domain::Levels(input.values.iter().map(|value| value.to_string()).collect());
        }
        if from > to {
            let message = format!("the numbers of `{}` end before they begin", *input.id);
            self.push(Code::MalformedTest, message, input.to.as_ref().and_then(Located::position), Some("`from` is the least number".to_owned()));
            return Domain::Numbers { from: i64::MIN, to: i64::MAX };
        }
        Domain::Numbers { from, to }
    }

    fn bound(&mut self, text: Option<&Located<String>>) -> Option<i64> {
        let text = text?;
        let number = text.trim().parse().ok();
        if number.is_none() {
            self.push(
                Code::MalformedTest,
                format!("`{}` is no whole number", **text),
                text.position(),
                Some("write a number such as `100`".to_owned()),
            );
        }
        number
    }

    fn rules(&mut self, domains: &[Domain]) -> Vec<RuleDraft> {
        let mut rules = Vec::new();
        for (place, rule) in self.definition.rules.iter().enumerate() {
            let name = format!("rule {}", place + 1);
            let mut draft = RuleDraft {
                at: rule.then.position(),
                tests: domains.iter().map(Domain::all).collect(),
                sure: true,
                gives: Vec::new(),
                note: rule.note.clone(),
                name,
            };
            if let Some(first) = rule.when.keys().next().and_then(Located::position) {
                draft.at = Some(first);
            }
            for (input, text) in &rule.when {
                let place = self.input(input);
                draft.narrow(place, self.read(place, text, domains));
            }
            draft.gives = self.gives(&rule.then, rule.then.position(), &draft.name);
            rules.push(draft);
        }
        rules
    }

    /// The rules of the cells, row by row.
    fn matrix(&mut self, domains: &[Domain]) -> Vec<RuleDraft> {
        let Some(matrix) = &self.definition.matrix else { return Vec::new() };
        let (rows, columns) = (self.input(&matrix.rows), self.input(&matrix.columns));
        if matrix.rows == matrix.columns && !matrix.rows.is_empty() {
            let message = format!("rows and columns are both `{}`", *matrix.rows);
            self.push(Code::DuplicateId, message, matrix.columns.position(), Some("name another input".to_owned()));
            return Vec::new();
        }
        let output = match &matrix.output {
            Some(named) => self.output(named),
            None if self.definition.outputs.len() == 1 => Some(0),
            None => {
                let message = "the matrix does not say which output stands in its cells".to_owned();
                self.push(Code::MissingKey, message, matrix.position(), Some("add a line `output: ...`".to_owned()));
                None
            }
        };
        if output.is_some() && self.definition.outputs.len() > 1 {
            let message = "a matrix gives one output, and the table has several".to_owned();
            self.push(Code::MissingKey, message, matrix.position(), Some("write `rules`, or make a table of each output".to_owned()));
        }
        let order: &[Located<String>] = match columns.and_then(|place| self.definition.inputs.get(place)) {
            Some(input) if matrix.order.is_empty() => &input.values,
            _ => &matrix.order,
        };
        // Each test stands before many cells and is read once.
        let above: Vec<_> = order.iter().map(|column| (column, self.read(columns, column, domains))).collect();
        let mut rules = Vec::new();
        for (row, cells) in &matrix.cells {
            let before = self.read(rows, row, domains);
            if cells.len() != above.len() && self.whole {
                let message = format!("the row `{}` has {} cells, and there are {} columns", **row, cells.len(), above.len());
                self.push(
                    Code::CellCountMismatch,
                    message,
                    row.position(),
                    Some("give every column one cell, `'-'` where there is no rule".to_owned()),
                );
            }
            for ((column, test), cell) in above.iter().zip(cells).filter(|(_, cell)| cell.trim() != "-") {
                let mut draft = RuleDraft {
                    name: format!("the cell of row `{}` and column `{}`", **row, ***column),
                    at: cell.position(),
                    tests: domains.iter().map(Domain::all).collect(),
                    sure: true,
                    gives: vec![None; self.definition.outputs.len()],
                    note: None,
                };
                draft.narrow(rows, before.clone());
                draft.narrow(columns, test.clone());
                if let Some(output) = output
                    && let Some(slot) = draft.gives.get_mut(output)
                {
                    *slot = self.value(output, cell);
                }
                rules.push(draft);
            }
        }
        rules
    }

    /// The values that a test of an input lets through; none when it cannot be read, which is reported.
    fn read(&mut self, input: Option<usize>, text: &Located<String>, domains: &[Domain]) -> Option<Ranges> {
        match unary::parse(text, domains.get(input?)?) {
            Ok(set) => Some(set),
            Err(error) => {
                self.push(error.code, error.message, text.position(), error.help);
                None
            }
        }
    }

    /// The value of each output.
    fn gives(&mut self, then: &IndexMap<Located<String>, Located<String>>, at: Option<Position>, what: &str) -> Vec<Option<u16>> {
        let mut gives = vec![None; self.definition.outputs.len()];
        for (name, value) in then {
            if let Some(place) = self.output(name)
                && let Some(slot) = gives.get_mut(place)
            {
                *slot = self.value(place, value);
            }
        }
        for output in &self.definition.outputs {
            if !then.contains_key(output.id.as_str()) && !output.id.is_empty() && self.whole {
                let help = format!("add `{}: ...`", *output.id);
                self.push(Code::MissingKey, format!("{what} says nothing of the output `{}`", *output.id), at, Some(help));
            }
        }
        gives
    }

    fn value(&mut self, output: usize, value: &Located<String>) -> Option<u16> {
        let known = &self.definition.outputs.get(output)?.values;
        let found = known.iter().position(|name| name == value).and_then(|place| u16::try_from(place).ok());
        if found.is_none() {
            let near = nearest(value, known.iter().map(|name| name.as_str())).map(|near| format!("did you mean `{near}`?"));
            let names: Vec<&str> = known.iter().map(|name| name.as_str()).collect();
            let help = near.unwrap_or_else(|| format!("its values are {}", names.join(", ")));
            self.push(Code::UndeclaredName, format!("the output has no value `{}`", **value), value.position(), Some(help));
        }
        found
    }

    fn input(&mut self, name: &Located<String>) -> Option<usize> {
        let ids: Vec<&str> = self.definition.inputs.iter().map(|input| input.id.as_str()).collect();
        self.named(name, &ids, "input")
    }

    fn output(&mut self, name: &Located<String>) -> Option<usize> {
        let ids: Vec<&str> = self.definition.outputs.iter().map(|output| output.id.as_str()).collect();
        self.named(name, &ids, "output")
    }

    fn named(&mut self, name: &Located<String>, known: &[&str], what: &str) -> Option<usize> {
        let found = known.iter().position(|id| *id == name.as_str());
        // A name that is missing has its finding already.
        if found.is_none() && !name.is_empty() {
            let near = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let help = near.unwrap_or_else(|| format!("declare it under `{what}s:`"));
            self.push(Code::UndeclaredName, format!("there is no {what} `{}`", **name), name.position(), Some(help));
        }
        found
    }

    fn claims(&mut self, place: usize, output: &'file OutputDefinition) -> Vec<Claim<'file>> {
        let Some(monotone) = &output.monotone else { return Vec::new() };
        let said = monotone.rising.iter().map(|said| (said, true)).chain(monotone.falling.iter().map(|said| (said, false)));
        said.filter_map(|(said, rising)| Some(Claim { output: place, input: self.input(said)?, rising, said })).collect()
    }
}
