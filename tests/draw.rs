//! Pictures: nothing overlaps, lines end at borders, hostile labels do no harm, the same picture gives the same bytes.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use itsm::draw::{
    Area, Direction, Edge, Emphasis, Layout, LayoutOptions, Node, Picture, Point, Shape, SvgOptions, Theme, TooLarge, dot, layout, mermaid, svg,
};
use proptest::prelude::*;
use strum::IntoEnumIterator;

const HOSTILE: [&str; 12] = [
    "\"quoted\" 'single' `tick`",
    "<script>alert(1)</script>",
    "a --> b : c; %% d",
    "one\ntwo\r\nthree\n",
    "]]> <!-- x --> <![CDATA[",
    "\u{1F6A8}\u{1F469}\u{200D}\u{1F4BB} down",
    "\u{05E9}\u{05DC}\u{05D5}\u{05DD} \u{202E}evil\u{202C} \u{0645}\u{0631}\u{062D}\u{0628}\u{0627}",
    "\u{0}\u{1}\u{8}\u{B}\u{7F}\u{FFFF}",
    "\\N \\G \\\" \\",
    "&amp; &#60; #35; #quot;",
    "end]}) |pipe| {{brace}} [*]",
    "",
];

fn overlaps(layout: &Layout) -> Vec<String> {
    let mut areas: Vec<(String, Area)> = Vec::new();
    for (place, node) in layout.nodes.iter().enumerate() {
        areas.push((format!("node {place}"), node.outline));
        if !node.outline.overlaps(&node.label) && !node.lines.is_empty() {
            areas.push((format!("label of node {place}"), node.label));
        }
        if let Some((middle, _)) = &node.dot {
            areas.push((format!("dot of node {place}"), Area::around(*middle, 14.0, 14.0)));
        }
    }
    for (place, edge) in layout.edges.iter().enumerate() {
        areas.extend(edge.label.iter().map(|label| (format!("label of edge {place}"), label.area)));
    }
    let mut found = Vec::new();
    for (place, (one, area)) in areas.iter().enumerate() {
        for (other, other_area) in &areas[..place] {
            if area.overlaps(other_area) {
                found.push(format!("{one} {area:?} and {other} {other_area:?}"));
            }
        }
        let inside = area.x >= -0.01 && area.y >= -0.01 && area.x + area.width <= layout.width + 0.01 && area.y + area.height <= layout.height + 0.01;
        if !inside {
            found.push(format!("{one} {area:?} is outside of {} by {}", layout.width, layout.height));
        }
    }
    found
}

/// How far a point is from the outline of a node, by the equation of its shape.
fn from_border(shape: Shape, outline: Area, point: Point) -> f64 {
    let middle = outline.middle();
    let (x, y) = ((point.x - middle.x).abs(), (point.y - middle.y).abs());
    let (width, height) = (outline.width / 2.0, outline.height / 2.0);
    match shape {
        Shape::Start | Shape::End | Shape::Event => (x.hypot(y) - width).abs(),
        Shape::Exclusive | Shape::Parallel | Shape::Inclusive | Shape::EventBased => ((x / width + y / height) - 1.0).abs() * width,
        _ => (x - width).max(y - height).abs(),
    }
}

