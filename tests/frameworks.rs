//! The shipped frameworks hold what they promise: counts, names, structure and rights.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test fails by panicking and reads its own files"
)]

use std::collections::BTreeSet;

use itsm::{
    catalog::{Catalog, SHIPPED},
    framework::{
        Change, Framework, Wildcards,
        definition::{Edge, Role, Standing},
        diff,
    },
    petgraph::algo::{is_cyclic_directed, kosaraju_scc},
};

/// Counts that the publications state; each is an independent figure, none is computed from the files.
const COUNTS: [(&str, &[(&str, usize)]); 12] = [
    ("itil4", &[("practice", 34), ("practice-group", 3), ("value-chain-activity", 6), ("guiding-principle", 7), ("dimension", 4)]),
    ("itil5", &[("practice", 34), ("lifecycle-activity", 8)]),
    ("itil2011", &[("process", 26), ("function", 4), ("stage", 5)]),
    (
        "cobit2019",
        &[
            ("domain", 5),
            ("objective", 40),
            ("practice", 231),
            ("enterprise-goal", 13),
            ("alignment-goal", 13),
            ("component", 7),
            ("design-factor", 11),
        ],
    ),
    ("cobit5", &[("domain", 5), ("process", 37), ("practice", 210)]),
    ("mof4", &[("phase", 3), ("layer", 1), ("smf", 16), ("management-review", 6)]),
    ("fitsm3", &[("process", 14), ("requirement", 82), ("term", 80)]),
    ("fitsm2", &[("process", 14), ("requirement", 85), ("term", 75)]),
    ("iso20000-2018", &[("clause", 77)]),
    ("iso20000-2011", &[("clause", 53)]),
    ("service-desk", &[("capability", 28)]),
    ("help-desk", &[("capability", 10)]),
];

