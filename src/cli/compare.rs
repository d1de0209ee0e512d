//! `itsm compare`: a crosswalk between two frameworks.

use clap::Args;
use itsm::{
    catalog::{Catalog, Derivation, DeriveOptions},
    diagnostic::render,
    id::ElementId,
    report::{CrosswalkRecord, PremiseRecord, Table, crosswalk_matrix, crosswalk_record, crosswalk_table, explanation_record, unmapped_table},
};

use super::{
    Run, Shared,
    output::{Failure, Format, Outcome, Output},
};

/// Lay two frameworks side by side, each row with its reason and source
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm compare itil4 fitsm3
  itsm compare fitsm3 itil4                        the same rows, read the other way round
  itsm compare help-desk service-desk --format md
  itsm compare itil4 fitsm3 --lang de --format csv > crosswalk.csv
  itsm compare itil2011 fitsm3 --derived           what follows through other frameworks, with premises
  itsm compare itil2011 fitsm3 --derived --via itil4 --matrix --format csv
  itsm compare itil2011:incident-management fitsm3:PR9 --explain")]
pub struct Arguments {
    /// The framework to read from, or with --explain an element of it
    subject: String,
    /// The framework to read to, or with --explain an element of it
    object: String,
    /// The language of titles, such as de or pt-BR
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = super::language)]
    lang: String,
    /// Add what follows from all mapping sets on the paths between the two
    #[arg(long)]
    derived: bool,
    /// Only paths through this framework; may be repeated
    #[arg(long, value_name = "ID", requires = "derived")]
    via: Vec<String>,
    /// The largest number of mapping sets on a path
    #[arg(long, value_name = "SETS", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    longest: u8,
    /// Also what is still open between disjoint and other relations
    #[arg(long, requires = "derived")]
    candidates: bool,
    /// Do not use that a part is equal to the whole or lies inside it
    #[arg(long, requires = "derived")]
    without_parts: bool,
    /// A matrix in place of rows; derived cells stand in parentheses
    #[arg(long)]
    matrix: bool,
    /// Between two elements (A:x B:y): every chain of statements, and what they say together
    #[arg(long, conflicts_with_all = ["derived", "matrix"])]
    explain: bool,
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog()?;
    if arguments.explain {
        return explain(arguments, &catalog, output, format);
    }
    let crosswalk = if arguments.derived {
        let options = DeriveOptions {
            via: arguments.via.clone(),
            longest: usize::from(arguments.longest),
            parts: !arguments.without_parts,
            candidates: arguments.candidates,
        };
        catalog.derive(&arguments.subject, &arguments.object, &options)?
    } else {
        catalog.compare(&arguments.subject, &arguments.object)?
    };
    let subject = catalog.names(&arguments.subject, &arguments.lang)?;
    let object = catalog.names(&arguments.object, &arguments.lang)?;
    if !crosswalk.findings().is_empty() {
        output.remark(render::human(crosswalk.findings(), false).trim_end());
    }
    if format == Format::Json {
        output.json(&crosswalk_record(&crosswalk, &subject, &object))?;
        return Ok(Outcome::Good);
    }
    if arguments.matrix {
        output.table(&crosswalk_matrix(&crosswalk), format)?;
        return Ok(Outcome::Good);
    }
    let rows = crosswalk_table(&crosswalk, &subject, &object);
    let unmapped = unmapped_table(&crosswalk, &subject, &object);
    let title = format!("{} ({}) and {} ({})", subject.title(), arguments.subject, object.title(), arguments.object);
    match format {
        Format::Csv => {
            // One table a file: the elements without a row follow as rows without a relation.
            let mut all = rows;
            for row in unmapped.rows() {
                let cell = |place: usize| row.get(place).cloned().unwrap_or_default();
                let (element, title) = (cell(1), cell(3));
                let blank = String::new;
                all.push(if cell(0) == "subject" {
                    [element, title, "no row".to_owned(), blank(), blank()]
                } else {
                    [blank(), blank(), "no row".to_owned(), element, title]
                });
            }
            output.table(&all, format)?;
        }
        Format::Md => {
            output.text(format_args!("# {title}\n\n"))?;
            output.table(&rows, format)?;
            output.text("\n## Reached by no row\n\n")?;
            output.table(&unmapped, format)?;
        }
        Format::Plain => {
            output.table(&rows, format)?;
            output.text("reached by no row:\n\n")?;
            output.table(&unmapped, format)?;
        }
        _ => {
            output.text(format_args!("{title}\n"))?;
            if let Some(derivation) = crosswalk.derivation() {
                output.text(about(derivation))?;
            }
            let human = human_rows(&crosswalk_record(&crosswalk, &subject, &object));
            output.table(&human, format)?;
            if unmapped.is_empty() {
                output.text("\nEvery element of the kinds above is reached by a row.\n")?;
            } else {
                output.text("\nReached by no row (which is no claim that nothing corresponds):\n")?;
                output.table(&unmapped, format)?;
            }
        }
    }
    Ok(Outcome::Good)
}

