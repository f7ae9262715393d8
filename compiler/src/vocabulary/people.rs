//! Roles, teams and agents.

use super::items::{Agent, Role, Team};
use super::names::Names;
use super::sources::{Entry, Sources};
use crate::db::{Db, ItemKind, Span};
use crate::diagnostics::Report;
use charter_grammar::ast::{self, HasTitle, MaybeShadow};
use charter_runtime::schema::{AgentId, Halt, RoleId};
use std::collections::BTreeSet;

/// The roles, with the agents that each may halt.
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

/// The agents that a role may halt: those of the teams it names; all, where it names none.
fn halts(
    db: &dyn Db,
    sources: &Sources,
    entry: &Entry<ast::Role>,
    agents: &Names<Agent>,
    report: &mut Report,
) -> Vec<AgentId> {
    let mut halts = BTreeSet::new();
    for power in entry.node.powers() {
        let Some(team) = power.team() else {
            halts.extend(agents.iter().map(|agent| agent.id));
            continue;
        };
        let team = known_team(sources, &team.text(), entry.item.span(db, &team), report);
        halts.extend(team.iter().flat_map(|team| members(agents, team)));
    }
    halts.into_iter().collect()
}

/// Who may halt whom, as the runtime sees it.
pub(super) fn schema_halts(roles: &Names<Role>) -> Vec<Halt> {
    let powerful = roles.iter().filter(|role| !role.halts.is_empty());
    powerful.map(|role| Halt { role: role.id, agents: role.halts.clone() }).collect()
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
        if entry.node.is_shadow() {
            report.not_supported_yet(entry.at, "an agent that is only watched");
        }
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
