//! Derived lines: what an object or an action says of itself in terms of its other lines, read where it is named.
//!
//! A line that is a path stands for that path; any other line stands for its value, and is worked out again wherever it is
//! read, so that what it knows and does not know is what its parts do.

use super::checker::Checker;
use super::constant::Kind;
use super::path::{rooted, shape_at};
use super::situation::{Duty, Situation};
use super::value::{Typed, Value};
use crate::db::ItemId;
use crate::typed::{Condition, Operand};
use crate::vocabulary::Derived;
use charter_grammar::ast::{self, Expr, Item};
use charter_runtime::schema::{ActionId, Path, Root, ShapeId, Type};

/// A derived line where it is read.
pub(super) struct Line {
    shape: ShapeId,
    name: String,
    item: ItemId,
    value: Type,
    body: Expr,
    inner: Situation,
}

impl Checker<'_> {
    /// The derived line that a path ends in; `None` where it ends in something else, or it has been reported where it leads.
    pub(super) fn line_at(&mut self, path: &ast::Path, situation: &Situation) -> Option<Line> {
        let names: Vec<ast::NameRef> = path.segments().collect();
        let (last, before) = names.split_last()?;
        let name = last.text();
        if !self.vocabulary.shapes.iter().any(|shape| shape.derived.contains_key(&name)) {
            return None;
        }
        if before.is_empty() {
            return self.own_line(&name, situation);
        }
        let place = self.walk(before, situation)?;
        self.line_of(&place, &name, situation)
    }

    /// A derived line of what is at a place.
    pub(super) fn line_of(&self, place: &Path, name: &str, situation: &Situation) -> Option<Line> {
        let shape = shape_at(place)?;
        let inner = situation.within(self.variable(shape), place.clone());
        self.declared_line(shape, name, inner)
    }

    /// A derived line that is named by itself: of the action, or of the object whose lines are named without it.
    pub(super) fn own_line(&self, name: &str, situation: &Situation) -> Option<Line> {
        if self.root(name, situation).is_some() {
            return None;
        }
        let of_this = situation.this.as_ref().and_then(|this| self.line_of(this, name, situation));
        of_this.or_else(|| {
            let action = self.action(situation.action?)?;
            let inner = Situation { this: None, bound: Vec::new(), ..situation.clone() };
            self.declared_line(action.content, name, inner)
        })
    }

    fn declared_line(&self, shape: ShapeId, name: &str, inner: Situation) -> Option<Line> {
        let declared = self.vocabulary.shapes.get(shape.index())?;
        let Derived { value, body, .. } = declared.derived.get(name)?;
        let syntax = crate::db::item_syntax(self.db, declared.item)?;
        let body = lines(&syntax).into_iter().nth(*body)?.derived_from()?;
        let (name, value) = (name.to_owned(), value.clone());
        Some(Line { shape, name, item: declared.item, value, body, inner })
    }

    /// Reads what a line says, where it is named; a line that leads back to itself is an error.
    fn follow<T>(
        &mut self,
        line: &Line,
        at: crate::db::Span,
        read: impl FnOnce(&mut Self, &Expr, &Situation) -> Option<T>,
    ) -> Option<T> {
        let key = (line.shape, line.name.clone());
        if self.deriving.contains(&key) {
            self.report.circular_definition(at, &line.name);
            return None;
        }
        self.deriving.push(key);
        let found = self.inside_item(line.item, at, |checker| read(checker, &line.body, &line.inner));
        self.deriving.pop();
        found
    }

    /// The path that a line stands for.
    pub(super) fn path_of_line(&mut self, line: &Line, at: &ast::NameRef) -> Option<Path> {
        let used = self.use_of(at);
        let Expr::Path(path) = &line.body else {
            return self
                .unsupported(at, "going on from a line that is worked out, or asking whether it is known");
        };
        // What it reads is judged where the whole path is.
        self.follow(line, used, |checker, _, inner| checker.place(path, &inner.as_definition()))
    }

    /// The value that a line stands for, where it is no path.
    pub(super) fn value_of_line(&mut self, line: &Line, at: &ast::Path) -> Option<Value> {
        let used = self.use_of(at);
        let kind = Kind::Of(line.value.clone());
        self.follow(line, used, |checker, body, inner| match checker.value(body, inner)? {
            Value::Written(literal) => {
                let constant = checker.constant(body, &literal, &kind)?;
                Some(Value::Known(Typed { operand: Operand::Constant(constant), kind: kind.clone() }))
            }
            value => Some(value),
        })
    }

    /// The test that a line of yes or no stands for.
    pub(super) fn test_of_line(&mut self, line: &Line, at: &ast::Path) -> Option<Condition> {
        let used = self.use_of(at);
        self.follow(line, used, |checker, body, inner| checker.condition(body, inner))
    }

    /// Checks the derived lines of an object or action, whether or not anything reads them.
    pub(super) fn define_lines(&mut self, item: &Item) {
        let name = match item {
            Item::Object(it) => ast::HasName::name(it),
            Item::Action(it) => ast::HasName::name(it),
            _ => None,
        };
        let Some(name) = name.map(|name| name.text()) else { return };
        let (situation, shape) = match item {
            Item::Object(_) => {
                let Some(object) = self.vocabulary.objects.get(&name) else { return };
                let place = rooted(Root::Target, Some(object.shape), Type::Object(object.shape));
                let variable = self.variable(object.shape);
                (Situation::bare(Duty::Define).within(variable, place), object.shape)
            }
            _ => {
                let Some((id, content)) = self.declared_action(&name) else { return };
                (Situation::of_action(id, Duty::Define), content)
            }
        };
        let named: Vec<ast::Field> =
            lines(item).into_iter().filter(|line| line.derived_from().is_some()).collect();
        for node in named {
            let Some(name) = ast::HasName::name(&node).map(|name| name.text()) else { continue };
            if let Some(line) = self.declared_line(shape, &name, situation.clone()) {
                self.define_line(&line);
            }
        }
    }

    fn declared_action(&self, name: &str) -> Option<(ActionId, ShapeId)> {
        let place = self.schema().actions.iter().position(|action| action.name == name)?;
        Some((ActionId::at(place)?, self.schema().actions.get(place)?.content))
    }

    fn define_line(&mut self, line: &Line) {
        self.deriving.push((line.shape, line.name.clone()));
        let wanted = Kind::Of(line.value.clone());
        match (&line.value, &line.body) {
            (Type::YesNo, body) if !matches!(body, Expr::Path(_)) => {
                self.condition(body, &line.inner);
            }
            (_, body) => match self.value(body, &line.inner) {
                Some(Value::Known(found)) => {
                    self.comparable(&wanted, &found.kind, body);
                }
                Some(Value::Written(literal)) => {
                    self.constant(body, &literal, &wanted);
                }
                Some(Value::Looked(_)) | None => {}
            },
        }
        self.deriving.pop();
    }
}

impl Line {
    /// Whether it stands for a path.
    pub(super) fn is_path(&self) -> bool {
        matches!(self.body, Expr::Path(_))
    }

    /// Whether it is a test.
    pub(super) fn is_test(&self) -> bool {
        self.value == Type::YesNo && !self.is_path()
    }
}

/// The lines of an object, or those that stand directly in an action.
fn lines(item: &Item) -> Vec<ast::Field> {
    match item {
        Item::Object(object) => object.fields().collect(),
        Item::Action(action) => action.derived().collect(),
        _ => Vec::new(),
    }
}
