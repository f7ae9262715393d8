//! Operands: what has a value, and of which kind.

use super::checker::Checker;
use super::constant::{Kind, Literal};
use super::path::rooted;
use super::situation::{Situation, Wanted};
use crate::typed::{Condition, Operand};
use charter_grammar::ast::{self, AstNode, Expr};
use charter_runtime::schema::{Root, Type};

/// What stands on one side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Something with a value of its own.
    Known(Typed),
    /// A value written out, which is typed by what it stands beside.
    Written(Literal),
    /// A look-up: which value, known or written out, holds under which condition.
    Looked(Vec<(Condition, Value)>),
}

impl Value {
    /// Whether it may have no value.
    pub(super) fn may_be_empty(&self) -> bool {
        match self {
            Value::Known(typed) => typed.operand.may_be_empty(),
            Value::Written(_) => false,
            Value::Looked(cells) => cells.iter().any(|(_, cell)| cell.may_be_empty()),
        }
    }
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
            Expr::SumExpr(it) => self.sum(it, &situation.wanting(Wanted::Either)),
            Expr::ProductExpr(it) => self.product(it, &situation.wanting(Wanted::Either)),
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
            Expr::NegativeExpr(it) => self.negative(it, &situation.wanting(Wanted::Either)),
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
        if let Some(line) = self.line_at(path, situation)
            && !line.is_path()
        {
            return if line.is_test() {
                self.not_a_value(&Expr::Path(path.clone()))
            } else {
                self.value_of_line(&line, path)
            };
        }
        if let Some(word) = path.single() {
            let name = word.text();
            if self.own_line(&name, situation).is_none() && self.root(&name, situation).is_none() {
                return match self.vocabulary.measures.get(&name) {
                    Some(measure) => self.measure(measure, path, situation).map(Value::Known),
                    None => Some(Value::Written(Literal::Word(name))),
                };
            }
        }
        self.place(path, situation).map(|place| Value::Known(at_place(place)))
    }
}

/// The value at a place.
pub(super) fn at_place(place: charter_runtime::schema::Path) -> Typed {
    let kind = if place.root == Root::Agent { Kind::Agent } else { Kind::Of(place.value.clone()) };
    Typed { operand: Operand::Path(place), kind }
}
