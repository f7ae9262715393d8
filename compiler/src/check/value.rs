//! Operands: what has a value, and of which kind.

use super::checker::Checker;
use super::constant::{Kind, Literal};
use super::path::rooted;
use super::situation::{Situation, Wanted};
use crate::typed::{Condition, Operand};
use charter_grammar::ast::{self, AstNode, Expr, Sign};
use charter_runtime::schema::{Root, Type};

/// What stands on one side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Something with a value of its own.
    Known(Typed),
    /// A value written out, which is typed by what it stands beside.
    Written(Literal),
    /// A look-up: which value holds under which condition.
    Looked(Vec<(Condition, Literal)>),
}

/// An operand and its kind.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) operand: Operand,
    pub(super) kind: Kind,
}

/// `count of targets`: how many objects the request names.
fn counts_targets(it: &ast::EventQuery) -> bool {
    let event = it.event().filter(|event| event.object().is_none());
    let name = event.and_then(|event| event.name_ref());
    it.kind() == ast::QueryKind::Count && name.is_some_and(|name| name.text() == "targets")
}

fn targets() -> Typed {
    let path = rooted(Root::Targets, None, Type::Number);
    Typed { operand: Operand::Path(path), kind: Kind::Of(Type::Number) }
}

impl Checker<'_> {
    /// The value of an expression; reports what it cannot make one of.
    pub(super) fn value(&mut self, expr: &Expr, situation: &Situation) -> Option<Value> {
        match expr {
            Expr::ParenExpr(it) => self.value(&it.inner()?, situation),
            Expr::Path(it) => self.word_or_place(it, situation),
            Expr::SumExpr(it) => self.sum(it, &situation.wanting(Wanted::Either)).map(Value::Known),
            Expr::ProductExpr(it) => self.product(it, &situation.wanting(Wanted::Either)).map(Value::Known),
            Expr::Call(it) => self.look_up(it, situation),
            Expr::EventQuery(it) if counts_targets(it) => Some(Value::Known(targets())),
            Expr::EventQuery(it) => self.query(it, situation).map(Value::Known),
            Expr::NumberLiteral(_)
            | Expr::PercentLiteral(_)
            | Expr::MoneyLiteral(_)
            | Expr::TextLiteral(_) => self.written(expr),
            Expr::DurationLiteral(_)
            | Expr::DateLiteral(_)
            | Expr::InstantLiteral(_)
            | Expr::YesNoLiteral(_) => self.written(expr),
            Expr::ListFigure(it) => self.list_figure(it, situation).map(Value::Known),
            Expr::NegativeExpr(_) => self.unsupported(expr, "turning the sign of a value"),
            Expr::OrExpr(_) | Expr::AndExpr(_) | Expr::NotExpr(_) | Expr::Comparison(_) => {
                self.not_a_value(expr)
            }
            Expr::RankTest(_) | Expr::MemberTest(_) | Expr::StateTest(_) | Expr::InsideTest(_) => {
                self.not_a_value(expr)
            }
            Expr::AgeTest(_)
            | Expr::OriginTest(_)
            | Expr::TextTest(_)
            | Expr::Quantifier(_)
            | Expr::HasTest(_) => self.not_a_value(expr),
        }
    }

    fn written(&mut self, expr: &Expr) -> Option<Value> {
        self.literal(&expr.as_value()?).map(Value::Written)
    }

    fn not_a_value(&mut self, expr: &Expr) -> Option<Value> {
        let at = self.at(expr);
        self.report.not_a_value(at);
        None
    }

    pub(super) fn unsupported<T>(
        &mut self,
        node: &impl AstNode<Language = charter_grammar::Charter>,
        what: &str,
    ) -> Option<T> {
        let at = self.at(node);
        self.report.not_supported_yet(at, what);
        None
    }

    fn word_or_place(&mut self, path: &ast::Path, situation: &Situation) -> Option<Value> {
        if let Some(word) = path.single() {
            let name = word.text();
            if self.root(&name, situation).is_none() {
                return match self.vocabulary.measures.get(&name) {
                    Some(measure) => self.measure(measure, path, situation).map(Value::Known),
                    None => Some(Value::Written(Literal::Word(name))),
                };
            }
        }
        self.place(path, situation).map(|place| Value::Known(at_place(place)))
    }

    /// A value that is not written out.
    fn known(&mut self, expr: &Expr, situation: &Situation) -> Option<Typed> {
        match self.value(expr, situation)? {
            Value::Known(typed) => Some(typed),
            Value::Written(Literal::Word(word)) => {
                self.unknown_value_word(expr, &word, situation);
                None
            }
            Value::Written(_) | Value::Looked(_) => self.unsupported(expr, "arithmetic with this"),
        }
    }

    fn sum(&mut self, sum: &ast::SumExpr, situation: &Situation) -> Option<Typed> {
        let parts: Vec<(Sign, Expr)> = sum.parts().collect();
        let values: Option<Vec<(Sign, Expr, Value)>> = parts
            .into_iter()
            .map(|(sign, part)| self.value(&part, situation).map(|value| (sign, part, value)))
            .collect();
        let mut values = values?.into_iter();
        let (_, first, value) = values.next()?;
        let mut left = self.first_of_sum(&first, value)?;
        for (sign, part, value) in values {
            left = self.added(left, sign, &part, value)?;
        }
        Some(left)
    }

    fn first_of_sum(&mut self, part: &Expr, value: Value) -> Option<Typed> {
        match value {
            Value::Known(typed) => Some(typed),
            Value::Written(_) | Value::Looked(_) => {
                self.unsupported(part, "a sum that begins with a value written out")
            }
        }
    }

    fn added(&mut self, left: Typed, sign: Sign, part: &Expr, value: Value) -> Option<Typed> {
        let right = match value {
            Value::Known(typed) => typed,
            Value::Written(literal) => {
                let beside = addend(&left.kind, &literal);
                let constant = self.constant(part, &literal, &beside)?;
                Typed { operand: Operand::Constant(constant), kind: beside }
            }
            Value::Looked(_) => return self.unsupported(part, "arithmetic with a look-up"),
        };
        let Some(kind) = sum_kind(&left.kind, sign, &right.kind) else {
            let at = self.at(part);
            let (left, right) = (left.kind.describe(self.schema()), right.kind.describe(self.schema()));
            self.report.cannot_add(at, &left, &right);
            return None;
        };
        let operands = (Box::new(left.operand), Box::new(right.operand));
        let operand = match sign {
            Sign::Plus => Operand::Plus(operands.0, operands.1),
            Sign::Minus => Operand::Minus(operands.0, operands.1),
        };
        Some(Typed { operand, kind })
    }

    fn product(&mut self, product: &ast::ProductExpr, situation: &Situation) -> Option<Typed> {
        let mut result: Option<Typed> = None;
        for factor in product.factors() {
            let right = self.factor(&factor, situation)?;
            result = Some(match result {
                None => right,
                Some(left) => self.multiplied(left, right, &factor)?,
            });
        }
        result
    }

    fn factor(&mut self, factor: &Expr, situation: &Situation) -> Option<Typed> {
        match factor {
            Expr::NumberLiteral(_) | Expr::PercentLiteral(_) => {
                let literal = self.literal(&factor.as_value()?)?;
                let kind = match literal {
                    Literal::Percent(_) => Kind::Of(Type::Percent),
                    _ => Kind::Of(Type::Number),
                };
                let constant = self.constant(factor, &literal, &kind)?;
                Some(Typed { operand: Operand::Constant(constant), kind })
            }
            _ => self.known(factor, situation),
        }
    }

    fn multiplied(&mut self, left: Typed, right: Typed, at: &Expr) -> Option<Typed> {
        let Some(kind) = product_kind(&left.kind, &right.kind) else {
            let at = self.at(at);
            let (left, right) = (left.kind.describe(self.schema()), right.kind.describe(self.schema()));
            self.report.cannot_multiply(at, &left, &right);
            return None;
        };
        Some(Typed { operand: Operand::Times(Box::new(left.operand), Box::new(right.operand)), kind })
    }
}

