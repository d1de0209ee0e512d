//! A workflow that goes out as BPMN comes back as it was.

use itsm::workflow::{
    Workflow,
    bpmn::{self, BpmnDocument},
    definition::{
        DataDefinition, FieldType, FiredDefinition, FlowDefinition, LaneDefinition, NodeDefinition, NodeKind, RecordDefinition, Repetition,
        ScheduleDefinition, TaskKind, TriggerKind, WORKFLOW_FORMAT, WorkflowFile,
    },
};
use itsm::{
    document::Located,
    framework::definition::{SourceDefinition, Standing},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::tools::{canonical, read};

fn located(text: impl Into<String>) -> Located<String> {
    Located::new(text.into())
}

/// Ids, some of which XML does not allow, and which repeat between nodes, lanes and flows.
fn id() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c][a-z0-9-]{0,3}", "[0-9 äß:/&<\"']{1,4}", select(vec!["Definitions".to_owned(), "Flow_1".to_owned(), "LaneSet".to_owned()])]
}

/// Text with everything that XML has trouble with.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "[ -~\n\t\ré€😀]{0,9}[a-z]", "[a-z][ -~\n\r]{0,9}"]
}

fn standing() -> impl Strategy<Value = Option<Standing>> {
    option::of(select(vec![Standing::Confirmed, Standing::Secondary, Standing::Proposed, Standing::Unconfirmed]))
}

fn names(length: usize) -> impl Strategy<Value = Vec<Located<String>>> {
    vec(text().prop_map(located), 0..length)
}

fn schedule() -> impl Strategy<Value = ScheduleDefinition> {
    let said = prop_oneof![
        select(vec!["PT4H", "P3D", "PT15M", "soon"])
            .prop_map(|after| ScheduleDefinition { after: Some(located(after)), ..ScheduleDefinition::default() }),
        select(vec!["2026-01-01T08:00:00Z", "due"]).prop_map(|at| ScheduleDefinition { at: Some(located(at)), ..ScheduleDefinition::default() }),
        prop_oneof![text(), Just("PT4H".to_owned()), Just(String::new())]
            .prop_map(|words| ScheduleDefinition { words: Some(located(words)), ..ScheduleDefinition::default() }),
        Just(ScheduleDefinition { every: Some(located("PT1H")), ..ScheduleDefinition::default() }),
    ];
    (said, option::of(text()), option::of(Just("PT30M"))).prop_map(|(schedule, calendar, every)| ScheduleDefinition {
        calendar: calendar.map(located),
        every: schedule.every.or(every.map(located)),
        ..schedule
    })
}

/// A condition and its language.
fn condition() -> impl Strategy<Value = (Option<Located<String>>, Option<String>)> {
    let foreign = select(vec!["unknown".to_owned(), "feel".to_owned(), "http://www.w3.org/1999/XPath".to_owned()]);
    prop_oneof![
        Just((None, None)),
        text().prop_map(|when| (Some(located(when)), None)),
        (text(), foreign).prop_map(|(when, language)| (Some(located(when.trim())), Some(language))),
    ]
}

fn kind() -> impl Strategy<Value = NodeKind> {
    select(vec![
        NodeKind::Task,
        NodeKind::Task,
        NodeKind::Start,
        NodeKind::End,
        NodeKind::Catch,
        NodeKind::Throw,
        NodeKind::Boundary,
        NodeKind::Exclusive,
        NodeKind::Parallel,
        NodeKind::Inclusive,
        NodeKind::EventBased,
        NodeKind::Subprocess,
        NodeKind::Subprocess,
        NodeKind::Call,
    ])
}

prop_compose! {
    fn task()(
        task in option::of(select(vec![
            TaskKind::User, TaskKind::Manual, TaskKind::Service, TaskKind::Script, TaskKind::BusinessRule, TaskKind::Send, TaskKind::Receive,
        ])),
    ) -> Option<Located<TaskKind>> {
        task.map(Located::new)
    }
}

