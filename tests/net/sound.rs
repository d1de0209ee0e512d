//! Soundness: the library against the twin on random nets, each way to a verdict against the others, limits, real nets.

use std::{collections::BTreeSet, fs, path::Path};

use itsm::{
    diagnostic::render,
    net::{
        Net, pnml,
        soundness::{Limit, Limits, Method, ProblemKind, Soundness, Verdict, defects, free_choice, reduce, soundness, state_space},
    },
    source,
};

use crate::{
    nets::{Numbers, Plan, Shape, Step},
    twin,
};

const MOST: usize = 2_000;

/// Small nets, some of them damaged.
fn small(seed: u64, damages: usize) -> (Plan, Numbers) {
    let mut numbers = Numbers::new(seed);
    let shape = Shape { tasks: 1 + numbers.below(7), parallel: 35, loops: 15, choices: 25 };
    let mut plan = Plan::blocks(&mut numbers, shape);
    for _ in 0..numbers.below(damages + 1) {
        plan.damage(&mut numbers);
    }
    (plan, numbers)
}

/// Follows a run in the twin and gives all markings.
fn follow(plan: &Plan, run: &[usize]) -> Vec<twin::Tokens> {
    let mut all = vec![twin::start(plan)];
    for step in run {
        let tokens = all.last().unwrap();
        assert!(twin::can_fire(plan, tokens, *step), "{plan:?}: step {step} of {run:?} is not enabled");
        all.push(twin::fired(plan, tokens, *step));
    }
    all
}

/// Every run can be gone and ends where it says; one that shows growth has a part that adds tokens again and again.
fn check_runs(plan: &Plan, found: &Soundness) {
    for problem in &found.problems {
        let run: Vec<usize> = problem.run.iter().map(|step| step.index()).collect();
        let markings = follow(plan, &run);
        let end = markings.last().unwrap();
        assert_eq!(end, problem.marking.tokens(), "{plan:?}");
        if let ProblemKind::Unbounded(place) = problem.kind {
            let grows = (0..markings.len() - 1).any(|from| {
                let mut tokens = end.clone();
                let mut before = tokens[place.index()];
                (0..12).all(|round| {
                    for step in &run[from..] {
                        if !twin::can_fire(plan, &tokens, *step) {
                            return false;
                        }
                        tokens = twin::fired(plan, &tokens, *step);
                    }
                    let has_grown = round == 0 || tokens[place.index()] > before;
                    before = tokens[place.index()];
                    has_grown
                })
            });
            assert!(grows, "{plan:?}: nothing grows on {} along {run:?}", place.index());
        }
    }
}

fn shortest(found: &Soundness, kind: &ProblemKind) -> Option<usize> {
    found.problems.iter().filter(|problem| problem.kind == *kind).map(|problem| problem.run.len()).min()
}

/// Holds a full search against the twin; says whether the net was sound, nothing when the twin could not tell.
fn compare(plan: &Plan, found: &Soundness) -> Option<bool> {
    check_runs(plan, found);
    let is_workflow_net = twin::is_workflow_net(plan);
    assert_eq!(found.problems.iter().any(|problem| matches!(problem.kind, ProblemKind::NotAWorkflowNet(_))), !is_workflow_net, "{plan:?}");
    let Some(twin) = twin::explore(plan, MOST) else {
        assert!(found.bounded != Some(true) || found.markings_explored > MOST as u64, "{plan:?}\n{found:?}");
        assert!(found.verdict != Verdict::Sound || found.markings_explored > MOST as u64);
        return None;
    };
    assert_eq!(found.markings_explored, twin.markings as u64, "{plan:?}");
    assert_eq!(found.bounded, Some(true), "{plan:?}\n{found:?}");
    let stuck = [true, false].map(|deadlock| shortest(found, &ProblemKind::CannotComplete { deadlock })).into_iter().flatten().min();
    assert_eq!(stuck, twin.cannot_complete, "{plan:?}\n{found:?}");
    assert_eq!(found.option_to_complete, Some(twin.cannot_complete.is_none()));
    assert_eq!(shortest(found, &ProblemKind::CannotComplete { deadlock: true }), twin.deadlock, "{plan:?}\n{found:?}");
    assert_eq!(shortest(found, &ProblemKind::ImproperCompletion), twin.improper, "{plan:?}\n{found:?}");
    assert_eq!(found.proper_completion, Some(twin.improper.is_none()));
    let dead: BTreeSet<usize> = found
        .problems
        .iter()
        .filter_map(|problem| if let ProblemKind::DeadTransition(transition) = problem.kind { Some(transition.index()) } else { None })
        .collect();
    assert_eq!(dead, twin.dead, "{plan:?}");
    assert_eq!(found.no_dead_transitions, Some(dead.is_empty()));
    let is_sound = is_workflow_net && twin.cannot_complete.is_none() && twin.improper.is_none() && twin.dead.is_empty();
    assert_eq!(found.verdict == Verdict::Sound, is_sound, "{plan:?}\n{found:?}");
    Some(is_sound)
}

