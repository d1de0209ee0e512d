//! `itsm map convert | invert | compose | merge | migrate`: from mapping sets to another one.

use std::path::PathBuf;

use clap::Args;
use itsm::{
    Error,
    catalog::Catalog,
    diagnostic::{Code, Diagnostic},
    mapping::{MappingSet, Merge, MergeOptions, MergeRule, Migration, Relation, Side, compose, merge, migrate, sssom},
    report::{MergeRecord, MigrationRecord, Table},
};

use super::{FORMATS, Input, Target};
use crate::cli::{
    Run, Shared,
    output::{Failure, Format, Outcome, Output},
};

/// Arguments of `convert` and `invert`.
#[derive(Args)]
pub struct One {
    /// The mapping set, in any format that is known
    file: PathBuf,
    /// Only the set with this id, where the file holds several
    #[arg(long, value_name = "ID", help_heading = "Reading")]
    set: Option<String>,
    /// The id of the written set, an IRI, in place of its own
    #[arg(long, value_name = "IRI", help_heading = "Writing")]
    id: Option<String>,
    /// The licence of the written set, an IRI, in place of its own
    #[arg(long, value_name = "IRI", help_heading = "Writing")]
    licence: Option<String>,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    target: Target,
}

/// Arguments of `compose`.
#[derive(Args)]
pub struct Two {
    /// The set from A to B
    first: PathBuf,
    /// The set from B to C
    second: PathBuf,
    /// The id of the composed set, an IRI
    #[arg(long, value_name = "IRI", default_value = "urn:itsm:mapping:composed")]
    id: String,
    /// Also rows that leave open whether the two share anything
    #[arg(long)]
    candidates: bool,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    target: Target,
}

/// Arguments of `merge`.
#[derive(Args)]
pub struct Many {
    /// The mapping sets, the most trusted first
    #[arg(required = true, num_args = 2..)]
    files: Vec<PathBuf>,
    /// What becomes of differences: keep (all rows), strictest (what all leave possible), weakest (what any leaves possible), first
    #[arg(long, value_name = "RULE", default_value = "keep", value_parser = rule)]
    rule: MergeRule,
    /// The id of the merged set, an IRI
    #[arg(long, value_name = "IRI", default_value = "urn:itsm:mapping:merged")]
    id: String,
    /// The licence of the merged set, an IRI; needed where the sets have different ones
    #[arg(long, value_name = "IRI")]
    licence: Option<String>,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    target: Target,
}

/// Arguments of `migrate`.
#[derive(Args)]
pub struct Edition {
    /// The mapping set on the old edition
    file: PathBuf,
    /// The framework that the rows are carried over to
    #[arg(long, value_name = "ID")]
    onto: String,
    /// The set from the old edition to the new one; else the shipped one or yours
    #[arg(long, value_name = "FILE")]
    over: Option<PathBuf>,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    target: Target,
}

fn rule(text: &str) -> Result<MergeRule, String> {
    text.parse().map_err(|_| "write keep, strictest, weakest or first".to_owned())
}

/// Runs `convert`.
pub fn convert(arguments: &One, output: &mut Output) -> Run {
    let (sets, outcome) = arguments.sets(output)?;
    let sets: Vec<MappingSet> = sets.into_iter().map(|set| arguments.named(set)).collect();
    arguments.target.write(&sets, arguments.input.strict(), output)?;
    Ok(outcome)
}

/// Runs `invert`.
pub fn invert(arguments: &One, output: &mut Output) -> Run {
    let (sets, outcome) = arguments.sets(output)?;
    let inverted: Vec<MappingSet> = sets.iter().map(|set| arguments.named(set.invert())).collect();
    arguments.target.write(&inverted, arguments.input.strict(), output)?;
    Ok(outcome)
}

impl One {
    /// The set with the id and the licence that are asked for.
    fn named(&self, mut set: MappingSet) -> MappingSet {
        if let Some(id) = &self.id {
            set.set_id(id);
        }
        match (&self.licence, &set.licence) {
            (Some(licence), _) => set.set_licence(licence),
            // Formats without a place for a licence say nothing, and a set that says so can be written.
            (None, None) => set.set_licence(sssom::UNSPECIFIED_LICENCE),
            (None, Some(_)) => {}
        }
        set
    }

    /// The sets that are asked for.
    fn sets(&self, output: &Output) -> Result<(Vec<MappingSet>, Outcome), Failure> {
        let (mut sets, outcome) = self.input.sets(&self.file, output)?;
        if let Some(wanted) = &self.set {
            let ids: Vec<String> = sets.iter().filter_map(|set| set.id.as_ref()).map(|id| id.to_string()).collect();
            sets.retain(|set| set.id.as_deref() == Some(wanted));
            if sets.is_empty() {
                return Err(Failure::Usage(format!("there is no set `{wanted}` in the file; it holds {}", ids.join(", "))));
            }
        }
        Ok((sets, outcome))
    }
}

