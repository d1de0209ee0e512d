//! Between libraries and mapping sets.

use serde_json::Value as Json;

use super::{Library, Mapping, Set, parts};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    document::Located,
    mapping::{Frameworks, MappingSet, RationaleKind, Relation, Row, Slots, Strength, StrengthValue, Term, TermKind, vocabulary::Vocabulary},
};

/// Slot that keeps a remark.
const ANNOTATION: &str = "ext_annotation";

impl Library {
    /// The sets as mapping sets, rows in order. Linear in the number of rows.
    ///
    /// Requirements of a framework that `frameworks` names become elements; those of others stay outside, as CURIEs whose
    /// prefix is the framework's part of the URN. URNs are compared in lower case.
    #[must_use]
    pub fn sets(&self, frameworks: &Frameworks) -> Vec<MappingSet> {
        self.sets.iter().map(|set| self.set(set, frameworks)).collect()
    }

    fn set(&self, set: &Set, frameworks: &Frameworks) -> MappingSet {
        let about = |key: &str| self.about.get(key).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let framework = |urn: &Option<Located<String>>| {
            let urn = urn.as_ref()?;
            let id = frameworks.of(urn)?.to_owned();
            Some(urn.position().map_or_else(|| Located::new(id.clone()), |place| Located::at(id.clone(), place)))
        };
        let mut result = MappingSet::default();
        result.id.clone_from(&set.urn);
        result.version = about("version");
        result.title.clone_from(&set.name);
        result.description.clone_from(&set.description);
        result.subject_framework = framework(&set.source_framework);
        result.object_framework = framework(&set.target_framework);
        result.date = about("publication_date");
        result.curie_map.insert(Vocabulary::Ciso.to_string(), Vocabulary::Ciso.iri().to_owned());
        for mapping in &set.mappings {
            let subject = term(&mapping.source, result.subject_framework.as_deref(), &mut result.curie_map);
            let object = term(&mapping.target, result.object_framework.as_deref(), &mut result.curie_map);
            result.push(row(mapping, subject, object));
        }
        result
    }

    /// A library of one mapping set, and findings about rows that the format cannot hold: several possibilities, nothing
    /// on one side, negated predicates, groups. Linear in the number of rows.
    ///
    /// `urn` is the start of all URNs, `urn:<packager>:risk:`; elements become `<urn>req_node:<framework>:<id>`.
    #[must_use]
    pub fn of(set: &MappingSet, packager: &str, name: &str) -> (Self, Findings) {
        let start = format!("urn:{packager}:risk:");
        let mut findings = Findings::new();
        let urn_of = |term: &Term| match (term.kind, term.id.split_once(':')) {
            (TermKind::Element, Some((framework, id))) => Some(format!("{start}req_node:{framework}:{id}")),
            (TermKind::External, _) if term.id.starts_with("urn:") => Some(term.id.to_string()),
            (TermKind::External, Some((prefix, id))) => set.curie_map.get(prefix).map(|base| format!("{base}{id}")),
            _ => None,
        };
        let mut mappings = Vec::new();
        for row in set.rows().iter().filter(|row| !row.other.contains_key(crate::mapping::Group::SLOT)) {
            let word = row.predicate.strip_prefix("ciso:").or_else(|| Vocabulary::Ciso.print(row.relation));
            match (urn_of(&row.subject), urn_of(&row.object), word) {
                (Some(source), Some(target), Some(word)) if !row.negated => mappings.push(mapping(row, source, target, word)),
                _ => findings.push(left_out(row)),
            }
        }
        for group in set.groups() {
            let message = "a statement about several sources or targets was left out: the format has rows for pairs only";
            let finding = Diagnostic::warning(Code::MalformedRow, message);
            findings.push(if let Some(place) = group.position { finding.at(place) } else { finding });
        }
        let framework = |id: &Option<Located<String>>| id.as_ref().map(|id| Located::new(format!("{start}framework:{}", **id)));
        let one = Set {
            urn: Some(Located::new(format!("{start}req_mapping_set:{name}"))),
            ref_id: Some(name.to_owned()),
            name: set.title.clone(),
            description: set.description.clone(),
            source_framework: framework(&set.subject_framework),
            target_framework: framework(&set.object_framework),
            mappings,
            ..Set::default()
        };
        let mut library = Self { urn: Some(Located::new(format!("{start}library:{name}"))), single: true, sets: vec![one], ..Self::default() };
        let about = [("ref_id", Some(name.to_owned())), ("name", set.title.clone()), ("description", set.description.clone())];
        for (key, value) in about.into_iter().chain([("version", set.version.clone()), ("packager", Some(packager.to_owned()))]) {
            if let Some(value) = value {
                let number = value.parse::<u64>().ok().filter(|_| key == "version");
                library.about.insert(key.to_owned(), number.map_or_else(|| Json::String(value.clone()), Json::from));
            }
        }
        (library, findings)
    }
}