fn trigger() -> impl Strategy<Value = Option<TriggerKind>> {
    option::of(select(vec![
        TriggerKind::Message,
        TriggerKind::Timer,
        TriggerKind::Error,
        TriggerKind::Escalation,
        TriggerKind::Signal,
        TriggerKind::Condition,
        TriggerKind::Link,
        TriggerKind::Terminate,
        TriggerKind::Cancel,
    ]))
}

type Links = (Vec<Located<String>>, Vec<(String, String)>, Option<Standing>, Vec<Located<String>>, Option<String>, Option<String>);

fn links() -> impl Strategy<Value = Links> {
    (names(3), vec((text(), text()), 0..3), standing(), names(3), option::of(text()), option::of(text()))
}

/// A node whose keys fit its kind; `on` and `inside` are filled in later.
fn node() -> impl Strategy<Value = NodeDefinition> {
    let event = (trigger(), option::of(text()), schedule(), condition(), any::<bool>());
    let repeat = option::of(select(vec![Repetition::Loop, Repetition::Sequential, Repetition::Parallel]));
    (kind(), links(), task(), event, repeat, text()).prop_map(|(kind, links, task, (trigger, name, timer, condition, continues), repeat, calls)| {
        let mut node = NodeDefinition::new("", kind);
        (node.performs, node.standing, node.source, node.title, node.note) = (links.0, links.2, links.3, links.4, links.5);
        node.fires = links.1.into_iter().map(|(record, event)| FiredDefinition { record: located(record), event: located(event) }).collect();
        match kind {
            NodeKind::Task => node.task = task,
            NodeKind::Call => node.calls = Some(located(calls)),
            NodeKind::Start | NodeKind::End | NodeKind::Catch | NodeKind::Throw | NodeKind::Boundary => {
                node.continues = continues && kind == NodeKind::Boundary;
                node.timer = Some(timer).filter(|_| trigger == Some(TriggerKind::Timer));
                if trigger == Some(TriggerKind::Condition) {
                    (node.when, node.language) = if condition.0.is_some() { condition } else { (Some(located("")), Some("unknown".to_owned())) };
                }
                node.trigger = trigger.map(Located::new);
            }
            _ => {}
        }
        if matches!(kind, NodeKind::Task | NodeKind::Subprocess | NodeKind::Call) {
            node.repeat = repeat;
        }
        node.name = name.map(located);
        node
    })
}

fn flow() -> impl Strategy<Value = FlowDefinition> {
    let parts = (option::of(id()), condition(), any::<bool>(), option::of(text()), standing(), names(2), option::of(text()));
    parts.prop_map(|(id, (when, language), otherwise, title, standing, source, note)| FlowDefinition {
        id: id.map(located),
        when,
        language,
        otherwise,
        title,
        standing,
        source,
        note,
        ..FlowDefinition::default()
    })
}

/// Makes ids different.
fn distinct(ids: Vec<String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for mut id in ids {
        while known.contains(&id) {
            id.push('x');
        }
        known.push(id);
    }
    known
}

