//! Between mapping collections and mapping sets.

use indexmap::IndexMap;
use serde_json::{Number, Value as Json};

use super::{Collection, Confidence, Gap, Item, Map, Mapping, NAMESPACE, Resource, Selection, Settings, VERSION};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    framework::definition::Review,
    mapping::{Frameworks, Group, MappingSet, Members, RationaleKind, Relation, Row, Slots, Term, TermKind, vocabulary::Vocabulary},
    source::Limits,
};

/// Slots that keep what a row has no field for.
const UUID: &str = "ext_oscal_uuid";
const CATEGORY: &str = "ext_confidence_category";
const COVERAGE: &str = "ext_coverage";
const CHILDREN: &str = "ext_with_child_controls";
const KINDS: [&str; 2] = ["ext_subject_kind", "ext_object_kind"];

/// What a collection that is made says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Date and time of the last change (RFC 3339); the library has no clock.
    pub last_modified: String,
    /// `human`, `automation` or `hybrid`.
    pub method: String,
    /// `complete`, `not-complete`, `draft`, `deprecated` or `superseded`.
    pub status: String,
    /// What was done, in words.
    pub description: String,
}

impl Collection {
    /// The mappings as mapping sets. Linear in the number of items and of the rows that follow.
    ///
    /// Resources that `frameworks` names by their `href` give elements; ids of others stay outside, as CURIEs with the
    /// prefixes `source` and `target`. A map of one source and one target becomes a row, any other a group with the rows
    /// that follow from it. A finding says when a set would have more than `limits.nodes` rows.
    #[must_use]
    pub fn sets(&self, frameworks: &Frameworks, limits: Limits) -> (Vec<MappingSet>, Findings) {
        let mut findings = Findings::new();
        let mut left = limits.nodes;
        let sets = self.mappings.iter().map(|mapping| self.set(mapping, frameworks, &mut left, &mut findings)).collect();
        (sets, findings)
    }

    fn set(&self, mapping: &Mapping, frameworks: &Frameworks, left: &mut usize, findings: &mut Findings) -> MappingSet {
        let about = |key: &str| self.metadata.get(key).and_then(Json::as_str).map(str::to_owned);
        let settings = mapping.settings.over(&self.provenance);
        let mut set = MappingSet::default();
        set.id = mapping.uuid.as_ref().map(|uuid| located(format!("urn:uuid:{}", uuid.to_lowercase()), uuid));
        set.version = about("version");
        set.title = about("title");
        set.description.clone_from(&settings.description);
        set.date = about("published").or_else(|| about("last-modified"));
        set.curie_map.insert(Vocabulary::Oscal.to_string(), Vocabulary::Oscal.iri().to_owned());
        let mut side = |resource: &Resource, name: &str| {
            let href = resource.href.as_ref()?;
            let framework = frameworks.of(href).map(|id| located(id.to_owned(), href));
            if framework.is_none() {
                set.curie_map.insert(name.to_owned(), format!("{}#", **href));
            }
            framework
        };
        let subject = side(&mapping.source, "source");
        let object = side(&mapping.target, "target");
        let mut namespaces = IndexMap::new();
        for map in &mapping.maps {
            let count = namespaces.len() + 1;
            let prefix =
                map.namespace.as_deref().filter(|ns| *ns != NAMESPACE).map(|ns| namespaces.entry(ns).or_insert_with(|| format!("ns{count}")).clone());
            let group = group(map, prefix.as_deref(), &settings, [subject.as_deref(), object.as_deref()]);
            let most = set.rows().len().saturating_add(*left);
            let before = set.rows().len();
            if let ([source], [target]) = (map.sources.as_slice(), map.targets.as_slice()) {
                set.push(single(&group, source, target, &settings, &map.settings));
            } else if !set.push_group(group, most) {
                let message = "the pairs that follow from this map are more than the limit";
                let finding = Diagnostic::error(Code::LimitReached, message).at(map.place.position().unwrap_or_default());
                findings.push(finding.help("the group is kept; no rows were made of it"));
            }
            *left = left.saturating_sub(set.rows().len().saturating_sub(before));
        }
        for (ns, prefix) in namespaces {
            set.curie_map.insert(prefix, format!("{ns}#"));
        }
        let status = review(&settings);
        for (gap, framework, name) in [(&mapping.source_gap, &subject, "source"), (&mapping.target_gap, &object, "target")] {
            for selection in gap.iter().flat_map(|gap| &gap.unmapped) {
                selection.ids.iter().for_each(|id| set.push(no_counterpart(id, framework.as_deref(), name, selection, status)));
            }
        }
        set.subject_framework = subject;
        set.object_framework = object;
        set
    }