/// Whether the straight line between two points passes through the inside of a rectangle; sampled.
fn passes(area: Area, from: Point, to: Point) -> bool {
    (0..=40).map(|step| f64::from(step) / 40.0).any(|share| {
        let point = Point { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
        let smaller = Area { x: area.x + 0.5, y: area.y + 0.5, width: area.width - 1.0, height: area.height - 1.0 };
        smaller.overlaps(&Area { x: point.x, y: point.y, width: 0.001, height: 0.001 })
    })
}

fn offences(picture: &Picture, options: LayoutOptions) -> Vec<String> {
    let layout = layout(picture, options).unwrap();
    let mut found = overlaps(&layout);
    let nodes: Vec<&Node> = picture.nodes().collect();
    for (place, (edge, route)) in picture.edges().iter().zip(&layout.edges).enumerate() {
        for (id, point) in [(&edge.from, route.points.first()), (&edge.to, route.points.last())] {
            let node = picture.node_index(id).unwrap();
            let distance = from_border(nodes[node].shape, layout.nodes[node].outline, *point.unwrap());
            if distance > 0.6 {
                found.push(format!("edge {place} ends {distance} from the border of {id}"));
            }
        }
        for pair in route.points.windows(2) {
            for (node, placed) in layout.nodes.iter().enumerate() {
                let own = picture.node_index(&edge.from) == Some(node) || picture.node_index(&edge.to) == Some(node);
                if !own && passes(placed.outline, pair[0], pair[1]) {
                    found.push(format!("edge {place} passes through node {node}"));
                }
            }
            for (other, other_route) in layout.edges.iter().enumerate() {
                if let Some(label) = &other_route.label
                    && route.drawn_as != other
                    && passes(label.area, pair[0], pair[1])
                {
                    found.push(format!("edge {place} passes through the label of edge {other}"));
                }
            }
        }
        let first = &layout.edges[route.drawn_as];
        if !edge.label.trim().is_empty() && first.label.is_none() {
            found.push(format!("the label of edge {place} is nowhere"));
        }
    }
    for (node, placed) in nodes.iter().zip(&layout.nodes) {
        if let Some(lane) = node.lane.as_ref().and_then(|lane| picture.lane_index(lane)) {
            let (lane, outline) = (layout.lanes[lane], placed.outline);
            let inside = lane.x <= outline.x
                && lane.y <= outline.y
                && lane.x + lane.width >= outline.x + outline.width
                && lane.y + lane.height >= outline.y + outline.height;
            if !inside {
                found.push(format!("{} is outside of its lane", node.id));
            }
        }
    }
    found
}

prop_compose! {
    fn pictures(most_nodes: usize, most_edges: usize)(
        nodes in prop::collection::vec((0..14_usize, 0..4_usize, "[a-zA-Z ]{0,30}"), 1..=most_nodes),
        edges in prop::collection::vec((0..20_usize, 0..20_usize, prop_oneof![Just(String::new()), "[a-z ]{1,40}"], any::<bool>()), 0..=most_edges),
        down in any::<bool>(),
        lanes in 0..4_usize,
    ) -> Picture {
        let shapes: Vec<Shape> = Shape::iter().collect();
        let mut picture = Picture::states("Random").direction(if down { Direction::Down } else { Direction::Right });
        for lane in 0..lanes {
            picture = picture.lane(format!("l{lane}"), format!("Lane number {lane}"));
        }
        for (place, (shape, lane, label)) in nodes.iter().enumerate() {
            let mut node = Node::new(format!("n{place}")).label(label.clone()).shape(shapes[*shape]);
            if *lane < lanes {
                node = node.lane(format!("l{lane}"));
            }
            picture = picture.node(node);
        }
        for (from, to, label, dashed) in edges {
            let edge = Edge::new(format!("n{}", from % nodes.len()), format!("n{}", to % nodes.len())).label(label);
            picture = picture.edge(if dashed { edge.dashed() } else { edge });
        }
        picture
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_overlaps_and_lines_end_at_borders(picture in pictures(20, 40), merge_parallel in any::<bool>()) {
        let found = offences(&picture, LayoutOptions { merge_parallel });
        prop_assert!(found.is_empty(), "{}", found.join("\n"));
    }

    #[test]
    fn any_text_is_held(label in any::<String>(), id in any::<String>(), title in any::<String>()) {
        let picture = Picture::flow(title).lane(id.clone(), label.clone()).node(Node::new(id.clone()).label(label.clone()).lane(id.clone()))
            .edge(Edge::new(id.clone(), "b").label(label.clone())).edge(Edge::new("b", id).label(label));
        for theme in [Theme::Light, Theme::Dark, Theme::Both] {
            let drawn = svg(&picture, &SvgOptions { theme, ..SvgOptions::default() }).unwrap();
            prop_assert!(roxmltree::Document::parse(&drawn).is_ok(), "{drawn}");
        }
        prop_assert!(dot_is_quoted(&dot(&picture)));
        let text = mermaid(&picture);
        // Every line of the body is one of ours: labels bring no line feed, quote, semicolon or bracket of their own.
        prop_assert_eq!(text.lines().filter(|line| line.contains("-->")).count(), 2, "{}", text);
    }
}

/// Reads DOT as its lexer does: every quoted string closes on its line, braces balance, outside of strings stand only our words.
fn dot_is_quoted(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut inside = false;
    let mut escaped = false;
    for character in text.chars() {
        if inside {
            match character {
                '\n' | '\r' | '\0' => return false,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => inside = false,
                _ => {}
            }
            continue;
        }
        match character {
            '"' => inside = true,
            '{' => depth += 1,
            '}' => depth -= 1,
            other if other.is_ascii_alphanumeric() || "[]=,;->_#. \n".contains(other) => {}
            _ => return false,
        }
    }
    !inside && depth == 0
}

fn hostile(long: usize) -> Vec<String> {
    HOSTILE.iter().map(|label| (*label).to_owned()).chain(["x".repeat(long), "two words ".repeat(long / 10)]).collect()
}

#[test]
fn hostile_labels_do_no_harm() {
    for label in hostile(10_000) {
        for start in [Picture::states(label.clone()), Picture::flow(label.clone())] {
            let picture = start
                .node(Node::new("a").label(label.clone()))
                .edge(Edge::new("a", "b").label(label.clone()))
                .edge(Edge::new("a", "a").label(label.clone()))
                .edge(Edge::new(label.clone(), "a"));
            let drawn = svg(&picture, &SvgOptions { id: label.clone(), ..SvgOptions::default() }).unwrap();
            let document = roxmltree::Document::parse(&drawn).unwrap();
            let known = ["svg", "title", "desc", "style", "rect", "g", "path", "text", "circle"];
            assert!(document.descendants().filter(|node| node.is_element()).all(|node| known.contains(&node.tag_name().name())), "{drawn}");
            assert!(dot_is_quoted(&dot(&picture)), "{}", dot(&picture));
            let text = mermaid(&picture);
            assert_eq!(text.lines().filter(|line| line.contains("-->")).count(), 3, "{text}");
            assert!(!text.contains("<script") && !text.contains('\0'), "{text}");
            assert!(offences(&picture, LayoutOptions::default()).is_empty());
        }
    }
}

#[test]
fn a_cut_label_is_there_in_full() {
    let long = "word ".repeat(2_000);
    let picture = Picture::states("Cut").edge(Edge::new("a", "b").label(long.clone())).node(Node::new("a").label(long.clone()));
    let drawn = svg(&picture, &SvgOptions::default()).unwrap();
    let document = roxmltree::Document::parse(&drawn).unwrap();
    let titles = document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "title")));
    assert_eq!(titles.filter(|node| node.text() == Some(long.as_str())).count(), 2);
}

