//! Writing PNML.

use std::borrow::Cow;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event, attributes::Attribute},
    name::QName,
};

use super::{PnmlNet, Point};

/// The type of place/transition nets in the standard.
const KIND: &str = "http://www.pnml.org/version-2009/grammar/ptnet";
/// The namespace of the standard.
const NAMESPACE: &str = "http://www.pnml.org/version-2009/grammar/pnml";

/// Writes nets as one PNML file, with one page each.
///
/// Silent transitions and final markings are written as ProM and pm4py do; ends and inclusive joins under `toolspecific`, which
/// other tools pass over. Characters that XML cannot hold become `U+FFFD`; blanks around names are lost when they are read. Linear.
#[must_use]
pub fn write(nets: &[PnmlNet]) -> String {
    let mut out = Out { writer: Writer::new_with_indent(Vec::new(), b' ', 2) };
    out.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    out.element("pnml", &[("xmlns", NAMESPACE)], |out| nets.iter().for_each(|net| out.net(net)));
    let mut text = String::from_utf8(out.writer.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

struct Out {
    writer: Writer<Vec<u8>>,
}

impl Out {
    fn event(&mut self, event: Event<'_>) {
        // Writing into memory does not fail.
        let _ = self.writer.write_event(event);
    }

    fn start<'name>(name: &'name str, attributes: &[(&str, &str)]) -> BytesStart<'name> {
        let mut start = BytesStart::new(name);
        for (key, value) in attributes {
            start.push_attribute(Attribute { key: QName(key), value: escape(value) });
        }
        start
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)], inner: impl FnOnce(&mut Self)) {
        self.event(Event::Start(Self::start(name, attributes)));
        inner(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(Self::start(name, attributes)));
    }

    fn text(&mut self, text: &str) {
        self.element("text", &[], |out| out.event(Event::Text(BytesText::from_escaped(escape(text)))));
    }

    fn label(&mut self, name: &str, text: &str) {
        self.element(name, &[], |out| out.text(text));
    }

    fn own(&mut self, inner: impl FnOnce(&mut Self)) {
        self.element("toolspecific", &[("tool", "itsm"), ("version", "1")], inner);
    }

    fn point(&mut self, point: Option<&Option<Point>>) {
        if let Some(Some(point)) = point {
            let (x, y) = (point.x.to_string(), point.y.to_string());
            self.element("graphics", &[], |out| out.empty("position", &[("x", &x), ("y", &y)]));
        }
    }

    fn net(&mut self, file: &PnmlNet) {
        let net = &file.net;
        self.element("net", &[("id", &file.id), ("type", KIND)], |out| {
            if !net.name().is_empty() {
                out.label("name", net.name());
            }
            out.element("page", &[("id", "page1")], |out| out.page(file));
            if let Some(marking) = net.final_marking() {
                out.element("finalmarkings", &[], |out| {
                    out.element("marking", &[], |out| {
                        for (place, tokens) in marking.marked() {
                            let id = file.place_ids.get(place.index()).map_or("", String::as_str);
                            out.element("place", &[("idref", id)], |out| out.text(&tokens.to_string()));
                        }
                    });
                });
            }
            if !net.ends().is_empty() {
                out.own(|out| {
                    out.element("ends", &[], |out| {
                        for place in net.ends() {
                            out.empty("place", &[("idref", file.place_ids.get(place.index()).map_or("", String::as_str))]);
                        }
                    });
                });
            }
        });
    }

    fn page(&mut self, file: &PnmlNet) {
        let net = &file.net;
        for (place, id) in net.places().zip(&file.place_ids) {
            self.element("place", &[("id", id)], |out| {
                out.label("name", net.place_name(place));
                out.point(file.place_points.get(place.index()));
                let tokens = net.initial().get(place);
                if tokens > 0 {
                    out.label("initialMarking", &tokens.to_string());
                }
            });
        }
        for (transition, id) in net.transitions().zip(&file.transition_ids) {
            self.element("transition", &[("id", id)], |out| {
                out.label("name", net.label(transition).unwrap_or_else(|| net.transition_name(transition)));
                out.point(file.transition_points.get(transition.index()));
                if net.label(transition).is_none() {
                    out.empty("toolspecific", &[("tool", "ProM"), ("version", "6.4"), ("activity", "$invisible$")]);
                }
                if net.is_inclusive(transition) {
                    out.own(|out| out.empty("inclusive", &[]));
                }
            });
        }
        let mut number = 0_usize;
        let mut arc = |out: &mut Self, source: &str, target: &str, weight: u32, is_reset: bool| {
            number += 1;
            let id = format!("arc{number}");
            let attributes = [("id", id.as_str()), ("source", source), ("target", target)];
            if weight == 1 && !is_reset {
                out.empty("arc", &attributes);
                return;
            }
            out.element("arc", &attributes, |out| {
                if weight > 1 {
                    out.label("inscription", &weight.to_string());
                }
                if is_reset {
                    out.label("arctype", "reset");
                }
            });
        };
        for (transition, id) in net.transitions().zip(&file.transition_ids) {
            let place_id = |place: super::super::PlaceId| file.place_ids.get(place.index()).map_or("", String::as_str);
            for input in net.inputs(transition) {
                arc(self, place_id(input.place), id, input.weight, false);
            }
            for place in net.resets(transition) {
                arc(self, place_id(*place), id, 1, true);
            }
            for output in net.outputs(transition) {
                arc(self, id, place_id(output.place), output.weight, false);
            }
        }
    }
}

/// Text for elements and attributes: what would mean something else is written as a reference, and what XML cannot hold replaced.
fn escape(text: &str) -> Cow<'_, str> {
    let is_special = |character: char| matches!(character, '&' | '<' | '>' | '"' | '\'' | '\u{FFFE}' | '\u{FFFF}') || character < ' ';
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            control if control < ' ' => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}
