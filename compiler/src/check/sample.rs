//! A share of the time: `for 10% of contacts`.

use super::checker::Checker;
use super::constant::Literal;
use super::logic;
use super::situation::Situation;
use crate::typed::{Atom, Condition};
use charter_grammar::ast::{self, Value};
use charter_runtime::schema::{Path, Type};

impl Checker<'_> {
    /// The sample of what the rule names falls under the share.
    pub(super) fn sample(&mut self, sample: &ast::SampleClause, situation: &Situation) -> Option<Condition> {
        let share = sample.share()?;
        let at = self.at(&share);
        let Literal::Percent(fraction) = self.literal(&Value::PercentLiteral(share))? else { return None };
        let one = charter_runtime::Decimal::whole(1).units();
        if fraction.units() <= 0 || fraction.units() > one {
            self.report.no_share(at);
            return None;
        }
        let of = self.sampled(&sample.of()?, situation)?;
        Some(logic::so(Atom::Sampled(of, fraction.units())))
    }

    /// What is sampled: a path, or the object of that name in the plural.
    fn sampled(&mut self, of: &ast::Path, situation: &Situation) -> Option<Path> {
        let text = of.text();
        let plural = of.single().and_then(|_| text.strip_suffix('s'));
        let Some(name) = plural.filter(|_| self.root(&text, situation).is_none()) else {
            return self.place(of, situation);
        };
        let action = situation.action?;
        let subject = self.action(action)?.object;
        let object = self.vocabulary.objects.iter().find(|object| object.variable == name);
        match object.map(|object| self.reference_to(subject, &Type::Object(object.shape))) {
            Some(Ok(path)) => Some(path),
            Some(Err(_)) | None => self.place(of, situation),
        }
    }
}
