//! Charter's runtime: a compiled table's bytes to decisions, the ledger, the permit.
