//! PNML: dialects, planted defects at their places, writing and reading again.

use itsm::{
    diagnostic::{Code, Findings, Severity},
    net::{
        Net, NetBuilder,
        pnml::{self, PnmlNet, Point},
    },
    source::{FileText, Limits},
};
use proptest::prelude::*;

use crate::nets::{Numbers, Plan, Shape};

pub fn read(text: &str) -> (Vec<PnmlNet>, Findings) {
    pnml::read(&FileText::new("net.pnml", text.to_owned()), Limits::default())
}

fn good(text: &str) -> Vec<PnmlNet> {
    let (nets, findings) = read(text);
    assert!(findings.is_empty(), "{findings:?}");
    nets
}

/// The findings as `line:column code message`.
pub fn listed(findings: &Findings) -> Vec<String> {
    let place =
        |finding: &itsm::diagnostic::Diagnostic| finding.position().map_or_else(String::new, |place| format!("{}:{} ", place.line(), place.column()));
    findings.iter().map(|finding| format!("{}{}: {}", place(finding), finding.code(), finding.message())).collect()
}

fn arcs(net: &Net) -> Vec<String> {
    net.transitions()
        .map(|transition| {
            let side = |arcs: &[itsm::net::PlaceArc]| {
                arcs.iter().map(|arc| format!("{}x{}", arc.weight, net.place_name(arc.place))).collect::<Vec<_>>().join("+")
            };
            format!("{} -[{}]-> {}", side(net.inputs(transition)), net.label(transition).unwrap_or("-"), side(net.outputs(transition)))
        })
        .collect()
}

#[test]
fn dialects_are_read() {
    // No page; names; weights; final markings that list zeros; several nets; comments, CDATA and entities in names.
    let nets = good(
        r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml"><net id="one"><name><text>One &amp; only</text></name>
<place id="a"><name><text> Start<!-- here --> place </text></name><initialMarking><text>3</text></initialMarking></place>
<place id="b"/><place id="c"/>
<transition id="t"><name><text><![CDATA[Do <it>]]></text></name></transition>
<transition id="u"><name><text>tau</text></name><toolspecific tool="ProM" version="6.4" activity="$invisible$"/></transition>
<arc id="1" source="a" target="t"><inscription><text>2</text></inscription></arc>
<arc id="2" source="t" target="b"><inscription><value>Default,3</value></inscription></arc>
<arc id="3" source="b" target="u"><arctype><text>normal</text></arctype></arc>
<arc id="4" source="u" target="c"/><arc id="5" source="a" target="u"><arctype><text>reset</text></arctype></arc>
<finalmarkings><marking><place idref="a"><text>0</text></place><place idref="c"><text>2</text></place></marking></finalmarkings>
</net><net id="two"><place id="p"/></net></pnml>"#,
    );
    let [one, two] = &nets[..] else { panic!("{nets:?}") };
    assert_eq!((one.net.name(), one.id.as_str(), two.id.as_str()), ("One & only", "one", "two"));
    assert_eq!(arcs(&one.net), ["2xStart place -[Do <it>]-> 3xb", "1xb -[-]-> 1xc"]);
    let ids: Vec<_> = one.net.transitions().collect();
    assert_eq!(one.net.resets(ids[1]).len(), 1);
    assert_eq!(one.net.transition_name(ids[1]), "tau");
    let marked = |marking: &itsm::net::Marking| marking.marked().map(|(place, tokens)| (place.index(), tokens)).collect::<Vec<_>>();
    assert_eq!((marked(one.net.initial()), marked(one.net.final_marking().unwrap())), (vec![(0, 3)], vec![(2, 2)]));
    // The second net has a place that is source and sink.
    assert_eq!((marked(two.net.initial()), marked(two.net.final_marking().unwrap())), (vec![(0, 1)], vec![(0, 1)]));
}