fn left_out(row: &Row) -> Diagnostic {
    let message = format!("the row from `{}` to `{}` was left out: the format cannot say `{}`", *row.subject.id, *row.object.id, row.relation);
    let finding = Diagnostic::warning(Code::MalformedRow, message);
    if let Some(place) = row.position { finding.at(place) } else { finding }
}

fn term(urn: &Located<String>, framework: Option<&String>, prefixes: &mut indexmap::IndexMap<String, String>) -> Term {
    let lower = urn.to_lowercase();
    let (id, kind) = match (parts(&lower), framework) {
        (Some((_, _, id)), Some(framework)) => (format!("{framework}:{id}"), TermKind::Element),
        (Some((base, prefix, id)), None) if prefixes.get(prefix).is_none_or(|known| known == base) => {
            if !prefixes.contains_key(prefix) {
                prefixes.insert(prefix.to_owned(), base.to_owned());
            }
            (format!("{prefix}:{id}"), TermKind::External)
        }
        _ => (lower, TermKind::External),
    };
    Term { id: urn.position().map_or_else(|| Located::new(id.clone()), |place| Located::at(id.clone(), place)), kind, label: None }
}

fn row(mapping: &Mapping, subject: Term, object: Term) -> Row {
    let text = Vocabulary::Ciso.predicate(&mapping.relationship);
    let relation = Vocabulary::Ciso.parse(&mapping.relationship).unwrap_or(Relation::ANY);
    let predicate = mapping.relationship.position().map_or_else(|| Located::new(text.clone()), |place| Located::at(text.clone(), place));
    let kind: Option<RationaleKind> = mapping.rationale.as_deref().and_then(|text| text.trim().parse().ok());
    let strength = match &mapping.strength {
        Some(Json::String(text)) => Strength::from_text(text, None),
        Some(Json::Number(number)) => number.as_f64().map(|number| Strength { value: StrengthValue::Number(number), scale: None }),
        _ => None,
    };
    let mut other = Slots::default();
    if let Some(annotation) = &mapping.annotation {
        other.insert(ANNOTATION.into(), annotation.as_str().into());
    }
    Row {
        predicate,
        rationale: if kind.is_some() { None } else { mapping.rationale.clone() },
        rationale_kind: kind,
        strength,
        other,
        position: mapping.place.position(),
        ..Row::new(subject, "", object, relation, "semapv:UnspecifiedMatching")
    }
}

fn mapping(row: &Row, source: String, target: String, word: &str) -> Mapping {
    let strength = row.strength.as_ref().and_then(|strength| match &strength.value {
        // Whole numbers stay whole.
        StrengthValue::Number(number) => serde_json::from_str(&number.to_string()).ok(),
        StrengthValue::Text(text) => Some(Json::String(text.clone())),
    });
    Mapping {
        source: Located::new(source),
        target: Located::new(target),
        relationship: Located::new(word.to_owned()),
        rationale: row.rationale_kind.map(|kind| kind.to_string()).or_else(|| row.rationale.clone()),
        strength,
        annotation: row.slot(ANNOTATION).map(str::to_owned).or_else(|| row.rationale_kind.and(row.rationale.clone())),
        other: crate::mapping::Members::new(),
        place: Located::default(),
    }
}