/// Fewer and fuller columns, so that the table fits a terminal.
fn human_rows(record: &CrosswalkRecord) -> Table {
    let mut table = Table::new([record.subject.as_str(), "relation", record.object.as_str(), "why", "from"]);
    for row in &record.rows {
        let relation =
            if row.relation == itsm::mapping::Relation::ANY { "not settled".to_owned() } else { row.relation.to_string().replace(' ', " or ") };
        let confidence = row.confidence.map(|confidence| format!(", confidence {confidence}")).unwrap_or_default();
        table.push([
            format!("{} {}", row.subject.element(), row.subject_title),
            relation,
            format!("{} {}", row.object.element(), row.object_title),
            row.rationale.clone().unwrap_or_else(|| row.premises.iter().map(premise).collect::<Vec<_>>().join("; ")),
            if row.premises.is_empty() {
                format!("{} ({}, {}{confidence})", row.source.as_deref().unwrap_or("no source"), row.authority, row.standing)
            } else {
                row.origin.to_string()
            },
        ]);
    }
    table
}

/// Why two elements lie to each other as they do.
fn explain(arguments: &Arguments, catalog: &Catalog, output: &mut Output, format: Format) -> Run {
    let element = |text: &String| text.parse::<ElementId>().map_err(|error| Failure::Usage(error.to_string()));
    let (subject, object) = (element(&arguments.subject)?, element(&arguments.object)?);
    let options = DeriveOptions { longest: usize::from(arguments.longest), ..DeriveOptions::default() };
    let explanation = catalog.explain(&subject, &object, &options)?;
    let record = explanation_record(&explanation);
    if format == Format::Json {
        output.json(&record)?;
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["chain", "says", "relation", "stated in", "alone it leaves"]);
    for (place, chain) in record.chains.iter().enumerate() {
        for (link_place, link) in chain.links.iter().enumerate() {
            let last = link_place + 1 == chain.links.len();
            let alone = if last { chain.relation.to_string().replace(' ', " or ") } else { String::new() };
            let number = if link_place == 0 { (place + 1).to_string() } else { String::new() };
            let says = format!("{} - {}", link.subject, link.object);
            let stated_in = if link.is_part { format!("{} (part)", link.stated_in) } else { link.stated_in.clone() };
            table.push([number, says, link.relation.to_string().replace(' ', " or "), stated_in, alone]);
        }
    }
    let origin = record.origin.map_or_else(|| "nothing is excluded".to_owned(), |origin| origin.to_string());
    output.text(format_args!("{} {} {} ({origin})\n", record.subject, record.relation.to_string().replace(' ', " or "), record.object))?;
    if !explanation.premises.is_empty() {
        output.text("It follows from these, none of which can be left out:\n")?;
        for premise in &explanation.premises {
            output.text(format_args!("  {premise}\n"))?;
        }
        output.text(format_args!("Assumption: {}.\n", record.assumption))?;
    }
    output.text(format_args!("\n{} chains{}\n", record.chains.len(), if record.complete { "" } else { ", more were not listed" }))?;
    if !table.is_empty() {
        output.table(&table, format)?;
    }
    Ok(Outcome::Good)
}

/// A premise in short: the ids tell what it is about.
fn premise(premise: &PremiseRecord) -> String {
    let relation = premise.relation.to_string().replace(' ', " or ");
    let kind = if premise.is_part { " (part)" } else { "" };
    format!("{} {relation} {}{kind}", premise.subject, premise.object)
}

/// What derived rows rest on, for people.
fn about(derivation: &Derivation) -> String {
    let paths: Vec<String> = derivation.paths.iter().map(|path| path.join(" - ")).collect();
    let mut text = format!("Derived rows use the sets along {}", paths.join(", "));
    text.push_str(if derivation.parts { ", and the parts of these frameworks" } else { ", and no parts" });
    text.push_str(&format!(";\nthey assume that {}. ", Derivation::ASSUMPTION));
    text.push_str(&format!("{} more pairs are joined by rows from which nothing follows.\n", derivation.uninformative));
    for contradiction in &derivation.contradictions {
        text.push_str("Contradiction, so nothing was drawn from one of these:\n");
        for premise in contradiction {
            text.push_str(&format!("  {premise}\n"));
        }
    }
    if !derivation.complete {
        text.push_str("Unsolved: the limit was reached, so more may follow.\n");
    }
    text
}
