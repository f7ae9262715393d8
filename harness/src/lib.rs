//! Charter's test harness: scenarios and recordings played against a compiled table.
