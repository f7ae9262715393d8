//! Comparisons: which values of which kinds can be compared, and what test that makes.

use super::checker::Checker;
use super::constant::{Kind, Literal, Misfit};
use super::logic;
use super::situation::{Situation, Wanted};
use super::value::{Typed, Value};
use crate::db::Span;
use crate::typed::{Accepts, Atom, Condition, Constant, Operand};
use charter_grammar::ast::{self, Compare, Expr};
use charter_runtime::canonical;
use charter_runtime::schema::{Part, Step, Type, Type::Money};

impl Checker<'_> {
    /// `a is b`, `a < b`.
    pub(super) fn comparison(&mut self, it: &ast::Comparison, situation: &Situation) -> Option<Condition> {
        let (left, op, right) = (it.left()?, it.op()?.kind(), it.right()?);
        if let Some(found) = self.named_test(&left, op, &right, situation) {
            return found;
        }
        let typed_left = self.value(&left, &situation.wanting(wanted(op)));
        let typed_right = self.value(&right, &situation.wanting(wanted(mirrored(op))));
        let sides = Sides { left: &left, right: &right };
        let (left, right) = (typed_left?, typed_right?);
        if let (Value::Written(_), Value::Written(_)) = (&left, &right) {
            return self.nothing_to_compare(left, &sides, it, situation);
        }
        let found = self.compared(left.clone(), op, right.clone(), &sides, situation)?;
        self.settled_beside(it, [&left, &right], &found);
        Some(found)
    }

    fn nothing_to_compare(
        &mut self,
        left: Value,
        sides: &Sides<'_>,
        it: &ast::Comparison,
        situation: &Situation,
    ) -> Option<Condition> {
        if let Value::Written(Literal::Word(word)) = left {
            self.unknown_value_word(sides.left, &word, situation);
        } else {
            let at = self.at(it);
            self.report.nothing_to_compare(at);
        }
        None
    }

    /// Whether two values compare like this; with a look-up, whether they do for the cell that counts.
    pub(super) fn compared(
        &mut self,
        left: Value,
        op: Compare,
        right: Value,
        sides: &Sides<'_>,
        situation: &Situation,
    ) -> Option<Condition> {
        match (left, right) {
            (Value::Looked(cells), right) => {
                let swapped = Sides { left: sides.right, right: sides.left };
                self.with_cells(right, mirrored(op), cells, &swapped, situation)
            }
            (left, Value::Looked(cells)) => self.with_cells(left, op, cells, sides, situation),
            (Value::Known(left), Value::Known(right)) => self.pair(left, op, right, sides, situation),
            (Value::Known(known), Value::Written(literal)) => {
                self.with_literal(&known, op, &literal, sides.right, situation)
            }
            (Value::Written(literal), Value::Known(known)) => {
                self.with_literal(&known, mirrored(op), &literal, sides.left, situation)
            }
            (Value::Written(left), Value::Written(right)) => {
                let left = self.alone(Value::Written(left), sides.left, situation)?;
                self.with_literal(&left, op, &right, sides.right, situation)
            }
        }
    }

    /// A word that names nothing here, where no list of values could have had it.
    pub(super) fn unknown_value_word(&mut self, expr: &Expr, word: &str, situation: &Situation) {
        match expr {
            Expr::Path(path) => {
                self.place(path, situation);
            }
            _ => {
                let at = self.at(expr);
                self.report.unknown_word(at, word, None, None, &[]);
            }
        }
    }

    /// A value that is known when it is decided, with one that is written here.
    pub(super) fn with_literal(
        &mut self,
        known: &Typed,
        op: Compare,
        literal: &Literal,
        at: &Expr,
        situation: &Situation,
    ) -> Option<Condition> {
        self.no_word_for_object(known, literal, at, situation)?;
        let constant = self.constant(at, literal, &known.kind)?;
        self.may_be_part(known, &constant, self.at(at))?;
        self.orderable(op, &known.kind, at)?;
        self.guard_empty(known, op == Compare::IsNot, situation, at);
        against(known, op, constant)
    }

    /// Reports a word beside an object, `request.card is gift_card`, with the field that has such a value.
    fn no_word_for_object(
        &mut self,
        known: &Typed,
        literal: &Literal,
        at: &Expr,
        situation: &Situation,
    ) -> Option<()> {
        let (Kind::Of(Type::Object(id)), Literal::Word(word), Operand::Path(place)) =
            (&known.kind, literal, &known.operand)
        else {
            return Some(());
        };
        let has_it = |field: &&charter_runtime::schema::Field| match &field.value {
            Type::OneOf(choices) => {
                self.schema().choices.get(choices.index()).is_some_and(|values| values.contains(word))
            }
            _ => false,
        };
        let field = self.shape(*id).and_then(|shape| shape.fields.iter().find(has_it));
        let path = self.text_of(place, situation.action);
        let meant = field.map(|field| format!("{path}.{} is {word}", field.name));
        let (span, what) = (self.at(at), known.kind.describe(self.schema()));
        self.report.word_for_object(span, word, &what, meant.as_deref());
        None
    }

    /// What is registrable of a domain is never a domain below that, and a mailbox has neither a tag nor capital letters.
    pub(super) fn may_be_part(&mut self, known: &Typed, constant: &Constant, at: Span) -> Option<()> {
        let (Operand::Path(place), Constant::Text(text)) = (&known.operand, constant) else {
            return Some(());
        };
        let Some(Step::Part(part)) = place.steps.last() else { return Some(()) };
        let (what, instead) = match part {
            Part::Domain => return Some(()),
            Part::Registrable => ("a registrable domain", canonical::registrable(text).to_owned()),
            Part::Mailbox => ("a mailbox", canonical::mailbox(&text.to_lowercase()).to_owned()),
        };
        if instead == *text {
            return Some(());
        }
        self.report.not_an_address(at, text, what, &instead);
        None
    }

    /// The constant that a literal is beside a value of a kind; reports why it is none.
    pub(super) fn constant(&mut self, at: &Expr, literal: &Literal, kind: &Kind) -> Option<Constant> {
        let span = self.at(at);
        self.constant_at(span, literal, kind)
    }

    pub(super) fn constant_at(&mut self, at: Span, literal: &Literal, kind: &Kind) -> Option<Constant> {
        let misfit = match literal.beside(kind, self.schema()) {
            Ok(constant) => return Some(constant),
            Err(misfit) => misfit,
        };
        let written = literal.written().unwrap_or_default().to_owned();
        let kind_words = kind.describe(self.schema());
        match misfit {
            Misfit::Currency(other) => {
                if let Kind::Of(Money(currency)) = kind {
                    self.report.currency_mismatch(at, *currency, other);
                }
            }
            Misfit::PercentMissing => self.report.percent_expected(at, &kind_words),
            Misfit::CurrencyMissing => {
                if let Kind::Of(Money(currency)) = kind {
                    self.report.currency_expected(at, *currency);
                }
            }
            Misfit::Choice(values) => {
                let nearest = crate::diagnostics::nearest(&written, values.iter().map(String::as_str));
                self.report.unknown_value(at, &written, &values, nearest);
            }
            Misfit::Email => self.report.not_an_address(at, &written, "an email address", "jane@acme.com"),
            Misfit::Domain => self.report.not_an_address(at, &written, "a domain", "acme.com"),
            Misfit::Quotes => match state_meant(&written) {
                Some(meant) => self.report.state_meant(at, &written, meant),
                None => self.report.quotes_missing(at, &written),
            },
            Misfit::Type => self.report.type_mismatch(at, &kind_words, literal.describe()),
        }
        None
    }

    fn orderable(&mut self, op: Compare, kind: &Kind, at: &Expr) -> Option<()> {
        let fits = matches!(op, Compare::Is | Compare::IsNot) || kind.ordered();
        if !fits {
            let at = self.at(at);
            let what = kind.describe(self.schema());
            self.report.no_order(at, &what);
        }
        fits.then_some(())
    }

    /// A value beside the cell that counts, whichever that is.
    pub(super) fn with_cells(
        &mut self,
        value: Value,
        op: Compare,
        cells: Vec<(Condition, Value)>,
        sides: &Sides<'_>,
        situation: &Situation,
    ) -> Option<Condition> {
        let negated = op == Compare::IsNot;
        let inner = if negated { situation.turned() } else { situation.clone() };
        let mut alternatives = Vec::new();
        for (condition, cell) in cells {
            let compared = self.compared(value.clone(), positive(op), cell, sides, &inner)?;
            alternatives.push(logic::all([condition, compared]));
        }
        Some(logic::unless(negated, logic::any(alternatives)))
    }

    /// Two values that are both known only when it is decided.
    fn pair(
        &mut self,
        left: Typed,
        op: Compare,
        right: Typed,
        sides: &Sides<'_>,
        situation: &Situation,
    ) -> Option<Condition> {
        self.orderable(op, &left.kind, sides.left)?;
        self.comparable(&left.kind, &right.kind, sides.right)?;
        if let Some(constant) = constant_beside(&right.operand, &left.kind) {
            self.guard_empty(&left, op == Compare::IsNot, situation, sides.left);
            return against(&left, op, constant);
        }
        if let Some(constant) = constant_beside(&left.operand, &right.kind) {
            self.guard_empty(&right, op == Compare::IsNot, situation, sides.right);
            return against(&right, mirrored(op), constant);
        }
        self.guard_empty(&left, op == Compare::IsNot, situation, sides.left);
        self.guard_empty(&right, op == Compare::IsNot, situation, sides.right);
        let (less, equal, more) = match positive(op) {
            Compare::Is | Compare::IsNot => (false, true, false),
            Compare::Less => (true, false, false),
            Compare::LessOrEqual => (true, true, false),
            Compare::Greater => (false, false, true),
            Compare::GreaterOrEqual => (false, true, true),
        };
        let atom = Atom::Pair(left.operand, right.operand);
        let test = logic::test(atom, Accepts::Ordering { less, equal, more });
        Some(logic::unless(op == Compare::IsNot, test))
    }

    /// Whether values of two kinds can be compared; reports it at the right one where they cannot.
    pub(super) fn comparable(&mut self, left: &Kind, right: &Kind, at: &Expr) -> Option<()> {
        let at = self.at(at);
        match (left, right) {
            (Kind::Of(Type::List(_) | Type::Record(_)), Kind::Of(Type::List(_) | Type::Record(_))) => {
                self.report.compared_as_a_whole(at);
                None
            }
            (Kind::Of(Money(one)), Kind::Of(Money(other))) if one != other => {
                self.report.currency_mismatch(at, *one, *other);
                None
            }
            (Kind::Count | Kind::Of(Type::Number), Kind::Count | Kind::Of(Type::Number))
            | (Kind::Share | Kind::Of(Type::Percent), Kind::Share | Kind::Of(Type::Percent)) => Some(()),
            (Kind::Of(one), Kind::Of(other)) if self.same(one, other) => Some(()),
            (Kind::Points, Kind::Points | Kind::Of(Type::Percent))
            | (Kind::Of(Type::Percent), Kind::Points)
            | (Kind::Agent, Kind::Agent) => Some(()),
            (left, right) => {
                let (left, right) = (left.describe(self.schema()), right.describe(self.schema()));
                self.report.type_mismatch(at, &left, &right);
                None
            }
        }
    }

    /// Whether values of two types have the same constants.
    pub(super) fn same(&self, one: &Type, other: &Type) -> bool {
        match (one, other) {
            (Type::OneOf(one), Type::OneOf(other)) => {
                let choices = |id: &charter_runtime::schema::ChoicesId| self.schema().choices.get(id.index());
                choices(one) == choices(other)
            }
            (one, other) => one == other,
        }
    }
}

