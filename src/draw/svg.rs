//! Drawings as SVG: no scripts, no fonts, nothing from outside.

use std::fmt::Write as _;

use super::{
    layout::{Area, Layout, LayoutOptions, PlacedNode, Point, Route, TooLarge, layout},
    mark::Sign,
    picture::{Direction, Line, Node, Picture, Shape},
    style, text,
};

/// For which background a drawing has its colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As the reader's system asks (`prefers-color-scheme`), light where it does not say.
    #[default]
    Both,
}

/// What a caller may choose about an SVG drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SvgOptions {
    /// The colours.
    pub theme: Theme,
    /// What is chosen about the layout.
    pub layout: LayoutOptions,
    /// Prefix of the ids in the drawing; different ones are needed for drawings within one page.
    pub id: String,
    /// Whether the title is written over the drawing. It is always there for those who cannot see.
    pub heading: bool,
}

impl Default for SvgOptions {
    fn default() -> Self {
        Self { theme: Theme::Both, layout: LayoutOptions::default(), id: "picture".to_owned(), heading: true }
    }
}

const MARGIN: f64 = 16.0;
/// From the back of an arrow head to its tip, and half of its width.
const ARROW: (f64, f64) = (9.0, 4.0);

const COMMON: &str = "text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;text-anchor:middle}
.heading{font-size:16px;font-weight:bold;text-anchor:start}.node text{font-size:13px}.edge text{font-size:11px}.lane text{font-size:13px;font-weight:bold}
.line,.inner,.sign,.mark{fill:none}.mark{stroke-width:1.1;stroke-linejoin:round}.line,.shape,.inner{stroke-width:1.3}.sign{stroke-width:2}.dashed .line,.waiting .shape{stroke-dasharray:5 3}
.end .shape,.strong .shape{stroke-width:3}.strong .line{stroke-width:2.4}.strong text{font-weight:bold}.lane rect{stroke-width:1}
";

/// Names of colours in the order of `COLOURS`.
fn colours(theme: &[&str; 12]) -> String {
    let [page, ink, line, shape, border, waiting, band, band_border, good, bad, muted, strong] = theme;
    format!(
        ".page,.halo{{fill:{page}}}text{{fill:{ink}}}.line{{stroke:{line}}}.head,.dot{{fill:{line}}}.shape,.inner{{stroke:{border}}}.shape{{fill:{shape}}}.sign,.mark{{stroke:{border}}}.mark.full{{fill:{border}}}
.waiting .shape{{fill:{waiting}}}.lane rect{{fill:{band};stroke:{band_border}}}.good .shape{{stroke:{good}}}.bad .shape,.bad .inner{{stroke:{bad}}}.strong .shape{{fill:{strong}}}
.good .line{{stroke:{good}}}.good .head{{fill:{good}}}.bad .line{{stroke:{bad}}}.bad .head{{fill:{bad}}}.muted .shape,.muted .line{{stroke:{muted}}}.muted .head,.muted text{{fill:{muted}}}
"
    )
}

const LIGHT: [&str; 12] =
    ["#ffffff", "#1b2330", "#5a6675", "#eef4fb", "#2f5d8c", "#fff7e0", "none", "#aab4c0", "#1f7a3d", "#b3261e", "#76808c", "#cfe3f8"];
const DARK: [&str; 12] =
    ["#14181f", "#e8ecf1", "#9aa7b6", "#1f2d3d", "#7fb2e5", "#3a3218", "none", "#4a5563", "#6fcf8a", "#ff8a80", "#8893a0", "#2d4a68"];

/// Draws a picture as a whole SVG document with its own layout.
///
/// Labels that are cut for want of room are there in full as tooltips (`title`). Edges that are drawn as one line share a group.
///
/// # Errors
///
/// When the picture is too large to be laid out; see [`layout()`](super::layout()).
pub fn svg(picture: &Picture, options: &SvgOptions) -> Result<String, TooLarge> {
    let layout = layout(picture, options.layout)?;
    Ok(Drawing::new(picture, &layout, options).write())
}

