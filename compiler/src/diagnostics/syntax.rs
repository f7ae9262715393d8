//! E01.

use super::code::codes;

codes! {}
