//! `itsm show`: one element with everything that is known of it.

use std::fmt::Write as _;

use clap::Args;
use itsm::report::{ElementRecord, FrameworkRecord, element_record, framework_record};

use super::{
    Run, Shared,
    output::{Format, Outcome, Output},
};

/// Show one element with everything known of it, or a framework with its vocabulary, rights and sources
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm show itil4:incident-management
  itsm show itil4                                  the framework itself
  itsm show fitsm3:PR9.1
  itsm show fitsm3:ISRM                            an alias will do
  itsm show itil4:change-enablement --lang de-AT   falls back to de, then to the framework's own language")]
pub struct Arguments {
    /// framework:id, framework:alias, framework:title, a name that fits one element only, or a framework
    reference: String,
    /// The language of titles, such as de or pt-BR
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = super::language)]
    lang: String,
}

const FORMATS: [Format; 4] = [Format::Human, Format::Plain, Format::Json, Format::Md];

/// Runs the subcommand.
pub fn run(arguments: &Arguments, shared: &Shared, output: &mut Output) -> Run {
    let format = output.format(&FORMATS)?;
    let catalog = shared.catalog()?;
    if catalog.framework_ids().contains(&arguments.reference) {
        let record = framework_record(&catalog.names(&arguments.reference, &arguments.lang)?);
        if format == Format::Json {
            output.json(&record)?;
        } else {
            output.text(framework_page(&record, style(format, output)))?;
        }
        return Ok(Outcome::Good);
    }
    let found = catalog.resolve(&arguments.reference)?;
    let names = catalog.names(found.framework().id(), &arguments.lang)?;
    let record = element_record(&found, &names);
    if format == Format::Json {
        output.json(&record)?;
    } else {
        output.text(page(&record, style(format, output)))?;
    }
    Ok(Outcome::Good)
}