#[test]
fn parallel_edges_share_a_line_unless_told_otherwise() {
    let picture = Picture::states("Parallel").edges_of(["one", "two"].map(|label| Edge::new("a", "b").label(label)));
    let merged = layout(&picture, LayoutOptions::default()).unwrap();
    assert_eq!(merged.edges[1].drawn_as, 0);
    assert_eq!(merged.edges[0].label.as_ref().unwrap().lines, ["one", "two"]);
    let apart = layout(&picture, LayoutOptions { merge_parallel: false }).unwrap();
    assert_eq!((apart.edges[0].drawn_as, apart.edges[1].drawn_as), (0, 1));
    assert_eq!(apart.edges[1].label.as_ref().unwrap().lines, ["two"]);
    assert_ne!(apart.edges[0].points, apart.edges[1].points);
}

#[test]
fn too_large_pictures_are_refused_with_a_sentence() {
    let nodes = Picture::flow("Many").nodes_of((0..2_001).map(|place| Node::new(place.to_string())));
    assert_eq!(layout(&nodes, LayoutOptions::default()), Err(TooLarge::Nodes(2_001)));
    let edges = Picture::flow("Many").edges_of((0..5_001).map(|place| Edge::new("a", (place % 7).to_string())));
    let refused = svg(&edges, &SvgOptions::default()).unwrap_err();
    assert_eq!(refused.to_string(), "the picture has 5001 edges, and at most 5000 are laid out; draw a part of it, or write DOT and use Graphviz");
    let chain = Picture::flow("Long").edges_of((0..1_000).map(|place| Edge::new(place.to_string(), (place + 1).to_string())));
    let long = chain.edges_of((0..400).map(|place| Edge::new(place.to_string(), (place + 500).to_string()).label("far")));
    assert!(matches!(layout(&long, LayoutOptions::default()), Err(TooLarge::Points(_))));
}

/// The largest pictures that are taken in end in bounded time: a chain, a star, a dense core.
#[test]
fn large_pictures_end() {
    let chain = Picture::flow("Chain").edges_of((0..1_999).map(|place| Edge::new(place.to_string(), (place + 1).to_string())));
    let star = Picture::flow("Star").edges_of((1..1_500).map(|place| Edge::new("0", place.to_string()).label("ray")));
    let dense = Picture::flow("Dense").edges_of((0..1_600).map(|place| Edge::new((place / 40).to_string(), (place % 40).to_string())));
    for picture in [chain, star, dense] {
        assert!(layout(&picture, LayoutOptions::default()).is_ok());
    }
}

#[test]
fn an_empty_picture_is_a_picture() {
    let picture = Picture::states("");
    roxmltree::Document::parse(&svg(&picture, &SvgOptions::default()).unwrap()).unwrap();
    assert_eq!(mermaid(&picture), "stateDiagram-v2\n    direction LR\n");
}

