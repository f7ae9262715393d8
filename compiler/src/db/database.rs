//! The database itself.

use std::sync::Arc;

/// What queries are asked of.
#[salsa::db]
pub trait Db: salsa::Database {}

/// The one database: all inputs, and all answers that are still good.
///
/// A clone shares both; a write waits until every other clone is gone, and unwinds queries that run there.
#[salsa::db]
#[derive(Clone, Default)]
pub struct Database {
    storage: salsa::Storage<Self>,
}

impl Database {
    /// A database that tells `log` the name of each query that it runs, as `check_rule(Id(c02))`: what was answered from
    /// memory is not told.
    pub fn with_log(log: Arc<dyn Fn(String) + Send + Sync>) -> Database {
        let listen = move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind {
                log(format!("{database_key:?}"));
            }
        };
        Database { storage: salsa::Storage::new(Some(Box::new(listen))) }
    }
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl Db for Database {}
