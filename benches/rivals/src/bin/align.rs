//! Optimal alignments beside the crate `process_mining`: the same variants, the same nets, in turn.
//!
//! `ITSM_CORPUS=... RAYON_NUM_THREADS=1 cargo run --release --manifest-path benches/rivals/Cargo.toml --bin align`
//!
//! Both get variants with their counts; reading files is not measured. Costs must agree wherever both solve a variant. Milliseconds,
//! the fastest of the rounds; both use as many threads as `RAYON_NUM_THREADS` says.
#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a bench measures time, prints, and fails by panicking"
)]

#[path = "../../../support/nets.rs"]
mod nets;
#[path = "../../../support/runs.rs"]
mod runs;

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use itsm::{
    conformance::align::{Aligner, LabelMap, Model, Options},
    eventlog::{Classifier, EventLog},
    net::{
        Net,
        pnml::{self, PnmlNet},
        soundness::{Limits, state_space},
    },
    source,
};
use nets::{Numbers, Plan, Shape};
use process_mining::{
    Importable as _, PetriNet, conformance::alignments::{AlignmentOptions, align_variants},
    core::event_data::case_centric::utils::activity_projection::EventLogActivityProjection,
};

const ROUNDS: usize = 3;

struct Row {
    ours: Duration,
    theirs: Duration,
    unsolved: [u64; 2],
}

fn compare(name: &str, net: &Net, other: &PetriNet, log: &EventLog, classifier: &str) -> Row {
    let activities = log.activities(&classifier.parse::<Classifier>().unwrap());
    let variants = log.variants(&activities);
    let names: Vec<String> = activities.names().map(str::to_owned).collect();
    let traces: Vec<(Vec<usize>, u64)> = variants
        .by_frequency()
        .into_iter()
        .map(|(prefix, cases)| (variants.sequence(prefix).iter().map(|activity| activity.index()).collect(), u64::try_from(cases).unwrap()))
        .collect();
    let act_to_index: HashMap<String, usize> = names.iter().cloned().zip(0..).collect();
    let projection = EventLogActivityProjection { activities: names, act_to_index, traces };
    let threads = std::env::var("RAYON_NUM_THREADS").ok().and_then(|threads| threads.parse().ok()).unwrap_or(1);
    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    let mut unsolved = [0, 0];
    for round in 0..ROUNDS {
        let start = Instant::now();
        let model = Model::from_net(net).unwrap();
        let map = LabelMap::by_name(&model, activities.names());
        let result = Aligner::new(&model, &map, Options { threads, ..Options::default() }).log(&variants);
        ours = ours.min(start.elapsed());
        if round > 0 && theirs > Duration::from_secs(5) {
            continue;
        }
        let start = Instant::now();
        let other = align_variants(other, &projection, &AlignmentOptions::default());
        theirs = theirs.min(start.elapsed());
        let costs: HashMap<Vec<String>, Option<u64>> =
            other.into_iter().map(|variant| (variant.activities, variant.result.ok().map(|result| u64::from(result.cost)))).collect();
        unsolved = [u64::try_from(result.unsolved_cases).unwrap(), 0];
        for variant in &result.variants {
            let text: Vec<String> = variants.sequence(variant.prefix).iter().map(|activity| activities.name(*activity).to_owned()).collect();
            match costs[&text] {
                Some(cost) => assert_eq!(variant.outcome.cost().unwrap_or(cost), cost, "{name}: {text:?}"),
                None => unsolved[1] += u64::try_from(variant.cases).unwrap(),
            }
        }
    }
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    println!(
        "{name}: {} variants, itsm {:.2} ms ({} cases not solved), process_mining {:.2} ms ({} cases not solved)",
        variants.len(),
        milliseconds(ours),
        unsolved[0],
        milliseconds(theirs),
        unsolved[1]
    );
    Row { ours, theirs, unsolved }
}

fn ours(path: &Path) -> Net {
    let (nets, _) = pnml::read_bytes("net.pnml", &fs::read(path).unwrap(), source::Limits::default());
    nets.into_iter().next().unwrap().net
}