/// Both functions against the twin. Counts sound and unsound nets, and those that the twin could not finish.
fn against_twin(seeds: std::ops::Range<u64>, make: impl Fn(u64) -> Plan) -> [usize; 3] {
    let limits = Limits { markings: 20_000, ..Limits::default() };
    let mut counts = [0; 3];
    for seed in seeds {
        let plan = make(seed);
        let net = plan.net();
        let searched = state_space(&net, limits);
        let is_sound = compare(&plan, &searched);
        let found = soundness(&net, limits);
        check_runs(&plan, &found);
        let Some(is_sound) = is_sound else {
            assert!(!matches!((found.verdict, searched.verdict), (Verdict::Sound, Verdict::Unsound)), "{plan:?}\n{searched:?}");
            counts[2] += 1;
            continue;
        };
        let expected = if is_sound { Verdict::Sound } else { Verdict::Unsound };
        assert_eq!(found.verdict, expected, "{plan:?}\n{found:?}");
        if !is_sound {
            assert_eq!(found.problems, searched.problems, "{plan:?}");
        }
        counts[usize::from(!is_sound)] += 1;
    }
    counts
}

#[test]
fn random_nets_have_the_verdict_of_the_twin() {
    let [sound, unsound, open] = against_twin(0..4000, |seed| small(seed, 4).0);
    println!("{sound} sound, {unsound} unsound, {open} without an answer of the twin");
    assert!(sound > 500 && unsound > 500);
}

#[test]
fn nets_with_several_ends_have_the_verdict_of_the_twin() {
    let [sound, unsound, open] = against_twin(0..3000, |seed| {
        let (mut plan, mut numbers) = small(seed, 2);
        plan.spread(&mut numbers);
        plan
    });
    println!("{sound} sound, {unsound} unsound, {open} without an answer of the twin");
    assert!(sound > 300 && unsound > 300);
}

#[test]
fn weighted_nets_have_the_verdict_of_the_twin() {
    let [sound, unsound, open] = against_twin(0..2000, |seed| {
        let (mut plan, mut numbers) = small(seed, 1);
        for _ in 0..=numbers.below(2) {
            plan.weigh(&mut numbers);
        }
        // Some weights that fit together: a step hands two tokens to another.
        if numbers.percent(50) {
            let (from, to) = (numbers.below(plan.steps.len()), numbers.below(plan.steps.len()));
            let place = plan.place();
            plan.steps[from].outputs.push((place, 2));
            plan.steps[to].inputs.push((place, 2));
        }
        plan
    });
    println!("{sound} sound, {unsound} unsound, {open} without an answer of the twin");
    assert!(sound > 20 && unsound > 300);
}

#[test]
fn nets_with_resets_and_inclusive_joins_have_the_verdict_of_the_twin() {
    let [sound, unsound, open] = against_twin(0..4000, |seed| {
        let (mut plan, mut numbers) = small(seed, 2);
        if numbers.percent(60) {
            plan.include(&mut numbers);
        }
        for _ in 0..numbers.below(3) {
            plan.cancel(&mut numbers);
        }
        if numbers.percent(30) {
            plan.spread(&mut numbers);
        }
        plan
    });
    println!("{sound} sound, {unsound} unsound, {open} without an answer of the twin");
    assert!(sound > 300 && unsound > 300);
}

/// Free-choice nets beyond block structure: rules in reverse keep them sound, damages may not.
fn free_choice_plan(seed: u64) -> Plan {
    let (mut plan, mut numbers) = small(seed, 0);
    for _ in 0..numbers.below(4) {
        // Two steps with the same inputs more, or a branch that starts at one step and ends at another.
        let step = numbers.below(plan.steps.len());
        if numbers.percent(50) {
            let mut copy = plan.steps[step].clone();
            if let Some(arc) = copy.outputs.first_mut() {
                arc.0 = numbers.below(plan.places - 2) + 2;
            }
            plan.steps.push(copy);
        } else {
            let next = numbers.below(plan.steps.len());
            let place = plan.place();
            plan.steps[step].outputs.push((place, 1));
            let inputs = plan.steps[next].inputs.clone();
            for step in plan.steps.iter_mut().filter(|step| step.inputs == inputs) {
                step.inputs.push((place, 1));
            }
        }
    }
    plan
}