/// The value at a place.
pub(super) fn at_place(place: charter_runtime::schema::Path) -> Typed {
    let kind = if place.root == Root::Agent { Kind::Agent } else { Kind::Of(place.value.clone()) };
    Typed { operand: Operand::Path(place), kind }
}

/// What a literal is that is added to a value: a length of time to a point in time, else the same.
fn addend(left: &Kind, literal: &Literal) -> Kind {
    match (left, literal) {
        (Kind::Of(Type::Instant), Literal::Duration(_)) => Kind::Of(Type::Duration),
        (left, _) => left.clone(),
    }
}

fn sum_kind(left: &Kind, sign: Sign, right: &Kind) -> Option<Kind> {
    let (Kind::Of(left), Kind::Of(right)) = (left, right) else { return None };
    match (left, sign, right) {
        (Type::Percent, Sign::Minus, Type::Percent) => Some(Kind::Points),
        (Type::Percent, Sign::Plus, Type::Percent) => Some(Kind::Of(Type::Percent)),
        (Type::Number, _, Type::Number) => Some(Kind::Of(Type::Number)),
        (Type::Money(one), _, Type::Money(other)) if one == other => Some(Kind::Of(left.clone())),
        (Type::Instant, Sign::Minus, Type::Instant) => Some(Kind::Of(Type::Duration)),
        (Type::Instant, _, Type::Duration) => Some(Kind::Of(Type::Instant)),
        (Type::Duration, _, Type::Duration) => Some(Kind::Of(Type::Duration)),
        _ => None,
    }
}

fn product_kind(left: &Kind, right: &Kind) -> Option<Kind> {
    let (Kind::Of(left), Kind::Of(right)) = (left, right) else { return None };
    match (left, right) {
        (Type::Number | Type::Percent, Type::Money(_)) => Some(Kind::Of(right.clone())),
        (Type::Money(_), Type::Number | Type::Percent) => Some(Kind::Of(left.clone())),
        (Type::Number, Type::Number | Type::Percent) => Some(Kind::Of(right.clone())),
        (Type::Percent, Type::Number | Type::Percent) => Some(Kind::Of(Type::Percent)),
        _ => None,
    }
}
