//! Process trees: files, and nets that have the language of their trees.

use std::{
    collections::{BTreeSet, VecDeque},
    fs,
    path::Path,
};

use itsm::{
    net::{
        Marking, Net,
        process_tree::{self, ProcessTree},
        soundness::{Limits as SearchLimits, soundness, state_space},
    },
    source::{FileText, Limits},
};

use crate::{files::listed, nets::Numbers};

type Words = BTreeSet<Vec<String>>;

/// Longest words that are compared.
const LONGEST: usize = 6;

fn shuffle(one: &[String], other: &[String], all: &mut Words, before: &mut Vec<String>) {
    match (one.split_first(), other.split_first()) {
        (None, _) => {
            all.insert([before, other].concat());
        }
        (_, None) => {
            all.insert([before, one].concat());
        }
        (Some((first, rest)), Some((second, further))) => {
            before.push(first.clone());
            shuffle(rest, other, all, before);
            before.last_mut().unwrap().clone_from(second);
            shuffle(one, further, all, before);
            before.pop();
        }
    }
}

fn combined(one: &Words, other: &Words, combine: impl Fn(&[String], &[String], &mut Words)) -> Words {
    let mut all = Words::new();
    for left in one {
        for right in other.iter().filter(|right| left.len() + right.len() <= LONGEST) {
            combine(left, right, &mut all);
        }
    }
    all
}

fn then(one: &Words, other: &Words) -> Words {
    combined(one, other, |left, right, all| {
        all.insert([left, right].concat());
    })
}

fn beside(one: &Words, other: &Words) -> Words {
    combined(one, other, |left, right, all| shuffle(left, right, all, &mut Vec::new()))
}

fn empty() -> Words {
    Words::from([Vec::new()])
}

/// The words of a tree up to a length, from what its blocks mean.
fn language(tree: &ProcessTree) -> Words {
    let parts = |parts: &[ProcessTree]| parts.iter().map(language).collect::<Vec<_>>();
    match tree {
        ProcessTree::Task(name) => Words::from([vec![name.clone()]]),
        ProcessTree::Silent => empty(),
        ProcessTree::Sequence(list) => parts(list).iter().fold(empty(), |all, part| then(&all, part)),
        ProcessTree::Exclusive(list) if list.is_empty() => empty(),
        ProcessTree::Exclusive(list) => parts(list).into_iter().flatten().collect(),
        ProcessTree::Parallel(list) => parts(list).iter().fold(empty(), |all, part| beside(&all, part)),
        ProcessTree::Inclusive(list) if list.is_empty() => empty(),
        ProcessTree::Inclusive(list) => {
            let parts = parts(list);
            let chosen = |set: usize| parts.iter().enumerate().filter(move |(part, _)| set >> part & 1 == 1).map(|(_, part)| part);
            (1..1_usize << parts.len()).flat_map(|set| chosen(set).fold(empty(), |all, part| beside(&all, part))).collect()
        }
        ProcessTree::Interleaving(list) => {
            let parts = parts(list);
            let mut all = Words::new();
            orders(&mut (0..parts.len()).collect::<Vec<_>>(), 0, &mut |order| {
                all.extend(order.iter().fold(empty(), |all, part| then(&all, &parts[*part])));
            });
            all
        }
        ProcessTree::Loop { body, redo, exit } => {
            let (body, redo) = (language(body), language(redo));
            let mut rounds = body.clone();
            loop {
                let more: Words = rounds.union(&then(&then(&rounds, &redo), &body)).cloned().collect();
                if more == rounds {
                    return then(&rounds, &language(exit));
                }
                rounds = more;
            }
        }
    }
}

fn orders(list: &mut Vec<usize>, from: usize, visit: &mut dyn FnMut(&[usize])) {
    if from == list.len() {
        return visit(list);
    }
    for other in from..list.len() {
        list.swap(from, other);
        orders(list, from + 1, visit);
        list.swap(from, other);
    }
}