/// The question after a value that a word asks in other languages.
fn state_meant(word: &str) -> Option<&'static str> {
    match word {
        "unknown" => Some("is not known"),
        "missing" | "null" | "none" | "nothing" | "blank" | "unset" => Some("is empty"),
        "present" | "set" => Some("is given"),
        _ => None,
    }
}

/// Which way a comparison goes for its left side.
fn wanted(op: Compare) -> Wanted {
    match op {
        Compare::Greater | Compare::GreaterOrEqual => Wanted::More,
        Compare::Less | Compare::LessOrEqual => Wanted::Less,
        Compare::Is | Compare::IsNot => Wanted::Either,
    }
}

/// A constant that was worked out, in the units of a value beside it.
fn constant_beside(operand: &Operand, kind: &Kind) -> Option<Constant> {
    let Operand::Constant(constant) = operand else { return None };
    match (kind, constant) {
        (Kind::Share, Constant::Ordinal(units)) => units.checked_mul(2).map(Constant::Ordinal),
        (Kind::Of(_) | Kind::Points | Kind::Count | Kind::Agent, _) | (Kind::Share, Constant::Text(_)) => {
            Some(constant.clone())
        }
    }
}

/// Where the two values of a comparison stand.
pub(super) struct Sides<'a> {
    pub(super) left: &'a Expr,
    pub(super) right: &'a Expr,
}

