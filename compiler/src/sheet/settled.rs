//! A condition with an agent and a field put in.

use crate::check::logic;
use crate::typed::{Accepts, Atom, Condition, Constant, Operand, Test};
use charter_runtime::schema::{AgentId, Path, Root};

/// What is known of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// Who asks.
    pub(crate) agent: AgentId,
    /// The field that is looked at, by its place; `None` for an action that is not about fields.
    pub(crate) field: Option<u32>,
}

/// What is left of a condition when it is known who asks, and for which field. [`Condition::Never`] where it cannot hold,
/// [`Condition::Always`] where it holds whatever else the request is.
pub(crate) fn settled(condition: &Condition, known: Known) -> Condition {
    settled_with(condition, known, &|_| None)
}

/// The same where it is known of further tests whether they hold.
pub(crate) fn settled_with(
    condition: &Condition,
    known: Known,
    further: &dyn Fn(&Test) -> Option<bool>,
) -> Condition {
    let inner = |part: &Condition| settled_with(part, known, further);
    match condition {
        Condition::Always => Condition::Always,
        Condition::Never => Condition::Never,
        Condition::All(parts) => logic::all(parts.iter().map(inner)),
        Condition::Any(parts) => logic::any(parts.iter().map(inner)),
        Condition::Not(of) => logic::not(inner(of)),
        Condition::Test(test) => match holds(test, known).or_else(|| further(test)) {
            Some(true) => Condition::Always,
            Some(false) => Condition::Never,
            None => condition.clone(),
        },
    }
}

/// Whether a test holds, where it asks only for what is known.
fn holds(test: &Test, known: Known) -> Option<bool> {
    let Atom::Class(Operand::Path(path)) = &test.atom else { return None };
    let Accepts::Values(values) = &test.accepts else { return None };
    let value = value(path, known)?;
    Some(values.contains(&Constant::Ordinal(value)))
}

fn value(path: &Path, known: Known) -> Option<i128> {
    match path.root {
        Root::Agent if path.steps.is_empty() => Some(i128::from(known.agent.0)),
        Root::Field => known.field.map(i128::from),
        _ => None,
    }
}
