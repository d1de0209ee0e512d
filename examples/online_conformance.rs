//! An application with an audit trail of its own asks with every entry whether the ticket still follows the process, and what may
//! come next; at night the whole trail is held against the process once more.
//!
//! `cargo run --example online_conformance`
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::collections::BTreeMap;

use itsm::{
    catalog::Catalog,
    conformance::{
        align::{Aligner, LabelMap, LifecycleLabels, Model, Monitor, Options},
        binding::Binding,
    },
    eventlog::{Classifier, LogBuilder, Order, keys},
    jiff::{Timestamp, ToSpan as _},
    source::{FileText, Limits},
};

/// An entry of the trail, in the words of this application.
struct Entry {
    ticket: &'static str,
    action: &'static str,
    who: &'static str,
    at: Timestamp,
}

/// All that this application writes into its trail.
const ACTIONS: [&str; 6] = ["claimed", "work begun", "waiting for user", "user answered", "fixed", "done"];

/// Which of its words is which event of the lifecycle; what `itsm log bind` proposes, looked through.
const BINDING: &str = "
format: itsm/binding/1
model: neutral:lifecycle/incident
activities:
  claimed: [assign]
  work begun: [start]
  waiting for user: [hold]
  user answered: [resume]
  fixed: [resolve]
  done: [close]
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Made once, when the application starts.
    let incident = Catalog::builtin().lifecycle("neutral:incident")?;
    let model = Model::from_lifecycle(&incident, LifecycleLabels::Events);
    let (binding, findings) = Binding::read(&FileText::new("binding.yaml", BINDING), Limits::default());
    let binding = binding.ok_or("the binding cannot be read")?;
    if findings.errors() + binding.check(model.labels(), ACTIONS, None).errors() > 0 {
        return Err("the binding does not fit the model".into());
    }
    let labels = |action: &str| binding.labels(action).unwrap_or_default().into_iter().filter_map(|label| model.label(label)).collect::<Vec<_>>();
    // Activities are the labels of the model themselves; the words of the application are looked up.
    let same = LabelMap::same(&model);
    let aligner = Aligner::new(&model, &same, Options::default());

    // With every entry, while people work.
    let mut open: BTreeMap<&str, Monitor<'_>> = BTreeMap::new();
    for entry in trail()? {
        let ticket = open.entry(entry.ticket).or_insert_with(|| aligner.monitor());
        let before = ticket.verdict().deviations;
        for label in labels(entry.action) {
            ticket.label(label);
        }
        let verdict = ticket.verdict();
        let next: Vec<&str> = ticket.next().into_iter().map(|label| model.text(label)).collect();
        if verdict.deviations == before {
            println!(
                "{} {}: as it should be; next {}",
                entry.ticket,
                entry.action,
                if next.is_empty() { "nothing".to_owned() } else { next.join(", ") }
            );
        } else {
            println!("{} {} by {}: not as the process says", entry.ticket, entry.action, entry.who);
        }
    }

    // At night, exactly, with what is missing in words.
    let mut log = LogBuilder::new();
    let mut cases = BTreeMap::new();
    for entry in trail()? {
        let case = match cases.get(entry.ticket) {
            Some(case) => *case,
            None => *cases.entry(entry.ticket).or_insert(log.named_case(entry.ticket)?),
        };
        let event = log.named_event(case, entry.action)?;
        log.set(event, keys::TIME, entry.at)?;
        log.set(event, keys::RESOURCE, entry.who)?;
    }
    let log = log.finish(Order::ByTime);
    let activities = log.activities(&Classifier::default());
    let map: LabelMap = activities.names().map(labels).collect();
    let result = Aligner::new(&model, &map, Options::default()).log(&log.variants(&activities));
    println!("{} of {} tickets follow the process", result.fitting_cases, result.cases);
    for variant in &result.variants {
        for words in variant.outcome.alignment().map(|alignment| alignment.words(&model, &activities)).unwrap_or_default() {
            println!("{words}");
        }
    }
    if (result.cases, result.fitting_cases, result.deviations) != (2, 1, Some(1)) {
        return Err("one ticket lacks a step".into());
    }
    Ok(())
}

fn trail() -> Result<Vec<Entry>, Box<dyn std::error::Error>> {
    let start: Timestamp = "2026-03-02T09:00:00Z".parse()?;
    let rows = [
        ("INC-1", "claimed", "ann"),
        ("INC-1", "work begun", "ann"),
        ("INC-2", "claimed", "bob"),
        ("INC-1", "waiting for user", "ann"),
        ("INC-1", "user answered", "carol"),
        ("INC-2", "work begun", "bob"),
        ("INC-1", "fixed", "ann"),
        ("INC-2", "done", "bob"),
        ("INC-1", "done", "carol"),
    ];
    let entry = |(minutes, (ticket, action, who)): (i64, (&'static str, &'static str, &'static str))| {
        Ok(Entry { ticket, action, who, at: start.checked_add((minutes * 10).minutes())? })
    };
    (0..).zip(rows).map(entry).collect()
}