#[test]
fn the_theory_of_free_choice_nets_agrees_with_the_search() {
    let limits = Limits { markings: 20_000, ..Limits::default() };
    let mut counts = [0; 2];
    for seed in 0..6000 {
        let plan = free_choice_plan(seed);
        let net = plan.net();
        let Some(is_sound) = free_choice(&net) else { continue };
        let found = state_space(&net, limits);
        assert!(!matches!(found.verdict, Verdict::Undecided(_)), "{plan:?}");
        assert_eq!(is_sound, found.is_sound(), "{plan:?}\n{found:?}");
        counts[usize::from(!is_sound)] += 1;
    }
    println!("{counts:?} sound and unsound");
    assert!(counts[0] > 500 && counts[1] > 500);
}

#[test]
fn reduction_keeps_the_verdict() {
    let limits = Limits { markings: 20_000, ..Limits::default() };
    let mut smaller = 0;
    let mut counts = [0; 2];
    for seed in 0..6000 {
        let mut plan = if seed % 2 == 0 { free_choice_plan(seed) } else { small(seed, 3).0 };
        let mut numbers = Numbers::new(seed);
        if seed % 3 == 0 {
            plan.spread(&mut numbers);
        }
        let net = plan.net();
        if !defects(&net).is_empty() {
            continue;
        }
        let reduced = reduce(&net);
        assert!(reduced.arc_count() <= net.arc_count() * 2 + 16);
        let (before, after) = (state_space(&net, limits), state_space(&reduced, limits));
        if matches!(before.verdict, Verdict::Undecided(_)) || matches!(after.verdict, Verdict::Undecided(_)) {
            continue;
        }
        assert_eq!(before.verdict, after.verdict, "{plan:?}\n{before:?}\n{after:?}");
        counts[usize::from(!before.is_sound())] += 1;
        smaller += usize::from(reduced.place_count() < net.place_count());
    }
    println!("{counts:?} sound and unsound, {smaller} became smaller");
    assert!(counts[0] > 800 && counts[1] > 800 && smaller > 1500);
}

#[test]
fn block_structured_nets_reduce_to_a_step() {
    let no_search = Limits { markings: 0, bytes: 0 };
    for seed in 0..300 {
        let mut numbers = Numbers::new(seed);
        let shape = Shape { tasks: 60, parallel: numbers.below(60), loops: numbers.below(20), choices: 20 };
        let plan = Plan::blocks(&mut numbers, shape);
        let found = soundness(&plan.net(), no_search);
        assert_eq!((found.verdict, found.method, found.markings_explored), (Verdict::Sound, Method::Reduction, 0), "{plan:?}");
    }
}

#[test]
fn nets_without_anything_are_no_workflow_nets() {
    let empty = Plan::default().net();
    let found = soundness(&empty, Limits::default());
    assert_eq!((found.verdict, found.method, found.markings_explored), (Verdict::Unsound, Method::Structure, 1));
    // One place that is beginning and end is one, and sound.
    let place = Plan { places: 1, initial: vec![(0, 1)], last: vec![(0, 1)], ..Plan::default() };
    assert!(soundness(&place.net(), Limits::default()).is_sound());
}

#[test]
fn problems_are_sentences() {
    let sentences = |plan: &Plan| {
        let net = plan.net();
        soundness(&net, Limits::default()).problems.iter().map(|problem| problem.sentence(&net)).collect::<Vec<_>>()
    };
    // A split into two, of which each goes to the end.
    let mut twice = Plan { places: 4, initial: vec![(0, 1)], last: vec![(3, 1)], ..Plan::default() };
    twice.steps = vec![Step::from(&[0], &[1, 2]), Step::from(&[1], &[3]), Step::from(&[2], &[3])];
    assert_eq!(
        sentences(&twice),
        [
            "the case cannot complete at the beginning: no way on leads to the end",
            "the case completes improperly after `Task 0`, `Task 1`: there are tokens 1 on `p2`, 1 on `p3`",
            "the case cannot complete after `Task 0`, `Task 1`, `Task 2`: nothing can happen any more",
        ]
    );
    // A loop that leaves a token each time, a step that waits for two, and a place behind nothing.
    let mut grows = Plan { places: 4, initial: vec![(0, 1)], last: vec![(2, 1)], ..Plan::default() };
    grows.steps = vec![Step::from(&[0], &[1]), Step::from(&[1], &[1, 1]), Step::from(&[1], &[2]), Step::from(&[3], &[2])];
    assert_eq!(sentences(&grows), ["several places have no producer: `p0`, `p3`", "tokens on `p1` grow without end after `Task 0`, `Task 1`"]);
}