/// The words of a net up to a length, by trying everything.
fn words(net: &Net) -> Words {
    let start = (net.initial().clone(), Vec::<String>::new());
    let mut seen: BTreeSet<(Marking, Vec<String>)> = BTreeSet::from([start.clone()]);
    let mut queue = VecDeque::from([start]);
    let mut all = Words::new();
    while let Some((marking, word)) = queue.pop_front() {
        if net.is_complete(&marking) {
            all.insert(word.clone());
        }
        for transition in net.enabled(&marking) {
            let (mut next, mut longer) = (marking.clone(), word.clone());
            net.fire(&mut next, transition).unwrap();
            longer.extend(net.label(transition).map(str::to_owned));
            if longer.len() <= LONGEST && seen.insert((next.clone(), longer.clone())) {
                queue.push_back((next, longer));
            }
        }
    }
    all
}

fn random(numbers: &mut Numbers, depth: usize) -> ProcessTree {
    let kind = if depth == 0 { numbers.below(8) / 7 } else { numbers.below(9) };
    let mut parts = |least: usize, most: usize| {
        let count = least + numbers.below(most - least + 1);
        (0..count).map(|_| random(numbers, depth - 1)).collect::<Vec<_>>()
    };
    match kind {
        0 => ProcessTree::Task(char::from(b'a' + u8::try_from(numbers.below(4)).unwrap()).to_string()),
        1 => ProcessTree::Silent,
        2 | 3 => ProcessTree::Sequence(parts(0, 3)),
        4 => ProcessTree::Exclusive(parts(0, 3)),
        5 => ProcessTree::Parallel(parts(0, 2)),
        6 => ProcessTree::Inclusive(parts(0, 3)),
        7 => ProcessTree::Interleaving(parts(0, 3)),
        _ => {
            let mut parts = parts(3, 3).into_iter().map(Box::new);
            ProcessTree::Loop { body: parts.next().unwrap(), redo: parts.next().unwrap(), exit: parts.next().unwrap() }
        }
    }
}

#[test]
fn nets_of_trees_are_sound_and_have_their_languages() {
    let mut compared = 0;
    for seed in 0..1500 {
        let mut numbers = Numbers::new(seed);
        let depth = 1 + numbers.below(3);
        let tree = random(&mut numbers, depth);
        let net = tree.net().unwrap();
        if net.transition_count() > 40 {
            continue;
        }
        let found = soundness(&net, SearchLimits::default());
        assert!(found.is_sound(), "{tree}: {found:?}");
        assert!(state_space(&net, SearchLimits::default()).is_sound(), "{tree}");
        assert_eq!(words(&net), language(&tree), "{tree}");
        compared += 1;
    }
    println!("{compared} trees compared");
    assert!(compared > 1000);
}

fn read(text: &str) -> (Option<String>, Vec<String>) {
    let (tree, findings) = process_tree::read(&FileText::new("tree.ptml", text.to_owned()), Limits::default());
    (tree.map(|tree| tree.to_string()), listed(&findings))
}

fn file(root: &str, nodes: &str, edges: &[(&str, &str)]) -> String {
    let edges: String =
        edges.iter().fold(String::new(), |text, (from, to)| text + &format!("<parentsNode id='{from}{to}' sourceId='{from}' targetId='{to}'/>\n"));
    format!("<ptml><processTree id='x' root='{root}'>\n{nodes}\n{edges}</processTree></ptml>")
}

#[test]
fn trees_are_read() {
    let nodes = "<sequence id='s' name=''/><xorLoop id='l'/><manualTask id='a' name='A &amp; O'/><automaticTask id='t' name='tau'/><or id='o'/>\
                 <interleaved id='i'/><manualTask id='b' name='b'/><def id='d'/><variable/>";
    let edges = [("s", "o"), ("s", "l"), ("l", "a"), ("l", "t"), ("o", "i"), ("o", "b"), ("s", "d")];
    assert_eq!(
        read(&file("s", nodes, &edges)),
        (Some("sequence(inclusive(interleaving(), b), loop(A & O, silent, silent), exclusive())".to_owned()), vec![])
    );
    assert_eq!(read(&file("a", "<manualTask id='a' name='a'/>", &[])).0.as_deref(), Some("a"));
}

