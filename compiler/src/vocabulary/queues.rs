//! Queues.

use super::deadline::deadline;
use super::items::{Calendar, Queue, Role};
use super::names::Names;
use super::sources::{Entry, Sources};
use crate::db::{Db, ItemKind};
use crate::diagnostics::Report;
use crate::typed;
use charter_grammar::ast;
use charter_runtime::schema::{QueueId, RoleId};

/// The queues that have an owner; the others are reported, and are not there.
pub(super) fn queues(
    db: &dyn Db,
    sources: &Sources,
    roles: &Names<Role>,
    calendars: &Names<Calendar>,
    report: &mut Report,
) -> Names<Queue> {
    let mut queues = Vec::new();
    for entry in &sources.queues {
        let owner = owner(db, entry, roles, report);
        let deadline = entry.node.reviewed_within().and_then(|within| {
            deadline(db, entry.item, &within, entry.node.otherwise().as_ref(), calendars, report)
        });
        if let Some((owner, id)) = owner.zip(QueueId::at(queues.len())) {
            let queue = typed::Queue { name: entry.name.clone(), owner, deadline };
            queues.push(Queue { id, name: entry.name.clone(), item: entry.item, at: entry.at, queue });
        }
    }
    Names::new(queues)
}

fn owner(db: &dyn Db, entry: &Entry<ast::Queue>, roles: &Names<Role>, report: &mut Report) -> Option<RoleId> {
    let Some(written) = entry.node.owner() else {
        report.queue_without_owner(entry.at, &entry.name);
        return None;
    };
    let name = written.text();
    let role = roles.get(&name);
    if role.is_none() {
        report.unknown_name(entry.item.span(db, &written), ItemKind::Role, &name, roles.nearest(&name));
    }
    role.map(|role| role.id)
}