struct Drawing<'a> {
    picture: &'a Picture,
    layout: &'a Layout,
    options: &'a SvgOptions,
    /// Room to the left and above for margins, heading and lane titles.
    left: f64,
    top: f64,
    header: f64,
    out: String,
}

impl<'a> Drawing<'a> {
    fn new(picture: &'a Picture, layout: &'a Layout, options: &'a SvgOptions) -> Self {
        let lines = picture.lanes().map(|lane| style::lane_lines(&lane.label).len()).max();
        let header = lines.map_or(0.0, |lines| text::height(lines.max(1), style::LANE_TEXT) + 12.0);
        let heading = if options.heading && !picture.title().is_empty() { style::TITLE_TEXT * 2.0 } else { 0.0 };
        let (left, top) = match picture.points() {
            Direction::Right => (MARGIN + header, MARGIN + heading),
            Direction::Down => (MARGIN, MARGIN + heading + header),
        };
        Self { picture, layout, options, left, top, header, out: String::new() }
    }

    fn write(mut self) -> String {
        let heading: Vec<String> = text::wrap(self.picture.title(), style::TITLE_TEXT, f64::MAX, 1);
        let heading_width = if self.options.heading {
            heading.iter().map(|line| text::width(line, style::TITLE_TEXT) * style::BOLD).fold(0.0, f64::max)
        } else {
            0.0
        };
        let heading_width = heading_width.min(MAX_HEADING);
        let padding = self.lane_padding();
        let (across, down) = turned(self.picture.points(), padding);
        let width = (self.left + self.layout.width + across).max(MARGIN + heading_width) + MARGIN;
        let height = self.top + self.layout.height + down + MARGIN;
        let id = text::xml(&self.options.id);
        let _ = writeln!(
            self.out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\">",
            w = number(width),
            h = number(height)
        );
        let title = if self.picture.title().is_empty() { "Diagram" } else { self.picture.title() };
        let _ = writeln!(self.out, "<title id=\"{id}-title\">{}</title>", text::xml(title));
        let _ = writeln!(self.out, "<desc id=\"{id}-desc\">{}</desc>", text::xml(&self.description()));
        self.style();
        let _ = writeln!(self.out, "<rect class=\"page\" width=\"{}\" height=\"{}\"/>", number(width), number(height));
        if let (true, Some(line)) = (self.options.heading, heading.first()) {
            let shown = shortened(line);
            let _ =
                writeln!(self.out, "<text class=\"heading\" x=\"{}\" y=\"{}\">{}</text>", number(MARGIN), number(MARGIN + 13.0), text::xml(&shown));
        }
        let _ = writeln!(self.out, "<g transform=\"translate({} {})\">", number(self.left + across / 2.0), number(self.top + down / 2.0));
        self.lanes(padding);
        // Lines first, so that labels with their halos lie over foreign lines.
        for (place, route) in self.layout.edges.iter().enumerate() {
            if route.drawn_as == place {
                self.edge(place, route);
            }
        }
        for (node, placed) in self.picture.nodes().zip(&self.layout.nodes) {
            self.node(node, placed);
        }
        self.out.push_str("</g>\n</svg>\n");
        self.out
    }

    fn lane_padding(&self) -> f64 {
        if self.layout.lanes.is_empty() { 0.0 } else { 24.0 }
    }

    fn description(&self) -> String {
        if !self.picture.described().is_empty() {
            return self.picture.described().to_owned();
        }
        let mut sentences = vec![format!("{} nodes, {} edges.", self.picture.nodes().len(), self.picture.edges().len())];
        let name = |id: &str| {
            let label = self.picture.nodes().find(|node| node.id == id).map_or(id, |node| node.label.as_str());
            brief(label)
        };
        for edge in self.picture.edges().iter().take(200) {
            let label = if edge.label.trim().is_empty() { String::new() } else { format!(": {}", brief(&edge.label)) };
            sentences.push(format!("{} to {}{label}.", name(&edge.from), name(&edge.to)));
        }
        if self.picture.edges().len() > 200 {
            sentences.push(format!("And {} more edges.", self.picture.edges().len() - 200));
        }
        sentences.join(" ")
    }

