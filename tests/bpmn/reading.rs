//! What is read of small files, in all the forms that tools write.

use itsm::{
    diagnostic::Code,
    workflow::{
        Workflow, bpmn,
        definition::{NodeKind, Repetition, TaskKind, TriggerKind, WorkflowFile},
    },
};

use crate::tools::{canonical, file, places, process, read, workflow};

fn node<'file>(workflow: &'file WorkflowFile, id: &str) -> &'file itsm::workflow::definition::NodeDefinition {
    workflow.nodes.iter().find(|node| *node.id == id).unwrap_or_else(|| panic!("there is no node {id}"))
}

/// The same process with a default namespace and with prefixes reads the same.
#[test]
fn any_prefix_will_do() {
    let plain = process("<startEvent id=\"s\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"e\"/><endEvent id=\"e\"/>");
    let mut prefixed = plain.replace("xmlns=", "xmlns:odd=");
    for name in ["definitions", "process", "startEvent", "sequenceFlow", "endEvent"] {
        prefixed = prefixed.replace(&format!("<{name}"), &format!("<odd:{name}")).replace(&format!("</{name}"), &format!("</odd:{name}"));
    }
    assert!(bpmn::is_bpmn(&plain) && bpmn::is_bpmn(&prefixed));
    let (one, other) = (workflow(plain), workflow(prefixed));
    assert!(one.1.is_empty() && other.1.is_empty());
    assert_eq!(one.0, other.0);
    assert_eq!((one.0.nodes.len(), one.0.flows.len()), (2, 1));
}

#[test]
fn is_it_bpmn() {
    let root = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>";
    assert!(bpmn::is_bpmn(root));
    assert!(bpmn::is_bpmn(&format!("\u{feff}<?xml version=\"1.0\"?>\n<!-- a <definitions> -->\n{root}")));
    for text in [
        "",
        "<",
        "format: itsm/workflow/1",
        "<?xml",
        "<definitions/>",
        "<svg xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>",
        "<definitionsx>",
    ] {
        assert!(!bpmn::is_bpmn(text), "{text}");
    }
    let dmn = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\"/>";
    assert!(!bpmn::is_bpmn(dmn));
    let (document, findings) = bpmn::read(&file(dmn), itsm::source::Limits::default());
    assert!(document.is_none());
    assert_eq!(places(&findings), [(Code::UnsupportedFormat, 1)]);
}

#[test]
fn every_kind_of_step() {
    let (workflow, findings) = workflow(process(
        "<task id='a'/><userTask id='b'/><manualTask id='c'/><serviceTask id='d'/><scriptTask id='e'/><businessRuleTask id='f'/>
        <sendTask id='g'/><receiveTask id='h'/><exclusiveGateway id='i'/><parallelGateway id='j'/><inclusiveGateway id='k'/><eventBasedGateway id='l'/>
        <callActivity id='m' calledElement='other'><multiInstanceLoopCharacteristics isSequential='true'/></callActivity>
        <subProcess id='n'><standardLoopCharacteristics/><startEvent id='o'/><endEvent id='z'/></subProcess>
        <intermediateCatchEvent id='q'/><intermediateThrowEvent id='r'/><boundaryEvent id='s' attachedToRef='n' cancelActivity='false'/>
        <boundaryEvent id='t' attachedToRef='n'/><task id='u'><multiInstanceLoopCharacteristics/></task>",
    ));
    assert!(findings.is_empty(), "{findings:?}");
    let tasks: Vec<_> = workflow.nodes.iter().take(8).map(|node| node.task.as_deref().copied()).collect();
    let kinds = [TaskKind::User, TaskKind::Manual, TaskKind::Service, TaskKind::Script, TaskKind::BusinessRule, TaskKind::Send, TaskKind::Receive];
    assert_eq!(tasks, std::iter::once(None).chain(kinds.into_iter().map(Some)).collect::<Vec<_>>());
    let kinds: Vec<NodeKind> = workflow.nodes.iter().skip(8).map(|node| *node.kind).collect();
    assert_eq!(kinds[..5], [NodeKind::Exclusive, NodeKind::Parallel, NodeKind::Inclusive, NodeKind::EventBased, NodeKind::Call]);
    assert_eq!(
        kinds[5..],
        [
            NodeKind::Subprocess,
            NodeKind::Start,
            NodeKind::End,
            NodeKind::Catch,
            NodeKind::Throw,
            NodeKind::Boundary,
            NodeKind::Boundary,
            NodeKind::Task
        ]
    );
    assert_eq!(node(&workflow, "o").inside.as_deref().map(String::as_str), Some("n"));
    assert!(node(&workflow, "s").continues && !node(&workflow, "t").continues);
    assert_eq!(node(&workflow, "m").repeat, Some(Repetition::Sequential));
    assert_eq!(node(&workflow, "n").repeat, Some(Repetition::Loop));
    assert_eq!(node(&workflow, "u").repeat, Some(Repetition::Parallel));
}

