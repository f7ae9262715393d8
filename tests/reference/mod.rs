//! The reference interpreter: what a charter means, slowly and obviously.
//!
//! It is written from the specification alone, reads the syntax tree, and shares nothing with the compiler and the
//! runtime: own decimals, own names, own typing of documents, own evaluation. It assumes that the charter has been
//! checked, and says so plainly where it does not understand something; it never guesses.

mod arithmetic;
mod calendars;
mod charter;
mod conditions;
mod consequences;
mod decide;
mod decimal;
mod declarations;
mod delegation;
mod effects;
mod figures;
mod granted;
mod hours;
mod json;
mod ledger;
mod limits;
mod lists;
mod lookups;
mod members;
mod names;
mod operands;
mod outcome;
mod pairs;
mod possible;
mod progress;
mod request;
mod room;
mod rules;
mod sampling;
mod shares;
mod situation;
mod text;
mod value;
mod vocabulary;
mod windows;
mod working_time;

pub use charter::{Charter, Settings, read};
pub use decide::{decide, decide_under};
