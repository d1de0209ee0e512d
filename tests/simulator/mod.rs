//! A simulator of lifecycles of the tests' own: it reads the file itself, knows nothing of the library but its YAML parser, and
//! says what must come of an event.

use std::collections::{BTreeMap, BTreeSet};

use itsm::{
    catalog::SHIPPED,
    document::{Node, Value, parse},
    expr,
    lifecycle::Given,
    source::{FileText, Limits, Source as _},
};

/// What comes of an event: the state after, and why it was refused or should have been, in no order.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub to: String,
    pub refused: bool,
    pub reasons: Vec<String>,
}

#[derive(Clone, Debug)]
struct Move {
    from: Vec<String>,
    except: Vec<String>,
    on: String,
    to: Option<String>,
    roles: Vec<String>,
    requires: Vec<String>,
    guard: Option<String>,
    otherwise: bool,
}

#[derive(Clone, Debug)]
struct State {
    kind: String,
    tags: Vec<String>,
    requires: Vec<String>,
}

#[derive(Clone, Debug)]
struct Approval {
    state: String,
    voters: Vec<String>,
    rule: String,
    count: u32,
    percent: u32,
    veto: bool,
    approve: String,
    reject: String,
}

#[derive(Clone, Debug)]
enum Change {
    Add(Move),
    Remove(String, String),
}

#[derive(Clone, Debug, Default)]
struct Machine {
    states: BTreeMap<String, State>,
    events: BTreeSet<String>,
    layers: Vec<Vec<Change>>,
    approvals: BTreeMap<String, Approval>,
    four_eyes: Vec<(String, String)>,
    enforced: bool,
}

/// A record in the simulator.
#[derive(Clone, Debug)]
pub struct Simulator {
    machine: Machine,
    cells: BTreeMap<(String, String), Vec<Move>>,
    pub state: String,
    done: BTreeMap<String, String>,
}

fn text(node: &Node<'_>, key: &str) -> Option<String> {
    node.get(key).and_then(Node::text).map(str::to_owned)
}

fn sure(node: &Node<'_>, key: &str) -> String {
    text(node, key).unwrap_or_else(|| panic!("no {key}"))
}

fn items<'node, 'text>(node: &'node Node<'text>, key: &str) -> &'node [Node<'text>] {
    match node.get(key).map(|node| &node.value) {
        Some(Value::Sequence(items)) => items,
        _ => &[],
    }
}

fn texts(node: &Node<'_>, key: &str) -> Vec<String> {
    items(node, key).iter().filter_map(Node::text).map(str::to_owned).collect()
}

/// The file of a shipped lifecycle by the reference in `extends`.
fn shipped(reference: &str) -> FileText {
    let (framework, rest) = reference.split_once(':').unwrap();
    let ending = format!("{framework}/lifecycles/{}.yaml", rest.trim_start_matches("lifecycle/"));
    SHIPPED.paths().find(|path| path.ends_with(&ending)).map_or_else(|| panic!("{reference}"), |path| SHIPPED.read(path).unwrap())
}

impl Machine {
    fn read(file: &FileText, model: Option<&str>) -> Self {
        let document = parse(file, Limits::default()).0.unwrap();
        let root = &document.root;
        let mut machine = text(root, "extends").map(|base| Self::read(&shipped(&base), None)).unwrap_or_default();
        machine.enforced = text(root, "enforced").as_deref() != Some("false");
        machine.lay(root);
        if let Some(model) = model {
            machine.lay_model(file, model);
        }
        machine
    }

    /// Lays a model on top: the file's own one of that name, or else that of the lifecycle it extends.
    fn lay_model(&mut self, file: &FileText, model: &str) {
        let document = parse(file, Limits::default()).0.unwrap();
        let root = &document.root;
        match items(root, "models").iter().find(|node| text(node, "id").as_deref() == Some(model)) {
            Some(node) => self.lay(node),
            None => self.lay_model(&shipped(&sure(root, "extends")), model),
        }
    }

