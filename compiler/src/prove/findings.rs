//! What is said about the guarantees of a project.

use super::slice::{claims_on, study};
use super::{Counterexample, Verdict};
use crate::check::{check_guarantee, rule_place, typed_charter};
use crate::db::{Db, ItemId, ItemKind, Project, Span, file_items, item_syntax};
use crate::diagnostics::guarantees::Broken;
use crate::diagnostics::{Found, Report};
use crate::typed::{Claim, Demand};
use charter_grammar::ast::{self, AstNode, ClaimKind, HasTitle, Item};
use charter_runtime::schema::ActionId;
use std::collections::{BTreeMap, BTreeSet};

/// What a promise takes for granted: a halt stops whatever it covers.
const NO_SWITCH: &str = "nobody has halted it";

/// What came of the guarantees of a project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proofs {
    /// How many hold of every request.
    pub proved: usize,
    /// How many do not, or could not be decided.
    pub open: usize,
    /// What those that hold take for granted: each one's sentence, and its conditions as they are written.
    pub granted: Vec<(String, Vec<String>)>,
}

/// A guarantee, and what came of each of its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guaranteed {
    /// The guarantee.
    pub item: ItemId,
    /// Its claims, each for one action, in their order.
    pub claims: Vec<(Claim, Verdict)>,
}

/// Proves or refutes the guarantees of a project. Nothing is proved while the charter has errors.
#[salsa::tracked(returns(deref))]
pub fn verdicts(db: &dyn Db, project: Project) -> Vec<Guaranteed> {
    if typed_charter(db, project).value.is_none() {
        return Vec::new();
    }
    let mut decided: BTreeMap<ActionId, std::slice::Iter<'_, Verdict>> = BTreeMap::new();
    let mut found = Vec::new();
    for (item, claims) in guarantees(db, project) {
        let verdict = |claim: Claim| {
            let of_action = decided.entry(claim.action);
            let verdicts = of_action.or_insert_with(|| verdicts_on(db, project, claim.action).iter());
            let verdict = verdicts.next()?.clone();
            Some((claim, verdict))
        };
        // A charter without a table says so itself.
        let Some(claims) = claims.into_iter().map(verdict).collect() else { continue };
        found.push(Guaranteed { item, claims });
    }
    found
}

/// What comes of everything that is guaranteed of an action, in the order of the guarantees.
#[salsa::tracked(returns(deref))]
fn verdicts_on(db: &dyn Db, project: Project, action: ActionId) -> Vec<Verdict> {
    let Some(Ok(study)) = study(db, project, action) else { return Vec::new() };
    study.verdicts(claims_on(db, project, action), &|| db.unwind_if_revision_cancelled())
}

/// What came of the guarantees of a project, and a finding for each claim that is not proved.
#[salsa::tracked]
pub fn proofs(db: &dyn Db, project: Project) -> Found<Proofs> {
    let (mut report, mut proofs) = (Report::new(), Proofs::default());
    for Guaranteed { item, claims } in verdicts(db, project) {
        let holds = claims.iter().all(|(_, verdict)| matches!(verdict, Verdict::Proved | Verdict::OfNothing));
        *(if holds { &mut proofs.proved } else { &mut proofs.open }) += 1;
        proofs.granted.extend(taken_for_granted(db, *item).filter(|_| holds));
        Told { db, project, item: *item, report: &mut report }.guarantee(claims);
    }
    report.with(proofs)
}

/// What a guarantee takes for granted, with its sentence; `None` where that is nothing.
fn taken_for_granted(db: &dyn Db, item: ItemId) -> Option<(String, Vec<String>)> {
    let Some(Item::Guarantee(guarantee)) = item_syntax(db, item) else { return None };
    let conditions: Vec<String> =
        guarantee.knowing().filter_map(|it| it.condition()).map(|it| one_line(&it)).collect();
    let sentence = guarantee.title().map(|title| title.value()).unwrap_or_default();
    let promises =
        guarantee.claims().any(|claim| claim.promised().is_some() || claim.kind() == ClaimKind::CanAlways);
    let conditions: Vec<String> =
        conditions.into_iter().chain(promises.then(|| NO_SWITCH.to_owned())).collect();
    (!conditions.is_empty()).then_some((sentence, conditions))
}

/// Every guarantee with its claims.
pub(super) fn guarantees(db: &dyn Db, project: Project) -> Vec<(ItemId, Vec<Claim>)> {
    let items = project.files(db).iter().flat_map(|file| file_items(db, *file));
    let guarantees = items.filter(|item| item.kind(db) == ItemKind::Guarantee);
    guarantees.filter_map(|item| Some((*item, check_guarantee(db, project, *item).value.clone()?))).collect()
}

