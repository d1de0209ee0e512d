//! `itsm conform --stream`: a log of any length, read in parts and checked without holding it.

use std::{collections::BTreeSet, num::NonZero, thread};

use clap::ValueEnum;
use itsm::{
    catalog::Catalog,
    conformance::{
        align::{LabelMap, Limits, Options, StreamAligner, StreamAlignment},
        binding::Binding,
        rules::Pack,
    },
    diagnostic::{Code, Diagnostic, Findings, Severity},
    eventlog::{Activities, Classifier, EventLog, Grouping, Parting},
    report::{CheckedThing, Conformity},
    source::FileText,
};

use super::{Arguments, Checked, Format, Loaded, findings};
use crate::cli::output::{Failure, Output};

/// Activities that are kept to say that the model does not know them.
const MOST_UNKNOWN: usize = 1000;

/// How cases lie to each other in the file.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stream {
    /// As the first rows have it
    Auto,
    /// One case after the other
    Grouped,
    /// Rows of different cases between each other, such as in the order of time
    Interleaved,
}

impl Stream {
    fn grouping(self) -> Option<Grouping> {
        match self {
            Self::Auto => None,
            Self::Grouped => Some(Grouping::Grouped),
            Self::Interleaved => Some(Grouping::Interleaved),
        }
    }
}

/// Everything that is known before the log is read.
struct Check<'run> {
    arguments: &'run Arguments,
    model: Option<&'run Loaded>,
    binding: Option<&'run (Binding, FileText)>,
}

/// Checks the log part by part.
pub fn check(
    arguments: &Arguments,
    (stream, format): (Stream, Format),
    model: Option<&Loaded>,
    packs: &[(Pack, CheckedThing)],
    catalog: &Catalog,
    output: &Output,
) -> Result<Checked, Failure> {
    if format == Format::Csv {
        return Err(Failure::Usage("a table of all deviations names every case; leave `--stream` out, or write JSON".to_owned()));
    }
    let mut findings = Findings::new();
    let binding = arguments.bind.as_ref().map(|path| super::bound(path, &mut findings)).transpose()?;
    let binding = binding.as_ref();
    let check = Check { arguments, model, binding };
    // Only what the check needs is kept of a row.
    let keys = (arguments.classifier.is_none() && arguments.rules.is_empty() && binding.is_none()).then(Vec::new);
    let parting = Parting { grouping: stream.grouping(), keys, ..Parting::default() };
    let mut aligner = StreamAligner::new(model.map(|model| &model.model), check.options());
    let mut unknown = Unknown::default();
    let mut failed = None;
    let found = arguments.input.read_parts(&parting, output, &mut |part, _| {
        if failed.is_none() {
            failed = check.part(&part, &mut aligner, &mut unknown).err();
        }
    })?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    let read_badly = found.errors() > 0;
    findings.append(found);
    unknown.tell(check.binding, model, &arguments.input.name(), &mut findings);
    let aligned = aligner.finish();
    too_many(&aligned, &arguments.input.name(), &mut findings);
    let checked = CheckedThing { name: arguments.input.name(), version: None, sha256: arguments.input.hash() };
    let conformity = Conformity::of_stream(aligned, (checked, model.map(|model| model.checked.clone())));
    let _ = (packs, catalog);
    Ok(Checked { conformity, findings, read_badly, broken: false })
}

/// Says that not all variants are listed.
fn too_many(aligned: &StreamAlignment, file: &str, findings: &mut Findings) {
    if aligned.unlisted_cases > 0 {
        let message = format!("{} cases have variants beyond the first {}", aligned.unlisted_cases, aligned.variants.len());
        let help = "they were checked and counted, but the number of variants is that of those that are listed";
        findings.push(Diagnostic::new(Severity::Note, Code::LimitReached, message).in_file(file.to_owned()).help(help));
    }
}

impl Check<'_> {
    fn options(&self) -> Options {
        let threads = self.arguments.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
        let usual = Limits::default();
        let limits = Limits { states: self.arguments.states.unwrap_or(usual.states), ..usual };
        Options { open: self.arguments.prefix, threads, limits, ..Options::default() }
    }

    fn classifier(&self, log: &EventLog) -> Classifier {
        let Some(asked) = &self.arguments.classifier else {
            return self.binding.and_then(|(binding, _)| binding.classifier()).unwrap_or_default();
        };
        log.header()
            .classifier(asked)
            .map_or_else(|| Classifier::new(asked.split('+').map(str::trim).filter(|key| !key.is_empty())), Classifier::from)
    }

    fn part(&self, part: &EventLog, aligner: &mut StreamAligner<'_>, unknown: &mut Unknown) -> Result<(), Failure> {
        let classifier = self.classifier(part);
        unknown.see(&part.activities(&classifier));
        let kept = match self.binding {
            Some((binding, _)) => Some(binding.without_ignored(part, &classifier).map_err(|error| Failure::Usage(error.to_string()))?),
            None => None,
        };
        let part = kept.as_ref().unwrap_or(part);
        let activities = part.activities(&classifier);
        let map = self.map(&activities);
        aligner.add(part, &activities, &map);
        Ok(())
    }

    fn map(&self, activities: &Activities) -> LabelMap {
        let Some(model) = self.model else { return LabelMap::default() };
        super::label_map(&model.model, activities, self.binding)
    }
}

/// The activities of the log, as far as they are kept.
#[derive(Default)]
struct Unknown {
    names: BTreeSet<String>,
}

impl Unknown {
    fn see(&mut self, activities: &Activities) {
        for name in activities.names() {
            if self.names.len() < MOST_UNKNOWN && !self.names.contains(name) {
                self.names.insert(name.to_owned());
            }
        }
    }

    fn tell(&self, binding: Option<&(Binding, FileText)>, model: Option<&Loaded>, file: &str, findings: &mut Findings) {
        let Some(model) = model else { return };
        if let Some((binding, text)) = binding {
            findings.append(binding.check(model.model.labels(), self.names.iter().map(String::as_str), Some(text)));
        }
        let is_known = |name: &str| match binding.and_then(|(binding, _)| binding.labels(name)) {
            Some(labels) => labels.iter().any(|label| model.model.label(label).is_some()),
            None => model.model.label(name).is_some() || binding.is_some_and(|(binding, _)| binding.ignores(name)),
        };
        findings::unbound(self.names.iter().map(String::as_str).filter(|name| !is_known(name)), file, findings);
    }
}
