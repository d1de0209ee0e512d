//! `itsm search`: elements by title, alias or translation.

use clap::Args;
use itsm::report::Table;

use super::{
    Run, Shared,
    output::{Format, Outcome, Output},
};

/// Find elements by id, title, alias or translation, in every shipped language
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm search incident
  itsm search 'gestión de incidentes'
  itsm search problem --framework fitsm3 --limit 5 --format json")]
pub struct Arguments {
    /// Words that must all be there; case and accents do not matter
    #[arg(required = true)]
    text: Vec<String>,
    /// Only elements of this framework
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// At most so many, the best first
    #[arg(long, default_value_t = 30)]
    limit: usize,
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog()?;
    if let Some(id) = &arguments.framework {
        catalog.framework(id)?;
    }
    let text = arguments.text.join(" ");
    let mut hits = catalog.search(&text)?;
    hits.retain(|hit| arguments.framework.as_ref().is_none_or(|id| hit.id.framework() == id));
    let all = hits.len();
    hits.truncate(arguments.limit);
    if format == Format::Json {
        output.json(&hits)?;
        return Ok(Outcome::Good);
    }
    if hits.is_empty() {
        output.remark(format_args!("nothing has `{text}` in its title, alias or translations"));
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["id", "kind", "title", "found as"]);
    for hit in &hits {
        let found = if hit.text == hit.title { String::new() } else { format!("{} ({})", hit.text, hit.language) };
        table.push([hit.id.to_string(), hit.kind.clone(), hit.title.clone(), found]);
    }
    output.table(&table, format)?;
    if all > hits.len() {
        output.remark(format_args!("{all} found, {} shown; see more with --limit {all}", hits.len()));
    }
    Ok(Outcome::Good)
}
