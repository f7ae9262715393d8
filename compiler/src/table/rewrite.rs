//! Rewriting the paths of a condition, and finding them.

use crate::typed::{Atom, Condition, Elements, Operand, Test};
use charter_runtime::schema::Path;

/// Turns one path into another.
pub(super) type Rewrite<'a> = &'a dyn Fn(&Path) -> Path;

/// A condition with every path of the request at hand rewritten. The paths of past events are theirs, and stay.
pub(super) fn condition(of: &Condition, path: Rewrite<'_>) -> Condition {
    let all = |parts: &[Condition]| parts.iter().map(|part| condition(part, path)).collect();
    match of {
        Condition::Always => Condition::Always,
        Condition::Never => Condition::Never,
        Condition::Test(test) => {
            Condition::Test(Test { atom: atom(&test.atom, path), accepts: test.accepts.clone() }.in_order())
        }
        Condition::All(parts) => Condition::All(all(parts)),
        Condition::Any(parts) => Condition::Any(all(parts)),
        Condition::Not(inner) => Condition::Not(Box::new(condition(inner, path))),
    }
}

/// An atom with every path of the request at hand rewritten.
pub(super) fn atom(of: &Atom, path: Rewrite<'_>) -> Atom {
    match of {
        Atom::Class(value) => Atom::Class(operand(value, path)),
        Atom::Text(text, test) => Atom::Text(path(text), test.clone()),
        Atom::Pair(left, right) => Atom::Pair(operand(left, path), operand(right, path)),
        Atom::Inside(inner, outer) => Atom::Inside(path(inner), path(outer)),
        Atom::SomeElement(list, inner) => Atom::SomeElement(path(list), Box::new(condition(inner, path))),
        Atom::Known(of) => Atom::Known(path(of)),
        Atom::Given(of) => Atom::Given(path(of)),
        Atom::External(of) => Atom::External(path(of)),
        Atom::Sampled(of, share) => Atom::Sampled(path(of), *share),
        Atom::Aged(at, now, length, calendar) => Atom::Aged(path(at), path(now), *length, *calendar),
        Atom::Hours(at, calendar, zone) => Atom::Hours(path(at), *calendar, zone.as_ref().map(path)),
    }
}

fn operand(of: &Operand, path: Rewrite<'_>) -> Operand {
    let boxed = |of: &Operand| Box::new(operand(of, path));
    match of {
        Operand::Path(of) => Operand::Path(path(of)),
        Operand::Constant(constant) => Operand::Constant(constant.clone()),
        Operand::Figure(of) => Operand::Figure(Box::new(of.under(path))),
        Operand::Elements(of) => Operand::Elements(Box::new(Elements {
            list: path(&of.list),
            filter: condition(&of.filter, path),
            value: of.value.as_ref().map(path),
        })),
        Operand::Plus(left, right) => Operand::Plus(boxed(left), boxed(right)),
        Operand::Minus(left, right) => Operand::Minus(boxed(left), boxed(right)),
        Operand::Times(left, right) => Operand::Times(boxed(left), boxed(right)),
    }
}

/// Calls `visit` with every path of the request at hand that a condition reads.
pub(crate) fn paths_of_condition(of: &Condition, visit: &mut dyn FnMut(&Path)) {
    of.tests().into_iter().for_each(|test| paths_of_atom(&test.atom, visit));
}

/// Calls `visit` with every list of which a condition asks whether some element is like that, and what is asked of it.
pub(crate) fn elements_of_condition(of: &Condition, visit: &mut dyn FnMut(&Path, &Condition)) {
    of.tests().into_iter().for_each(|test| elements_of_atom(&test.atom, visit));
}

fn elements_of_atom(of: &Atom, visit: &mut dyn FnMut(&Path, &Condition)) {
    let mut operands: Vec<&Operand> = match of {
        Atom::SomeElement(list, inner) => return visit(list, inner),
        Atom::Class(value) => vec![value],
        Atom::Pair(left, right) => vec![left, right],
        _ => Vec::new(),
    };
    while let Some(operand) = operands.pop() {
        match operand {
            Operand::Elements(of) => visit(&of.list, &of.filter),
            Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right) => {
                operands.extend([&**left, &**right]);
            }
            Operand::Path(_) | Operand::Constant(_) | Operand::Figure(_) => {}
        }
    }
}

/// Calls `visit` with every path of the request at hand that an atom reads.
pub(super) fn paths_of_atom(of: &Atom, visit: &mut dyn FnMut(&Path)) {
    match of {
        Atom::Class(value) => paths_of_operand(value, visit),
        Atom::Pair(left, right) => {
            paths_of_operand(left, visit);
            paths_of_operand(right, visit);
        }
        Atom::Inside(inner, outer) => [inner, outer].into_iter().for_each(visit),
        Atom::SomeElement(list, inner) => {
            visit(list);
            paths_of_condition(inner, visit);
        }
        Atom::Aged(at, now, _, _) => [at, now].into_iter().for_each(visit),
        Atom::Hours(at, _, zone) => [at].into_iter().chain(zone).for_each(visit),
        Atom::Text(path, _) | Atom::Known(path) | Atom::Given(path) | Atom::External(path) => visit(path),
        Atom::Sampled(path, _) => visit(path),
    }
}

fn paths_of_operand(of: &Operand, visit: &mut dyn FnMut(&Path)) {
    match of {
        Operand::Path(path) => visit(path),
        Operand::Constant(_) => {}
        Operand::Figure(figure) => figure.paths().for_each(visit),
        Operand::Elements(of) => {
            visit(&of.list);
            paths_of_condition(&of.filter, visit);
            of.value.iter().for_each(visit);
        }
        Operand::Plus(left, right) | Operand::Minus(left, right) | Operand::Times(left, right) => {
            paths_of_operand(left, visit);
            paths_of_operand(right, visit);
        }
    }
}
