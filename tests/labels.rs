//! Titles of lifecycles in other languages: complete where it is promised, lent to what is made from them, checked.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::Arc;

use itsm::{
    catalog::Catalog,
    diagnostic::{Code, render},
    draw::mermaid,
    framework::definition::Standing,
    source::Memory,
};

#[test]
fn every_state_and_event_of_the_neutral_lifecycles_has_a_german_title() {
    let catalog = Catalog::builtin();
    let mut count = 0;
    for lifecycle in catalog.lifecycles().unwrap().iter().filter(|lifecycle| lifecycle.framework() == Some("neutral")) {
        let labels = catalog.lifecycle_labels(lifecycle, "de-CH").unwrap();
        assert_eq!((labels.title().language, labels.title().standing), (Some("de"), Standing::Proposed), "{}", lifecycle.id());
        assert_eq!(labels.summary().unwrap().language, Some("de"), "{}", lifecycle.id());
        for (id, state) in lifecycle.states() {
            assert_eq!(labels.state(id).unwrap().language, Some("de"), "{}: {}", lifecycle.id(), state.id());
            count += 1;
        }
        for (id, event) in lifecycle.events() {
            assert_eq!(labels.event(id).unwrap().language, Some("de"), "{}: {}", lifecycle.id(), event.id());
            count += 1;
        }
        // No two states of one lifecycle look alike.
        let mut titles: Vec<&str> = lifecycle.states().map(|(id, _)| labels.state(id).unwrap().text).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), lifecycle.states().len(), "{}", lifecycle.id());
    }
    assert!(count > 400, "{count}");
}

#[test]
fn titles_are_lent_to_what_extends_where_they_are_the_same() {
    let catalog = Catalog::builtin();
    let state = |reference: &str, id: &str| {
        let lifecycle = catalog.lifecycle(reference).unwrap();
        let labels = catalog.lifecycle_labels(&lifecycle, "de").unwrap();
        let label = labels.state(lifecycle.state(id).unwrap()).unwrap();
        (label.text.to_owned(), label.language.map(str::to_owned))
    };
    let german = |text: &str| (text.to_owned(), Some("de".to_owned()));
    assert_eq!(state("neutral:incident", "resolved"), german("Behoben"));
    assert_eq!(state("neutral:change.emergency", "authorization"), german("Notfallgenehmigung"));
    assert_eq!(state("itil4:change", "authorization"), german("Genehmigung"));
    assert_eq!(state("itil4:change.emergency", "authorization"), german("Notfallgenehmigung"));
    assert_eq!(state("cobit2019:incident.major", "review"), german("Nachbetrachtung"));
    // It extends nothing, so nothing is lent, whatever its states are called.
    assert_eq!(state("itil4:incident", "resolved"), ("Resolved".to_owned(), None));
    // A title of its own is not covered by the translation of another one.
    let lifecycle = catalog.lifecycle("itil4:change").unwrap();
    assert_eq!(catalog.lifecycle_labels(&lifecycle, "de").unwrap().title().text, "Change by the activities of ITIL 4");
    let incident = catalog.lifecycle("neutral:incident").unwrap();
    let labels = catalog.lifecycle_labels(&incident, "ja").unwrap();
    assert_eq!((labels.title().text, labels.title().language), ("Incident", None));
    assert!(mermaid(&catalog.lifecycle_labels(&incident, "de").unwrap().picture()).contains("\"Angehalten\""));
    assert_eq!(mermaid(&labels.picture()), mermaid(&incident.picture()));
}

const OWN: &str = "format: itsm/lifecycle/1
id: ticket
framework: ours
title: Ticket
states: [{id: new, kind: initial, title: New}, {id: done, kind: terminal, title: Done}]
events: [{id: finish, title: Finish}]
transitions: [{from: [new], on: finish, to: done}]
";

fn with(locale: &str) -> Memory {
    Memory::new().with("ticket.yaml", OWN).with("locale/de.yaml", format!("format: itsm/locale/1\nframework: ours\nlanguage: de\n{locale}"))
}

#[test]
fn a_user_translates_lifecycles_of_their_own_and_shipped_ones_anew() {
    let own = with("lifecycles:\n  ticket: {title: Zettel, states: {new: Neu}, standing: confirmed}\n");
    let austrian = "format: itsm/locale/1\nframework: neutral\nlanguage: de-AT\nlifecycles:\n  incident: {title: Gebrechen}\n";
    let catalog = Catalog::builtin().with_source(Arc::new(own.with("locale/de-AT.yaml", austrian))).unwrap();
    let ticket = catalog.lifecycle("ours:ticket").unwrap();
    let labels = catalog.lifecycle_labels(&ticket, "de").unwrap();
    assert_eq!((labels.title().text, labels.title().standing), ("Zettel", Standing::Confirmed));
    let texts: Vec<&str> = ticket.states().map(|(id, _)| labels.state(id).unwrap().text).collect();
    assert_eq!(texts, ["Neu", "Done"]);
    let incident = catalog.lifecycle("neutral:incident").unwrap();
    assert_eq!(catalog.lifecycle_labels(&incident, "de-AT").unwrap().title().text, "Gebrechen");
    assert_eq!(catalog.lifecycle_labels(&incident, "de").unwrap().title().text, "Störung");
    let event = incident.event("resolve").unwrap();
    assert_eq!(catalog.lifecycle_labels(&incident, "de-AT").unwrap().event(event).unwrap().text, "Beheben");
}

#[test]
fn names_that_lead_nowhere_are_found_all_at_once() {
    let findings = Catalog::builtin().check_source(Arc::new(with(
        "defaults: {source: [nowhere]}\nlifecycles:\n  tickt: {title: Zettel}\n  ticket: {states: {nwe: Neu, done: Fertig}, events: {finsh: Fertig}, stats: {}, source: [x]}\n",
    )));
    let told: Vec<String> = findings
        .iter()
        .map(|finding| format!("{} {}: {}", finding.position().unwrap().line(), finding.code(), finding.help_text().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            "4 undeclared-source: declare it under `sources:` of this file",
            "6 unknown-locale-entry: did you mean `ticket`?",
            "7 unknown-locale-entry: did you mean `new`?",
            "7 unknown-locale-entry: did you mean `finish`?",
            "7 unknown-key: did you mean `states`?",
            "7 undeclared-source: declare it under `sources:` of this file",
        ]
    );
    assert!(Catalog::builtin().check_source(Arc::new(with("lifecycles:\n  ticket: {title: Zettel}\n"))).is_empty());
    // Without a framework that lists the file, titles of elements are read by nobody.
    let stray = Catalog::builtin().check_source(Arc::new(with("lifecycles:\n  ticket: {title: Zettel}\nelements: {x: {title: X}}\n")));
    assert_eq!(stray.iter().map(itsm::diagnostic::Diagnostic::code).collect::<Vec<_>>(), [Code::UnlistedPart], "{}", render::plain(&stray));
}
