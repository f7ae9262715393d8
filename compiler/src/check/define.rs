//! Definitions: segments and named conditions, read where they are used, with the object's path in place of its fields.

use super::checker::Checker;
use super::logic;
use super::path::shape_at;
use super::situation::Situation;
use crate::db::{ItemId, item_syntax};
use crate::typed::Condition;
use charter_grammar::ast::{self, Compare, Expr, Item};
use charter_runtime::schema::{Path, Type};

impl Checker<'_> {
    /// `contact.account is enterprise`, where the right side names a segment or a condition of that object.
    ///
    /// `None` where it is an ordinary comparison.
    pub(super) fn named_test(
        &mut self,
        left: &Expr,
        op: Compare,
        right: &Expr,
        situation: &Situation,
    ) -> Option<Option<Condition>> {
        let (Expr::Path(subject), Expr::Path(name)) = (left, right) else { return None };
        let negated = match op {
            Compare::Is => false,
            Compare::IsNot => true,
            Compare::Less | Compare::LessOrEqual | Compare::Greater | Compare::GreaterOrEqual => return None,
        };
        let word = name.single()?.text();
        let defined =
            self.vocabulary.segments.get(&word).is_some() || self.vocabulary.conditions.get(&word).is_some();
        if !defined || self.root(&word, situation).is_some() {
            return None;
        }
        // A segment and a value of a closed list may have one name: which is meant, the left side says.
        shape_at(&self.plainly(subject, situation)?)?;
        let Some(place) = self.place(subject, situation) else { return Some(None) };
        let situation = if negated { situation.turned() } else { situation.clone() };
        let test = self
            .segment_at(&place, &word, name, &situation)
            .or_else(|| self.condition_at(&place, &word, name, &situation))?;
        Some(test.map(|test| logic::unless(negated, test)))
    }

    /// The test of a segment, of the object at a place; `None` where no segment of such objects has this name.
    pub(super) fn segment_at(
        &mut self,
        place: &Path,
        name: &str,
        used: &ast::Path,
        situation: &Situation,
    ) -> Option<Option<Condition>> {
        let segment = self.vocabulary.segments.get(name)?;
        if place.value != Type::Object(segment.object) {
            let (at, object) = (self.at(used), self.shape_name(segment.object));
            self.report.segment_of_another(at, name, object);
            return Some(None);
        }
        Some(self.body_at(segment.item, Some(place), used, situation))
    }

    fn condition_at(
        &mut self,
        place: &Path,
        name: &str,
        used: &ast::Path,
        situation: &Situation,
    ) -> Option<Option<Condition>> {
        let item = self.vocabulary.conditions.get(name)?.item;
        Some(self.body_at(item, Some(place), used, situation))
    }

    /// A condition by its name alone, or a segment of what the rule is about.
    pub(super) fn named_condition(
        &mut self,
        word: &ast::NameRef,
        used: &ast::Path,
        situation: &Situation,
    ) -> Option<Option<Condition>> {
        let name = word.text();
        if let Some(condition) = self.vocabulary.conditions.get(&name) {
            let place = self.object_of(condition.item).and_then(|object| self.at_hand(&object, situation));
            return Some(self.body_at(condition.item, place.as_ref(), used, situation));
        }
        let segment = self.vocabulary.segments.get(&name)?;
        let place = self.at_hand(&Type::Object(segment.object), situation)?;
        Some(self.body_at(segment.item, Some(&place), used, situation))
    }

    /// The object that a condition says it is of.
    fn object_of(&self, item: ItemId) -> Option<Type> {
        let Item::Condition(condition) = item_syntax(self.db, item)? else { return None };
        let object = self.vocabulary.objects.get(&condition.object()?.text())?;
        Some(Type::Object(object.shape))
    }

    /// What there is of an object where no path says which: the one whose fields are named, or what the action is on.
    fn at_hand(&self, object: &Type, situation: &Situation) -> Option<Path> {
        let target = situation.action.and_then(|action| self.root(self.target_variable(action), situation));
        situation.this.iter().cloned().chain(target).find(|place| place.value == *object)
    }

    /// The condition in the body of a definition, of the object at a place.
    fn body_at(
        &mut self,
        item: ItemId,
        place: Option<&Path>,
        used: &ast::Path,
        situation: &Situation,
    ) -> Option<Condition> {
        if self.open.contains(&item) {
            let at = self.at(used);
            self.report.circular_definition(at, &used.text());
            return None;
        }
        let body = match item_syntax(self.db, item)? {
            Item::Segment(segment) => segment.condition()?,
            Item::Condition(condition) => condition.condition()?,
            _ => return None,
        };
        let inner = match place {
            Some(place) => {
                let variable = shape_at(place).map_or("", |shape| self.variable(shape));
                situation.within(variable, place.clone())
            }
            None => situation.clone(),
        };
        let use_of = self.use_of(used);
        self.inside_item(item, use_of, |checker| checker.condition(&body, &inner))
    }

    /// Reads another item's nodes, which the item that is checked uses at a place.
    pub(super) fn inside_item<T>(
        &mut self,
        item: ItemId,
        used_at: crate::db::Span,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let outer = (std::mem::replace(&mut self.item, item), self.used_at.replace(used_at));
        self.open.push(item);
        let read = read(self);
        self.open.pop();
        (self.item, self.used_at) = outer;
        read
    }
}
