//! Charter's runtime: a compiled table's bytes to decisions, the ledger, the permit.

mod decimal;
mod outcome;
pub mod table;
pub mod schema;

pub use decimal::{Decimal, NotADecimal};
pub use outcome::Outcome;
