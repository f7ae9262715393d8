//! E05xx: what is asked of the ledger.

use super::code::codes;

codes! {}