prop_compose! {
    pub fn workflow()(
        head in (id(), text(), option::of(text()), option::of(text()), option::of(text()), standing()),
        sources in vec((text(), text(), option::of(text())), 0..3),
        facts in (names(2), names(2)),
        fields in vec((text(), any::<bool>(), names(3)), 0..3),
        lanes in vec((id(), option::of(text()), option::of(text())), 0..4),
        records in vec((text(), text(), option::of(text())), 0..3),
        nodes in vec((id(), node(), any::<prop::sample::Index>(), option::of(any::<prop::sample::Index>()), option::of(any::<prop::sample::Index>())), 1..12),
        flows in vec((flow(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..16),
    ) -> WorkflowFile {
        let ids = distinct(nodes.iter().map(|node| node.0.clone()).collect());
        let lane_ids = distinct(lanes.iter().map(|lane| lane.0.clone()).collect());
        let mut made: Vec<NodeDefinition> = Vec::new();
        for (place, (_, node, on, inside, lane)) in nodes.into_iter().enumerate() {
            let mut node = node;
            node.id = located(&*ids[place]);
            // A subprocess comes before what stands in it, so none is in itself; what has nothing in it is made a task below.
            let subprocesses: Vec<String> = made.iter().filter(|node| *node.kind == NodeKind::Subprocess).map(|node| node.id.to_string()).collect();
            if let (Some(inside), false) = (inside, subprocesses.is_empty()) {
                node.inside = Some(located(inside.get(&subprocesses).clone()));
            }
            node.lane = lane.filter(|_| !lane_ids.is_empty()).map(|lane| located(lane.get(&lane_ids).clone()));
            if *node.kind == NodeKind::Boundary {
                node.on = Some(located(on.get(&ids).clone()));
            }
            made.push(node);
        }
        let parents: Vec<String> = made.iter().filter_map(|node| node.inside.as_ref().map(|inside| inside.to_string())).collect();
        for node in &mut made {
            if *node.kind == NodeKind::Subprocess && !parents.contains(&node.id) {
                node.kind = Located::new(NodeKind::Task);
            }
        }
        // The order of nodes is free.
        made.reverse();
        let mut flow_ids = distinct(flows.iter().filter_map(|(flow, ..)| flow.id.as_ref().map(|id| id.to_string())).collect()).into_iter();
        let flows = flows.into_iter().map(|(mut flow, from, to)| {
            flow.id = flow.id.map(|_| located(flow_ids.next().unwrap()));
            (flow.from, flow.to) = (located(&**from.get(&ids)), located(&**to.get(&ids)));
            flow
        });
        WorkflowFile {
            format: located(WORKFLOW_FORMAT),
            id: located(head.0),
            framework: head.2.map(located),
            title: head.1,
            version: head.3,
            summary: head.4,
            standing: head.5,
            sources: sources.into_iter().map(|(key, title, note)| (key, SourceDefinition { title, publisher: note.clone(), date: None, note })).collect(),
            source: facts.0,
            performs: facts.1,
            fields: fields
                .into_iter()
                .map(|(name, is_enum, values)| {
                    let kind = if is_enum { FieldType::Enum } else { FieldType::Instant };
                    (name.clone(), DataDefinition { r#type: Located::new(kind), values, title: Some(name) })
                })
                .collect(),
            lanes: lanes.into_iter().zip(&lane_ids).map(|((_, title, element), id)| LaneDefinition { id: located(&**id), title, element: element.map(located) }).collect(),
            records: records.into_iter().map(|(id, lifecycle, state)| RecordDefinition { id: located(id), lifecycle: located(lifecycle), state: state.map(located) }).collect(),
            nodes: made,
            flows: flows.collect(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a workflow says comes back from BPMN.
    #[test]
    fn a_workflow_comes_back(workflow in workflow()) {
        let (text, findings) = bpmn::write(&BpmnDocument::new(&workflow));
        prop_assert!(findings.is_empty(), "{findings:?}");
        let (again, findings) = read(text.clone());
        prop_assert!(findings.is_empty(), "{findings:?}\n{text}");
        prop_assert_eq!(&again.processes()[0].workflow, &workflow, "{}", text);
        // Written once more, the file is the same.
        prop_assert_eq!(canonical(&bpmn::write(&again).0), canonical(&text));
    }

    /// A workflow that takes the place of another in a file comes back, too.
    #[test]
    fn a_changed_workflow_comes_back(before in workflow(), after in workflow()) {
        let (text, _) = bpmn::write(&BpmnDocument::new(&before));
        let (mut document, _) = read(text);
        document.processes_mut()[0].workflow = after.clone();
        let (text, _) = bpmn::write(&document);
        let (again, findings) = read(text.clone());
        prop_assert!(findings.is_empty(), "{findings:?}\n{text}");
        prop_assert_eq!(&again.processes()[0].workflow, &after, "{}", text);
    }
}

#[test]
fn a_checked_workflow_is_written() {
    let file = itsm::source::FileText::new("a.yaml", include_str!("small.yaml"));
    let workflow = Workflow::load(&file).unwrap();
    let (text, findings) = workflow.to_bpmn();
    assert!(findings.is_empty(), "{findings:?}");
    let (again, findings) = read(text);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(&again.processes()[0].workflow, workflow.definition());
}
