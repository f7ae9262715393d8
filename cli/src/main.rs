//! The `charter` command line.

fn main() {}
