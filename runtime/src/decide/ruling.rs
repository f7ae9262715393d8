//! What is decided of a request, and all that it was decided by, as it stands in the table.
//!
//! Nothing is named or written out before somebody asks for it: that is what makes it cheap to decide with every reason.

use super::assess::{Applied, Assessment, is_enforced, waits};
use super::decision::{
    AppliedRule, Charter, Decision, DoubtedScope, Duty, GrantingScope, Instead, Mode, Obligation, Owed,
    OwedStep, Party, Who, instant,
};
use super::room::TryAgain;
use super::standing::Standing;
use super::{Given, Halts, Inputs, Part, rule, rule_name};
use crate::engine::Moment;
use crate::input::{Facts, Request};
use crate::ledger::Ledger;
use crate::outcome::Outcome;
use crate::sample::{HostKey, Sampler, sampler};
use crate::schema::{QueueId, RuleId, Shape};
use crate::table::Table;
use crate::table::model::{self, PathId};
use std::collections::{BTreeMap, BTreeSet};

/// What is decided of a request, with every reason.
///
/// It borrows from the table, the request and the facts. What is looked at is found at once; [`Ruling::decision`] has all of it
/// written out.
pub struct Ruling<'a> {
    pub(super) table: &'a Table,
    pub(super) request: &'a Request,
    pub(super) facts: &'a Facts,
    pub(super) parts: Vec<Part<'a>>,
    /// Everything that applies, where there is not exactly one part.
    pub(super) joined: Option<Assessment<'a>>,
    pub(super) standing: Standing,
    pub(super) problems: Vec<String>,
    pub(super) instead: Option<Box<Instead>>,
}

/// A restriction that applies, or cannot be ruled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applying<'a> {
    /// The rule, by its place in [`Table::rules`].
    pub id: RuleId,
    /// The rule.
    pub rule: &'a model::Rule,
    /// What it leaves.
    pub outcome: Outcome,
    /// Whether it is one of those that made the decision what it is.
    pub deciding: bool,
    /// Whether something that it reads is not known.
    pub reads_unknown: bool,
}

impl<'a> Ruling<'a> {
    /// What becomes of the request.
    pub fn outcome(&self) -> Outcome {
        self.parts.iter().map(|part| part.outcome).min().unwrap_or(Outcome::Stop)
    }

