//! Charter's runtime: a compiled table's bytes to decisions, the ledger, the permit.

pub mod canonical;
pub mod case;
pub mod decide;
mod decimal;
pub mod engine;
pub mod input;
pub mod ledger;
mod outcome;
mod progress;
mod sample;
pub mod schema;
#[cfg(test)]
mod sketch;
pub mod table;
mod value;
mod words;

pub use decimal::{Decimal, NotADecimal};
pub use engine::Engine;
pub use outcome::Outcome;
pub use progress::Progress;
pub use sample::HostKey;
pub use value::{Slot, Value};