    fn style(&mut self) {
        let colours = match self.options.theme {
            Theme::Light => colours(&LIGHT),
            Theme::Dark => colours(&DARK),
            Theme::Both => format!("{}@media (prefers-color-scheme:dark){{\n{}}}\n", colours(&LIGHT), colours(&DARK)),
        };
        let _ = write!(self.out, "<style>\n{COMMON}{colours}</style>\n");
    }

    fn lanes(&mut self, padding: f64) {
        for (lane, area) in self.picture.lanes().zip(&self.layout.lanes) {
            let lines = style::lane_lines(&lane.label);
            let (whole, header, rotate) = match self.picture.points() {
                Direction::Right => {
                    let whole = Area { x: -padding / 2.0 - self.header, width: area.width + padding + self.header, ..*area };
                    (whole, Area { width: self.header, ..whole }, true)
                }
                Direction::Down => {
                    let whole = Area { y: -padding / 2.0 - self.header, height: area.height + padding + self.header, ..*area };
                    (whole, Area { height: self.header, ..whole }, false)
                }
            };
            self.out.push_str("<g class=\"lane\">");
            self.full_text(&lane.label, &lines);
            for area in [whole, header] {
                let _ = write!(self.out, "<rect {}/>", box_attributes(area));
            }
            let middle = header.middle();
            if rotate {
                let _ = write!(self.out, "<g transform=\"translate({} {}) rotate(-90)\">", number(middle.x), number(middle.y));
                self.lines(&lines, Point::default(), style::LANE_TEXT);
                self.out.push_str("</g>");
            } else {
                self.lines(&lines, middle, style::LANE_TEXT);
            }
            self.out.push_str("</g>\n");
        }
    }

    /// A tooltip where the visible lines are not all.
    fn full_text(&mut self, label: &str, lines: &[String]) {
        if lines.last().is_some_and(|line| line.ends_with('…')) {
            let _ = write!(self.out, "<title>{}</title>", text::xml(label));
        }
    }

    fn lines(&mut self, lines: &[String], middle: Point, size: f64) {
        let mut y = middle.y - text::height(lines.len(), size) / 2.0 + size * 0.98;
        for line in lines {
            let _ = write!(self.out, "<text x=\"{}\" y=\"{}\">{}</text>", number(middle.x), number(y), text::xml(line));
            y += text::height(1, size);
        }
    }

    fn edge(&mut self, place: usize, route: &Route) {
        let Some(edge) = self.picture.edges().get(place) else { return };
        let mut classes = String::from("edge");
        if edge.line == Line::Dashed {
            classes.push_str(" dashed");
        }
        push_emphasis(&mut classes, edge.emphasis);
        let _ = write!(self.out, "<g class=\"{classes}\">");
        let together = self.picture.edges().iter().zip(&self.layout.edges).filter(|(_, other)| other.drawn_as == place);
        let labels: Vec<&str> = together.map(|(edge, _)| edge.label.as_str()).filter(|label| !label.is_empty()).collect();
        if let Some(label) = &route.label
            && label.lines.iter().any(|line| line.ends_with('…'))
        {
            let _ = write!(self.out, "<title>{}</title>", text::xml(&labels.join("\n")));
        }
        self.line(&route.points, edge.from == edge.to);
        if let Some(label) = &route.label {
            let _ = write!(self.out, "<rect class=\"halo\" {}/>", box_attributes(label.area));
            let lines = label.lines.clone();
            self.lines(&lines, label.area.middle(), style::EDGE_TEXT);
        }
        self.out.push_str("</g>\n");
    }

