//! The examples are what their readers are told: the good ones have no finding, the broken one has those that it lists,
//! and the guide for authors shows their text, real output, and every key of the format.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use itsm::{
    catalog::Catalog,
    diagnostic::{Code, render},
    framework::definition::{Authority, BaseRelation, Direction, Edge, Flows, Involvement, Review, Role, Standing},
    schema::SchemaKind,
    source::Memory,
};
use serde_json::Value as Json;
use strum::IntoEnumIterator;

const GUIDE: &str = include_str!("../docs/format.md");

/// The cells of a row of a Markdown table; none for other lines and for the line below the header.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
    (!inner.starts_with("---")).then(|| inner.split(" | ").collect())
}

/// The rows of the first table in `text`, without its header.
fn table(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().skip_while(|line| !line.starts_with("| ")).take_while(|line| line.starts_with("| "));
    lines.filter_map(cells).skip(1).collect()
}

/// The fenced blocks of the guide: the info string and the text.
fn blocks() -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut lines = GUIDE.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let text = lines.by_ref().take_while(|line| *line != "```").fold(String::new(), |text, line| text + line + "\n");
            found.push((info, text));
        }
    }
    found
}

#[test]
fn good_examples_have_no_finding() {
    let catalog = Catalog::builtin();
    for folder in ["examples/acme", "examples/acme-itil4"] {
        let findings = catalog.check_path(Path::new(folder));
        assert!(findings.is_empty(), "{}", render::human(&findings, false));
    }
    let catalog = catalog.with_folder("examples/acme").unwrap();
    let findings = catalog.check_path(Path::new("examples/acme-2027"));
    assert!(findings.is_empty(), "{}", render::human(&findings, false));
}

#[test]
fn examples_load_together_and_leave_the_rest_alone() {
    let plain = Catalog::builtin();
    let folders = ["examples/acme", "examples/acme-itil4", "examples/acme-2027"];
    let catalog = folders.iter().fold(Catalog::builtin(), |catalog, folder| catalog.with_folder(*folder).unwrap());
    let findings = catalog.check_all();
    assert!(findings.is_empty(), "{}", render::human(&findings, false));

    let desk = catalog.resolve("itil4:service-desk.night-watch").unwrap();
    let above = desk.element().parent().and_then(|index| desk.framework().get(index)).unwrap();
    assert_eq!(above.title(), "Service desk (line 200)");
    assert!(catalog.resolve("itil4:workforce-and-talent-management").is_err(), "hidden");
    // An edition is made from the framework itself, not from what somebody laid over it.
    let titles = |catalog: &Catalog| -> Vec<String> {
        catalog.framework("itil5").unwrap().elements().iter().map(|element| element.title().to_owned()).collect()
    };
    assert_eq!(titles(&catalog), titles(&plain));
    // Without an overlay's own locale, German names of ITIL 4 stay what they are.
    let name = |catalog: &Catalog| catalog.names("itil4", "de").unwrap().of_id("incident-management").map(|name| name.title.to_owned());
    assert_eq!(name(&catalog), name(&plain));

    let crosswalk = catalog.compare("acme", "itil4").unwrap();
    assert!(crosswalk.findings().is_empty());
    assert_eq!(crosswalk.rows().len(), 5);
}

#[test]
fn titles_fall_back_from_austrian_to_german_to_english() {
    let catalog = Catalog::builtin().with_folder("examples/acme").unwrap();
    let names = catalog.names("acme", "de-AT").unwrap();
    let found = |id: &str| names.of_id(id).map(|name| (name.title, name.language)).unwrap();
    assert_eq!(found("change-control.approve"), ("Änderung bewilligen", "de-AT"));
    assert_eq!(found("incident-handling"), ("Störungsbehebung", "de"));
    assert_eq!(found("request-handling"), ("Request handling", "en"));
}

/// An overlay and a framework may share a folder, and so the folder of locales.
#[test]
fn an_overlay_takes_no_titles_of_its_neighbour() {
    let files = Memory::new()
        .with("mine.yaml", "format: itsm/framework/1\nid: mine\ntitle: M\nedition: '1'\npublisher: M\nlocales: [de]\nkinds: {p: {title: P, role: process}}\nelements: [{id: service-desk, kind: p, title: Desk}]\n")
        .with("over.yaml", "format: itsm/framework/1\nextends: itil4\nelements: [{id: service-desk, purpose: Other}]\n")
        .with("locale/de.yaml", "format: itsm/locale/1\nframework: mine\nlanguage: de\ntitle: Meins\nelements: {service-desk: {title: Tresen}}\n");
    let catalog = Catalog::builtin().with_source(Arc::new(files)).unwrap();
    let title = |id: &str| catalog.names(id, "de").unwrap().of_id("service-desk").map(|name| name.title.to_owned()).unwrap();
    assert_eq!(title("mine"), "Tresen");
    assert_ne!(title("itil4"), "Tresen");
    assert_ne!(catalog.names("itil4", "de").unwrap().title(), "Meins");
}

