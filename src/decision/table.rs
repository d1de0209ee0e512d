//! A table as a program works with it: values as numbers, regions as a diagram.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{
    DecisionError, InputProblem, Outcome,
    definition::{DecisionFile, HitPolicy},
    diagram::{Diagram, Regions},
    domain::Domain,
    draft::Draft,
    outcome::decided,
};
use crate::{
    diagnostic::nearest,
    document::{Located, Position},
    provenance::Standing,
};

/// A decision table that was proved to answer everything. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DecisionTable {
    inner: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    definition: DecisionFile,
    inputs: Box<[Input]>,
    outputs: Box<[Output]>,
    rules: Box<[Rule]>,
    diagram: Diagram,
    outcomes: Box<[Leaf]>,
}

/// What a region leads to.
#[derive(Clone, Debug)]
struct Leaf {
    rules: Box<[u32]>,
    gives: Box<[u16]>,
}

/// Something that is asked.
#[derive(Clone, Debug)]
pub struct Input {
    id: String,
    title: String,
    titles: IndexMap<String, String>,
    domain: Domain,
}

/// What an input can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind<'table> {
    /// One of these values, the lowest first.
    Levels(&'table [String]),
    /// A whole number, both ends inside.
    Number {
        /// The least.
        from: i64,
        /// The greatest.
        to: i64,
    },
}

/// Something that is answered.
#[derive(Clone, Debug)]
pub struct Output {
    id: String,
    title: String,
    values: Box<[String]>,
    titles: IndexMap<String, String>,
}

/// A rule, or a cell of a matrix.
#[derive(Clone, Debug)]
pub struct Rule {
    name: String,
    at: Option<Position>,
    when: Box<[(String, String)]>,
    gives: Box<[u16]>,
    note: Option<String>,
}

impl DecisionTable {
    /// Compiles a draft without errors.
    pub(super) fn compile(draft: &Draft<'_>, diagram: Diagram, regions: &Regions) -> Self {
        let definition = draft.definition.clone();
        let titles = |titles: &IndexMap<Located<String>, String>| titles.iter().map(|(value, title)| (value.to_string(), title.clone())).collect();
        let inputs = definition.inputs.iter().zip(&draft.domains).map(|(input, domain)| Input {
            id: input.id.to_string(),
            title: input.title.clone().unwrap_or_else(|| input.id.to_string()),
            titles: titles(&input.titles),
            domain: domain.clone(),
        });
        let outputs = definition.outputs.iter().map(|output| Output {
            id: output.id.to_string(),
            title: output.title.clone().unwrap_or_else(|| output.id.to_string()),
            values: output.values.iter().map(|value| value.to_string()).collect(),
            titles: titles(&output.titles),
        });
        let whens = written(&definition);
        let rules = draft.rules.iter().zip(whens).map(|(rule, when)| Rule {
            name: rule.name.clone(),
            at: rule.at,
            when,
            gives: rule.gives.iter().copied().flatten().collect(),
            note: rule.note.clone(),
        });
        let leaf = |matching| {
            let decided = decided(draft, matching).unwrap_or_default();
            Leaf {
                rules: decided.rules.iter().filter_map(|rule| u32::try_from(*rule).ok()).collect(),
                gives: decided.gives.into_iter().flatten().flatten().collect(),
            }
        };
        let (inputs, outputs, rules) = (inputs.collect(), outputs.collect(), rules.collect());
        let outcomes = regions.leaves.iter().map(leaf).collect();
        Self { inner: Arc::new(Compiled { definition, inputs, outputs, rules, diagram, outcomes }) }
    }

