//! Membership: whether a value is one of several, written out, in a list of the charter, in a segment or in a cell.

use super::checker::Checker;
use super::compare::Sides;
use super::constant::{Kind, Literal};
use super::logic;
use super::path::agent;
use super::situation::Situation;
use super::value::{Typed, Value};
use crate::typed::{Condition, Constant, Operand};
use crate::vocabulary::List;
use charter_grammar::Charter as Language;
use charter_grammar::ast::{self, AstNode, Compare, Expr};

impl Checker<'_> {
    /// `industry is in regulated_industries`, `region is in (na, emea)`
    pub(super) fn member(&mut self, it: &ast::MemberTest, situation: &Situation) -> Option<Condition> {
        let subject = it.subject()?;
        if let Some(listed) = it.listed() {
            let Value::Known(known) = self.value(&subject, situation)? else {
                return self.not_a_condition(&subject);
            };
            self.guard_empty(&known, false, situation, &subject);
            return self.one_of_these(&known, &subject, listed.values(), situation);
        }
        if let Some(call) = it.looked_up() {
            return self.member_of_cell(&subject, &call, situation);
        }
        let name = it.named()?;
        self.named_member(&subject, &name, situation)
    }

    /// Whether a value is one of these, each written out or at a place of its own.
    pub(super) fn one_of_these(
        &mut self,
        known: &Typed,
        subject: &Expr,
        values: impl Iterator<Item = ast::Value>,
        situation: &Situation,
    ) -> Option<Condition> {
        let (mut constants, mut others) = (Some(Vec::new()), Vec::new());
        for value in values {
            match Expr::cast(value.syntax().clone()).filter(|it| self.is_elsewhere(it, known, situation)) {
                Some(place) => {
                    let other = self.value(&place, situation);
                    let sides = Sides { left: subject, right: &place };
                    others.push(other.and_then(|other| {
                        self.compared(Value::Known(known.clone()), Compare::Is, other, &sides, situation)
                    }));
                }
                None => {
                    let constant = self.listed_constant(&value, &known.kind);
                    let fits = constant.filter(|it| self.may_be_part(known, it, self.at(&value)).is_some());
                    constants = constants.zip(fits).map(|(mut all, one)| {
                        all.push(one);
                        all
                    });
                }
            }
        }
        let others: Option<Vec<Condition>> = others.into_iter().collect();
        let constants = constants.map(|constants| logic::one_of(known.operand.clone(), constants));
        Some(logic::any(constants.into_iter().chain(others?).collect::<Vec<_>>()))
    }

    /// Whether what is written beside a value is a place or a look-up, and not a value of a closed list.
    fn is_elsewhere(&self, written: &Expr, beside: &Typed, situation: &Situation) -> bool {
        match written {
            Expr::Call(_) => true,
            Expr::Path(path) => match path.single() {
                None => true,
                Some(word) => {
                    let word = word.text();
                    let is_value = Literal::Word(word.clone()).beside(&beside.kind, self.schema()).is_ok();
                    !is_value
                        && (self.root(&word, situation).is_some()
                            || self.own_line(&word, situation).is_some())
                }
            },
            _ => false,
        }
    }

    fn listed_constant(&mut self, value: &ast::Value, kind: &Kind) -> Option<Constant> {
        let literal = self.literal(value)?;
        let at = self.at(value);
        self.constant_at(at, &literal, kind)
    }

    fn named_member(&mut self, subject: &Expr, name: &ast::Path, situation: &Situation) -> Option<Condition> {
        let word = name.single().map(|word| word.text()).unwrap_or_default();
        let Value::Known(known) = self.value(subject, situation)? else {
            return self.not_a_condition(subject);
        };
        if known.kind == Kind::Agent
            && let Some(team) = self.vocabulary.teams.get(&word)
        {
            let agents = team.agents.iter().map(|agent| Constant::Ordinal(i128::from(agent.0)));
            return Some(logic::one_of(Operand::Path(agent()), agents));
        }
        if let Operand::Path(place) = &known.operand
            && self.vocabulary.lists.get(&word).is_none()
            && let Some(found) = self.segment_at(place, &word, name, situation)
        {
            return found;
        }
        let Some(list) = self.vocabulary.lists.get(&word) else {
            let at = self.at(name);
            let nearest = self.vocabulary.lists.nearest(&word).map(str::to_owned);
            self.report.unknown_list(at, &name.text(), nearest.as_deref());
            return None;
        };
        self.guard_empty(&known, false, situation, subject);
        self.entries(&known, list, name)
    }

    /// Whether a value is an entry of a list of the charter, which is named at a place.
    pub(super) fn entries(
        &mut self,
        known: &Typed,
        list: &List,
        named: &impl AstNode<Language = Language>,
    ) -> Option<Condition> {
        let at = self.at(named);
        let mut constants = Vec::new();
        for entry in &list.values {
            let Some(constant) = super::constant::entry(entry, &list.value, &known.kind, self.schema())
            else {
                let what = known.kind.describe(self.schema());
                self.report.list_entry_misfit(at, &list.name, &super::constant::written(entry), &what);
                return None;
            };
            constants.push(constant);
        }
        Some(logic::one_of(known.operand.clone(), constants))
    }
}
