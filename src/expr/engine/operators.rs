//! The operators and the types that they take.

use cel::common::ast::{Expr, IdedExpr, operators};

use super::{
    super::{Decimal, Value},
    check::{Checker, Type, Typed},
    tree::{Arithmetic, Comparison, Node},
};

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        operators::EQUALS => Comparison::Equal,
        operators::NOT_EQUALS => Comparison::NotEqual,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

fn arithmetic(name: &str) -> Option<Arithmetic> {
    Some(match name {
        operators::ADD => Arithmetic::Add,
        operators::SUBSTRACT => Arithmetic::Subtract,
        operators::MULTIPLY => Arithmetic::Multiply,
        operators::DIVIDE => Arithmetic::Divide,
        operators::MODULO => Arithmetic::Remainder,
        _ => return None,
    })
}

/// The type of a calculation; none when the operator does not take these.
fn result(operator: Arithmetic, left: &Type, right: &Type) -> Option<Type> {
    use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
    Some(match (operator, left, right) {
        (_, Type::Unknown, _) | (_, _, Type::Unknown) => Type::Unknown,
        (_, Type::Int, Type::Int) => Type::Int,
        (Divide | Remainder, ..) => return None,
        (_, Type::Int | Type::Decimal, Type::Int | Type::Decimal) => Type::Decimal,
        (Add | Subtract, Type::Duration, Type::Duration)
        | (Subtract, Type::Instant, Type::Instant)
        | (Multiply, Type::Duration, Type::Int)
        | (Multiply, Type::Int, Type::Duration) => Type::Duration,
        (Add | Subtract, Type::Instant, Type::Duration) | (Add, Type::Duration, Type::Instant) => Type::Instant,
        _ => return None,
    })
}

/// Two boxed operands.
fn pair(left: Typed, right: Typed) -> Box<[Node; 2]> {
    Box::new([left.node, right.node])
}