    /// A line with its arrow head: curves that leave and enter every layer straight.
    fn line(&mut self, points: &[Point], is_loop: bool) {
        // A last piece that is shorter than the arrow head would be drawn back and forth.
        if let [rest @ .., from, before, tip] = points
            && !is_loop
            && (before.x - tip.x).hypot(before.y - tip.y) < ARROW.0 + 1.0
        {
            self.line(&[rest, &[*from, *tip]].concat(), is_loop);
            return;
        }
        let [first, .., before, tip] = points else {
            if let [first, tip] = points {
                self.line(&[*first, Point { x: f64::midpoint(first.x, tip.x), y: f64::midpoint(first.y, tip.y) }, *tip], is_loop);
            }
            return;
        };
        // Lines run along the layers, but loops leave and enter sideways.
        let along_x = (self.picture.points() == Direction::Right) != is_loop;
        let sign = if along_x { (tip.x - before.x).signum() } else { (tip.y - before.y).signum() };
        let back = if along_x { Point { x: tip.x - sign * ARROW.0, y: tip.y } } else { Point { x: tip.x, y: tip.y - sign * ARROW.0 } };
        let mut path = format!("M{} {}", number(first.x), number(first.y));
        if let (true, [_, one, other, _]) = (is_loop, points) {
            let (one, other) = (stretch(*first, *one), stretch(*tip, *other));
            curve(&mut path, one, other, back);
        } else {
            let mut from = *first;
            for (index, to) in points.iter().enumerate().skip(1) {
                let to = if index + 1 == points.len() { back } else { *to };
                let (one, other) = if along_x {
                    let middle = f64::midpoint(from.x, to.x);
                    (Point { x: middle, y: from.y }, Point { x: middle, y: to.y })
                } else {
                    let middle = f64::midpoint(from.y, to.y);
                    (Point { x: from.x, y: middle }, Point { x: to.x, y: middle })
                };
                if (from.x - to.x).abs() < 0.01 || (from.y - to.y).abs() < 0.01 {
                    let _ = write!(path, "L{} {}", number(to.x), number(to.y));
                } else {
                    curve(&mut path, one, other, to);
                }
                from = to;
            }
        }
        let wings = if along_x {
            [Point { x: back.x, y: back.y - ARROW.1 }, Point { x: back.x, y: back.y + ARROW.1 }]
        } else {
            [Point { x: back.x - ARROW.1, y: back.y }, Point { x: back.x + ARROW.1, y: back.y }]
        };
        let _ = write!(self.out, "<path class=\"line\" d=\"{path}\"/><path class=\"head\" d=\"M{} {}", number(tip.x), number(tip.y));
        for wing in wings {
            let _ = write!(self.out, "L{} {}", number(wing.x), number(wing.y));
        }
        self.out.push_str("Z\"/>");
    }

    fn node(&mut self, node: &Node, placed: &PlacedNode) {
        let mut classes = String::from("node");
        match node.shape {
            Shape::Waiting => classes.push_str(" waiting"),
            Shape::End => classes.push_str(" end"),
            _ => {}
        }
        push_emphasis(&mut classes, node.emphasis);
        let _ = write!(self.out, "<g class=\"{classes}\">");
        self.full_text(&node.label, &placed.lines);
        if let Some((dot, line)) = &placed.dot {
            let _ = write!(self.out, "<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", number(dot.x), number(dot.y), number(style::DOT));
            self.line(line, false);
        }
        self.outline(node.shape, placed.outline);
        if let Some(mark) = node.mark.filter(|_| node.shape.is_circle()) {
            let is_full = mark.is_thrown || mark.sign == Sign::Terminate;
            let class = if is_full { "mark full" } else { "mark" };
            let _ = write!(self.out, "<path class=\"{class}\" d=\"{}\"/>", mark.sign.path(placed.outline.middle()));
        }
        self.lines(&placed.lines, placed.label.middle(), style::NODE_TEXT);
        self.out.push_str("</g>\n");
    }

