//! From draft to framework: parents found, overlays applied, inherited fields filled in.
//!
//! INVARIANT: the structural rules have passed, so every parent exists and there is no circle. What does not fit all
//! the same is left out rather than guessed.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Element, ElementIndex, Framework,
    definition::{Edge, ElementDefinition, Flows, Standing},
    draft::{Draft, Entry},
};

/// Builds the framework of a draft whose structural rules have passed; time is linear in the elements.
pub(super) fn assemble(draft: Draft) -> Framework {
    if draft.is_overlay() { overlay(draft) } else { whole(draft) }
}

/// An element whose place in the tree is still said by id.
struct Flat {
    definition: ElementDefinition,
    parent: Option<String>,
}

fn whole(draft: Draft) -> Framework {
    let mut flats = Vec::with_capacity(draft.entries.len());
    for entry in &draft.entries {
        let mut definition = with_defaults(&draft, entry);
        if let Some(origin) = draft.origin(entry) {
            inherit(&mut definition, origin);
        }
        flats.push(Flat { definition, parent: parent_of(&draft, entry) });
    }
    let base = draft.base.as_deref();
    let head = draft.head;
    let mut kinds = head.kinds;
    let mut sources = head.sources;
    let mut scales = head.scales;
    if let Some(base) = base {
        for (id, kind) in &base.kinds {
            kinds.entry(id.clone()).or_insert_with(|| kind.clone());
        }
        for (key, source) in &base.sources {
            sources.entry(key.clone()).or_insert_with(|| source.clone());
        }
        for (id, scale) in &base.scales {
            scales.entry(id.clone()).or_insert_with(|| scale.clone());
        }
    }
    let mut framework = Framework {
        id: head.id.map(|id| id.into_inner()).unwrap_or_default(),
        title: head.title.unwrap_or_default(),
        edition: head.edition.unwrap_or_default(),
        publisher: head.publisher.unwrap_or_default(),
        published: head.published,
        language: head.language.map_or_else(|| "en".to_owned(), |language| language.into_inner()),
        summary: head.summary,
        based_on: head.based_on.map(|based_on| based_on.into_inner()),
        rights: head.rights.unwrap_or_default(),
        id_pattern: head.id_pattern.map(|pattern| pattern.into_inner()),
        flows: head.flows.unwrap_or(Flows::Closed),
        kinds,
        scales,
        sources,
        locales: head.locales.into_iter().map(|language| language.into_inner()).collect(),
        elements: Vec::new(),
        by_id: FxHashMap::default(),
        roots: Vec::new(),
        interfaces: draft.interfaces.into_iter().map(|(_, interface)| interface).collect(),
    };
    link(&mut framework, flats);
    framework
}

fn overlay(draft: Draft) -> Framework {
    let Some(base) = draft.base.clone() else { return whole(draft) };
    let mut framework = Framework::clone(&base);
    let parent_id = |element: &Element| element.parent.and_then(|index| base.get(index)).map(|parent| parent.id().to_owned());
    let mut flats: Vec<Flat> =
        base.elements.iter().map(|element| Flat { definition: element.definition.clone(), parent: parent_id(element) }).collect();
    let mut place: FxHashMap<String, usize> = flats.iter().enumerate().map(|(place, flat)| (flat.definition.id.to_string(), place)).collect();
    for entry in &draft.entries {
        let above = parent_of(&draft, entry);
        if let Some(flat) = place.get(entry.definition.id.as_str()).and_then(|at| flats.get_mut(*at)) {
            override_with(&mut flat.definition, &entry.definition);
            if above.is_some() {
                flat.parent = above;
            }
        } else {
            place.insert(entry.definition.id.to_string(), flats.len());
            flats.push(Flat { definition: with_defaults(&draft, entry), parent: above });
        }
    }
    let hidden: FxHashSet<&str> = draft.head.hide.iter().map(|id| id.as_str()).collect();
    let gone = hidden_with_descendants(&flats, &hidden);
    flats.retain(|flat| !gone.contains(flat.definition.id.as_str()));

    let head = draft.head;
    framework.kinds.extend(head.kinds);
    framework.scales.extend(head.scales);
    framework.sources.extend(head.sources);
    if let Some(title) = head.title {
        framework.title = title;
    }
    if let Some(summary) = head.summary {
        framework.summary = Some(summary);
    }
    if let Some(flows) = head.flows {
        framework.flows = flows;
    }
    for language in head.locales {
        if !framework.locales.contains(&*language) {
            framework.locales.push(language.into_inner());
        }
    }
    framework.interfaces.extend(draft.interfaces.into_iter().map(|(_, interface)| interface));
    framework.interfaces.retain(|interface| !gone.contains(interface.from.as_str()) && !gone.contains(interface.to.as_str()));
    link(&mut framework, flats);
    framework
}

