//! Workflows written as YAML and JSON: what is written reads as the same definition.

use indexmap::IndexMap;
use itsm::{
    catalog::Catalog,
    diagnostic::Findings,
    document::{Located, Shape, read},
    framework::definition::{SourceDefinition, Standing},
    source::{FileText, Limits},
    workflow::{
        Workflow,
        definition::{
            DataDefinition, FieldType, FiredDefinition, FlowDefinition, LaneDefinition, NodeDefinition, NodeKind, RecordDefinition, Repetition,
            ScheduleDefinition, TaskKind, TriggerKind, WORKFLOW_FORMAT, WorkflowFile,
        },
    },
};
use proptest::{option, prelude::*};

use crate::blocks::{block, workflow};

fn again(text: &str) -> (Option<WorkflowFile>, Findings) {
    let mut findings = Findings::new();
    let file = FileText::new("again.yaml", text.to_owned());
    let definition = read::<WorkflowFile>(&file, &Shape::of::<WorkflowFile>(), WORKFLOW_FORMAT, Limits::default(), &mut findings);
    (definition, findings)
}

#[test]
fn the_built_in_ones_read_as_what_was_written() {
    let catalog = Catalog::builtin();
    let all = catalog.workflows().unwrap();
    assert!(all.len() > 20);
    for workflow in all {
        for text in [workflow.definition().to_yaml(), workflow.definition().to_json()] {
            let (definition, findings) = again(&text);
            assert!(findings.is_empty(), "{}: {findings:?}\n{text}", workflow.reference());
            assert_eq!(definition.as_ref(), Some(workflow.definition()), "{}", workflow.reference());
            let loaded = catalog.load_workflow_file(&FileText::new("again.yaml", text)).unwrap();
            assert_eq!(loaded.hash(), workflow.hash());
        }
        let yaml = workflow.definition().to_yaml();
        assert!(yaml.lines().all(|line| line.chars().count() <= 160 && line == line.trim_end()), "{yaml}");
    }
}

