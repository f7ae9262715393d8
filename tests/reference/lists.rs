//! Questions about the elements of a list.

use crate::reference::arithmetic::{Stretch, computed};
use crate::reference::charter::{name, not_understood, part};
use crate::reference::conditions::{Judge, negated_if};
use crate::reference::decimal;
use crate::reference::names::{Element, Place};
use crate::reference::operands::{Known, Operand, declared};
use crate::reference::possible::{Formula, Knowledge, certainly, possibly};
use crate::reference::situation::Path;
use crate::reference::value::{Fact, Type, Value};
use charter_grammar::ast::{self, AstNode};

/// What is asked of an element, where it is asked.
type Test<'t> = &'t dyn Fn(&mut Judge, &Place<'_>) -> Result<Formula, String>;

impl Judge {
    /// `every claim in request.claims: (…)`
    pub(crate) fn quantifier(&mut self, place: &Place<'_>, it: &ast::Quantifier) -> Result<Formula, String> {
        let list = place.path(&part(it.list(), it)?)?;
        let test = part(part(it.test(), it)?.inner(), it)?;
        let every = it.kind() == ast::QuantifierKind::Every;
        let some = self.some(place, &list, &name(it)?, &|judge, place| {
            Ok(negated_if(every, judge.formula(place, &test)?))
        })?;
        Ok(negated_if(it.kind() != ast::QuantifierKind::Any, some))
    }

    /// `request.tags contains order.tag`: whether any element is one of the values.
    pub(crate) fn contains(
        &mut self,
        place: &Place<'_>,
        list: &Path,
        it: &ast::TextTest,
    ) -> Result<Formula, String> {
        // No author can have called an element that.
        let element = "the element".to_owned();
        self.some(place, list, &element, &|judge, place| {
            let one = judge.fact(place, &place.path_of(std::slice::from_ref(&element))?);
            let named = match it.argument() {
                Some(ast::Expr::Path(path)) => path.single().map(|word| word.text()),
                _ => None,
            };
            match (it.listed(), named.and_then(|name| place.charter.vocabulary.lists.get(&name))) {
                (Some(values), _) => judge.is_one_of_these(place, &one, values.values()),
                (None, Some(list)) => Ok(judge.is_one_of(&one, declared(list, &one.of))),
                (None, None) => {
                    let argument = part(it.argument(), it)?;
                    let value = ast::Value::cast(argument.syntax().clone());
                    judge.is_one_of_these(place, &one, value.into_iter())
                }
            }
        })
    }

    /// A question about a list is one atom. It may be so where some element possibly passes, and may not be so where no
    /// element certainly passes.
    fn some(
        &mut self,
        place: &Place<'_>,
        list: &Path,
        called: &str,
        test: Test<'_>,
    ) -> Result<Formula, String> {
        let Type::List(of) = list.of() else { return Err("the elements of what is no list".to_owned()) };
        let element = |fact: Fact| Element { name: called.to_owned(), of: (**of).clone(), fact };
        let asked = self.of_an_unknown(place, element(Fact::Unknown), test)?;
        let answers = match self.fact(place, list).known {
            Known::Fact(Fact::Known(Value::List(elements))) => {
                self.some_element(place, elements.into_iter().map(element).collect(), test)?
            }
            Known::Fact(Fact::Empty) => vec![false],
            _ => vec![true, false],
        };
        let key = format!("some element of {} is {}", place.key(list), asked.in_one_way());
        Ok(self.question(key, &answers))
    }

    /// How many elements a list has.
    pub(crate) fn number_of_elements(&mut self, place: &Place<'_>, list: &Path) -> Operand {
        let known = Known::Figure(match self.fact(place, list).known {
            Known::Fact(Fact::Known(Value::List(elements))) => {
                let number = elements.len() as i128;
                count(number, Some(number))
            }
            Known::Fact(Fact::Empty) => count(0, Some(0)),
            _ => count(0, None),
        });
        let all = Formula::always().in_one_way();
        let key = format!("{:?} of {} where {all}", ast::ListFigureKind::Count, place.key(list));
        Operand { key, of: Type::Number, optional: false, known }
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
            Some(test) => {
                let asked: Test<'_> = &|judge, place| judge.formula(place, test);
                self.of_an_unknown(place, element(Fact::Unknown), asked)?
            }
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
        test: Test<'_>,
    ) -> Result<Formula, String> {
        let around: Vec<Element> = place.elements.iter().cloned().chain([element]).collect();
        let mut inner = Judge::default();
        let formula = test(&mut inner, &Place { elements: &around, ..*place })?;
        self.unknown.append(&mut inner.unknown);
        Ok(formula)
    }

    /// Whether some element may, and may not, pass the test.
    fn some_element(
        &mut self,
        place: &Place<'_>,
        elements: Vec<Element>,
        test: Test<'_>,
    ) -> Result<Vec<bool>, String> {
        let (mut some_possibly, mut some_certainly) = (false, false);
        for element in elements {
            let around: Vec<Element> = place.elements.iter().cloned().chain([element]).collect();
            let mut inner = Judge::default();
            let formula = test(&mut inner, &Place { elements: &around, ..*place })?;
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
