//! `itsm log stats`: the figures of a log, with a picture.

use std::path::{Path, PathBuf};

use clap::Args;
use itsm::{
    diagnostic::{Findings, render},
    eventlog::{Bar, Classifier, Count, EventLog, LogStats},
    report::log_stats_record,
};

use super::{
    super::{
        Run,
        output::{Failure, Format, Outcome, Output, put},
    },
    input::Input,
};

/// How many columns the longest bar takes.
const WIDE: usize = 24;
/// How many facts the first line says for people already.
const HEAD: usize = 4;
/// How many activities are listed for people.
const LISTED: usize = 15;

/// Figures of a log: cases, events, activities, variants, durations
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm log stats tickets.xes.gz
  itsm log stats incidents.csv --preset servicenow --dates day-first --zone Europe/Berlin
  itsm log stats export.csv --columns 'case=Issue key,event:created=Created,event:resolved=Resolved'
  itsm log stats journal.jsonl --classifier itsm:to --format json
  zcat tickets.csv.gz | itsm log stats -
  itsm log stats tickets.xes.gz --picture tickets.svg

What is in a file that cannot be read is a finding on standard error, with its line and column. What the columns of a table hold is guessed by
their names when it is not said, and the guess is told. Exit code 3 when there is an error, or with --deny-warnings a warning.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    /// The classifier of the log, by name, or keys with + between them
    #[arg(long, value_name = "NAME|KEY+KEY")]
    classifier: Option<String>,
    /// How many variants are listed
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    top: usize,
    /// Also write the figures as a picture, an SVG file for browsers and reports
    #[arg(long, value_name = "FILE.svg")]
    picture: Option<PathBuf>,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain, Format::Json])?;
    let (log, findings) = arguments.input.read(output)?;
    let name = arguments.input.name();
    let stats = match &log {
        Some(log) => Some(figures(log, &name, arguments)?),
        None => None,
    };
    if format == Format::Json {
        output.json(&log_stats_record(&name, stats, &findings))?;
        return Ok(outcome(&findings, arguments.input.deny_warnings));
    }
    tell(&findings, output, format);
    if let Some(stats) = stats {
        output.text(if format == Format::Human { human(&name, &stats) } else { plain(&name, &stats) })?;
    }
    Ok(outcome(&findings, arguments.input.deny_warnings))
}

/// The figures, and the picture where one is wanted.
fn figures(log: &EventLog, name: &str, arguments: &Arguments) -> Result<LogStats, Failure> {
    let classifier = classifier(log, arguments.classifier.as_deref());
    if let Some(path) = &arguments.picture {
        // The picture has as many variants as it has room for, whatever is listed.
        let name = Path::new(name).file_name().map_or_else(|| name.to_owned(), |name| name.to_string_lossy().into_owned());
        put(path, &log.picture(&name, &log.stats(&classifier, 10)))?;
    }
    Ok(log.stats(&classifier, arguments.top))
}

/// Findings on standard error, so that they are not in the result.
pub fn tell(findings: &Findings, output: &Output, format: Format) {
    if !findings.is_empty() {
        let text = if format == Format::Human { render::human(findings, output.colour()) } else { render::plain(findings) };
        output.remark(text.trim_end());
        output.remark(render::summary(findings));
    }
}

/// How the run ended.
pub fn outcome(findings: &Findings, deny_warnings: bool) -> Outcome {
    if findings.errors() > 0 || (deny_warnings && findings.warnings() > 0) { Outcome::Findings } else { Outcome::Good }
}

/// A classifier of the log by its name, else by its keys.
fn classifier(log: &EventLog, text: Option<&str>) -> Classifier {
    let Some(text) = text else { return Classifier::default() };
    log.header().classifier(text).map_or_else(|| Classifier::new(text.split('+')), Classifier::from)
}

fn human(name: &str, stats: &LogStats) -> String {
    let mut text = format!(
        "{name}: {} cases, {} events, {} activities, {} variants\n",
        grouped(stats.cases),
        grouped(stats.events),
        grouped(stats.activities.len()),
        grouped(stats.variants)
    );
    for (what, value) in facts(stats).iter().skip(HEAD) {
        text += &format!("{what}: {value}\n");
    }
    text += &counts("Activities", &stats.activities);
    text += &counts("First activities", &stats.starts);
    text += &counts("Last activities", &stats.ends);
    if !stats.top_variants.is_empty() {
        text += "\nVariants\n";
        let most = stats.top_variants.iter().map(|variant| variant.cases).max().unwrap_or_default();
        for variant in &stats.top_variants {
            let sequence: Vec<String> = variant.activities.iter().map(|activity| clean(activity)).collect();
            let sequence = if sequence.is_empty() { "(no events)".to_owned() } else { shortened(&sequence.join(" > "), 90) };
            text += &format!(
                "  {:>9} {:>6}  {:<WIDE$}  {sequence}\n",
                grouped(variant.cases),
                share(variant.cases, stats.cases),
                bar(variant.cases, most)
            );
        }
    }
    if let Some(durations) = &stats.durations {
        text += "\nDurations of cases\n";
        let most = durations.histogram.iter().map(|bar| bar.cases).max().unwrap_or_default();
        for each in &durations.histogram {
            let line =
                format!("  {:<22} {:>9} {:>6}  {}", range(each), grouped(each.cases), share(each.cases, durations.cases), bar(each.cases, most));
            text += &format!("{}\n", line.trim_end());
        }
    }
    text
}

