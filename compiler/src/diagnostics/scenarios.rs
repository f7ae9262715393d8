//! E07xx: scenarios.

use super::code::codes;

codes! {}
