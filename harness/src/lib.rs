//! Charter's test harness: recorded days, played against a compiled table.
//!
//! [`play`] takes the bytes of a table and the typed scenarios of its project, and nothing else of the compiler: what is
//! played is what a host would embed. Each scenario has a [`stage`] of its own: an engine with an empty ledger, a clock
//! that says what the scenario says, and a world of its own. [`expect`] compares what happened with what was expected, and
//! [`words`] says outcomes as people read them.

pub mod expect;
mod play;
mod played;
mod stage;
mod told;
pub mod words;

pub use play::play;
pub use played::{InBatch, Played, PlayedScenario, PlayedStep, Summary, Verdict};
