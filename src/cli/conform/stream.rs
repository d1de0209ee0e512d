//! `itsm conform --stream`: a log of any length, read in parts and checked without holding it.

use std::{collections::BTreeSet, num::NonZero, ops::ControlFlow, thread};

use clap::ValueEnum;
use itsm::{
    catalog::Catalog,
    conformance::{
        align::{Aligner, Follower, LabelMap, Limits, Model, Options, StreamAligner, StreamAlignment},
        binding::Binding,
        rules::{self, Pack, StreamRules},
    },
    diagnostic::{Code, Diagnostic, Findings, Severity},
    eventlog::{Activities, BuildError, Classifier, EventLog, Grouping, Parting},
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
        return Err(usage("a table of all deviations names every case; leave `--stream` out, or write JSON"));
    }
    let mut findings = Findings::new();
    let binding = arguments.bind.as_ref().map(|path| super::bound(path, &mut findings)).transpose()?;
    let binding = binding.as_ref();
    if binding.is_some_and(|(binding, _)| binding.has_weights()) {
        return Err(usage("weights hold for a log that is read at once; leave `--stream` out, or `weights` out of the binding"));
    }
    let names = model.map(|model| Names::new(&model.model, binding));
    let options = options(arguments);
    let single = names.as_ref().zip(model).map(|(names, model)| Aligner::new(&model.model, &names.map, options.clone()));
    let mut check = Check {
        arguments,
        model,
        binding,
        packs,
        single: single.as_ref(),
        names: names.as_ref(),
        aligner: StreamAligner::new(model.map(|model| &model.model), &options),
        rules: Vec::new(),
        follower: None,
        unknown: Unknown::default(),
    };
    let parting = Parting { grouping: stream.grouping(), keys: keys(arguments, binding, packs), ..Parting::default() };
    let mut failed = None;
    let found = arguments.input.read_parts(&parting, output, &mut |part, grouping| {
        failed = check.part(&part, grouping).err();
        if failed.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    let read_badly = found.errors() > 0;
    findings.append(found);
    check.finish(catalog, read_badly, findings)
}

fn usage(message: &str) -> Failure {
    Failure::Usage(message.to_owned())
}

fn options(arguments: &Arguments) -> Options {
    let threads = arguments.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get);
    let usual = Limits::default();
    let limits = Limits { states: arguments.states.unwrap_or(usual.states), ..usual };
    Options { open: arguments.prefix, threads, limits, ..Options::default() }
}

/// The attributes that the check needs, beside name and time; all where a classifier is asked for that the log may name.
fn keys(arguments: &Arguments, binding: Option<&(Binding, FileText)>, packs: &[(Pack, CheckedThing)]) -> Option<Vec<String>> {
    if arguments.classifier.is_some() {
        return None;
    }
    let classifier = binding.and_then(|(binding, _)| binding.classifier()).unwrap_or_default();
    let of_rules = packs.iter().flat_map(|(pack, _)| pack.attributes());
    Some(classifier.keys().iter().map(ToString::to_string).chain(of_rules).collect())
}

/// Names of activities that may come, known before the log is read.
struct Names {
    names: Vec<String>,
    map: LabelMap,
}

impl Names {
    fn new(model: &Model, binding: Option<&(Binding, FileText)>) -> Self {
        let bound = binding.iter().flat_map(|(binding, _)| binding.definition().activities.keys()).map(|name| name.as_str().to_owned());
        let names: BTreeSet<String> = model.labels().map(str::to_owned).chain(bound).collect();
        let names: Vec<String> = names.into_iter().collect();
        let map = super::label_map(model, names.iter().map(String::as_str), binding);
        Self { names, map }
    }
}