#[test]
fn pages_references_and_graphics_are_read() {
    let nets = good(
        r#"<pnml><net id="n" type="http://www.pnml.org/version-2009/grammar/ptnet"><page id="outer">
<place id="a"><graphics><position x="11.25" y="-3"/><dimension x="1" y="2"/></graphics></place>
<page id="inner"><referencePlace id="ra" ref="a"/><transition id="t"/><arc id="1" source="ra" target="rt"/></page>
<page id="other"><referenceTransition id="rt" ref="t"/><referencePlace id="rb" ref="b"/><arc id="2" source="rt" target="rrb"/>
<referencePlace id="rrb" ref="rb"/></page>
<place id="b"/></page></net></pnml>"#,
    );
    assert_eq!(arcs(&nets[0].net), ["1xa -[t]-> 1xb"]);
    assert_eq!(nets[0].place_points[0], Some(Point { x: 11.25, y: -3.0 }));
    assert_eq!(nets[0].transition_points, [None]);
}

#[test]
fn defects_have_their_places() {
    let text = r#"<pnml><net id="n">
  <place id="a"><initialMarking><text>many</text></initialMarking></place>
  <place id="b"/><place id="b"/><place/>
  <transition id="t"/>
  <arc id="1" source="a" target="b"/>
  <arc id="2" source="a" target="tt"/>
  <arc id="3" source="a"/>
  <arc id="4" source="t" target="b"><inscription><text>-1</text></inscription></arc>
  <arc id="5" source="a" target="t"><arctype><text>inhibitor</text></arctype></arc>
  <referencePlace id="r1" ref="r2"/><referencePlace id="r2" ref="r1"/>
  <arc id="6" source="r1" target="t"/>
  <finalmarkings><marking><place idref="t"><text>1</text></place><place idref="b"/></marking><marking/></finalmarkings>
  <declaration/>
</net><net id="m" type="http://www.pnml.org/version-2009/grammar/symmetricnet"/><net id="o"><place id="x"/><transition id="y"/>
<arc id="7" source="x" target="y"><inscription><text>0</text></inscription></arc></net></pnml>"#;
    let (nets, findings) = read(text);
    assert!(nets.is_empty());
    assert_eq!(
        listed(&findings),
        [
            "2:18 malformed-net: the number of tokens `many` is no whole number",
            "3:19 duplicate-id: two nodes have the id `b`",
            "3:34 missing-key: the place has no `id`",
            "5:4 malformed-net: the arc joins two places",
            "6:4 dangling-reference: there is no place or transition `tt`",
            "7:4 missing-key: the arc has no `target`",
            "8:38 malformed-net: the weight `-1` is no whole number",
            "9:4 malformed-net: the arc is of the type `inhibitor`, which is not read",
            "11:4 malformed-net: reference nodes refer to each other in a circle",
            "12:28 malformed-net: `t` is a transition, tokens lie on places",
            "12:67 malformed-net: the number of tokens is no whole number",
            "12:95 unknown-key: only the first of several final markings is read",
            "13:4 unknown-key: the element `declaration` is not read here",
            "14:8 unsupported-format: the net is of the type `http://www.pnml.org/version-2009/grammar/symmetricnet`, whose tokens have values; \
             only place/transition nets are read",
            "14:82 malformed-net: the arc between the transition `y` and the place `x` has the weight 0; weights begin with 1",
        ]
    );
    assert_eq!(findings.iter().filter(|finding| finding.severity() == Severity::Warning).count(), 2);
    assert!(findings.iter().all(|finding| finding.help_text().is_some()));
    let help = findings.iter().find(|finding| finding.code() == Code::DanglingReference).unwrap();
    assert_eq!(help.help_text(), Some("did you mean `t`?"));
}

#[test]
fn files_that_are_no_pnml_say_so() {
    assert_eq!(listed(&read("<net/>").1), ["1:2 unsupported-format: the file is no PNML: its root element is `net`"]);
    assert_eq!(listed(&read("<pnml/>").1), ["1:2 malformed-net: the file has no net"]);
}