#[test]
fn it_is_written_as_the_shipped_files_are() {
    let file = "\
format: itsm/workflow/1
id: intake
title: Intake
version: \"3.10\"
fields:
  category: {type: enum, values: [incident, \"no\", \"3.10\"]}
lanes:
  - {id: agent, title: Service desk agent}
nodes:
  - {id: call, kind: start, title: \"Somebody calls # really\"}
  - {id: which, kind: exclusive}
  - {id: solve, kind: task, lane: agent, task: user, fires: [{record: ticket, event: resolve}]}
  - {id: late, kind: boundary, on: solve, title: \"yes\", trigger: timer, timer: {after: PT4H}, continues: true}
  - {id: done, kind: end}
flows:
  - {from: call, to: which}
  - {from: which, to: solve, when: \"category == \\\"incident\\\"\"}
  - {from: which, to: done, otherwise: true}
  - {from: late, to: done}
  - {from: solve, to: done}
";
    let (definition, findings) = again(file);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(definition.unwrap().to_yaml(), file);
}

/// Texts that YAML could take for something else, and any others.
fn text() -> impl Strategy<Value = String> {
    let traps = [
        "no",
        "on",
        "Yes",
        "null",
        "~",
        "3.10",
        "0x1f",
        "1e3",
        "2026-03-02",
        "12:30",
        "a: b",
        "a #b",
        "# a",
        "- a",
        "? a",
        "[a]",
        "{a}",
        "a, b",
        "'",
        "\"",
        "\\",
        " a",
        "a ",
        "",
        "a\nb",
        "a\tb",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "a:",
        ":",
        "é",
        "\u{feff}",
        "\u{2028}",
        "\u{85}",
        "😀",
        "---",
        "...",
        "<<",
        "=",
        ".inf",
        "-1",
    ];
    let words = prop::collection::vec("[a-z#:]{1,12}", 1..60).prop_map(|words| words.join(" "));
    prop_oneof![3 => prop::sample::select(traps.to_vec()).prop_map(str::to_owned), 2 => words, 1 => "\\PC{0,20}", 2 => "[a-z]{1,8}"]
}

fn name() -> impl Strategy<Value = Located<String>> {
    text().prop_map(Located::new)
}

fn maybe(strategy: impl Strategy<Value = String>) -> impl Strategy<Value = Option<String>> {
    option::weighted(0.3, strategy)
}

fn maybe_name() -> impl Strategy<Value = Option<Located<String>>> {
    option::weighted(0.3, name())
}

fn standing() -> impl Strategy<Value = Option<Standing>> {
    prop::sample::select(vec![None, Some(Standing::Proposed), Some(Standing::Confirmed)])
}

fn names() -> impl Strategy<Value = Vec<Located<String>>> {
    prop::collection::vec(name(), 0..3)
}

fn node() -> impl Strategy<Value = NodeDefinition> {
    let timer = (maybe_name(), maybe_name(), maybe_name(), maybe_name(), maybe_name())
        .prop_map(|(after, at, words, every, calendar)| ScheduleDefinition { after, at, words, every, calendar });
    let about = (name(), maybe(text()), maybe_name(), maybe_name(), maybe_name(), option::weighted(0.3, timer), maybe_name(), maybe(text()));
    let rest =
        (maybe_name(), any::<bool>(), maybe_name(), names(), prop::collection::vec((name(), name()), 0..3), standing(), names(), maybe(text()));
    (about, rest, any::<bool>()).prop_map(|(about, rest, marked)| {
        let (id, title, lane, inside, of, timer, when, language) = about;
        let (on, continues, calls, performs, fires, standing, source, note) = rest;
        let fires = fires.into_iter().map(|(record, event)| FiredDefinition { record, event }).collect();
        NodeDefinition {
            title,
            lane,
            inside,
            task: marked.then_some(Located::new(TaskKind::BusinessRule)),
            trigger: marked.then_some(Located::new(TriggerKind::Timer)),
            name: of,
            timer,
            when,
            language,
            on,
            continues,
            calls,
            repeat: marked.then_some(Repetition::Loop),
            performs,
            fires,
            standing,
            source,
            note,
            ..NodeDefinition::new(id.to_string(), NodeKind::Boundary)
        }
    })
}

fn flow() -> impl Strategy<Value = FlowDefinition> {
    (maybe_name(), name(), name(), maybe_name(), maybe(text()), any::<bool>(), (maybe(text()), standing(), names(), maybe(text()))).prop_map(
        |(id, from, to, when, language, otherwise, (title, standing, source, note))| FlowDefinition {
            id,
            from,
            to,
            when,
            language,
            otherwise,
            title,
            standing,
            source,
            note,
        },
    )
}

fn definition() -> impl Strategy<Value = WorkflowFile> {
    let source = (text(), maybe(text()), maybe(text()), maybe(text())).prop_map(|(title, publisher, date, note)| SourceDefinition {
        title,
        publisher,
        date,
        note,
    });
    let field = (names(), maybe(text())).prop_map(|(values, title)| DataDefinition { r#type: Located::new(FieldType::Enum), values, title });
    let lane = (name(), maybe(text()), maybe_name()).prop_map(|(id, title, element)| LaneDefinition { id, title, element });
    let record = (name(), name(), maybe_name()).prop_map(|(id, lifecycle, state)| RecordDefinition { id, lifecycle, state });
    let head = (name(), maybe_name(), text(), maybe(text()), maybe(text()), standing(), names(), names());
    let maps = (prop::collection::vec((text(), source), 0..3), prop::collection::vec((text(), field), 0..3));
    let lists = (
        prop::collection::vec(lane, 0..3),
        prop::collection::vec(record, 0..3),
        prop::collection::vec(node(), 0..4),
        prop::collection::vec(flow(), 0..4),
    );
    (head, maps, lists).prop_map(|(head, (sources, fields), (lanes, records, nodes, flows))| {
        let (id, framework, title, version, summary, standing, source, performs) = head;
        WorkflowFile {
            format: Located::new(WORKFLOW_FORMAT.to_owned()),
            id,
            framework,
            title,
            version,
            summary,
            standing,
            sources: sources.into_iter().collect::<IndexMap<_, _>>(),
            source,
            performs,
            fields: fields.into_iter().collect::<IndexMap<_, _>>(),
            lanes,
            records,
            nodes,
            flows,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_definition_reads_as_what_was_written(definition in definition()) {
        let yaml = definition.to_yaml();
        let (read, findings) = again(&yaml);
        prop_assert_eq!(read.as_ref(), Some(&definition), "{:?}\n{}", findings, yaml);
        // Order counts where the reader shows it.
        prop_assert_eq!(read.as_ref().map(|read| read.fields.keys().cloned().collect::<Vec<_>>()), Some(definition.fields.keys().cloned().collect()));
        prop_assert_eq!(again(&definition.to_json()).0, Some(definition));
    }

    #[test]
    fn random_workflows_are_the_same_again(block in block()) {
        let workflow = workflow(&block);
        let text = FileText::new("again.yaml", workflow.definition().to_yaml());
        let read = Workflow::load(&text).unwrap();
        prop_assert_eq!((read.definition(), read.hash()), (workflow.definition(), workflow.hash()));
    }
}
