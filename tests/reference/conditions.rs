//! From a condition, where it is asked, to a formula over atoms and what is known of each.

use crate::reference::arithmetic::computed;
use crate::reference::charter::{not_understood, part};
use crate::reference::figures;
use crate::reference::names::Place;
use crate::reference::operands::{Known, Operand, constant, declared, text_constant};
use crate::reference::pairs::pair;
use crate::reference::possible::{Atoms, Formula, Knowledge, Outcome, Test};
use crate::reference::situation::{Path, Start};
use crate::reference::text;
use crate::reference::value::{Fact, Type, Value, compare};
use charter_grammar::ast::{self, AstNode, MaybeNegated};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What is gathered while conditions are read.
#[derive(Debug, Default)]
pub(crate) struct Judge {
    /// The atoms, and what is known of each.
    pub(crate) atoms: Atoms,
    /// The facts that were read and are unknown, as people read them.
    pub(crate) unknown: BTreeSet<String>,
    /// By what the measure that is read is kept.
    pub(crate) per: Vec<ast::Path>,
}

impl Judge {
    /// What a condition says of its atoms.
    pub(crate) fn formula(&mut self, place: &Place<'_>, written: &ast::Expr) -> Result<Formula, String> {
        match written {
            ast::Expr::OrExpr(it) => self.each(place, it.parts()).map(Formula::Any),
            ast::Expr::AndExpr(it) => self.each(place, it.parts()).map(Formula::All),
            ast::Expr::NotExpr(it) => Ok(self.formula(place, &part(it.inner(), it)?)?.negated()),
            ast::Expr::ParenExpr(it) => self.formula(place, &part(it.inner(), it)?),
            ast::Expr::Comparison(it) => self.comparison(place, it),
            ast::Expr::RankTest(it) => self.rank(place, it),
            ast::Expr::MemberTest(it) => self.member(place, it),
            ast::Expr::StateTest(it) => self.state(place, it),
            ast::Expr::InsideTest(it) => self.inside(place, it),
            ast::Expr::AgeTest(it) => self.age(place, it),
            ast::Expr::OriginTest(it) => self.origin(place, it),
            ast::Expr::TextTest(it) => self.text(place, it),
            ast::Expr::Quantifier(it) => self.quantifier(place, it),
            ast::Expr::HasTest(it) => {
                let figure = figures::of_latch(place, it, self)?;
                Ok(negated_if(it.is_negated(), self.at_least_one(&figure)))
            }
            ast::Expr::EventQuery(it) => {
                let figure = figures::of_query(place, it, self)?;
                Ok(negated_if(it.kind() == ast::QueryKind::No, self.at_least_one(&figure)))
            }
            ast::Expr::Path(it) => self.named_test(place, it),
            other => Err(not_understood(other)),
        }
    }

    fn each(
        &mut self,
        place: &Place<'_>,
        parts: impl Iterator<Item = ast::Expr>,
    ) -> Result<Vec<Formula>, String> {
        parts.map(|part| self.formula(place, &part)).collect()
    }

    /// What is known at the end of a path. What is not known is noted.
    pub(crate) fn fact(&mut self, place: &Place<'_>, path: &Path) -> Operand {
        let fact = place.fact(path);
        let of_element = matches!(path.start, Start::Element(_));
        if fact == Fact::Unknown && !of_element {
            self.unknown.insert(place.text(path));
        }
        Operand {
            key: place.key(path),
            of: path.of().clone(),
            optional: path.optional(),
            known: Known::Fact(fact),
        }
    }

    fn test(&mut self, key: String, knowledge: Knowledge, test: Test) -> Formula {
        self.atoms.insert(key.clone(), knowledge);
        Formula::Test(key, test)
    }

    /// Whether an atom that is yes or no is so.
    pub(crate) fn question(&mut self, key: String, answers: &[bool]) -> Formula {
        let outcome = |so: &bool| if *so { Outcome::Yes } else { Outcome::No };
        self.test(key, Knowledge::OneOf(answers.iter().map(outcome).collect()), Test::IsSo)
    }

    fn comparison(&mut self, place: &Place<'_>, it: &ast::Comparison) -> Result<Formula, String> {
        let (left, right) = (part(it.left(), it)?, part(it.right(), it)?);
        let op = part(it.op(), it)?.kind();
        if let (ast::Expr::Path(object), ast::Expr::Path(kind)) = (&left, &right)
            && let Some(so) = self.is_of_kind(place, object, kind)?
        {
            return Ok(negated_if(op == ast::Compare::IsNot, so));
        }
        let so = self.compared(place, &left, op, &right)?;
        Ok(negated_if(op == ast::Compare::IsNot, so))
    }

