//! Charter's test harness: recorded days, played against a compiled table.
//!
//! [`play`] takes the bytes of a table and the typed scenarios of its project, and nothing else of the compiler: what is
//! played is what a host would embed. Each scenario has a [`stage`] of its own: an engine with an empty ledger, a clock
//! that says what the scenario says, and a world of its own. [`expect`] compares what happened with what was expected, and
//! [`words`] says outcomes as people read them. [`replay`] plays a [`recording`] of what really happened, line by line. [`hints`] says what the days of a project leave open.

pub mod expect;
mod left_open;
mod play;
mod played;
pub mod recording;
pub mod replay;
mod stage;
mod told;
pub mod words;

pub use left_open::hints;
pub use play::play;
pub use played::{InBatch, Played, PlayedScenario, PlayedStep, Summary, Verdict};
