//! E06xx: what a table cannot hold.

use super::code::codes;

codes! {}