#[test]
fn limits_leave_it_open() {
    let mut numbers = Numbers::new(5);
    let plan = Plan::blocks(&mut numbers, Shape { tasks: 32, parallel: 70, loops: 0, choices: 0 });
    let net = plan.net();
    let few = state_space(&net, Limits { markings: 100, ..Limits::default() });
    assert_eq!((few.verdict, few.bounded, few.option_to_complete), (Verdict::Undecided(Limit::Markings), None, None));
    let small = state_space(&net, Limits { bytes: 20_000, ..Limits::default() });
    assert_eq!(small.verdict, Verdict::Undecided(Limit::Bytes));
}

/// What was known of the nets of the corpus before, computed by other tools.
#[test]
fn nets_of_others_have_the_verdicts_and_counts_of_other_tools() {
    let Some(corpus) = std::env::var_os("ITSM_CORPUS") else {
        println!("skipped: ITSM_CORPUS is not set");
        return;
    };
    let corpus = Path::new(&corpus);
    let expected: serde_json::Value = serde_json::from_slice(&fs::read(corpus.join("expected/soundness_nets.json")).unwrap()).unwrap();
    let files: Vec<_> = ["discovered", "status-machines", "pnml", "soundness"]
        .iter()
        .flat_map(|folder| fs::read_dir(corpus.join("models").join(folder)).unwrap().map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "pnml"))
        .collect();
    let mut compared = 0;
    for path in files {
        // The names of hand-made nets begin with what they are.
        if path.parent().unwrap().ends_with("soundness") {
            let is_sound = path.file_name().unwrap().to_string_lossy().starts_with('s');
            assert_eq!(soundness(&read(&path), Limits::default()).is_sound(), is_sound, "{}", path.display());
        }
        let bytes = fs::read(&path).unwrap();
        let hash = itsm::digest::Digest::of(&bytes).to_string();
        let Some(entry) = expected["nets"].as_array().unwrap().iter().find(|entry| entry["sha256"] == hash.as_str()) else { continue };
        compare_with_others(&path, &read(&path), entry);
        compared += 1;
    }
    println!("{compared} nets compared");
    assert_eq!(compared, expected["nets"].as_array().unwrap().len());
}

fn read(path: &Path) -> Net {
    let (nets, findings) = pnml::read_bytes("net.pnml", &fs::read(path).unwrap(), source::Limits::default());
    assert!(findings.is_empty(), "{}: {}", path.display(), render::plain(&findings));
    nets.into_iter().next().unwrap().net
}

fn compare_with_others(path: &Path, net: &Net, entry: &serde_json::Value) {
    let shown = path.display();
    let own = &entry["own"];
    assert_eq!(net.place_count() as u64, entry["places"].as_u64().unwrap(), "{shown}");
    assert_eq!(net.transition_count() as u64, entry["transitions"].as_u64().unwrap(), "{shown}");
    assert_eq!(net.arc_count() as u64, entry["arcs"].as_u64().unwrap(), "{shown}");
    let silent = net.transitions().filter(|transition| net.label(*transition).is_none()).count();
    assert_eq!(silent as u64, entry["silent"].as_u64().unwrap(), "{shown}");
    assert_eq!(defects(net).is_empty(), entry["workflow_net"].as_bool().unwrap(), "{shown}");
    let begin = std::time::Instant::now();
    let searched = state_space(net, Limits::default());
    let search = begin.elapsed();
    let begin = std::time::Instant::now();
    let found = soundness(net, Limits::default());
    let all = begin.elapsed();
    println!("{shown}: {:?} by {}, {:?}; {} markings in {search:?}", found.verdict, found.method, all, searched.markings_explored);
    assert_eq!(searched.is_sound(), own["sound"].as_bool().unwrap(), "{shown}");
    assert_eq!(found.is_sound(), own["sound"].as_bool().unwrap(), "{shown}");
    if let Some(sound) = entry["pm4py_sound"].as_bool() {
        assert_eq!(found.is_sound(), sound, "{shown}");
    }
    if own["result"] == "ok" {
        assert_eq!(searched.markings_explored, own["markings"].as_u64().unwrap(), "{shown}");
        assert_eq!(searched.option_to_complete, own["option_to_complete"].as_bool(), "{shown}");
        assert_eq!(searched.proper_completion, own["proper_completion"].as_bool(), "{shown}");
    } else {
        assert_eq!(searched.bounded, Some(false), "{shown}");
    }
}