fn plain(name: &str, stats: &LogStats) -> String {
    let mut text = format!("log: {name}\n");
    for (what, value) in facts(stats) {
        text += &format!("{what}: {value}\n");
    }
    for (what, list) in [("activity", &stats.activities), ("first activity", &stats.starts), ("last activity", &stats.ends)] {
        for count in list {
            text += &format!("{what}: {} {}\n", count.count, clean(&count.name));
        }
    }
    for variant in &stats.top_variants {
        let sequence: Vec<String> = variant.activities.iter().map(|activity| clean(activity)).collect();
        text += &format!("variant: {} {}\n", variant.cases, sequence.join(" > "));
    }
    for bar in stats.durations.iter().flat_map(|durations| &durations.histogram) {
        text += &format!("cases that took {}: {}\n", range(bar), bar.cases);
    }
    text
}

/// One fact each.
fn facts(stats: &LogStats) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("cases", stats.cases.to_string()),
        ("events", stats.events.to_string()),
        ("activities", stats.activities.len().to_string()),
        ("variants", stats.variants.to_string()),
        ("classifier", stats.classifier.clone()),
    ];
    if stats.loose_events > 0 {
        facts.push(("events of no case", stats.loose_events.to_string()));
    }
    if let Some(spread) = stats.events_per_case {
        facts.push(("events of a case", format!("{} to {}, median {}", spread.least, spread.most, spread.median)));
    }
    if let (Some(first), Some(last)) = (&stats.first, &stats.last) {
        facts.push(("times", format!("{first} to {last}")));
    }
    if stats.timed_events < stats.events {
        facts.push(("events without a time", (stats.events - stats.timed_events).to_string()));
    }
    if let Some(durations) = &stats.durations {
        let shown = [durations.shortest, durations.longest, durations.median, durations.mean, durations.ninth_decile].map(duration);
        let [shortest, longest, median, mean, ninth] = shown;
        facts.push(("durations of cases", format!("{shortest} to {longest}, median {median}, mean {mean}, nine in ten at most {ninth}")));
    }
    facts
}

fn counts(title: &str, list: &[Count]) -> String {
    let mut text = format!("\n{title}\n");
    let most = list.first().map_or(0, |first| first.count);
    let sum: usize = list.iter().map(|count| count.count).sum();
    for count in list.iter().take(LISTED) {
        let name = shortened(&clean(&count.name), 60);
        text += &format!("  {:>9} {:>6}  {:<WIDE$}  {name}\n", grouped(count.count), share(count.count, sum), bar(count.count, most));
    }
    if list.len() > LISTED {
        text += &format!("  and {} more\n", list.len() - LISTED);
    }
    text
}

/// A bar as long as a share of the longest one, in eighths of a column; never empty for something.
fn bar(count: usize, most: usize) -> String {
    let eighths = (count * WIDE * 8).checked_div(most).unwrap_or_default().max(usize::from(count > 0));
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(eighths % 8).copied().unwrap_or_default();
    "█".repeat(eighths / 8) + rest
}

/// In percent, rounded down to a tenth, so that only all is 100.
fn share(count: usize, of: usize) -> String {
    let tenths = (count * 1000).checked_div(of).unwrap_or_default();
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// With a comma between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A duration by its two largest units.
fn duration(seconds: f64) -> String {
    if seconds < 60.0 {
        return format!("{seconds:.3}").trim_end_matches('0').trim_end_matches('.').to_owned() + " s";
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::as_conversions, reason = "between a minute and some thousand years")]
    let mut rest = seconds as u64;
    let mut parts = Vec::new();
    for (unit, size) in [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)] {
        if rest >= size {
            parts.push(format!("{} {unit}", rest / size));
            rest %= size;
        } else if !parts.is_empty() {
            break;
        }
    }
    parts.truncate(2);
    parts.join(" ")
}

fn range(bar: &Bar) -> String {
    #[allow(clippy::cast_precision_loss, clippy::as_conversions, reason = "edges are small")]
    let edge = |seconds: u64| duration(seconds as f64);
    match bar.to {
        Some(to) if bar.from == 0 => format!("less than {}", edge(to)),
        Some(to) => format!("{} to {}", edge(bar.from), edge(to)),
        None => format!("{} or more", edge(bar.from)),
    }
}

/// Names come from strangers: no control characters on a terminal.
fn clean(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