    fn lay(&mut self, node: &Node<'_>) {
        let mut changes = Vec::new();
        if let Some(remove) = node.get("remove") {
            let (states, events) = (texts(remove, "states"), texts(remove, "events"));
            self.states.retain(|id, _| !states.contains(id));
            self.events.retain(|id| !events.contains(id));
            for id in texts(remove, "approvals") {
                self.approvals.remove(&id);
            }
            for layer in &mut self.layers {
                layer.retain_mut(|change| match change {
                    Change::Add(one) => {
                        let had = one.from.len();
                        one.from.retain(|from| !states.contains(from));
                        !events.contains(&one.on)
                            && !one.to.as_ref().is_some_and(|to| states.contains(to))
                            && (had == one.from.len() || !one.from.is_empty())
                    }
                    Change::Remove(..) => true,
                });
            }
            self.approvals.retain(|_, approval| !states.contains(&approval.state));
            self.four_eyes.retain(|(first, second)| !events.contains(first) && !events.contains(second));
            changes.extend(items(remove, "transitions").iter().map(|node| Change::Remove(sure(node, "from"), sure(node, "on"))));
        }
        for state in items(node, "states") {
            self.states
                .insert(sure(state, "id"), State { kind: sure(state, "kind"), tags: texts(state, "tags"), requires: texts(state, "requires") });
        }
        self.events.extend(items(node, "events").iter().map(|event| sure(event, "id")));
        for approval in items(node, "approvals") {
            let quorum = approval.get("quorum").unwrap();
            let number = |key: &str, otherwise| text(quorum, key).map_or(otherwise, |text| text.parse().unwrap());
            self.approvals.insert(
                sure(approval, "id"),
                Approval {
                    state: sure(approval, "in"),
                    voters: texts(approval, "voters"),
                    rule: sure(quorum, "rule"),
                    count: number("count", 1),
                    percent: number("percent", 100),
                    veto: text(quorum, "veto").as_deref() == Some("true"),
                    approve: sure(approval, "approve"),
                    reject: text(approval, "reject").unwrap_or_default(),
                },
            );
        }
        self.four_eyes.extend(items(node, "four_eyes").iter().map(|pair| (sure(pair, "first"), sure(pair, "second"))));
        changes.extend(items(node, "transitions").iter().map(|node| {
            Change::Add(Move {
                from: texts(node, "from"),
                except: texts(node, "except"),
                on: sure(node, "on"),
                to: text(node, "to"),
                roles: texts(node, "roles"),
                requires: texts(node, "requires"),
                guard: text(node, "guard"),
                otherwise: text(node, "otherwise").as_deref() == Some("true"),
            })
        }));
        self.layers.push(changes);
    }

    fn leaves(&self, one: &Move) -> Vec<String> {
        let is_left = |id: &String, state: &State| {
            let named = one.from.iter().any(|from| match from.strip_prefix("tag:") {
                Some(tag) => state.tags.iter().any(|own| own == tag),
                None => from == id || (from == "*" && state.kind != "terminal"),
            });
            named && !one.except.contains(id)
        };
        self.states.iter().filter(|(id, state)| is_left(id, state)).map(|(id, _)| id.clone()).collect()
    }

    fn cells(&self) -> BTreeMap<(String, String), Vec<Move>> {
        let mut cells: BTreeMap<(String, String), (usize, Vec<Move>)> = BTreeMap::new();
        for (layer, changes) in self.layers.iter().enumerate() {
            for change in changes {
                match change {
                    Change::Remove(from, on) => {
                        cells.remove(&(from.clone(), on.clone()));
                    }
                    Change::Add(one) => {
                        for from in self.leaves(one) {
                            let cell = cells.entry((from, one.on.clone())).or_insert((layer, Vec::new()));
                            if cell.0 < layer {
                                *cell = (layer, Vec::new());
                            }
                            cell.1.push(one.clone());
                        }
                    }
                }
            }
        }
        cells.into_iter().map(|(cell, (_, moves))| (cell, moves)).collect()
    }
}

impl Simulator {
    pub fn of(file: &FileText, model: Option<&str>) -> Self {
        let machine = Machine::read(file, model);
        let state = machine.states.iter().find(|(_, state)| state.kind == "initial").unwrap().0.clone();
        Self { cells: machine.cells(), machine, state, done: BTreeMap::new() }
    }

    pub fn states(&self) -> impl Iterator<Item = &str> {
        self.machine.states.keys().map(String::as_str)
    }

