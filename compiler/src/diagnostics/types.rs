//! E03xx: types, currencies and units.

use super::code::codes;

codes! {}
