//! Baselines: the deviations that are known, so that only new ones stop a pipeline.

use std::{collections::BTreeSet, sync::LazyLock};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Deviation;
use crate::{
    diagnostic::Findings,
    document::{Located, Shape, read},
    source::{FileText, Limits},
};

/// The `format:` of a baseline.
pub const BASELINE_FORMAT: &str = "itsm/baseline/1";

/// The deviations that are known.
///
/// A deviation is known by its pack, rule, case and place among the events of the case: words may change, and events that
/// are added at the end of a case move nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Baseline of known deviations")]
pub struct Baseline {
    /// `itsm/baseline/1`.
    format: Located<String>,
    /// The deviations, sorted.
    #[serde(default)]
    deviations: BTreeSet<KnownDeviation>,
}

/// A deviation that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KnownDeviation {
    /// The pack.
    pack: String,
    /// The rule.
    rule: String,
    /// The case.
    case: String,
    /// The place of the event in the case, from 1; none when the rule is about the case as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<usize>,
}

impl From<&Deviation> for KnownDeviation {
    fn from(deviation: &Deviation) -> Self {
        Self { pack: deviation.pack.clone(), rule: deviation.rule.clone(), case: deviation.case.clone(), event: deviation.event }
    }
}

impl Baseline {
    /// The baseline in which these deviations are known.
    #[must_use]
    pub fn of(deviations: &[Deviation]) -> Self {
        Self { format: Located::new(BASELINE_FORMAT.to_owned()), deviations: deviations.iter().map(KnownDeviation::from).collect() }
    }

    /// Reads a baseline; none when it cannot be read whole, since what is missing would count as new.
    #[must_use]
    pub fn read(file: &FileText, limits: Limits) -> (Option<Self>, Findings) {
        static SHAPE: LazyLock<Shape> = LazyLock::new(Shape::of::<Baseline>);
        let mut findings = Findings::new();
        let baseline = read::<Self>(file, &SHAPE, BASELINE_FORMAT, limits, &mut findings);
        (baseline.filter(|_| findings.errors() == 0), findings)
    }

    /// The baseline as JSON, one deviation a line, sorted, so that changes are seen line by line.
    #[must_use]
    pub fn json(&self) -> String {
        let lines: Vec<String> =
            self.deviations.iter().filter_map(|known| serde_json::to_string(known).ok()).map(|line| format!("    {line}")).collect();
        let list = if lines.is_empty() { String::new() } else { format!("\n{}\n  ", lines.join(",\n")) };
        format!("{{\n  \"format\": \"{BASELINE_FORMAT}\",\n  \"deviations\": [{list}]\n}}\n")
    }

    /// How many deviations are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.deviations.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.deviations.is_empty()
    }

    /// Whether a deviation is known.
    #[must_use]
    pub fn knows(&self, deviation: &Deviation) -> bool {
        self.deviations.contains(&KnownDeviation::from(deviation))
    }

    /// Tells deviations apart: those that are new and those that are known, and how many of the known ones are gone. Time is
    /// that of sorting.
    #[must_use]
    pub fn apply(&self, deviations: Vec<Deviation>) -> Compared {
        let (known, new): (Vec<_>, Vec<_>) = deviations.into_iter().partition(|deviation| self.knows(deviation));
        let still: BTreeSet<KnownDeviation> = known.iter().map(KnownDeviation::from).collect();
        Compared { new, gone: self.deviations.len().saturating_sub(still.len()), known }
    }
}

/// Deviations, held against a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Those that the baseline does not know.
    pub new: Vec<Deviation>,
    /// Those that it knows.
    pub known: Vec<Deviation>,
    /// How many that it knows are not there any more.
    pub gone: usize,
}
