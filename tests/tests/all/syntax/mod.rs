//! The whole language is tried: the generator of charters and the specification reach every production of the grammar, and every
//! part of a tree means something.

mod dead;
mod productions;
mod understood;