impl Checker<'_> {
    /// An operator; none when the name is that of a function.
    pub(super) fn operator(&mut self, name: &str, arguments: &[IdedExpr], id: u64) -> Option<Typed> {
        if let [left, right] = arguments {
            if let Some(comparison) = comparison(name) {
                return Some(self.compare(comparison, left, right, id));
            }
            if let Some(arithmetic) = arithmetic(name) {
                return Some(self.calculate(arithmetic, left, right));
            }
        }
        Some(match (name, arguments) {
            (operators::LOGICAL_AND, [left, right]) => self.logic("&&", Node::And, left, right),
            (operators::LOGICAL_OR, [left, right]) => self.logic("||", Node::Or, left, right),
            (operators::LOGICAL_NOT, [operand]) => self.not(operand, id),
            (operators::NEGATE, [operand]) => self.negate(operand, id),
            (operators::CONDITIONAL, [condition, first, second]) => self.choice(condition, first, second),
            (operators::IN, [item, list]) => self.member(item, list),
            (operators::INDEX, [list, _]) => {
                let (start, end) = (self.expression(list).start, self.token_at(self.token(id)).closed);
                let help = "ask with `in`, `all` or `exists`".to_owned();
                self.report((start, end), "the items of a list have no numbers in a condition".to_owned(), Some(help));
                Typed::unknown((start, end))
            }
            _ => return None,
        })
    }

    /// Reports an operand that is not a bool.
    fn wants_bool(&mut self, operand: &Typed, operator: &str) {
        if matches!(operand.kind, Type::Bool | Type::Unknown) {
            return;
        }
        let snippet = self.snippet(operand.place());
        let help = matches!(operand.node, Node::Field(_)).then(|| format!("did you mean `has({snippet})`?"));
        self.report(operand.place(), format!("`{snippet}` is {}, and `{operator}` takes bools", operand.kind.described()), help);
    }

    fn logic(&mut self, symbol: &str, node: fn(Box<[Node; 2]>) -> Node, left: &IdedExpr, right: &IdedExpr) -> Typed {
        let (left, right) = (self.expression(left), self.expression(right));
        self.wants_bool(&left, symbol);
        self.wants_bool(&right, symbol);
        let place = (left.start, right.end);
        Typed::new(node(pair(left, right)), Type::Bool, place)
    }

    fn not(&mut self, operand: &IdedExpr, id: u64) -> Typed {
        let operand = self.expression(operand);
        self.wants_bool(&operand, "!");
        let place = (self.own_place(id).0, operand.end);
        Typed::new(Node::Not(Box::new(operand.node)), Type::Bool, place)
    }

    fn negate(&mut self, operand: &IdedExpr, id: u64) -> Typed {
        let operand = self.expression(operand);
        let place = (self.own_place(id).0, operand.end);
        if !operand.kind.is_number() && operand.kind != Type::Duration {
            let message = format!("`{}` is {}, and `-` takes numbers and durations", self.snippet(operand.place()), operand.kind.described());
            self.report(operand.place(), message, None);
            return Typed::unknown(place);
        }
        Typed::new(Node::Negate(Box::new(operand.node)), operand.kind, place)
    }

    fn choice(&mut self, condition: &IdedExpr, first: &IdedExpr, second: &IdedExpr) -> Typed {
        let condition = self.expression(condition);
        self.wants_bool(&condition, "?");
        let (mut first, mut second) = (self.expression(first), self.expression(second));
        let place = (condition.start, second.end);
        widen(&mut first, &mut second);
        let Some(kind) = super::check::joined(&first.kind, &second.kind) else {
            let message = format!(
                "`{}` is {} and `{}` is {}, but `?` chooses between values of one type",
                self.snippet(first.place()),
                first.kind.described(),
                self.snippet(second.place()),
                second.kind.described()
            );
            self.report(place, message, None);
            return Typed::unknown(place);
        };
        Typed::new(Node::Choice(Box::new([condition.node, first.node, second.node])), kind, place)
    }

    fn calculate(&mut self, operator: Arithmetic, left: &IdedExpr, right: &IdedExpr) -> Typed {
        let (left, right) = (self.expression(left), self.expression(right));
        let place = (left.start, right.end);
        if let Some(kind) = result(operator, &left.kind, &right.kind) {
            return Typed::new(Node::Arithmetic(operator, pair(left, right)), kind, place);
        }
        let numbers = left.kind.is_number() && right.kind.is_number();
        let help = match operator {
            Arithmetic::Divide if numbers => Some("a quotient of decimals may not be exact; multiply the other side of the comparison instead"),
            Arithmetic::Add if left.kind.is_text() && right.kind.is_text() => Some("texts are not joined in a condition"),
            _ => None,
        };
        let (symbol, first, second) = (operator.symbol(), left.kind.described(), right.kind.described());
        self.report(place, format!("`{symbol}` does not take {first} and {second}"), help.map(str::to_owned));
        Typed::unknown(place)
    }

    fn compare(&mut self, operator: Comparison, left: &IdedExpr, right: &IdedExpr, id: u64) -> Typed {
        let (mut left, mut right) = (self.expression(left), self.expression(right));
        let place = (left.start, right.end);
        widen(&mut left, &mut right);
        let ordered = !matches!(operator, Comparison::Equal | Comparison::NotEqual);
        if !self.comparable(&left, &right) {
            self.incomparable(&left, &right, place);
        } else if let Some(operand) = [&left, &right].into_iter().find(|operand| ordered && matches!(operand.kind, Type::Bool | Type::Enum(_))) {
            let symbol = self.snippet(self.own_place(id));
            let help =
                matches!(operand.kind, Type::Enum(_)).then(|| format!("list the values that you mean: `{} in ['…']`", self.snippet(operand.place())));
            self.report(place, format!("`{symbol}` asks for an order, and {} has none", operand.kind.described()), help);
        }
        Typed::new(Node::Compare(operator, pair(left, right)), Type::Bool, place)
    }

    /// Whether two values of these types can be equal; words of enums are reported on the way.
    fn comparable(&mut self, left: &Typed, right: &Typed) -> bool {
        match (&left.kind, &right.kind) {
            (Type::List(_), _) | (_, Type::List(_)) => false,
            (Type::Enum(words), Type::Enum(others)) => words.iter().any(|word| others.contains(word)),
            (Type::Enum(words), Type::Text) => {
                self.word(&right.node, words, right.place());
                true
            }
            (Type::Text, Type::Enum(words)) => {
                self.word(&left.node, words, left.place());
                true
            }
            (left, right) => super::check::joined(left, right).is_some(),
        }
    }

    fn incomparable(&mut self, left: &Typed, right: &Typed, place: (usize, usize)) {
        let (first, second) = (self.snippet(left.place()), self.snippet(right.place()));
        let help = match (&left.kind, &right.kind) {
            (Type::List(_), Type::List(_)) => Some("ask for single items, with `in`, `all` or `exists`".to_owned()),
            (Type::List(_), _) => Some(format!("did you mean `{second} in {first}`?")),
            (_, Type::List(_)) => Some(format!("did you mean `{first} in {second}`?")),
            (Type::Enum(_), Type::Enum(_)) => Some("they have no value in common".to_owned()),
            (Type::Instant, Type::Text) => Some(format!("write `instant({second})`")),
            (Type::Text, Type::Instant) => Some(format!("write `instant({first})`")),
            (Type::Duration, Type::Text) => Some(format!("write `duration({second})`")),
            (Type::Text, Type::Duration) => Some(format!("write `duration({first})`")),
            (Type::Int | Type::Decimal | Type::Bool, Type::Text) if matches!(right.node, Node::Literal(_)) => {
                Some("numbers, `true` and `false` are written without quotes".to_owned())
            }
            _ => None,
        };
        let message = format!("`{first}` is {} and `{second}` is {}: they cannot be compared", left.kind.described(), right.kind.described());
        self.report(place, message, help);
    }

    fn member(&mut self, item: &IdedExpr, list: &IdedExpr) -> Typed {
        let literals: Vec<(usize, usize)> = match &list.expr {
            Expr::List(list) => list.elements.iter().map(|element| self.own_place(element.id)).collect(),
            _ => Vec::new(),
        };
        let (item, list) = (self.expression(item), self.expression(list));
        let place = (item.start, list.end);
        match &list.kind {
            Type::Unknown => {}
            Type::List(of) => self.held_against(&item, &list, of, &literals),
            other => {
                let (first, second) = (self.snippet(item.place()), self.snippet(list.place()));
                let help = (other.is_text() && item.kind.is_text()).then(|| format!("did you mean `{second}.contains({first})`?"));
                self.report(list.place(), format!("`{second}` is {}, and `in` takes a list", other.described()), help);
            }
        }
        Typed::new(Node::Member(pair(item, list)), Type::Bool, place)
    }

    /// Checks an item against the items of a list; `literals` are the places of those that are written out.
    fn held_against(&mut self, item: &Typed, list: &Typed, of: &Type, literals: &[(usize, usize)]) {
        if let (Type::Enum(words), Node::List(nodes)) = (&item.kind, &list.node) {
            nodes.iter().zip(literals).for_each(|(node, place)| self.word(node, words, *place));
        }
        // Any part that is no literal stands for the items: the words among them are looked at above.
        let any = Typed::new(Node::Now, of.clone(), list.place());
        if !self.comparable(item, &any) {
            let (first, second) = (self.snippet(item.place()), self.snippet(list.place()));
            let message = format!("`{first}` is {}, and every item of `{second}` is {}", item.kind.described(), of.described());
            self.report(item.place(), message, None);
        }
    }
}

/// Makes a whole literal that stands beside a decimal a decimal too.
fn widen(left: &mut Typed, right: &mut Typed) {
    let (kind, other) = (left.kind.clone(), right.kind.clone());
    widen_one(left, &other);
    widen_one(right, &kind);
}

fn widen_one(one: &mut Typed, other: &Type) {
    if let (Node::Literal(Value::Int(number)), Type::Decimal) = (&one.node, other) {
        *one = Typed::new(Node::Literal(Value::Decimal(Decimal::from(*number))), Type::Decimal, one.place());
    }
}