/// Events say what they are about inline, by reference to what stands at the top, and by reference to whole definitions.
#[test]
fn events_inline_and_by_reference() {
    let text = process(
        "<startEvent id='a'><messageEventDefinition messageRef='m'/></startEvent>
        <startEvent id='b'><eventDefinitionRef>shared</eventDefinitionRef></startEvent>
        <endEvent id='c'><errorEventDefinition errorRef='x:e'/></endEvent>
        <endEvent id='d'><terminateEventDefinition/></endEvent>
        <intermediateThrowEvent id='e2'><linkEventDefinition name='on'/></intermediateThrowEvent>
        <intermediateThrowEvent id='f'><escalationEventDefinition escalationRef='es'/></intermediateThrowEvent>
        <intermediateCatchEvent id='g'><conditionalEventDefinition><condition>ready</condition></conditionalEventDefinition></intermediateCatchEvent>
        <intermediateCatchEvent id='h'><signalEventDefinition signalRef='gone'/></intermediateCatchEvent>",
    )
    .replace(
        "<process",
        "<message id='m' name='Order'/><error id='e' errorCode='E1'/><escalation id='es' name='Up'/><signalEventDefinition id='shared' signalRef='s'/><signal id='s' name='Alarm'/><process",
    );
    let (workflow, findings) = workflow(text);
    assert_eq!(places(&findings).iter().map(|place| place.0).collect::<Vec<_>>(), [Code::UndeclaredName]);
    let about = |id: &str| {
        let node = node(&workflow, id);
        (node.trigger.as_deref().copied().unwrap(), node.name.as_ref().map_or("", |name| name.as_str()))
    };
    assert_eq!(about("a"), (TriggerKind::Message, "Order"));
    assert_eq!(about("b"), (TriggerKind::Signal, "Alarm"));
    assert_eq!(about("c"), (TriggerKind::Error, "E1"));
    assert_eq!(about("d"), (TriggerKind::Terminate, ""));
    assert_eq!(about("e2"), (TriggerKind::Link, "on"));
    assert_eq!(about("f"), (TriggerKind::Escalation, "Up"));
    assert_eq!(about("h"), (TriggerKind::Signal, "gone"));
    let condition = node(&workflow, "g");
    assert_eq!((condition.when.as_ref().unwrap().as_str(), condition.language.as_deref()), ("ready", Some("unknown")));
}

#[test]
fn times_that_are_understood_and_those_that_are_kept() {
    let timer = |inside: &str| {
        let text = process(&format!("<startEvent id='a'><timerEventDefinition>{inside}</timerEventDefinition></startEvent>"));
        let timer = workflow(text).0.nodes[0].timer.clone().unwrap();
        let text = |part: &Option<itsm::document::Located<String>>| part.as_ref().map(|part| part.to_string()).unwrap_or_default();
        (text(&timer.after), text(&timer.at), text(&timer.words), text(&timer.every))
    };
    let said = |after: &str, at: &str, words: &str, every: &str| (after.to_owned(), at.to_owned(), words.to_owned(), every.to_owned());
    assert_eq!(timer("<timeDuration> PT4H\n</timeDuration>"), said("PT4H", "", "", ""));
    assert_eq!(timer("<timeDuration>P2D</timeDuration>"), said("P2D", "", "", ""));
    assert_eq!(timer("<timeDuration>P1M</timeDuration>"), said("", "", "P1M", ""));
    assert_eq!(timer("<timeDuration>${wait}</timeDuration>"), said("", "", "${wait}", ""));
    assert_eq!(timer("<timeDate>2026-03-01T08:00:00Z</timeDate>"), said("", "2026-03-01T08:00:00Z", "", ""));
    assert_eq!(timer("<timeDate>tomorrow</timeDate>"), said("", "", "tomorrow", ""));
    assert_eq!(timer("<timeCycle>R/PT10M</timeCycle>"), said("", "", "", "PT10M"));
    assert_eq!(timer("<timeCycle>R3/PT10M</timeCycle>"), said("", "", "R3/PT10M", ""));
    assert_eq!(timer("<timeCycle>0 0 9 * * ?</timeCycle>"), said("", "", "0 0 9 * * ?", ""));
    assert_eq!(timer(""), said("", "", "", ""));
}

