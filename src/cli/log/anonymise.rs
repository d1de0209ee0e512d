//! `itsm log anonymise`: a log without names of people and tickets, to be shared.

use clap::Args;
use itsm::{
    diagnostic::nearest,
    eventlog::{AnonymiseKey, AnonymiseOptions, EventLog, Treated, anonymise},
};

use super::{
    super::{
        Run,
        definition_file::read,
        output::{Failure, Format, Outcome, Output},
    },
    input::Input,
    stats::{outcome, tell},
    target::Target,
};

/// Replace names by pseudonyms, move times, and drop what is not known to be harmless
#[derive(Args)]
#[command(after_help = "\
Examples:
  itsm log anonymise tickets.xes.gz --key secret.txt --output shared.xes.gz
  itsm log anonymise tickets.csv --preset servicenow --pseudonym assigned_to=org:resource --keep category --output shared.csv
  itsm log anonymise tickets.xes.gz --each-case --drop org:group --to xes > shared.xes

The same value of the same column becomes the same pseudonym, with the same key in every log. What was done with each column is said on
standard error. Activities and priorities are kept while they have few different values; ids, people and groups get pseudonyms; everything else
is dropped unless you name it. All times are moved by the same whole weeks, by the key. A pseudonym hides a name and not a person: rare
histories, and times between events, can still tell who knows a case which one it is.")]
pub struct Arguments {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    target: Target,
    /// A text file with the secret that pseudonyms are made by, of 16 bytes or more; a random one is made and said where none is given
    #[arg(long, value_name = "FILE")]
    key: Option<String>,
    /// An attribute that is kept as it is, but for times, which are moved; may be repeated
    #[arg(long, value_name = "KEY")]
    keep: Vec<String>,
    /// An attribute that is dropped; may be repeated
    #[arg(long, value_name = "KEY")]
    drop: Vec<String>,
    /// An attribute whose values get pseudonyms; behind `=` one whose values it shares, or `case` for ids of cases; may be repeated
    #[arg(long, value_name = "KEY[=KEY]")]
    pseudonym: Vec<String>,
    /// Move the times of every case by weeks of its own: nobody sees what happened at the same time
    #[arg(long)]
    each_case: bool,
}

/// Runs the subcommand.
pub fn run(arguments: &Arguments, output: &mut Output) -> Run {
    let format = output.format(&[Format::Human, Format::Plain])?;
    arguments.target.format()?;
    let key = key(arguments, output)?;
    let (log, findings) = arguments.input.read(output)?;
    tell(&findings, output, format);
    let Some(log) = log else { return Ok(Outcome::Findings) };
    let options = options(arguments);
    known(&log, &options)?;
    let (log, treated) = anonymise(&log, &key, &options).map_err(|error| Failure::Usage(error.to_string()))?;
    for Treated { place, key, treatment, reason } in &treated {
        output.remark(format_args!("{place} {key}: {treatment}, {reason}"));
    }
    arguments.target.write(&log, output)?;
    Ok(outcome(&findings, arguments.input.deny_warnings))
}

fn key(arguments: &Arguments, output: &Output) -> Result<AnonymiseKey, Failure> {
    let Some(path) = &arguments.key else {
        let (key, text) = AnonymiseKey::random().map_err(Failure::Usage)?;
        output.remark(format_args!("key: {text} (random; keep it secret, and put it into a file for `--key` to get the same pseudonyms again)"));
        return Ok(key);
    };
    AnonymiseKey::new(read(path)?.text().trim().as_bytes()).ok_or_else(short)
}

fn short() -> Failure {
    Failure::Usage(format!("the key has fewer than {} bytes: it could be found out by trying", AnonymiseKey::LEAST))
}

fn options(arguments: &Arguments) -> AnonymiseOptions {
    let pair = |text: &String| match text.split_once('=') {
        Some((key, like)) => (key.to_owned(), like.to_owned()),
        None => (text.clone(), text.clone()),
    };
    AnonymiseOptions {
        keep: arguments.keep.iter().cloned().collect(),
        drop: arguments.drop.iter().cloned().collect(),
        pseudonym: arguments.pseudonym.iter().map(pair).collect(),
        each_case: arguments.each_case,
    }
}

/// Refuses keys that no attribute has: a column that was to be dropped and is misspelt must not be kept silently.
fn known(log: &EventLog, options: &AnonymiseOptions) -> Result<(), Failure> {
    let of_log = log.header().attributes.iter().map(|attribute| attribute.key.as_str());
    let keys: Vec<&str> = log.event_keys().chain(log.case_keys()).map(|(key, _)| key).chain(of_log).collect();
    let asked = options.keep.iter().chain(&options.drop).chain(options.pseudonym.keys());
    // Keys inside other attributes are not in any list.
    let missing = if log.is_nested() { None } else { asked.into_iter().find(|key| !keys.contains(&key.as_str())) };
    let Some(missing) = missing else { return Ok(()) };
    let near = nearest(missing, keys).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(Failure::Usage(format!("the log has no attribute `{missing}`{near}")))
}
