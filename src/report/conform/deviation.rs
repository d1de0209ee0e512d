//! The ways in which cases do not follow a model: how often each, and which elements of frameworks it touches.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conformance::align::Label;

/// A way in which cases do not follow the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ModelDeviation {
    /// What is missing or too much, and where.
    pub deviation: String,
    /// How many cases deviate so; a case that deviates in several ways counts for each.
    pub cases: usize,
    /// How often; more than cases where it comes twice in one.
    pub times: u64,
    /// The name of one of the cases.
    pub example: String,
    /// The elements of frameworks, `framework:id`, that a step performs which is missing, or which happened once too often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<String>,
}

/// An element of a framework that deviations from the model touch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TouchedElement {
    /// The element, `framework:id`.
    pub element: String,
    /// How many deviations touch it.
    pub times: u64,
    /// The ways in which they do, as they are listed: the most frequent first.
    pub deviations: Vec<String>,
}

/// Adds up alignments.
#[derive(Debug, Default)]
pub(super) struct Ways {
    ways: IndexMap<String, ModelDeviation>,
}

impl Ways {
    /// Adds the deviations of a variant: their words, and for each the labels that it is about.
    pub fn add(&mut self, performs: &[Vec<String>], (words, labels): (&[String], &[Vec<Label>]), (cases, example): (usize, &str)) {
        for (number, (said, labels)) in words.iter().zip(labels).enumerate() {
            let way = self.ways.entry(said.clone()).or_insert_with(|| ModelDeviation {
                deviation: said.clone(),
                cases: 0,
                times: 0,
                example: example.to_owned(),
                elements: elements(performs, labels),
            });
            way.times = way.times.saturating_add(u64::try_from(cases).unwrap_or(u64::MAX));
            let is_first = !words.iter().take(number).any(|before| before == said);
            way.cases += if is_first { cases } else { 0 };
        }
    }

    /// The ways, the most frequent first.
    pub fn sorted(self) -> Vec<ModelDeviation> {
        let mut ways: Vec<ModelDeviation> = self.ways.into_values().collect();
        ways.sort_by_key(|way| std::cmp::Reverse(way.cases));
        ways
    }
}

fn elements(performs: &[Vec<String>], labels: &[Label]) -> Vec<String> {
    let performed = labels.iter().filter_map(|label| performs.get(usize::try_from(label.number()).unwrap_or(usize::MAX)));
    let mut elements: Vec<String> = performed.flatten().cloned().collect();
    elements.sort_unstable();
    elements.dedup();
    elements
}

/// The elements that deviations touch, the most touched first.
pub(super) fn touched(ways: &[ModelDeviation]) -> Vec<TouchedElement> {
    let mut touched: IndexMap<&str, TouchedElement> = IndexMap::new();
    for way in ways {
        for element in &way.elements {
            let entry = touched.entry(element).or_insert_with(|| TouchedElement { element: element.clone(), times: 0, deviations: Vec::new() });
            entry.times = entry.times.saturating_add(way.times);
            entry.deviations.push(way.deviation.clone());
        }
    }
    let mut touched: Vec<TouchedElement> = touched.into_values().collect();
    touched.sort_by_key(|element| std::cmp::Reverse(element.times));
    touched
}