/// Runs `compose`.
pub fn composition(arguments: &Two, output: &mut Output) -> Run {
    let (first, one) = arguments.input.set(&arguments.first, output)?;
    let (second, two) = arguments.input.set(&arguments.second, output)?;
    let mut composition = compose(&first, &second);
    if !arguments.candidates {
        composition.rows.retain(|row| row.origin == itsm::mapping::Origin::Derived);
    }
    output.remark(format_args!(
        "{} rows; nothing follows about {} further pairs that chains join; {} pairs are contradictory",
        composition.rows.len(),
        composition.uninformative,
        composition.contradictory.len()
    ));
    for (subject, object) in &composition.contradictory {
        output.remark(format_args!("contradiction: the chains between {subject} and {object} exclude each other"));
    }
    let set = composition.into_set(arguments.id.as_str(), &first, &second);
    arguments.target.write(&[set], arguments.input.strict(), output)?;
    Ok(one.worse(two))
}

/// Runs `merge`.
pub fn merged(arguments: &Many, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let mut sets = Vec::new();
    let mut outcome = Outcome::Good;
    for file in &arguments.files {
        let (found, how) = arguments.input.sets(file, output)?;
        sets.extend(found);
        outcome = outcome.worse(how);
    }
    let options = MergeOptions { id: arguments.id.clone(), rule: arguments.rule, licence: arguments.licence.clone() };
    let Merge { set, differing } = merge(&sets, &options).map_err(|error| Failure::Usage(error.to_string()))?;
    drop(sets);
    let rows = set.rows().len();
    arguments.target.write(&[set], arguments.input.strict(), output)?;
    let disputed = differing.iter().filter(|pair| pair.result.is_none()).count();
    if !arguments.target.is_file() {
        output.remark(format_args!("{} pairs differ, {disputed} of them are disputed; give --output to see them", differing.len()));
        return Ok(outcome);
    }
    if format == Format::Json {
        output.json(&MergeRecord { rows, rule: arguments.rule, differing })?;
        return Ok(outcome);
    }
    let mut table = Table::new(["subject", "object", "said", "result"]);
    for pair in differing {
        let said: Vec<String> = pair.said.iter().map(|said| format!("{}: {}", said.set, words(said.relation))).collect();
        let result = pair.result.map_or_else(|| "disputed".to_owned(), |relation| words(Some(relation)));
        table.push([pair.subject, pair.object, said.join("; "), result]);
    }
    if table.is_empty() {
        output.text("the sets agree\n")?;
    } else {
        output.table(&table, format)?;
    }
    Ok(outcome)
}

fn words(relation: Option<Relation>) -> String {
    relation.map_or_else(|| "contradictory".to_owned(), |relation| relation.to_string().replace(' ', " or "))
}

/// Runs `migrate`.
pub fn migration(arguments: &Edition, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog()?;
    let (set, mut outcome) = arguments.input.set(&arguments.file, output)?;
    let (editions, side) = match &arguments.over {
        Some(file) => {
            let (editions, how) = arguments.input.set(file, output)?;
            outcome = outcome.worse(how);
            let old = editions.subject_framework.as_deref().cloned();
            let side = if old.is_some() && old == set.object_framework.as_deref().cloned() { Side::Object } else { Side::Subject };
            (editions, side)
        }
        None => found(&set, &arguments.onto, &catalog)?,
    };
    let Migration { set, kept, derived, left } = migrate(&set, &editions, side);
    arguments.target.write(&[set], arguments.input.strict(), output)?;
    let summary = format!("{kept} rows kept, {derived} derived, {} left for a person to look at", left.len());
    if !arguments.target.is_file() {
        output.remark(format_args!("{summary}; give --output to see them"));
        return Ok(outcome);
    }
    if format == Format::Json {
        output.json(&MigrationRecord { kept, derived, left })?;
        return Ok(outcome);
    }
    if matches!(format, Format::Human | Format::Plain) {
        output.text(format_args!("{summary}\n"))?;
    }
    let mut table = Table::new(["subject", "relation", "object", "reason", "successors"]);
    for row in left {
        table.push([row.subject, words(Some(row.relation)), row.object, row.reason.to_string(), row.successors.join(", ")]);
    }
    if !table.is_empty() {
        output.table(&table, format)?;
    }
    Ok(outcome)
}

/// The edition map from a framework of the set to the one that is asked for, and the side it is about.
fn found(set: &MappingSet, onto: &str, catalog: &Catalog) -> Result<(MappingSet, Side), Failure> {
    catalog.framework(onto)?;
    let known = catalog.framework_ids();
    for (side, framework) in [(Side::Subject, &set.subject_framework), (Side::Object, &set.object_framework)] {
        let Some(framework) = framework.as_deref().filter(|framework| *framework != onto && known.contains(framework)) else { continue };
        if let Some(editions) = catalog.editions(framework, onto)? {
            return Ok((editions, side));
        }
    }
    let message = format!("no mapping set leads from a framework of this set to `{onto}`");
    let finding = Diagnostic::error(Code::UnknownFramework, message)
        .help("give the edition map with --over, or lay the folder that holds it beside the shipped ones with --with");
    Err(Failure::Failed(Error::with_findings(format!("the way to `{onto}`"), finding.into())))
}