/// A check that goes on while the log is read.
struct Check<'run> {
    arguments: &'run Arguments,
    model: Option<&'run Loaded>,
    binding: Option<&'run (Binding, FileText)>,
    packs: &'run [(Pack, CheckedThing)],
    /// For cases that are followed one by one.
    single: Option<&'run Aligner<'run>>,
    names: Option<&'run Names>,
    aligner: StreamAligner<'run>,
    rules: Vec<StreamRules<'run>>,
    follower: Option<Follower<'run>>,
    unknown: Unknown,
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
    fn classifier(&self, log: &EventLog) -> Classifier {
        let Some(asked) = &self.arguments.classifier else {
            return self.binding.and_then(|(binding, _)| binding.classifier()).unwrap_or_default();
        };
        let keys = || Classifier::new(asked.split('+').map(str::trim).filter(|key| !key.is_empty()));
        log.header().classifier(asked).map_or_else(keys, Classifier::from)
    }

    fn part(&mut self, part: &EventLog, grouping: Grouping) -> Result<(), Failure> {
        let classifier = self.classifier(part);
        let full = |error: BuildError| Failure::Usage(error.to_string());
        let kept = self.binding.map(|(binding, _)| binding.without_ignored(part, &classifier)).transpose().map_err(full)?;
        let activities = part.activities(&classifier);
        self.unknown.see(&activities);
        let (part, activities) = match &kept {
            Some(kept) => (kept, kept.activities(&classifier)),
            None => (part, activities),
        };
        if grouping == Grouping::Interleaved {
            return self.follow(part, &activities);
        }
        let map = self.model.map(|model| super::label_map(&model.model, activities.names(), self.binding)).unwrap_or_default();
        self.aligner.add(part, &activities, &map);
        if self.packs.is_empty() {
            return Ok(());
        }
        let renamed = self.binding.map(|(binding, _)| binding.in_words_of_the_model(part, &classifier)).transpose().map_err(full)?;
        if self.rules.is_empty() {
            let options = super::rule_options(self.arguments, &classifier, renamed.is_some());
            self.rules = self.packs.iter().map(|(pack, _)| StreamRules::new(pack, options.clone(), super::MOST_OF_EACH_RULE)).collect();
        }
        for rules in &mut self.rules {
            rules.add(renamed.as_ref().unwrap_or(part));
        }
        Ok(())
    }

    /// Follows the cases of a part.
    fn follow(&mut self, part: &EventLog, activities: &Activities) -> Result<(), Failure> {
        if !self.packs.is_empty() {
            return Err(usage("rules need whole cases, and those of this log do not stand together; sort it by case, or leave `--stream` out"));
        }
        if self.follower.is_none() {
            let open = self.arguments.open_cases.map_or(Follower::OPEN, NonZero::get);
            let names = self.names.iter().flat_map(|names| &names.names).map(String::as_str);
            self.follower = self.single.and_then(|aligner| Follower::new(aligner, names, open));
        }
        let Some(follower) = &mut self.follower else {
            return Err(usage("a case can be followed in a model that is solved by tables, and this one is searched; sort the log by case"));
        };
        follower.add(part, activities);
        Ok(())
    }

    fn finish(self, catalog: &Catalog, read_badly: bool, mut findings: Findings) -> Result<Checked, Failure> {
        let file = self.arguments.input.name();
        self.unknown.tell(self.binding, self.model, &file, &mut findings);
        let checked = CheckedThing { name: file.clone(), version: None, sha256: self.arguments.input.hash() };
        let names = (checked, self.model.map(|model| model.checked.clone()));
        if let Some(follower) = self.follower {
            let followed = follower.finish();
            findings::followed(&followed, self.arguments.prefix, &file, &mut findings);
            let read_badly = read_badly || followed.returned > 0;
            return Ok(Checked { conformity: Conformity::of_followed(&followed, names), findings, read_badly, broken: false });
        }
        let aligned = self.aligner.finish();
        too_many(&aligned, &file, &mut findings);
        let mut conformity = Conformity::of_stream(aligned, names, self.model.map_or(&[], |model| &model.performs));
        if self.packs.is_empty() {
            return Ok(Checked { conformity, findings, read_badly, broken: false });
        }
        let mut rules = self.rules;
        if rules.is_empty() {
            rules = self.packs.iter().map(|(pack, _)| StreamRules::new(pack, rules::Options::default(), super::MOST_OF_EACH_RULE)).collect();
        }
        for sentence in rules.iter().flat_map(StreamRules::caveats) {
            findings.push(Diagnostic::new(Severity::Note, Code::BrokenRule, sentence).in_file(file.clone()));
        }
        let held = rules.into_iter().map(StreamRules::finish).collect();
        let broken = super::take_rules(self.arguments, self.packs, held, catalog, &mut conformity, &mut findings)?;
        Ok(Checked { conformity, findings, read_badly, broken })
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
