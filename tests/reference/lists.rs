//! Questions about the elements of a list.

use crate::reference::arithmetic::{Stretch, computed};
use crate::reference::charter::{name, not_understood, part};
use crate::reference::conditions::{Judge, negated_if};
use crate::reference::decimal;
use crate::reference::names::{Element, Place};
use crate::reference::operands::{Known, Operand};
use crate::reference::possible::{Formula, Knowledge, certainly, possibly};
use crate::reference::situation::Path;
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
        let asked = negated_if(every, self.of_an_unknown(place, element(Fact::Unknown), &test)?);
        let answers = match self.fact(place, &list).known {
            Known::Fact(Fact::Known(Value::List(elements))) => {
                self.some_element(place, elements.into_iter().map(element).collect(), &test, every)?
            }
            Known::Fact(Fact::Empty) => vec![false],
            _ => vec![true, false],
        };
        let key = format!("some element of {} is {}", place.key(&list), asked.in_one_way());
        let some = self.question(key, &answers);
        Ok(negated_if(it.kind() != ast::QuantifierKind::Any, some))
    }

    /// Whether a value is among those of a list: it certainly is where one of them is it, and may be where one is not known.
    pub(crate) fn is_among(&mut self, list: &Operand, wanted: &Operand) -> Result<Formula, String> {
        let Known::Constant(value) = &wanted.known else {
            return Err("what a list contains is written out".to_owned());
        };
        let answers = match &list.known {
            Known::Fact(Fact::Known(Value::List(elements))) => {
                let is = |element: &Fact| *element == Fact::Known(value.clone());
                match (elements.iter().any(is), elements.contains(&Fact::Unknown)) {
                    (true, _) => vec![true],
                    (false, true) => vec![true, false],
                    (false, false) => vec![false],
                }
            }
            Known::Fact(Fact::Empty) => vec![false],
            _ => vec![true, false],
        };
        Ok(self.question(format!("{} contains {value:?}", list.key), &answers))
    }

    /// How many elements pass a test, from those that certainly to those that possibly do; or what a value of theirs adds up
    /// to. In an empty list there are none; an unknown one may have any number of them.
    pub(crate) fn list_figure(&mut self, place: &Place<'_>, it: &ast::ListFigure) -> Result<Operand, String> {
        let list = place.path(&part(it.list(), it)?)?;
        let test = it.test().map(|test| part(test.inner(), &test)).transpose()?;
        let Type::List(of) = list.of() else { return Err(not_understood(it)) };
        let element_name = name(it)?;
        let element = |fact: Fact| Element { name: element_name.clone(), of: (**of).clone(), fact };
        let asked = match &test {
            Some(test) => self.of_an_unknown(place, element(Fact::Unknown), test)?,
            None => Formula::always(),
        };
        let elements = match self.fact(place, &list).known {
            Known::Fact(Fact::Known(Value::List(elements))) => {
                Some(elements.into_iter().map(element).collect::<Vec<_>>())
            }
            Known::Fact(Fact::Empty) => Some(Vec::new()),
            _ => None,
        };
        let of = format!("{} where {}", place.key(&list), asked.in_one_way());
        let Some(summed) = it.summed() else {
            let key = format!("{:?} of {of}", it.kind());
            let known = Known::Figure(match elements {
                None => count(0, None),
                Some(elements) => self.passing(place, elements, test.as_ref())?,
            });
            return Ok(Operand { key, of: Type::Number, optional: false, known });
        };
        let unknown = [place.elements, &[element(Fact::Unknown)]].concat();
        let value = Place { elements: &unknown, ..*place }.path(&summed)?;
        let known = match elements {
            None => Known::Fact(Fact::Unknown),
            Some(elements) => added_up(place, elements, test.as_ref(), &value)?,
        };
        let key = format!("{:?} of {} over {of}", it.kind(), place.key(&value));
        Ok(Operand { key, of: value.of().clone(), optional: false, known })
    }

    /// How many elements pass.
    fn passing(
        &mut self,
        place: &Place<'_>,
        elements: Vec<Element>,
        test: Option<&ast::Expr>,
    ) -> Result<Knowledge, String> {
        let (mut least, mut most) = (0, 0);
        for element in elements {
            let around: Vec<Element> = place.elements.iter().cloned().chain([element]).collect();
            let (may, must) = passes(&Place { elements: &around, ..*place }, test)?;
            most += i128::from(may);
            least += i128::from(must);
        }
        Ok(count(least, Some(most)))
    }

    /// What a test asks of an element that nothing is known of. The unknown facts that it reads beside the elements
    /// themselves are noted, be there any element or none.
    fn of_an_unknown(
        &mut self,
        place: &Place<'_>,
        element: Element,
        test: &ast::Expr,
    ) -> Result<Formula, String> {
        let around: Vec<Element> = place.elements.iter().cloned().chain([element]).collect();
        let mut inner = Judge::default();
        let formula = inner.formula(&Place { elements: &around, ..*place }, test)?;
        self.unknown.append(&mut inner.unknown);
        Ok(formula)
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

/// A number of elements.
fn count(least: i128, most: Option<i128>) -> Knowledge {
    let units = |count: i128| count * decimal::ONE;
    Knowledge::Between { least: units(least), most: most.map(units), step: decimal::ONE, or_empty: false }
}

/// Whether the element at hand may, and whether it must, pass a test.
fn passes(here: &Place<'_>, test: Option<&ast::Expr>) -> Result<(bool, bool), String> {
    let Some(test) = test else { return Ok((true, true)) };
    let mut inner = Judge::default();
    let formula = inner.formula(here, test)?;
    Ok((possibly(&formula, &inner.atoms)?, certainly(&formula, &inner.atoms)?))
}

/// What the values of the elements that count add up to.
fn added_up(
    place: &Place<'_>,
    elements: Vec<Element>,
    test: Option<&ast::Expr>,
    value: &Path,
) -> Result<Known, String> {
    let part = |known: Known| Operand { key: String::new(), of: value.of().clone(), optional: false, known };
    let mut total = part(Known::Fact(Fact::Known(Value::Whole(0))));
    for element in elements {
        let around = [place.elements, &[element]].concat();
        let here = Place { elements: &around, ..*place };
        if let Some(addend) = addend(&here, test, here.fact(value))? {
            total = computed("+", &total, &part(addend))?;
        }
    }
    Ok(total.known)
}

/// What an element adds to a sum: nothing where it does not count or has no value.
fn addend(here: &Place<'_>, test: Option<&ast::Expr>, value: Fact) -> Result<Option<Known>, String> {
    Ok(match (passes(here, test)?, value) {
        ((false, _), _) | (_, Fact::Empty) => None,
        ((true, false), Fact::Known(Value::Whole(value))) => Some(Known::Between(Stretch {
            least: value.min(0),
            most: value.max(0),
            step: value.abs(),
            or_empty: false,
        })),
        ((true, _), value) => Some(Known::Fact(value)),
    })
}
