//! Real logs and nets: the costs that other tools found.

use std::{
    collections::HashMap,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    time::Instant,
};

use itsm::{
    conformance::align::{Aligner, LabelMap, LogAlignment, Model, Options},
    digest,
    eventlog::{Classifier, EventLog, ReadOptions},
    net::pnml,
    source::{FileText, Limits},
};
use serde_json::Value;

fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("ITSM_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: ITSM_CORPUS is not set");
    }
    folder
}

fn bytes(path: &Path) -> Vec<u8> {
    let raw = fs::read(path).unwrap();
    if path.extension().is_none_or(|extension| extension != "gz") {
        return raw;
    }
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(raw.as_slice()).read_to_end(&mut bytes).unwrap();
    bytes
}

/// Files by their SHA-256, as the expected results name them.
fn by_hash(folders: &[PathBuf]) -> HashMap<String, PathBuf> {
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).map(|path| (digest::Digest::of(&fs::read(&path).unwrap()).to_string(), path)).collect()
}

fn log(path: &Path) -> EventLog {
    let (log, findings) = itsm::eventlog::xes::read(&path.to_string_lossy(), bytes(path).as_slice(), &ReadOptions::default());
    log.unwrap_or_else(|| panic!("{findings:?}"))
}

fn net(path: &Path) -> Model {
    let text = String::from_utf8_lossy(&bytes(path)).into_owned();
    let (nets, findings) = pnml::read(&FileText::new(path.to_string_lossy().into_owned(), text), Limits::default());
    let net = nets.first().unwrap_or_else(|| panic!("{findings:?}"));
    Model::from_net(&net.net).unwrap()
}

/// Aligns, and gives the costs by the texts of the activities.
fn align(log: &EventLog, model: &Model, classifier: &str, options: Options) -> (LogAlignment, HashMap<Vec<String>, u64>) {
    let classifier: Classifier = classifier.parse().unwrap();
    let activities = log.activities(&classifier);
    let map = LabelMap::by_name(model, activities.names());
    let variants = log.variants(&activities);
    let start = Instant::now();
    let aligner = Aligner::new(model, &map, options);
    let made = start.elapsed();
    let start = Instant::now();
    let result = aligner.log(&variants);
    eprintln!("{} variants, {} of machines, made in {made:?}, aligned in {:?}", variants.len(), aligner.uses_tables(), start.elapsed());
    let text = |prefix| variants.sequence(prefix).into_iter().map(|activity| activities.name(activity).to_owned()).collect::<Vec<_>>();
    let costs = result.variants.iter().filter_map(|variant| Some((text(variant.prefix), variant.outcome.cost()?))).collect();
    (result, costs)
}

fn texts(json: &Value) -> Vec<String> {
    json.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Every variant of every log with expected results, and the sums.
#[test]
fn costs_are_those_of_other_tools() {
    let Some(corpus) = corpus() else { return };
    let logs = by_hash(&[corpus.join("data/xes")]);
    let nets = by_hash(&["discovered", "status-machines", "pnml"].map(|folder| corpus.join("models").join(folder)));
    let (mut variants, mut pairs) = (0, 0);
    for file in fs::read_dir(corpus.join("expected")).unwrap().map(|entry| entry.unwrap().path()) {
        if !file.to_string_lossy().ends_with(".conformance.json.gz") {
            continue;
        }
        let json: Value = serde_json::from_slice(&bytes(&file)).unwrap();
        let hash = json.get("log_sha256").unwrap_or(&json["sha256"]).as_str().unwrap();
        let log = log(&logs[hash]);
        let classifier = match json["classifier"].as_str().unwrap() {
            "activity" => "concept:name",
            "activity+lifecycle" => "concept:name+lifecycle:transition",
            other => panic!("{other}"),
        };
        let rows = json.get("models").map_or_else(|| vec![&json], |models| models.as_array().unwrap().iter().collect());
        for row in rows {
            let hash = row.get("net_sha256").unwrap_or(&row["pnml_sha256"]).as_str().unwrap();
            eprint!("{} {}: ", file.file_name().unwrap().to_string_lossy(), nets[hash].file_name().unwrap().to_string_lossy());
            let model = net(&nets[hash]);
            let (result, costs) = align(&log, &model, classifier, Options::default());
            for expected in row["per_variant"].as_array().unwrap() {
                let activities = texts(&expected["activities"]);
                assert_eq!(costs.get(&activities).copied(), expected["deviations"].as_u64(), "{activities:?}");
                variants += 1;
            }
            let sums = &row["alignments"];
            assert_eq!(result.deviations, sums["sum_deviations"].as_u64());
            assert_eq!(u64::try_from(result.fitting_cases).ok(), sums["fitting_cases"].as_u64());
            assert!((result.log_fitness.unwrap() - sums["log_fitness"].as_f64().unwrap()).abs() < 1e-8);
            pairs += 1;
        }
    }
    eprintln!("{variants} variants on {pairs} pairs of a log and a net");
    assert!(pairs >= 16 && variants > 2000);
}

/// The formula of the fitness, on the numbers that stand beside the reference results.
#[test]
fn help_desk_adds_up() {
    let Some(corpus) = corpus() else { return };
    let log = log(&corpus.join("data/xes/helpdesk.xes.gz"));
    let model = net(&corpus.join("models/status-machines/helpdesk_norm.pnml"));
    let (result, _) = align(&log, &model, "concept:name", Options::default());
    assert_eq!((result.events, result.cases, result.shortest_run), (21_348, 4_580, Some(4)));
    let worst = 39_668.0;
    assert!((result.log_fitness.unwrap() - (1.0 - 1_509.0 / worst)).abs() < 1e-12);
}

/// Generated logs with noise on block-structured nets.
#[test]
fn generated_logs_add_up() {
    let Some(corpus) = corpus() else { return };
    let json: Value = serde_json::from_slice(&fs::read(corpus.join("expected/synthetic_alignment_totals.json")).unwrap()).unwrap();
    for row in json["rows"].as_array().unwrap() {
        let (log_name, net_name) = (row["log"].as_str().unwrap(), row["net"].as_str().unwrap());
        let log = log(&corpus.join("data/xes").join(log_name));
        let model = net(&corpus.join("models/pnml").join(net_name));
        eprint!("{log_name}: ");
        let (result, costs) = align(&log, &model, "concept:name", Options { threads: 2, ..Options::default() });
        assert_eq!(result.deviations, row["sum_deviations"].as_u64(), "{log_name}");
        assert_eq!(u64::try_from(result.fitting_cases).ok(), row["fitting_cases"].as_u64());
        assert_eq!(u64::try_from(costs.len()).ok(), row["variants"].as_u64());
        assert!((result.log_fitness.unwrap() - row["log_fitness"].as_f64().unwrap()).abs() < 1e-12);
    }
}