#[test]
fn languages_of_conditions() {
    let language = |root: &str, expression: &str| {
        let text = process(&format!(
            "<exclusiveGateway id='a' default='g'/><task id='b'/><sequenceFlow id='f' sourceRef='a' targetRef='b'><conditionExpression{expression}>x &lt; 1</conditionExpression></sequenceFlow>
            <sequenceFlow id='g' sourceRef='a' targetRef='b'/>"
        ))
        .replace("targetNamespace", &format!("{root} targetNamespace"));
        let workflow = workflow(text).0;
        assert_eq!(workflow.flows[0].when.as_ref().unwrap().as_str(), "x < 1");
        assert!(!workflow.flows[0].otherwise && workflow.flows[1].otherwise);
        workflow.flows[0].language.clone().unwrap_or_default()
    };
    assert_eq!(language("", ""), "unknown");
    assert_eq!(language("", " language='feel'"), "feel");
    assert_eq!(language("", " language='urn:itsm:cel'"), "");
    assert_eq!(language("", " language='CEL'"), "");
    assert_eq!(language("expressionLanguage='http://www.w3.org/1999/XPath'", ""), "http://www.w3.org/1999/XPath");
    assert_eq!(language("expressionLanguage='http://www.w3.org/1999/XPath'", " language='cel'"), "");
}

/// Of lanes within lanes the innermost counts, and outer ones are kept.
#[test]
fn the_innermost_lane_counts() {
    let text = process(
        "<laneSet><lane id='l1' name='Outer'><flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef><childLaneSet>
        <lane id='l2' name='Inner'><flowNodeRef>a</flowNodeRef></lane><lane id='l3'><flowNodeRef> b </flowNodeRef></lane></childLaneSet></lane>
        <lane id='l4'><flowNodeRef>c</flowNodeRef></lane><lane id='l5'><flowNodeRef>c</flowNodeRef></lane></laneSet><task id='a'/><task id='b'/><task id='c'/><task id='d'/>",
    );
    let (workflow, findings) = workflow(text);
    let lanes: Vec<Option<&str>> = workflow.nodes.iter().map(|node| node.lane.as_ref().map(|lane| lane.as_str())).collect();
    assert_eq!(lanes, [Some("l2"), Some("l3"), Some("l4"), None]);
    assert_eq!(workflow.lanes.iter().map(|lane| lane.id.as_str()).collect::<Vec<_>>(), ["l2", "l3", "l4", "l5"]);
    assert_eq!(places(&findings), [(Code::UnsupportedElement, 5)]);
}

#[test]
fn pools_and_messages() {
    let text = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><collaboration id='c'>
        <participant id='p1' name='Desk' processRef='x:one'/><participant id='p2' processRef='two'/><participant id='p3' name='Customer'/>
        <messageFlow id='m' name='Call' sourceRef='p3' targetRef='s'/></collaboration>
        <process id='one' isExecutable='true'><startEvent id='s'/></process><process id='two' name='Second'/></definitions>";
    let (document, findings) = read(text);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(document.processes().iter().map(|process| process.workflow.title.as_str()).collect::<Vec<_>>(), ["Desk", "Second"]);
    assert!(document.process("one").unwrap().is_executable() && !document.process("two").unwrap().is_executable());
    assert_eq!(document.participants().iter().map(|pool| pool.process.is_some()).collect::<Vec<_>>(), [true, true, false]);
    let message = &document.message_flows()[0];
    assert_eq!((message.from.as_str(), message.to.as_str(), message.name.as_str()), ("p3", "s", "Call"));
}