/// The comparison that is meant with the sides swapped.
fn mirrored(op: Compare) -> Compare {
    match op {
        Compare::Is => Compare::Is,
        Compare::IsNot => Compare::IsNot,
        Compare::Less => Compare::Greater,
        Compare::LessOrEqual => Compare::GreaterOrEqual,
        Compare::Greater => Compare::Less,
        Compare::GreaterOrEqual => Compare::LessOrEqual,
    }
}

/// The comparison without its `not`.
fn positive(op: Compare) -> Compare {
    match op {
        Compare::IsNot | Compare::Is => Compare::Is,
        Compare::Less => Compare::Less,
        Compare::LessOrEqual => Compare::LessOrEqual,
        Compare::Greater => Compare::Greater,
        Compare::GreaterOrEqual => Compare::GreaterOrEqual,
    }
}

/// A value against a constant. The comparison is on whole units, so each bound is one that is included.
pub(super) fn against(known: &Typed, op: Compare, constant: Constant) -> Option<Condition> {
    if let Operand::Constant(known) = &known.operand {
        return Some(settled(known, op, &constant));
    }
    let operand = known.operand.clone();
    let unit = match constant {
        Constant::Ordinal(unit) => unit,
        Constant::Text(_) => {
            let is = logic::one_of(operand, [constant]);
            return Some(logic::unless(op == Compare::IsNot, is));
        }
    };
    let (floor, whole) = match known.kind {
        Kind::Count => (unit.div_euclid(BILLION), unit.rem_euclid(BILLION) == 0),
        Kind::Of(_) | Kind::Points | Kind::Share | Kind::Agent => (unit, true),
    };
    let ceiling = if whole { floor } else { floor.checked_add(1)? };
    let equal =
        |operand| if whole { logic::one_of(operand, [Constant::Ordinal(floor)]) } else { Condition::Never };
    Some(match op {
        Compare::Is => equal(operand),
        Compare::IsNot => logic::not(equal(operand)),
        Compare::Less => logic::within(operand, None, Some(ceiling.checked_sub(1)?)),
        Compare::LessOrEqual => logic::within(operand, None, Some(floor)),
        Compare::Greater => logic::within(operand, Some(floor.checked_add(1)?), None),
        Compare::GreaterOrEqual => logic::within(operand, Some(ceiling), None),
    })
}

