//! Conditions: from the tree to tests of atoms.

use super::checker::Checker;
use super::compare::Sides;
use super::constant::{Kind, Literal};
use super::logic;
use super::path::{rooted, shape_at};
use super::situation::{Duty, Situation};
use super::value::{Typed, Value, at_place};
use crate::typed::{Atom, Condition, Constant, Elements, Operand, TextTest};
use charter_grammar::Charter as Language;
use charter_grammar::ast::{self, AstNode, Compare, Expr, HasName, MaybeNegated, QuantifierKind, State};
use charter_runtime::schema::{Path, Root, Type};

impl Checker<'_> {
    /// The condition that an expression is; reports what it cannot make one of.
    pub(super) fn condition(&mut self, expr: &Expr, situation: &Situation) -> Option<Condition> {
        match expr {
            Expr::OrExpr(it) => {
                self.no_values_joined(it.parts(), situation)?;
                let parts = self.parts(it.parts(), situation)?;
                self.settled_together(it, &parts);
                Some(logic::any(parts))
            }
            Expr::AndExpr(it) => self.parts(it.parts(), situation).map(logic::all),
            Expr::NotExpr(it) => self.condition(&it.inner()?, &situation.turned()).map(logic::not),
            Expr::ParenExpr(it) => self.condition(&it.inner()?, situation),
            Expr::Comparison(it) => self.comparison(it, situation),
            Expr::RankTest(it) => self.negatable(it, situation, Checker::rank),
            Expr::MemberTest(it) => self.negatable(it, situation, Checker::member),
            Expr::StateTest(it) => self.negatable(it, situation, Checker::state),
            Expr::InsideTest(it) => self.inside(it, situation),
            Expr::AgeTest(it) => self.negatable(it, situation, Checker::age),
            Expr::TextTest(it) => self.negatable(it, situation, Checker::text),
            Expr::HasTest(it) => self.negatable(it, situation, Checker::has),
            Expr::Quantifier(it) => self.quantifier(it, situation),
            Expr::EventQuery(it) => self.whether(it, situation),
            Expr::Path(it) => self.yes_no_path(it, situation),
            Expr::YesNoLiteral(it) => Some(if it.is_yes() { Condition::Always } else { Condition::Never }),
            Expr::OriginTest(it) => self.negatable(it, situation, Checker::origin),
            Expr::ListFigure(_) | Expr::SumExpr(_) | Expr::ProductExpr(_) | Expr::NegativeExpr(_) => {
                self.not_a_condition(expr)
            }
            Expr::Call(_) | Expr::NumberLiteral(_) | Expr::PercentLiteral(_) | Expr::MoneyLiteral(_) => {
                self.not_a_condition(expr)
            }
            Expr::TextLiteral(_)
            | Expr::DurationLiteral(_)
            | Expr::DateLiteral(_)
            | Expr::InstantLiteral(_) => self.not_a_condition(expr),
        }
    }

    pub(super) fn not_a_condition(&mut self, expr: &Expr) -> Option<Condition> {
        let at = self.at(expr);
        self.report.not_a_condition(at);
        None
    }

    fn parts(&mut self, parts: impl Iterator<Item = Expr>, situation: &Situation) -> Option<Vec<Condition>> {
        let checked: Vec<Option<Condition>> = parts.map(|part| self.condition(&part, situation)).collect();
        checked.into_iter().collect()
    }

    /// Reports `status is open or paid`: a value that is joined to a test as if the test were said of it, too.
    fn no_values_joined(&mut self, parts: impl Iterator<Item = Expr>, situation: &Situation) -> Option<()> {
        let mut test: Option<ast::Comparison> = None;
        let mut more: Vec<Expr> = Vec::new();
        for part in parts {
            match part {
                Expr::Comparison(it) => {
                    if !more.is_empty() {
                        break;
                    }
                    test = Some(it);
                }
                other if test.is_some() && self.is_value_alone(&other, situation) => more.push(other),
                _ if !more.is_empty() => break,
                _ => test = None,
            }
        }
        let (Some(test), Some(last)) = (test, more.last()) else { return Some(()) };
        let text = |expr: &Expr| expr.syntax().text().to_string().trim().to_owned();
        let (left, op, first) = (test.left()?, test.op()?.kind(), test.right()?);
        let values: Vec<String> = std::iter::once(text(&first)).chain(more.iter().map(text)).collect();
        let membership = match op {
            Compare::Is => "is in",
            Compare::IsNot => "is not in",
            Compare::Less | Compare::LessOrEqual | Compare::Greater | Compare::GreaterOrEqual => {
                return Some(());
            }
        };
        let meant = format!("{} {membership} ({})", text(&left), values.join(", "));
        let (from, to) = (self.at(&test), self.at(last));
        self.report.values_joined(from.to(to), &text(last), &meant);
        None
    }

    /// Whether a part of an `or` is a value and no test: a literal, or a word that names nothing here.
    fn is_value_alone(&self, expr: &Expr, situation: &Situation) -> bool {
        match expr {
            Expr::TextLiteral(_)
            | Expr::NumberLiteral(_)
            | Expr::MoneyLiteral(_)
            | Expr::PercentLiteral(_) => true,
            Expr::DateLiteral(_) | Expr::DurationLiteral(_) | Expr::InstantLiteral(_) => true,
            Expr::Path(path) => path.single().is_some_and(|word| {
                let name = word.text();
                let named = self.vocabulary.conditions.get(&name).is_some()
                    || self.vocabulary.segments.get(&name).is_some();
                !named && self.root(&name, situation).is_none() && self.own_line(&name, situation).is_none()
            }),
            _ => false,
        }
    }

    /// A test that may be written with `not`.
    fn negatable<T: MaybeNegated>(
        &mut self,
        it: &T,
        situation: &Situation,
        test: fn(&mut Self, &T, &Situation) -> Option<Condition>,
    ) -> Option<Condition> {
        if it.is_negated() {
            test(self, it, &situation.turned()).map(logic::not)
        } else {
            test(self, it, situation)
        }
    }

    /// `contact.legal_hold`, or the name of a condition or segment.
    fn yes_no_path(&mut self, path: &ast::Path, situation: &Situation) -> Option<Condition> {
        if let Some(line) = self.line_at(path, situation)
            && line.is_test()
        {
            return self.test_of_line(&line, path);
        }
        if let Some(word) = path.single()
            && self.own_line(&word.text(), situation).is_none()
            && self.root(&word.text(), situation).is_none()
            && let Some(found) = self.named_condition(&word, path, situation)
        {
            return found;
        }
        let place = self.place(path, situation)?;
        if place.value != Type::YesNo {
            let at = self.at(path);
            let (text, what) = (path.text(), super::constant::describe(&place.value, self.schema()));
            self.report.not_yes_or_no(at, &text, &what);
            return None;
        }
        self.guard_empty(&at_place(place.clone()), false, situation, &Expr::Path(path.clone()));
        Some(logic::one_of(Operand::Path(place), [Constant::Ordinal(1)]))
    }

    /// `seniority is vp or above`
    fn rank(&mut self, it: &ast::RankTest, situation: &Situation) -> Option<Condition> {
        let (subject, bound) = (it.subject()?, it.bound()?);
        let Value::Known(known) = self.value(&subject, situation)? else {
            return self.not_a_condition(&subject);
        };
        if !known.kind.ordered() {
            let (at, what) = (self.at(&subject), known.kind.describe(self.schema()));
            self.report.no_order(at, &what);
            return None;
        }
        let literal = self.literal(&bound.as_value()?)?;
        let constant = self.constant(&bound, &literal, &known.kind)?;
        self.guard_empty(&known, false, situation, &subject);
        let Constant::Ordinal(bound) = constant else { return None };
        let found = super::compare::ranked(known.operand.clone(), bound, it.is_above());
        self.settled(it, &known, &found);
        Some(found)
    }

    /// `title is given`, `is known`, `is empty`
    fn state(&mut self, it: &ast::StateTest, situation: &Situation) -> Option<Condition> {
        let subject = it.subject()?;
        let Value::Known(known) = self.value(&subject, &situation.of_state(it.state()))? else {
            return self.not_a_condition(&subject);
        };
        match (it.state(), known.operand) {
            // A list is empty where nothing is in it, be there a list or none.
            (State::Empty, Operand::Path(list)) if matches!(list.value, Type::List(_)) => {
                Some(logic::within(elements_of(list), None, Some(0)))
            }
            (State::Given, Operand::Path(list)) if matches!(list.value, Type::List(_)) => {
                self.knowledge(it, situation, situation.negated);
                let any = logic::within(elements_of(list.clone()), Some(1), None);
                Some(logic::all([logic::so(Atom::Known(list)), any]))
            }
            (State::Empty, Operand::Path(place)) => {
                if !place.optional {
                    let at = self.at(&subject);
                    self.report.never_empty(at, subject.syntax().text().to_string().trim());
                }
                Some(logic::empty(place))
            }
            (State::Empty, operand) => Some(logic::test(Atom::Class(operand), crate::typed::Accepts::Empty)),
            (State::Known, Operand::Path(place)) => {
                self.knowledge(it, situation, situation.negated);
                Some(logic::so(Atom::Known(place)))
            }
            (State::Given, Operand::Path(place)) => {
                self.knowledge(it, situation, situation.negated);
                Some(logic::so(Atom::Given(place)))
            }
            (State::Known | State::Given, _) => self.unsupported(it, "asking whether a figure is known"),
        }
    }

    /// `contact.title comes from external`: also where nobody knows it.
    fn origin(&mut self, it: &ast::OriginTest, situation: &Situation) -> Option<Condition> {
        let (subject, origin) = (it.subject()?, it.origin()?);
        if origin.text() != "external" {
            let at = self.at(&origin);
            self.report.unknown_origin(at, &origin.text());
            return None;
        }
        let Value::Known(known) = self.value(&subject, situation)? else {
            return self.not_a_condition(&subject);
        };
        match known.operand {
            Operand::Path(place) if self.of_an_object(&place) => {
                self.knowledge(it, situation, !situation.negated);
                let always = self.is_external(&place);
                Some(if always { Condition::Always } else { logic::so(Atom::External(place)) })
            }
            _ => {
                let at = self.at(&subject);
                self.report.origin_of_no_record(at, subject.syntax().text().to_string().trim());
                None
            }
        }
    }

    /// Losing information must tighten: in a restriction, knowing may only lift it, and the other way round. `lifts` says whether
    /// the question lifts what it stands in where a value is known.
    fn knowledge<T: AstNode<Language = Language>>(&mut self, it: &T, situation: &Situation, lifts: bool) {
        let tightens = match situation.duty {
            Duty::Define => true,
            Duty::Grant | Duty::Restrict | Duty::Show if situation.either_way => false,
            Duty::Grant => !lifts,
            Duty::Restrict | Duty::Show => lifts,
        };
        if !tightens || situation.its.is_some() {
            let at = self.use_of(it);
            let inner = self.at(it);
            self.report.knowing_less_would_loosen(at, inner);
        }
    }

    /// `contact.email is outside contact.account.domain`
    fn inside(&mut self, it: &ast::InsideTest, situation: &Situation) -> Option<Condition> {
        let outside = it.is_outside() != it.is_negated();
        let turned = if outside { situation.turned() } else { situation.clone() };
        let test = self.inside_test(it, &turned)?;
        Some(logic::unless(outside, test))
    }

    fn inside_test(&mut self, it: &ast::InsideTest, situation: &Situation) -> Option<Condition> {
        let (subject, place) = (it.subject()?, it.place()?);
        let named = match &place {
            Expr::Path(path) => path.single().map(|word| word.text()).unwrap_or_default(),
            _ => String::new(),
        };
        if let Some(calendar) = self.vocabulary.calendars.get(&named) {
            return self.within_hours(it, calendar.id, situation);
        }
        if it.zone().is_some() {
            let at = self.at(&place);
            let nearest = self.vocabulary.calendars.nearest(&named).map(str::to_owned);
            self.report.unknown_name(at, crate::db::ItemKind::Calendar, &named, nearest.as_deref());
            return None;
        }
        let subject_place = self.address(&subject, situation)?;
        self.guard_empty(&at_place(subject_place.clone()), false, situation, &subject);
        if let Some(list) = self.vocabulary.lists.get(&named) {
            let tests: Option<Vec<Condition>> =
                list.values.iter().map(|entry| self.inside_entry(&subject_place, entry, &place)).collect();
            return tests.map(logic::any);
        }
        match self.value(&place, situation)? {
            Value::Written(Literal::Text(domain)) => self.inside_constant(&subject_place, &domain, &place),
            Value::Known(known) => match known.operand {
                Operand::Path(domain) if matches!(domain.value, Type::Domain | Type::Email) => {
                    self.guard_empty(&at_place(domain.clone()), false, situation, &place);
                    Some(logic::so(Atom::Inside(subject_place, domain)))
                }
                _ => self.no_address(&place, &known.kind),
            },
            Value::Written(literal) => {
                let at = self.at(&place);
                self.report.type_mismatch(at, "a domain", literal.describe());
                None
            }
            Value::Looked(_) => self.unsupported(&place, "a look-up here"),
        }
    }

    fn no_address<T>(&mut self, at: &Expr, kind: &Kind) -> Option<T> {
        let (at, what) = (self.at(at), kind.describe(self.schema()));
        self.report.type_mismatch(at, "an email address or a domain", &what);
        None
    }

    fn address(&mut self, subject: &Expr, situation: &Situation) -> Option<Path> {
        match self.value(subject, situation)? {
            Value::Known(known) => match known.operand {
                Operand::Path(place) if matches!(place.value, Type::Domain | Type::Email) => Some(place),
                _ => self.no_address(subject, &known.kind),
            },
            Value::Written(_) | Value::Looked(_) => {
                let at = self.at(subject);
                self.report.not_a_condition(at);
                None
            }
        }
    }

    fn inside_entry(&mut self, subject: &Path, entry: &Constant, at: &Expr) -> Option<Condition> {
        self.inside_constant(subject, &super::constant::written(entry), at)
    }

    fn inside_constant(&mut self, subject: &Path, domain: &str, at: &Expr) -> Option<Condition> {
        let span = self.at(at);
        let constant = self.constant_at(span, &Literal::Text(domain.to_owned()), &Kind::Of(Type::Domain))?;
        let Constant::Text(domain) = constant else { return None };
        Some(logic::so(Atom::Text(subject.clone(), TextTest::Inside(domain))))
    }

    /// `contact.created is older than 24 hours`
    fn age(&mut self, it: &ast::AgeTest, situation: &Situation) -> Option<Condition> {
        let subject = it.subject()?;
        if let Some(calendar) = it.calendar() {
            return self.working_age(it, &subject, calendar, situation);
        }
        let Value::Known(known) = self.value(&subject, situation)? else {
            return self.not_a_condition(&subject);
        };
        let now = match known.kind {
            Kind::Of(Type::Instant) => at_place(super::path::now()),
            Kind::Of(Type::Date) => at_place(super::path::today()),
            Kind::Of(_) | Kind::Points | Kind::Count | Kind::Share | Kind::Agent => {
                let (at, what) = (self.at(&subject), known.kind.describe(self.schema()));
                self.report.type_mismatch(at, "a point in time", &what);
                return None;
            }
        };
        self.guard_empty(&known, false, situation, &subject);
        let bound = it.age()?;
        let sides = Sides { left: &subject, right: &bound };
        match self.value(&bound, situation)? {
            // Older than another point in time: before it.
            Value::Known(other) if other.kind == known.kind => {
                self.compared(Value::Known(known), Compare::Less, Value::Known(other), &sides, situation)
            }
            bound => {
                let age = self.difference(now, known, &subject)?;
                self.compared(Value::Known(age), Compare::Greater, bound, &sides, situation)
            }
        }
    }

    /// `every claim in request.claims: (claim.source is given)`
    fn quantifier(&mut self, it: &ast::Quantifier, situation: &Situation) -> Option<Condition> {
        let (path, test) = (it.list()?, it.test()?);
        let (list, element) = self.list_at(&path, situation)?;
        let name = it.name().map(|name| name.text()).unwrap_or_default();
        let inner = situation.with(name, element_of(&element));
        let some =
            |condition| logic::so(Atom::SomeElement(list.clone(), Box::new(logic::in_order(condition))));
        match it.kind() {
            QuantifierKind::Any => self.condition(&test.inner()?, &inner).map(some),
            QuantifierKind::No => self.condition(&test.inner()?, &inner.turned()).map(some).map(logic::not),
            QuantifierKind::Every => {
                let condition = self.condition(&test.inner()?, &inner)?;
                Some(logic::not(some(logic::not(condition))))
            }
        }
    }

    /// Whether a value is found in a field of an object.
    fn of_an_object(&self, place: &Path) -> bool {
        let is_object = match place.root {
            Root::Target | Root::Old | Root::New | Root::First | Root::Second => true,
            Root::Element => self.vocabulary.objects.iter().any(|object| Some(object.shape) == place.shape),
            Root::Request | Root::Agent | Root::Now | Root::Today | Root::Field | Root::Session => false,
            Root::Environment | Root::Principal | Root::PrincipalRoles | Root::Its | Root::Targets => false,
        };
        is_object && !place.steps.is_empty()
    }

    /// A granting position has to say what an empty value means before it turns a comparison with it round.
    pub(super) fn guard_empty(&mut self, known: &Typed, negated: bool, situation: &Situation, at: &Expr) {
        let Operand::Path(place) = &known.operand else { return };
        let turned = situation.either_way || situation.negated != negated;
        if situation.duty == Duty::Grant && turned && place.optional && !self.asked_empty.contains(place) {
            let use_at = self.use_of(at);
            let text = self.text_of(place, situation.action);
            self.report.empty_would_grant(use_at, &text);
        }
    }
}

/// How many elements a list has.
fn elements_of(list: Path) -> Operand {
    Operand::Elements(Box::new(Elements { list, filter: Condition::Always, value: None }))
}

/// The element of a list.
pub(super) fn element_of(element: &Type) -> Path {
    let path = rooted(Root::Element, None, element.clone());
    Path { shape: shape_at(&path), ..path }
}