    /// A collection of mapping sets, and findings about rows that the format cannot hold. Linear in the number of rows.
    ///
    /// UUIDs that a row does not bring along are made of the content (FNV-1a, marked as version 4), so that the same sets
    /// give the same file. Rows that were split off a group are left to their group. OSCAL has no word for several
    /// possibilities: such rows are reported and left out.
    #[must_use]
    pub fn of(sets: &[MappingSet], about: &About) -> (Self, Findings) {
        let mut findings = Findings::new();
        let texts = [
            ("title", about.title.as_str()),
            ("last-modified", about.last_modified.as_str()),
            ("version", about.version.as_str()),
            ("oscal-version", VERSION),
        ];
        let word = |text: &str| Some(Located::new(text.to_owned()));
        let collection = Self {
            uuid: Some(Located::new(uuid(&["collection", &about.title, &about.version]))),
            metadata: texts.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect(),
            provenance: Settings {
                method: word(&about.method),
                matching_rationale: word("semantic"),
                status: word(&about.status),
                description: Some(about.description.clone()),
                ..Settings::default()
            },
            mappings: sets.iter().enumerate().map(|(index, set)| made(set, index, &mut findings)).collect(),
            ..Self::default()
        };
        (collection, findings)
    }
}

fn located(text: String, at: &Located<String>) -> Located<String> {
    match at.position() {
        Some(place) => Located::at(text, place),
        None => Located::new(text),
    }
}

fn term(id: &Located<String>, framework: Option<&String>, name: &str) -> Term {
    let (prefix, kind) = framework.map_or((name, TermKind::External), |framework| (framework.as_str(), TermKind::Element));
    Term { id: located(format!("{prefix}:{}", **id), id), kind, label: None }
}

fn review(settings: &Settings) -> Review {
    match settings.status.as_deref().map(String::as_str) {
        Some("deprecated" | "superseded") => Review::Superseded,
        _ => Review::Draft,
    }
}

fn group(map: &Map, prefix: Option<&str>, above: &Settings, frameworks: [Option<&String>; 2]) -> Group {
    let settings = map.settings.over(above);
    let [subject, object] = frameworks;
    let (text, relation) = match prefix {
        Some(prefix) => (format!("{prefix}:{}", *map.relationship), Relation::ANY),
        None => (Vocabulary::Oscal.predicate(&map.relationship), Vocabulary::Oscal.parse(&map.relationship).unwrap_or(Relation::ANY)),
    };
    let mut other = Slots::default();
    let mut keep = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            other.insert(name.into(), value.as_str().into());
        }
    };
    keep(UUID, map.uuid.as_ref().map(|uuid| uuid.to_string()));
    keep(CATEGORY, settings.confidence.as_ref().and_then(|confidence| confidence.category.clone()));
    keep(COVERAGE, settings.coverage.as_ref().and_then(|coverage| coverage.target.as_ref()).map(Number::to_string));
    let justification = match settings.method.as_deref().map(String::as_str) {
        Some("human") => "semapv:ManualMappingCuration",
        Some("hybrid") => "semapv:CompositeMatching",
        _ => "semapv:UnspecifiedMatching",
    };
    Group {
        id: map.uuid.as_ref().map(|uuid| uuid.to_string()),
        sources: map.sources.iter().map(|item| term(&item.id, subject, "source")).collect(),
        targets: map.targets.iter().map(|item| term(&item.id, object, "target")).collect(),
        predicate: located(text, &map.relationship),
        relation,
        justification: justification.to_owned(),
        rationale_kind: settings.matching_rationale.as_ref().and_then(|word| word.parse().ok()),
        rationale: map.other.get("remarks").and_then(Json::as_str).map(str::to_owned),
        strength: None,
        confidence: settings.confidence.as_ref().and_then(Confidence::fraction).filter(|number| (0.0..=1.0).contains(number)),
        other,
        position: map.place.position(),
    }
}