#[test]
fn counts_are_those_of_the_publications() {
    let catalog = Catalog::builtin();
    let mut wrong = Vec::new();
    for (id, counts) in COUNTS {
        let framework = catalog.framework(id).unwrap();
        for (kind, expected) in counts {
            let found = framework.counts().get(kind).copied().unwrap_or_default();
            if found != *expected {
                wrong.push(format!("{id} has {found} {kind}, not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: BTreeSet<&str> = COUNTS.iter().map(|(id, _)| *id).collect();
    let shipped = catalog.framework_ids();
    assert_eq!(shipped.iter().map(String::as_str).collect::<BTreeSet<_>>(), known);
}

fn below<'framework>(framework: &'framework Framework, id: &str, kind: &str) -> Vec<&'framework str> {
    let top = framework.index_of(id).unwrap();
    let inside = |index| framework.ancestors(index).any(|(above, _)| above == top);
    framework.walk().filter(|(_, index, element)| element.kind() == kind && inside(*index)).map(|(_, _, element)| element.id()).collect()
}

#[test]
fn parts_have_their_published_sizes() {
    let catalog = Catalog::builtin();
    let itil = catalog.framework("itil4").unwrap();
    let groups: Vec<(String, usize)> = itil
        .walk()
        .filter(|(_, _, element)| element.kind() == "practice-group")
        .map(|(_, _, group)| (group.title().to_lowercase(), below(&itil, group.id(), "practice").len()))
        .collect();
    for (word, size) in [("general", 14), ("service", 17), ("technical", 3)] {
        assert!(groups.iter().any(|(title, count)| title.contains(word) && *count == size), "{word}: {groups:?}");
    }
    let cobit = catalog.framework("cobit2019").unwrap();
    for (domain, objectives) in [("EDM", 5), ("APO", 14), ("BAI", 11), ("DSS", 6), ("MEA", 4)] {
        assert_eq!(below(&cobit, domain, "objective").len(), objectives, "{domain}");
    }
    let older = catalog.framework("cobit5").unwrap();
    for (domain, processes) in [("EDM", 5), ("APO", 13), ("BAI", 10), ("DSS", 6), ("MEA", 3)] {
        assert_eq!(below(&older, domain, "process").len(), processes, "{domain}");
    }
    let general = |id: &str| {
        catalog.framework(id).unwrap().elements().iter().filter(|element| element.kind() == "requirement" && element.id().starts_with("GR")).count()
    };
    assert_eq!((general("fitsm3"), general("fitsm2")), (17, 16));
    let stages = catalog.framework("itil2011").unwrap();
    for (stage, processes) in [("ss", 5), ("sd", 8), ("st", 7), ("so", 5), ("csi", 1)] {
        assert_eq!(below(&stages, stage, "process").len(), processes, "{stage}");
    }
}

#[test]
fn cobit_activities_add_up() {
    let cobit = Catalog::builtin().framework("cobit2019").unwrap();
    let practices = || cobit.elements().iter().filter(|element| element.kind() == "practice").map(|element| element.definition());
    assert_eq!(practices().filter_map(|practice| practice.activity_count.as_ref()).map(|count| **count).sum::<u32>(), 1201);
    let at =
        |level: &str| practices().flat_map(|practice| &practice.levels).filter(|row| *row.level == level).filter_map(|row| row.count).sum::<u32>();
    assert_eq!([at("2"), at("3"), at("4"), at("5")], [426, 510, 214, 51]);
}

#[test]
fn fitsm_interfaces_form_a_graph() {
    let fitsm = Catalog::builtin().framework("fitsm3").unwrap();
    assert_eq!(fitsm.interfaces().len(), 44);
    let graph = fitsm.interface_graph(Wildcards::Skip);
    assert_eq!(graph.edge_count(), fitsm.interfaces().iter().filter(|interface| *interface.from != "*" && *interface.to != "*").count());
    assert!(is_cyclic_directed(&graph));
    assert!(kosaraju_scc(&graph).iter().any(|component| component.len() > 1));
    let all = fitsm.interface_graph(Wildcards::Expand);
    // Three rows are for any process: each joins one process to the thirteen others.
    assert_eq!(all.edge_count(), graph.edge_count() + 3 * 13);
    assert_eq!(all.node_count(), 14);
}

#[test]
fn nothing_shipped_has_a_finding() {
    let findings = Catalog::builtin().check_all();
    assert!(findings.is_empty(), "{}", itsm::diagnostic::render::plain(&findings));
}

/// The catalog knows shipped files by their names alone: the names must say what the files say.
#[test]
fn names_of_shipped_files_are_true() {
    let catalog = Catalog::builtin();
    for id in catalog.framework_ids() {
        assert_eq!(catalog.framework(&id).unwrap().id(), id);
    }
    for (subject, object) in catalog.mapped_pairs() {
        for set in catalog.mapping_sets(&subject, &object).unwrap() {
            assert_eq!(set.subject_framework.as_deref().map(String::as_str), Some(subject.as_str()));
            assert_eq!(set.object_framework.as_deref().map(String::as_str), Some(object.as_str()));
            let (from, to) = (catalog.framework(&subject).unwrap(), catalog.framework(&object).unwrap());
            assert_eq!(set.subject_version.as_deref(), Some(from.edition()));
            assert_eq!(set.object_version.as_deref(), Some(to.edition()));
        }
    }
    // Every part and locale that stands in a folder is listed by its framework.
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/frameworks"));
    let listed = |path: &&str| {
        let apart = ["/framework.yaml", "/lifecycles/", "/workflows/", "/decisions/", "/rules/"].iter().any(|part| path.contains(part));
        path.ends_with(".yaml") && !apart && !path.starts_with("calendars/")
    };
    for path in SHIPPED.paths().filter(listed) {
        let (folder, rest) = path.split_once('/').unwrap();
        // Titles of lifecycles that belong to no framework are read all the same.
        if folder == "neutral" {
            continue;
        }
        #[allow(clippy::disallowed_methods, reason = "the test reads the files")]
        let head = std::fs::read_to_string(root.join(folder).join("framework.yaml")).unwrap();
        let name = rest.strip_prefix("locale/").and_then(|name| name.strip_suffix(".yaml")).unwrap_or(rest);
        assert!(head.contains(name), "{path} is not listed");
    }
}

#[test]
fn every_framework_says_whose_it_is() {
    let catalog = Catalog::builtin();
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/frameworks"));
    for framework in catalog.frameworks().unwrap() {
        assert!(root.join(framework.id()).join("NOTICE.md").is_file(), "{} has no NOTICE.md", framework.id());
        assert!(framework.rights().holder.is_some() && framework.rights().note.is_some(), "{}", framework.id());
        assert!(framework.summary().is_some(), "{}", framework.id());
        let unsourced: Vec<&str> =
            framework.elements().iter().filter(|element| element.definition().source.is_empty()).map(itsm::framework::Element::id).collect();
        assert!(unsourced.is_empty(), "{}: {unsourced:?}", framework.id());
    }
    let mof = catalog.framework("mof4").unwrap();
    assert_eq!(mof.rights().licence.as_deref(), Some("CC-BY-3.0-US"));
    assert!(mof.rights().attribution.as_deref().unwrap().contains("with permission from Microsoft Corporation"));
}

/// What is not known for sure stays marked.
#[test]
fn doubts_are_carried() {
    let catalog = Catalog::builtin();
    let standing = |id: &str| catalog.resolve(id).unwrap().element().standing();
    assert_eq!(standing("mof4:2.1.P1"), Standing::Unconfirmed);
    assert_eq!(standing("mof4:mr-portfolio"), Standing::Secondary);
    assert_eq!(standing("iso20000-2018:4.4"), Standing::Unconfirmed);
    assert_eq!(standing("iso20000-2018:8.7.3.1"), Standing::Secondary);
    assert_eq!(standing("iso20000-2018:8.6.1"), Standing::Confirmed);
    let itil5 = catalog.framework("itil5").unwrap();
    assert!(itil5.elements().iter().all(|element| element.standing() != Standing::Confirmed), "Version 5 has secondary sources only");
}

#[test]
fn the_practices_of_version_5_come_from_version_4() {
    let catalog = Catalog::builtin();
    let (older, newer) = (catalog.framework("itil4").unwrap(), catalog.framework("itil5").unwrap());
    assert_eq!(newer.based_on(), Some("itil4"));
    let practice = newer.element("incident-management").unwrap();
    assert_eq!((practice.title(), practice.kind(), practice.role()), ("Incident management", "practice", Role::Process));
    let differences = diff(&older, &newer);
    let gone: Vec<_> =
        differences.iter().filter(|difference| difference.change == Change::Removed).filter_map(|difference| difference.older.as_deref()).collect();
    assert!(gone.iter().all(|id| older.element(id).unwrap().kind() != "practice"), "{gone:?}");
    assert!(differences.iter().any(|difference| difference.change == Change::Added && difference.after.as_deref() == Some("Discover")));
}

#[test]
fn groups_collect_and_processes_have_parts() {
    let catalog = Catalog::builtin();
    let edge = |id: &str| catalog.resolve(id).unwrap().element().edge();
    assert_eq!(edge("itil4:incident-management"), Edge::Collects);
    assert_eq!(edge("fitsm3:PR9"), Edge::Collects);
    assert_eq!(edge("fitsm3:PR9.1"), Edge::Part);
    assert_eq!(edge("cobit2019:DSS02"), Edge::Collects);
    assert_eq!(edge("cobit2019:DSS02.01"), Edge::Part);
    assert_eq!(edge("mof4:4.3"), Edge::Collects);
    assert_eq!(edge("iso20000-2018:8.6.1"), Edge::Part);
}

/// COBIT's practice titles and goal tables stand in files of their own: without them the rest still loads.
#[test]
fn cobit_parts_can_be_removed() {
    let removable = [("cobit2019", vec!["practices.yaml", "flows.yaml", "goals.yaml"]), ("cobit5", vec!["practices.yaml"])];
    for (id, parts) in removable {
        let mut memory = itsm::source::Memory::new();
        // Lifecycles, workflows and rules name practices, and go with them.
        let kept = |path: &&str| !["/lifecycles/", "/workflows/", "/rules/"].iter().any(|folder| path.contains(folder));
        for path in SHIPPED.paths().filter(kept).filter(|path| path.starts_with(id) && !parts.iter().any(|part| path.ends_with(part))) {
            let mut text = SHIPPED.get(path).unwrap().to_owned();
            if path.ends_with("framework.yaml") {
                for part in &parts {
                    assert!(text.contains(part));
                    text = text
                        .lines()
                        .map(|line| {
                            if line.starts_with("parts: [") {
                                line.replace(&format!("{part}, "), "").replace(&format!(", {part}"), "")
                            } else {
                                line.to_owned()
                            }
                        })
                        .filter(|line| !line.trim_start().starts_with(&format!("- {part}")))
                        .collect::<Vec<_>>()
                        .join("\n");
                }
            }
            memory = memory.with(path, text);
        }
        let findings = Catalog::builtin().check_source(std::sync::Arc::new(memory));
        let bad: Vec<_> = findings.iter().filter(|finding| finding.severity() != itsm::diagnostic::Severity::Note).collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
}