/// A constant against another.
fn settled(known: &Constant, op: Compare, constant: &Constant) -> Condition {
    let holds = match op {
        Compare::Is => known == constant,
        Compare::IsNot => known != constant,
        Compare::Less => known < constant,
        Compare::LessOrEqual => known <= constant,
        Compare::Greater => known > constant,
        Compare::GreaterOrEqual => known >= constant,
    };
    if holds { Condition::Always } else { Condition::Never }
}

/// A whole one, in the units of decimals.
pub(super) const BILLION: i128 = 1_000_000_000;

/// The value at a place of a closed list is at or beyond a bound.
pub(super) fn ranked(operand: Operand, bound: i128, above: bool) -> Condition {
    let (least, most) = if above { (Some(bound), None) } else { (None, Some(bound)) };
    logic::within(operand, least, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::path;

    fn count(op: Compare, billionths: i128) -> Option<Condition> {
        let known = Typed { operand: Operand::Path(path::now()), kind: Kind::Count };
        against(&known, op, Constant::Ordinal(billionths))
    }

    fn range(least: Option<i128>, most: Option<i128>) -> Option<Condition> {
        Some(logic::within(Operand::Path(path::now()), least, most))
    }

    #[test]
    fn a_count_is_compared_in_whole_ones() {
        assert_eq!(count(Compare::Greater, 2_500_000_000), range(Some(3), None));
        assert_eq!(count(Compare::GreaterOrEqual, 2_500_000_000), range(Some(3), None));
        assert_eq!(count(Compare::Less, 2_500_000_000), range(None, Some(2)));
        assert_eq!(count(Compare::Less, 2_000_000_000), range(None, Some(1)));
        assert_eq!(count(Compare::Is, 2_500_000_000), Some(Condition::Never));
    }
}
