//! A file of another tool whose workflow is changed: only that changes.

use itsm::{
    document::Located,
    workflow::{
        bpmn,
        definition::{FlowDefinition, NodeDefinition, NodeKind, ScheduleDefinition, TaskKind, TriggerKind},
    },
};

use crate::{
    corpus,
    tools::{canonical, read},
};

/// As a modelling tool writes it: vendor attributes, extension elements, a diagram, a data object.
const FOREIGN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:acme="http://acme.example/bpmn" id="d" targetNamespace="t">
  <!-- kept -->
  <bpmn:message id="m" name="Order" acme:topic="orders" />
  <bpmn:process id="p" name="Orders" isExecutable="true" acme:owner="sales">
    <bpmn:startEvent id="s"><bpmn:messageEventDefinition id="med" messageRef="m" acme:retry="3" /></bpmn:startEvent>
    <bpmn:userTask id="a" name="Check" acme:form="f1">
      <bpmn:documentation>Look twice.</bpmn:documentation>
      <bpmn:extensionElements><acme:form fields="2" /></bpmn:extensionElements>
      <bpmn:ioSpecification><bpmn:inputSet /><bpmn:outputSet /></bpmn:ioSpecification>
      <bpmn:multiInstanceLoopCharacteristics acme:collection="orders"><bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>
    </bpmn:userTask>
    <bpmn:endEvent id="e" />
    <bpmn:dataObject id="data" />
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a" />
    <bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="e"><bpmn:conditionExpression>${ok}</bpmn:conditionExpression></bpmn:sequenceFlow>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="plane" bpmnElement="p">
    <bpmndi:BPMNShape id="s_s" bpmnElement="s"><dc:Bounds x="100.5" y="100" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s_a" bpmnElement="a" acme:colour="red"><dc:Bounds x="200" y="80" width="100" height="80" /></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s_e" bpmnElement="e"><dc:Bounds x="400" y="100" width="36" height="36" /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="s_f1" bpmnElement="f1"><di:waypoint x="136" y="118" /><di:waypoint x="200" y="120" /></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="s_f2" bpmnElement="f2"><di:waypoint x="300" y="120" /><di:waypoint x="400" y="118" /></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"#;

/// The lines of the canonical form that differ: those that are gone, and those that are new.
fn difference(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let lines = |text: &str| canonical(text).lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    let (mut gone, mut new) = (lines(before), lines(after));
    gone.retain(|line| new.iter().position(|other| other == line).map(|place| new.remove(place)).is_none());
    (gone, new)
}

#[test]
fn nothing_changed_nothing_written() {
    let (document, _) = read(FOREIGN);
    assert_eq!(difference(FOREIGN, &bpmn::write(&document).0), (Vec::new(), Vec::new()));
    // Blanks and line breaks stay as well.
    assert!(bpmn::write(&document).0.contains("name=\"Check\" acme:form=\"f1\">\n      <bpmn:documentation>Look twice.</bpmn:documentation>\n"));
}

#[test]
fn one_word_changed_one_word_written() {
    let (mut document, _) = read(FOREIGN);
    document.processes_mut()[0].workflow.nodes[1].title = Some("Check it".to_owned());
    assert_eq!(difference(FOREIGN, &bpmn::write(&document).0), (vec!["{}name=\"Check\"".to_owned()], vec!["{}name=\"Check it\"".to_owned()]));
}

/// What is not understood of a step stays when other things about it change.
#[test]
fn strange_parts_stay_with_their_step() {
    let (mut document, _) = read(FOREIGN);
    let workflow = &mut document.processes_mut()[0].workflow;
    let task = &mut workflow.nodes[1];
    task.task = Some(Located::new(TaskKind::Service));
    task.note = None;
    task.performs.push(Located::new("itil4:incident-management".to_owned()));
    workflow.nodes[0].name = Some(Located::new("Call".to_owned()));
    workflow.flows[1].when = None;
    workflow.flows[1].language = None;
    let (text, findings) = bpmn::write(&document);
    assert!(findings.is_empty(), "{findings:?}");
    for kept in [
        "acme:form=\"f1\"",
        "fields=\"2\"",
        "ioSpecification",
        "acme:collection",
        "acme:retry=\"3\"",
        "acme:topic",
        "acme:colour",
        "x=\"100.5\"",
        "<!-- kept -->",
    ] {
        assert!(text.contains(kept), "{kept} is gone:\n{text}");
    }
    for gone in ["Look twice", "userTask", "${ok}"] {
        assert!(!text.contains(gone), "{gone} is there:\n{text}");
    }
    assert_eq!(read(text).0.processes()[0].workflow, document.processes()[0].workflow);
}

/// Steps that come and go: the others stay where they are, and the diagram shows what there is.
#[test]
fn steps_come_and_go() {
    let (mut document, _) = read(FOREIGN);
    let workflow = &mut document.processes_mut()[0].workflow;
    let mut timer = NodeDefinition::new("late", NodeKind::Boundary);
    timer.on = Some(Located::new("a".to_owned()));
    timer.trigger = Some(Located::new(TriggerKind::Timer));
    timer.timer = Some(ScheduleDefinition { after: Some(Located::new("PT4H".to_owned())), ..ScheduleDefinition::default() });
    workflow.nodes.retain(|node| *node.id != "e");
    workflow.nodes.push(timer);
    workflow.nodes.push(NodeDefinition::new("done", NodeKind::End));
    workflow.flows[1].to = Located::new("done".to_owned());
    workflow.flows.push(FlowDefinition { from: Located::new("late".to_owned()), to: Located::new("done".to_owned()), ..FlowDefinition::default() });
    let (text, findings) = bpmn::write(&document);
    assert!(findings.is_empty(), "{findings:?}");
    let (again, findings) = read(text.clone());
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(again.processes()[0].workflow, document.processes()[0].workflow);
    crate::export::for_other_tools("changed.bpmn", &text);
    let tree = roxmltree::Document::parse(&text).unwrap();
    let mut drawn: Vec<&str> = tree.descendants().filter_map(|node| node.attribute("bpmnElement")).filter(|id| *id != "p").collect();
    drawn.sort_unstable();
    assert_eq!(drawn, ["Flow_3", "a", "done", "f1", "f2", "late", "s"]);
    assert!(text.contains("x=\"100.5\"") && text.contains("acme:colour"));
    let waypoints = |id: &str| {
        let edge = tree.descendants().find(|node| node.attribute("bpmnElement") == Some(id)).unwrap();
        edge.children().filter(|node| node.has_tag_name(("http://www.omg.org/spec/DD/20100524/DI", "waypoint"))).count()
    };
    assert!(waypoints("f1") == 2 && waypoints("f2") == 2 && waypoints("Flow_3") >= 2);
}

/// In real files: take out what can be taken out, and everything else is as it was.
#[test]
fn in_real_files() {
    for (name, text) in corpus::files() {
        let (mut document, _) = read(text.clone());
        let mut words = Vec::new();
        for process in document.processes_mut() {
            for node in &mut process.workflow.nodes {
                node.title = node.title.take().map(|title| format!("{title}!"));
                words.extend(node.title.clone());
            }
        }
        let (written, findings) = bpmn::write(&document);
        assert!(findings.is_empty(), "{name}: {findings:?}");
        let (gone, new) = difference(&text, &written);
        assert_eq!(new.len(), words.len(), "{name}");
        assert!(gone.iter().chain(&new).all(|line| line.starts_with("{}name=")), "{name}: {gone:?}");
    }
}
