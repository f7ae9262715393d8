//! Charter's compiler: syntax trees to diagnostics, typed rules and the decision table.

pub mod scenario;
pub mod typed;
pub mod db;
