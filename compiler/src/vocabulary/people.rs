//! Roles, teams and agents.

use super::actions::VERBS;
use super::items::{Agent, Role, Team};
use super::names::Names;
use super::sources::{Entry, Sources};
use crate::db::{Db, ItemKind, Span};
use crate::diagnostics::Report;
use charter_grammar::ast::{self, HasTitle, MaybeShadow, Reach};
use charter_runtime::schema::{AgentId, Halt, RoleId};
use std::collections::BTreeSet;

/// The roles, with what each may halt.
pub(super) fn roles(
    db: &dyn Db,
    sources: &Sources,
    agents: &Names<Agent>,
    report: &mut Report,
) -> Names<Role> {
    let roles = sources.roles.iter().enumerate().filter_map(|(place, entry)| {
        let halts = halts(db, sources, entry, agents, report);
        Some(Role { id: RoleId::at(place)?, name: entry.name.clone(), item: entry.item, at: entry.at, halts })
    });
    Names::new(roles.collect())
}

/// What a role may halt: the agents of the teams it names, or all; single agents, actions and segments.
fn halts(
    db: &dyn Db,
    sources: &Sources,
    entry: &Entry<ast::Role>,
    agents: &Names<Agent>,
    report: &mut Report,
) -> Powers {
    let mut powers = Powers::default();
    for power in entry.node.powers() {
        match power.reach() {
            Reach::Everything => powers.agents.extend(agents.iter().map(|agent| agent.id)),
            Reach::Team(team) => {
                let team = known_team(sources, &team.text(), entry.item.span(db, &team), report);
                powers.agents.extend(team.iter().flat_map(|team| members(agents, team)));
            }
            Reach::Named(name) => {
                let text = name.text();
                if !powers.take(sources, agents, &text) {
                    report.nothing_to_halt(entry.item.span(db, &name), &text);
                }
            }
            Reach::Verb(verb, object) => {
                let (text, of) = (verb.text(), object.text());
                let known = VERBS.iter().any(|(verb, _)| *verb == text) && sources.objects.get(&of).is_some();
                if known {
                    powers.actions.insert(format!("{text} {of}"));
                } else {
                    report.nothing_to_halt(entry.item.span(db, &verb), &format!("{text} {of}"));
                }
            }
        }
    }
    powers
}

/// What a role may halt.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Powers {
    /// Agents.
    pub agents: BTreeSet<AgentId>,
    /// Actions, by name.
    pub actions: BTreeSet<String>,
    /// Segments, by name.
    pub segments: BTreeSet<String>,
}

impl Powers {
    /// Whether it may halt anything.
    pub fn is_empty(&self) -> bool {
        self.agents.is_empty() && self.actions.is_empty() && self.segments.is_empty()
    }

    /// Takes what has a name: an agent, a team, an action or a segment. Whether there is one.
    fn take(&mut self, sources: &Sources, agents: &Names<Agent>, name: &str) -> bool {
        let agent = agents.get(name).map(|agent| agent.id);
        let is_team = sources.teams.get(name).is_some();
        let is_action = sources.actions.get(name).is_some();
        let is_segment = sources.segments.get(name).is_some();
        self.agents.extend(agent);
        self.agents.extend(is_team.then(|| members(agents, name)).into_iter().flatten());
        self.actions.extend(is_action.then(|| name.to_owned()));
        self.segments.extend(is_segment.then(|| name.to_owned()));
        agent.is_some() || is_team || is_action || is_segment
    }
}

/// Who may halt what, as the runtime sees it.
pub(super) fn schema_halts(roles: &Names<Role>) -> Vec<Halt> {
    let powerful = roles.iter().filter(|role| !role.halts.is_empty());
    let halt = |role: &Role| Halt {
        role: role.id,
        agents: role.halts.agents.iter().copied().collect(),
        actions: role.halts.actions.iter().cloned().collect(),
        segments: role.halts.segments.iter().cloned().collect(),
    };
    powerful.map(halt).collect()
}

/// The teams, as the runtime sees them.
pub(super) fn schema_teams(teams: &Names<Team>) -> Vec<charter_runtime::schema::Team> {
    let team =
        |team: &Team| charter_runtime::schema::Team { name: team.name.clone(), agents: team.agents.clone() };
    teams.iter().map(team).collect()
}

fn known_team(sources: &Sources, name: &str, at: Span, report: &mut Report) -> Option<String> {
    let known = sources.teams.get(name).map(|team| team.name.clone());
    if known.is_none() {
        report.unknown_name(at, ItemKind::Team, name, sources.teams.nearest(name));
    }
    known
}

/// The agents, each with its team.
pub(super) fn agents(db: &dyn Db, sources: &Sources, report: &mut Report) -> Names<Agent> {
    let agents = sources.agents.iter().enumerate().filter_map(|(place, entry)| {
        let team = entry
            .node
            .team()
            .and_then(|team| known_team(sources, &team.text(), entry.item.span(db, &team), report));
        let title = entry.node.title().map(|title| title.value());
        Some(Agent {
            id: AgentId::at(place)?,
            name: entry.name.clone(),
            item: entry.item,
            at: entry.at,
            title,
            team,
            shadow: entry.node.is_shadow(),
        })
    });
    Names::new(agents.collect())
}

/// The teams, each with its agents.
pub(super) fn teams(sources: &Sources, agents: &Names<Agent>) -> Names<Team> {
    let teams = sources.teams.iter().map(|entry| Team {
        name: entry.name.clone(),
        item: entry.item,
        at: entry.at,
        agents: members(agents, &entry.name),
    });
    Names::new(teams.collect())
}

fn members(agents: &Names<Agent>, team: &str) -> Vec<AgentId> {
    agents.iter().filter(|agent| agent.team.as_deref() == Some(team)).map(|agent| agent.id).collect()
}
