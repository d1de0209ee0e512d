//! From [`Collection`] to JSON.

use serde_json::{Map as JsonMap, Value as Json};

use super::{Collection, Confidence, Coverage, Gap, Item, Map, Mapping, Resource, Selection, Settings, Shape, VERSION};
use crate::{document::Located, mapping::Members};

/// An object as it grows. What was kept because it could not be read stays as it was.
struct Writer(JsonMap<String, Json>);

impl Writer {
    fn new(other: &Members) -> Self {
        Self(other.iter().map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn text(mut self, key: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.0.entry(key).or_insert_with(|| value.into());
        }
        self
    }

    fn located(self, key: &str, value: Option<&Located<String>>) -> Self {
        self.text(key, value.map(|value| value.as_str()))
    }

    fn value(mut self, key: &str, value: Option<Json>) -> Self {
        if let Some(value) = value {
            self.0.entry(key).or_insert(value);
        }
        self
    }

    fn settings(self, settings: &Settings, shape: Shape) -> Self {
        self.located("method", settings.method.as_ref())
            .located("matching-rationale", settings.matching_rationale.as_ref())
            .located("status", settings.status.as_ref())
            .text("mapping-description", settings.description.as_deref())
            .value("confidence-score", settings.confidence.as_ref().map(confidence))
            .value("coverage", settings.coverage.as_ref().map(|part| coverage(part, shape)))
    }

    fn done(self) -> Json {
        Json::Object(self.0)
    }
}

impl Collection {
    /// The collection as JSON of the version that its metadata names (1.2.2 when it names none that has mappings), two
    /// blanks deep, members by name. Linear in the size of the collection.
    #[must_use]
    pub fn to_json(&self) -> String {
        let value = self.to_value();
        let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text.push('\n');
        text
    }

    fn to_value(&self) -> Json {
        let found = self.oscal_version().and_then(Shape::of).map(|(shape, _)| shape);
        let shape = found.filter(|shape| *shape != Shape::Prototype).unwrap_or(Shape::Current);
        let mut metadata = Writer::new(&self.metadata);
        if found == Some(Shape::Prototype) {
            metadata.0.insert("oscal-version".to_owned(), VERSION.into());
        }
        // Members of the file beside the collection are kept under names with a slash.
        let (beside, inside): (Members, Members) = self.other.clone().into_iter().partition(|(key, _)| key.starts_with('/'));
        let collection = Writer::new(&inside)
            .located("uuid", self.uuid.as_ref())
            .value("metadata", Some(metadata.done()).filter(|_| !self.metadata.is_empty()))
            .value("provenance", Some(Writer::new(&self.provenance_other).settings(&self.provenance, shape).done()))
            .value("mappings", Some(self.mappings.iter().map(|one| mapping(one, shape)).collect()))
            .done();
        let mut top: JsonMap<String, Json> =
            beside.into_iter().map(|(key, value)| (key.strip_prefix('/').unwrap_or(&key).to_owned(), value)).collect();
        top.insert("mapping-collection".to_owned(), collection);
        Json::Object(top)
    }
}

fn mapping(mapping: &Mapping, shape: Shape) -> Json {
    let gap = |part: &Option<Gap>| part.as_ref().map(gap);
    Writer::new(&mapping.other)
        .located("uuid", mapping.uuid.as_ref())
        .value("source-resource", Some(resource(&mapping.source)))
        .value("target-resource", Some(resource(&mapping.target)))
        .settings(&mapping.settings, shape)
        .value("maps", Some(mapping.maps.iter().map(|one| map(one, shape)).collect()))
        .value("source-gap-summary", gap(&mapping.source_gap))
        .value("target-gap-summary", gap(&mapping.target_gap))
        .done()
}

fn resource(resource: &Resource) -> Json {
    Writer::new(&resource.other).text("type", resource.kind.as_deref()).located("href", resource.href.as_ref()).done()
}

fn map(map: &Map, shape: Shape) -> Json {
    Writer::new(&map.other)
        .located("uuid", map.uuid.as_ref())
        .text("relationship", Some(map.relationship.as_str()))
        .text("ns", map.namespace.as_deref())
        .value("sources", Some(map.sources.iter().map(item).collect()))
        .value("targets", Some(map.targets.iter().map(item).collect()))
        .settings(&map.settings, shape)
        .done()
}

fn item(item: &Item) -> Json {
    Writer::new(&item.other).text("type", item.kind.as_deref()).text("id-ref", Some(item.id.as_str())).done()
}

fn gap(gap: &Gap) -> Json {
    let selection = |part: &Selection| {
        let ids: Json = part.ids.iter().map(|id| Json::from(id.as_str())).collect();
        // A selection by pattern has no list of ids.
        let listed = !part.ids.is_empty() || !part.other.contains_key("matching");
        Writer::new(&part.other).value("with-ids", Some(ids).filter(|_| listed)).text("with-child-controls", part.children.as_deref()).done()
    };
    Writer::new(&gap.other).located("uuid", gap.uuid.as_ref()).value("unmapped-controls", Some(gap.unmapped.iter().map(selection).collect())).done()
}

fn confidence(part: &Confidence) -> Json {
    Writer::new(&part.other).text("category", part.category.as_deref()).value("percentage", part.percentage.clone().map(Json::Number)).done()
}

fn coverage(part: &Coverage, shape: Shape) -> Json {
    let key = if shape == Shape::First { "STRVALUE" } else { "target-coverage" };
    Writer::new(&part.other).text("generation-method", part.method.as_deref()).value(key, part.target.clone().map(Json::Number)).done()
}