    fn outline(&mut self, shape: Shape, area: Area) {
        let middle = area.middle();
        let (x, y) = (number(middle.x), number(middle.y));
        if shape.is_circle() {
            let _ = write!(self.out, "<circle class=\"shape\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", number(area.width / 2.0));
            if shape == Shape::Event {
                let _ = write!(self.out, "<circle class=\"inner\" cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", number(area.width / 2.0 - 3.5));
            }
        } else if shape.is_gateway() {
            let (w, h) = (area.width / 2.0, area.height / 2.0);
            let _ = write!(
                self.out,
                "<path class=\"shape\" d=\"M{} {y}L{x} {}L{} {y}L{x} {}Z\"/>",
                number(area.x),
                number(area.y),
                number(middle.x + w),
                number(middle.y + h)
            );
            self.sign(shape, middle);
        } else {
            let radius = match shape {
                Shape::Task | Shape::Subprocess => 5.0,
                Shape::Data => 0.0,
                _ => 11.0,
            };
            let _ = write!(self.out, "<rect class=\"shape\" {} rx=\"{}\"/>", box_attributes(area), number(radius));
            if matches!(shape, Shape::Final | Shape::Subprocess) {
                let inner = Area::around(middle, area.width - 6.0, area.height - 6.0);
                let _ = write!(self.out, "<rect class=\"inner\" {} rx=\"{}\"/>", box_attributes(inner), number((radius - 2.5_f64).max(0.0)));
            }
        }
    }

    /// What tells gateways apart.
    fn sign(&mut self, shape: Shape, Point { x, y }: Point) {
        let path = match shape {
            Shape::Exclusive => format!("M{} {}l12 12m0 -12l-12 12", number(x - 6.0), number(y - 6.0)),
            Shape::Parallel => format!("M{} {}h18m-9 -9v18", number(x - 9.0), number(y)),
            Shape::Inclusive => format!("M{} {}a8 8 0 1 0 16 0a8 8 0 1 0 -16 0", number(x - 8.0), number(y)),
            _ => format!("M{} {}l9 6.5l-3.5 10.5h-11l-3.5 -10.5Z", number(x), number(y - 9.0)),
        };
        let _ = write!(self.out, "<path class=\"sign\" d=\"{path}\"/>");
    }
}

/// Most pixels of a heading; a longer one is cut, and the title of the document has it whole.
const MAX_HEADING: f64 = 900.0;

fn shortened(line: &str) -> String {
    let mut lines = text::wrap(line, style::TITLE_TEXT * 1.1, MAX_HEADING, 1);
    lines.pop().unwrap_or_default()
}

fn turned(direction: Direction, along: f64) -> (f64, f64) {
    match direction {
        Direction::Right => (along, 0.0),
        Direction::Down => (0.0, along),
    }
}

/// One line of at most 80 characters.
fn brief(label: &str) -> String {
    let line = label.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 80 { line } else { line.chars().take(79).chain(['…']).collect() }
}

fn push_emphasis(classes: &mut String, emphasis: super::picture::Emphasis) {
    if emphasis != super::picture::Emphasis::Plain {
        classes.push(' ');
        classes.push_str(emphasis.into());
    }
}

/// A control point so far out that the curve comes near the corner.
fn stretch(base: Point, corner: Point) -> Point {
    Point { x: base.x + (corner.x - base.x) * 1.33, y: base.y + (corner.y - base.y) * 1.33 }
}

fn curve(path: &mut String, one: Point, other: Point, to: Point) {
    let _ = write!(path, "C{} {} {} {} {} {}", number(one.x), number(one.y), number(other.x), number(other.y), number(to.x), number(to.y));
}

fn box_attributes(area: Area) -> String {
    format!("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", number(area.x), number(area.y), number(area.width), number(area.height))
}

/// A number with one digit behind the point at most, never `-0`.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}
