//! E04xx: rules, and what grants and what restricts.

use super::code::codes;

codes! {}
