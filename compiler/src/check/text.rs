//! Tests of texts: `contains`, `starts with`, `ends with`, `matches`; and what a list contains.

use super::checker::Checker;
use super::condition::element_of;
use super::constant::{Kind, Literal};
use super::logic;
use super::situation::Situation;
use super::value::{Value, at_place};
use crate::typed::{Atom, Condition, Operand, TextTest};
use crate::vocabulary::List;
use charter_grammar::Charter as Language;
use charter_grammar::ast::{self, AstNode, Expr, TextOp};
use charter_runtime::schema::{Path, Root, Type};

impl<'db> Checker<'db> {
    /// `subject contains "invoice"` and its kin.
    pub(super) fn text(&mut self, it: &ast::TextTest, situation: &Situation) -> Option<Condition> {
        let subject = it.subject()?;
        let Value::Known(known) = self.value(&subject, situation)? else {
            return self.not_a_condition(&subject);
        };
        let Operand::Path(place) = known.operand.clone() else { return self.no_text(&subject, &known.kind) };
        if let (Type::List(element), TextOp::Contains) = (&place.value, it.op()) {
            return self.list_contains(&place, element, it, situation);
        }
        if !matches!(place.value, Type::Text | Type::Url | Type::Email | Type::Domain) {
            return self.no_text(&subject, &known.kind);
        }
        self.guard_empty(&known, false, situation, &subject);
        let tests: Option<Vec<TextTest>> = self.text_tests(it, situation)?.into_iter().collect();
        let atoms = tests?.into_iter().map(|test| logic::so(Atom::Text(place.clone(), test)));
        Some(logic::any(atoms))
    }

    fn no_text<T>(&mut self, at: &Expr, kind: &Kind) -> Option<T> {
        let (at, what) = (self.at(at), kind.describe(self.schema()));
        self.report.type_mismatch(at, "a text", &what);
        None
    }

    fn text_tests(&mut self, it: &ast::TextTest, situation: &Situation) -> Option<Vec<Option<TextTest>>> {
        if it.op() == TextOp::Matches {
            return match it.regex() {
                Some(regex) => Some(vec![self.pattern(&regex)]),
                None => self.no_pattern(it),
            };
        }
        let texts = self.texts(it, situation)?;
        let test = |text: String| match it.op() {
            TextOp::Contains | TextOp::Matches => TextTest::Contains(text),
            TextOp::StartsWith => TextTest::StartsWith(text),
            TextOp::EndsWith => TextTest::EndsWith(text),
        };
        Some(texts.into_iter().map(|text| Some(test(text))).collect())
    }

    /// `matches "[0-9]+"`
    fn no_pattern<T>(&mut self, it: &ast::TextTest) -> Option<T> {
        match (it.argument(), it.listed()) {
            (Some(Expr::TextLiteral(text)), _) => {
                let at = self.at(&text);
                self.report.pattern_in_quotes(at, &text.value());
            }
            (Some(argument), _) => {
                let at = self.at(&argument);
                self.report.bad_pattern(at, "a pattern is written out, between slashes");
            }
            (None, Some(listed)) => {
                let at = self.at(&listed);
                self.report
                    .bad_pattern(at, "a pattern is written out, between slashes; join several with `or`");
            }
            // That nothing stands there, the grammar says.
            (None, None) => {}
        }
        None
    }

    fn pattern(&mut self, regex: &ast::RegexLiteral) -> Option<TextTest> {
        let pattern = regex.pattern();
        match regex::Regex::new(&pattern) {
            Ok(_) => Some(TextTest::Matches(pattern)),
            Err(error) => {
                let at = self.at(regex);
                let why = error.to_string();
                self.report.bad_pattern(at, why.lines().last().unwrap_or_default().trim());
                None
            }
        }
    }

    /// The texts after `contains`: one, several in brackets, or those of a named list.
    fn texts(&mut self, it: &ast::TextTest, situation: &Situation) -> Option<Vec<String>> {
        if let Some(listed) = it.listed() {
            let literals: Vec<Option<String>> =
                listed.values().map(|value| self.one_text(&value, situation)).collect();
            return literals.into_iter().collect();
        }
        if let Some(regex) = it.regex() {
            return self.no_fixed_text(&regex);
        }
        let argument = it.argument()?;
        if let Some(list) = self.list_named(&argument, situation) {
            return Some(list.values.iter().map(super::constant::written).collect());
        }
        match argument.as_value().filter(|value| !matches!(value, ast::Value::Call(_))) {
            Some(value) => self.one_text(&value, situation).map(|text| vec![text]),
            None => self.no_fixed_text(&argument),
        }
    }

    /// The list of the charter that an expression names.
    fn list_named(&self, expr: &Expr, situation: &Situation) -> Option<&'db List> {
        let Expr::Path(path) = expr else { return None };
        let word = path.single()?.text();
        let vocabulary = self.vocabulary;
        vocabulary.lists.get(&word).filter(|_| self.root(&word, situation).is_none())
    }

    fn no_fixed_text<T>(&mut self, node: &impl AstNode<Language = Language>) -> Option<T> {
        let at = self.at(node);
        self.report.no_fixed_text(at, node.syntax().text().to_string().trim());
        None
    }

    fn one_text(&mut self, value: &ast::Value, situation: &Situation) -> Option<String> {
        let at = self.at(value);
        if matches!(value, ast::Value::Call(_)) {
            return self.no_fixed_text(value);
        }
        if let ast::Value::Path(path) = value
            && path.single().is_none_or(|word| self.root(&word.text(), situation).is_some())
        {
            return self.no_fixed_text(path);
        }
        match self.literal(value)? {
            Literal::Text(text) if !text.is_empty() => Some(text),
            Literal::Text(_) => {
                self.report.empty_text(at);
                None
            }
            Literal::Word(word) => {
                self.report.quotes_missing(at, &word);
                None
            }
            other => {
                self.report.type_mismatch(at, "a text", other.describe());
                None
            }
        }
    }

    /// `request.tags contains "vip"`: whether any element is that, or one of several.
    fn list_contains(
        &mut self,
        list: &Path,
        element: &Type,
        it: &ast::TextTest,
        situation: &Situation,
    ) -> Option<Condition> {
        let subject = it.subject()?;
        if situation.bound.iter().any(|(_, path)| path.root == Root::Element) {
            return self.unsupported(&subject, "a question about a list inside another one");
        }
        if situation.its.is_some() && self.schema().has_choices_within(element) {
            return self
                .unsupported(&subject, "asking what a closed list in something that happened contains");
        }
        if let Some(regex) = it.regex() {
            return self.no_fixed_text(&regex);
        }
        let one = at_place(element_of(element));
        let inner = if let Some(listed) = it.listed() {
            self.one_of_these(&one, &subject, listed.values(), situation)?
        } else {
            let argument = it.argument()?;
            match self.list_named(&argument, situation) {
                Some(list) => self.entries(&one, list, &argument)?,
                None => self.one_of_these(&one, &subject, argument.as_value().into_iter(), situation)?,
            }
        };
        Some(logic::so(Atom::SomeElement(list.clone(), Box::new(logic::in_order(inner)))))
    }
}
