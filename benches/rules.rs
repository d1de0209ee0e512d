//! 420 rules about order over 65,000 events: all pairs of six activities by fourteen templates; and the shipped rules for changes.
//!
//! `cargo bench --bench rules`
#![allow(missing_docs, clippy::disallowed_methods, reason = "criterion's macros")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::{
    catalog::Catalog,
    conformance::rules::{
        Options, Pack,
        definition::{RuleDefinition, RulesFile, Template},
    },
    document::Located,
    eventlog::{EventLog, LogBuilder, Order, keys},
    jiff::{SignedDuration, Timestamp},
};

const EVENTS: usize = 65_000;
const STATES: [&str; 13] = [
    "New",
    "Accepted",
    "Assigned",
    "In Progress",
    "Wait",
    "Wait - User",
    "Wait - Vendor",
    "Queued",
    "Resolved",
    "In Call",
    "Cancelled",
    "Closed",
    "Unmatched",
];

/// Numbers that are the same in each run (xorshift).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, most: u32) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        usize::try_from(self.0 % most).unwrap_or_default()
    }
}

/// Cases of about nine events; most of them take a way of their own.
fn log() -> EventLog {
    let mut numbers = Numbers(2_463_534_242);
    let mut builder = LogBuilder::new();
    let (mut at, mut number) = (Timestamp::UNIX_EPOCH, 0);
    while builder.events() < EVENTS {
        number += 1;
        let Ok(case) = builder.named_case(&format!("INC{number:07}")) else { break };
        for _ in 0..=numbers.below(17) {
            at += SignedDuration::from_secs(60);
            // Some states are much more frequent than others.
            let state = numbers.below(13).min(numbers.below(13));
            let Ok(event) = builder.named_event(case, STATES.get(state).copied().unwrap_or_default()) else { break };
            let _ = builder.set(event, keys::TIME, at);
            let _ = builder.set(event, keys::RESOURCE, &format!("Agent {}", numbers.below(400)));
        }
    }
    builder.finish(Order::AsAdded)
}

fn rules() -> Option<Pack> {
    let templates = [
        Template::RespondedExistence,
        Template::Coexistence,
        Template::NotCoexistence,
        Template::Response,
        Template::Precedence,
        Template::AlternateResponse,
        Template::AlternatePrecedence,
        Template::ChainResponse,
        Template::ChainPrecedence,
        Template::Succession,
        Template::AlternateSuccession,
        Template::ChainSuccession,
        Template::NotSuccession,
        Template::NotChainSuccession,
    ];
    let steps = |name: &str| vec![Located::new(name.to_owned())];
    let mut file = RulesFile { id: Located::new("bench".to_owned()), ..RulesFile::default() };
    for template in templates {
        for first in STATES.iter().take(6) {
            for second in STATES.iter().take(6).filter(|second| *second != first) {
                let id = Located::new(format!("{template} {first} {second}"));
                let (first, second) = (steps(first), steps(second));
                file.rules.push(RuleDefinition { id, template: Some(Located::new(template)), first, second, ..RuleDefinition::default() });
            }
        }
    }
    Pack::check(file, None, &()).0
}

fn benches(criterion: &mut Criterion) {
    let log = log();
    let Some(pack) = rules() else { return };
    let mut group = criterion.benchmark_group("rules");
    group.sample_size(10);
    group.bench_function("420 rules, 65,000 events: made ready and counted", |bencher| {
        bencher.iter(|| black_box(pack.compile(&log, &Options::default()).run()));
    });
    let compiled = pack.compile(&log, &Options::default());
    group.bench_function("420 rules, 65,000 events: counted", |bencher| bencher.iter(|| black_box(compiled.run())));
    group.bench_function("420 rules, 65,000 events: ten deviations of each in words", |bencher| bencher.iter(|| black_box(compiled.deviations(10))));
    if let Ok(change) = Catalog::builtin().rule_pack("neutral:change") {
        group.bench_function("shipped rules for changes, 65,000 events", |bencher| {
            bencher.iter(|| black_box(change.compile(&log, &Options::default()).run()));
        });
    }
    group.finish();
}

criterion_group!(rules_group, benches);
criterion_main!(rules_group);