    /// Decides by the number of each input, in the order of the inputs: for a level its place, the lowest being 0; for a
    /// number itself. [`Input::number`] gives the number of a value.
    ///
    /// Time is logarithmic in the values that rules tell apart, for each input; nothing is allocated.
    ///
    /// # Errors
    /// When a value is missing, too many are given, or one is out of bounds.
    pub fn decide(&self, numbers: &[i64]) -> Result<Outcome<'_>, DecisionError> {
        if numbers.len() != self.inner.inputs.len() {
            return Err(self.refuse(vec![InputProblem::Count { inputs: self.inner.inputs.len(), values: numbers.len() }]));
        }
        let mut node = 0;
        for (input, number) in numbers.iter().enumerate() {
            let Some(class) = self.inner.diagram.class(input, *number) else { return Err(self.out_of_bounds(numbers)) };
            node = self.inner.diagram.child(input, node, class);
        }
        let (rules, gives) = self.inner.outcomes.get(node).map_or((&[][..], &[][..]), |leaf| (&leaf.rules, &leaf.gives));
        Ok(Outcome { table: self, rules, gives })
    }

    /// Decides by the names of inputs and values, in any order.
    ///
    /// # Errors
    /// Everything that is wrong with what was given.
    pub fn decide_named<'given>(&self, given: impl IntoIterator<Item = (&'given str, &'given str)>) -> Result<Outcome<'_>, DecisionError> {
        let mut numbers: Vec<Option<i64>> = vec![None; self.inner.inputs.len()];
        let mut seen = vec![false; self.inner.inputs.len()];
        let mut problems = Vec::new();
        for (name, value) in given {
            let Some(place) = self.inner.inputs.iter().position(|input| input.id == name) else {
                let near = nearest(name, self.inner.inputs.iter().map(Input::id)).map(str::to_owned);
                problems.push(InputProblem::Unknown { input: name.to_owned(), near });
                continue;
            };
            let (Some(input), Some(slot), Some(seen)) = (self.inner.inputs.get(place), numbers.get_mut(place), seen.get_mut(place)) else { continue };
            if std::mem::replace(seen, true) {
                problems.push(InputProblem::Repeated { input: name.to_owned() });
                continue;
            }
            match input.parse(value) {
                Ok(number) => *slot = Some(number),
                Err(problem) => problems.push(problem),
            }
        }
        for (input, _) in self.inner.inputs.iter().zip(&seen).filter(|(_, seen)| !**seen) {
            problems.push(InputProblem::Missing { input: input.id.clone(), values: input.domain.names().to_vec() });
        }
        if problems.is_empty() { self.decide(&numbers.into_iter().flatten().collect::<Vec<_>>()) } else { Err(self.refuse(problems)) }
    }

    fn out_of_bounds(&self, numbers: &[i64]) -> DecisionError {
        let problem = |(input, number): (&Input, &i64)| {
            let (from, to) = input.domain.ends();
            let outside = *number < from || *number > to;
            outside.then(|| InputProblem::OutOfBounds { input: input.id.clone(), value: *number, from, to })
        };
        self.refuse(self.inner.inputs.iter().zip(numbers).filter_map(problem).collect())
    }

    fn refuse(&self, problems: Vec<InputProblem>) -> DecisionError {
        DecisionError { table: self.reference(), problems }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.inner.definition.id
    }

    /// The framework or tool that it belongs to.
    #[must_use]
    pub fn framework(&self) -> Option<&str> {
        self.inner.definition.framework.as_ref().map(|id| id.as_str())
    }

    /// The long reference, `FRAMEWORK:decision/ID`, or the id where it belongs to no framework.
    #[must_use]
    pub fn reference(&self) -> String {
        self.framework().map_or_else(|| self.id().to_owned(), |framework| format!("{framework}:decision/{}", self.id()))
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.inner.definition.title
    }

    /// What it decides, in the author's words.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        self.inner.definition.summary.as_deref()
    }

    /// How sure it is that this is decided so; unconfirmed where the file does not say.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.inner.definition.standing.unwrap_or(Standing::Unconfirmed)
    }

    /// What happens when several rules match.
    #[must_use]
    pub fn hit(&self) -> HitPolicy {
        self.inner.definition.hit.unwrap_or(HitPolicy::Unique)
    }

    /// What was written, with sources and claims.
    #[must_use]
    pub fn definition(&self) -> &DecisionFile {
        &self.inner.definition
    }

    /// What is asked, in the order of the file.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inner.inputs
    }

    /// What is answered, in the order of the file.
    #[must_use]
    pub fn outputs(&self) -> &[Output] {
        &self.inner.outputs
    }

    /// The rules in the order in which they count; the cells of a matrix come last, row by row.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.inner.rules
    }
}

