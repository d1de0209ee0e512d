//! `itsm list`: what there is.

use clap::{Args, ValueEnum};
use itsm::{
    framework::Names,
    report::{MappingRow, Table, decision_row, element_row, framework_row, lifecycle_row, lifecycle_row_in, rules_row, workflow_row},
};

use super::{
    Run, Shared,
    output::{Failure, Format, Outcome, Output},
};

/// List frameworks, elements of a framework, lifecycles, workflows, decision tables, rules, or mapping sets
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm list frameworks --lang de                   how much of each framework has a German name
  itsm list elements --framework fitsm3 --kind requirement
  itsm list elements --framework cobit2019 --format json
  itsm list lifecycles --framework neutral --lang de
  itsm list workflows
  itsm list decisions
  itsm list rules --framework itil4
  itsm list mappings")]
pub struct Arguments {
    /// What to list
    #[arg(value_enum, default_value_t = What::Frameworks)]
    what: What,
    /// The framework whose elements, lifecycles, workflows, decision tables or rules to list
    #[arg(long, value_name = "ID")]
    framework: Option<String>,
    /// Only elements of this kind
    #[arg(long)]
    kind: Option<String>,
    /// The language of titles, such as de or pt-BR
    #[arg(long, value_name = "LANGUAGE", value_parser = super::language)]
    lang: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Frameworks,
    Elements,
    Lifecycles,
    Workflows,
    Decisions,
    Rules,
    Mappings,
}

const FORMATS: [Format; 5] = [Format::Human, Format::Plain, Format::Json, Format::Md, Format::Csv];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    match arguments.what {
        What::Frameworks => frameworks(arguments, shared, output, format),
        What::Elements => elements(arguments, shared, output, format),
        What::Lifecycles => lifecycles(arguments, shared, output, format),
        What::Workflows => workflows(arguments, shared, output, format),
        What::Decisions => decisions(arguments, shared, output, format),
        What::Rules => rules(arguments, shared, output, format),
        What::Mappings => mappings(shared, output, format),
    }
}

fn frameworks(arguments: &Arguments, shared: &Shared, output: &mut Output, format: Format) -> Run {
    let catalog = shared.catalog()?;
    let language = arguments.lang.as_deref();
    let ids = catalog.framework_ids();
    let chosen = ids.iter().filter(|id| arguments.framework.as_ref().is_none_or(|wanted| *id == wanted));
    let names: Vec<Names> = chosen.map(|id| catalog.names(id, language.unwrap_or("en"))).collect::<Result<_, _>>()?;
    if let (Some(wanted), true) = (&arguments.framework, names.is_empty()) {
        catalog.framework(wanted)?;
    }
    let rows: Vec<_> = names.iter().map(|names| framework_row(names, language)).collect();
    if format == Format::Json {
        output.json(&rows)?;
        return Ok(Outcome::Good);
    }
    let mut table = match language {
        Some(_) => Table::new(["id", "title", "edition", "publisher", "elements by kind", "names"]),
        None => Table::new(["id", "title", "edition", "publisher", "elements by kind"]),
    };
    for row in rows {
        let counts: Vec<String> = row.counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let names = row.names.map(|names| {
            let percent = names.named.saturating_mul(100).checked_div(names.elements).unwrap_or(0);
            format!("{} of {} in {} ({percent} %)", names.named, names.elements, names.language)
        });
        table.push([row.id, row.title, row.edition, row.publisher, counts.join(", "), names.unwrap_or_default()]);
    }
    output.table(&table, format)?;
    Ok(Outcome::Good)
}

fn elements(arguments: &Arguments, shared: &Shared, output: &mut Output, format: Format) -> Run {
    let catalog = shared.catalog()?;
    let Some(id) = &arguments.framework else {
        let known = catalog.framework_ids().join(", ");
        return Err(Failure::Usage(format!("name a framework with --framework; there are {known}")));
    };
    let names = catalog.names(id, arguments.lang.as_deref().unwrap_or("en"))?;
    let framework = names.framework();
    if let Some(kind) = arguments.kind.as_ref().filter(|kind| !framework.kinds().contains_key(kind.as_str())) {
        let known: Vec<&str> = framework.kinds().keys().map(String::as_str).collect();
        return Err(Failure::Usage(format!("`{id}` has no kind `{kind}`; it has {}", known.join(", "))));
    }
    let wanted = framework.walk().filter(|(_, _, element)| arguments.kind.as_ref().is_none_or(|kind| element.kind() == kind));
    let rows: Vec<_> = wanted.filter_map(|(depth, index, _)| Some((depth, element_row(&names, index)?))).collect();
    if format == Format::Json {
        let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
        output.json(&rows)?;
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["id", "kind", "title"]);
    for (depth, row) in rows {
        let indent = if format == Format::Human && arguments.kind.is_none() { "  ".repeat(depth) } else { String::new() };
        table.push([row.id.to_string(), row.kind, format!("{indent}{}", row.title)]);
    }
    output.table(&table, format)?;
    Ok(Outcome::Good)
}

