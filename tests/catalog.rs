//! Looking things up: ids, aliases, titles, languages, searches, overlays, comparison.
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

use std::sync::Arc;

use itsm::{catalog::Catalog, diagnostic::Code, framework::definition::Authority, mapping::Relation, source::Memory};

const ACME: &str = "
format: itsm/framework/1
id: acme
title: Acme way of working
edition: '1'
publisher: Acme
flows: open
kinds:
  group: {title: Group, role: group, children: collects}
  practice: {title: Practice, role: process}
elements:
  - id: support
    kind: group
    title: Support
    elements:
      - {id: incident, kind: practice, title: Incident handling, aliases: [IH]}
      - {id: change, kind: practice, title: Change control}
";

fn with(files: Memory) -> Catalog {
    Catalog::builtin().with_source(Arc::new(files)).unwrap()
}

#[test]
fn elements_are_found_by_id_alias_title_and_urn() {
    let catalog = with(Memory::new().with("acme/framework.yaml", ACME));
    let id = |reference: &str| catalog.resolve(reference).map(|found| found.id().to_string());
    for reference in ["acme:incident", "acme:IH", "acme:ih", "acme:Incident handling", "urn:itsm:acme:incident", "Incident handling", "IH"] {
        assert_eq!(id(reference).unwrap(), "acme:incident", "{reference}");
    }
    assert_eq!(id("fitsm3:ISRM").unwrap(), "fitsm3:PR9");
    assert_eq!(id("itil4:Change control").unwrap(), "itil4:change-enablement");
}

#[test]
fn unknown_names_get_suggestions() {
    let catalog = Catalog::builtin();
    let refused = |reference: &str| catalog.resolve(reference).unwrap_err().to_string();
    assert_eq!(refused("itil4:incident-managment"), "there is no element `itil4:incident-managment`; did you mean `itil4:incident-management`?");
    assert_eq!(refused("itil44:incident-management"), "there is no framework `itil44`; did you mean `itil4`?");
    assert!(refused("Incident management").starts_with("`Incident management` stands for several elements: "));
    assert!(catalog.compare("itil4", "fitsm33").unwrap_err().to_string().contains("did you mean `fitsm3`?"));
    assert!(catalog.compare("cobit5", "mof4").unwrap_err().to_string().contains("no mapping set joins"));
}

#[test]
fn titles_fall_back_from_region_to_language_to_the_frameworks_own() {
    let files = Memory::new()
        .with("acme/framework.yaml", ACME.replace("flows: open", "flows: open\nlocales: [de, de-AT]"))
        .with(
            "acme/locale/de.yaml",
            "format: itsm/locale/1\nframework: acme\nlanguage: de\nelements:\n  incident: {title: Störung}\n  change: {title: Änderung}\n",
        )
        .with("acme/locale/de-AT.yaml", "format: itsm/locale/1\nframework: acme\nlanguage: de-AT\nelements:\n  incident: {title: Vorfall}\n");
    let catalog = with(files);
    let title = |language: &str, id: &str| {
        let names = catalog.names("acme", language).unwrap();
        let name = names.of_id(id).unwrap();
        (name.title.to_owned(), name.language.to_owned())
    };
    assert_eq!(title("de-AT", "incident"), ("Vorfall".into(), "de-AT".into()));
    assert_eq!(title("de-AT", "change"), ("Änderung".into(), "de".into()));
    assert_eq!(title("de-AT", "support"), ("Support".into(), "en".into()));
    assert_eq!(title("de-CH", "incident"), ("Störung".into(), "de".into()));
    assert_eq!(title("DE", "incident"), ("Störung".into(), "de".into()));
    assert_eq!(title("fr", "incident"), ("Incident handling".into(), "en".into()));
    assert_eq!(title("en-GB", "incident"), ("Incident handling".into(), "en".into()));
    assert_eq!(catalog.names("acme", "de").unwrap().translated(), 2);
}

#[test]
fn a_search_folds_case_and_accents_in_all_languages() {
    let catalog = Catalog::builtin();
    let ids = |query: &str| catalog.search(query).unwrap().into_iter().map(|hit| hit.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids("INCIDENT management"), ids("incident management"));
    assert!(ids("incident management").contains(&"itil4:incident-management".to_owned()));
    assert!(ids("gestion de incidentes").iter().any(|id| id.contains("incident") || id.contains("DSS02")), "{:?}", ids("gestion de incidentes"));
    assert_eq!(ids("gestion de incidentes"), ids("GESTIÓN DE INCIDENTES"));
    assert!(ids("インシデント").iter().any(|id| id.starts_with("itil")), "{:?}", ids("インシデント"));
    assert!(ids("no such words anywhere").is_empty());
    assert!(ids("   ").is_empty());
}

