//! Charter's compiler: syntax trees to diagnostics, typed rules and the decision table.
//!
//! The stages, in order: [`db`] holds the texts and remembers every answer; [`vocabulary`] is what exists; [`typed`] is
//! what the rules say, once names and types are known. Each stage returns its value and its findings together;
//! [`diagnostics`] is what a finding is.

pub mod db;
pub mod diagnostics;
pub mod scenario;
pub mod typed;
pub mod vocabulary;