    /// Every restriction that applies or cannot be ruled out, by name.
    pub fn applying(&self) -> impl Iterator<Item = Applying<'a>> {
        let outcome = self.outcome();
        self.all().applied.iter().filter_map(move |(id, applied)| {
            let rule = self.table.rules.get(id.index())?;
            let left = self.standing.outcome(*id, applied);
            let deciding = !rule.shadow && left == outcome && outcome != Outcome::Execute;
            Some(Applying {
                id: *id,
                rule,
                outcome: left,
                deciding,
                reads_unknown: !applied.unknown.is_empty(),
            })
        })
    }

    /// Every scope that certainly applies, by name.
    pub fn granting(&self) -> impl Iterator<Item = &'a model::Rule> {
        self.all().granted.keys().filter_map(|id| self.table.rules.get(id.index()))
    }

    /// Those who are still asked for their approval, whichever rule asks.
    pub fn asked(&self) -> impl Iterator<Item = &Party> {
        let asking = self.open().flat_map(|(rule, applied)| self.standing.owed(rule, applied));
        let granted = self.queued().flat_map(|(_, queue)| self.standing.owed_in(queue));
        asking.chain(granted).flatten()
    }

    /// All of it, written out.
    pub fn decision(self) -> Decision {
        let outcome = self.outcome();
        Decision {
            outcome,
            mode: Mode::of(self.table, self.facts),
            grant: self.grant(),
            rules: self.rules(),
            scopes: self.scopes(),
            doubted: self.doubted(),
            owed: self.owed(),
            obligations: self.obligations(),
            fields: self.fields(),
            targets: self.targets(),
            consequences: self.consequences(),
            try_again_at: self.try_again(),
            charter: charter(self.table),
            problems: self.problems,
            instead: self.instead,
        }
    }

    /// Everything that applies, to one part or another.
    pub(super) fn all(&self) -> &Assessment<'a> {
        match (&self.joined, self.parts.as_slice()) {
            (Some(joined), _) => joined,
            (None, [only, ..]) => &only.applies,
            (None, []) => const { &Assessment::NOTHING },
        }
    }

    fn grant(&self) -> Option<Outcome> {
        self.parts.iter().map(|part| part.grant(&self.standing)).min().flatten()
    }

    /// The names of unknown facts, as the author of a rule on the action writes them.
    fn names(&self, unknown: &BTreeSet<PathId>) -> BTreeSet<String> {
        let paths = unknown.iter().filter_map(|path| self.table.paths.get(path.index()));
        paths.map(|path| self.table.path_shown(path, self.request.action)).collect()
    }

    fn rules(&self) -> Vec<AppliedRule> {
        let listed = self.applying().filter_map(|applying| {
            let Applying { id, rule, outcome, deciding, .. } = applying;
            let source = self.table.sources.get(id.index())?;
            let unknown = self.all().applied.get(&id).map(|applied| self.names(&applied.unknown));
            Some(AppliedRule {
                rule: rule.name.clone(),
                kind: rule.kind,
                outcome,
                deciding,
                shadow: rule.shadow,
                unknown: unknown.unwrap_or_default(),
                sentence: rule.sentence.clone(),
                source: format!("{}:{}", source.file, source.line),
            })
        });
        listed.collect()
    }

    fn scopes(&self) -> Vec<GrantingScope> {
        let named = self.all().granted.iter().map(|(rule, grant)| GrantingScope {
            scope: rule_name(self.table, *rule),
            grants: grant.highest().unwrap_or(Outcome::Stop),
        });
        named.collect()
    }

    fn doubted(&self) -> Vec<DoubtedScope> {
        let named = self.all().doubted.iter().map(|(rule, unknown)| DoubtedScope {
            scope: rule_name(self.table, *rule),
            unknown: self.names(unknown),
        });
        named.collect()
    }

    /// The enforced gates that still wait for people, where that is what the request does.
    fn open(&self) -> impl Iterator<Item = (RuleId, &Applied<'a>)> {
        let listed = self.all().applied.iter().filter(|(rule, applied)| {
            let left = self.standing.outcome(**rule, applied);
            waits(self.outcome()) && is_enforced(self.table, **rule) && waits(left)
        });
        listed.map(|(rule, applied)| (*rule, applied))
    }

    /// The queues that scopes grant and in which the request still waits.
    fn queued(&self) -> impl Iterator<Item = (RuleId, QueueId)> {
        self.standing.queued().filter(|(_, queue)| waits(self.outcome()) && self.standing.waits_in(*queue))
    }

    /// The approvals still owed: of every enforced gate that waits for people, and of the owners of the queues that scopes
    /// grant.
    fn owed(&self) -> Vec<Owed> {
        let standing = &self.standing;
        let queue_name =
            |queue: QueueId| self.table.queues.get(queue.index()).map(|queue| queue.name.clone());
        let listed = self.open().map(|(rule, applied)| Owed {
            rule: rule_name(self.table, rule),
            queue: standing.queue(rule, applied).and_then(queue_name),
            steps: standing.owed(rule, applied).map(OwedStep::of).collect(),
            in_batches: standing.batch(rule, applied),
            until: standing.until(rule).and_then(instant),
        });
        let granted = self.queued().map(|(scope, queue)| Owed {
            rule: rule_name(self.table, scope),
            queue: queue_name(queue),
            steps: standing.owed_in(queue).map(OwedStep::of).collect(),
            in_batches: None,
            until: standing.until_in(queue).and_then(instant),
        });
        let mut owed: Vec<Owed> = listed.chain(granted).collect();
        owed.sort_by(|one, other| (&one.rule, &one.queue).cmp(&(&other.rule, &other.queue)));
        owed
    }

    /// The shape of the object that the action is on.
    fn shape(&self) -> Option<&'a Shape> {
        let action = self.table.schema.actions.get(self.request.action?.index())?;
        self.table.shape(action.object)
    }

    fn fields(&self) -> BTreeMap<String, Outcome> {
        let mut named = BTreeMap::new();
        for part in &self.parts {
            let field = part.field.and_then(|field| self.shape()?.fields.get(field as usize));
            if let Some(field) = field {
                at_least(&mut named, &field.name, part.outcome);
            }
        }
        named
    }

    /// Of a request on several objects, the outcome of each by itself.
    fn targets(&self) -> BTreeMap<String, Outcome> {
        let mut named = BTreeMap::new();
        if self.request.targets.len() > 1 {
            for part in &self.parts {
                part.target.iter().for_each(|target| at_least(&mut named, target, part.outcome));
            }
        }
        if named.len() > 1 { named } else { BTreeMap::new() }
    }

    /// What the action leads to, and the least that is granted of each.
    fn consequences(&self) -> BTreeMap<String, Outcome> {
        let mut named = BTreeMap::new();
        for (action, grants) in self.parts.iter().flat_map(|part| &part.leads_to) {
            if let Some(action) = self.table.schema.actions.get(action.index()) {
                let level = grants.iter().map(|grant| self.standing.granted(grant)).min().flatten();
                at_least(&mut named, &action.name, level.unwrap_or(Outcome::Stop));
            }
        }
        named
    }

    /// When the request may be made again: where nothing stops it but limits that will have room.
    fn try_again(&self) -> Option<TryAgain> {
        let stopped = self.outcome() == Outcome::Stop && self.problems.is_empty();
        if !stopped || self.grant().is_none_or(|grant| grant == Outcome::Stop) {
            return None;
        }
        let stopping = self.all().applied.iter().filter(|(rule, applied)| {
            is_enforced(self.table, **rule) && self.standing.outcome(**rule, applied) == Outcome::Stop
        });
        let room: Option<Vec<TryAgain>> = stopping.map(|(_, applied)| applied.room).collect();
        // There has to be room under all of them.
        room?.into_iter().max()
    }

    /// What has to be done along with it: by rule, and for a mask by field. Only what can still go ahead is read afterwards;
    /// who is told is told whatever comes of it.
    fn obligations(&self) -> Vec<Obligation> {
        let outcome = self.outcome();
        let name = |field: Option<u32>| Some(self.shape()?.fields.get(field? as usize)?.name.clone());
        let mut obligations = BTreeSet::new();
        for part in &self.parts {
            let enforced = part.applies.applied.iter().filter(|(id, _)| is_enforced(self.table, **id));
            for (rule, applied) in enforced {
                let masked = part.field.filter(|_| applied.masks);
                let duties = [name(applied.instead).map(Duty::WriteInstead), name(masked).map(Duty::Mask)];
                let readings = applied.readings.iter().filter(|_| outcome >= Outcome::Queue);
                let readings = readings.cloned().map(Duty::ReadAfterwards);
                let told = self.table.rules.get(rule.index()).map_or(&[][..], |rule| &rule.tells);
                let told = told.iter().filter_map(|role| self.table.schema.roles.get(role.index()));
                let told = told.map(|role| Duty::Tell(Who::Role(role.clone())));
                let duties = duties.into_iter().flatten().chain(readings).chain(told);
                obligations
                    .extend(duties.map(|duty| Obligation { rule: rule_name(self.table, *rule), duty }));
            }
        }
        obligations.into_iter().collect()
    }
}