#[test]
fn an_overlay_overrides_adds_and_hides() {
    let overlay = "
format: itsm/framework/1
extends: itil4
hide: [problem-management]
elements:
  - id: incident-management
    title: Incident handling at Acme
    elements:
      - {id: incident-management.acme-call, kind: activity, title: Call the user back}
  - {id: acme-practice, kind: practice, title: Acme practice, parent: incident-management}
";
    let catalog = with(Memory::new().with("overlay.yaml", overlay));
    let framework = catalog.framework("itil4").unwrap();
    let incident = framework.element("incident-management").unwrap();
    assert_eq!(incident.title(), "Incident handling at Acme");
    // What the overlay does not say stays.
    assert!(incident.purpose().is_some());
    assert!(framework.element("incident-management.acme-call").is_some());
    assert!(framework.element("problem-management").is_none());
    assert!(!framework.elements().iter().any(|element| element.id().starts_with("problem-management.")), "the parts of a hidden element are hidden");
    // Rows to what is hidden are left out without a word, in checks and in crosswalks.
    assert!(catalog.check_all().is_empty(), "{:?}", catalog.check_all());
    let crosswalk = catalog.compare("itil4", "fitsm3").unwrap();
    assert!(crosswalk.findings().is_empty() && crosswalk.rows().len() < Catalog::builtin().compare("itil4", "fitsm3").unwrap().rows().len());
    let shipped = Catalog::builtin().framework("itil4").unwrap();
    assert_eq!(shipped.element("incident-management").unwrap().title(), "Incident management");
    assert!(shipped.element("problem-management").is_some());
}

#[test]
fn two_overlays_are_laid_one_over_the_other() {
    let one = "format: itsm/framework/1\nextends: fitsm3\nelements:\n  - {id: PR9, title: One}\n  - {id: PR10, title: One}\n";
    let two = "format: itsm/framework/1\nextends: fitsm3\nelements:\n  - {id: PR10, title: Two}\n";
    let catalog = with(Memory::new().with("a.yaml", one).with("b.yaml", two));
    let framework = catalog.framework("fitsm3").unwrap();
    assert_eq!(framework.element("PR9").unwrap().title(), "One");
    assert_eq!(framework.element("PR10").unwrap().title(), "Two");
}

#[test]
fn a_framework_cannot_be_built_on_itself() {
    let a = "format: itsm/framework/1\nid: aa\ntitle: A\nedition: '1'\npublisher: P\nbased_on: bb\n";
    let b = "format: itsm/framework/1\nid: bb\ntitle: B\nedition: '1'\npublisher: P\nbased_on: aa\n";
    let catalog = with(Memory::new().with("a.yaml", a).with("b.yaml", b));
    let error = catalog.framework("aa").unwrap_err();
    assert!(error.findings().unwrap().iter().any(|finding| finding.code() == Code::UnknownFramework), "{error}");
    let findings = catalog.check("bb").unwrap();
    assert!(findings.iter().any(|finding| finding.code() == Code::UnknownFramework));
}

#[test]
fn a_taken_id_is_refused() {
    let error = Catalog::builtin().with_source(Arc::new(Memory::new().with("x.yaml", ACME.replace("id: acme", "id: itil4")))).unwrap_err();
    assert_eq!(error.findings().unwrap().iter().next().unwrap().code(), Code::DuplicateFramework);
}

#[test]
fn a_crosswalk_reads_both_ways() {
    let catalog = Catalog::builtin();
    let there = catalog.compare("itil4", "fitsm3").unwrap();
    let back = catalog.compare("fitsm3", "itil4").unwrap();
    assert_eq!(there.rows().len(), back.rows().len());
    for row in there.rows() {
        let turned = back.rows().iter().find(|other| (other.subject, other.object) == (row.object, row.subject)).unwrap();
        assert_eq!(turned.relation, row.relation.converse());
        assert!(turned.inverted && !row.inverted);
    }
    assert_eq!(there.unmapped_subject(), back.unmapped_object());
    assert!(there.findings().is_empty(), "{:?}", there.findings());
    // FitSM has no asset management (stated by the reference of the set's author), so the practice is reached by no row.
    let ids: Vec<&str> = there.unmapped_subject().iter().filter_map(|index| there.subject().get(*index)).map(itsm::framework::Element::id).collect();
    assert!(ids.contains(&"it-asset-management"), "{ids:?}");
}