#[test]
fn places_in_long_lines_count_characters() {
    let filler = "ä".repeat(5000);
    let text = format!("<pnml><net id=\"n\"><name><text>{filler}</text></name><place/></net></pnml>");
    let before = text.split("<place").next().unwrap().chars().count();
    assert_eq!(read(&text).1.iter().next().unwrap().position().unwrap().column() as usize, before + 2);
}

#[test]
fn what_the_standard_lacks_is_kept() {
    let mut numbers = Numbers::new(3);
    let mut plan = Plan::blocks(&mut numbers, Shape { tasks: 8, parallel: 50, loops: 10, choices: 20 });
    plan.include(&mut numbers);
    plan.cancel(&mut numbers);
    plan.weigh(&mut numbers);
    plan.spread(&mut numbers);
    let net = plan.net();
    let text = pnml::write(&[PnmlNet::new(net.clone())]);
    let again = good(&text).remove(0).net;
    assert_eq!((again.ends(), again.has_inclusive_joins(), again.has_resets()), (net.ends(), true, true));
    assert_eq!(again, net);
}

/// Names of any characters that XML can hold, without blanks around them.
fn names() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof![any::<char>(), Just('&'), Just('<'), Just('\n'), Just('"'), Just(' '), Just(']')], 0..12)
        .prop_map(|characters| {
            characters.into_iter().filter(|character| !character.is_control() && !matches!(*character, '\u{FFFE}' | '\u{FFFF}')).collect::<String>()
        })
        .prop_map(|name| if name.trim().is_empty() { "name".to_owned() } else { name.trim().to_owned() })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// What is written is read as it was: all but the names of visible transitions, which become ids.
    #[test]
    fn written_nets_are_read_as_they_were(seed in any::<u64>(), texts in proptest::collection::vec(names(), 1..6), point in proptest::option::of((-1e6..1e6, -1e6..1e6))) {
        let mut numbers = Numbers::new(seed);
        let plan = Plan::blocks(&mut numbers, Shape { tasks: 6, parallel: 40, loops: 10, choices: 20 });
        let text = |number: usize| texts[number % texts.len()].clone();
        let mut builder = NetBuilder::new(text(0));
        let places: Vec<_> = (0..plan.places).map(|place| builder.place(text(place))).collect();
        for (number, step) in plan.steps.iter().enumerate() {
            let transition = builder.transition(format!("t{number}"), (!step.silent).then(|| text(number)));
            step.inputs.iter().for_each(|(place, weight)| drop(builder.input(transition, places[*place], *weight).clone()));
            step.outputs.iter().for_each(|(place, weight)| drop(builder.output(transition, places[*place], *weight).clone()));
        }
        builder.initial(places[0], 1).final_(places[1], 2);
        let mut file = PnmlNet::new(builder.build().unwrap());
        if let Some((x, y)) = point {
            file.place_points = vec![Some(Point { x, y }); plan.places];
            file.transition_points = vec![None; plan.steps.len()];
        }
        let written = pnml::write(&[file.clone(), file.clone()]);
        let nets = good(&written);
        prop_assert_eq!(nets.len(), 2);
        let read = nets.into_iter().next().unwrap();
        prop_assert_eq!(&read.place_points, &file.place_points);
        let labels = |net: &Net| net.transitions().map(|transition| net.label(transition).map(str::to_owned)).collect::<Vec<_>>();
        let names = |net: &Net| net.places().map(|place| net.place_name(place).to_owned()).collect::<Vec<_>>();
        prop_assert_eq!((labels(&read.net), names(&read.net)), (labels(&file.net), names(&file.net)));
        prop_assert_eq!((arcs(&read.net), read.net.initial(), read.net.final_marking()), (arcs(&file.net), file.net.initial(), file.net.final_marking()));
        prop_assert_eq!(&good(&pnml::write(std::slice::from_ref(&read)))[0], &read);
    }
}