    /// Whether an object is what a segment or a named test says: `account is enterprise`. `None` where neither is meant.
    fn is_of_kind(
        &mut self,
        place: &Place<'_>,
        object: &ast::Path,
        kind: &ast::Path,
    ) -> Result<Option<Formula>, String> {
        let Some(word) = kind.single().map(|word| word.text()) else { return Ok(None) };
        let Ok(path) = place.path(object) else { return Ok(None) };
        let Type::Object(shape) = path.of() else { return Ok(None) };
        let of_segment = place.charter.segments.get(&word).map(|(of, test)| (Some(of), test));
        let of_test = || place.charter.conditions.get(&word).map(|(of, test)| (of.as_ref(), test));
        match of_segment.or_else(of_test) {
            Some((of, test)) if of == Some(shape) => {
                self.formula(&Place { about: Some(&path), ..*place }, test).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Whether two operands compare in one of these ways.
    pub(crate) fn compares(&mut self, left: &Operand, ways: Vec<Ordering>, right: &Operand) -> Formula {
        match (&left.known, &right.known) {
            (Known::Constant(left), Known::Constant(right)) => {
                Formula::settled(ways.contains(&compare(left, right)))
            }
            (_, Known::Constant(constant)) => {
                self.test(left.key.clone(), left.knowledge(), Test::Compares(ways, constant.clone()))
            }
            (Known::Constant(_), _) => self.compares(right, reversed(&ways), left),
            _ if left.key > right.key && left.of.has_order() => self.compares(right, reversed(&ways), left),
            _ if left.key > right.key => self.compares(right, ways, left),
            // A value equals itself, known or not.
            _ if left.key == right.key => {
                let (asked, mut ways) = (ways, pair(left, left));
                ways.retain(|way| *way == Outcome::Empty);
                if !matches!(left.known, Known::Fact(Fact::Empty)) {
                    ways.push(Outcome::Pair(Ordering::Equal));
                }
                let key = format!("{} against {}", left.key, right.key);
                self.test(key, Knowledge::OneOf(ways), Test::PairIs(asked))
            }
            _ => {
                let knowledge = Knowledge::OneOf(pair(left, right));
                self.test(format!("{} against {}", left.key, right.key), knowledge, Test::PairIs(ways))
            }
        }
    }

    fn rank(&mut self, place: &Place<'_>, it: &ast::RankTest) -> Result<Formula, String> {
        let (subject, bound) = self.two(place, &part(it.subject(), it)?, &part(it.bound(), it)?)?;
        let beyond = if it.is_above() { Ordering::Greater } else { Ordering::Less };
        Ok(negated_if(it.is_negated(), self.compares(&subject, vec![Ordering::Equal, beyond], &bound)))
    }

    fn member(&mut self, place: &Place<'_>, it: &ast::MemberTest) -> Result<Formula, String> {
        let subject = part(it.subject(), it)?;
        let so = match (it.named(), it.listed()) {
            (Some(named), None) => self.member_of(place, &subject, &named.text(), it)?,
            _ if it.looked_up().is_some() => {
                let subject = self.operand(place, &subject, None)?;
                self.is_in_cell(place, &subject, &part(it.looked_up(), it)?)?
            }
            (None, Some(list)) => {
                let subject = self.operand(place, &subject, None)?;
                self.is_one_of_these(place, &subject, list.values())?
            }
            _ => return Err(not_understood(it)),
        };
        Ok(negated_if(it.is_negated(), so))
    }

    fn member_of(
        &mut self,
        place: &Place<'_>,
        subject: &ast::Expr,
        named: &str,
        it: &ast::MemberTest,
    ) -> Result<Formula, String> {
        if let (Some(_), ast::Expr::Path(path)) = (place.charter.segments.get(named), subject) {
            return self.segment(place, named, &place.path(path)?);
        }
        let vocabulary = &place.charter.vocabulary;
        let subject = self.operand(place, subject, None)?;
        let is_agent = subject.of == Type::OneOf(vocabulary.agents.clone());
        let team = vocabulary.teams.get(named).filter(|_| is_agent);
        let list = part(team.or(vocabulary.lists.get(named)), it)?;
        let values = declared(list, &subject.of);
        Ok(self.is_one_of(&subject, values))
    }

    /// Whether something is one of these, each written out, at a place of its own, or what a look-up finds.
    pub(crate) fn is_one_of_these(
        &mut self,
        place: &Place<'_>,
        subject: &Operand,
        values: impl Iterator<Item = ast::Value>,
    ) -> Result<Formula, String> {
        let mut ways = Vec::new();
        for value in values {
            let written = part(ast::Expr::cast(value.syntax().clone()), &value)?;
            if let Some((value, _)) = constant(place, &written, Some(&subject.of))? {
                ways.push(self.is_one_of(subject, vec![value]));
                continue;
            }
            for (when, other) in self.alternatives(place, &written, Some(&subject.of))? {
                ways.push(Formula::All(vec![when, self.compares(subject, vec![Ordering::Equal], &other)]));
            }
        }
        Ok(Formula::Any(ways))
    }

    /// Whether something has one of these values.
    pub(crate) fn is_one_of(&mut self, subject: &Operand, values: Vec<Value>) -> Formula {
        let is = |value: Value| {
            self.test(subject.key.clone(), subject.knowledge(), Test::Compares(vec![Ordering::Equal], value))
        };
        Formula::Any(values.into_iter().map(is).collect())
    }

    /// Whether the object at a path is in a segment.
    pub(crate) fn segment(
        &mut self,
        place: &Place<'_>,
        named: &str,
        object: &Path,
    ) -> Result<Formula, String> {
        let (_, test) =
            place.charter.segments.get(named).ok_or_else(|| format!("there is no segment `{named}`"))?;
        self.formula(&Place { about: Some(object), ..*place }, test)
    }

    /// A yes/no fact, or a named test of the object at hand: the one whose fields are named, or what the request is about.
    fn named_test(&mut self, place: &Place<'_>, it: &ast::Path) -> Result<Formula, String> {
        if let Some((owner, line)) = place.line(it) {
            return self.formula(&Place { about: owner.as_ref(), ..*place }, &line.says);
        }
        let charter = place.charter;
        let segment = |word: &String| charter.segments.get(word).map(|(of, test)| (Some(of), test));
        let condition = |word: &String| charter.conditions.get(word).map(|(of, test)| (of.as_ref(), test));
        let word = it.single().map(|word| word.text()).filter(|_| place.path(it).is_err());
        match word.and_then(|word| condition(&word).or_else(|| segment(&word))) {
            Some((object, test)) => {
                let object = object.map_or(place.situation.object(), String::as_str);
                let at_hand = place.about.filter(|about| *about.of() == Type::Object(object.to_owned()));
                let path = at_hand.cloned().map_or_else(|| place.way_to(object), Ok)?;
                self.formula(&Place { about: Some(&path), ..*place }, test)
            }
            None => {
                let fact = self.fact(place, &place.path(it)?);
                Ok(self.is_one_of(&fact, vec![Value::YesNo(true)]))
            }
        }
    }

    fn state(&mut self, place: &Place<'_>, it: &ast::StateTest) -> Result<Formula, String> {
        if let Some(ast::Expr::Path(list)) = it.subject()
            && let Ok(list) = place.path(&list)
            && matches!(list.of(), Type::List(_))
        {
            let so = self.state_of_list(place, &list, it.state());
            return Ok(negated_if(it.is_negated(), so));
        }
        let subject = self.operand(place, &part(it.subject(), it)?, None)?;
        let so = match (it.state(), &subject.known) {
            (ast::State::Empty, _) => self.test(subject.key.clone(), subject.knowledge(), Test::IsEmpty),
            (ast::State::Known, Known::Fact(fact)) => Formula::settled(*fact != Fact::Unknown),
            (ast::State::Given, Known::Fact(fact)) => Formula::settled(matches!(fact, Fact::Known(_))),
            _ => return Err(not_understood(it)),
        };
        Ok(negated_if(it.is_negated(), so))
    }

    /// A list is empty where nothing is in it, and given where something is.
    fn state_of_list(&mut self, place: &Place<'_>, list: &Path, state: ast::State) -> Formula {
        let is_known = self.fact(place, list).known != Known::Fact(Fact::Unknown);
        let number = self.number_of_elements(place, list);
        let none = Value::Whole(0);
        match state {
            ast::State::Empty => self.compares(
                &number,
                vec![Ordering::Equal],
                &Operand { key: "0".to_owned(), known: Known::Constant(none), ..number.clone() },
            ),
            ast::State::Known => Formula::settled(is_known),
            ast::State::Given => {
                let some = self.at_least_one(&number);
                Formula::All(vec![Formula::settled(is_known), some])
            }
        }
    }

    fn inside(&mut self, place: &Place<'_>, it: &ast::InsideTest) -> Result<Formula, String> {
        if let Some(ast::Expr::Path(named)) = it.place()
            && let Some(calendar) = place.charter.calendars.get(&named.text())
        {
            let so = self.within_hours(place, it, calendar)?;
            return Ok(negated_if(it.is_outside() != it.is_negated(), so));
        }
        if it.zone().is_some() {
            return Err(not_understood(it));
        }
        let subject = self.operand(place, &part(it.subject(), it)?, None)?;
        let so = match part(it.place(), it)? {
            ast::Expr::TextLiteral(domain) => self.inside_domain(&subject, &domain.value())?,
            ast::Expr::Path(path) => self.inside_named(place, &subject, &path)?,
            _ => return Err(not_understood(it)),
        };
        Ok(negated_if(it.is_outside() != it.is_negated(), so))
    }

    fn inside_domain(&mut self, subject: &Operand, domain: &str) -> Result<Formula, String> {
        let (domain, _) = text_constant(domain, Some(&Type::Domain))?;
        let key = format!("{} inside {domain:?}", subject.key);
        let answers = answers(&subject.known, |inner| lies_inside(inner, &domain))?;
        Ok(self.question(key, &answers))
    }

    fn inside_named(
        &mut self,
        place: &Place<'_>,
        subject: &Operand,
        path: &ast::Path,
    ) -> Result<Formula, String> {
        if let Some(list) = path.single().and_then(|name| place.charter.vocabulary.lists.get(&name.text())) {
            let inside = list.iter().map(|domain| self.inside_domain(subject, domain));
            return inside.collect::<Result<_, _>>().map(Formula::Any);
        }
        let outer = self.fact(place, &place.path(path)?);
        let answers = match (&subject.known, &outer.known) {
            (Known::Fact(Fact::Empty), _) | (_, Known::Fact(Fact::Empty)) => vec![false],
            (inner, Known::Fact(Fact::Known(outer))) => answers(inner, |inner| lies_inside(inner, outer))?,
            _ => vec![true, false],
        };
        Ok(self.question(format!("{} inside {}", subject.key, outer.key), &answers))
    }

    /// `contact.title comes from external`: nobody has to guess, for what is not known does.
    fn origin(&mut self, place: &Place<'_>, it: &ast::OriginTest) -> Result<Formula, String> {
        let Some(ast::Expr::Path(written)) = it.subject() else { return Err(not_understood(it)) };
        let path = place.path(&written)?;
        if place.situation.is_declared_external(&path) {
            return Ok(negated_if(it.is_negated(), Formula::settled(true)));
        }
        self.fact(place, &path);
        let elements: Vec<Fact> = place.elements.iter().map(|element| element.fact.clone()).collect();
        let so = place.situation.comes_from_outside(&path, &elements);
        Ok(negated_if(it.is_negated(), Formula::settled(so)))
    }

    /// `created is older than 24 hours`: what has passed since is more than that.
    fn age(&mut self, place: &Place<'_>, it: &ast::AgeTest) -> Result<Formula, String> {
        let since = self.operand(place, &part(it.subject(), it)?, None)?;
        if let Some(calendar) = it.calendar() {
            let so = self.working_age(place, &since, it, &calendar.text())?;
            return Ok(negated_if(it.is_negated(), so));
        }
        let age = self.operand(place, &part(it.age(), it)?, Some(&Type::Duration))?;
        if age.of == since.of {
            return Ok(negated_if(it.is_negated(), self.compares(&since, vec![Ordering::Less], &age)));
        }
        let now = if since.of == Type::Date { "today" } else { "now" };
        let now = self.fact(place, &place.path_of(&[now.to_owned()])?);
        let passed = computed("-", &now, &since)?;
        Ok(negated_if(it.is_negated(), self.compares(&passed, vec![Ordering::Greater], &age)))
    }

    fn text(&mut self, place: &Place<'_>, it: &ast::TextTest) -> Result<Formula, String> {
        if let (Some(ast::Expr::Path(list)), ast::TextOp::Contains) = (it.subject(), it.op())
            && let Ok(list) = place.path(&list)
            && matches!(list.of(), Type::List(_))
        {
            let so = self.contains(place, &list, it)?;
            return Ok(negated_if(it.is_negated(), so));
        }
        let subject = self.operand(place, &part(it.subject(), it)?, None)?;
        let so = match (it.op(), it.regex(), it.listed(), it.argument()) {
            (ast::TextOp::Matches, Some(regex), ..) => self.matches(&subject, &regex.pattern())?,
            (op, None, Some(list), _) => {
                let tests = list.values().map(|value| match value {
                    ast::Value::TextLiteral(text) => self.one_text(&subject, op, &text.value()),
                    other => Err(not_understood(&other)),
                });
                Formula::Any(tests.collect::<Result<_, _>>()?)
            }
            (op, None, None, Some(ast::Expr::TextLiteral(text))) => {
                self.one_text(&subject, op, &text.value())?
            }
            (op, None, None, Some(ast::Expr::Path(named))) => {
                let texts = part(place.charter.vocabulary.lists.get(&named.text()), it)?;
                let texts = declared(texts, &Type::Text).into_iter().filter_map(|value| match value {
                    Value::Text(text) => Some(text),
                    _ => None,
                });
                let tests = texts.map(|text| self.one_text(&subject, op, &text));
                Formula::Any(tests.collect::<Result<_, _>>()?)
            }
            _ => return Err(not_understood(it)),
        };
        Ok(negated_if(it.is_negated(), so))
    }

    fn one_text(&mut self, subject: &Operand, op: ast::TextOp, constant: &str) -> Result<Formula, String> {
        let holds = |value: &Value| match (value, op) {
            (Value::Text(text), ast::TextOp::Contains) => text::contains_words(text, constant),
            (Value::Text(text), ast::TextOp::StartsWith) => text.starts_with(constant),
            (Value::Text(text), ast::TextOp::EndsWith) => text.ends_with(constant),
            _ => false,
        };
        if matches!(subject.of, Type::List(_)) || op == ast::TextOp::Matches {
            return Err(format!("`{op:?}` of a list, or without a pattern"));
        }
        let answers = answers(&subject.known, holds)?;
        Ok(self.question(format!("{} {op:?} {constant:?}", subject.key), &answers))
    }

    fn matches(&mut self, subject: &Operand, pattern: &str) -> Result<Formula, String> {
        let regex = regex::Regex::new(pattern).map_err(|problem| problem.to_string())?;
        let holds = |value: &Value| matches!(value, Value::Text(text) if regex.is_match(text));
        let answers = answers(&subject.known, holds)?;
        Ok(self.question(format!("{} matches {pattern:?}", subject.key), &answers))
    }

    fn at_least_one(&mut self, figure: &Operand) -> Formula {
        let none = Value::Whole(0);
        self.test(figure.key.clone(), figure.knowledge(), Test::Compares(vec![Ordering::Greater], none))
    }
}

/// The way round that a test with `not` is meant.
pub(crate) fn negated_if(negated: bool, formula: Formula) -> Formula {
    if negated { formula.negated() } else { formula }
}

/// The orderings that satisfy an operator; of `is not`, those that it denies.
pub(crate) fn orderings(op: ast::Compare) -> Vec<Ordering> {
    match op {
        ast::Compare::Is | ast::Compare::IsNot => vec![Ordering::Equal],
        ast::Compare::Less => vec![Ordering::Less],
        ast::Compare::LessOrEqual => vec![Ordering::Less, Ordering::Equal],
        ast::Compare::Greater => vec![Ordering::Greater],
        ast::Compare::GreaterOrEqual => vec![Ordering::Greater, Ordering::Equal],
    }
}

fn reversed(ways: &[Ordering]) -> Vec<Ordering> {
    ways.iter().map(|way| way.reverse()).collect()
}

/// What a question about one value may be answered. Of the empty value it is not so.
fn answers(known: &Known, holds: impl Fn(&Value) -> bool) -> Result<Vec<bool>, String> {
    match known {
        Known::Fact(Fact::Unknown) => Ok(vec![true, false]),
        Known::Fact(Fact::Empty) => Ok(vec![false]),
        Known::Fact(Fact::Known(value)) | Known::Constant(value) => Ok(vec![holds(value)]),
        Known::Figure(_) | Known::Between(_) => Err("a figure is no text".to_owned()),
    }
}

fn lies_inside(inner: &Value, outer: &Value) -> bool {
    match (inner, outer) {
        (Value::Text(inner), Value::Text(outer)) => text::is_inside(inner, outer),
        _ => false,
    }
}

/// The words of an expression, however they are spaced.
pub(crate) fn words(written: &ast::Expr) -> String {
    written.syntax().text().to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}