#[test]
fn an_edition_map_comes_from_the_definition() {
    let catalog = Catalog::builtin();
    let there = catalog.compare("itil5", "itil4").unwrap();
    let back = catalog.compare("itil4", "itil5").unwrap();
    assert_eq!(there.rows().len(), back.rows().len());
    let practices = |crosswalk: &itsm::catalog::Crosswalk| {
        crosswalk.rows().iter().filter(|row| crosswalk.subject().get(row.subject).unwrap().kind() == "practice").count()
    };
    assert_eq!(practices(&there), 34);
    // The set that somebody wrote counts, not the map that could be made of the definition.
    assert_eq!(there.sets(), ["urn:itsm:mapping:itil4-to-itil5"]);
    // A kept name is no claim that nothing changed.
    let map = Catalog::edition_map(there.subject(), Authority::Ours).unwrap();
    assert!(map.rows().iter().all(|row| row.relation == Relation::ANY));
    let files = Memory::new()
        .with("old.yaml", ACME)
        .with("new.yaml", "format: itsm/framework/1\nid: acme2\ntitle: New\nedition: '2'\npublisher: Acme\nbased_on: acme\nelements:\n  - {id: i, from: incident, edition_relation: [superset]}\n");
    let crosswalk = with(files).compare("acme", "acme2").unwrap();
    assert_eq!(crosswalk.rows().len(), 1);
    assert_eq!(crosswalk.rows()[0].relation, Relation::SUBSET);
    // What a user's definition says is not this project's judgement.
    assert_eq!(crosswalk.rows()[0].authority.as_str(), "third-party");
    assert!(there.rows().iter().all(|row| row.authority.as_str() == "ours"));
    assert_eq!(crosswalk.object().element("i").unwrap().title(), "Incident handling");
}

#[test]
fn every_shipped_row_has_a_reason_and_a_source() {
    let catalog = Catalog::builtin();
    for (subject, object) in catalog.mapped_pairs() {
        let crosswalk = catalog.compare(&subject, &object).unwrap();
        assert!(!crosswalk.rows().is_empty());
        for row in crosswalk.rows() {
            assert!(row.rationale.as_deref().is_some_and(|rationale| rationale.len() > 10), "{subject} {object} {row:?}");
            assert!(row.source.is_some(), "{subject} {object} {row:?}");
        }
    }
    assert!(catalog.mapped_pairs().len() >= 4);
}

#[test]
fn the_help_desk_shows_what_no_source_gives_it() {
    let crosswalk = Catalog::builtin().compare("help-desk", "service-desk").unwrap();
    assert_eq!(crosswalk.rows().len(), 10);
    assert_eq!(crosswalk.unmapped_object().len(), 18);
    assert!(crosswalk.unmapped_subject().is_empty());
    assert!(crosswalk.rows().iter().all(|row| row.relation == Relation::EQUAL || row.relation == Relation::SUBSET));
}

#[test]
fn rows_to_unknown_elements_are_findings_with_a_place() {
    let set = "#mapping_set_id: urn:itsm:mapping:acme-to-fitsm3\n#license: https://example.org/l\n#subject_source: itsm:acme\n#object_source: itsm:fitsm3\n#curie_map:\n#  acme: 'urn:itsm:acme:'\n#  fitsm3: 'urn:itsm:fitsm3:'\n#  itsm: 'urn:itsm:'\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\nacme:incident\tskos:broadMatch\tfitsm3:PR9\tsemapv:ManualMappingCuration\nacme:change\tskos:broadMatch\tfitsm3:PR122\tsemapv:ManualMappingCuration\n";
    let catalog = with(Memory::new().with("framework.yaml", ACME).with("acme-to-fitsm3.sssom.tsv", set));
    let crosswalk = catalog.compare("acme", "fitsm3").unwrap();
    assert_eq!(crosswalk.rows().len(), 1);
    let finding = crosswalk.findings().iter().next().unwrap();
    assert_eq!((finding.code(), finding.position().unwrap().line(), finding.position().unwrap().column()), (Code::UnknownMappedElement, 11, 29));
}

#[test]
fn catalogs_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Catalog>();
    shared::<itsm::Error>();
    let catalog = Catalog::builtin();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(catalog.compare("itil4", "fitsm3").is_ok()));
        }
    });
}

#[test]
fn files_that_nothing_takes_in_are_reported() {
    let framework = "format: itsm/framework/1\nid: acme\ntitle: Acme\nedition: '1'\npublisher: Acme\nparts: [listed.yaml]\nlocales: [de]\nkinds:\n  p: {title: P, role: process}\n";
    let part = "format: itsm/part/1\nframework: acme\nelements: []\n";
    let locale = "format: itsm/locale/1\nframework: acme\nlanguage: de\n";
    let source = Memory::new()
        .with("acme/framework.yaml", framework)
        .with("acme/listed.yaml", part)
        .with("acme/stray.yaml", part)
        .with("acme/locale/de.yaml", locale)
        .with("acme/locale/fr.yaml", locale)
        .with("slip.yaml", "id: x\nformat: itms/framework/1\n")
        .with("ci.yaml", "format: junit\n");
    let findings = Catalog::builtin().check_source(Arc::new(source));
    let found: Vec<String> = findings
        .iter()
        .map(|finding| format!("{} {}:{}", finding.code(), finding.file().unwrap_or_default(), finding.position().unwrap_or_default().line()))
        .collect();
    assert_eq!(found, ["unlisted-part acme/locale/fr.yaml:1", "unlisted-part acme/stray.yaml:1", "unsupported-format slip.yaml:2"], "{findings:?}");
}