#[test]
fn the_broken_example_has_the_findings_that_it_lists() {
    let readme = fs::read_to_string("examples/acme-broken/README.md").unwrap();
    let listed: Vec<String> = table(&readme).iter().map(|row| row[..4].join(" ")).collect();
    let findings = Catalog::builtin().check_path(Path::new("examples/acme-broken"));
    let found: Vec<String> = findings
        .iter()
        .map(|finding| {
            let file = finding.file().and_then(|file| file.strip_prefix("examples/acme-broken/")).unwrap_or("-");
            let line = finding.position().map_or_else(|| "-".to_owned(), |position| position.line().to_string());
            format!("{file} {line} {} {}", finding.code(), finding.severity())
        })
        .collect();
    assert_eq!(found, listed);

    let shown: BTreeSet<Code> = findings.iter().map(itsm::diagnostic::Diagnostic::code).collect();
    // Lifecycles, workflows, nets, event logs, calendars, decision tables and rules have defects of their own, in their own tests.
    let elsewhere = |code: &Code| {
        (Code::UndeclaredName..=Code::ImpossibleMove).contains(code)
            || (Code::UnknownZone..=Code::UnsupportedIcal).contains(code)
            || (Code::MalformedTest..=Code::NotSymmetric).contains(code)
            || (Code::UnknownRules..=Code::BrokenRule).contains(code)
            || (Code::BrokenChain..=Code::ScatteredCase).contains(code)
            || [Code::XmlSyntax, Code::MalformedNet].contains(code)
            || [Code::InvalidCondition, Code::MissingFeature].contains(code)
    };
    let missing: Vec<Code> = Code::iter().filter(|code| !shown.contains(code) && !elsewhere(code)).collect();
    // The framework file here cannot be read whole, so nobody knows which parts it lists.
    assert_eq!(missing, [Code::UnreadableFile, Code::UnlistedPart]);
}

/// A block that names a file of the examples is a part of that file; blocks that name others check clean together.
#[test]
fn blocks_of_the_guide_are_real() {
    let mut sets: BTreeMap<&str, Memory> = BTreeMap::new();
    let mut parts = 0;
    for (info, text) in blocks() {
        let Some((_, name)) = info.split_once(' ') else { continue };
        if name.starts_with("examples/") {
            let file = fs::read_to_string(name).unwrap();
            assert!(file.contains(&text), "the guide shows another text of {name}:\n{text}");
            parts += 1;
        } else {
            let (folder, file) = name.split_once('/').expect("a folder and a file");
            let files = sets.remove(folder).unwrap_or_default();
            sets.insert(folder, files.with(file.to_owned(), text));
        }
    }
    assert!(parts > 10 && sets.len() == 2, "{parts} parts, {} sets", sets.len());
    for (folder, files) in sets {
        let findings = Catalog::builtin().check_source(Arc::new(files));
        assert!(findings.is_empty(), "{folder}: {}", render::human(&findings, false));
    }
}

/// The type of a key in the words of the guide, up to the name of what it links to.
fn kind_of_value(schema: &Json, definitions: &Json) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        let is_object = definitions[name]["properties"].is_object();
        return if is_object { "[".to_owned() } else { "word of".to_owned() };
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        return kind_of_value(choices.iter().find(|choice| choice["type"] != "null").unwrap(), definitions);
    }
    let name = schema["type"].as_str().or_else(|| schema["type"].as_array()?.iter().filter_map(Json::as_str).find(|name| *name != "null"));
    match name.unwrap() {
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => format!("list of {}", kind_of_value(&schema["items"], definitions).replace("word of", "words of")),
        "object" => format!("mapping to {}", kind_of_value(&schema["additionalProperties"], definitions)),
        other => panic!("no words for {other}"),
    }
}

/// Where each table of the reference is defined.
const TABLES: [(&str, SchemaKind, &str); 19] = [
    ("Framework file", SchemaKind::Framework, ""),
    ("Part file", SchemaKind::Part, ""),
    ("Locale file", SchemaKind::Locale, ""),
    ("Element", SchemaKind::Framework, "ElementDefinition"),
    ("Role of an element", SchemaKind::Framework, "RoleAssignment"),
    ("Artefact", SchemaKind::Framework, "Artefact"),
    ("Metric", SchemaKind::Framework, "Metric"),
    ("Level of an element", SchemaKind::Framework, "LevelCount"),
    ("Reference of an element", SchemaKind::Framework, "Reference"),
    ("Interface", SchemaKind::Framework, "InterfaceDefinition"),
    ("Kind", SchemaKind::Framework, "KindDefinition"),
    ("Scale", SchemaKind::Framework, "ScaleDefinition"),
    ("Level of a scale", SchemaKind::Framework, "LevelDefinition"),
    ("Source", SchemaKind::Framework, "SourceDefinition"),
    ("Defaults", SchemaKind::Framework, "Defaults"),
    ("Rights", SchemaKind::Framework, "Rights"),
    ("Kind in another language", SchemaKind::Locale, "KindTranslation"),
    ("Element in another language", SchemaKind::Locale, "Translation"),
    ("Lifecycle in another language", SchemaKind::Locale, "LifecycleTranslation"),
];

