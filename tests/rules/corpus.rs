//! The counts that other tools found on public logs.

use std::{env, io::Read as _, path::PathBuf};

use flate2::read::GzDecoder;
use itsm::{
    conformance::rules::{
        Options, Pack,
        definition::{RuleDefinition, RulesFile, Template},
    },
    document::Located,
    eventlog::{Classifier, EventLog},
};
use serde_json::Value;

fn corpus() -> Option<PathBuf> {
    let folder = env::var_os("ITSM_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("ITSM_CORPUS is not set: the public logs are skipped");
    }
    folder
}

fn template(name: &str) -> Template {
    let word = match name {
        "exactly_one" => "exactly",
        "noncoexistence" => "not-coexistence",
        "altresponse" => "alternate-response",
        "altprecedence" => "alternate-precedence",
        "altsuccession" => "alternate-succession",
        "chainresponse" => "chain-response",
        "chainprecedence" => "chain-precedence",
        "chainsuccession" => "chain-succession",
        "nonsuccession" => "not-succession",
        "nonchainsuccession" => "not-chain-succession",
        name => &name.replace('_', "-"),
    };
    word.parse().unwrap_or_else(|_| panic!("{name}"))
}

/// All rules of a file of expected counts, in its order.
fn pack(rows: &[&Value]) -> Pack {
    let names =
        |row: &Value, key: &str| row.get(key).and_then(Value::as_str).map(|name| Located::new(name.to_owned())).into_iter().collect::<Vec<_>>();
    let rule = |(number, row): (usize, &&Value)| {
        let unary = row.get("b").is_none();
        RuleDefinition {
            id: Located::new(format!("r{number}")),
            template: Some(Located::new(template(row["template"].as_str().unwrap()))),
            steps: if unary { names(row, "a") } else { Vec::new() },
            first: if unary { Vec::new() } else { names(row, "a") },
            second: names(row, "b"),
            ..RuleDefinition::default()
        }
    };
    let file = RulesFile { id: Located::new("expected".to_owned()), rules: rows.iter().enumerate().map(rule).collect(), ..RulesFile::default() };
    let (pack, findings) = Pack::check(file, None, &());
    assert!(findings.is_empty());
    pack.unwrap()
}

#[test]
fn counts_of_public_logs() {
    let Some(corpus) = corpus() else { return };
    let mut compared = 0;
    for (expected, log) in
        [("helpdesk.rules.json.gz", "helpdesk.xes.gz"), ("bpic2013_closed_problems.rules.json.gz", "bpic2013_closed_problems.xes.gz")]
    {
        let packed = std::fs::read(corpus.join("expected").join(expected)).unwrap();
        let mut text = String::new();
        GzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
        let expected: Value = serde_json::from_str(&text).unwrap();
        let log = EventLog::from_path(corpus.join("data/xes").join(log)).unwrap();
        let classifier = match expected["classifier"].as_str() {
            Some("activity+lifecycle") => Classifier::new(["concept:name", "lifecycle:transition"]),
            _ => Classifier::default(),
        };
        assert_eq!(u64::try_from(log.event_count()).unwrap(), expected["events"].as_u64().unwrap());
        let rows: Vec<&Value> = ["unary", "binary"].iter().flat_map(|key| expected[key].as_array().unwrap()).collect();
        let pack = pack(&rows);
        let result = pack.compile(&log, &Options { classifier, ..Options::default() }).run();
        for (row, found) in rows.iter().zip(&result.rules) {
            let number = |key: &str| row[key].as_u64();
            assert_eq!(number("satisfied_cases"), Some(found.satisfied), "{row}");
            assert_eq!(found.pending + found.not_applicable, 0);
            compared += 1;
            if row.get("b").is_none() {
                continue;
            }
            let counts = [found.violated, found.vacuous, found.activations, found.violated_activations].map(Some);
            assert_eq!(["violated_cases", "vacuous_cases", "activations", "violated_activations"].map(number), counts, "{row}");
        }
    }
    assert!(compared >= 840, "{compared}");
}
