//! Lists: which of them can be asked about, how many elements they have and what these add up to.

use super::checker::Checker;
use super::condition::element_of;
use super::constant::Kind;
use super::situation::{Situation, Wanted};
use super::value::Typed;
use crate::typed::{Condition, Elements, Operand};
use charter_grammar::ast::{self, HasName, ListFigureKind};
use charter_runtime::schema::{Path, Root, Type};

impl Checker<'_> {
    /// A list, and the type of its elements; reports what is none.
    pub(super) fn list_at(&mut self, path: &ast::Path, situation: &Situation) -> Option<(Path, Type)> {
        let list = self.place(path, situation)?;
        let Type::List(element) = &list.value else {
            let (at, what) = (self.at(path), super::constant::describe(&list.value, self.schema()));
            self.report.not_a_list(at, &path.text(), &what);
            return None;
        };
        if situation.bound.iter().any(|(_, path)| path.root == Root::Element) {
            return self.unsupported(path, "a question about a list inside another one");
        }
        let element = (**element).clone();
        let is_told = !matches!(element, Type::Object(_)) && !self.schema().has_choices_within(&element);
        if situation.its.is_some() && !is_told {
            // Of what a list of the past refers to nothing is kept, and of places in closed lists no names.
            let what = "asking of something that happened what objects or closed lists in a list of it are";
            return self.unsupported(path, what);
        }
        Some((list, element))
    }

    /// `count of claim in request.claims where (claim.source is given)`,
    /// `sum of line.amount for line in request.lines`
    pub(super) fn list_figure(&mut self, it: &ast::ListFigure, situation: &Situation) -> Option<Typed> {
        let (list, element) = self.list_at(&it.list()?, situation)?;
        let name = it.name()?.text();
        let counts = it.kind() == ListFigureKind::Count;
        // Amounts may be negative, so that one more may be less.
        let situation = if counts { situation.clone() } else { situation.wanting(Wanted::Either) };
        let inner = situation.counting().with(name, element_of(&element));
        let filter = match it.test() {
            Some(test) => self.condition(&test.inner()?, &inner)?,
            None => Condition::Always,
        };
        let (value, kind) = match it.kind() {
            ListFigureKind::Count => (None, Kind::Count),
            ListFigureKind::Sum => {
                let summed = it.summed()?;
                let value = self.place(&summed, &inner)?;
                self.summable(&summed, &value)?;
                let kind = Kind::Of(value.value.clone());
                (Some(value), kind)
            }
        };
        Some(Typed {
            operand: Operand::Elements(Box::new(Elements {
                list,
                filter: super::logic::in_order(filter),
                value,
            })),
            kind,
        })
    }
}