/// Mermaid takes no empty text between quotes, which would spoil the whole diagram.
#[test]
fn empty_labels_are_written_as_spaces_in_mermaid() {
    for start in [Picture::states(""), Picture::flow("").lane("l", " ")] {
        let text = mermaid(&start.node(Node::new("a").label("")).node(Node::new("b").label(" \n").shape(Shape::Start)).edge(Edge::new("a", "b")));
        assert!(!text.contains("\"\"") && text.matches("#160;").count() >= 2, "{text}");
    }
}

/// A line ends behind its arrow head, and never turns back on itself to get there.
#[test]
fn lines_end_behind_their_arrow_heads() {
    let drawn = svg(&small(), &SvgOptions::default()).unwrap();
    let document = roxmltree::Document::parse(&drawn).unwrap();
    let mut seen = 0;
    for path in document.descendants().filter(|node| node.attribute("class") == Some("line")) {
        // A loop leaves the border that it comes back to.
        if path.parent().unwrap().descendants().any(|node| node.text() == Some("reassign")) {
            continue;
        }
        let numbers = |text: &str| text.split(['M', 'L', 'C', ' ', 'Z']).filter_map(|number| number.parse::<f64>().ok()).collect::<Vec<_>>();
        let line = numbers(path.attribute("d").unwrap());
        let head = numbers(path.next_sibling_element().unwrap().attribute("d").unwrap());
        let (tip, back) = ((head[0], head[1]), (f64::midpoint(head[2], head[4]), f64::midpoint(head[3], head[5])));
        let ends: Vec<f64> = line.chunks(2).map(|point| (point[0] - tip.0) * (back.0 - tip.0) + (point[1] - tip.1) * (back.1 - tip.1)).collect();
        // Every point lies at least as far behind the tip as the back of the head does (9 pixels, rounding allowed for).
        assert!(ends.iter().all(|behind| *behind >= 79.0), "{path:?} {ends:?}");
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn ids_are_safe_and_unique_in_mermaid() {
    let picture = Picture::flow("").nodes_of(["end", "a b", "a-b", "A_B", "9", "über"].map(Node::new));
    let text = mermaid(&picture);
    let names: Vec<&str> =
        text.lines().skip(1).map(|line| line.trim().split('[').next().unwrap()).map(|line| line.split('(').next().unwrap()).collect();
    assert_eq!(names, ["n_end", "a_b", "a_b_2", "A_B_3", "n_9", "n__ber"]);
}

fn small() -> Picture {
    Picture::states("Incident")
        .node(Node::new("new").label("New").shape(Shape::Initial))
        .node(Node::new("work").label("In progress").emphasis(Emphasis::Strong))
        .node(Node::new("hold").label("On hold").shape(Shape::Waiting))
        .node(Node::new("closed").label("Closed").shape(Shape::Final).emphasis(Emphasis::Good))
        .edge(Edge::new("new", "work").label("start"))
        .edge(Edge::new("work", "work").label("reassign"))
        .edge(Edge::new("work", "hold").label("wait"))
        .edge(Edge::new("hold", "work").label("resume").dashed())
        .edge(Edge::new("work", "closed").label("resolve"))
        .edge(Edge::new("work", "closed").label("close"))
}

fn flow() -> Picture {
    Picture::flow("Change")
        .lane("team", "Team")
        .lane("board", "Board")
        .node(Node::new("start").label("").shape(Shape::Start).lane("team"))
        .node(Node::new("assess").label("Assess").shape(Shape::Task).lane("team"))
        .node(Node::new("decide").label("Approved?").shape(Shape::Exclusive).lane("board"))
        .node(Node::new("done").label("Done").shape(Shape::End).lane("team"))
        .edge(Edge::new("start", "assess"))
        .edge(Edge::new("assess", "decide"))
        .edge(Edge::new("decide", "done").label("yes"))
        .edge(Edge::new("decide", "assess").label("no"))
}

#[test]
fn small_pictures_look_like_this() {
    insta::assert_snapshot!("draw_states_svg", svg(&small(), &SvgOptions::default()).unwrap());
    insta::assert_snapshot!("draw_states_dot", dot(&small()));
    insta::assert_snapshot!("draw_states_mermaid", mermaid(&small()));
    insta::assert_snapshot!("draw_flow_svg", svg(&flow(), &SvgOptions { theme: Theme::Light, ..SvgOptions::default() }).unwrap());
    insta::assert_snapshot!("draw_flow_dot", dot(&flow()));
    insta::assert_snapshot!("draw_flow_mermaid", mermaid(&flow()));
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    for picture in [small(), flow()] {
        let draw = || (svg(&picture, &SvgOptions::default()).unwrap(), dot(&picture), mermaid(&picture));
        assert_eq!(draw(), draw());
    }
}