/// What was written as tests of each rule.
fn written(definition: &DecisionFile) -> Vec<Box<[(String, String)]>> {
    let pair = |input: &Located<String>, test: &Located<String>| (input.to_string(), test.trim().to_owned());
    let mut whens: Vec<Box<[(String, String)]>> =
        definition.rules.iter().map(|rule| rule.when.iter().map(|(input, test)| pair(input, test)).collect()).collect();
    if let Some(matrix) = &definition.matrix {
        let listed = definition.inputs.iter().find(|input| input.id == matrix.columns).map_or(&[][..], |input| &input.values);
        let columns = if matrix.order.is_empty() { listed } else { &matrix.order };
        for (row, cells) in &matrix.cells {
            let filled = columns.iter().zip(cells).filter(|(_, cell)| cell.trim() != "-");
            whens.extend(filled.map(|(column, _)| [pair(&matrix.rows, row), pair(&matrix.columns, column)].into()));
        }
    }
    whens
}

impl Input {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title, or the id where there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it can be.
    #[must_use]
    pub fn kind(&self) -> InputKind<'_> {
        match &self.domain {
            Domain::Levels(names) => InputKind::Levels(names),
            Domain::Numbers { from, to } => InputKind::Number { from: *from, to: *to },
        }
    }

    /// The number that stands for a value in [`DecisionTable::decide`].
    #[must_use]
    pub fn number(&self, value: &str) -> Option<i64> {
        self.parse(value).ok()
    }

    /// The title of a value, or the value where it has none.
    #[must_use]
    pub fn value_title<'table>(&'table self, value: &'table str) -> &'table str {
        self.titles.get(value).map_or(value, String::as_str)
    }

    fn parse(&self, value: &str) -> Result<i64, InputProblem> {
        let value = value.trim();
        let input = || self.id.clone();
        match (&self.domain, self.domain.number(value)) {
            (Domain::Numbers { from, to }, Some(number)) if number < *from || number > *to => {
                Err(InputProblem::OutOfBounds { input: input(), value: number, from: *from, to: *to })
            }
            (_, Some(number)) => Ok(number),
            (Domain::Numbers { .. }, None) => Err(InputProblem::NotANumber { input: input(), value: value.to_owned() }),
            (Domain::Levels(names), None) => {
                let near = nearest(value, names.iter().map(String::as_str)).map(str::to_owned);
                Err(InputProblem::UnknownValue { input: input(), value: value.to_owned(), near, values: names.to_vec() })
            }
        }
    }
}

impl Output {
    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The title, or the id where there is none.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its values, the lowest first.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// The title of a value, or the value where it has none.
    #[must_use]
    pub fn value_title<'table>(&'table self, value: &'table str) -> &'table str {
        self.titles.get(value).map_or(value, String::as_str)
    }

    pub(super) fn name(&self, value: u16) -> Option<&str> {
        self.values.get(usize::from(value)).map(String::as_str)
    }
}

impl Rule {
    /// What it is called in messages: `rule 3`, or its row and column.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it stands in the file.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.at
    }

    /// The tests, as they are written, by input.
    #[must_use]
    pub fn when(&self) -> &[(String, String)] {
        &self.when
    }

    /// The place of its value among those of each output.
    #[must_use]
    pub fn ranks(&self) -> &[u16] {
        &self.gives
    }

    /// A remark.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}
