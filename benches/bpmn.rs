//! Reading and writing a BPMN file of 250 KB, made here: pools, lanes, subprocesses, conditions, timers, and a diagram.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use itsm::{
    source::{FileText, Limits},
    workflow::{Workflow, bpmn},
};

const NAMESPACES: &str = "xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
     xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" xmlns:acme=\"http://acme.example\"";

/// A file of at least this many bytes: one process that goes on and on, with a choice and a subprocess in each part.
fn generated(bytes: usize) -> String {
    let (mut steps, mut shapes) = (String::new(), String::new());
    let mut number = 0;
    while steps.len() + shapes.len() < bytes {
        number += 1;
        steps += &format!(
            "    <bpmn:userTask id=\"task{number}\" name=\"Do step {number}\" acme:assignee=\"agent\">\n      <bpmn:extensionElements><acme:form key=\"{number}\"/></bpmn:extensionElements>\n      <bpmn:incoming>in{number}</bpmn:incoming>\n    </bpmn:userTask>
    <bpmn:boundaryEvent id=\"late{number}\" attachedToRef=\"task{number}\" cancelActivity=\"false\"><bpmn:timerEventDefinition><bpmn:timeDuration>PT4H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
    <bpmn:exclusiveGateway id=\"choice{number}\" default=\"no{number}\"/>
    <bpmn:subProcess id=\"sub{number}\"><bpmn:startEvent id=\"begin{number}\"/><bpmn:endEvent id=\"end{number}\"/><bpmn:sequenceFlow id=\"inner{number}\" sourceRef=\"begin{number}\" targetRef=\"end{number}\"/></bpmn:subProcess>
    <bpmn:sequenceFlow id=\"go{number}\" sourceRef=\"task{number}\" targetRef=\"choice{number}\"/>
    <bpmn:sequenceFlow id=\"yes{number}\" name=\"yes\" sourceRef=\"choice{number}\" targetRef=\"sub{number}\"><bpmn:conditionExpression>${{level &gt; {number}}}</bpmn:conditionExpression></bpmn:sequenceFlow>
    <bpmn:sequenceFlow id=\"no{number}\" sourceRef=\"choice{number}\" targetRef=\"task{}\"/>\n",
            number + 1
        );
        for id in ["task", "late", "choice", "sub"] {
            shapes += &format!(
                "      <bpmndi:BPMNShape id=\"{id}{number}_di\" bpmnElement=\"{id}{number}\"><dc:Bounds x=\"{number}\" y=\"80\" width=\"100\" height=\"80\"/></bpmndi:BPMNShape>\n"
            );
        }
        shapes += &format!(
            "      <bpmndi:BPMNEdge id=\"go{number}_di\" bpmnElement=\"go{number}\"><di:waypoint x=\"1\" y=\"2\"/><di:waypoint x=\"3\" y=\"4\"/></bpmndi:BPMNEdge>\n"
        );
    }
    let last = number + 1;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions {NAMESPACES} id=\"d\" targetNamespace=\"t\">\n  <bpmn:process id=\"p\" name=\"Generated\">
    <bpmn:startEvent id=\"s\"/><bpmn:sequenceFlow id=\"first\" sourceRef=\"s\" targetRef=\"task1\"/>\n{steps}    <bpmn:task id=\"task{last}\"/>\n  </bpmn:process>
  <bpmndi:BPMNDiagram id=\"dia\">\n    <bpmndi:BPMNPlane id=\"pl\" bpmnElement=\"p\">\n{shapes}    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n</bpmn:definitions>\n"
    )
}

fn bpmn_files(criterion: &mut Criterion) {
    let text = generated(250_000);
    let file = FileText::new("generated.bpmn", text);
    let document = bpmn::read(&file, Limits::default()).0;
    let size = format!("{} KB", file.text().len() / 1_000);
    criterion.bench_function(&format!("read {size}"), |bencher| bencher.iter(|| bpmn::read(black_box(&file), Limits::default())));
    criterion.bench_function(&format!("read and check {size}"), |bencher| {
        bencher.iter(|| {
            let document = bpmn::read(black_box(&file), Limits::default()).0;
            document.map(|document| {
                Workflow::check(&document.processes().first().map(|process| process.workflow.clone()).unwrap_or_default(), Some(&file), &())
            })
        });
    });
    if let Some(document) = document {
        criterion.bench_function(&format!("write {size} unchanged"), |bencher| bencher.iter(|| bpmn::write(black_box(&document))));
    }
}

criterion_group!(benches, bpmn_files);
criterion_main!(benches);