/// Notes an outcome, unless a lesser one is there.
fn at_least(named: &mut BTreeMap<String, Outcome>, name: &str, outcome: Outcome) {
    named.entry(name.to_owned()).and_modify(|least| *least = outcome.min(*least)).or_insert(outcome);
}

fn charter(table: &Table) -> Charter {
    let (name, version) = (table.identity.name.clone(), table.identity.version.clone());
    Charter { name, version, digest: table.prepared.digest.clone() }
}

/// Decides requests as they would be decided if nothing had happened before: nothing is on the ledger, nobody has approved
/// anything, nothing is halted, and nothing is kept.
///
/// This is for plans that are looked at before they are carried out, and for measuring; whoever enforces a charter uses
/// [`Engine`](crate::Engine).
///
/// ```
/// use charter_runtime::decide::DryRun;
/// use charter_runtime::engine::Moment;
/// use charter_runtime::input::{Facts, Request};
/// use charter_runtime::{HostKey, Outcome, table::Table};
/// use serde_json::json;
///
/// let table = Table::load(&Table::default().to_bytes())?;
/// let request = json!({"id": "r1", "action": "send_email", "target": "jane"});
/// let request = Request::from_json(&request, &table)?;
/// let facts = Facts::from_json(&json!({"agent": "outreach"}), &table)?;
/// let dry_run = DryRun::new(Moment::from_nanoseconds(0), &HostKey::new("secret"));
///
/// // An empty charter grants nothing.
/// assert_eq!(dry_run.decide(&table, &request, &facts).outcome(), Outcome::Stop);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DryRun {
    now: i64,
    sampler: Sampler,
}

impl DryRun {
    /// As of a moment, with the host's key for samples.
    pub fn new(now: Moment, key: &HostKey) -> DryRun {
        DryRun { now: now.nanoseconds(), sampler: Box::new(sampler(key)) }
    }

    /// Decides a request.
    pub fn decide<'a>(&self, table: &'a Table, request: &'a Request, facts: &'a Facts) -> Ruling<'a> {
        static NOTHING_GIVEN: Given = Given { approvals: Vec::new() };
        static NOTHING_HALTED: Halts = Halts::new();
        let figures = Ledger { table, index: &table.prepared.nothing_happened, reserved: &[], itself: &[] };
        rule(&Inputs {
            table,
            request,
            facts,
            now: self.now,
            figures: &figures,
            sampler: &self.sampler,
            given: &NOTHING_GIVEN,
            asked: self.now,
            halts: &NOTHING_HALTED,
            barred: &[],
        })
    }
}