fn corpus(folder: &Path) {
    let pairs = [
        ("teleclaims", "discovered/02_teleclaims", "concept:name"),
        ("repairExample", "discovered/03_repairExample", "concept:name"),
        ("bpic2013_closed_problems", "discovered/06_bpic2013_closed", "concept:name"),
        ("bpic2013_closed_problems", "discovered/06_bpic2013_closed_lc", "concept:name+lifecycle:transition"),
        ("receipt", "discovered/08_receipt", "concept:name"),
        ("helpdesk", "discovered/helpdesk", "concept:name"),
    ];
    let mut sums = [Duration::ZERO; 2];
    for (log_name, net, classifier) in pairs {
        let log = EventLog::from_path(folder.join(format!("data/xes/{log_name}.xes.gz"))).unwrap();
        for noise in ["im0", "im0.2"] {
            let path = folder.join(format!("models/{net}_{noise}.pnml"));
            let row = compare(&format!("{net}_{noise}"), &ours(&path), &PetriNet::import_from_path(&path).unwrap(), &log, classifier);
            sums[0] += row.ours;
            sums[1] += row.theirs;
        }
    }
    println!("discovered nets in sum: itsm {:?}, process_mining {:?}", sums[0], sums[1]);
    for number in ["a12", "a22"] {
        let path = folder.join(format!("models/pnml/{number}.pnml"));
        for noise in ["00", "05", "10", "20", "50"] {
            let name = format!("{number}f0n{noise}");
            let log = EventLog::from_path(folder.join(format!("data/xes/{name}.xes.gz"))).unwrap();
            compare(&name, &ours(&path), &PetriNet::import_from_path(&path).unwrap(), &log, "concept:name");
        }
    }
}

fn by_text(net: &Net) -> PetriNet {
    let text = pnml::write(&[PnmlNet::new(net.clone())]);
    PetriNet::import_from_bytes(text.as_bytes(), "pnml").unwrap()
}

fn main() {
    if let Some(folder) = std::env::var_os("ITSM_CORPUS").map(PathBuf::from) {
        corpus(&folder);
    }
    // The machine of thirteen states as a net with a place for each.
    let mut builder = itsm::net::NetBuilder::new("statuses");
    let places: Vec<_> = (0..15).map(|state| builder.place(format!("s{state}"))).collect();
    let mut steps = runs::status_steps();
    steps.extend([(11, None, 14), (12, None, 14)]);
    for (number, (from, label, to)) in steps.into_iter().enumerate() {
        let transition = builder.transition(format!("t{number}"), label.map(str::to_owned));
        let place = |state: u32| places[usize::try_from(state).unwrap()];
        builder.input(transition, place(from), 1).output(transition, place(to), 1);
    }
    let net = builder.initial(places[13], 1).final_(places[14], 1).clone().build().unwrap();
    let log = runs::log(&runs::status_traces(65_000, &mut Numbers::new(1)));
    compare("status machine, 65,000 events", &net, &by_text(&net), &log, "concept:name");

    let limits = Limits { markings: 400_000, ..Limits::default() };
    let shape = Shape { tasks: 42, parallel: 50, loops: 10, choices: 15 };
    let candidates = (0..).map(|seed| Plan::blocks(&mut Numbers::new(seed), shape).net());
    let net = candidates.into_iter().find(|net| (100_000..400_000).contains(&state_space(net, limits).markings_explored)).unwrap();
    let other = by_text(&net);
    for (noisy, share) in [(0, 0), (50, 10), (50, 30), (100, 50)] {
        let log = runs::log(&runs::traces(&net, 1000, noisy, share, &mut Numbers::new(7)));
        let name = format!("42 tasks, {noisy} of 100 traces disturbed in {share} of 100 events");
        let row = compare(&name, &net, &other, &log, "concept:name");
        assert_eq!(row.unsolved[0], 0);
    }
}