fn section(title: &str) -> &'static str {
    let reference = &GUIDE[GUIDE.find("\n## Reference\n").unwrap()..];
    let start = reference.find(&format!("\n### {title}\n")).unwrap_or_else(|| panic!("no section {title}"));
    let rest = &reference[start + 1..];
    rest[4..].find("\n### ").map_or(rest, |end| &rest[..end + 4])
}

#[test]
fn the_reference_has_every_key_and_no_other() {
    let mut described = BTreeSet::new();
    let mut objects = BTreeSet::new();
    for (title, kind, name) in TABLES {
        let schema = kind.schema().to_value();
        let definitions = &schema["$defs"];
        let of = |name: &&String| definitions[name.as_str()]["properties"].is_object();
        objects.extend(definitions.as_object().unwrap().keys().filter(of).cloned());
        described.insert(name.to_owned());
        let object = if name.is_empty() { &schema } else { &definitions[name] };
        let required: Vec<&str> = object["required"].as_array().map(|list| list.iter().filter_map(Json::as_str).collect()).unwrap_or_default();
        let mut keys: BTreeMap<&str, &Json> = object["properties"].as_object().unwrap().iter().map(|(key, value)| (key.as_str(), value)).collect();
        for row in table(section(title)) {
            let key = row[0].trim_matches('`');
            let property = keys.remove(key).unwrap_or_else(|| panic!("{title}: there is no key `{key}`, or it stands twice"));
            let wanted = kind_of_value(property, definitions);
            assert!(row[1].starts_with(&wanted), "{title}: `{key}` is {wanted}, not {}", row[1]);
            assert_eq!(row[2] == "yes", required.contains(&key), "{title}: whether `{key}` is required");
        }
        assert!(keys.is_empty(), "{title}: not described: {:?}", keys.keys());
    }
    described.remove("");
    assert_eq!(described, objects, "every mapping of the format has a table");
}

#[test]
fn the_reference_has_every_word_and_no_other() {
    fn add<W: IntoEnumIterator + std::fmt::Display>(wanted: &mut Vec<(String, String)>, name: &str) {
        wanted.extend(W::iter().map(|word| (name.to_owned(), format!("`{word}`"))));
    }
    let mut wanted = Vec::new();
    add::<Standing>(&mut wanted, "Standing");
    add::<Role>(&mut wanted, "Role");
    add::<Edge>(&mut wanted, "Edge");
    add::<Involvement>(&mut wanted, "Involvement");
    add::<Direction>(&mut wanted, "Direction");
    add::<Flows>(&mut wanted, "Flows");
    add::<BaseRelation>(&mut wanted, "Base relation");
    add::<Authority>(&mut wanted, "Authority");
    add::<Review>(&mut wanted, "Review");
    let listed: Vec<(String, String)> = table(section("Words")).iter().map(|row| (row[0].to_owned(), row[1].to_owned())).collect();
    assert_eq!(listed, wanted);
}

/// Every command of the guide gives the output that is shown; a line `...` stands for what is left out.
#[cfg(feature = "cli")]
#[test]
fn output_in_the_guide_is_real() {
    let mut run = 0;
    for (info, text) in blocks() {
        let Some((command, shown)) = text.strip_prefix("$ itsm ").and_then(|text| text.split_once('\n')) else { continue };
        if info != "console" || shown.starts_with('$') {
            continue;
        }
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_itsm")).args(command.split(' ')).env_remove("ITSM_WITH").output().unwrap();
        let real = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        let mut rest = real.as_str();
        for (place, chunk) in shown.split("...\n").enumerate() {
            let at = rest.find(chunk).unwrap_or_else(|| panic!("`itsm {command}` does not say\n{chunk}\nbut\n{real}"));
            assert!(place > 0 || at == 0, "`itsm {command}` begins otherwise");
            rest = &rest[at + chunk.len()..];
        }
        assert!(shown.ends_with("...\n") || rest.is_empty(), "`itsm {command}` goes on with\n{rest}");
        run += 1;
    }
    assert!(run > 8, "{run} commands");
}
