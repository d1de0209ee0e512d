//! The pictures of the built-in workflows in the documentation are those of the program; `ITSM_BLESS=1` writes them anew.

use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path};

use itsm::{
    catalog::Catalog,
    draw::{SvgOptions, svg},
    net::soundness::Limits,
    workflow::Workflow,
};

const PAGE: &str = "docs/built-in-workflows.md";
const FOLDER: &str = "docs/workflows";

const HEAD: &str = "\
# Built-in workflows

<!-- Written by `ITSM_BLESS=1 cargo test --features cli --test workflow pictures`; a test keeps it current. -->

What each framework says about the order of work, as far as it says one. *Confirmed* was read in the publication that the source names,
*secondary* in a work about it, *proposed* is a judgement; the files tell it for every step and flow. All are proved sound, and the records
that they drive can follow. The [guide](workflows.md) says how to check, draw, run and change them.

";

/// What the file of a picture is called.
fn file(workflow: &Workflow) -> String {
    format!("{}-{}.svg", workflow.framework().unwrap_or("none"), workflow.id())
}

fn short(workflow: &Workflow) -> String {
    workflow.reference().replace("workflow/", "")
}

fn page(workflows: &[Workflow], catalog: &Catalog) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| workflow | title | standing | steps |\n| --- | --- | --- | --- |\n");
    for workflow in workflows {
        let definition = workflow.definition();
        let standing = definition.standing.map(|standing| standing.to_string()).unwrap_or_default();
        let steps = workflow.nodes().filter(|(_, node)| node.step.is_activity()).count();
        let anchor = short(workflow).replace(':', "");
        writeln!(page, "| [`{}`](#{anchor}) | {} | {standing} | {steps} |", short(workflow), workflow.title()).unwrap();
    }
    for workflow in workflows {
        section(&mut page, workflow, catalog);
    }
    page
}

fn section(page: &mut String, workflow: &Workflow, catalog: &Catalog) {
    let definition = workflow.definition();
    let answer = workflow.soundness(Limits::default()).unwrap();
    writeln!(page, "\n## {}\n\n**{}.** {}\n", short(workflow), workflow.title(), definition.summary.as_deref().unwrap_or_default()).unwrap();
    let framework = workflow.framework().and_then(|id| catalog.framework(id).ok()).map(|framework| framework.title().to_owned());
    let mut facts = vec![format!("Framework: {}", framework.unwrap_or_default())];
    let own = definition.standing.map(|standing| standing.to_string()).unwrap_or_default();
    let others: BTreeSet<String> =
        workflow.flows().filter_map(|(.., flow)| flow.standing).map(|standing| standing.to_string()).filter(|one| *one != own).collect();
    let others = if others.is_empty() { String::new() } else { format!("; flows that are {}", others.into_iter().collect::<Vec<_>>().join(", ")) };
    facts.push(format!("Standing: {own}{others}"));
    for (key, source) in &definition.sources {
        let publisher = source.publisher.as_ref().map(|publisher| format!(", {publisher}")).unwrap_or_default();
        let date = source.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
        facts.push(format!("Source `{key}`: {}{publisher}{date}", source.title));
    }
    let verdict = match answer.is_sound() {
        Some(true) => "sound",
        Some(false) => "not sound",
        None => "not known",
    };
    facts.push(format!("Soundness: {verdict}, by {}", answer.method().to_string().replace('-', " ")));
    let records: Vec<String> = workflow.records().iter().map(|record| format!("`{}` ({})", record.id, record.lifecycle)).collect();
    facts.push(format!("Records that it drives: {}", if records.is_empty() { "none".to_owned() } else { records.join(", ") }));
    for fact in facts {
        writeln!(page, "- {fact}").unwrap();
    }
    writeln!(page, "\n[![{}](workflows/{1})](workflows/{1})", workflow.title(), file(workflow)).unwrap();
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the test compares files and reads a switch")]
fn pictures_are_those_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalog = Catalog::builtin();
    let workflows = catalog.workflows().unwrap();
    let mut files: Vec<(String, String)> = workflows
        .iter()
        .map(|workflow| (format!("{FOLDER}/{}", file(workflow)), svg(&workflow.picture(), &SvgOptions::default()).unwrap()))
        .collect();
    files.push((PAGE.to_owned(), page(&workflows, &catalog)));
    let bless = env::var_os("ITSM_BLESS").is_some();
    if bless {
        fs::create_dir_all(root.join(FOLDER)).unwrap();
    }
    let mut stale = Vec::new();
    for (name, text) in &files {
        if bless {
            fs::write(root.join(name), text).unwrap();
        } else if fs::read_to_string(root.join(name)).ok().as_deref() != Some(text) {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "stale: {stale:?}; run ITSM_BLESS=1 cargo test --features cli --test workflow pictures");
    for entry in fs::read_dir(root.join(FOLDER)).unwrap() {
        let name = format!("{FOLDER}/{}", entry.unwrap().file_name().to_string_lossy());
        assert!(files.iter().any(|(known, _)| *known == name), "nothing makes {name}");
    }
}
