//! The shipped decision tables, held against the publications: values typed off them once more, as numbers.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::sync::Arc;

use itsm::{
    catalog::{Catalog, SHIPPED},
    diagnostic::{Code, render},
    framework::definition::Standing,
    source::{Memory, Source as _},
};

#[test]
fn built_in_tables_are_clean_and_stand_where_their_ids_say() {
    let catalog = Catalog::builtin();
    let mut count = 0;
    for path in SHIPPED.paths().filter(|path| path.contains("/decisions/")) {
        let findings = catalog.check_decision(&SHIPPED.read(path).unwrap());
        assert!(findings.is_empty(), "{path}: {}", render::plain(&findings));
        let (folder, name) = path.strip_suffix(".yaml").unwrap().split_once("/decisions/").unwrap();
        let framework = folder.rsplit('/').next().unwrap();
        let table = catalog.decision(&format!("{framework}:{name}")).unwrap();
        assert_eq!((table.id(), table.framework()), (name, Some(framework)), "{path}");
        assert!(table.summary().is_some() && !table.definition().source.is_empty(), "{path}");
        assert_eq!(table.standing() == Standing::Proposed, folder == "neutral", "{path}");
        count += 1;
    }
    assert_eq!(catalog.decisions().unwrap().len(), count);
}

/// A table against rows of numbers: `place` turns the number of a tool into that of a rank.
fn holds(reference: &str, rows: &[&[i64]], highest: Option<i64>) {
    let catalog = Catalog::builtin();
    let table = catalog.decision(reference).unwrap();
    // Where 1 is the highest, ranks count the other way round.
    let rank = |number: usize, of: usize| i64::try_from(if highest.is_some() { of - 1 - number } else { number }).unwrap();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let outcome = table.decide(&[rank(row, rows.len()), rank(column, cells.len())]).unwrap();
            let expected = highest.map_or(cell - 1, |lowest| lowest - cell);
            assert_eq!(i64::from(outcome.ranks()[0]), expected, "{reference}: row {row}, column {column}");
        }
    }
}

/// The numbers of the tools themselves.
#[test]
fn matrices_are_those_of_the_tools() {
    holds("itop:priority", &[&[1, 1, 2, 4], &[1, 2, 3, 4], &[2, 3, 3, 4]], Some(4));
    let five: [&[i64]; 5] = [&[1, 1, 2, 2, 3], &[1, 2, 2, 3, 4], &[2, 2, 3, 4, 4], &[2, 3, 4, 4, 5], &[3, 4, 4, 5, 5]];
    holds("otrs:priority", &five, None);
    let five: [&[i64]; 5] = [&[1, 1, 2, 2, 2], &[1, 2, 2, 3, 3], &[2, 2, 3, 4, 4], &[2, 3, 4, 4, 5], &[2, 3, 4, 5, 5]];
    holds("glpi:priority", &five, None);
    let three: [&[i64]; 3] = [&[1, 2, 3], &[2, 3, 4], &[3, 4, 5]];
    holds("servicenow:priority", &three, Some(5));
    holds("neutral:priority", &three, Some(5));
}

#[test]
fn tables_are_found_by_their_names() {
    let catalog = Catalog::builtin();
    let message = |reference: &str| catalog.decision(reference).unwrap_err().to_string();
    assert_eq!(catalog.decision("neutral:decision/priority").unwrap().reference(), "neutral:decision/priority");
    assert_eq!(catalog.decision("change-risk").unwrap().reference(), "neutral:decision/change-risk");
    assert_eq!(message("neutral:prioriti"), "there is no decision table `neutral:prioriti`; did you mean `neutral:priority`?");
    assert!(message("priority").starts_with("`priority` stands for several elements: "), "{}", message("priority"));
}

/// A user's own tables are found by their format, checked with everything else, and win over shipped ones of their name.
#[test]
fn tables_of_the_user() {
    let own = "format: itsm/decision/1\nid: priority\nframework: neutral\ntitle: Ours\ninputs: [{id: vip, values: ['no', 'yes']}]\n\
               outputs: [{id: priority, values: [low, high]}]\nrules:\n  - {when: {vip: 'yes'}, then: {priority: high}}\n";
    let whole = format!("{own}otherwise: {{priority: low}}\n");
    let catalog = Catalog::builtin().with_source(Arc::new(Memory::new().with("tables/own.yaml", whole.clone()))).unwrap();
    assert_eq!(catalog.decision("neutral:priority").unwrap().title(), "Ours");
    assert!(Catalog::builtin().check_source(Arc::new(Memory::new().with("own.yaml", whole))).is_empty());
    let findings = Catalog::builtin().check_source(Arc::new(Memory::new().with("own.yaml", own)));
    assert_eq!(findings.iter().map(itsm::diagnostic::Diagnostic::code).collect::<Vec<_>>(), [Code::UnusedName, Code::IncompleteTable]);
    let slip = Catalog::builtin().check_source(Arc::new(Memory::new().with("own.yaml", own.replace("decision/1", "decison/1"))));
    assert!(render::plain(&slip).contains("did you mean `format: itsm/decision/1`?"), "{}", render::plain(&slip));
}