/// The sentences of what a project guarantees, in their order.
pub fn guarantee_sentences(db: &dyn Db, project: Project) -> Vec<String> {
    let sentence = |item: &ItemId| match item_syntax(db, *item) {
        Some(Item::Guarantee(guarantee)) => guarantee.title().map(|title| title.value()),
        _ => None,
    };
    guarantees(db, project).iter().filter_map(|(item, _)| sentence(item)).collect()
}

/// What is told of one guarantee.
struct Told<'a> {
    db: &'a dyn Db,
    project: Project,
    item: ItemId,
    report: &'a mut Report,
}

impl Told<'_> {
    /// One finding a claim as written, whatever the number of its actions.
    fn guarantee(&mut self, claims: &[(Claim, Verdict)]) {
        let Some(Item::Guarantee(guarantee)) = item_syntax(self.db, self.item) else { return };
        let sentence = guarantee.title().map(|title| title.value()).unwrap_or_default();
        let mut told = BTreeSet::new();
        for (claim, verdict) in claims {
            let Some(written) = guarantee.claims().nth(claim.place) else { continue };
            let at = self.item.span(self.db, &written);
            match verdict {
                Verdict::Proved => {}
                Verdict::OfNothing if told.insert(claim.place) => {
                    self.report.guarantee_of_nothing(at, &sentence);
                }
                Verdict::Refuted(found) if told.insert(claim.place) => {
                    let stop = self.stop(&guarantee, &written, claim, &sentence);
                    self.broken(at, &sentence, (&claim.demand, found), stop);
                }
                Verdict::Undecided if told.insert(claim.place) => {
                    self.report.guarantee_undecided(at, &sentence);
                }
                Verdict::Refuted(_) | Verdict::Undecided | Verdict::OfNothing => {}
            }
        }
    }

    fn broken(
        &mut self,
        at: Span,
        sentence: &str,
        (demand, found): (&Demand, &Counterexample),
        stop: Option<(Span, String, String)>,
    ) {
        let placed = |rules: &[String]| -> Vec<(String, Option<Span>)> {
            let place = |rule: &String| (rule.clone(), rule_place(self.db, self.project, rule));
            rules.iter().map(place).collect()
        };
        let granted_by = placed(&found.granted_by);
        let held_by = match demand {
            Demand::AtLeast(_) => placed(&found.held_by),
            _ => Vec::new(),
        };
        let (granted_by, held_by) = (granted_by.as_slice(), held_by.as_slice());
        self.report.guarantee_fails(&Broken { at, sentence, demand, found, granted_by, held_by, stop });
    }

    /// The stop that says the same as a claim which forbids, behind the guarantee.
    fn stop(
        &self,
        guarantee: &ast::Guarantee,
        claim: &ast::GuaranteeClaim,
        of: &Claim,
        sentence: &str,
    ) -> Option<(Span, String, String)> {
        if of.demand != Demand::Never || claim.outcome().is_some() || guarantee.knowing().next().is_some() {
            return None;
        }
        let name = self.free_name(sentence)?;
        let mut text = format!("\n\nstop {name} \"{sentence}\"");
        match claim.subject() {
            ast::ClaimSubject::Agents => {}
            ast::ClaimSubject::Named(agents) => text.push_str(&format!("\n  for {}", agents.text())),
            ast::ClaimSubject::People => text.push_str("\n  for people"),
            ast::ClaimSubject::Everybody => text.push_str("\n  for agents and people"),
        }
        for action in claim.actions() {
            text.push_str(&format!("\n  on {}", one_line(&action)));
        }
        let lines = guarantee.when().chain(claim.when()).map(|it| one_line(&it));
        let unless = guarantee.unless().chain(claim.unless()).map(|it| one_line(&it));
        lines.chain(unless).for_each(|line| text.push_str(&format!("\n  {line}")));
        Some((self.item.span(self.db, guarantee).end(), name, text))
    }

    /// A name made of the sentence's first words, which no other rule has.
    fn free_name(&self, sentence: &str) -> Option<String> {
        let words =
            sentence.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let name = words.take(4).map(str::to_ascii_lowercase).collect::<Vec<_>>().join("_");
        let name = if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            name
        } else {
            format!("stop_{name}")
        };
        let numbered = (2..100).map(|number| format!("{name}_{number}"));
        std::iter::once(name.clone())
            .chain(numbered)
            .find(|name| rule_place(self.db, self.project, name).is_none())
    }
}

/// The text of a node, on one line.
fn one_line(node: &impl AstNode<Language = charter_grammar::Charter>) -> String {
    let text = node.syntax().text().to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