    pub fn events(&self) -> impl Iterator<Item = &str> {
        self.machine.events.iter().map(String::as_str)
    }

    /// How many transitions there are, one a source state.
    pub fn transitions(&self) -> usize {
        self.cells.values().map(Vec::len).sum()
    }

    pub fn takes(&self, state: &str, event: &str) -> bool {
        self.cells.contains_key(&(state.to_owned(), event.to_owned()))
    }

    pub fn apply(&mut self, event: &str, given: &Given) -> Outcome {
        let moves = self.cells.get(&(self.state.clone(), event.to_owned())).cloned().unwrap_or_default();
        let lacks: Vec<Vec<String>> = moves.iter().map(|one| self.lacks(one, given)).collect();
        let open = |otherwise: bool| -> Vec<&Move> {
            moves.iter().zip(&lacks).filter(|(one, lacks)| one.otherwise == otherwise && lacks.is_empty()).map(|(one, _)| one).collect()
        };
        let mut able = open(false);
        if able.is_empty() {
            able = open(true);
        }
        let mut reasons: Vec<String> = match able.len() {
            1 => Vec::new(),
            0 if moves.is_empty() => vec!["no-transition".to_owned()],
            0 => lacks.concat(),
            _ => vec!["ambiguous".to_owned()],
        };
        reasons.sort();
        let refused = !reasons.is_empty() && self.machine.enforced;
        if !refused {
            let ways: Vec<&Move> = if reasons.is_empty() { able } else { moves.iter().collect() };
            let targets: BTreeSet<String> = ways.iter().map(|one| one.to.clone().unwrap_or_else(|| self.state.clone())).collect();
            if let (1, Some(to)) = (targets.len(), targets.first()) {
                self.state.clone_from(to);
            }
            if let Some(actor) = &given.actor {
                self.done.insert(event.to_owned(), actor.clone());
            }
        }
        Outcome { to: self.state.clone(), refused, reasons }
    }

    fn lacks(&self, one: &Move, given: &Given) -> Vec<String> {
        let mut lacks = Vec::new();
        if !one.roles.is_empty() && !one.roles.iter().any(|role| given.roles.contains(role)) {
            lacks.push("role");
        }
        let target = one.to.as_ref().unwrap_or(&self.state);
        let required: BTreeSet<&String> = one.requires.iter().chain(&self.machine.states[target].requires).collect();
        let is_filled = |name: &str| !matches!(given.fields.get(name), None | Some(expr::Value::Null));
        lacks.extend(required.iter().filter(|name| !is_filled(name)).map(|_| "field"));
        match one.guard.as_ref().map(|guard| Guard::answer(guard, given)) {
            None | Some(Some(true)) => {}
            Some(Some(false)) => lacks.push("guard"),
            Some(None) => lacks.push("guard-unknown"),
        }
        let approval =
            self.machine.approvals.values().find(|approval| approval.state == self.state && [&approval.approve, &approval.reject].contains(&&one.on));
        if let Some(approval) = approval {
            let wanted = approval.approve == one.on;
            match approval.decision(given) {
                Some(decision) if decision == wanted => {}
                Some(_) => lacks.push("decided-otherwise"),
                None => lacks.push("undecided"),
            }
        }
        for (first, _) in self.machine.four_eyes.iter().filter(|(_, second)| *second == one.on) {
            match (self.done.get(first), &given.actor) {
                (Some(_), None) => lacks.push("no-actor"),
                (Some(before), Some(actor)) if before == actor => lacks.push("same-person"),
                _ => {}
            }
        }
        lacks.into_iter().map(str::to_owned).collect()
    }
}

impl Approval {
    /// Yes, no, or not yet.
    fn decision(&self, given: &Given) -> Option<bool> {
        let last: BTreeMap<&String, bool> =
            given.votes.iter().filter(|vote| self.voters.contains(&vote.role)).map(|vote| (&vote.voter, vote.yes)).collect();
        let yes = u32::try_from(last.values().filter(|yes| **yes).count()).unwrap();
        let no = u32::try_from(last.len()).unwrap() - yes;
        if self.veto && no > 0 {
            return Some(false);
        }
        let needed = match self.rule.as_str() {
            "any" => Some(1),
            "at-least" => Some(self.count),
            "all" => given.electorate,
            "percent" => given.electorate.map(|all| (all * self.percent).div_ceil(100)),
            other => panic!("{other}"),
        };
        match needed {
            Some(needed) if yes >= needed => Some(true),
            Some(needed) if given.electorate.is_some_and(|all| all - no < needed) => Some(false),
            None if self.rule == "all" && no > 0 => Some(false),
            _ => None,
        }
    }
}

