//! Typed lifecycles: generated and checked in agree, and the typed machine does what the loaded one does.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test fails by panicking and reads its own files"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    marker::PhantomData,
    path::{Path, PathBuf},
};

use itsm::{
    catalog::{Catalog, SHIPPED},
    lifecycle::{Context, Instance, Library, Lifecycle},
    source::{FileText, Limits, Source as _},
    typed::{self, Definition, Definitions, Destination, Machine, Name, SourceText},
};
use proptest::prelude::*;

// ---- generated and checked in

/// The generated files of all built-in lifecycles, by their paths.
fn generated() -> BTreeMap<PathBuf, String> {
    let catalog = Catalog::builtin();
    let mut files = BTreeMap::new();
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in SHIPPED.paths().filter(|path| path.contains("/lifecycles/")) {
        let definitions = Definitions::load(&SHIPPED.read(path).unwrap(), &catalog, Limits::default()).unwrap();
        for lifecycle in &definitions.lifecycles {
            let (pack, module) = (typed::module_name(lifecycle.framework().unwrap()), typed::module_name(lifecycle.id()));
            let destination = Destination {
                library: "crate".to_owned(),
                command: "ITSM_BLESS=1 cargo test --test typed".to_owned(),
                sources: sources(&definitions),
            };
            files.insert(Path::new(&pack).join(format!("{module}.rs")), typed::generate(lifecycle, &destination).unwrap());
            assert!(modules.entry(pack).or_default().insert(module), "{path}");
        }
    }
    for (pack, modules) in modules {
        let mut text = format!("//! The types of the lifecycles of `{pack}`; `ITSM_BLESS=1 cargo test --test typed` makes them anew.\n\n");
        for module in modules {
            let _ = writeln!(text, "pub mod {module};");
        }
        files.insert(Path::new(&pack).join("mod.rs"), text);
    }
    files
}

fn sources(definitions: &Definitions) -> Vec<SourceText> {
    let expression = |place: usize, name: &str| {
        if place == 0 {
            return format!("include_str!(\"../../../{name}\")");
        }
        let (folder, id) = name.strip_suffix(".yaml").unwrap().split_once("/lifecycles/").unwrap();
        let pack = folder.rsplit('/').next().unwrap();
        format!("crate::typed::{}::{}::SOURCE", typed::module_name(pack), typed::module_name(id))
    };
    let sources = definitions.sources.iter().enumerate();
    sources.map(|(place, (reference, file))| SourceText { reference: reference.clone(), expression: expression(place, file.name()) }).collect()
}

#[test]
fn generated_and_checked_in_agree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/typed");
    let files = generated();
    if std::env::var_os("ITSM_BLESS").is_some() {
        for (path, text) in &files {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        }
    }
    let stale: Vec<_> = files
        .iter()
        .filter(|(path, text)| fs::read_to_string(root.join(path)).ok().as_deref() != Some(text.as_str()))
        .map(|(path, _)| path)
        .collect();
    assert!(stale.is_empty(), "make them anew with ITSM_BLESS=1 cargo test --test typed: {stale:?}");
    // Nothing stands there that is no longer generated.
    let folders = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let there = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let left: Vec<_> = there.filter(|path| !files.contains_key(path.strip_prefix(&root).unwrap())).collect();
    assert!(left.is_empty(), "{left:?}");
}

// ---- a user's own files

/// Typed by the macro as in another crate; their definitions stand beside them.
#[cfg(feature = "expr")]
#[path = "typed/purchase.rs"]
mod purchase;

#[cfg(feature = "expr")]
#[path = "typed/observed.rs"]
mod observed;

fn own(name: &str) -> FileText {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    FileText::new(path.file_name().unwrap().to_str().unwrap(), fs::read_to_string(&path).unwrap())
}

/// What a user's files extend stands beside them.
struct Beside;

impl Library for Beside {
    fn lifecycle(&self, reference: &str) -> Option<FileText> {
        Some(own(&format!("tests/typed/{reference}.yaml")))
    }