/// What is not supported is said with its place, is no part of the workflow, and comes back.
#[test]
fn what_is_not_supported_is_said_and_kept() {
    let text = process(
        "<startEvent id='s'/>
<complexGateway id='complex'/>
<subProcess id='event' triggeredByEvent='true'><startEvent id='in'/></subProcess>
<transaction id='transaction'><task id='t1'/></transaction>
<adHocSubProcess id='adhoc'><task id='t2'/></adHocSubProcess>
<subProcess id='empty'/>
<callActivity id='call'/>
<task id='undo' isForCompensation='true'/>
<boundaryEvent id='undone' attachedToRef='call'><compensateEventDefinition/></boundaryEvent>
<choreographyTask id='choreo'/>
<novelty id='new'/>
<sequenceFlow id='f' sourceRef='s' targetRef='new'/>
<endEvent id='two'><messageEventDefinition/><signalEventDefinition/></endEvent>
<dataObject id='d'/><textAnnotation id='n'><text>A note</text></textAnnotation><association id='as' sourceRef='n' targetRef='s'/>",
    );
    let (document, findings) = read(text.clone());
    let expected: Vec<(Code, u32)> = (4..=15).filter(|line| *line != 0).map(|line| (Code::UnsupportedElement, line)).collect();
    assert_eq!(places(&findings), expected);
    assert_eq!(findings.errors(), 0);
    let workflow = &document.processes()[0].workflow;
    let ids: Vec<&str> = workflow.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["s", "complex", "transaction", "t1", "adhoc", "t2", "empty", "call", "two"]);
    assert!(workflow.flows.is_empty());
    let (written, _) = bpmn::write(&document);
    assert_eq!(canonical(&crate::tools::without_diagram(&written)), canonical(&text));
}

#[test]
fn ids_that_are_missing_or_stand_twice() {
    let (document, findings) =
        read(process("<task id='a'/>\n<task id='a' name='Second'/>\n<task/>\n<sequenceFlow sourceRef='a' targetRef='task_1'/>"));
    assert_eq!(places(&findings), [(Code::DuplicateId, 4), (Code::MissingKey, 5), (Code::MissingKey, 6)]);
    let workflow = &document.processes()[0].workflow;
    assert_eq!(workflow.nodes.iter().map(|node| node.id.as_str()).collect::<Vec<_>>(), ["a", "task_1", "task_2"]);
    assert_eq!(workflow.nodes[1].title.as_deref(), Some("Second"));
    assert!(workflow.flows[0].id.as_ref().unwrap().starts_with("sequenceFlow_"));
    let (_, findings) = read(bpmn::write(&document).0);
    assert!(findings.is_empty(), "{findings:?}");
}

/// Findings of the rules point into the XML.
#[test]
fn rules_point_into_the_file() {
    let text = process(
        "<startEvent id=\"s\"/>
<exclusiveGateway id=\"g\"/>
<task id=\"a\"/>
<endEvent id=\"e\"/>
<sequenceFlow id=\"f1\" sourceRef=\"s\" targetRef=\"g\"/>
<sequenceFlow id=\"f2\" sourceRef=\"g\" targetRef=\"nowhere\">
  <conditionExpression language=\"cel\">
    level &gt; 3 and true</conditionExpression>
</sequenceFlow>
<sequenceFlow id=\"f3\" sourceRef=\"g\" targetRef=\"a\"/>
<sequenceFlow id=\"f4\" sourceRef=\"a\" targetRef=\"e\"/>",
    );
    let file = file(text);
    let (document, findings) = bpmn::read(&file, itsm::source::Limits::default());
    assert!(findings.is_empty(), "{findings:?}");
    let (workflow, findings) = Workflow::check(&document.unwrap().processes()[0].workflow, Some(&file), &());
    assert!(workflow.is_none());
    let dangling = findings.iter().find(|finding| finding.code() == Code::UndeclaredName && finding.message().contains("nowhere")).unwrap();
    assert_eq!(dangling.position().map(|position| (position.line(), position.column(), position.length())), Some((8, 48, 7)));
    let condition = findings.iter().find(|finding| finding.code() == Code::InvalidCondition).unwrap();
    assert!((9..=10).contains(&condition.position().unwrap().line()), "{condition:?}");
}

/// Elements of our own with mistakes.
#[test]
fn mistakes_in_our_own_elements() {
    let (_, findings) = read(process(
        "<extensionElements>\n<itsm:field name='a' type='boolean'/>\n<itsm:field type='bool'/>\n<itsm:record id='r'/>\n</extensionElements>
<task id='t' itsm:standing='prooposed'>\n<extensionElements><itsm:fires record='r'/></extensionElements></task>",
    ));
    assert_eq!(
        places(&findings),
        [(Code::UnknownValue, 4), (Code::MissingKey, 5), (Code::MissingKey, 6), (Code::UnknownValue, 8), (Code::MissingKey, 9)]
    );
    assert!(findings.iter().any(|finding| finding.help_text() == Some("did you mean `proposed`?")));
}