/// Guards of a small part of the language: fields, words, whole numbers, `==`, `!=`, `<`, `<=`, `>`, `>=`, `!`, `&&`, `||`,
/// `has(field)` and brackets.
struct Guard<'run> {
    tokens: Vec<String>,
    at: usize,
    given: &'run Given,
}

/// Truth, with none for an error, in the way of CEL.
type Truth = Option<bool>;

impl<'run> Guard<'run> {
    fn answer(guard: &str, given: &'run Given) -> Truth {
        let mut guard = Self { tokens: tokens(guard), at: 0, given };
        let truth = guard.either();
        assert_eq!(guard.at, guard.tokens.len(), "the simulator does not know this guard: {:?}", guard.tokens);
        truth
    }

    fn next_if(&mut self, token: &str) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|next| next == token);
        self.at += usize::from(found);
        found
    }

    fn either(&mut self) -> Truth {
        let mut truth = self.both();
        while self.next_if("||") {
            let other = self.both();
            truth = match (truth, other) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
        }
        truth
    }

    fn both(&mut self) -> Truth {
        let mut truth = self.one();
        while self.next_if("&&") {
            let other = self.one();
            truth = match (truth, other) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        truth
    }

    fn one(&mut self) -> Truth {
        if self.next_if("!") {
            return self.one().map(|truth| !truth);
        }
        if self.next_if("(") {
            let truth = self.either();
            assert!(self.next_if(")"));
            return truth;
        }
        if self.next_if("has") {
            assert!(self.next_if("("));
            let name = self.take();
            assert!(self.next_if(")"));
            return Some(self.given.fields.contains_key(&name));
        }
        let left = self.operand();
        let operator = self.tokens.get(self.at).cloned().unwrap_or_default();
        if !["==", "!=", "<", "<=", ">", ">="].contains(&operator.as_str()) {
            return left.map(|value| value == expr::Value::Bool(true));
        }
        self.at += 1;
        let right = self.operand();
        let order = match (left?, right?) {
            (expr::Value::Int(left), expr::Value::Int(right)) => left.cmp(&right),
            (left, right) => left.to_string().cmp(&right.to_string()),
        };
        Some(match operator.as_str() {
            "==" => order.is_eq(),
            "!=" => order.is_ne(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            _ => order.is_ge(),
        })
    }

    fn take(&mut self) -> String {
        self.at += 1;
        self.tokens[self.at - 1].clone()
    }

    fn operand(&mut self) -> Option<expr::Value> {
        let token = self.take();
        if let Ok(number) = token.parse::<i64>() {
            return Some(expr::Value::Int(number));
        }
        if token == "true" || token == "false" {
            return Some(expr::Value::Bool(token == "true"));
        }
        match token.strip_prefix('\'') {
            Some(word) => Some(expr::Value::Text(word.to_owned())),
            None => self.given.fields.get(&token).cloned(),
        }
    }
}

/// Words, numbers, operators; a text keeps its first quote.
fn tokens(guard: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = guard.chars().peekable();
    while let Some(first) = rest.next() {
        let mut token = first.to_string();
        if first.is_whitespace() {
            continue;
        }
        if first == '\'' {
            while let Some(next) = rest.next_if(|next| *next != '\'') {
                token.push(next);
            }
            rest.next();
        } else if first.is_alphanumeric() || first == '_' {
            while let Some(next) = rest.next_if(|next| next.is_alphanumeric() || *next == '_') {
                token.push(next);
            }
        } else if let Some(next) = rest.next_if(|next| matches!((first, *next), ('=' | '!' | '<' | '>', '=') | ('&', '&') | ('|', '|'))) {
            token.push(next);
        }
        tokens.push(token);
    }
    tokens
}
