//! Questions about the elements of a list.

use crate::reference::charter::{name, not_understood, part};
use crate::reference::conditions::{Judge, negated_if, words};
use crate::reference::names::{Element, Place};
use crate::reference::operands::Known;
use crate::reference::possible::{Formula, certainly, possibly};
use crate::reference::value::{Fact, Type, Value};
use charter_grammar::ast;

impl Judge {
    /// A question about a list is one atom. It may be so where some element possibly passes, and may not be so where no
    /// element certainly passes.
    pub(crate) fn quantifier(&mut self, place: &Place<'_>, it: &ast::Quantifier) -> Result<Formula, String> {
        let list = place.path(&part(it.list(), it)?)?;
        let test = part(part(it.test(), it)?.inner(), it)?;
        let every = it.kind() == ast::QuantifierKind::Every;
        let Type::List(of) = list.of() else { return Err(not_understood(it)) };
        let element_name = name(it)?;
        let element = |fact: Fact| Element { name: element_name.clone(), of: (**of).clone(), fact };
        self.note_unknown(place, element(Fact::Unknown), &test)?;
        let answers = match self.fact(place, &list).known {
            Known::Fact(Fact::Known(Value::List(elements))) => {
                self.some_element(place, elements.into_iter().map(element).collect(), &test, every)?
            }
            Known::Fact(Fact::Empty) => vec![false],
            _ => vec![true, false],
        };
        let asked = if every { "fails" } else { "passes" };
        let key = format!("some element of {} {asked} {}", place.key(&list), words(&test));
        let some = self.question(key, &answers);
        Ok(negated_if(it.kind() != ast::QuantifierKind::Any, some))
    }

    /// Notes the unknown facts that a test of elements reads beside the elements themselves, be there any or none.
    fn note_unknown(&mut self, place: &Place<'_>, element: Element, test: &ast::Expr) -> Result<(), String> {
        let around: Vec<Element> = place.elements.iter().cloned().chain([element]).collect();
        let mut inner = Judge::default();
        inner.formula(&Place { elements: &around, ..*place }, test)?;
        self.unknown.append(&mut inner.unknown);
        Ok(())
    }

    /// Whether some element may, and may not, pass the test; or fail it, where `failing` is asked for.
    fn some_element(
        &mut self,
        place: &Place<'_>,
        elements: Vec<Element>,
        test: &ast::Expr,
        failing: bool,
    ) -> Result<Vec<bool>, String> {
        let (mut some_possibly, mut some_certainly) = (false, false);
        for element in elements {
            let around: Vec<Element> = place.elements.iter().cloned().chain([element]).collect();
            let mut inner = Judge::default();
            let formula = inner.formula(&Place { elements: &around, ..*place }, test)?;
            let formula = negated_if(failing, formula);
            some_possibly |= possibly(&formula, &inner.atoms)?;
            some_certainly |= certainly(&formula, &inner.atoms)?;
        }
        let answers = [(true, some_possibly), (false, !some_certainly)];
        Ok(answers.into_iter().filter(|(_, may)| *may).map(|(answer, _)| answer).collect())
    }
}
