//! Findings, shown.
