//! Nets in files: PNML (ISO/IEC 15909-2), as tools write it.
//!
//! [`read`] takes place/transition nets of any tool, [`write()`] writes what most tools read. What nets of this library have
//! beyond the standard (final markings, ends, resets, inclusive joins) is written where other tools look for it or pass over it.
//!
//! ```
//! use itsm::{net::pnml, source::{FileText, Limits}};
//!
//! let file = FileText::new("order.pnml", r#"
//! <pnml><net id="order"><page id="only">
//!   <place id="start"/><place id="end"/>
//!   <transition id="t1"><name><text>Ship</text></name></transition>
//!   <arc id="a1" source="start" target="t1"/>
//!   <arc id="a2" source="t1" target="end"/>
//! </page></net></pnml>"#);
//! let (nets, findings) = pnml::read(&file, Limits::default());
//! assert!(findings.is_empty());
//! let net = &nets[0].net;
//! assert_eq!(net.label(net.transitions().next().unwrap()), Some("Ship"));
//! assert_eq!(net.initial().marked().count(), 1);           // no marking is given: a token on the only source
//! let again = pnml::read(&FileText::new("again.pnml", pnml::write(&nets)), Limits::default()).0;
//! assert_eq!(again, nets);
//! ```

mod nodes;
mod read;
mod write;

pub use read::{read, read_bytes};
pub use write::write;

use rustc_hash::FxHashSet;

use super::Net;

/// Where a node is drawn, in the units of the file; usually its middle, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A net with what its file says beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct PnmlNet {
    /// The net. Places and silent transitions have the names of the file, or ids where there are none; visible transitions have
    /// their ids as names and their names as labels.
    pub net: Net,
    /// The id of the net.
    pub id: String,
    /// The ids of the places, in the order of the net.
    pub place_ids: Vec<String>,
    /// The ids of the transitions, in the order of the net.
    pub transition_ids: Vec<String>,
    /// Where places are drawn, in the order of the net; empty when the file does not say so for any node.
    pub place_points: Vec<Option<Point>>,
    /// Where transitions are drawn, likewise.
    pub transition_points: Vec<Option<Point>>,
}

impl PnmlNet {
    /// A net that comes from no file. Names become ids where they are unique and can be, else ids are made.
    #[must_use]
    pub fn new(net: Net) -> Self {
        let mut taken = FxHashSet::default();
        let mut id = |name: &str, letter: char, number: u32| {
            let is_simple = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
            let may_be = name.starts_with(|first: char| first.is_alphabetic() || first == '_') && name.chars().all(is_simple);
            let mut id = if may_be { name.to_owned() } else { format!("{letter}{number}") };
            while !taken.insert(id.clone()) {
                id.push('_');
            }
            id
        };
        let place_ids = net.places().map(|place| id(net.place_name(place), 'p', place.number())).collect();
        let transition_ids = net.transitions().map(|transition| id(net.transition_name(transition), 't', transition.number())).collect();
        Self { net, id: "net1".to_owned(), place_ids, transition_ids, place_points: Vec::new(), transition_points: Vec::new() }
    }
}