#[test]
fn defects_of_trees_have_their_places() {
    let first = |root: &str, nodes: &str, edges: &[(&str, &str)]| {
        let (tree, findings) = read(&file(root, nodes, edges));
        assert!(tree.is_none());
        findings.into_iter().next().unwrap()
    };
    assert_eq!(first("q", "<and id='a'/>", &[]), "1:8 dangling-reference: there is no node `q`");
    assert_eq!(first("a", "<and id='a'/>", &[("a", "b")]), "3:2 dangling-reference: there is no node `b`");
    assert_eq!(first("a", "<and id='a'/>", &[("a", "a")]), "3:2 malformed-net: the node `a` has two parents, or is its own ancestor");
    assert_eq!(first("a", "<and id='a'/><or id='a'/>", &[]), "2:15 duplicate-id: two nodes have the id `a`");
    assert_eq!(first("a", "<and/>", &[]), "1:8 dangling-reference: there is no node `a`");
    assert_eq!(first("a", "<timeOut id='a'/>", &[]), "2:2 unknown-value: nodes of the kind `timeOut` are not read");
    assert_eq!(first("a", "<xorLoop id='a'/>", &[]), "2:2 malformed-net: a loop has a body, a redo part and an exit part, this one has 0 parts");
    assert_eq!(first("a", "<manualTask id='a'/><and id='b'/>", &[("a", "b")]), "2:2 malformed-net: a task has no parts");
    let chain: Vec<(String, String)> = (0..100).map(|n| (format!("n{n}"), format!("n{}", n + 1))).collect();
    let edges: Vec<(&str, &str)> = chain.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    let nodes: String = (0..101).fold(String::new(), |text, n| text + &format!("<sequence id='n{n}'/>"));
    assert!(first("n0", &nodes, &edges).contains("limit-reached: the tree is more than 64 levels deep"));
    let (tree, findings) = read(&file("a", "<and id='a'/><or id='b'/>", &[]));
    assert_eq!((tree.as_deref(), findings), (Some("parallel()"), vec!["2:15 malformed-net: the node `b` hangs in no tree".to_owned()]));
    assert_eq!(read("<ptml/>").1, ["1:2 malformed-net: the file has no process tree"]);
    assert_eq!(read("<pnml/>").1, ["1:2 unsupported-format: the file is no PTML: its root element is `pnml`"]);
    assert_eq!(read("<ptml><processTree/></ptml>").1, ["1:8 missing-key: the processTree has no `root`"]);
}

/// Trees of another tool beside the nets that it made of them: same soundness, same words.
#[test]
fn trees_of_others_have_the_language_of_their_nets() {
    let Some(corpus) = std::env::var_os("ITSM_CORPUS") else {
        println!("skipped: ITSM_CORPUS is not set");
        return;
    };
    let folder = Path::new(&corpus).join("models/pnml");
    for name in ["running-example", "a12", "a22"] {
        let (tree, findings) = process_tree::read_bytes("tree.ptml", &fs::read(folder.join(format!("{name}.ptml"))).unwrap(), Limits::default());
        assert!(findings.is_empty(), "{:?}", listed(&findings));
        let net = tree.unwrap().net().unwrap();
        assert!(soundness(&net, SearchLimits::default()).is_sound());
        let (nets, _) = itsm::net::pnml::read_bytes("net.pnml", &fs::read(folder.join(format!("{name}.pnml"))).unwrap(), Limits::default());
        let theirs = &nets[0].net;
        let labels = |net: &Net| net.transitions().filter_map(|transition| net.label(transition).map(str::to_owned)).collect::<BTreeSet<_>>();
        assert_eq!(labels(&net), labels(theirs), "{name}");
        assert_eq!(words(&net), words(theirs), "{name}");
    }
}
