//! The report that a manager and an auditor read.

use std::fmt::Write as _;

use super::{CheckedThing, Conformity};
use crate::report::Table;

/// Ways to deviate, and deviations from rules, that are listed.
const MOST: usize = 50;

impl Conformity {
    /// A report in GitHub Flavored Markdown. Texts of the log are escaped.
    #[must_use]
    pub fn markdown(&self) -> String {
        let record = &self.record;
        // Writing into memory does not fail.
        let mut text = "# Conformance\n\n".to_owned();
        let mut what = Table::new(["what was read", "name", "version", "SHA-256"]);
        let mut row = |kind: &str, thing: &CheckedThing| {
            let hash = thing.sha256.map(|hash| hash.to_string()).unwrap_or_default();
            what.push([kind.to_owned(), thing.name.clone(), thing.version.clone().unwrap_or_default(), hash]);
        };
        row("log", &record.log);
        record.model.iter().for_each(|model| row("model", model));
        record.packs.iter().for_each(|pack| row("rules", pack));
        let _ = writeln!(text, "{}\nChecked with {}.\n", what.markdown(), record.tool);
        let _ = writeln!(text, "{} cases, {} events, {} variants.\n", record.cases, record.events, record.variants);
        if record.model.is_some() {
            let _ = writeln!(text, "## Does the history follow the process?\n\n{}\n", self.summary());
            section(&mut text, "### What is missing or too much", &self.way_table(MOST));
            left_out(&mut text, record.per_deviation.len());
            section(&mut text, "### Elements of frameworks that this touches", &self.touched_table());
        }
        section(&mut text, "## Rules", &self.rule_table());
        if !self.deviations.is_empty() {
            let mut table = Table::new(["case", "rule", "deviation", "requirements"]);
            for deviation in self.deviations.iter().take(MOST) {
                table.push([deviation.case.clone(), deviation.rule.clone(), deviation.sentence.clone(), self.requirements_of(deviation).join(", ")]);
            }
            section(&mut text, "### What is not as it should be", &table);
            left_out(&mut text, self.deviations.len());
        }
        section(&mut text, "## Requirements", &self.requirement_table());
        section(&mut text, "## What that says about other frameworks", &self.projection_table());
        if !record.requirements.is_empty() {
            text.push_str("A log shows that something was done, never that a policy exists, and says nothing about maturity. Certain is only what is equal to, or part of, a requirement that is supported as a whole.\n");
        }
        text
    }

    /// The figures of the model in one or two sentences.
    #[must_use]
    pub fn summary(&self) -> String {
        let record = &self.record;
        let fitting = record.fitting_cases.unwrap_or_default();
        let mut text = format!("{fitting} of {} cases follow the model", record.cases);
        let precise = record.precision.map(|precision| format!(", precision {precision:.4}")).unwrap_or_default();
        match (record.deviations, record.log_fitness, record.log_fitness_bounds) {
            (Some(deviations), Some(fitness), _) => {
                let _ = write!(text, "; {deviations} deviations in all, log fitness {fitness:.4}{precise}.");
            }
            (_, _, Some((least, most))) => {
                let _ = write!(text, "; {} cases are not solved within the limits, log fitness between {least:.4} and {most:.4}.", record.unsolved);
            }
            _ => text.push_str("; the model has no run that comes to its end."),
        }
        text
    }
}

fn left_out(text: &mut String, all: usize) {
    if all > MOST {
        let _ = writeln!(text, "And {} more; `--format csv` lists all.\n", all.saturating_sub(MOST));
    }
}

fn section(text: &mut String, title: &str, table: &Table) {
    if table.is_empty() {
        return;
    }
    if !title.is_empty() {
        let _ = writeln!(text, "{title}\n");
    }
    let _ = writeln!(text, "{}", table.markdown());
}
