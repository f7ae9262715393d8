//! Charter's compiler: syntax trees to diagnostics, typed rules and the decision table.
//!
//! The stages, in order: [`db`] holds the texts and remembers every answer; [`project`] is which texts belong together;
//! [`vocabulary`] is what exists; [`check`] finds out names and types, and [`typed`] is what the rules say then;
//! [`table`] is what the runtime decides by, [`sheet`] and [`radius`] are what people read of it, and [`compiled`] takes a project all the way. Each stage returns its value and its findings together: [`diagnostics`] is
//! what a finding is, [`findings`] collects them all, and [`render`] shows them.

pub mod check;
pub mod compiled;
pub mod db;
pub mod diagnostics;
pub mod findings;
pub mod project;
pub mod prove;
pub mod radius;
pub mod render;
pub mod scenario;
pub mod sheet;
pub mod table;
#[cfg(test)]
mod testing;
pub mod typed;
pub mod vocabulary;