    fn lifecycles(&self) -> Vec<String> {
        Vec::new()
    }

    fn has_element(&self, _: &str) -> Option<bool> {
        None
    }

    fn near_element(&self, _: &str) -> Option<String> {
        None
    }
}

/// Holds the types of a file against its definition; `folder` leads from the one to the other.
fn agree(definition: &str, folder: &str, types: &str, command: &str) {
    let definitions = Definitions::load(&own(definition), &Beside, Limits::default()).unwrap();
    let sources = definitions
        .sources
        .iter()
        .map(|(reference, file)| SourceText { reference: reference.clone(), expression: format!("include_str!(\"{folder}{}\")", file.name()) });
    let destination = Destination { library: "itsm".to_owned(), command: command.to_owned(), sources: sources.collect() };
    let text = typed::generate(&definitions.lifecycles[0], &destination).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(types);
    if std::env::var_os("ITSM_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), text, "make {types} anew with ITSM_BLESS=1");
}

#[cfg(feature = "expr")]
#[test]
fn own_files_agree_too() {
    for name in ["purchase", "observed"] {
        let command = "ITSM_BLESS=1 cargo test --features expr --test typed";
        agree(&format!("tests/typed/{name}.yaml"), "", &format!("tests/typed/{name}.rs"), command);
    }
}

/// The incident that is measured beside other crates is the one of the bench.
#[test]
fn the_rivals_incident_agrees() {
    let (definition, types) = ("benches/rivals/incident.yaml", "benches/rivals/src/incident.rs");
    agree(definition, "../", types, &format!("itsm lifecycle typed {definition} --output {types}"));
    let (definition, bench) = (own(definition), own("benches/lifecycle.rs"));
    let (_, body) = definition.text().split_once('\n').unwrap();
    assert!(bench.text().contains(body));
}

// ---- typed and loaded

/// Calls a macro with all typed lifecycles that are built in.
macro_rules! all {
    ($do:ident) => {
        $do! {
            cobit2019: change change_emergency change_pre_approved incident incident_major problem service_request;
            fitsm3: change change_emergency incident incident_major known_error problem release;
            itil4: change change_emergency change_standard event_alert incident problem service_level_agreement service_request;
            itop: change_simple emergency_change incident normal_change problem routine_change user_request user_request_simple work_order;
            mof4: change change_shortened_review help_request problem;
            neutral: access_request change change_emergency change_standard complaint configuration_item_life_stage
                configuration_item_working_state deployment event_alert fulfilment_task incident incident_major knowledge_article known_error
                problem release service_level_agreement service_request software_licence_request suggestion;
        }
    };
}

/// A lifecycle, loaded and typed.
trait Twin: Send + Sync {
    fn reference(&self) -> String;

    /// Lives one record as an instance and as a machine, which must not differ; the states that it has been in.
    fn live(&self, loaded: &Lifecycle, choices: &[(u64, u64)]) -> BTreeSet<String>;

    fn names_agree(&self, loaded: &Lifecycle);
}

struct Typed<D>(&'static str, PhantomData<D>);

impl<D: Definition> Twin for Typed<D> {
    fn reference(&self) -> String {
        format!("{}:{}", self.0, D::ID)
    }

    fn live(&self, loaded: &Lifecycle, choices: &[(u64, u64)]) -> BTreeSet<String> {
        let (mut instance, mut machine) = (loaded.begin(), Machine::<D>::begin().unwrap());
        let mut seen = BTreeSet::new();
        for (event, seed) in choices {
            let context = context(loaded, &instance, *seed);
            let event = choose(&instance, &context, *event);
            seen.insert(instance.state().id().to_owned());
            // The end is the end; some events are tried there too.
            if instance.is_ended() && seed % 4 == 0 {
                break;
            }
            step(&mut instance, &mut machine, event, &context);
        }
        seen
    }

    fn names_agree(&self, loaded: &Lifecycle) {
        let reference = self.reference();
        assert!(loaded.states().map(|(_, state)| state.id()).eq(D::State::ALL.iter().map(|state| state.id())), "{reference}");
        assert!(loaded.events().map(|(_, event)| event.id()).eq(D::Event::ALL.iter().map(|event| event.id())), "{reference}");
        assert_eq!((D::HASH, D::ID), (loaded.hash(), loaded.id()));
        for (place, state) in D::State::ALL.iter().enumerate() {
            assert_eq!((usize::from(state.place()), state.id().parse::<D::State>()), (place, Ok(*state)));
        }
        assert_eq!(Machine::<D>::definition().unwrap().hash(), loaded.hash());
    }
}

/// An event of a lifecycle: often one that may happen now, so that records come far, often one that the state takes, and
/// sometimes any.
fn choose(instance: &Instance, context: &Context, choice: u64) -> usize {
    let taken = instance.allowed(context);
    let places = |open: bool| taken.iter().filter(|choice| !open || choice.is_open()).map(|choice| choice.event.place()).collect::<Vec<_>>();
    let events = match choice & 7 {
        0..4 => places(true),
        4..7 => places(false),
        _ => Vec::new(),
    };
    let (count, part) = (instance.lifecycle().events().len(), usize::try_from(choice >> 8).unwrap());
    if events.is_empty() { part % count } else { events[part % events.len()] }
}

/// A context of what the lifecycle speaks of: roles, fields that are filled, blank or left out, votes, instants, sequences.
fn context(lifecycle: &Lifecycle, instance: &Instance, seed: u64) -> Context {
    let mut seed = seed | 1;
    let mut draw = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let people = ["anna", "ben", "cleo"];
    let mut context = Context::new();
    if draw(4) > 0 {
        context = context.with_actor(people[usize::try_from(draw(3)).unwrap()]);
    }
    let generous = draw(3) > 0;
    for role in lifecycle.roles() {
        if generous || draw(3) == 0 {
            context = context.with_role(role);
        }
    }
    for (name, field) in lifecycle.fields() {
        let value = match draw(if generous { 60 } else { 6 }) {
            0 => continue,
            1 => " ".to_owned(),
            2 => "99.5".to_owned(),
            3 => "250".to_owned(),
            _ => field.values.first().map_or_else(|| "12".to_owned(), |value| value.to_string()),
        };
        context = context.with_field(name, value);
    }
    // All for it, all against it, or divided.
    let mood = draw(3);
    for role in lifecycle.roles() {
        for person in people {
            if mood < 2 || draw(3) == 0 {
                context = context.with_vote(person, role, if mood < 2 { mood == 0 } else { draw(2) == 0 });
            }
        }
    }
    context = match draw(12) {
        0 => context.expecting(instance.sequence()),
        1 => context.expecting(instance.sequence() + 1),
        2..6 => context.with_electorate(3),
        _ => context,
    };
    if draw(3) > 0 { context.at(if draw(2) == 0 { "2025-06-01T00:00:00Z" } else { "2027-06-01T00:00:00Z" }.parse().unwrap()) } else { context }
}

fn step<D: Definition>(instance: &mut Instance, machine: &mut Machine<D>, event: usize, context: &Context) {
    let lifecycle = instance.lifecycle().clone();
    let (id, event) = (lifecycle.events().nth(event).unwrap().0, D::Event::ALL[event]);
    let state = |id| lifecycle.get_state(id).unwrap().id();
    let may = |choices: Vec<itsm::lifecycle::Allowed>| {
        let choice = |choice: itsm::lifecycle::Allowed| {
            (lifecycle.get_event(choice.event).unwrap().id().to_owned(), state(choice.to).to_owned(), choice.transition, choice.lacks)
        };
        choices.into_iter().map(choice).collect::<Vec<_>>()
    };
    let typed_may = |choices: Vec<typed::Allowed<D>>| {
        let choice = |choice: typed::Allowed<D>| (choice.event.id().to_owned(), choice.to.id().to_owned(), choice.transition, choice.lacks);
        choices.into_iter().map(choice).collect::<Vec<_>>()
    };
    assert_eq!(may(instance.allowed(context)), typed_may(machine.allowed(context)));
    match (instance.apply(id, context), machine.apply(event, context)) {
        (Ok(loaded), Ok(typed)) => {
            assert_eq!((state(loaded.from), state(loaded.to)), (typed.from().id(), typed.to().id()));
            assert_eq!((loaded.transition, loaded.sequence), (typed.transition(), typed.sequence()));
            assert_eq!(loaded.irregular, typed.irregular());
            let effects = loaded.transition.map(|id| lifecycle.get_transition(id).unwrap().effects()).unwrap_or_default();
            assert_eq!(effects, typed.effects());
        }
        (Err(loaded), Err(typed)) => {
            assert_eq!(loaded.to_string(), typed.to_string());
            assert_eq!((state(loaded.state()), event), (typed.state().id(), typed.event()));
            assert!(loaded.reasons().eq(typed.reasons()));
            assert_eq!(may(loaded.alternatives(instance, context)), typed_may(typed.alternatives(machine, context)));
        }
        (loaded, typed) => panic!("{loaded:?} and {typed:?}"),
    }
    assert_eq!(instance.snapshot(), machine.snapshot());
    assert_eq!((instance.state().id(), instance.is_ended()), (machine.state().id(), machine.is_ended()));
}

fn twins() -> Vec<Box<dyn Twin>> {
    macro_rules! list {
        ($($pack:ident: $($module:ident)+;)+) => {
            vec![$($(Box::new(Typed(stringify!($pack), PhantomData::<typed::$pack::$module::Definition>)) as Box<dyn Twin>),+),+]
        };
    }
    all!(list)
}

#[test]
fn every_built_in_lifecycle_is_typed_under_its_names() {
    let catalog = Catalog::builtin();
    let loaded: BTreeMap<String, Lifecycle> =
        catalog.lifecycles().unwrap().into_iter().map(|lifecycle| (lifecycle.reference().replace("lifecycle/", ""), lifecycle)).collect();
    let twins = twins();
    assert!(twins.iter().map(|twin| twin.reference()).collect::<BTreeSet<_>>().iter().eq(loaded.keys()));
    for twin in twins {
        twin.names_agree(&loaded[&twin.reference()]);
    }
}

/// The bare step of the types is the bare step of the table, cell by cell.
#[test]
fn the_bare_step_is_that_of_the_table() {
    macro_rules! compare {
        ($($pack:ident: $($module:ident)+;)+) => {
            $($({
                use typed::$pack::$module::{Definition, Event, State};
                let lifecycle = Machine::<Definition>::definition().unwrap();
                for (id, state) in lifecycle.states() {
                    let typed = State::ALL[id.place()];
                    assert_eq!((typed.id(), typed.kind()), (state.id(), state.kind()));
                    for (event, _) in lifecycle.events() {
                        let to = lifecycle.table().step(id, event).map(|to| State::ALL[to.place()]);
                        assert_eq!(typed.on(Event::ALL[event.place()]), to);
                    }
                }
            })+)+
        };
    }
    all!(compare);
}

/// Lifecycles that ask for everything there is.
#[cfg(feature = "expr")]
fn own_twins() -> Vec<(Box<dyn Twin>, Lifecycle)> {
    let load = |name: &str| {
        let file = own(&format!("tests/typed/{name}.yaml"));
        Definitions::load(&file, &Beside, Limits::default()).unwrap().lifecycles.remove(0)
    };
    vec![
        (Box::new(Typed("", PhantomData::<purchase::Definition>)), load("purchase")),
        (Box::new(Typed("", PhantomData::<observed::Definition>)), load("observed")),
    ]
}

#[cfg(not(feature = "expr"))]
fn own_twins() -> Vec<(Box<dyn Twin>, Lifecycle)> {
    Vec::new()
}

/// All twins with the lifecycle that the other one lives.
fn loaded() -> Vec<(Box<dyn Twin>, Lifecycle)> {
    let catalog = Catalog::builtin();
    let with = |twin: Box<dyn Twin>| {
        let lifecycle = catalog.lifecycle(&twin.reference()).unwrap();
        (twin, lifecycle)
    };
    twins().into_iter().map(with).chain(own_twins()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn typed_and_loaded_live_the_same_life(choices in prop::collection::vec((any::<u64>(), any::<u64>()), 1..32)) {
        static LOADED: std::sync::LazyLock<Vec<(Box<dyn Twin>, Lifecycle)>> = std::sync::LazyLock::new(loaded);
        for (twin, lifecycle) in LOADED.iter() {
            twin.live(lifecycle, &choices);
        }
    }
}

/// The lives of the test above lead somewhere: into every state that can be left by an event or be come to.
#[test]
fn random_lives_come_far() {
    // SplitMix64 (Steele, Lea and Flood 2014): another generator than the one that contexts are drawn with.
    let mut seed = 0_u64;
    let mut next = || {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    for (twin, lifecycle) in loaded() {
        let mut seen = BTreeSet::new();
        let come_to: BTreeSet<String> = lifecycle
            .transitions()
            .map(|(_, transition)| lifecycle.get_state(transition.to()).unwrap().id().to_owned())
            .chain([lifecycle.get_state(lifecycle.initial()).unwrap().id().to_owned()])
            .collect();
        // Where much can be refused on the way, few lives come to the end of it.
        for _ in 0..20_000 {
            let choices: Vec<(u64, u64)> = (0..48).map(|_| (next(), next())).collect();
            seen.append(&mut twin.live(&lifecycle, &choices));
            if come_to.is_subset(&seen) {
                break;
            }
        }
        let unseen: Vec<_> = come_to.difference(&seen).collect();
        assert!(unseen.is_empty(), "{}: {unseen:?}", twin.reference());
    }
}

// ---- the machine

#[test]
fn text_forms_are_the_ids_of_the_definition() {
    use itsm::typed::neutral::incident::{Event, State};
    assert_eq!(serde_json::to_string(&[State::InProgress, State::OnHold]).unwrap(), r#"["in-progress","on-hold"]"#);
    assert_eq!(serde_json::from_str::<Event>("\"auto-close\"").unwrap(), Event::AutoClose);
    let wrong = serde_json::from_str::<Event>("\"auto-clse\"").unwrap_err().to_string();
    assert!(wrong.starts_with("there is no event `auto-clse`; did you mean `auto-close`?"), "{wrong}");
    assert_eq!("on-hodl".parse::<State>().unwrap_err().to_string(), "there is no state `on-hodl`; did you mean `on-hold`?");
    assert_eq!(format!("{:>8}|{}", State::New, Event::Close), "     new|close");
    assert_eq!(<State as strum::IntoEnumIterator>::iter().next_back(), Some(State::Cancelled));
    assert_eq!((<Event as strum::EnumCount>::COUNT, <Event as strum::VariantArray>::VARIANTS), (14, Event::ALL));
    assert_eq!((size_of::<State>(), size_of::<Option<State>>()), (1, 1));
}

#[test]
fn a_machine_comes_back_from_what_was_kept_and_from_an_instance_of_another_file() {
    use itsm::typed::neutral::{
        complaint::Complaint,
        incident::{Event, Incident, State},
    };
    let context = Context::new().with_field("resolution_code", "no-fault-found").with_field("resolution", "It went away");
    let mut incident = Incident::begin().unwrap();
    let applied = incident.apply(Event::AutoResolve, &context).unwrap();
    assert_eq!((applied.from(), applied.to(), applied.effects()), (State::New, State::Resolved, ["ask-user-to-confirm".to_owned()].as_slice()));
    let kept = serde_json::to_string(&incident.snapshot()).unwrap();
    let again = Incident::restore(&serde_json::from_str(&kept).unwrap()).unwrap();
    assert_eq!((again.state(), again.sequence()), (State::Resolved, 1));
    assert_eq!(Incident::try_from(again.into_instance()).unwrap().state(), State::Resolved);
    let other = Complaint::restore(&incident.snapshot()).unwrap_err();
    assert_eq!(other.to_string(), "the snapshot is one of `incident`, not of `complaint`");

    // The same definition with its states in another order is the same lifecycle, and its numbers mean others.
    let turned = Lifecycle::load(&FileText::new("ticket.yaml", turned::SOURCE)).unwrap();
    let state = ticket::Ticket::try_from(turned.begin()).unwrap().state();
    assert_eq!((state, turned.initial().place()), (ticket::State::New, 1));
}

macro_rules! ticket {
    ($(#[$about:meta])* $module:ident $hash:literal $text:expr) => {
        $(#[$about])*
        mod $module {
            itsm::typed_lifecycle! {
                /// Ticket
                Ticket = "ticket" {
                    hash: $hash,
                    sources: ["ticket.yaml" = $text],
                }
                events {
                    /// Close
                    Close = "close",
                }
                states {
                    /// New
                    New = "new", Initial {
                        close: Close => Closed,
                    }
                    /// Closed
                    Closed = "closed", Terminal {}
                }
            }
        }
    };
}

ticket! {
    /// As it should be.
    ticket "d20142ec458864835ced7b987f7711b93d1aafffe1aa44d80955f46f13eeb949" "
format: itsm/lifecycle/1
id: ticket
title: Ticket
states: [{id: new, kind: initial}, {id: closed, kind: terminal}]
events: [{id: close}]
transitions: [{from: [new], on: close, to: closed}]
"
}

ticket! {
    /// Generated before the states were put into another order, which the hash does not know.
    turned "d20142ec458864835ced7b987f7711b93d1aafffe1aa44d80955f46f13eeb949" "
format: itsm/lifecycle/1
id: ticket
title: Ticket
states: [{id: closed, kind: terminal}, {id: new, kind: initial}]
events: [{id: close}]
transitions: [{from: [new], on: close, to: closed}]
"
}

ticket! {
    /// Generated before the definition was changed.
    stale "0000000000000000000000000000000000000000000000000000000000000000" super::ticket::SOURCE
}

ticket! {
    /// Of a file that is none.
    unreadable "" "format: itsm/lifecycle/1\nid: ticket\n"
}

ticket! {
    /// Of a file whose lifecycle has got another id.
    renamed "" "
format: itsm/lifecycle/1
id: tickets
title: Ticket
states: [{id: new, kind: initial}, {id: closed, kind: terminal}]
events: [{id: close}]
transitions: [{from: [new], on: close, to: closed}]
"
}

#[test]
fn types_of_another_definition_say_so_and_do_not_run() {
    assert!(ticket::Ticket::begin().is_ok());
    let why = |error: typed::DefinitionError| {
        let text = error.to_string();
        let (start, end) =
            ("the definition of `ticket` is not the one that its types were generated from (", "); generate them anew with `itsm lifecycle typed`");
        text.strip_prefix(start).unwrap().strip_suffix(end).unwrap().to_owned()
    };
    assert_eq!(why(turned::Ticket::begin().unwrap_err()), "its states or events stand in another order");
    assert_eq!(why(stale::Ticket::begin().unwrap_err()), "hash 000000000000 then, d20142ec4588 now");
    assert_eq!(why(stale::typestate::New::begin().unwrap_err()), "hash 000000000000 then, d20142ec4588 now");
    assert_eq!(why(renamed::Ticket::definition().unwrap_err()), "its file no longer has it");
    let snapshot = ticket::Ticket::begin().unwrap().snapshot();
    assert!(matches!(stale::Ticket::restore(&snapshot), Err(typed::RestoreError::Definition(_))));
    let found = unreadable::Ticket::begin().unwrap_err().to_string();
    assert!(found.starts_with("the definition of `ticket` does not load: ticket.yaml:1:1: error: "), "{found}");
}

// ---- states as types

#[test]
fn a_typed_state_gives_the_next_one_or_itself_with_the_reasons() {
    use itsm::typed::neutral::incident::{Event, Incident, State, typestate};
    let new = typestate::New::begin().unwrap();
    let (new, refusal) = new.assign(&Context::new()).unwrap_err();
    assert_eq!((refusal.state(), refusal.event(), refusal.reasons().count()), (State::New, Event::Assign, 5));
    let filled = Context::new().with_field("resolution_code", "no-fault-found").with_field("resolution", "It went away");
    // Another writer was faster: the type does not know, the machine does.
    let (new, refusal) = new.auto_resolve(&filled.clone().expecting(3)).unwrap_err();
    assert_eq!(refusal.to_string(), "`auto-resolve` is refused in `new`: the record is at sequence 0, and 3 was expected");
    let closed: typestate::Closed = new.auto_resolve(&filled).unwrap().auto_close();
    assert_eq!((closed.machine().sequence(), closed.machine().is_ended()), (2, true));
    let machine: Incident = closed.into_machine();
    let machine = typestate::New::try_from(machine).unwrap_err();
    assert_eq!(typestate::Closed::try_from(machine).unwrap().machine().state(), State::Closed);
}

#[cfg(feature = "expr")]
#[test]
fn several_targets_are_an_enum_and_votes_and_people_are_asked_for() {
    use purchase::typestate::{self, Draft, DraftSubmit, ResultMove};
    let anna = Context::new().with_actor("anna").with_role("buyer").with_field("supplier", "known");
    let submit = |price: &str| Draft::begin().unwrap().submit(&anna.clone().with_field("price", price)).unwrap();
    let DraftSubmit::Approved(approved) = submit("99.99") else { panic!("a small price") };
    let DraftSubmit::State2ndLook(second) = submit("100") else { panic!("a high price") };
    let votes = Context::new().with_role("controller").with_vote("ben", "controller", true).with_vote("cleo", "controller", true);
    let (second, refusal) = second.on_2nd_opinion(&votes.clone().with_actor("anna")).unwrap_err();
    assert_eq!(refusal.to_string(), "`2nd-opinion` is refused in `2nd-look`: `anna` did `submit`, and another person must do this");
    let _: typestate::Approved = second.on_2nd_opinion(&votes.with_actor("ben")).unwrap();
    let result = approved.deliver(&Context::new().with_field("receipt", "17")).unwrap();
    let DraftSubmit::Approved(approved) = result.begin_().submit(&anna.clone().with_field("price", 5)).unwrap() else { panic!("a small price") };
    assert_eq!(approved.machine().sequence(), 4);
    let result = approved.deliver(&Context::new().with_field("receipt", "18")).unwrap();
    let late = Context::new().at("2026-03-01T00:00:00Z".parse().unwrap());
    assert!(matches!(result.move_(&late), Ok(ResultMove::Self_(_))));
}

#[test]
fn what_cannot_happen_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/typed_fail/*.rs");
}

// ---- the generator

#[test]
fn names_that_rust_cannot_tell_apart_are_all_named() {
    let text = "
format: itsm/lifecycle/1
id: ticket
title: Ticket
states: [{id: in-work, kind: initial}, {id: in_work, kind: open}, {id: '--', kind: open}, {id: closed, kind: terminal}]
events: [{id: go-on}, {id: goOn}, {id: close}]
transitions:
  - {from: [in-work], on: go-on, to: in_work}
  - {from: [in_work], on: goOn, to: '--'}
  - {from: ['--'], on: close, to: closed}
";
    let lifecycle = Lifecycle::load(&FileText::new("ticket.yaml", text)).unwrap();
    let destination = Destination { library: "itsm".to_owned(), command: String::new(), sources: Vec::new() };
    let error = typed::generate(&lifecycle, &destination).unwrap_err();
    let expected = [
        "the states `in-work` and `in_work` are both `InWork` in Rust; give one of them another id",
        "the state `--` gives no name in Rust; give it an id with a letter",
        "the events `go-on` and `goOn` are both `GoOn` in Rust; give one of them another id",
        "the events `go-on` and `goOn` are both `go_on` in Rust; give one of them another id",
    ];
    assert_eq!(error.problems(), expected);
    assert!(error.to_string().starts_with("`ticket` cannot be typed: the states"));
}