/// The row of a map with one source and one target.
fn single(group: &Group, source: &Item, target: &Item, above: &Settings, own: &Settings) -> Row {
    let mut other = group.other.clone();
    for (slot, item) in KINDS.into_iter().zip([source, target]) {
        if let Some(kind) = item.kind.as_deref().filter(|kind| *kind != "control") {
            other.insert(slot.into(), kind.into());
        }
    }
    let nothing = || Term { id: Located::default(), kind: TermKind::Nothing, label: None };
    Row {
        subject: group.sources.first().cloned().unwrap_or_else(nothing),
        object: group.targets.first().cloned().unwrap_or_else(nothing),
        predicate: group.predicate.clone(),
        justification: group.justification.clone(),
        rationale: group.rationale.clone(),
        rationale_kind: group.rationale_kind,
        confidence: group.confidence,
        review: review(&own.over(above)),
        relation: group.relation,
        other,
        ..blank(group.position)
    }
}

fn blank(position: Option<crate::document::Position>) -> Row {
    let nothing = Term { id: Located::new("sssom:NoTermFound".to_owned()), kind: TermKind::Nothing, label: None };
    let row = Row::new(nothing.clone(), crate::mapping::group::RELATED, nothing, Relation::ANY, "semapv:UnspecifiedMatching");
    Row { position, ..row }
}

fn no_counterpart(id: &Located<String>, framework: Option<&String>, name: &str, selection: &Selection, review: Review) -> Row {
    let mut row = Row { review, ..blank(id.position()) };
    let term = term(id, framework, name);
    if name == "source" {
        row.subject = term;
    } else {
        row.object = term;
    }
    if let Some(children) = &selection.children {
        row.other.insert(CHILDREN.into(), children.as_str().into());
    }
    row
}

/// A mapping of a set.
fn made(set: &MappingSet, index: usize, findings: &mut Findings) -> Mapping {
    let name = set.id.as_deref().cloned().unwrap_or_else(|| index.to_string());
    let href = |framework: &Option<Located<String>>, prefix: &str| match framework {
        Some(id) => Some(Located::new(format!("urn:itsm:{}", **id))),
        None => set.curie_map.get(prefix).map(|iri| Located::new(iri.trim_end_matches(['#', ':', '/']).to_owned())),
    };
    let resource = |href| Resource { kind: Some("catalog".to_owned()), href, other: Members::new() };
    let mut mapping = Mapping {
        uuid: Some(Located::new(name.strip_prefix("urn:uuid:").map_or_else(|| uuid(&["mapping", &name, &index.to_string()]), str::to_owned))),
        source: resource(href(&set.subject_framework, "source").or_else(|| Some(Located::new("#source".to_owned())))),
        target: resource(href(&set.object_framework, "target").or_else(|| Some(Located::new("#target".to_owned())))),
        ..Mapping::default()
    };
    let mut gaps: [IndexMap<Option<String>, Vec<Located<String>>>; 2] = [IndexMap::new(), IndexMap::new()];
    for (count, row) in set.rows().iter().enumerate().filter(|(_, row)| !row.other.contains_key(Group::SLOT)) {
        if row.is_gap() {
            let [of_sources, of_targets] = &mut gaps;
            let (gap, term) = if row.object.kind == TermKind::Nothing { (of_sources, &row.subject) } else { (of_targets, &row.object) };
            gap.entry(row.slot(CHILDREN).map(str::to_owned)).or_default().push(Located::new(local(term)));
            continue;
        }
        let word = (!row.negated).then(|| word(&row.predicate, row.relation, row.rationale_kind, set)).flatten();
        let Some(word) = word else {
            let message = format!("the row from `{}` to `{}` was left out: OSCAL cannot say `{}`", *row.subject.id, *row.object.id, row.relation);
            let finding = Diagnostic::warning(Code::MalformedRow, message);
            findings.push(if let Some(place) = row.position { finding.at(place) } else { finding });
            continue;
        };
        let id = row.slot(UUID).map_or_else(|| uuid(&["map", &name, &count.to_string(), &row.subject.id, &row.object.id]), str::to_owned);
        let item = |term: &Term, slot: &str| item(term, row.slot(slot).unwrap_or("control"));
        let [subject, object] = KINDS;
        let sides = (vec![item(&row.subject, subject)], vec![item(&row.object, object)]);
        mapping.maps.push(map(id, word, sides, row.rationale_kind, row.confidence, row.slot(CATEGORY), row.rationale.as_deref()));
    }
    for (count, group) in set.groups().iter().enumerate() {
        let Some(word) = word(&group.predicate, group.relation, group.rationale_kind, set) else {
            findings.push(Diagnostic::warning(Code::MalformedRow, format!("a group was left out: OSCAL cannot say `{}`", group.relation)));
            continue;
        };
        let id = group.id.clone().unwrap_or_else(|| uuid(&["group", &name, &count.to_string()]));
        let items = |terms: &[Term]| terms.iter().map(|term| item(term, "control")).collect();
        let category = group.other.get(CATEGORY).map(AsRef::as_ref);
        let sides = (items(&group.sources), items(&group.targets));
        mapping.maps.push(map(id, word, sides, group.rationale_kind, group.confidence, category, group.rationale.as_deref()));
    }
    let [of_sources, of_targets] = gaps;
    let gap = |side: &str, ids: IndexMap<Option<String>, Vec<Located<String>>>| {
        let unmapped: Vec<Selection> = ids.into_iter().map(|(children, ids)| Selection { ids, children, other: Members::new() }).collect();
        (!unmapped.is_empty()).then(|| Gap { uuid: Some(Located::new(uuid(&["gap", side, &name]))), unmapped, other: Members::new() })
    };
    mapping.source_gap = gap("source", of_sources);
    mapping.target_gap = gap("target", of_targets);
    mapping
}