fn lifecycles(arguments: &Arguments, shared: &Shared, output: &mut Output, format: Format) -> Run {
    let catalog = shared.catalog()?;
    let wanted = arguments.framework.as_deref();
    let mut rows = Vec::new();
    for lifecycle in catalog.lifecycles()?.iter().filter(|lifecycle| wanted.is_none() || lifecycle.framework() == wanted) {
        rows.push(match &arguments.lang {
            Some(language) => lifecycle_row_in(&catalog.lifecycle_labels(lifecycle, language)?),
            None => lifecycle_row(lifecycle),
        });
    }
    if format == Format::Json {
        output.json(&rows)?;
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["framework", "id", "title", "states", "events", "transitions"]);
    for row in rows {
        let [states, events, transitions] = [row.states, row.events, row.transitions].map(|count| count.to_string());
        table.push([row.framework.unwrap_or_default(), row.id, row.title, states, events, transitions]);
    }
    output.table(&table, format)?;
    Ok(Outcome::Good)
}

fn workflows(arguments: &Arguments, shared: &Shared, output: &mut Output, format: Format) -> Run {
    let all = shared.catalog()?.workflows()?;
    let wanted = arguments.framework.as_deref();
    let rows: Vec<_> = all.iter().filter(|workflow| wanted.is_none() || workflow.framework() == wanted).map(workflow_row).collect();
    if format == Format::Json {
        output.json(&rows)?;
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["framework", "id", "title", "steps", "nodes", "flows"]);
    for row in rows {
        let [steps, nodes, flows] = [row.steps, row.nodes, row.flows].map(|count| count.to_string());
        table.push([row.framework.unwrap_or_default(), row.id, row.title, steps, nodes, flows]);
    }
    output.table(&table, format)?;
    Ok(Outcome::Good)
}

fn decisions(arguments: &Arguments, shared: &Shared, output: &mut Output, format: Format) -> Run {
    let all = shared.catalog()?.decisions()?;
    let wanted = arguments.framework.as_deref();
    let rows: Vec<_> = all.iter().filter(|table| wanted.is_none() || table.framework() == wanted).map(decision_row).collect();
    if format == Format::Json {
        output.json(&rows)?;
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["framework", "id", "title", "inputs", "outputs", "rules", "standing"]);
    for row in rows {
        let (rules, standing) = (row.rules.to_string(), row.standing.to_string());
        table.push([row.framework.unwrap_or_default(), row.id, row.title, row.inputs.join(", "), row.outputs.join(", "), rules, standing]);
    }
    output.table(&table, format)?;
    Ok(Outcome::Good)
}

fn rules(arguments: &Arguments, shared: &Shared, output: &mut Output, format: Format) -> Run {
    let all = shared.catalog()?.rule_packs()?;
    let wanted = arguments.framework.as_deref();
    let rows: Vec<_> = all.iter().filter(|pack| wanted.is_none() || pack.framework() == wanted).map(rules_row).collect();
    if format == Format::Json {
        output.json(&rows)?;
        return Ok(Outcome::Good);
    }
    let mut table = Table::new(["framework", "id", "title", "rules", "requirements", "standing"]);
    for row in rows {
        let [rules, requirements] = [row.rules, row.requirements].map(|count| count.to_string());
        table.push([row.framework.unwrap_or_default(), row.id, row.title, rules, requirements, row.standing.to_string()]);
    }
    output.table(&table, format)?;
    Ok(Outcome::Good)
}

fn mappings(shared: &Shared, output: &mut Output, format: Format) -> Run {
    let catalog = shared.catalog()?;
    let mut table = Table::new(["subject", "object", "rows", "title"]);
    let mut records = Vec::new();
    let mut pairs = catalog.mapped_pairs();
    pairs.sort();
    pairs.dedup();
    for (subject, object) in pairs {
        for set in catalog.mapping_sets(&subject, &object)? {
            let rows = set.rows().len();
            table.push([subject.clone(), object.clone(), rows.to_string(), set.title.clone().unwrap_or_default()]);
            let id = set.id.as_ref().map(|id| id.to_string());
            records.push(MappingRow { id, subject: subject.clone(), object: object.clone(), rows, title: set.title.clone() });
        }
    }
    if format == Format::Json {
        output.json(&records)?;
    } else {
        output.table(&table, format)?;
    }
    Ok(Outcome::Good)
}
