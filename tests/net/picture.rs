//! Nets as pictures.

use itsm::{
    draw::{Emphasis, Line, Shape, SvgOptions, dot, mermaid, svg},
    net::NetBuilder,
};

#[test]
fn a_net_is_drawn() {
    let mut builder = NetBuilder::new("Order");
    let [a, b, c] = ["a", "b", "c"].map(|name| builder.place(name));
    let ship = builder.transition("ship", Some("Ship it".to_owned()));
    let skip = builder.transition("skip", None);
    builder.input(ship, a, 2).output(ship, b, 1).reset(ship, c).input(skip, b, 1).output(skip, c, 1).initial(a, 2).final_(c, 1);
    let picture = builder.build().unwrap().picture();
    let nodes: Vec<_> = picture.nodes().map(|node| (node.label.as_str(), node.shape, node.emphasis)).collect();
    assert_eq!(
        nodes,
        [
            ("● 2", Shape::Start, Emphasis::Plain),
            ("", Shape::Event, Emphasis::Plain),
            ("", Shape::End, Emphasis::Plain),
            ("Ship it", Shape::Task, Emphasis::Plain),
            ("", Shape::Task, Emphasis::Muted),
        ]
    );
    let edges: Vec<_> = picture.edges().iter().map(|edge| (edge.from.as_str(), edge.to.as_str(), edge.label.as_str(), edge.line)).collect();
    assert_eq!(
        edges,
        [
            ("p0", "t0", "2", Line::Solid),
            ("p2", "t0", "reset", Line::Dashed),
            ("t0", "p1", "", Line::Solid),
            ("p1", "t1", "", Line::Solid),
            ("t1", "p2", "", Line::Solid),
        ]
    );
    let drawing = svg(&picture, &SvgOptions::default()).unwrap();
    assert!(drawing.contains("Ship it") && roxmltree::Document::parse(&drawing).is_ok());
    assert!(mermaid(&picture).contains("Ship it") && dot(&picture).contains("Ship it"));
}
