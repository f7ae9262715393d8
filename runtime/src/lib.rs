//! Charter's runtime: a compiled table's bytes to decisions, the ledger, the permit.

pub mod canonical;
pub mod case;
pub mod decide;
mod decimal;
pub mod input;
pub mod ledger;
mod outcome;
mod sample;
pub mod schema;
pub mod table;
mod value;
mod words;

pub use decimal::{Decimal, NotADecimal};
pub use outcome::Outcome;
pub use sample::HostKey;
pub use value::{Reference, Slot, Value};