fn style(format: Format, output: &Output) -> Style {
    match format {
        Format::Md => Style::Markdown,
        Format::Human if output.colour() => Style::Colour,
        _ => Style::Plain,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Colour,
    Markdown,
}

/// A page under construction.
struct Page {
    text: String,
    style: Style,
}

impl Page {
    fn title(&mut self, text: &str) {
        let _ = match self.style {
            Style::Plain => writeln!(self.text, "{}", self.clean(text)),
            Style::Colour => writeln!(self.text, "\u{1b}[1m{}\u{1b}[0m", self.clean(text)),
            Style::Markdown => writeln!(self.text, "# {}", self.clean(text)),
        };
    }

    fn heading(&mut self, text: &str) {
        let _ = match self.style {
            Style::Plain => writeln!(self.text, "\n{text}:"),
            Style::Colour => writeln!(self.text, "\n\u{1b}[1m{text}:\u{1b}[0m"),
            Style::Markdown => writeln!(self.text, "\n## {text}\n"),
        };
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.text, "{}", self.clean(text));
    }

    fn items(&mut self, heading: &str, items: impl IntoIterator<Item = String>) {
        let items: Vec<String> = items.into_iter().collect();
        if items.is_empty() {
            return;
        }
        self.heading(heading);
        let mark = if self.style == Style::Markdown { "- " } else { "  " };
        for item in items {
            let _ = writeln!(self.text, "{mark}{}", self.clean(&item));
        }
    }

    /// Control characters of a stranger's file do not reach the terminal; markup does not reach Markdown.
    fn clean(&self, text: &str) -> String {
        let text: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        if self.style == Style::Markdown { text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;") } else { text }
    }
}

fn page(record: &ElementRecord, style: Style) -> String {
    let mut page = Page { text: String::new(), style };
    page.title(&format!("{} ({})", record.title, record.id));
    if style == Style::Markdown {
        page.text.push('\n');
    }
    page.line(&format!("{} in {} ({})", record.kind, record.framework.title, record.framework.publisher));
    if !record.aliases.is_empty() {
        page.line(&format!("also called: {}", record.aliases.join(", ")));
    }
    if let Some(parent) = &record.parent {
        page.line(&format!("{}: {} ({})", if record.edge.as_str() == "part" { "part of" } else { "listed under" }, parent.title, parent.id));
    }
    if let Some(from) = &record.from {
        page.line(&format!("comes from: {from}"));
    }
    if let Some(purpose) = &record.purpose {
        page.text.push('\n');
        page.line(purpose);
    }
    if let Some(note) = &record.note {
        page.text.push('\n');
        page.line(&format!("Note: {note}"));
    }
    let with_note = |text: String, note: &Option<String>| note.as_ref().map_or(text.clone(), |note| format!("{text} ({note})"));
    page.items("Contains", record.children.iter().map(|child| format!("{}  {}", child.id, child.title)));
    page.items("Inputs", record.inputs.iter().cloned());
    page.items("Outputs", record.outputs.iter().cloned());
    page.items("Steps", record.steps.iter().enumerate().map(|(place, step)| format!("{}. {step}", place + 1)));
    page.items(
        "Roles",
        record.roles.iter().map(|role| {
            let involvement = if role.involvement.as_str() == "not-stated" { String::new() } else { format!(", {}", role.involvement) };
            with_note(format!("{}{involvement}", role.title), &role.note)
        }),
    );
    page.items("Artefacts", record.artefacts.iter().map(|artefact| with_note(artefact.title.clone(), &artefact.note)));
    page.items("Metrics", record.metrics.iter().map(|metric| with_note(metric.title.clone(), &metric.note)));
    page.items(
        "Levels",
        record.levels.iter().map(|level| match level.count {
            Some(count) => format!("{} {}: {count} activities", *level.scale, *level.level),
            None => format!("{} {}", *level.scale, *level.level),
        }),
    );
    page.items("Activities counted by the source", record.activity_count.map(|count| count.to_string()));
    page.items("Facts", record.facts.iter().map(|(name, value)| format!("{name}: {value}")));
    page.items(
        "References",
        record.references.iter().map(|reference| with_note(format!("{} {}", reference.relation, *reference.to), &reference.note)),
    );
    page.items(
        &format!("Standing {}, from", record.standing),
        record.source.iter().map(|source| {
            let parts = [source.title.as_ref().or(Some(&source.key)), source.publisher.as_ref(), source.date.as_ref()];
            parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
        }),
    );
    if record.source.is_empty() {
        page.line(&format!("\nStanding: {}", record.standing));
    }
    if let Some(attribution) = &record.framework.attribution {
        page.text.push('\n');
        page.line(attribution);
    }
    page.text
}

fn framework_page(record: &FrameworkRecord, style: Style) -> String {
    let mut page = Page { text: String::new(), style };
    page.title(&format!("{} ({})", record.title, record.id));
    if style == Style::Markdown {
        page.text.push('\n');
    }
    let published = record.published.as_ref().map(|published| format!(", {published}")).unwrap_or_default();
    page.line(&format!("edition {}, {}{published}", record.edition, record.publisher));
    if let Some(older) = &record.based_on {
        page.line(&format!("made from: {older}"));
    }
    if let Some(summary) = &record.summary {
        page.text.push('\n');
        page.line(summary);
    }
    let counted = record.kinds.iter().filter(|(_, kind)| kind.elements > 0);
    page.items("Elements", counted.map(|(id, kind)| format!("{} {id} ({}; role {})", kind.elements, kind.title, kind.role)));
    page.items("At the top", record.roots.iter().map(|root| format!("{}  {}", root.id, root.title)));
    page.items("Scales", record.scales.iter().map(|(id, scale)| format!("{id}: {} ({} levels)", scale.title, scale.levels.len())));
    page.items("Interfaces between elements", Some(record.interfaces).filter(|count| *count > 0).map(|count| count.to_string()));
    page.items("Names in", (!record.locales.is_empty()).then(|| record.locales.join(", ")));
    let rights = &record.rights;
    let lines = [("holder", &rights.holder), ("licence", &rights.licence), ("attribution", &rights.attribution), ("note", &rights.note)];
    page.items("Rights", lines.into_iter().filter_map(|(name, text)| text.as_ref().map(|text| format!("{name}: {text}"))));
    page.items(
        "Sources",
        record.sources.iter().map(|(key, source)| {
            let parts = [Some(&source.title), source.publisher.as_ref(), source.date.as_ref()];
            format!("{key}: {}", parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", "))
        }),
    );
    page.text
}
