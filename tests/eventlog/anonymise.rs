//! Logs without names: nothing of what is hidden is left, and what is asked of order and people comes out the same.

use std::collections::{BTreeMap, BTreeSet};

use itsm::{
    catalog::Catalog,
    conformance::{
        align::{Aligner, LabelMap, LifecycleLabels, Model, Options},
        rules,
    },
    digest::{hex, hmac},
    eventlog::{
        AnonymiseKey, AnonymiseOptions, Attribute, Classifier, EventLog, Kind, LogBuilder, NamedClassifier, Order, Place, Scope, Treatment, Value,
        anonymise, csv, jsonl, keys, xes,
    },
    jiff::{Timestamp, civil::Weekday, tz::TimeZone},
    simulation::{self, ActivityNames, Plan, simulate},
};

fn key(text: &str) -> AnonymiseKey {
    AnonymiseKey::new(text.as_bytes()).unwrap()
}

fn set(keys: &[&str]) -> BTreeSet<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// Test cases 1, 2, 4 and 6 of RFC 4231.
#[test]
fn hmac_as_the_standard_has_it() {
    let long = [0xaa; 131];
    let fourth: Vec<u8> = (1..=25).collect();
    let cases: [(&[u8], &[u8], &str); 4] = [
        (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (&fourth, &[0xcd; 50], "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        (&long, b"Test Using Larger Than Block-Size Key - Hash Key First", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    ];
    for (key, data, expected) in cases {
        assert_eq!(hex(hmac(key, &[data]).bytes()), expected);
        let (first, rest) = data.split_at(3);
        assert_eq!(hex(hmac(key, &[first, rest]).bytes()), expected);
    }
}

const SECRETS: [&str; 14] = [
    "TICKET-4711",
    "Zoe Zimmermann",
    "Team Zugspitze",
    "call 555-0100",
    "Zermatt",
    "31415926",
    "nested-zebra",
    "listed-zebra",
    "log-zebra",
    "global-zebra",
    "2031-07-08",
    "zebra-id-0001",
    "run-zebra",
    "zoe@example.com",
];

/// A log with a secret in every place that a log has.
fn revealing() -> EventLog {
    let mut builder = LogBuilder::new();
    let header = builder.header_mut();
    header.declare([keys::NAME, keys::RESOURCE, keys::TIME]);
    header.attributes.push(Attribute::new("source", "log-zebra").with_children(vec![Attribute::new("deep", "nested-zebra")]));
    header.event_globals.push(Attribute::new(keys::RESOURCE, "global-zebra"));
    header.classifiers.push(NamedClassifier { name: "Activity".to_owned(), scope: Scope::Event, keys: vec![keys::NAME.to_owned()] });
    header.classifiers.push(NamedClassifier { name: "By site".to_owned(), scope: Scope::Event, keys: vec!["site".to_owned()] });
    let case = builder.named_case("TICKET-4711").unwrap();
    builder.set(case, "caller", "Zoe Zimmermann").unwrap();
    builder.set(case, "identity:id", Value::Id("zebra-id-0001")).unwrap();
    builder.set(case, "born", "2031-07-08T00:00:00Z".parse::<Timestamp>().unwrap()).unwrap();
    let event = builder.named_event(case, "assign").unwrap();
    builder.set(event, keys::TIME, "2026-03-02T09:00:00Z".parse::<Timestamp>().unwrap()).unwrap();
    builder.set_nested(event, keys::RESOURCE, "Zoe Zimmermann", vec![Attribute::new("mail", "zoe@example.com")]).unwrap();
    builder.set(event, keys::GROUP, "Team Zugspitze").unwrap();
    builder.set(event, keys::INSTANCE, "run-zebra").unwrap();
    builder.set(event, "note", "call 555-0100").unwrap();
    builder.set(event, "site", "Zermatt").unwrap();
    builder.set(event, "phone", 31_415_926).unwrap();
    builder.set(event, "priority", 2).unwrap();
    let items = [Attribute::new("item", "listed-zebra")];
    builder.set(event, "list", Value::List(&items)).unwrap();
    builder.finish(Order::AsAdded)
}

fn bytes(log: &EventLog) -> String {
    let mut all = Vec::new();
    let _ = (xes::write(log, &mut all).unwrap(), csv::write(log, b',', &mut all).unwrap(), jsonl::write(log, &mut all).unwrap());
    String::from_utf8(all).unwrap()
}

#[test]
fn nothing_that_is_hidden_is_left() {
    let log = revealing();
    assert!(SECRETS.iter().all(|secret| bytes(&log).contains(secret)));
    let (hidden, treated) = anonymise(&log, &key("the first secret"), &AnonymiseOptions::default()).unwrap();
    let text = bytes(&hidden);
    for secret in SECRETS {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
    let of: BTreeMap<(Place, &str), Treatment> = treated.iter().map(|treated| ((treated.place, treated.key.as_str()), treated.treatment)).collect();
    for (place, key, expected) in [
        (Place::Case, keys::NAME, Treatment::Pseudonymised),
        (Place::Case, "caller", Treatment::Dropped),
        (Place::Case, "born", Treatment::Dropped),
        (Place::Event, keys::NAME, Treatment::Kept),
        (Place::Event, keys::TIME, Treatment::Kept),
        (Place::Event, keys::RESOURCE, Treatment::Pseudonymised),
        (Place::Event, "priority", Treatment::Kept),
        (Place::Event, "phone", Treatment::Dropped),
        (Place::Nested, "mail", Treatment::Dropped),
        (Place::Log, "source", Treatment::Dropped),
        (Place::Log, "globals", Treatment::Dropped),
    ] {
        assert_eq!(of.get(&(place, key)), Some(&expected), "{place} {key}");
    }
    let names: Vec<&str> = hidden.header().classifiers.iter().map(|classifier| classifier.name.as_str()).collect();
    assert_eq!(names, ["Activity"]);
    // Every attribute that there is was told about.
    for (key, _) in log.event_keys() {
        assert!(of.contains_key(&(Place::Event, key)), "{key}");
    }
    for (key, _) in log.case_keys() {
        assert!(of.contains_key(&(Place::Case, key)), "{key}");
    }
}

#[test]
fn what_is_asked_for_is_done() {
    let log = revealing();
    let options = AnonymiseOptions {
        keep: set(&["site", "phone", "born", "list", "item", "source"]),
        drop: set(&["site", "priority"]),
        pseudonym: [("caller".to_owned(), keys::RESOURCE.to_owned()), ("mail".to_owned(), "mail".to_owned())].into(),
        each_case: false,
    };
    let (hidden, _) = anonymise(&log, &key("the first secret"), &options).unwrap();
    let (case, event) = (hidden.cases().next().unwrap(), hidden.events().next().unwrap());
    assert!(event.get("site").is_none() && event.get("priority").is_none());
    assert_eq!(event.get("phone"), Some(Value::Int(31_415_926)));
    // The caller is the person who did it, and an attribute inside another has a pseudonym too.
    assert_eq!(case.get("caller"), event.get(keys::RESOURCE));
    let view = event.attributes().find(|view| view.key == keys::RESOURCE).unwrap();
    assert!(view.children[0].key == "mail" && view.children[0].value.view().as_text().unwrap().starts_with("mail-"));
    let Some(Value::List(items)) = event.get("list") else { panic!("no list") };
    assert_eq!(items[0].value.view(), Value::Text("listed-zebra"));
    assert_eq!(hidden.header().get("source").unwrap().children, []);
    // A kept point in time is moved like the others.
    let born: Timestamp = "2031-07-08T00:00:00Z".parse().unwrap();
    let time: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    assert_eq!(born.duration_since(case.get("born").unwrap().as_instant().unwrap()), time.duration_since(event.instant().unwrap()));
    // An id stays an id of the form that XES asks for.
    let Some(Value::Id(id)) = case.get("identity:id") else { panic!("no id") };
    let parts: Vec<usize> = id.split('-').map(str::len).collect();
    assert!(parts == [8, 4, 4, 4, 12] && id.split('-').nth(2).unwrap().starts_with('8'), "{id}");
}

#[test]
fn times_move_by_whole_weeks() {
    let (log, _) = simulated(60, 3);
    for (secret, each_case) in [("the first secret", false), ("the second secret", false), ("the first secret", true)] {
        let (hidden, _) = anonymise(&log, &key(secret), &AnonymiseOptions { each_case, ..AnonymiseOptions::default() }).unwrap();
        let mut moves = BTreeSet::new();
        for (before, after) in log.cases().zip(hidden.cases()) {
            let mut own = BTreeSet::new();
            for (before, after) in before.events().zip(after.events()) {
                let (before, after) = (before.instant().unwrap(), after.instant().unwrap());
                let seconds = before.as_second() - after.as_second();
                assert!(seconds % (7 * 24 * 3600) == 0 && (52 * 7 * 24 * 3600..=1040 * 7 * 24 * 3600).contains(&seconds));
                let day = |at: Timestamp| -> Weekday { at.to_zoned(TimeZone::UTC).weekday() };
                assert_eq!(day(before), day(after));
                own.insert(seconds);
            }
            assert!(own.len() <= 1);
            moves.extend(own);
        }
        assert_eq!(moves.len() > 1, each_case);
    }
}

fn simulated(cases: usize, seed: u64) -> (EventLog, Model) {
    let change = Catalog::builtin().lifecycle("itil4:change").unwrap();
    let plants = ["insert=20", "skip=20", "four-eyes=30"].iter().map(|plant| plant.parse().unwrap()).collect();
    let model = simulation::Model::of_lifecycle(&change, ActivityNames::Ids).unwrap();
    let (log, _) = simulate(&model, &Plan { cases, seed, plants, ..Plan::default() }).unwrap();
    (log, Model::from_lifecycle(&change, LifecycleLabels::Events))
}

#[test]
fn verdicts_stay() {
    for seed in [1, 2] {
        let (log, model) = simulated(80, seed);
        let (hidden, _) = anonymise(&log, &key("the first secret"), &AnonymiseOptions::default()).unwrap();
        let costs = |log: &EventLog| {
            let activities = log.activities(&Classifier::default());
            let map = LabelMap::by_name(&model, activities.names());
            let variants = log.variants(&activities);
            let outcomes = Aligner::new(&model, &map, Options::default()).log(&variants).variants;
            let by: BTreeMap<_, _> = outcomes.into_iter().map(|variant| (variant.prefix, variant.outcome.cost())).collect();
            log.cases().map(|case| by[&variants.of(case.index()).unwrap()]).collect::<Vec<_>>()
        };
        assert_eq!(costs(&log), costs(&hidden));
        let pack = Catalog::builtin().rule_pack("itil4:change").unwrap();
        // Rules about order and about people; fields are dropped, and a calendar knows holidays.
        let people = |rule: &&rules::Rule| {
            use rules::definition::Template::{FourEyes, SeparationOfDuties};
            rule.when().is_none() && (matches!(rule.template(), FourEyes | SeparationOfDuties) || rule.template().to_string().contains("precedence"))
        };
        let chosen: Vec<&str> = pack.rules().iter().filter(people).map(rules::Rule::id).collect();
        assert!(chosen.len() >= 2, "{chosen:?}");
        let (one, two) = (pack.compile(&log, &rules::Options::default()), pack.compile(&hidden, &rules::Options::default()));
        for rule in chosen {
            assert_eq!(one.verdicts(rule), two.verdicts(rule), "{rule}");
        }
    }
}

#[test]
fn pseudonyms_are_stable_under_a_key_and_different_under_another() {
    let (log, _) = simulated(40, 5);
    let hide = |log: &EventLog, secret: &str| anonymise(log, &key(secret), &AnonymiseOptions::default()).unwrap().0;
    assert_eq!(hide(&log, "the first secret"), hide(&log, "the first secret"));
    let (one, two) = (hide(&log, "the first secret"), hide(&log, "the second secret"));
    let values = |log: &EventLog, key: &str| -> Vec<String> {
        let column = log.event_column(key, Kind::Text).unwrap();
        (0..log.event_count()).filter_map(|event| Some(column.get(event)?.shown().into_owned())).collect()
    };
    let (people, first, second) = (values(&log, keys::RESOURCE), values(&one, keys::RESOURCE), values(&two, keys::RESOURCE));
    let mut same: BTreeMap<&String, &String> = BTreeMap::new();
    for ((person, one), two) in people.iter().zip(&first).zip(&second) {
        assert_ne!(one, two);
        assert_eq!(*same.entry(person).or_insert(one), one);
    }
    // Different people have different pseudonyms.
    assert_eq!(same.values().collect::<BTreeSet<_>>().len(), same.len());
    // In a log of other cases the same person has the same one.
    let (other, _) = simulated(80, 5);
    let hidden = hide(&other, "the first secret");
    for (person, pseudonym) in values(&other, keys::RESOURCE).iter().zip(&values(&hidden, keys::RESOURCE)) {
        assert!(same.get(person).is_none_or(|known| *known == pseudonym));
    }
}

#[test]
fn too_many_names_of_steps_are_names() {
    let mut builder = LogBuilder::new();
    for number in 0..=AnonymiseOptions::MOST_ACTIVITIES {
        let case = builder.case().unwrap();
        let event = builder.named_event(case, &format!("Call customer zebra {number}")).unwrap();
        builder.set(event, "priority", &format!("zebra {number}")).unwrap();
    }
    let log = builder.finish(Order::AsAdded);
    let (hidden, _) = anonymise(&log, &key("the first secret"), &AnonymiseOptions::default()).unwrap();
    assert!(!bytes(&hidden).contains("zebra"));
    assert!(hidden.events().all(|event| event.name().unwrap().starts_with("name-") && event.get("priority").is_none()));
    assert_eq!(log.variants(&log.activities(&Classifier::default())).len(), hidden.variants(&hidden.activities(&Classifier::default())).len());
}

#[test]
fn keys_that_can_be_guessed_are_refused() {
    assert!(AnonymiseKey::new(b"fifteen bytes..").is_none());
    assert_eq!(format!("{:?}", key("the first secret")), "AnonymiseKey");
    let (random, text) = AnonymiseKey::random().unwrap();
    let log = revealing();
    let options = AnonymiseOptions::default();
    assert_eq!(anonymise(&log, &random, &options).unwrap().0, anonymise(&log, &key(&text), &options).unwrap().0);
}
