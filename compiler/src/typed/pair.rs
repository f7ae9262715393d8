//! How two values compare is one atom, whichever of them is named first.

use super::{Accepts, Atom, Elements, Operand, Test};
use charter_runtime::schema::{Path, Root};

impl Test {
    /// The same test with the sides of a pair in their order. A pair and its twin of old values have their sides in the same
    /// one, since their classes are compared.
    #[must_use]
    pub fn in_order(self) -> Test {
        match (self.atom, self.accepts) {
            (Atom::Pair(left, right), Accepts::Ordering { less, equal, more })
                if sorted_by(&right, &left) =>
            {
                let accepts = Accepts::Ordering { less: more, equal, more: less };
                Test { atom: Atom::Pair(right, left), accepts }
            }
            (atom, accepts) => Test { atom, accepts },
        }
    }
}

/// Whether one operand stands before another.
fn sorted_by(left: &Operand, right: &Operand) -> bool {
    (as_before(left), left) < (as_before(right), right)
}

/// An operand with the old values in place of the new ones.
fn as_before(of: &Operand) -> Operand {
    let boxed = |of: &Operand| Box::new(as_before(of));
    match of {
        Operand::Path(path) => Operand::Path(before(path)),
        Operand::Constant(_) => of.clone(),
        Operand::Figure(figure) => Operand::Figure(Box::new(figure.under(&before))),
        Operand::Elements(elements) => {
            Operand::Elements(Box::new(Elements { list: before(&elements.list), ..(**elements).clone() }))
        }
        Operand::Plus(left, right) => Operand::Plus(boxed(left), boxed(right)),
        Operand::Minus(left, right) => Operand::Minus(boxed(left), boxed(right)),
        Operand::Times(left, right) => Operand::Times(boxed(left), boxed(right)),
    }
}

fn before(path: &Path) -> Path {
    match path.root {
        Root::New => Path { root: Root::Old, ..path.clone() },
        _ => path.clone(),
    }
}