/// The hidden ids and everything below them.
fn hidden_with_descendants(flats: &[Flat], hidden: &FxHashSet<&str>) -> FxHashSet<String> {
    let parents: FxHashMap<&str, &str> = flats.iter().filter_map(|flat| Some((flat.definition.id.as_str(), flat.parent.as_deref()?))).collect();
    let is_gone = |id: &str| {
        let mut id = id;
        // A tree of n elements is at most n deep; the bound only guards against a circle that a rule missed.
        for _ in 0..=flats.len() {
            if hidden.contains(id) {
                return true;
            }
            match parents.get(id) {
                Some(parent) => id = parent,
                None => return false,
            }
        }
        false
    };
    flats.iter().map(|flat| flat.definition.id.as_str()).filter(|id| is_gone(id)).map(str::to_owned).collect()
}

/// Fills the tables of `framework` from elements whose parents are said by id.
fn link(framework: &mut Framework, flats: Vec<Flat>) {
    framework.elements = Vec::with_capacity(flats.len());
    framework.by_id = FxHashMap::default();
    framework.roots = Vec::new();
    let mut parents = Vec::with_capacity(flats.len());
    for flat in flats {
        let id = flat.definition.id.to_string();
        let kind = flat.definition.kind.as_ref().map(|kind| kind.to_string()).unwrap_or_default();
        let Some(declared) = framework.kinds.get(&kind) else { continue };
        if framework.by_id.contains_key(&id) {
            continue;
        }
        let index = ElementIndex::new(framework.elements.len());
        framework.by_id.insert(id, index);
        parents.push(flat.parent);
        framework.elements.push(Element {
            title: flat.definition.title.as_ref().map(|title| title.to_string()).unwrap_or_default(),
            role: declared.role,
            edge: flat.definition.edge.unwrap_or(Edge::Part),
            standing: flat.definition.standing.unwrap_or(Standing::Unconfirmed),
            kind,
            definition: flat.definition,
            parent: None,
            children: Vec::new(),
        });
    }
    for (place, parent) in parents.into_iter().enumerate() {
        let index = ElementIndex::new(place);
        let above = parent.and_then(|id| framework.by_id.get(&id).copied());
        let Some(above) = above else {
            framework.roots.push(index);
            continue;
        };
        let children_are = framework.elements.get(above.place()).and_then(|parent| framework.kinds.get(&parent.kind)).and_then(|kind| kind.children);
        if let Some(parent) = framework.elements.get_mut(above.place()) {
            parent.children.push(index);
        }
        if let Some(element) = framework.elements.get_mut(place) {
            element.parent = Some(above);
            element.edge = element.definition.edge.or(children_are).unwrap_or(Edge::Part);
        }
    }
}

fn parent_of(draft: &Draft, entry: &Entry) -> Option<String> {
    match (&entry.definition.parent, entry.above) {
        (Some(parent), _) => Some(parent.to_string()),
        (None, Some(above)) => draft.entries.get(above).map(|above| above.definition.id.to_string()),
        (None, None) => None,
    }
}

/// The definition with the standing and the sources that its file gives to all.
fn with_defaults(draft: &Draft, entry: &Entry) -> ElementDefinition {
    let mut definition = entry.definition.clone();
    if let Some(defaults) = draft.defaults.get(entry.file) {
        if definition.standing.is_none() {
            definition.standing = defaults.standing;
        }
        if definition.source.is_empty() {
            definition.source.clone_from(&defaults.source);
        }
    }
    definition
}

/// Takes over from the element of the older framework what is not said.
fn inherit(definition: &mut ElementDefinition, origin: &Element) {
    let older = &origin.definition;
    if definition.kind.is_none() {
        definition.kind.clone_from(&older.kind);
    }
    if definition.title.is_none() {
        definition.title.clone_from(&older.title);
    }
    if definition.aliases.is_empty() {
        definition.aliases.clone_from(&older.aliases);
    }
    if definition.purpose.is_none() {
        definition.purpose.clone_from(&older.purpose);
    }
}

/// Lays an overlay's element over the one below: what the overlay says counts, lists are replaced whole.
fn override_with(below: &mut ElementDefinition, above: &ElementDefinition) {
    macro_rules! option {
        ($($field:ident),*) => { $(if above.$field.is_some() { below.$field.clone_from(&above.$field); })* };
    }
    macro_rules! list {
        ($($field:ident),*) => { $(if !above.$field.is_empty() { below.$field.clone_from(&above.$field); })* };
    }
    option!(kind, title, edge, purpose, standing, note, activity_count);
    list!(aliases, source, inputs, outputs, steps, roles, artefacts, metrics, levels, references);
    below.exhaustive |= above.exhaustive;
    for (name, value) in &above.facts {
        below.facts.insert(name.clone(), value.clone());
    }
}