/// The id within its resource.
fn local(term: &Term) -> String {
    term.id.split_once(':').map_or_else(|| term.id.to_string(), |(_, id)| id.to_owned())
}

fn item(term: &Term, kind: &str) -> Item {
    Item { kind: Some(kind.to_owned()), id: Located::new(local(term)), other: Members::new() }
}

/// The word for a relation and its namespace: the one that was read, where there is one.
fn word(predicate: &str, relation: Relation, kind: Option<RationaleKind>, set: &MappingSet) -> Option<(String, Option<String>)> {
    let (prefix, text) = predicate.split_once(':')?;
    if prefix == "oscal" && Vocabulary::Oscal.parse(text) == Some(relation) {
        return Some((text.to_owned(), None));
    }
    if prefix.starts_with("ns")
        && let Some(iri) = set.curie_map.get(prefix)
    {
        return Some((text.to_owned(), Some(iri.trim_end_matches('#').to_owned())));
    }
    let syntactic = relation == Relation::EQUAL && kind == Some(RationaleKind::Syntactic);
    let word = if syntactic { Some("equal-to") } else { Vocabulary::Oscal.print(relation) };
    word.map(|word| (word.to_owned(), None))
}

fn map(
    id: String,
    (word, namespace): (String, Option<String>),
    (sources, targets): (Vec<Item>, Vec<Item>),
    kind: Option<RationaleKind>,
    confidence: Option<f64>,
    category: Option<&str>,
    remarks: Option<&str>,
) -> Map {
    let percentage = confidence.and_then(Number::from_f64);
    let category = category.filter(|_| percentage.is_none()).map(str::to_owned);
    let said = percentage.is_some() || category.is_some();
    Map {
        uuid: Some(Located::new(id)),
        relationship: Located::new(word),
        namespace,
        sources,
        targets,
        settings: Settings {
            matching_rationale: kind.map(|kind| Located::new(kind.to_string())),
            confidence: said.then(|| Confidence { percentage, category, other: Members::new() }),
            ..Settings::default()
        },
        other: remarks.map(|text| ("remarks".to_owned(), Json::from(text))).into_iter().collect(),
        place: Located::default(),
    }
}

/// A UUID made of texts: two FNV-1a hashes, with the bits of version 4 and variant 1 that OSCAL's pattern asks for.
fn uuid(parts: &[&str]) -> String {
    let hash = |seed: u64| {
        let bytes = parts.iter().flat_map(|part| part.bytes().chain(std::iter::once(0)));
        bytes.fold(0xcbf2_9ce4_8422_2325_u64 ^ seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    };
    let high = (hash(0) & !0xf000) | 0x4000;
    let low = (hash(0x9e37_79b9_7f4a_7c15) & !(0b11 << 62)) | (0b10 << 62);
    format!("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48, low & 0xffff_ffff_ffff)
}
