//! `itsm compare`: a crosswalk between two frameworks.

use clap::Args;
use itsm::{
    diagnostic::render,
    report::{crosswalk_record, crosswalk_table, unmapped_table},
};

use super::{
    Run, Shared,
    output::{Format, Outcome, Output},
};

/// Lay two frameworks side by side, each row with its reason and source
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm compare itil4 fitsm3
  itsm compare fitsm3 itil4                        the same rows, read the other way round
  itsm compare help-desk service-desk --format md
  itsm compare itil4 fitsm3 --lang de --format csv > crosswalk.csv")]
pub struct Arguments {
    /// The framework to read from
    subject: String,
    /// The framework to read to
    object: String,
    /// The language of titles, such as de or pt-BR
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = super::language)]
    lang: String,
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog()?;
    let crosswalk = catalog.compare(&arguments.subject, &arguments.object)?;
    let subject = catalog.names(&arguments.subject, &arguments.lang)?;
    let object = catalog.names(&arguments.object, &arguments.lang)?;
    if !crosswalk.findings().is_empty() {
        output.remark(render::human(crosswalk.findings(), false).trim_end());
    }
    if format == Format::Json {
        output.json(&crosswalk_record(&crosswalk, &subject, &object))?;
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
fn human_rows(record: &itsm::report::CrosswalkRecord) -> itsm::report::Table {
    let mut table = itsm::report::Table::new([record.subject.as_str(), "relation", record.object.as_str(), "why", "from"]);
    for row in &record.rows {
        let relation =
            if row.relation == itsm::mapping::Relation::ANY { "not settled".to_owned() } else { row.relation.to_string().replace(' ', " or ") };
        let confidence = row.confidence.map(|confidence| format!(", confidence {confidence}")).unwrap_or_default();
        table.push([
            format!("{} {}", row.subject.element(), row.subject_title),
            relation,
            format!("{} {}", row.object.element(), row.object_title),
            row.rationale.clone().unwrap_or_default(),
            format!("{} ({}, {}{confidence})", row.source.as_deref().unwrap_or("no source"), row.authority, row.standing),
        ]);
    }
    table
}
