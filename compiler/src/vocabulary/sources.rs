//! The declarations of a project as they are written, by kind and name.

use super::names::{Name, Names};
use crate::db::{Db, ItemId, Project, Span, file_items, item_syntax};
use charter_grammar::ast::{self, AstNode, HasName};

/// One declaration as it is written.
pub(super) struct Entry<N> {
    pub(super) name: String,
    pub(super) item: ItemId,
    pub(super) at: Span,
    pub(super) node: N,
}

impl<N> Name for Entry<N> {
    fn name(&self) -> &str {
        &self.name
    }
}

/// All declarations of a project. Of two with one name, the first one counts.
pub(super) struct Sources {
    pub(super) roles: Names<Entry<ast::Role>>,
    pub(super) teams: Names<Entry<ast::Team>>,
    pub(super) agents: Names<Entry<ast::Agent>>,
    pub(super) calendars: Names<Entry<ast::Calendar>>,
    pub(super) queues: Names<Entry<ast::Queue>>,
    pub(super) objects: Names<Entry<ast::Object>>,
    pub(super) records: Names<Entry<ast::Record>>,
    pub(super) lists: Names<Entry<ast::List>>,
    pub(super) segments: Names<Entry<ast::Segment>>,
    pub(super) actions: Names<Entry<ast::Action>>,
    pub(super) signals: Names<Entry<ast::Signal>>,
    pub(super) tables: Names<Entry<ast::Table>>,
    pub(super) measures: Names<Entry<ast::Measure>>,
    pub(super) conditions: Names<Entry<ast::Condition>>,
}

/// Reads the declarations of all files. The trees of rules are not looked at.
pub(super) fn sources(db: &dyn Db, project: Project) -> Sources {
    let items = project.files(db).iter().flat_map(|&file| file_items(db, file)).copied();
    let declared = items.filter(|item| item.kind(db).is_vocabulary());
    let all: Vec<_> = declared.filter_map(|item| Some((item, item_syntax(db, item)?))).collect();
    Sources {
        roles: of_kind(db, &all),
        teams: of_kind(db, &all),
        agents: of_kind(db, &all),
        calendars: of_kind(db, &all),
        queues: of_kind(db, &all),
        objects: of_kind(db, &all),
        records: of_kind(db, &all),
        lists: of_kind(db, &all),
        segments: of_kind(db, &all),
        actions: of_kind(db, &all),
        signals: of_kind(db, &all),
        tables: of_kind(db, &all),
        measures: of_kind(db, &all),
        conditions: of_kind(db, &all),
    }
}

/// The declarations of one kind. What has no name yet declares nothing.
fn of_kind<N: HasName>(db: &dyn Db, all: &[(ItemId, ast::Item)]) -> Names<Entry<N>> {
    let entries = all.iter().filter_map(|(item, syntax)| {
        let node = N::cast(syntax.syntax().clone())?;
        let name = node.name()?;
        Some(Entry { name: name.text(), item: *item, at: item.span(db, &name), node })
    });
    Names::new(entries.collect())
}
